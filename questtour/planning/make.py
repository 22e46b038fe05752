"""From a sheet to a plan that may be written, or to the reasons why there is none."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from questtour.i18n import _
from questtour.planning.explain import (
    PlanFault,
    late,
    not_found,
    nothing_fits,
    obstacles,
    past_midnight,
    words,
)
from questtour.planning.plan import Plan, with_plan, without_pauses
from questtour.planning.problem import Problem, problem_of
from questtour.planning.robust import Choice, robust
from questtour.planning.solver import Found, solve
from questtour.tour.route import Group, Route
from questtour.tour.route_reading import route_from
from questtour.tour.route_words import similar
from questtour.wording import shown


@dataclass(frozen=True, slots=True)
class Wishes:
    """What a person may ask of the planner."""

    keep: Collection[str] = ()
    """Groups (ids or titles) whose order and times stay as they are."""
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
    kept = _kept(route, wishes.keep)
    raw = without_pauses(raw, route, {group.id for group in route.groups} - kept)
    route = route_from(raw, in_time=False)
    problem = problem_of(route, kept, wishes.pauses)
    if reasons := obstacles(problem):
        raise PlanFault("\n".join(reasons))
    found, choice = _solved(problem, raw, wishes)
    if found is None:
        raise PlanFault(nothing_fits())
    if route.finish_by is not None and found.end > route.finish_by:
        raise PlanFault(late(problem, found.end, found.bound))
    if _past_midnight(found.plan):
        raise PlanFault(past_midnight())
    return Made(found, route_from(with_plan(raw, route, found.plan)), choice)


def _past_midnight(plan: Plan) -> bool:
    """Tell whether something that a sheet writes as `HH:MM` of its day begins on the next one."""
    moments = [*plan.starts.values(), *(pause.at for pause in plan.pauses)]
    return any(moment >= timedelta(days=1) for moment in moments)


def _kept(route: Route, keep: Collection[str]) -> set[str]:
    """Return the ids of the groups that a person has named by id or title, in upper or lower case."""
    return {_kept_one(route, named) for named in keep}


def _kept_one(route: Route, named: str) -> str:
    wanted = named.strip().casefold()
    for names in (_ids, _titles):
        found = [group.id for group in route.groups if wanted in names(group)]
        if len(found) == 1:
            return found[0]
        if found:
            text = _("“{group}” is the title of more groups than one. Name the one to keep by its id: {ids}.")
            raise PlanFault(text.format(group=shown(named), ids=", ".join(found)))
    known = {name: group for group in route.groups for name in (*_titles(group), *_ids(group))}
    near = similar(wanted, known)
    raise PlanFault(_no_group(route, named, known[near] if near else None))


def _ids(group: Group) -> tuple[str, ...]:
    return (group.id.casefold(),)


def _titles(group: Group) -> tuple[str, ...]:
    return tuple(shown(title).casefold() for title in group.title.wordings())


def _no_group(route: Route, named: str, near: Group | None) -> str:
    if near:
        text = _(
            "There is no group “{group}” to keep. Did you mean “{title}” ({near})? The sheet has: {groups}."
        )
    else:
        text = _("There is no group “{group}” to keep. The sheet has: {groups}.")
    return text.format(
        group=shown(named),
        groups=", ".join(f"{group.id} ({words(group.title)})" for group in route.groups),
        title=words(near.title) if near else "",
        near=near.id if near else "",
    )


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
