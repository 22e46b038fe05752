"""How one group kept the pace, station by station, and what its guide could try next time."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from questtour.tour.evolve_group import planned_start
from questtour.tour.progress import GroupProgress, Phase, Tour, Visit
from questtour.tour.timing import LATE, moving, rests, timing

ZERO = timedelta()
MINUTE = timedelta(minutes=1)

NEAR = MINUTE
"""A stay that differs from its plan by no more is as planned."""
TASK_WORTH = MINUTE
"""A task that was left undone weighs as much as a minute too many: it decides which advice comes first."""
MOST = 2
"""More than so many pieces of advice nobody keeps in mind."""


@dataclass(frozen=True, slots=True)
class StationPace:
    """One station as planned and as it was."""

    station: str
    planned: timedelta
    """The stay on the sheet."""
    spent: timedelta | None
    """The stay as it was, pauses and breaks not counted; None where the group was not inside."""
    skipped: bool
    hints: int
    of_hints: int
    tasks_left: int
    of_tasks: int
    walk: timedelta | None
    """The walk here, waits and breaks not counted; None for the first station, before which one gathers."""
    planned_walk: timedelta
    waited: timedelta
    """Before the door."""

    @property
    def over(self) -> timedelta:
        """Return by how much the stay was longer than planned; below zero it was shorter."""
        return self.spent - self.planned if self.spent is not None else ZERO

    @property
    def walked_over(self) -> timedelta:
        """Return by how much the walk was longer than planned."""
        return self.walk - self.planned_walk if self.walk is not None else ZERO


class Lesson(StrEnum):
    """What can be learned from a tour."""

    STARTED_LATE = "started late"
    LONG = "too long"
    HURRIED = "left early with tasks undone"
    NO_HINTS = "tasks undone and no hint told"
    WALKED = "walked for long"
    WAITED = "waited at the door"
    STEADY = "nothing to mend"


@dataclass(frozen=True, slots=True)
class Advice:
    """One lesson, at a station unless it is about the whole tour."""

    lesson: Lesson
    weight: timedelta = field(default=ZERO)
    """What it is worth; where it is about time, the time lost."""
    station: str = ""
    tasks: int = 0
    """Tasks that were left undone there."""


@dataclass(frozen=True, slots=True)
class Pacing:
    """How a group kept the pace up to a moment."""

    stations: tuple[StationPace, ...]
    offset: timedelta
    """How late it is at the end, or now."""
    finished: bool
    advice: tuple[Advice, ...]

    @property
    def been(self) -> int:
        """Return at how many stations the group has been to the end."""
        return sum(each.spent is not None for each in self.stations)

    @property
    def steady(self) -> int:
        """Return how many of these stays were as planned."""
        return sum(each.spent is not None and abs(each.over) <= NEAR for each in self.stations)


def pacing(tour: Tour, group: GroupProgress, now: datetime) -> Pacing:
    """Return how `group` has kept the pace up to `now` (UTC); a stay that still lasts is left out."""
    stations = tuple(
        _station(tour, group, number, now)
        for number, visit in enumerate(group.visits)
        if visit.ended is not None
    )
    late = _started_late(tour, group, now)
    offset = timing(tour, group, now).offset if group.phase is not Phase.READY else ZERO
    advice = tuple(_advice(stations, late)) if stations else ()
    return Pacing(stations, offset, group.phase is Phase.FINISHED, advice)


def _station(tour: Tour, group: GroupProgress, number: int, now: datetime) -> StationPace:
    visit, station = group.visits[number], tour.route.station(group.visits[number].station)
    walking, staying = rests(tour, group, now, visit.station), rests(tour, group, now)
    arrived, ended = visit.arrived, visit.ended or now
    before = [each.station for each in group.visits[:number] if each.arrived is not None]
    walked = arrived is not None and visit.set_out is not None and bool(before)
    return StationPace(
        station=visit.station,
        planned=station.stay,
        spent=moving(visit, staying, arrived, ended) if arrived is not None else None,
        skipped=visit.skipped,
        hints=len(visit.hints),
        of_hints=len(station.hints),
        tasks_left=len(station.tasks) - len(visit.done),
        of_tasks=len(station.tasks),
        walk=moving(visit, walking, visit.set_out, arrived) if walked and visit.set_out and arrived else None,
        planned_walk=tour.route.walk(before[-1], visit.station) if before else ZERO,
        waited=_waited(visit, now),
    )


def _waited(visit: Visit, now: datetime) -> timedelta:
    return sum(((wait.end or now) - wait.start for wait in visit.waits), ZERO)


def _started_late(tour: Tour, group: GroupProgress, now: datetime) -> timedelta:
    first = next((visit.arrived for visit in group.visits if visit.arrived is not None), None)
    return first - planned_start(tour, group, now) if first is not None else ZERO


def _advice(stations: tuple[StationPace, ...], late: timedelta) -> Iterator[Advice]:
    """Return what weighs most, each lesson once; who has nothing to mend hears that."""
    found = [each for station in stations for each in _of(station)]
    if late >= LATE:
        found.append(Advice(Lesson.STARTED_LATE, late))
    # Of equal weight the earlier station comes first: sorting keeps the order.
    found.sort(key=lambda each: -each.weight)
    told: set[Lesson] = set()
    for each in found:
        if each.lesson not in told and len(told) < MOST:
            told.add(each.lesson)
            yield each
    if not told:
        yield Advice(Lesson.STEADY)


def _of(station: StationPace) -> Iterator[Advice]:
    """Return the lessons of one station; one that was skipped teaches none."""
    name, left = station.station, station.tasks_left
    if station.spent is None or station.skipped:
        return
    if station.over >= LATE:
        yield Advice(Lesson.LONG, station.over, name, left)
    if left and station.over <= -LATE:
        yield Advice(Lesson.HURRIED, -station.over, name, left)
    elif left and station.of_hints and not station.hints:
        yield Advice(Lesson.NO_HINTS, left * TASK_WORTH, name, left)
    if station.walked_over >= LATE:
        yield Advice(Lesson.WALKED, station.walked_over, name)
    if station.waited >= LATE:
        yield Advice(Lesson.WAITED, station.waited, name)
