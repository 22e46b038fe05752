"""Commands as one types them into a shell."""

import os
import shlex
from collections.abc import Iterable
from pathlib import Path

from questtour.i18n import _


def export_command(log: Path) -> str:
    """Return the command that makes tables of `log`, as one types it into a shell."""
    return f"questtour export {_quoted(log)} --format csv --output {_quoted(log.stem)}"


def review_command(log: Path) -> str:
    """Return the command that looks back at the tour in `log`."""
    return f"questtour review {_quoted(log)}"


def what_next(log: Path) -> tuple[str, str]:
    """Return two lines that say how to go on from a tour that is over, and is in `log`."""
    return (
        _("Look back at it: {command}").format(command=review_command(log)),
        _("Tables of it: {command}").format(command=export_command(log)),
    )


def revise_command(sheet: Path, logs: Iterable[Path]) -> str:
    """Return the command that makes the next sheet of `sheet` and what happened in `logs`, named or not."""
    given, output = " ".join(map(_quoted, logs)) or "LOG", sheet.with_name(f"{sheet.stem}-2.toml")
    return f"questtour revise {_quoted(sheet)} --from {given} --interactive --output {_quoted(output)}"


def _quoted(path: Path | str) -> str:
    # Windows' shells know only double quotes, which no path there can contain.
    return f'"{path}"' if os.name == "nt" else shlex.quote(str(path))
