"""A progress bar for work that takes longer than a second."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from questtour.clock import Clock

PATIENCE = 1.0
"""Seconds that nobody minds to wait without a sign of life."""


class Steps:
    """Counts what is done; the bar appears once the patience is over."""

    def __init__(self, bar: Progress, label: str, total: int | None, clock: Clock) -> None:
        self._bar, self._total, self._clock = bar, total, clock
        self._task = bar.add_task(label, total=total, visible=False)
        self._since = clock.monotonic()
        self._done = 0

    def __call__(self) -> None:
        """Count one more."""
        self.reach(self._done + 1, self._total)

    def reach(self, done: int, total: int | None) -> None:
        """Be at `done` of `total`."""
        self._done = done
        late = self._clock.monotonic() - self._since > PATIENCE
        self._bar.update(self._task, completed=done, total=total, visible=late)


@contextmanager
def meter(label: str, clock: Clock, total: int | None = None) -> Iterator[Steps]:
    """Show on the error stream, if that is a terminal, how far the work with that label is."""
    columns = (TextColumn("{task.description}", markup=False), BarColumn(), MofNCompleteColumn())
    silent = not sys.stderr.isatty()
    console = Console(stderr=True)
    with Progress(*columns, TimeRemainingColumn(), console=console, transient=True, disable=silent) as bar:
        yield Steps(bar, label, total, clock)
