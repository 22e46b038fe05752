"""From a sheet to a plan that may be written, or to the reasons why there is none."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from questtour.i18n import _
from questtour.planning.explain import PlanFault, late, not_found, nothing_fits, obstacles
from questtour.planning.plan import Plan, with_plan
from questtour.planning.problem import Problem, problem_of
from questtour.planning.robust import Choice, robust
from questtour.planning.solver import Found, solve
from questtour.tour.route import Route
from questtour.tour.route_reading import route_from


@dataclass(frozen=True, slots=True)
class Wishes:
    """What a person may ask of the planner."""

    keep: Collection[str] = ()
    """Groups (ids) whose order and times stay as they are."""
    pauses: bool = True
    """Groups may stand still on their way until a station is free."""
    robust: bool = False
    """Rather a plan that stands up well than the shortest."""
    seconds: float = 15
    """How long the solver may take."""


@dataclass(frozen=True, slots=True)
class Made:
    """A plan, the route sheet that it makes, and why it was chosen if there was a choice."""

    found: Found
    route: Route
    choice: Choice | None


def make(raw: Mapping[str, Any], route: Route, wishes: Wishes) -> Made:
    """Plan the sheet that says `raw`, understood as `route`.

    Raises:
        PlanFault: there is no plan; the text says why.
    """
    problem = problem_of(route, _known(route, wishes.keep), wishes.pauses)
    if reasons := obstacles(problem):
        raise PlanFault("\n".join(reasons))
    found, choice = _solved(problem, raw, wishes)
    if found is None:
        raise PlanFault(nothing_fits())
    if route.finish_by is not None and found.end > route.finish_by:
        raise PlanFault(late(problem, found.end, found.bound))
    return Made(found, route_from(with_plan(raw, route, found.plan)), choice)


def _known(route: Route, keep: Collection[str]) -> Collection[str]:
    known = [group.id for group in route.groups]
    for named in keep:
        if named not in known:
            text = _("There is no group “{group}” to keep. The sheet has: {groups}.")
            raise PlanFault(text.format(group=named, groups=", ".join(known)))
    return keep


def _solved(problem: Problem, raw: Mapping[str, Any], wishes: Wishes) -> tuple[Found | None, Choice | None]:
    def routed(plan: Plan) -> Route:
        return route_from(with_plan(raw, problem.route, plan))

    try:
        if not wishes.robust:
            return solve(problem, wishes.seconds), None
        choice = robust(problem, wishes.seconds, routed)
    except TimeoutError:
        raise PlanFault(not_found()) from None
    return (choice.chosen, choice) if choice else (None, None)
