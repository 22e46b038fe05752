"""The problem as CP-SAT sees it. Loaded only when a plan is made: the solver is a big library."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import combinations, pairwise
from operator import itemgetter

from ortools.sat.python import cp_model

from questtour.planning.bounds import bound
from questtour.planning.plan import Arrivals
from questtour.planning.problem import Axis, Needs, Problem, visitors

Expr = cp_model.LinearExpr | int
"""A number, or one that depends on the unknowns."""

_OUT = 0
"""The place in a tour's circuit before the first and after the last station; stations count from 1."""


@dataclass(frozen=True)
class GroupVars:
    """One group's unknowns, in units on its own axis."""

    needs: Needs
    start: cp_model.IntVar
    finish: cp_model.IntVar
    arrive: Mapping[str, cp_model.IntVar]
    steps: Mapping[tuple[int, int], cp_model.IntVar] = field(default_factory=dict)
    """Which station follows which, by place; empty where every walk takes as long."""

    def walked(self) -> Expr:
        """Return how long the group walks in all."""
        if not self.steps:
            return self.needs.least_walk
        ids = tuple(self.needs.stays)
        return sum(
            literal * self.needs.walks[ids[origin - 1], ids[goal - 1]]
            for (origin, goal), literal in self.steps.items()
            if _OUT not in {origin, goal}
        )

    def waited(self) -> Expr:
        """Return how long the group waits in all: before its start and on its way."""
        return self.finish - self.needs.earliest - sum(self.needs.stays.values()) - self.walked()


class PlanModel:
    """The constraints of a plan, and what may be asked to be least.

    Not `stepwise` it leaves out, where it can, which station follows which. Ends are found much sooner so,
    but what groups walk and wait is not known.
    """

    def __init__(self, problem: Problem, stepwise: bool = True) -> None:
        self.problem, self._stepwise = problem, stepwise
        self.cp = cp_model.CpModel()
        self._axis = problem.shared or Axis((), problem.unit)
        self._horizon = self._latest()
        self._ends: list[Expr] = []
        self.groups = [self._group(needs) for needs in problem.needs]
        for station in problem.route.stations:
            self._station(station.id, station.capacity)
        self._alike = list(_alike(problem, self.groups))
        for alike, hardest in self._alike:
            self._in_order(alike, hardest)
        self.last = self._last()

    def waiting(self) -> Expr:
        """Return how long all groups together wait."""
        return sum(group.waited() for group in self.groups)

    def walking(self) -> Expr:
        """Return how long all groups together walk."""
        return sum(group.walked() for group in self.groups)

    def hint(self, arrivals: Arrivals) -> None:
        """Let the search begin from a plan that some rule has made."""
        told = dict(arrivals)
        for alike, hardest in self._alike:
            named = [group.needs.group for group in alike]
            ways = sorted((arrivals[each] for each in named), key=itemgetter(hardest))
            told.update(zip(named, ways, strict=True))
        for group in self.groups:
            there = told[group.needs.group]
            for station, variable in group.arrive.items():
                self.cp.add_hint(variable, there[station])
            self.cp.add_hint(group.start, min(there.values()))
            ids = tuple(group.needs.stays)
            order = [
                _OUT,
                *(ids.index(each) + 1 for each in sorted(there, key=lambda each: there[each])),
                _OUT,
            ]
            taken = set(pairwise(order))
            for step, literal in group.steps.items():
                self.cp.add_hint(literal, step in taken)

    def wall(self, last: int) -> timedelta:
        """Return which moment a value of `last` is, since midnight."""
        return self._axis.wall(last)

    def _latest(self) -> int:
        """Return a moment by which all are done even if one group goes after the other, and after the day."""
        took = sum(
            sum(needs.stays.values())
            + len(needs.stays) * max(needs.walks.values(), default=0)
            + sum(length for _place, length in needs.axis.stops())
            for needs in self.problem.needs
        )
        return timedelta(days=1) // self.problem.unit + took

    def _group(self, needs: Needs) -> GroupVars:
        cp = self.cp
        starts = cp_model.Domain.from_values(list(needs.starts))
        start = cp.new_int_var_from_domain(starts, "")
        finish = cp.new_int_var(needs.earliest + needs.least, self._horizon, "")
        arrive = {each: cp.new_int_var(needs.earliest, self._horizon, "") for each in needs.stays}
        for station, stay in needs.stays.items():
            cp.add(finish >= arrive[station] + stay)
        if len(arrive) > 1 and (needs.uniform is None or not self._pausing(needs)):
            return self._uneven(needs, start, finish, arrive)
        self._loose(start, arrive)
        self._apart(needs, arrive, needs.uniform or 0)
        return GroupVars(needs, start, finish, arrive)

    def _pausing(self, needs: Needs) -> bool:
        return all(self.problem.may_pause(walk) for walk in needs.walks.values())

    def _uneven(
        self,
        needs: Needs,
        start: cp_model.IntVar,
        finish: cp_model.IntVar,
        arrive: Mapping[str, cp_model.IntVar],
    ) -> GroupVars:
        """Walks differ, or leave no room for a pause."""
        # Implied by what follows, and much stronger to reason with.
        self._apart(needs, arrive, min(needs.walks.values()))
        if needs.direct:
            self._pairs(needs, arrive)
        if self._stepwise or not (needs.direct and self._pausing(needs)):
            return GroupVars(needs, start, finish, arrive, self._chain(needs, start, finish, arrive))
        self._loose(start, arrive)
        return GroupVars(needs, start, finish, arrive)

    def _loose(self, start: cp_model.IntVar, arrive: Mapping[str, cp_model.IntVar]) -> None:
        """It is enough that stays lie so far apart, in whatever order; the first one is the start."""
        firsts = [self.cp.new_bool_var("") for _each in arrive]
        self.cp.add_exactly_one(firsts)
        for first, moment in zip(firsts, arrive.values(), strict=True):
            self.cp.add(moment >= start)
            self.cp.add(moment == start).only_enforce_if(first)

    def _pairs(self, needs: Needs, arrive: Mapping[str, cp_model.IntVar]) -> None:
        """Of two stations one comes first, and the walk between them lies before the other.

        It is the disjunction of the job shop (Manne, 1960), with set-up times; see `Needs.direct`.
        """
        for one, two in combinations(arrive, 2):
            before = self.cp.new_bool_var("")
            for first, then, literal in ((one, two, before), (two, one, ~before)):
                leave = arrive[first] + needs.stays[first]
                self.cp.add(arrive[then] >= leave + needs.walks[first, then]).only_enforce_if(literal)

    def _apart(self, needs: Needs, arrive: Mapping[str, cp_model.IntVar], walk: int) -> None:
        self.cp.add_no_overlap(
            self.cp.new_fixed_size_interval_var(arrive[each], stay + walk, "")
            for each, stay in needs.stays.items()
        )

    def _chain(
        self,
        needs: Needs,
        start: cp_model.IntVar,
        finish: cp_model.IntVar,
        arrive: Mapping[str, cp_model.IntVar],
    ) -> dict[tuple[int, int], cp_model.IntVar]:
        """What follows what decides when it begins."""
        cp, ids = self.cp, tuple(needs.stays)
        steps = {
            (origin, goal): cp.new_bool_var("")
            for origin in range(len(ids) + 1)
            for goal in range(len(ids) + 1)
            if origin != goal
        }
        cp.add_circuit([(origin, goal, literal) for (origin, goal), literal in steps.items()])
        for (origin, goal), literal in steps.items():
            if origin == _OUT:
                cp.add(arrive[ids[goal - 1]] == start).only_enforce_if(literal)
                continue
            leave = arrive[ids[origin - 1]] + needs.stays[ids[origin - 1]]
            if goal == _OUT:
                cp.add(finish == leave).only_enforce_if(literal)
                continue
            walk = needs.walks[ids[origin - 1], ids[goal - 1]]
            there = arrive[ids[goal - 1]]
            following = there >= leave + walk if self.problem.may_pause(walk) else there == leave + walk
            cp.add(following).only_enforce_if(literal)
        return steps

    def _station(self, station: str, capacity: int) -> None:
        stays = [
            self._stay(group, group.arrive[station], group.needs.stays[station])
            for group in self.groups
            if station in group.arrive
        ]
        stays += [
            self.cp.new_fixed_size_interval_var(begin, self._axis.work(visit.leave) - begin, "")
            for visits in self.problem.kept.values()
            for visit in visits
            if visit.station == station
            for begin in (self._axis.work(visit.arrive),)
        ]
        if capacity == 1:
            self.cp.add_no_overlap(stays)
        elif len(stays) > capacity:
            self.cp.add_cumulative(stays, [1] * len(stays), capacity)

    def _in_order(self, groups: Sequence[GroupVars], station: str) -> None:
        """Of groups that are alike the one that stands first in the sheet comes to `station` first.

        Whoever they are called, they may change places: so the search need not prove that they cannot.
        """
        alone = self.problem.route.station(station).capacity == 1
        for one, two in pairwise(groups):
            over = one.needs.stays[station] if alone else 0
            self.cp.add(one.arrive[station] + over <= two.arrive[station])

    def _stay(self, group: GroupVars, arrive: cp_model.IntVar, stay: int) -> cp_model.IntervalVar:
        empty = self.problem.emptied(stay)
        if self.problem.shared:
            self._ends.append(arrive + stay)
            return self.cp.new_fixed_size_interval_var(arrive, stay + empty, "")
        begin = self._on_the_clock(group, arrive, group.needs.starts)
        end = self._on_the_clock(group, arrive + stay, {})
        self._ends.append(end)
        size = self.cp.new_int_var(stay + empty, self._horizon, "")
        return self.cp.new_interval_var(begin, size, end + empty, "")

    def _on_the_clock(
        self, group: GroupVars, moment: Expr, starts: Mapping[int, timedelta]
    ) -> cp_model.IntVar:
        """Return a moment of a group's own axis with the breaks before it put back in.

        A break has two moments on the clock, its begin and its end. Who comes there comes at the begin; but
        whose tour begins there comes when the sheet will say, and holds up nobody before: see `starts`.
        """
        total, lost = moment, 0
        for place, length in group.needs.axis.stops():
            after = self.cp.new_bool_var("")
            self.cp.add(moment >= place + 1).only_enforce_if(after)
            self.cp.add(moment <= place).only_enforce_if(~after)
            total = total + after * length
            if place in starts:
                begun = self.cp.new_bool_var("")
                self.cp.add(moment == place).only_enforce_if(begun)
                self.cp.add(group.start == place).only_enforce_if(begun)
                total = total + begun * (starts[place] // self.problem.unit - place - lost)
            lost += length
        clock = self.cp.new_int_var(0, self._horizon, "")
        self.cp.add(clock == total)
        return clock

    def _last(self) -> cp_model.IntVar:
        least = self._axis.work(bound(self.problem))
        last = self.cp.new_int_var(least, max(self._horizon, least), "")
        for end in self._ends:
            self.cp.add(last >= end)
        return last


def _alike(problem: Problem, groups: Sequence[GroupVars]) -> Iterator[tuple[list[GroupVars], str]]:
    """Yield the groups that need all the same, and the station that is hardest to share among them."""
    ranks = {
        each.id: (each.capacity == 1, len(visitors(problem, each.id)) * each.stay / each.capacity)
        for each in problem.route.stations
    }
    kinds: list[list[GroupVars]] = []
    for group in groups:
        kind = next((each for each in kinds if each[0].needs.like(group.needs)), None)
        if kind is None:
            kinds.append([group])
        else:
            kind.append(group)
    for kind in kinds:
        if len(kind) > 1:
            yield kind, max(kind[0].needs.stays, key=lambda station: ranks[station])
