"""Tells which groups' plans miss the sheet's `finish_by`, even while other things in the sheet are wrong.

A sheet with faults is planned as far as it can be read, and never for the worse: what is faulty counts as
nothing, so whoever is told to be late really is.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from questtour.i18n import _, ngettext
from questtour.tour.route import Break, Group, Route, Station, Transfer
from questtour.tour.route_checks import Raw, clock_or_none, ids, tables, texts
from questtour.tour.route_faults import Path, Wrong
from questtour.tour.route_values import DAY, MOST, Text, hhmm
from questtour.tour.route_words import fields_of
from questtour.tour.timetable import plan_visits, rotations, timetable

_MINUTE = timedelta(minutes=1)
_DAY = timedelta(days=1)
_HARMLESS = {"title", "guide", "visitors"}


def late_groups(route: Route) -> Iterator[Wrong]:
    """Yield a wrong for every group of a good sheet whose plan ends after `finish_by`."""
    if route.finish_by is not None:
        plan = timetable(route)
        for place, group in enumerate(route.groups):
            yield from _late(place, plan.finish(group.id), route.finish_by, exact=True)


def surely_late_groups(raw: Raw, wrongs: list[Wrong]) -> Iterator[Wrong]:
    """Yield a wrong for every group of a sheet with faults that will be late once they are mended."""
    if any(len(list(tables(raw, name))) > MOST for name in ("stations", "groups")):
        return
    route = _Rough(raw, [wrong.path for wrong in wrongs]).route()
    if route is None or route.finish_by is None:
        return
    places = list(tables(raw, "groups"))
    for group in route.groups:
        place = next(place for place, each in places if each.get("id") == group.id)
        yield from _late(place, _earliest_finish(route, group), route.finish_by, exact=False)


def _late(place: int, finish: timedelta, finish_by: timedelta, *, exact: bool) -> Iterator[Wrong]:
    if finish <= finish_by:
        return
    minutes = -((finish_by - finish) // _MINUTE)
    template = (
        ngettext(
            "the plan ends at {end}, {n} minute after finish_by ({limit})",
            "the plan ends at {end}, {n} minutes after finish_by ({limit})",
            minutes,
        )
        if exact
        else ngettext(
            "the plan ends at {end} at the earliest, {n} minute after finish_by ({limit})",
            "the plan ends at {end} at the earliest, {n} minutes after finish_by ({limit})",
            minutes,
        )
    )
    problem = template.format(end=_clock(finish_by + minutes * _MINUTE), n=minutes, limit=hhmm(finish_by))
    advice = _("start earlier, shorten stays, or give the group fewer stations in its `route`")
    yield Wrong(("groups", place, "finish_by"), problem, advice)


def _clock(time: timedelta) -> str:
    return hhmm(time) if time < _DAY else _("{time} of the next day").format(time=hhmm(time))


def _earliest_finish(route: Route, group: Group) -> timedelta:
    """Return when the group is done at the earliest, whichever order it is given if it has none."""
    some = [group.route] if group.route else rotations(route)
    return min(plan_visits(route, group.id, order)[-1].leave for order in some)


@dataclass(frozen=True, slots=True)
class _Rough:
    """What can be made of a sheet with faults at `wrong`."""

    raw: Raw
    wrong: list[Path]

    def route(self) -> Route | None:
        """Return the readable part of the sheet for planning, or None if there is too little of it."""
        start, stations, groups = clock_or_none(self.raw.get("start")), self._stations(), self._groups()
        if start is None or not stations or not groups:
            return None
        walks = self._walks_are_known()
        return Route.model_construct(
            start=start,
            finish_by=self._finish_by(start),
            transfer=_minutes(self.raw.get("transfer", 3)) if walks else 0.0,
            stations=tuple(stations.values()),
            groups=tuple(groups.values()),
            transfers=self._transfers() if walks else (),
            breaks=self._breaks(),
        )

    def _finish_by(self, start: timedelta) -> timedelta | None:
        finish = clock_or_none(self.raw.get("finish_by"))
        return finish if finish is not None and finish > start else None

    def _stations(self) -> dict[str, Station]:
        found: dict[str, Station] = {}
        for _place, each in tables(self.raw, "stations"):
            own = each.get("id")
            if isinstance(own, str) and own not in found:
                minutes = _minutes(each.get("minutes"))
                found[own] = Station.model_construct(id=own, title=Text(), minutes=minutes)
        return found

    def _groups(self) -> dict[str, Group]:
        known = set(ids(self.raw, "stations"))
        found: dict[str, Group] = {}
        for place, each in tables(self.raw, "groups"):
            own = each.get("id")
            route = tuple(dict.fromkeys(each for _n, each in texts(each.get("route")) if each in known))
            if isinstance(own, str) and own not in found and self._is_clear(place, each, route):
                start = clock_or_none(each.get("start"))
                found[own] = Group.model_construct(id=own, route=route, start=start)
        return found

    def _is_clear(self, place: int, group: Mapping[str, Any], route: tuple[str, ...]) -> bool:
        """Tell whether enough is known of a group: a misspelt `route` might have been a short one."""
        faulty = {path[2] for path in self.wrong if path[:2] == ("groups", place) and len(path) == 3}
        return faulty <= _HARMLESS and bool(route) == ("route" in group)

    def _walks_are_known(self) -> bool:
        top = fields_of(())
        return not any(
            path and (path[0] in {"transfer", "transfers"} or path[0] not in top) for path in self.wrong
        )

    def _transfers(self) -> tuple[Transfer, ...]:
        return tuple(Transfer.model_validate(each) for _place, each in tables(self.raw, "transfers"))

    def _breaks(self) -> tuple[Break, ...]:
        faulty = {path[1] for path in self.wrong if path[:1] == ("breaks",) and len(path) > 1}
        return tuple(
            Break.model_validate(each) for place, each in tables(self.raw, "breaks") if place not in faulty
        )


def _minutes(value: object) -> float:
    """Return the minutes that stand in a sheet; what cannot be read counts as none."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return 0.0
    return float(value) if 0 < value <= DAY else 0.0
