"""A moment before which no plan can end, seen without a solver.

Each of the bounds leaves something out that a plan must respect, and is the least that then remains, so no
plan undercuts it:

- a group on its own, without doors: its stays, the shortest path through its stations, its breaks;
- a station on its own, without walks and other stations: the groups go in one after the other, as soon as
  there is room, in the order that is over first, each standing still in its own breaks;
- a group that is kept ends when it ends.
"""

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from functools import cache
from itertools import product
from math import prod

from questtour.planning.problem import Axis, Problem, rounds, visitors
from questtour.tour.route import Break, Station
from questtour.tour.timetable import advance

_MOST = 200
"""Sets of groups, told apart by their breaks and starts, up to which every order is looked at."""

_Kind = tuple[tuple[Break, ...], timedelta]
"""The breaks of a group, and when it can begin: groups of one kind are all the same to a station."""


def bound(problem: Problem) -> timedelta:
    """Return a moment before which the last group cannot be done, since midnight."""
    return max([*_own_ends(problem), *_station_ends(problem), *_kept_ends(problem)])


def _own_ends(problem: Problem) -> Iterator[timedelta]:
    for needs in problem.needs:
        yield needs.axis.wall(needs.earliest + needs.least)


def _kept_ends(problem: Problem) -> Iterator[timedelta]:
    for visits in problem.kept.values():
        yield visits[-1].leave


def _station_ends(problem: Problem) -> Iterator[timedelta]:
    """Yield when each station is done with its groups at the earliest."""
    for station in problem.route.stations:
        groups = visitors(problem, station.id)
        if not groups:
            continue
        kinds = Counter((needs.axis.breaks, needs.starts[needs.earliest]) for needs in groups)
        if prod(count + 1 for count in kinds.values()) <= _MOST:
            yield _through(station, kinds)
        else:
            yield _rounds_end(problem, station, min(begin for _breaks, begin in kinds), len(groups))


def _rounds_end(problem: Problem, station: Station, begin: timedelta, groups: int) -> timedelta:
    """Return the end where the groups are too different: only breaks that all of them have count."""
    axis = problem.shared or Axis((), problem.unit)
    took = rounds(groups, station.capacity) * (station.stay // problem.unit)
    return axis.wall(axis.work(begin) + took)


def _through(station: Station, kinds: Counter[_Kind]) -> timedelta:
    """Return when all groups of these kinds are through the station at the earliest.

    A station with room for several groups is as many doors with room for one. A door is soonest done with
    some groups if it is soonest done with all but the last of them: who comes later never leaves sooner.
    """
    told, all_groups = list(kinds), tuple(kinds.values())

    @cache
    def one_door(groups: tuple[int, ...]) -> timedelta:
        ends = []
        for place, (breaks, begin) in enumerate(told):
            if groups[place]:
                rest = (*groups[:place], groups[place] - 1, *groups[place + 1 :])
                ends.append(advance(breaks, max(one_door(rest), begin), station.stay))
        return min(ends, default=timedelta())

    @cache
    def doors(count: int, groups: tuple[int, ...]) -> timedelta:
        if count == 1 or not any(groups):
            return one_door(groups)
        return min(
            max(
                one_door(own),
                doors(count - 1, tuple(all_ - some for all_, some in zip(groups, own, strict=True))),
            )
            for own in product(*(range(some + 1) for some in groups))
        )

    return doors(min(station.capacity, sum(all_groups)), all_groups)
