"""What will happen if nothing changes: all groups walked forward together, with how likely that is.

The forecast knows what has happened, how fast each group and each station has been (`pace`), and that a full
station makes groups wait. It never says that the past was otherwise, and it never puts more groups into a
station than it holds, other than those that are there already.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from math import hypot
from statistics import NormalDist

from questtour.tour.evolve_group import planned_start
from questtour.tour.forecast_scene import Scene, below, scene
from questtour.tour.forecast_walk import Step, Walks, forward
from questtour.tour.pace import learn
from questtour.tour.progress import GroupProgress, Phase, Progress, Tour, Visit
from questtour.tour.timing import ZERO, timing

LIKELY = 0.8
"""Likely ranges hold so many of a hundred truths."""

FORETOLD = timedelta(minutes=1)
"""An expected wait from this on is a conflict..."""

CHANCE = 0.25
"""...and so is one soon that is so likely to be longer than two minutes. In simulated tours this foretold
four in five of the waits, and was wrong in less than a quarter of what it foretold; a higher bar errs less,
and misses more."""

SOON = timedelta(minutes=15)
"""Further ahead anything may happen, and only what is expected is worth a word."""

_SIDE = NormalDist().inv_cdf((1 + LIKELY) / 2)

Range = tuple[datetime, datetime]


class State(StrEnum):
    """What a visit is at the moment of the forecast."""

    DONE = "done"
    NOW = "now"
    NEXT = "next"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True)
class Expectation:
    """One visit, as it was or as it is expected. All moments are UTC."""

    station: str
    state: State
    arrive: datetime | None = None
    """When the stay begins; None where a station was skipped on the way."""
    leave: datetime | None = None
    wait: timedelta = ZERO
    """Waiting at the door before."""
    arrive_range: Range | None = None
    """Where the arrival likely lies; None where it is a fact."""
    leave_range: Range | None = None


@dataclass(frozen=True, slots=True)
class GroupForecast:
    """What is expected of one group."""

    id: str
    offset: timedelta
    """How late it is now against its plan; below zero it is early."""
    finish: datetime | None
    """When it leaves, or left, its last station (UTC); None where it has none."""
    finish_range: Range | None
    visits: tuple[Expectation, ...]
    late: timedelta = ZERO
    """How much after the sheet's `finish_by` it is expected to finish; zero where it is in time."""
    late_chance: float = 0.0
    """How likely it finishes later than that."""


@dataclass(frozen=True, slots=True)
class Conflict:
    """A group that will find a station full."""

    station: str
    group: str
    others: tuple[str, ...]
    """The groups that are there, or wait before it."""
    at: datetime
    """When it comes to the door (UTC)."""
    wait: timedelta
    chance: float
    """How likely it waits longer than two minutes."""


@dataclass(frozen=True, slots=True)
class Forecast:
    """What is expected at the moment `at` (UTC)."""

    at: datetime
    groups: Mapping[str, GroupForecast]
    """By id, in the sheet's order."""
    conflicts: tuple[Conflict, ...]
    """The soonest first."""
    finish_by: datetime | None
    """By when the sheet has the tour end (UTC)."""

    @property
    def late(self) -> tuple[GroupForecast, ...]:
        """Return the groups that are expected to miss `finish_by`, the latest first."""
        missed = [group for group in self.groups.values() if group.late > ZERO]
        return tuple(sorted(missed, key=lambda group: -group.late))


def forecast(progress: Progress, now: datetime, history: Iterable[Progress] = ()) -> Forecast:
    """Return what is expected of a tour at the moment `now` (UTC).

    `history` are earlier tours, from which groups' and stations' paces are learned too. Raises ValueError
    where the tour has not been opened.
    """
    stage = scene(progress, now, learn(progress, history))
    return told(progress, stage, forward(stage))


def told(progress: Progress, stage: Scene, walks: Walks) -> Forecast:
    """Return `walks`, how `stage` goes on, as a forecast of the tour `progress`."""
    finish_by = deadline(stage.tour, progress, stage.now)
    groups = {
        group.id: _group(stage, group, walks.get(group.id, []), finish_by) for group in progress.on_sheet
    }
    conflicts = [
        Conflict(
            step.station, group, step.others, _at(stage, step.door), timedelta(seconds=step.wait), step.chance
        )
        for group, steps in walks.items()
        for step in steps
        if is_conflict(step)
    ]
    conflicts.sort(key=lambda each: (each.at, each.group))
    return Forecast(stage.now, groups, tuple(conflicts), finish_by)


def is_conflict(step: Step) -> bool:
    """Tell whether a group's wait at the door is worth a word."""
    if not step.others:
        return False
    likely = step.chance >= CHANCE and step.door <= SOON.total_seconds()
    return likely or step.wait >= FORETOLD.total_seconds()


def deadline(tour: Tour, progress: Progress, now: datetime) -> datetime | None:
    """Return the moment (UTC) by which the sheet has the tour end, on the day of its first start."""
    if tour.route.finish_by is None:
        return None
    starts = [planned_start(tour, group, now) for group in progress.on_sheet]
    return tour.at(min(starts), tour.route.finish_by)


def _at(stage: Scene, seconds: float) -> datetime:
    return stage.now + timedelta(seconds=seconds)


def _deviation(stage: Scene, at: float, own: float, begin: float) -> float:
    """Return a moment's whole deviation: its own, and what all that comes after `begin` shares."""
    return hypot(own, stage.paces.stays.common * max(0.0, at - begin))


def _range(stage: Scene, at: float, deviation: float) -> Range:
    """Return the likely range around a moment; it does not reach into the past."""
    return _at(stage, max(0.0, at - _SIDE * deviation)), _at(stage, max(0.0, at + _SIDE * deviation))


def _group(
    stage: Scene, group: GroupProgress, steps: list[Step], finish_by: datetime | None
) -> GroupForecast:
    offset = timing(stage.tour, group, stage.now).offset
    here = group.current
    visits = [_past(visit) for visit in group.visits if visit is not here]
    if not steps:
        return _ended(group, offset, tuple(visits), finish_by)
    inside = here is not None and here.arrived is not None
    # Before a group has set out nothing can be slow.
    begin = max(0.0, steps[0].door) if group.phase is Phase.READY else 0.0
    for number, step in enumerate(steps):
        now = number == 0 and here is not None
        told = _coming(stage, step, State.NOW if now else State.NEXT, begin)
        if now and inside and here is not None:
            told = replace(told, arrive=here.arrived, arrive_range=None, wait=_waited(here))
        visits.append(told)
    last = steps[-1]
    finish, deviation = _at(stage, last.leave), _deviation(stage, last.leave, last.leave_deviation, begin)
    late, chance = ZERO, 0.0
    if finish_by is not None:
        late = max(ZERO, finish - finish_by)
        chance = _chance(last.leave - (finish_by - stage.now).total_seconds(), deviation)
    span = _range(stage, last.leave, deviation)
    return GroupForecast(group.id, offset, finish, span, tuple(visits), late, chance)


def _ended(
    group: GroupProgress, offset: timedelta, visits: tuple[Expectation, ...], finish_by: datetime | None
) -> GroupForecast:
    finish = group.last_left
    if finish is None:
        return GroupForecast(group.id, offset, None, None, visits)
    late = ZERO if finish_by is None else max(ZERO, finish - finish_by)
    return GroupForecast(group.id, offset, finish, (finish, finish), visits, late, float(late > ZERO))


def _chance(late: float, deviation: float) -> float:
    if deviation <= 0:
        return float(late > 0)
    return below(late / deviation)


def _past(visit: Visit) -> Expectation:
    state = State.SKIPPED if visit.skipped else State.DONE
    left = visit.ended if visit.arrived is not None else None
    return Expectation(visit.station, state, visit.arrived, left, _waited(visit))


def _waited(visit: Visit) -> timedelta:
    return sum((each.end - each.start for each in visit.waits if each.end is not None), ZERO)


def _coming(stage: Scene, step: Step, state: State, begin: float) -> Expectation:
    enter = _range(stage, step.enter, _deviation(stage, step.enter, step.enter_deviation, begin))
    leave = _range(stage, step.leave, _deviation(stage, step.leave, step.leave_deviation, begin))
    wait = timedelta(seconds=step.wait) if step.others or step.door < 0 else ZERO
    arrive, left = _at(stage, step.enter), _at(stage, step.leave)
    return Expectation(step.station, state, arrive, left, wait, enter, leave)
