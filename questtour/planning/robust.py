"""Chooses among several plans the one that stands up best on uneven days."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta

from questtour.planning.days import Fare, days, fare
from questtour.planning.explain import PlanFault, late
from questtour.planning.plan import Plan
from questtour.planning.problem import MINUTE, Problem
from questtour.planning.solver import Found, solve
from questtour.tour.route import Route

_SPARE = (0.05, 0.1, 0.2, 0.35)
"""How long stations are kept empty after each group, as parts of the stay, in the plans that are tried."""

_OTHERS = 2
"""How many other plans without spare time are tried: some of those that end as early fare better."""

_LATER, _LATER_LEAST, _LATER_MOST = 0.05, 3 * MINUTE, 10 * MINUTE
"""How much later than the shortest plan a sturdier one may end: a twentieth of its length, but not less
than the first nor more than the second. Visitors feel ten minutes more; a tour that stands up well is not
worth more than that to them."""

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
    limit: timedelta
    """By when the plans that were tried end, since midnight."""


def robust(problem: Problem, seconds: float, routed: Callable[[Plan], Route]) -> Choice | None:
    """Choose among the shortest plan and some that end little later by how they fare; None if there is none.

    `routed` makes the sheet of a plan. The bound told is that of the shortest plan: it holds for each.

    Raises:
        PlanFault: even the shortest plan ends after `finish_by`.
        TimeoutError: no plan was found, and none was proved impossible.
    """
    shortest = solve(problem, seconds * _FIRST_SHARE)
    if shortest is None:
        return None
    finish_by = problem.route.finish_by
    if finish_by is not None and shortest.end > finish_by:
        raise PlanFault(late(problem, shortest.end, shortest.bound))
    limit = _limit(problem.route, shortest.end)
    share = seconds * (1 - _FIRST_SHARE) / (len(_SPARE) + _OTHERS)
    others = [_tried(replace(problem, spare=spare), share, 0) for spare in _SPARE]
    others += [_tried(problem, share, number) for number in range(1, _OTHERS + 1)]
    plans = [shortest, *(each for each in others if each is not None and each.end <= limit)]
    on = days(problem.route)
    fares = [fare(routed(each.plan), on) for each in plans]
    best = min(range(len(plans)), key=lambda place: _price(plans[place], fares[place]))
    if fares[best].better_days(fares[0]) * 2 <= len(on):
        best = 0
    chosen = shortest
    if best:
        # What was proved of the waiting holds only among plans with as much spare time.
        chosen = replace(plans[best], bound=shortest.bound, least_waiting=timedelta())
    return Choice(chosen, fares[best], shortest, fares[0], len(plans), limit)


def _limit(route: Route, end: timedelta) -> timedelta:
    """Return by when a sturdier plan must end where the shortest one ends at `end`."""
    later = min(max((end - route.start) * _LATER, _LATER_LEAST), _LATER_MOST)
    return min(end + later, route.finish_by or end + later)


def _price(plan: Found, fare: Fare) -> tuple[timedelta, timedelta]:
    """Return what is to be least: a minute of a later end must save one of waiting and running late."""
    return fare.total + plan.end, plan.end


def _tried(problem: Problem, seconds: float, seed: int) -> Found | None:
    try:
        return solve(problem, seconds, seed)
    except TimeoutError:
        # It is only one plan less to choose from.
        return None
