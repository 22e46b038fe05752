"""What is asked of a plan, in whole numbers: read off the route sheet, without a solver.

Times are counted in units, the longest span of which every duration in the sheet is a multiple, so that
nothing is rounded. Each group counts on an axis of its own from which its breaks are cut out: on it a stay
or a walk always takes its planned time.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import cached_property
from itertools import pairwise, permutations
from math import gcd

from questtour.planning.paths import shortest_path
from questtour.tour.route import Break, Route
from questtour.tour.timetable import PlannedVisit, advance, timetable, working

MINUTE = timedelta(minutes=1)
_MIDNIGHT = timedelta()
_LAST_START = timedelta(hours=23, minutes=59)
_MICROSECOND = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Axis:
    """One group's time in units, its breaks cut out."""

    breaks: tuple[Break, ...]
    unit: timedelta

    def work(self, at: timedelta) -> int:
        """Return the units without a break from midnight to `at`."""
        return working(self.breaks, _MIDNIGHT, at) // self.unit

    def wall(self, work: int) -> timedelta:
        """Return when so many units without a break are over, since midnight."""
        return advance(self.breaks, _MIDNIGHT, work * self.unit)

    def stops(self) -> Iterator[tuple[int, int]]:
        """Yield for each break where it lies on this axis, and how many units were cut out there."""
        over = _MIDNIGHT
        for each in self.breaks:
            begin = max(each.at, over)
            if each.end > begin:
                yield self.work(begin), (each.end - begin) // self.unit
                over = each.end


@dataclass(frozen=True, slots=True)
class Needs:
    """What one group must have from the plan; all numbers are units on its own axis."""

    group: str
    axis: Axis
    stays: Mapping[str, int]
    """By the id of the station."""
    walks: Mapping[tuple[str, str], int]
    starts: Mapping[int, timedelta]
    """Where it may begin, and the whole minute on the clock that stands for it in a sheet."""
    earliest: int
    """Later starts than this one count as waiting."""

    @property
    def uniform(self) -> int | None:
        """How long every walk is, if they all take as long."""
        lengths = set(self.walks.values())
        return lengths.pop() if len(lengths) == 1 else None

    @property
    def direct(self) -> bool:
        """Whether no way over a third station, with the stay there, is shorter than the walk itself."""
        return all(
            self.walks[one, two] <= self.walks[one, over] + self.stays[over] + self.walks[over, two]
            for one, over, two in permutations(self.stays, 3)
        )

    @property
    def least_walk(self) -> int:
        """What the group walks at least, whatever its order."""
        return shortest_path(tuple(self.stays), tuple(self.walks.items()))

    @property
    def least(self) -> int:
        """How long the group is on its way at least."""
        return sum(self.stays.values()) + self.least_walk

    def like(self, other: "Needs") -> bool:
        """Tell whether another group needs all the same."""
        return replace(other, group=self.group) == self

    def spent(self, there: Mapping[str, int]) -> tuple[int, int]:
        """Return how long the group waits and walks in all if it comes to its stations at these moments."""
        walked = sum(self.walks[step] for step in pairwise(sorted(there, key=lambda each: there[each])))
        finish = max(at + self.stays[station] for station, at in there.items())
        return finish - self.earliest - sum(self.stays.values()) - walked, walked


@dataclass(frozen=True)
class Problem:
    """A plan that is to be found."""

    route: Route
    needs: tuple[Needs, ...]
    """The groups that are planned anew."""
    kept: Mapping[str, tuple[PlannedVisit, ...]]
    """The visits of the groups whose order and times stay as they are."""
    unit: timedelta
    pauses: bool
    """Whether a group may stand still on its way to a station until that is free."""
    spare: float = 0
    """How long a station stays empty after each group, as a part of the stay: room for the unforeseen."""

    @cached_property
    def shared(self) -> Axis | None:
        """The axis of all groups, if they all have the same breaks."""
        found = {self.route.breaks_for(group.id) for group in self.route.groups}
        return Axis(found.pop(), self.unit) if len(found) == 1 else None

    @property
    def shortest_pause_walk(self) -> int:
        """How long a walk must be for a pause to fit in: a sheet's breaks begin on whole minutes."""
        return MINUTE // self.unit

    def emptied(self, stay: int) -> int:
        """Return for how many units a station is kept empty after a stay of so many."""
        return round(stay * self.spare)

    def may_pause(self, walk: int) -> bool:
        """Tell whether a group may stand still on a walk of so many units."""
        return self.pauses and walk >= self.shortest_pause_walk


def problem_of(route: Route, keep: Collection[str] = (), pauses: bool = True) -> Problem:
    """Read off what a plan of `route` must do.

    The groups in `keep` (ids) stay exactly as the sheet has them now. Of the others each visits the
    stations of its `route`, or all of them; where the sheet says when it starts, that holds.
    """
    unit = _unit(route)
    now = timetable(route).visits
    needs = tuple(_needs(route, group.id, unit) for group in route.groups if group.id not in keep)
    kept = {group.id: now[group.id] for group in route.groups if group.id in keep}
    return Problem(route, needs, kept, unit, pauses)


def _unit(route: Route) -> timedelta:
    ids = [station.id for station in route.stations]
    spans = [
        MINUTE,
        *(station.stay for station in route.stations),
        *(route.walk(*pair) for pair in permutations(ids, 2)),
        *(each.end for each in route.breaks),
    ]
    return gcd(*(span // _MICROSECOND for span in spans)) * _MICROSECOND


def _needs(route: Route, group: str, unit: timedelta) -> Needs:
    axis = Axis(route.breaks_for(group), unit)
    own = route.group(group)
    ids = own.route or tuple(station.id for station in route.stations)
    stays = {each: route.station(each).stay // unit for each in ids}
    walks = {pair: route.walk(*pair) // unit for pair in permutations(ids, 2)}
    if own.start is not None:
        starts = {axis.work(own.start): own.start}
    else:
        # Of the minutes of a break the last one stands: nobody is called before the lunch to wait for it.
        starts = {axis.work(minute): minute for minute in _minutes(route.start)}
    return Needs(group, axis, stays, walks, starts, min(starts))


def _minutes(start: timedelta) -> Iterator[timedelta]:
    while start <= _LAST_START:
        yield start
        start += MINUTE


def rounds(groups: int, capacity: int) -> int:
    """Return in how many rounds so many groups get through a station that holds `capacity` at once."""
    return -(-groups // capacity)


def visitors(problem: Problem, station: str) -> list[Needs]:
    """Return the groups planned anew that visit `station`."""
    return [needs for needs in problem.needs if station in needs.stays]
