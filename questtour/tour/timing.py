"""How long still, and how late: computed from stored times at every look; ticks are never counted."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from questtour.tour.evolve_group import planned_start
from questtour.tour.progress import GroupProgress, Phase, Tour, Visit
from questtour.tour.timetable import advance, plan_visits

ZERO = timedelta()
LATE = timedelta(minutes=2)
"""From this offset on a group counts as late: points of the story marked *if-time* fold away."""
VERY_LATE = timedelta(minutes=5)
"""From this offset on a group counts as very late: *nice* points fold away too."""

Span = tuple[datetime, datetime]


class TimerState(StrEnum):
    """What the timer says besides its figures."""

    WAITING = "waiting"
    RUNNING = "running"
    WARNING = "warning"
    OVERTIME = "overtime"
    PAUSED = "paused"
    BREAK = "break"
    STOPPED = "stopped"


class Pace(StrEnum):
    """How far a group is behind its plan, in the steps that change what is shown."""

    ON_TIME = "on-time"
    LATE = "late"
    VERY_LATE = "very-late"


@dataclass(frozen=True, slots=True)
class Planned:
    """A visit as planned, in moments (UTC)."""

    station: str
    arrive: datetime
    leave: datetime


@dataclass(frozen=True, slots=True)
class Timing:
    """A group's timer at one moment."""

    state: TimerState
    remaining: timedelta
    """Left of the stay, the walk, the break or until the start; below zero in overtime."""
    total: timedelta
    """The whole of what `remaining` is left of."""
    offset: timedelta
    """How late the group is: below zero it is early."""

    @property
    def pace(self) -> Pace:
        """Return how late that is, in words that decide what is shown."""
        if self.offset >= VERY_LATE:
            return Pace.VERY_LATE
        return Pace.LATE if self.offset >= LATE else Pace.ON_TIME


def midnight(tour: Tour, group: GroupProgress, now: datetime) -> datetime:
    """Return the moment (UTC) from which the sheet's clock times count for `group`.

    A plan that was moved takes its midnight, and so its breaks, along. Before the start `now` tells the day;
    afterwards the plan stays where it is.
    """
    return planned_start(tour, group, now) - tour.route.start_of(group.id)


def breaks(tour: Tour, group: GroupProgress, now: datetime) -> tuple[Span, ...]:
    """Return the group's planned breaks as moments (UTC)."""
    origin = midnight(tour, group, now)
    return tuple((origin + each.at, origin + each.end) for each in tour.route.breaks_for(group.id))


def rests(tour: Tour, group: GroupProgress, now: datetime, goal: str | None = None) -> tuple[Span, ...]:
    """Return the breaks that hold on the way to the station `goal`, or during a stay, as moments (UTC)."""
    origin = midnight(tour, group, now)
    return tuple((origin + each.at, origin + each.end) for each in tour.route.rests_for(group.id, goal))


def heading(visit: Visit | None) -> str | None:
    """Return the station to which a visit still is on the way; None for a stay."""
    return visit.station if visit is not None and visit.arrived is None else None


def plan(tour: Tour, group: GroupProgress, now: datetime) -> tuple[Planned, ...]:
    """Return the plan for the group's stations in their present order (UTC)."""
    origin = midnight(tour, group, now)
    return tuple(
        Planned(each.station, origin + each.arrive, origin + each.leave)
        for each in plan_visits(tour.route, group.id, group.order)
    )


def go_on(
    tour: Tour, group: GroupProgress, start: datetime, duration: timedelta, goal: str | None = None
) -> datetime:
    """Return when `duration` of walking to `goal`, or of a stay, is over, breaks included (UTC)."""
    origin = midnight(tour, group, start)
    return origin + advance(tour.route.rests_for(group.id, goal), start - origin, duration)


def overlap(spans: Iterable[Span], start: datetime, end: datetime) -> timedelta:
    """Return how much of `start`…`end` is covered by `spans`, each moment counted once."""
    covered, reached = ZERO, start
    for low, high in sorted(spans):
        low, high = max(low, reached), min(high, end)  # noqa: PLW2901 - the part that counts
        if low < high:
            covered, reached = covered + (high - low), high
    return covered


def standstill(visit: Visit, rests: Iterable[Span], start: datetime, end: datetime) -> timedelta:
    """Return how much of `start`…`end` the group stood still: pauses and breaks, never counted twice."""
    pauses = [(pause.start, end if pause.end is None else pause.end) for pause in visit.pauses]
    return overlap([*pauses, *rests], start, end)


def moving(visit: Visit, rests: Iterable[Span], start: datetime, end: datetime) -> timedelta:
    """Return the time between `start` and `end` less pauses and breaks; never below zero."""
    return max(ZERO, end - start - standstill(visit, rests, start, end)) if end > start else ZERO


def stay(tour: Tour, visit: Visit) -> timedelta:
    """Return how long the stay may last: the planned minutes and what was added to them."""
    return timedelta(minutes=tour.route.station(visit.station).minutes + visit.adjusted)


def walk(tour: Tour, group: GroupProgress) -> timedelta:
    """Return how long the walk under way should take.

    The plan has no walk to the first station: there the tour's usual minutes are allowed.
    """
    been = [visit.station for visit in group.visits[:-1] if visit.arrived is not None]
    if been and group.current is not None:
        return tour.route.walk(been[-1], group.current.station)
    return timedelta(minutes=tour.route.transfer)


def timing(tour: Tour, group: GroupProgress, now: datetime) -> Timing:
    """Return the group's timer at the moment `now` (UTC)."""
    current = group.current
    if group.phase is Phase.READY:
        until = planned_start(tour, group, now) - now
        return Timing(TimerState.WAITING, until, ZERO, max(ZERO, -until))
    if current is None:
        return Timing(TimerState.STOPPED, ZERO, ZERO, _offset_at_end(tour, group, now))
    remaining, total = remaining_of(tour, group, now)
    offset = expected_end(tour, group, now) - _planned_end(tour, group, now)
    if current.paused:
        return Timing(TimerState.PAUSED, remaining, total, offset)
    held = rests(tour, group, now, heading(current))
    rest = next((span for span in held if span[0] <= now < span[1]), None)
    if rest is not None:
        return Timing(TimerState.BREAK, rest[1] - now, rest[1] - rest[0], offset)
    return Timing(_state(tour, current, remaining, total), remaining, total, offset)


def remaining_of(tour: Tour, group: GroupProgress, now: datetime) -> tuple[timedelta, timedelta]:
    """Return what is left of the present stay or walk, and the whole of it."""
    current = group.current
    if current is None:
        return ZERO, ZERO
    held = rests(tour, group, now, heading(current))
    if current.arrived is not None:
        total = stay(tour, current)
        return total - moving(current, held, current.arrived, now), total
    began = current.set_out or now
    total = walk(tour, group)
    if _first_leg(group):
        start = planned_start(tour, group, now)
        # The timer stands still in a break: what is left after it must be what is left till the start.
        total = max(total, start - began - overlap(held, began, start))
    return total - moving(current, held, began, now), total


def _first_leg(group: GroupProgress) -> bool:
    return all(visit.arrived is None for visit in group.visits)


def _state(tour: Tour, current: Visit, remaining: timedelta, total: timedelta) -> TimerState:
    # A walk is short: it warns in its last third, a stay in the minutes that the sheet names.
    warn = timedelta(minutes=tour.route.warn) if current.arrived is not None else total / 3
    if remaining < ZERO:
        return TimerState.OVERTIME
    return TimerState.WARNING if remaining <= min(warn, total / 2) else TimerState.RUNNING


def expected_end(tour: Tour, group: GroupProgress, now: datetime) -> datetime:
    """Return when the present stay, or the walk under way, will be over if it keeps to its plan."""
    remaining, _ = remaining_of(tour, group, now)
    current = group.current
    if current is not None and current.arrived is None and _first_leg(group):
        # The plan begins at the first station: whoever is on the way there may be there any moment.
        return max(now, planned_start(tour, group, now))
    return go_on(tour, group, now, max(ZERO, remaining), heading(current))


def _planned_end(tour: Tour, group: GroupProgress, now: datetime) -> datetime:
    here = plan(tour, group, now)[len(group.visits) - 1]
    current = group.current
    return here.arrive if current is not None and current.arrived is None else here.leave


def _offset_at_end(tour: Tour, group: GroupProgress, now: datetime) -> timedelta:
    """Return how late the last station was left."""
    planned = plan(tour, group, now)
    if not planned or group.last_left is None:
        return ZERO
    return group.last_left - planned[-1].leave
