"""A whole rehearsal: the coordinator's session, a session for each guide, and who plays them."""

from collections.abc import Mapping
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import Any, Self

from questtour.clock import Clock
from questtour.eventlog.keys import LaptopKey
from questtour.rehearsal.casting import Casting
from questtour.rehearsal.chance import Chance
from questtour.rehearsal.clock import VirtualClock
from questtour.rehearsal.doors import Doors
from questtour.rehearsal.guide import Guide, World
from questtour.rehearsal.hall import Hall
from questtour.rehearsal.phrases import phrases_for
from questtour.rehearsal.stage import Stage
from questtour.session import Session, open_rehearsal
from questtour.tour import commands as c
from questtour.tour.progress import GroupProgress, Phase, Progress
from questtour.tour.route import Route
from questtour.tour.route_reading import route_from

EARLY = timedelta(minutes=15)
"""So long before the first group sets out the hall is open."""


def open_troupe(path: Path, sheet: dict[str, Any], casting: Casting, real: Clock | None = None) -> "Troupe":
    """Open a rehearsal by the route sheet `sheet`, as its author wrote it, in a new log at `path`.

    `real` tells the real time, by default the computer's; only `Troupe.play_live` asks it.

    Raises:
        RouteFaults: the sheet is wrong.
        LogFault, WrongTour: the log cannot be made, or is there already.
    """
    route, chance = route_from(sheet), Chance(casting.seed)
    keys = {group.id: LaptopKey.from_seed(chance.key("laptop", group.id)) for group in route.groups}
    names = {keys[group.id]: _first_wording(group.guide) for group in route.groups}
    clock = VirtualClock(_opening(route, casting), real)
    hall = open_rehearsal(path, clock, sheet, LaptopKey.from_seed(chance.key("hall")), names)
    try:
        return Troupe(hall, {group: hall.beside(key) for group, key in keys.items()}, clock, casting)
    except BaseException:
        hall.close()
        raise


class Troupe:
    """Plays a rehearsal, from the opening of the tour to the last farewell.

    `await play()` plays as fast as the computer can, `await play_live(speed)` so many times as fast as the
    real clock, with `pause`, `step` and `set_speed`. All sessions share one log, one tour, their listeners.
    """

    def __init__(
        self, hall: Session, guides: Mapping[str, Session], clock: VirtualClock, casting: Casting
    ) -> None:
        """Take what `open_troupe` has opened: the sessions of the hall and, by group, of the guides."""
        self.hall = hall
        """The coordinator's session, which closes the log."""
        self.clock = clock
        self._guides = guides
        self._played = casting.played
        self._stage = Stage(clock)
        self._speed = 1.0
        self._rushing = False
        self._seen = hall.progress
        self._visits = (0, sum(len(group.order) for group in self._seen.on_sheet))
        self._doors = Doors()
        phrases = casting.phrases or phrases_for(hall.tour.route.title)
        world = World(self._doors, casting, Chance(casting.seed), phrases, self._call_next)
        self._actors = {
            group: Guide(number, group, session, world)
            for number, (group, session) in enumerate(guides.items())
            if group not in casting.played
        }
        self._coordinator = None if casting.coordinated else Hall(hall, world)
        hall.subscribe(self._changed)
        for actor in (self._coordinator, *self._actors.values()):
            if actor is not None:
                self._stage.call(actor)

    def session_of(self, group: str) -> Session:
        """Return the session of the laptop of `group`, an id; KeyError if there is no such group."""
        return self._guides[group]

    @property
    def progress(self) -> Progress:
        """Return the tour as it is."""
        return self.hall.progress

    @property
    def over(self) -> bool:
        """Tell whether every group has finished."""
        return self.hall.is_over

    @property
    def visits(self) -> tuple[int, int]:
        """Return how many visits are over, and how many there will have been."""
        return self._visits

    # --- playing ----------------------------------------------------------------------------------------

    async def play(self, until: datetime | None = None) -> None:
        """Play as fast as the computer can, to the end or up to the moment `until` (UTC)."""
        await self._take_seats()
        await self._stage.play(until)

    async def play_live(self, speed: float = 1.0, until: datetime | None = None) -> None:
        """Play `speed` times as fast as the real clock, until every group has finished, or it is `until`."""
        self._speed = speed
        await self._take_seats()
        self._run_clock()
        try:
            await self._stage.play_live(
                lambda: self.over or (until is not None and self.clock.now() >= until)
            )
        finally:
            self.clock.run(0)

    async def _take_seats(self) -> None:
        """Let the people who play claim their groups, as simulated guides do."""
        for group in self._guides:
            if group in self._played and self.progress.groups[group].device is None:
                session = self._guides[group]
                await session.do(c.Claim(group, session.device))

    @property
    def speed(self) -> float:
        """Return how many times as fast as the real clock it is played, also while it is paused."""
        return self._speed

    def set_speed(self, speed: float) -> None:
        """Play `speed` times as fast from now on; above 0."""
        self._speed, self._rushing = speed, False
        self._run_clock()

    @property
    def rushing(self) -> bool:
        """Tell whether it is played as fast as the computer can while screens look on."""
        return self._rushing

    def rush(self) -> None:
        """Play on as fast as the computer can until `set_speed` or `pause`; for `play_live`."""
        self._rushing = True
        self._stage.pause(False)
        self._run_clock()

    @property
    def paused(self) -> bool:
        """Tell whether the rehearsal stands still."""
        return self._stage.paused

    def pause(self, paused: bool = True) -> None:
        """Let the clock and everybody who is simulated stand still, or go on."""
        self._rushing = False
        self._stage.pause(paused)
        self._run_clock()

    def step(self) -> None:
        """Go on to the next thing that somebody does, also in a pause; for `play_live`."""
        self._stage.step()

    def _run_clock(self) -> None:
        self.clock.run(0 if self._stage.paused or self._rushing else self._speed)
        self._stage.rush(self._rushing)

    def close(self) -> None:
        """Close the log: it is whole, also in the middle of the tour."""
        self.hall.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    # --- who hears of what ------------------------------------------------------------------------------

    def _changed(self, progress: Progress) -> None:
        """Call those who are concerned by what somebody has done."""
        before, self._seen = self._seen, progress
        self._stage.happened()
        if progress.groups is not before.groups:
            for name, group in progress.groups.items():
                if group is not before.groups.get(name):
                    self._group_changed(before.groups.get(name), group)
        told = len(progress.messages) > len(before.messages)
        if told or progress.closed is not before.closed:
            for guide in self._actors.values():
                self._stage.call(guide)
        if progress.calls is not before.calls:
            self._calls_changed()

    def _calls_changed(self) -> None:
        if self._coordinator is not None:
            self._stage.call(self._coordinator)
            return
        for call in self.progress.calls:
            # Whoever called waits for a person's answer.
            if call.group in self._actors:
                self._stage.call(self._actors[call.group])

    def _group_changed(self, before: GroupProgress | None, group: GroupProgress) -> None:
        if group.id in self._actors:
            self._stage.call(self._actors[group.id])
        over, planned = self._visits
        was_over, was_planned = _visits(before)
        now_over, now_planned = _visits(group)
        self._visits = (over + now_over - was_over, planned + now_planned - was_planned)
        left = _inside(before)
        if left is not None and left != _inside(group):
            self._call_next(left)

    def _call_next(self, station: str) -> None:
        for group in self._doors.next_in(self.progress, station):
            if group in self._actors:
                self._stage.call(self._actors[group])


def _inside(group: GroupProgress | None) -> str | None:
    if group is None or group.phase is not Phase.AT_STATION or group.current is None:
        return None
    return group.current.station


def _visits(group: GroupProgress | None) -> tuple[int, int]:
    """Return how many of the group's visits are over, and how many it will make."""
    if group is None:
        return 0, 0
    return sum(visit.ended is not None for visit in group.visits), len(group.order)


def _first_wording(text: Any) -> str:  # noqa: ANN401 - a wording, or nothing
    """Return a name in the language that the sheet names first: the events do not depend on the program's."""
    return text.wordings()[0] if text else ""


def _opening(route: Route, casting: Casting) -> datetime:
    """Return when the hall opens: before the first group sets out, on the rehearsal's day (UTC)."""
    midnight = datetime.combine(casting.day, time(), UTC)
    first = min(route.start_of(group.id) for group in route.groups)
    return max(midnight, midnight + first - timedelta(minutes=route.transfer) - EARLY)
