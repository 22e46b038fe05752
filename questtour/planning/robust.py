"""Chooses among several plans the one that stands up best on uneven days."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta

from questtour.planning.days import Fare, days, fare
from questtour.planning.explain import PlanFault, late
from questtour.planning.plan import Plan
from questtour.planning.problem import Problem
from questtour.planning.solver import Found, solve
from questtour.tour.route import Route

_SPARE = (0.1, 0.2, 0.35)
"""How long stations are kept empty after each group, as parts of the stay, in the plans that are tried."""

_LONGER = 1.15
"""Where the sheet has no `finish_by`: how many times as long as the shortest plan a sturdier one may be."""

_FIRST_SHARE = 0.4
"""Part of the time for the shortest plan; the others share the rest."""


@dataclass(frozen=True, slots=True)
class Choice:
    """The plan that was chosen, and what speaks for it."""

    chosen: Found
    chosen_fare: Fare
    shortest: Found
    shortest_fare: Fare
    tried: int


def robust(problem: Problem, seconds: float, routed: Callable[[Plan], Route]) -> Choice | None:
    """Find the shortest plan and some with spare time, and choose by how they fare; None if there is none.

    `routed` makes the sheet of a plan. The bound told is that of the shortest plan: it holds for each.

    Raises:
        PlanFault: even the shortest plan ends after `finish_by`.
        TimeoutError: no plan was found, and none was proved impossible.
    """
    shortest = solve(problem, seconds * _FIRST_SHARE)
    if shortest is None:
        return None
    limit = problem.route.finish_by or _later(problem.route.start, shortest.end)
    if shortest.end > limit:
        raise PlanFault(late(problem, shortest.end, shortest.bound))
    share = seconds * (1 - _FIRST_SHARE) / len(_SPARE)
    others = [_with_spare(problem, spare, share) for spare in _SPARE]
    plans = [shortest, *(each for each in others if each is not None and each.end <= limit)]
    on = days(problem.route)
    fares = [fare(routed(each.plan), on) for each in plans]
    best = min(range(len(plans)), key=lambda place: (fares[place].total, plans[place].end))
    chosen = replace(plans[best], bound=shortest.bound)
    return Choice(chosen, fares[best], shortest, fares[0], len(plans))


def _later(start: timedelta, end: timedelta) -> timedelta:
    return start + (end - start) * _LONGER


def _with_spare(problem: Problem, spare: float, seconds: float) -> Found | None:
    try:
        return solve(replace(problem, spare=spare), seconds)
    except TimeoutError:
        # It is only one plan less to choose from.
        return None
