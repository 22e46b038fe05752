"""A rehearsal on the screen: a person coordinates it, or leads one of its groups."""

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Self

from questtour.clock import Clock
from questtour.rehearsal.casting import Casting
from questtour.rehearsal.troupe import Troupe, open_troupe
from questtour.session import Session
from questtour.tour.evolve_group import planned_start
from questtour.tour.links import Link, Links, Standing
from questtour.tour.progress import Phase

SPEEDS = (1.0, 2.0, 5.0, 10.0, 30.0, 60.0, 120.0, 300.0)
"""What *faster* and *slower* step through: so many times as fast as the real clock."""

A_MOMENT_BEFORE = timedelta(seconds=30)
"""So long before somebody sets out one begins to look: nobody waits long, and nothing is missed."""


class Live:
    """A rehearsal at the speed that a person wants, and this person's place among the simulated laptops."""

    def __init__(self, troupe: Troupe, speed: float, group: str | None, until: datetime | None) -> None:
        """Take an open rehearsal, and the group that the person leads; one who leads none coordinates."""
        self.troupe = troupe
        self.group = group
        self.session: Session = troupe.hall if group is None else troupe.session_of(group)
        self.standing = Standing()
        self.code = ""
        """A rehearsal has no join code: nobody else can come in."""
        self.ended = False
        """Whether it has come to its end, or to the moment at which it was to stop."""
        self._speed = speed
        self._until = until
        self._scratch: TemporaryDirectory[str] | None = None

    def keep_in(self, scratch: "TemporaryDirectory[str]") -> Self:
        """Take the folder in which the log is, and which goes when the rehearsal is closed."""
        self._scratch = scratch
        return self

    # --- how fast ---------------------------------------------------------------------------------------

    async def play(self) -> None:
        """Play until every group has finished, or until the moment at which it was to stop."""
        await self.troupe.play_live(self._speed, self._until)
        self.ended = True

    @property
    def speed(self) -> float:
        """Return how many times as fast as the real clock it runs, also while it stands."""
        return self._speed

    @property
    def paused(self) -> bool:
        """Tell whether everything stands still."""
        return self.troupe.paused

    @property
    def rushing(self) -> bool:
        """Tell whether it runs to its end as fast as it can."""
        return self.troupe.rushing

    def faster(self) -> None:
        """Run at the next higher speed, if there is one; who stands still goes on."""
        self._run(next((each for each in SPEEDS if each > self._speed), self._speed))

    def slower(self) -> None:
        """Run at the next lower speed, if there is one."""
        self._run(next((each for each in reversed(SPEEDS) if each < self._speed), self._speed))

    def _run(self, speed: float) -> None:
        self._speed = speed
        self.troupe.pause(False)
        self.troupe.set_speed(speed)

    def hold(self) -> None:
        """Stand still, or go on."""
        self.troupe.pause(not self.troupe.paused)

    def step(self) -> None:
        """Stand still after the next thing that somebody does."""
        self.troupe.pause()
        self.troupe.step()

    def rush(self) -> None:
        """Run to the end as fast as the computer can."""
        self.troupe.rush()

    @property
    def over(self) -> bool:
        """Tell whether the person has nothing left to do."""
        if self.group is None:
            return self.ended
        return self.troupe.progress.groups[self.group].phase is Phase.FINISHED

    # --- the place among the others: a `launch.Others` ---------------------------------------------------

    @property
    def links(self) -> Links:
        """Return that every laptop is heard: all of them are in this program."""
        now = self.session.now
        return {device: Link(now) for device in self.troupe.progress.devices}

    def subscribe(self, listener: Callable[[Any], object]) -> None:
        """Tell nothing: there is no network that could have news."""

    async def close(self) -> None:
        """Close the log; one that nobody wants to keep goes."""
        self.troupe.close()
        if self._scratch is not None:
            self._scratch.cleanup()


def open_live(
    path: Path,
    sheet: dict[str, Any],
    casting: Casting,
    speed: float,
    until: datetime | None = None,
    *,
    soon: bool = True,
    real: Clock | None = None,
) -> Live:
    """Open a rehearsal in a new log at `path` for the person who leads the played group, or coordinates.

    With `soon` all that happens before the first group sets out, or the person's own, has happened already.
    Not for the event loop's thread: it plays as long as that takes.

    Raises:
        RouteFaults: the sheet is wrong.
        LogFault, WrongTour: the log cannot be made, or is there already.
    """
    troupe = open_troupe(path, sheet, casting, real)
    try:
        group = next(iter(casting.played), None)
        if soon:
            asyncio.run(troupe.play(_setting_out(troupe, group) - A_MOMENT_BEFORE))
    except BaseException:
        troupe.close()
        raise
    return Live(troupe, speed, group, until)


def _setting_out(troupe: Troupe, group: str | None) -> datetime:
    """Return when `group`, or the first of all, is to set out (UTC)."""
    tour, now = troupe.hall.tour, troupe.clock.now()
    led = [each for each in troupe.progress.on_sheet if group in {None, each.id}]
    first = min(planned_start(tour, each, now) for each in led)
    return first - timedelta(minutes=tour.route.transfer)
