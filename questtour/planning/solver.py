"""Finds the best plan in the time it is given: first the earliest end, then little waiting and walking."""

from dataclasses import dataclass
from datetime import timedelta
from itertools import pairwise
from math import inf

from ortools.sat.python import cp_model

from questtour.planning.first import first_plan
from questtour.planning.model import Expr, PlanModel
from questtour.planning.plan import Arrivals, Plan, plan_of
from questtour.planning.problem import Problem

WORKERS = 2
_FOUND = {cp_model.OPTIMAL, cp_model.FEASIBLE}
_LEAST = 0.1
"""Seconds that every wish is given, even if others took all..."""

_LEAST_PLANNED = 1.0
"""...and seconds of work: with less a long plan is not even read, however little it takes to better it."""

_SEED = 20_260_513
_SHARES = (0.75, 0.7, 0.8)
"""How much of the time that is left each wish may take: the earliest end, least waiting, least walking.
A little is kept back, for the solver looks at its clock only now and then."""


@dataclass(frozen=True, slots=True)
class _Manner:
    """How the solver goes about a wish."""

    pace: float
    """Units of the solver's own deterministic time per second: few enough to be over before the clock ends it
    on a common computer with two free cores."""
    ways: tuple[str, ...] = ()
    """CP-SAT's names of the ways in which it searches, if not in all that it knows."""


_ENDS = _Manner(0.25, ("no_lp", "quick_restart_no_lp"))
"""For early ends. Linear programs find none on long plans in their share of the time, nor better bounds."""

_SUMS = _Manner(0.35)
"""For sums over all groups."""

_KNOWN = _Manner(0.5, _ENDS.ways)
"""For an end that is known already, of a plan that is small."""

_RACED = 50
"""Visits of the biggest plan whose end is found in a race: of a bigger one nothing is proved so soon."""

_RACE, _AFTER_RACE = 0.75, 0.9
"""How much of the time the race may take, and how much of what is left a plan with the end that it found."""


@dataclass(frozen=True, slots=True)
class Found:
    """A plan, and how good it is proved to be."""

    plan: Plan
    end: timedelta
    """When the last group is done, since midnight."""
    bound: timedelta
    """Proved: no plan ends sooner."""
    waiting: timedelta
    """How long all groups together wait, for their start and on their way."""
    least_waiting: timedelta
    """Proved: with that end they cannot wait less."""
    walking: timedelta
    """How long all groups together walk."""

    def gap(self, start: timedelta) -> float:
        """Return by how much the plan may be longer than the best, as a part of the best one's length."""
        return (self.end - self.bound) / (self.bound - start) if self.end > self.bound else 0.0


def solve(problem: Problem, seconds: float, seed: int = 0) -> Found | None:
    """Return the best plan found in about so many seconds; None if there is none.

    The same problem gives the same plan, as long as the computer is not so slow that the clock ends it.

    Raises:
        TimeoutError: no plan was found, and none was proved impossible.
    """
    search = Search(PlanModel(problem, stepwise=False), seconds, _SEED + seed)
    if problem.pauses and (begun := first_plan(problem)) and search.begin(begun):
        search.hold(search.model.last)
    known = None
    if sum(len(needs.stays) for needs in problem.needs) <= _RACED:
        known = search.race(_RACE)
    if known is None:
        bound = search.least(search.model.last, _SHARES[0], _ENDS)
    else:
        search.model.cp.add(search.model.last == known)
        bound = search.least(search.model.last, _AFTER_RACE, _KNOWN)
    if bound is None:
        return None
    end, least_waiting = search.end, 0
    if search.proceed(PlanModel(problem)):
        least_waiting = search.least(search.model.waiting(), _SHARES[1]) or 0
        if any(group.steps for group in search.model.groups):
            search.least(search.model.walking(), _SHARES[2])
    unit, spent = problem.unit, [each.spent(search.arrivals[each.group]) for each in problem.needs]
    return Found(
        plan_of(problem, search.arrivals),
        search.model.wall(end),
        search.model.wall(bound),
        sum(waited for waited, _walked in spent) * unit,
        least_waiting * unit,
        sum((walked for _waited, walked in spent), 0) * unit + _walked_by_kept(problem),
    )


def _walked_by_kept(problem: Problem) -> timedelta:
    ways = (pair for visits in problem.kept.values() for pair in pairwise(visits))
    return sum((problem.route.walk(one.station, two.station) for one, two in ways), timedelta())


class Search:
    """One wish after the other: what the first has reached is a condition for the next."""

    def __init__(self, model: PlanModel, seconds: float, seed: int) -> None:
        self.model = model
        self.arrivals: Arrivals = {}
        """When each group comes to each station in the plan found last; empty where there is none yet."""
        self.end = 0
        """When that plan ends."""
        self._planned = self._left = seconds
        self._solver = cp_model.CpSolver()
        given = self._solver.parameters
        given.num_workers, given.random_seed = WORKERS, seed
        # Without it two workers would be two clocks, and no run like the other.
        given.interleave_search = True

    def begin(self, arrivals: Arrivals) -> bool:
        """Begin from arrivals; if they are no plan, tell so and let the search use of them what it can."""
        self.model.hint(arrivals)
        given = self._solver.parameters
        given.max_time_in_seconds, given.max_deterministic_time = self._left, inf
        given.fix_variables_to_their_hinted_value = True
        status = self._solve()
        given.fix_variables_to_their_hinted_value = False
        if status not in _FOUND:
            return False
        self._keep()
        return True

    def proceed(self, model: PlanModel) -> bool:
        """Go on with a model that says more, from the plan found last and with its end.

        False if there was no time to tell that plan to it: the plan stays as it is.
        """
        self.model = model
        model.cp.add(model.last <= self.end)
        return self.begin(self.arrivals)

    def race(self, share: float) -> int | None:
        """Return the least possible end if two ways to search, side by side, prove it in a part of the time.

        Each tells the other at once what it knows. No two races are alike, so the plan that is found is
        passed over; but whoever proves an end proves the same one.
        """
        self.model.cp.minimize(self.model.last)
        given = self._solver.parameters
        given.max_time_in_seconds, given.max_deterministic_time = self._left * share, inf
        given.subsolvers.clear()
        given.subsolvers.extend(_ENDS.ways)
        given.interleave_search = False
        status = self._solve()
        given.interleave_search = True
        # As if it had taken all its time, or what comes after would hang on how it went.
        self._planned *= 1 - share
        return round(self._solver.objective_value) if status == cp_model.OPTIMAL else None

    def hold(self, wish: Expr) -> None:
        """Let `wish` never again be more than in the plan found last."""
        self.model.cp.add(wish <= int(self._solver.value(wish)))

    def least(self, wish: Expr, share: float, manner: _Manner = _SUMS) -> int | None:
        """Make `wish` least in a part of the time left, and hold it.

        Return what is proved that it cannot be less than; None if no plan at all is possible. If the time is
        over before, what was found last stays; TimeoutError where that is nothing.
        """
        self.model.cp.minimize(wish)
        given = self._solver.parameters
        given.max_time_in_seconds = self._left * share
        given.max_deterministic_time = self._planned * share * manner.pace
        given.subsolvers.clear()
        given.subsolvers.extend(manner.ways)
        status = self._solve()
        # Counted in the solver's own time, or what a run has left would hang on how fast it was.
        took = self._solver.response_proto.deterministic_time / manner.pace
        self._planned = max(self._planned - took, _LEAST_PLANNED)
        if status == cp_model.INFEASIBLE:
            return None
        if status in _FOUND:
            self._keep()
            self.hold(wish)
        elif not self.arrivals:
            raise TimeoutError
        return max(round(self._solver.best_objective_bound), 0)

    def _solve(self) -> object:
        status = self._solver.solve(self.model.cp)
        self._left = max(self._left - self._solver.wall_time, _LEAST)
        return status

    def _keep(self) -> None:
        """Remember what was found, and let the next wish begin from it."""
        self.end = self._solver.value(self.model.last)
        self.arrivals = {
            group.needs.group: {station: self._solver.value(each) for station, each in group.arrive.items()}
            for group in self.model.groups
        }
        cp = self.model.cp
        cp.clear_hints()  # type: ignore[no-untyped-call] # OR-Tools left its types out
        for index in range(len(cp.proto.variables)):
            variable = cp.get_int_var_from_proto_index(index)
            cp.add_hint(variable, self._solver.value(variable))
