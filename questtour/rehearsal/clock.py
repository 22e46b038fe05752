"""The rehearsal's own time."""

from datetime import datetime, timedelta, timezone
from typing import NamedTuple

from questtour.clock import Clock, SystemClock

ZONE = timedelta()
"""By how much the wall clock at the place of a rehearsal is ahead of UTC: the same on every laptop, so that
the events are the same wherever it is played."""


class _Flow(NamedTuple):
    """Where the time was at a moment of the real clock, and how fast it runs from there."""

    moment: datetime
    since: float
    speed: float


class VirtualClock:
    """A clock that stands, is put forward, or runs as many times as fast as the real one as one likes.

    While somebody acts it is held at the moment at which they do so, however long that takes the computer.
    The log's thread asks it too: what it shows is changed in one step.
    """

    def __init__(self, start: datetime, real: Clock | None = None) -> None:
        """Begin at `start` (UTC), standing; `real` tells how much real time passes."""
        self._real = real or SystemClock()
        self._flow = _Flow(start, 0.0, 0.0)
        self._held: datetime | None = None

    @property
    def speed(self) -> float:
        """Return how many times as fast as the real clock this one runs; 0 while it stands."""
        return self._flow.speed

    def run(self, speed: float) -> None:
        """Run so many times as fast as the real clock from now on; 0 stands still."""
        self._flow = _Flow(self._running(), self._real.monotonic(), speed)

    def hold(self, moment: datetime) -> None:
        """Show `moment` (UTC) until `release`."""
        self._held = moment

    def release(self) -> None:
        """Run on; a clock that stands is put forward to the moment at which it was held."""
        held, self._held = self._held, None
        if held is not None and not self.speed:
            self._flow = _Flow(max(held, self._flow.moment), 0.0, 0.0)

    def wait(self, moment: datetime) -> float:
        """Return the real seconds until this clock shows `moment`; it must run."""
        return (moment - self._running()).total_seconds() / self.speed

    def now(self) -> datetime:
        """Return the rehearsal's moment in UTC."""
        return self._held or self._running()

    def local(self, moment: datetime) -> datetime:
        """Return `moment` on the wall clock of the rehearsal's place."""
        return moment.astimezone(timezone(ZONE))

    def monotonic(self) -> float:
        """Return the seconds of the real clock: whoever presses keys does so in real time."""
        return self._real.monotonic()

    def _running(self) -> datetime:
        moment, since, speed = self._flow
        if not speed:
            return moment
        return moment + timedelta(seconds=(self._real.monotonic() - since) * speed)
