"""What is expected of one group by itself, by the plan alone; `forecast` looks at all groups together."""

from dataclasses import dataclass
from datetime import datetime

from questtour.tour.evolve_group import planned_start
from questtour.tour.progress import GroupProgress, Phase, Tour, Visit
from questtour.tour.timing import expected_end, go_on


@dataclass(frozen=True, slots=True)
class Expected:
    """A station's expected times (UTC); `arrive` may lie in the past, it is then a fact."""

    station: str
    arrive: datetime
    leave: datetime


def expect(tour: Tour, group: GroupProgress, now: datetime) -> tuple[Expected, ...]:
    """Return what is expected of the present station and those ahead, in their order."""
    here = group.current
    if group.phase is Phase.READY:
        at = max(now, planned_start(tour, group, now))
    elif here is None:
        return ()
    else:
        at = expected_end(tour, group, now)
    expected = [] if here is None else [_present(tour, group, here, at)]
    if expected:
        at = expected[0].leave
    for station in group.ahead:
        if expected:
            at = go_on(tour, group, at, tour.route.walk(expected[-1].station, station), station)
        expected.append(_stay_from(tour, group, station, at))
        at = expected[-1].leave
    return tuple(expected)


def _present(tour: Tour, group: GroupProgress, visit: Visit, end: datetime) -> Expected:
    """Expect of the visit under way: `end` is when the stay, or the walk, will be over."""
    if visit.arrived is not None:
        return Expected(visit.station, visit.arrived, end)
    return _stay_from(tour, group, visit.station, end)


def _stay_from(tour: Tour, group: GroupProgress, station: str, at: datetime) -> Expected:
    return Expected(station, at, go_on(tour, group, at, tour.route.station(station).stay))


def expected_finish(tour: Tour, group: GroupProgress, now: datetime) -> datetime:
    """Return when the group leaves its last station, or left it (UTC)."""
    expected = expect(tour, group, now)
    if expected:
        return expected[-1].leave
    return group.last_left or now
