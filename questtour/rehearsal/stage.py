"""Who acts next: one at a time, in the order of the rehearsal's clock."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from heapq import heappop, heappush
from typing import Protocol

from questtour.rehearsal.clock import VirtualClock

RESTLESS = 10_000
"""Nobody acts so often at one moment: a rehearsal that stood still would never end."""


class Actor(Protocol):
    """Somebody who takes part in a rehearsal."""

    number: int
    """Tells who is first of those who act at the same moment; each has another one."""

    async def act(self) -> datetime | None:
        """Do what is due now; return when to be called again (UTC), or None to wait for a call."""
        ...


class Stage:
    """Calls each actor when it is time, either as fast as the computer can or as fast as the clock runs."""

    def __init__(self, clock: VirtualClock) -> None:
        self._clock = clock
        self._calls: list[tuple[datetime, int]] = []
        self._due: dict[int, datetime] = {}
        """When each is called next: an entry of `_calls` that says something else is outdated."""
        self._actors: dict[int, Actor] = {}
        self._acting: Actor | None = None
        self._stirred = asyncio.Event()
        self._paused = False
        self._steps = 0
        self._rushing = False
        self._last: datetime | None = None
        self._restless = 0

    def call(self, actor: Actor, moment: datetime | None = None) -> None:
        """Call `actor` at `moment`, by default now, unless it is called sooner; one who acts knows anyway."""
        if actor is not self._acting:
            self._call(actor, moment or self._clock.now())
            self.stir()

    def stir(self) -> None:
        """Look again at what is next: the clock runs differently, or something has happened."""
        self._stirred.set()

    @property
    def paused(self) -> bool:
        """Tell whether everybody, and the clock, stands still."""
        return self._paused

    def pause(self, paused: bool) -> None:
        """Let nobody act any more, or go on; the clock is the caller's."""
        self._paused = paused
        self.stir()

    def step(self) -> None:
        """Go on now to the next thing that happens, also in a pause."""
        self._steps += 1
        self.stir()

    def rush(self, rushing: bool) -> None:
        """Let one act follow another without a wait, or wait for the clock again; for a clock that stands."""
        self._rushing = rushing
        self.stir()

    def happened(self) -> None:
        """Hear that somebody has done something that is to be seen: who acts may only have looked around."""
        self._steps = max(0, self._steps - 1)

    async def play(self, until: datetime | None = None) -> None:
        """Play as fast as the computer can, to the end or up to `until` (UTC), the acts of then included."""
        while (moment := self._next()) is not None:
            if until is not None and moment > until:
                break
            await self._act()
        if until is not None:
            self._clock.hold(until)
            self._clock.release()

    async def play_live(self, over: Callable[[], bool]) -> None:
        """Play as fast as the clock runs, until it is `over`."""
        while not over():
            moment = self._next()
            stepping = (self._steps > 0 or self._rushing) and moment is not None
            if moment is None or (self._paused and not stepping):
                await self._wait(None)
            elif not stepping and (wait := self._clock.wait(moment)) > 0:
                await self._wait(wait)
            else:
                await self._act()
                # Screens share this thread: they draw in between, also where the clock runs very fast.
                await asyncio.sleep(0)

    async def _wait(self, seconds: float | None) -> None:
        with suppress(TimeoutError):
            await asyncio.wait_for(self._stirred.wait(), seconds)
        self._stirred.clear()

    def _next(self) -> datetime | None:
        """Return when somebody is to act next."""
        while self._calls and self._due.get(self._calls[0][1]) != self._calls[0][0]:
            heappop(self._calls)
        return self._calls[0][0] if self._calls else None

    async def _act(self) -> None:
        moment, number = heappop(self._calls)
        del self._due[number]
        actor = self._actors[number]
        self._check_rest(moment)
        self._clock.hold(moment)
        self._acting = actor
        try:
            again = await actor.act()
        finally:
            self._acting = None
            self._clock.release()
        if again is not None:
            self._call(actor, max(again, moment))

    def _call(self, actor: Actor, moment: datetime) -> None:
        known = self._due.get(actor.number)
        if known is None or moment < known:
            self._actors[actor.number] = actor
            self._due[actor.number] = moment
            heappush(self._calls, (moment, actor.number))

    def _check_rest(self, moment: datetime) -> None:
        self._restless = self._restless + 1 if moment == self._last else 0
        self._last = moment
        if self._restless > RESTLESS:
            raise RuntimeError(f"the rehearsal does not get on after {moment}")
