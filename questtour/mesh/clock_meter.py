"""Measures by how much this laptop's clock is ahead of the coordinator's, by question and answer as NTP does.

Of a few tries the one with the shortest round trip counts (D. Mills, RFC 5905, section 10: its clock filter),
because the least of it can be lopsided.
"""

from dataclasses import dataclass
from random import Random
from typing import NamedTuple

from questtour.mesh.messages import ClockAnswer
from questtour.mesh.news import ClockJumped, ClockMeasured
from questtour.mesh.timing import (
    CLOCK_EVERY,
    CLOCK_SPACING,
    CLOCK_STEP,
    CLOCK_TIMEOUT,
    CLOCK_TRIES,
    JUMP,
    NEVER,
    Now,
    rest,
)

MUCH_BETTER = 4
"""A measurement so many times as exact as the one that was told is told too."""


class _Try(NamedTuple):
    nonce: str
    asked: Now


@dataclass(slots=True)
class _Sample:
    round_trip: float
    ahead: float


class ClockMeter:
    """Asks the coordinator's clock, now and then; knows when our own was put forward or back."""

    def __init__(self, random: Random, now: Now) -> None:
        """Begin at `now`, following nobody."""
        self._random = random
        self._base = _base(now)
        self._told: ClockMeasured | None = None
        self.coordinator: str | None = None
        """The laptop whose clock counts, if it is known and another one."""
        self._next = NEVER
        self._try: _Try | None = None
        self._tries = 0
        self._samples: list[_Sample] = []
        self._failures = 0

    def follow(self, coordinator: str | None, now: Now) -> None:
        """Measure against `coordinator` from now on; None where that is nobody, or this laptop itself."""
        if coordinator != self.coordinator:
            self.coordinator, self._told = coordinator, None
            self.hurry(now)

    def hurry(self, now: Now) -> None:
        """Measure anew at once."""
        self._failures = 0
        self._restart(NEVER if self.coordinator is None else now.mono)

    def look(self, now: Now) -> ClockJumped | None:
        """Notice that the clock was put forward or back since the last look."""
        base, self._base = self._base, _base(now)
        jump = self._base - base
        if abs(jump) < JUMP:
            return None
        self.hurry(now)
        return ClockJumped(jump)

    @property
    def wake(self) -> float:
        """Return when there is something to do, on the monotonic clock."""
        return self._next if self._try is None else self._try.asked.mono + CLOCK_TIMEOUT

    def given_up(self, now: Now) -> str | None:
        """Return the nonce of the question that has stayed unanswered for too long, if one has."""
        waiting = self._try
        if waiting is None or now.mono < waiting.asked.mono + CLOCK_TIMEOUT:
            return None
        return waiting.nonce

    def due(self, now: Now) -> str | None:
        """Return the nonce of a question that is to be asked now, if one is."""
        if self._try is not None or now.mono < self._next:
            return None
        self._try = _Try(f"{self._random.getrandbits(64):016x}", now)
        return self._try.nonce

    def failed(self, nonce: str, now: Now) -> ClockMeasured | None:
        """Learn that a question was not answered; returns what is known all the same, if anything new."""
        if self._try is None or self._try.nonce != nonce:
            return None
        return self._tried(now)

    def answered(self, answer: ClockAnswer, now: Now) -> ClockMeasured | None:
        """Learn what the coordinator's clock says; returns what that makes known, if anything new."""
        if self._try is None or self._try.nonce != answer.nonce:
            return None
        self._samples.append(_sample(self._try.asked, answer, now))
        return self._tried(now)

    def _tried(self, now: Now) -> ClockMeasured | None:
        """Go on to the next try, or conclude from those that there were."""
        self._try = None
        self._tries += 1
        self._next = now.mono + CLOCK_SPACING
        if self._tries < CLOCK_TRIES:
            return None
        if not self._samples:
            self._failures += 1
            self._restart(now.mono + rest(self._failures, self._random))
            return None
        best = min(self._samples, key=lambda sample: sample.round_trip)
        self._failures = 0
        self._restart(now.mono + CLOCK_EVERY * self._random.uniform(0.8, 1.2))
        return self._news(ClockMeasured(best.ahead, max(best.round_trip, 0.0) / 2))

    def _news(self, measured: ClockMeasured) -> ClockMeasured | None:
        told = self._told
        if told is not None:
            moved = abs(measured.offset - told.offset) > CLOCK_STEP + measured.within
            better = told.within > CLOCK_STEP and measured.within * MUCH_BETTER < told.within
            if not moved and not better:
                return None
        self._told = measured
        return measured

    def _restart(self, at: float) -> None:
        self._next, self._try, self._tries, self._samples = at, None, 0, []


def _sample(asked: Now, answer: ClockAnswer, now: Now) -> _Sample:
    """Return what one question and answer tell; our clock may have jumped between, monotonic time has not."""
    spent = now.mono - asked.mono
    returned = asked.wall / 1e6 + spent
    theirs = (answer.heard + answer.replied) / 2e6
    ahead = (asked.wall / 1e6 + returned) / 2 - theirs
    return _Sample(spent - (answer.replied - answer.heard) / 1e6, ahead)


def _base(now: Now) -> float:
    return now.wall / 1e6 - now.mono
