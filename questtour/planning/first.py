"""A first plan by a plain rule, for the solver to begin from: who is free goes where it can go soonest."""

from collections.abc import Iterator
from datetime import timedelta

from questtour.planning.problem import Needs, Problem

Span = tuple[timedelta, timedelta]


class _Doors:
    """Which spans each station is taken, while groups are placed one visit after the other."""

    def __init__(self, problem: Problem) -> None:
        self._room = {station.id: station.capacity for station in problem.route.stations}
        self._taken: dict[str, list[Span]] = {station: [] for station in self._room}
        for visits in problem.kept.values():
            for visit in visits:
                self.take(visit.station, (visit.arrive, visit.leave))

    def take(self, station: str, span: Span) -> None:
        self._taken[station].append(span)

    def full(self, station: str, span: Span) -> bool:
        """Tell whether no group more fits in at some moment of `span`."""
        meeting = [each for each in self._taken[station] if each[0] < span[1] and span[0] < each[1]]
        moments = [span[0], *(begin for begin, _end in meeting if begin > span[0])]
        return any(
            sum(begin <= moment < end for begin, end in meeting) >= self._room[station] for moment in moments
        )

    def ends(self, station: str) -> list[timedelta]:
        """Return when groups leave the station, the earliest first."""
        return sorted(end for _begin, end in self._taken[station])


def first_plan(problem: Problem) -> dict[str, dict[str, int]] | None:
    """Return when each group comes to each station; None where the rule leads into a dead end.

    It waits wherever a station is taken, so on walks too short for a pause it may not do; the solver mends
    what it can use of it.
    """
    doors, placed = _Doors(problem), {needs.group: dict[str, int]() for needs in problem.needs}
    left = {needs.group: set(needs.stays) for needs in problem.needs}
    load = {
        station.id: station.minutes * sum(station.id in each for each in left.values()) / station.capacity
        for station in problem.route.stations
    }
    while unfinished := [needs for needs in problem.needs if left[needs.group]]:
        needs = min(unfinished, key=lambda each: each.axis.wall(_ready(each, placed[each.group])))
        options = list(_options(problem, needs, placed[needs.group], left[needs.group], doors))
        if not options:
            return None
        arrive, station = min(options, key=lambda each: (each[0], -load[each[1]], each[1]))
        placed[needs.group][station] = arrive
        doors.take(station, _span(needs, station, arrive))
        visited = problem.route.station(station)
        load[station] -= visited.minutes / visited.capacity
        left[needs.group].remove(station)
    return placed


def _ready(needs: Needs, visits: dict[str, int]) -> int:
    return max((at + needs.stays[station] for station, at in visits.items()), default=needs.earliest)


def _span(needs: Needs, station: str, arrive: int) -> Span:
    return needs.axis.wall(arrive), needs.axis.wall(arrive + needs.stays[station])


def _options(
    problem: Problem, needs: Needs, visits: dict[str, int], left: set[str], doors: _Doors
) -> Iterator[tuple[int, str]]:
    """Yield the earliest moment at which the group can come to each station that it still lacks."""
    here = max(visits, key=lambda station: visits[station], default="")
    for station in left:
        soonest = _ready(needs, visits) + (needs.walks[here, station] if here else 0)
        after = (needs.axis.work(end) for end in doors.ends(station))
        for arrive in (soonest, *(moment for moment in after if moment > soonest)):
            if (here or arrive in needs.starts) and not doors.full(station, _span(needs, station, arrive)):
                yield arrive, station
                break
