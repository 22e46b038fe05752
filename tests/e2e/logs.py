"""Logs that tests begin with, made without starting the program."""

from datetime import datetime, timedelta, timezone
from pathlib import Path

from e2e.terminal import minutes_ahead

from questtour.clock import SystemClock
from questtour.library import find_sheet, read_sheet_file
from questtour.session import Opening, open_guide


class WallClock(SystemClock):
    """The time as it is, on the wall clock of the terminals in these tests."""

    def local(self, moment: datetime) -> datetime:
        """Return `moment` in the tests' time zone."""
        return moment.astimezone(timezone(timedelta(minutes=minutes_ahead())))


def made_log(path: Path, sheet: str = "short", group: str = "red") -> Path:
    """Make a sound log at `path`, in which `group` has been claimed."""
    raw = read_sheet_file(find_sheet(sheet)).raw
    open_guide(path, WallClock(), Opening(raw, group)).close()
    return path
