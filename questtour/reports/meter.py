"""A progress bar for work that takes longer than a second."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

PATIENCE = 1.0
"""Seconds that nobody minds to wait without a sign of life."""


class Steps:
    """Counts what is done; the bar appears once the patience is over."""

    def __init__(self, bar: Progress, label: str, total: int | None) -> None:
        self._bar, self._label, self._total = bar, label, total
        self._task = bar.add_task(label, total=total, visible=False)
        self._since = time.monotonic()
        self._done = 0

    def __call__(self) -> None:
        """Count one more."""
        self.reach(self._done + 1, self._total)

    def reach(self, done: int, total: int | None) -> None:
        """Be at `done` of `total`."""
        self._done = done
        if done % 256 == 0 or done == total:
            late = time.monotonic() - self._since > PATIENCE
            self._bar.update(self._task, completed=done, total=total, visible=late)


@contextmanager
def meter(label: str, total: int | None = None) -> Iterator[Steps]:
    """Show on the error stream, if that is a terminal, how far the work with that label is."""
    columns = (TextColumn("{task.description}", markup=False), BarColumn(), MofNCompleteColumn())
    console = Console(stderr=True)
    with Progress(*columns, TimeRemainingColumn(), console=console, transient=True) as bar:
        bar.disable = not sys.stderr.isatty()
        yield Steps(bar, label, total)
