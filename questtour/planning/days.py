"""How a plan fares on uneven days: stays are longer or shorter, and doors let in who came first.

Every plan is tried on the same days, so that the plans differ and not their luck.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from heapq import heapify, heappop, heappush
from random import Random

from questtour.planning.problem import MINUTE
from questtour.tour.route import Route
from questtour.tour.timetable import PlannedVisit, advance, timetable

DAYS = 100
"""Days on which a plan is tried."""

_PACE, _STATION, _VISIT = 0.1, 0.1, 0.15
"""How uneven groups, stations and single stays are: the spread of the logarithm of each one's factor.
Together a stay is usually within a fifth of what was planned; no records of real tours back these yet."""

_SEED = 20_260_513

Visits = Mapping[str, tuple[PlannedVisit, ...]]
"""By group, in the order of the plan."""

Day = Mapping[tuple[str, str], float]
"""By group and station: how many times the planned stay the real one takes."""


@dataclass(frozen=True, slots=True)
class Fare:
    """How a plan does on an average day; all groups together."""

    waiting: timedelta
    """At the doors of stations that are still full."""
    lateness: timedelta
    """Finishing later than the plan said."""
    daily: tuple[timedelta, ...] = ()
    """Both together, day by day."""

    def better_days(self, other: "Fare") -> int:
        """Return on how many days this plan did better than another one on the same days."""
        return sum(mine < theirs for mine, theirs in zip(self.daily, other.daily, strict=True))

    @property
    def total(self) -> timedelta:
        """What there is to be said against the plan."""
        return self.waiting + self.lateness


def days(route: Route, count: int = DAYS) -> list[Day]:
    """Return the days on which plans of `route` are tried; the same ones every time."""
    random = Random(_SEED)
    return [_day(route, random) for _number in range(count)]


def _day(route: Route, random: Random) -> Day:
    pace = {group.id: _factor(random, _PACE) for group in route.groups}
    slow = {station.id: _factor(random, _STATION) for station in route.stations}
    return {
        (group, station): pace[group] * slow[station] * _factor(random, _VISIT)
        for group in pace
        for station in slow
    }


def _factor(random: Random, spread: float) -> float:
    # Less half the square, so that the mean is 1: the days are uneven, not slow.
    return random.lognormvariate(-spread * spread / 2, spread)


def fare(route: Route, on: list[Day]) -> Fare:
    """Try the plan that stands in `route` on each of the days."""
    plan = timetable(route).visits
    told = [list(_fares(route, plan, day)) for day in on]
    waiting = sum((one[0] for day in told for one in day), timedelta())
    lateness = sum((one[1] for day in told for one in day), timedelta())
    daily = tuple(sum((waited + late for waited, late in day), timedelta()) for day in told)
    return Fare(waiting / len(on), lateness / len(on), daily)


def _fares(route: Route, plan: Visits, day: Day) -> Iterator[tuple[timedelta, timedelta]]:
    """Yield for each group how long it waited and how late it was done: who comes first goes in first."""
    free = {station.id: [timedelta()] * station.capacity for station in route.stations}
    coming = [(visits[0].arrive, group, 0) for group, visits in plan.items()]
    waited = dict.fromkeys(plan, timedelta())
    heapify(coming)
    while coming:
        at, group, place = heappop(coming)
        visits = plan[group]
        station = visits[place].station
        enter = max(at, heappop(free[station]))
        waited[group] += enter - at
        leave = advance(route.rests_for(group), enter, route.station(station).stay * day[group, station])
        heappush(free[station], leave)
        if place + 1 < len(visits):
            goal = visits[place + 1].station
            there = advance(route.rests_for(group, goal), leave, route.walk(station, goal))
            heappush(coming, (there, group, place + 1))
        else:
            yield waited[group], max(leave - visits[-1].leave, timedelta())


def in_minutes(span: timedelta) -> float:
    """Return a span in minutes with one decimal."""
    return round(span / MINUTE, 1)
