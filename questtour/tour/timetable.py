"""The plan of a tour: who is at which station when, and where groups would meet.

Pure and deterministic: the same route sheet always gives the same plan. Times are `timedelta` since local
midnight. A stay reaches up to, but does not include, the moment of leaving: one group may come as
another goes.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import pairwise

from questtour.tour.route import Break, Group, Route

_NONE = timedelta()

Span = tuple[timedelta, timedelta]


@dataclass(frozen=True, slots=True)
class PlannedVisit:
    """One group's planned stay at one station."""

    group: str
    position: int
    """Which of the group's stations it is, from 1."""
    station: str
    arrive: timedelta
    leave: timedelta


@dataclass(frozen=True, slots=True)
class Timetable:
    """The planned visits of every group."""

    visits: Mapping[str, tuple[PlannedVisit, ...]]
    """By the group's id, in the order of the visits."""

    def start(self, group: str) -> timedelta:
        """Return when `group` is at its first station; KeyError if there is no such group."""
        return self.visits[group][0].arrive

    def finish(self, group: str) -> timedelta:
        """Return when `group` leaves its last station; KeyError if there is no such group."""
        return self.visits[group][-1].leave

    @property
    def last_finish(self) -> timedelta:
        """When the last group leaves its last station."""
        return max(visits[-1].leave for visits in self.visits.values())


@dataclass(frozen=True, slots=True)
class Meeting:
    """More groups at a station than it holds, from `start` to `end`."""

    station: str
    groups: tuple[str, ...]
    """Ids in the order of the sheet."""
    start: timedelta
    end: timedelta


def advance(breaks: Iterable[Break], at: timedelta, duration: timedelta) -> timedelta:
    """Return when `duration` of going on from `at` is over, standing still in `breaks`.

    `breaks` are sorted by their beginning, as `Route.breaks_for` returns them; they may overlap. What is
    over just as a break begins is over then; what begins in a break begins to count after it.
    """
    end = at + duration
    for each in breaks:
        begin = max(each.at, at)
        if begin >= end:
            break
        if each.end > begin:
            end += each.end - begin
            at = each.end
    return end


def working(breaks: Iterable[Break], start: timedelta, end: timedelta) -> timedelta:
    """Return the time between two moments less `breaks`; below zero if `end` comes before `start`.

    The inverse of `advance`; `breaks` are sorted in the same way.
    """
    if end < start:
        return -working(breaks, end, start)
    total = end - start
    for each in breaks:
        begin, over = max(each.at, start), min(each.end, end)
        if begin < over:
            total -= over - begin
            start = over
    return total


def plan_visits(
    route: Route, group: str, order: Sequence[str], start: timedelta | None = None
) -> tuple[PlannedVisit, ...]:
    """Plan the visits of `group`, an id, to the stations in `order`, also ids.

    The first one is reached at `start`, by default when the sheet says that the group sets out.
    KeyError if the sheet lacks a station or the group.
    """
    at = route.start_of(group) if start is None else start
    visits = []
    for position, station in enumerate(order, 1):
        if position > 1:
            at = advance(route.rests_for(group, station), at, route.walk(order[position - 2], station))
        leave = advance(route.rests_for(group), at, route.station(station).stay)
        visits.append(PlannedVisit(group, position, station, at, leave))
        at = leave
    return tuple(visits)


def orders(route: Route) -> dict[str, tuple[str, ...]]:
    """Return each group's stations in the order of its visits, by the group's id.

    A group without a route of its own gets the sheet's stations in turn, beginning with the first for the
    first such group, with the second for the second, and so on. If another beginning makes it meet the
    groups that already have an order for less time, that one is taken.
    """
    return {group: tuple(visit.station for visit in visits) for group, visits in _placed(route).items()}


def timetable(route: Route) -> Timetable:
    """Return the plan of the whole tour, the groups in the order of the sheet."""
    return Timetable(_placed(route))


def meetings(route: Route, plan: Timetable) -> tuple[Meeting, ...]:
    """Return every time at which more groups are at a station than it holds, the earliest first."""
    found: list[Meeting] = []
    for station in route.stations:
        stays = [visit for visits in plan.visits.values() for visit in visits if visit.station == station.id]
        found += _meetings_at(station.id, station.capacity, stays)
    return tuple(sorted(found, key=lambda meeting: meeting.start))


def _meetings_at(station: str, capacity: int, stays: Sequence[PlannedVisit]) -> Iterator[Meeting]:
    if len(stays) <= capacity:
        return
    for start, end in _between([(stay.arrive, stay.leave) for stay in stays]):
        there = tuple(stay.group for stay in stays if stay.arrive <= start and end <= stay.leave)
        if len(there) > capacity:
            yield Meeting(station, there, start, end)


def _between(spans: Iterable[Span]) -> Iterator[Span]:
    """Cut the time at every beginning and end of a span, so that each piece lies wholly in or out of each."""
    cuts = sorted({moment for span in spans for moment in span})
    return pairwise(cuts)


class _Crowd:
    """Who is planned where, while orders are chosen."""

    def __init__(self, route: Route) -> None:
        self._room = {station.id: station.capacity for station in route.stations}
        self._stays: dict[str, list[Span]] = {station.id: [] for station in route.stations}

    def add(self, visits: Iterable[PlannedVisit]) -> None:
        """Take in a group that has its order."""
        for visit in visits:
            self._stays[visit.station].append((visit.arrive, visit.leave))

    def excess(self, visits: Iterable[PlannedVisit], enough: timedelta | None) -> timedelta:
        """Return how long one more group with `visits` finds stations full; stop counting at `enough`."""
        total = _NONE
        for visit in visits:
            total += self._full(visit)
            if enough is not None and total >= enough:
                break
        return total

    def _full(self, visit: PlannedVisit) -> timedelta:
        stays = [
            (max(start, visit.arrive), min(end, visit.leave))
            for start, end in self._stays[visit.station]
            if start < visit.leave and visit.arrive < end
        ]
        room = self._room[visit.station]
        if len(stays) < room:
            return _NONE
        return sum(
            (end - start for start, end in _between(stays) if _present(stays, start, end) >= room), _NONE
        )


def _present(stays: Iterable[Span], start: timedelta, end: timedelta) -> int:
    return sum(begin <= start and end <= over for begin, over in stays)


def _placed(route: Route) -> dict[str, tuple[PlannedVisit, ...]]:
    """Plan the groups that have a route, then find each of the others the order that fits them best."""
    crowd = _Crowd(route)
    planned = {group.id: plan_visits(route, group.id, group.route) for group in route.groups if group.route}
    for visits in planned.values():
        crowd.add(visits)
    free = [group for group in route.groups if not group.route]
    for number, group in enumerate(free):
        planned[group.id] = _best_rotation(route, group, number, crowd)
        crowd.add(planned[group.id])
    return {group.id: planned[group.id] for group in route.groups}


def rotations(route: Route, first: int = 0) -> Iterator[tuple[str, ...]]:
    """Yield the sheet's stations (ids) in each cyclic order, beginning with the one at the place `first`."""
    stations = tuple(station.id for station in route.stations)
    for turn in range(len(stations)):
        at = (first + turn) % len(stations)
        yield stations[at:] + stations[:at]


def _best_rotation(route: Route, group: Group, number: int, crowd: _Crowd) -> tuple[PlannedVisit, ...]:
    best: tuple[PlannedVisit, ...] = ()
    least: timedelta | None = None
    for order in rotations(route, number):
        visits = plan_visits(route, group.id, order)
        excess = crowd.excess(visits, least)
        if least is None or excess < least:
            best, least = visits, excess
        if not least:
            break
    return best
