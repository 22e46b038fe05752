"""A plan in the words of a route sheet: orders, starts, and pauses where a group stands still on its way."""

from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import pairwise
from typing import Any

from questtour.planning.problem import MINUTE, Needs, Problem
from questtour.tour.pauses import pause_title
from questtour.tour.route import Route
from questtour.tour.route_values import hhmm
from questtour.tour.timetable import advance

Arrivals = Mapping[str, Mapping[str, int]]
"""Of each group planned anew, when it comes to each station: units on the group's own axis."""


@dataclass(frozen=True, slots=True)
class PlannedPause:
    """A group stands still on its way to `station`, until that is free."""

    group: str
    station: str
    at: timedelta
    """A whole minute, since midnight."""
    length: timedelta

    @property
    def minutes(self) -> float:
        """The length as it stands in a sheet."""
        count = self.length / MINUTE
        return int(count) if count == int(count) else count


@dataclass(frozen=True, slots=True)
class Plan:
    """What is written into a sheet; groups that are kept are not in it."""

    orders: Mapping[str, tuple[str, ...]]
    starts: Mapping[str, timedelta]
    pauses: tuple[PlannedPause, ...]


def plan_of(problem: Problem, arrivals: Arrivals) -> Plan:
    """Put arrivals, which a solver or a rule has found, into the words of a sheet."""
    orders, starts = {}, {}
    pauses: list[PlannedPause] = []
    for needs in problem.needs:
        there = arrivals[needs.group]
        order = tuple(sorted(there, key=lambda station: there[station]))
        orders[needs.group] = order
        starts[needs.group] = needs.starts[there[order[0]]]
        pauses += _pauses(problem.route, needs, order, there)
    return Plan(orders, starts, tuple(sorted(pauses, key=lambda pause: pause.at)))


def _pauses(
    route: Route, needs: Needs, order: Sequence[str], there: Mapping[str, int]
) -> Iterator[PlannedPause]:
    for origin, goal in pairwise(order):
        leave = there[origin] + needs.stays[origin]
        idle = there[goal] - leave - needs.walks[origin, goal]
        if idle:
            yield _pause(route, needs, leave, goal, idle)


def _pause(route: Route, needs: Needs, leave: int, goal: str, idle: int) -> PlannedPause:
    """Return the pause of `idle` units on the walk from the moment `leave` to the station `goal`."""
    breaks, unit = needs.axis.breaks, needs.axis.unit
    at = needs.axis.wall(leave)
    minute = -(-at // MINUTE) * MINUTE
    # Not within a break: nobody reads that a pause begins at lunch.
    for each in breaks:
        if each.at <= minute < each.end and not each.end % MINUTE:
            minute = each.end
    end = advance(breaks, minute, idle * unit)
    return PlannedPause(needs.group, goal, minute, end - minute)


def with_plan(raw: Mapping[str, Any], route: Route, plan: Plan) -> dict[str, Any]:
    """Return the tables of the sheet `raw`, as read from TOML, with `plan` written into them."""
    groups = [
        each | {"route": list(plan.orders[each["id"]]), "start": hhmm(plan.starts[each["id"]])}
        if each["id"] in plan.orders
        else each
        for each in raw["groups"]
    ]
    changed = {**without_pauses(raw, route, plan.orders), "groups": groups}
    if plan.pauses:
        changed["breaks"] = [*changed.get("breaks", []), *(pause_table(route, each) for each in plan.pauses)]
    return changed


def without_pauses(raw: Mapping[str, Any], route: Route, groups: Container[str]) -> dict[str, Any]:
    """Return the tables of a sheet without the pauses that an earlier plan has put there for `groups`."""
    old = old_pauses(route, groups)
    if not old:
        return dict(raw)
    left = [each for place, each in enumerate(raw["breaks"]) if place not in old]
    return {
        name: left if name == "breaks" else each for name, each in raw.items() if name != "breaks" or left
    }


def old_pauses(route: Route, groups: Container[str]) -> frozenset[int]:
    """Return the places of those breaks in the sheet that an earlier plan has put there for `groups`."""
    return frozenset(
        place
        for place, each in enumerate(route.breaks)
        if each.groups and each.groups[0] in groups and each not in route.rests_for(each.groups[0])
    )


def pause_table(route: Route, pause: PlannedPause) -> dict[str, Any]:
    """Return a pause as a break of a sheet, in both languages."""
    return {
        "title": pause_title(route.station(pause.station).title),
        "at": hhmm(pause.at),
        "minutes": pause.minutes,
        "groups": [pause.group],
    }
