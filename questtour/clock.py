"""The time, asked for in one place so that tests and rehearsals can own it."""

import time
from datetime import UTC, datetime
from typing import Protocol


class Clock(Protocol):
    """Tells the time."""

    def now(self) -> datetime:
        """Return the current moment, timezone-aware, in UTC."""
        ...

    def local(self, moment: datetime) -> datetime:
        """Return `moment` on the wall clock of the place where the tour happens."""
        ...

    def monotonic(self) -> float:
        """Return seconds that only ever grow, whatever is done to the wall clock."""
        ...


class SystemClock:
    """The computer's own clock and time zone."""

    def now(self) -> datetime:
        """Return the current moment in UTC."""
        return datetime.now(UTC)

    def local(self, moment: datetime) -> datetime:
        """Return `moment` in the computer's time zone."""
        return moment.astimezone()

    def monotonic(self) -> float:
        """Return the seconds of the computer's monotonic clock."""
        return time.monotonic()
