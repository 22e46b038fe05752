"""A forecast beside a screen: made on a thread, so that no key waits for it, and anew when it is time."""

import asyncio
from datetime import datetime, timedelta

from questtour.clock import Clock
from questtour.session import Session
from questtour.tour.forecast import Forecast, forecast
from questtour.tour.progress import Progress

FRESH = timedelta(seconds=5)
"""So long a forecast is good where nothing has happened."""

REST = 9.0
"""How many times as long as a forecast took nobody makes the next one: keys and drawing come first."""


class Foresight:
    """Keeps the last forecast of a session's tour."""

    def __init__(self, session: Session, clock: Clock) -> None:
        """Take the session, and the real clock, which tells how long a forecast takes."""
        self.forecast: Forecast | None = None
        self._session, self._clock = session, clock
        self._known: Progress | None = None
        self._made_at: datetime | None = None
        self._busy = False
        self._rests_until = float("-inf")

    @property
    def due(self) -> bool:
        """Tell whether it is time to make a forecast."""
        if self._busy or self._clock.monotonic() < self._rests_until:
            return False
        if self._known is not self._session.progress or self._made_at is None:
            return True
        # Clocks are set right, also backwards.
        return abs(self._session.now - self._made_at) >= FRESH

    async def make(self) -> None:
        """Make a forecast of the tour as it is now; nothing is done while another one is made."""
        if self._busy:
            return
        self._busy = True
        began = self._clock.monotonic()
        progress, now = self._session.progress, self._session.now
        try:
            self.forecast = await asyncio.to_thread(forecast, progress, now)
            self._known, self._made_at = progress, now
        finally:
            self._busy = False
            ended = self._clock.monotonic()
            self._rests_until = ended + REST * (ended - began)
