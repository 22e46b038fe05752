"""Finds the best plan in the time it is given: first the earliest end, then little waiting and walking."""

from dataclasses import dataclass
from datetime import timedelta

from ortools.sat.python import cp_model

from questtour.clock import SystemClock
from questtour.planning.first import first_plan
from questtour.planning.improve import improved, worthwhile
from questtour.planning.model import Expr, PlanModel
from questtour.planning.plan import Plan, plan_of
from questtour.planning.problem import Problem

WORKERS = 2
_SEED = 20_260_513
_STEADY = 0.35
"""Units of the solver's own deterministic time per second: few enough to be over before the clock ends it."""

_IMPROVING = 0.4
"""How much of the time goes into the plan from which the solver begins, where it is worth while."""

_SHARES = (0.8, 0.7, 0.8)
"""How much of the time that is left each wish may take: the earliest end, least waiting, least walking.
A little is kept back, for the solver looks at its clock only now and then."""


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
    """How long the groups that were planned walk, all together."""

    def gap(self, start: timedelta) -> float:
        """Return by how much the plan may be longer than the best, as a part of the best one's length."""
        return (self.end - self.bound) / (self.bound - start) if self.end > self.bound else 0.0


def solve(problem: Problem, seconds: float, seed: int = 0) -> Found | None:
    """Return the best plan found in about so many seconds; None if there is none.

    The same problem gives the same plan, as long as the computer is not so slow that the clock ends it.

    Raises:
        TimeoutError: no plan was found, and none was proved impossible.
    """
    model = PlanModel(problem)
    if problem.pauses and (begun := first_plan(problem)):
        if worthwhile(problem):
            model.hint(improved(problem, begun, seconds * _IMPROVING, SystemClock()))
            seconds *= 1 - _IMPROVING
        else:
            model.hint(begun)
    search = _Search(model, seconds, _SEED + seed)
    if not search.least(model.last, _SHARES[0]):
        return None
    bound = search.bound
    waited = search.least(model.waiting(), _SHARES[1]) and search.bound
    if any(group.steps for group in model.groups):
        search.least(model.walking(), _SHARES[2])
    unit = problem.unit
    return Found(
        plan_of(problem, search.arrivals()),
        model.wall(search.value(model.last)),
        model.wall(bound),
        search.value(model.waiting()) * unit,
        max(waited, 0) * unit,
        search.value(model.walking()) * unit,
    )


class _Search:
    """One wish after the other: what the first has reached is a condition for the next."""

    def __init__(self, model: PlanModel, seconds: float, seed: int) -> None:
        self.model = model
        self.bound = 0
        self._left = seconds
        self._solver = cp_model.CpSolver()
        given = self._solver.parameters
        given.num_workers, given.random_seed = WORKERS, seed
        # Without it two workers would be two clocks, and no run like the other.
        given.interleave_search = True
        self._kept: list[int] = []

    def least(self, wish: Expr, share: float) -> bool:
        """Make `wish` least in a part of the time left, and hold it; False if nothing at all is possible.

        If the time is over before, what was found last stays.
        """
        cp = self.model.cp
        cp.minimize(wish)
        given, time = self._solver.parameters, self._left * share
        given.max_time_in_seconds, given.max_deterministic_time = time, time * _STEADY
        status = self._solver.solve(cp)
        self._left = max(self._left - self._solver.wall_time, 0.1)
        if status == cp_model.INFEASIBLE:
            return False
        if status not in {cp_model.OPTIMAL, cp_model.FEASIBLE}:
            raise TimeoutError
        self.bound = round(self._solver.best_objective_bound)
        self._keep()
        cp.add(wish <= self.value(wish))
        return True

    def value(self, of: Expr) -> int:
        """Return what an expression is in the plan found last."""
        return int(self._solver.value(of))

    def arrivals(self) -> dict[str, dict[str, int]]:
        """Return when each group comes to each station, on its own axis."""
        return {
            group.needs.group: {station: self.value(each) for station, each in group.arrive.items()}
            for group in self.model.groups
        }

    def _keep(self) -> None:
        """Let the next wish begin from what was found."""
        cp = self.model.cp
        cp.clear_hints()  # type: ignore[no-untyped-call] # OR-Tools left its types out
        for index in range(len(cp.proto.variables)):
            variable = cp.get_int_var_from_proto_index(index)
            cp.add_hint(variable, self._solver.value(variable))
