"""What must be right over a whole route sheet: ids used once, and everything that is named exists.

The checks work on the raw tables and step over whatever has the wrong type: the models tell of that, and
the author is to hear of all faults at once.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import timedelta
from typing import Any

from questtour.i18n import _
from questtour.tour.route_faults import Path, Wrong, numbered, shown_value
from questtour.tour.route_values import read_clock
from questtour.tour.route_words import similar

Raw = Mapping[str, Any]


def wrongs_across(raw: Raw) -> Iterator[Wrong]:
    """Yield what is wrong between the parts of the sheet `raw`, in the language in use."""
    for name in ("stations", "groups", "survey"):
        yield from _used_twice(raw, name)
    yield from _routes(raw)
    yield from _transfers(raw)
    yield from _breaks(raw)
    yield from _questions(raw)
    yield from _times(raw)


def tables(raw: Raw, name: str) -> Iterator[tuple[int, Raw]]:
    """Yield the tables of the list `name` with their places; whatever else is in it is passed over."""
    found = raw.get(name)
    for place, each in enumerate(found if isinstance(found, list | tuple) else ()):
        if isinstance(each, Mapping):
            yield place, each


def texts(found: object) -> Iterator[tuple[int, str]]:
    """Yield the strings of a list with their places; whatever else is in it is passed over."""
    for place, each in enumerate(found if isinstance(found, list | tuple) else ()):
        if isinstance(each, str):
            yield place, each


def ids(raw: Raw, name: str) -> list[str]:
    """Return the ids that the tables of the list `name` give."""
    return [each["id"] for _place, each in tables(raw, name) if isinstance(each.get("id"), str)]


def clock_or_none(value: object) -> timedelta | None:
    """Return the clock time that stands in a sheet, or None if it cannot be read."""
    try:
        return read_clock(value)
    except ValueError:
        return None


def _used_twice(raw: Raw, name: str) -> Iterator[Wrong]:
    seen: dict[str, int] = {}
    for place, each in tables(raw, name):
        own = each.get("id")
        if not isinstance(own, str):
            continue
        if own in seen:
            text = _("{found} is taken: {place} has this id already")
            problem = text.format(found=shown_value(own), place=numbered((name,), seen[own]))
            yield Wrong((name, place, "id"), problem, _("give each an id of its own"))
        seen.setdefault(own, place)


def _named_twice(path: Path, names: Iterable[tuple[int, str]]) -> Iterator[Wrong]:
    seen = set()
    for place, each in names:
        if each in seen:
            problem = _("{found} is named twice").format(found=shown_value(each))
            yield Wrong((*path, place), problem, _("take one of the two away"))
        seen.add(each)


def _unknown(path: Path, named: str, known: Sequence[str], problem: str) -> Iterator[Wrong]:
    """Yield a wrong if `named` is not `known`. If nothing is known, that fault is enough."""
    if named in known or not known:
        return
    meant = similar(named, known)
    if meant:
        advice = _("a typo? did you mean {name}?").format(name=shown_value(meant))
    else:
        advice = _("write one of these: {words}").format(words=", ".join(dict.fromkeys(known)))
    yield Wrong(path, problem.format(found=shown_value(named)), advice)


def _routes(raw: Raw) -> Iterator[Wrong]:
    stations = ids(raw, "stations")
    for place, group in tables(raw, "groups"):
        path = ("groups", place, "route")
        for number, station in texts(group.get("route")):
            yield from _unknown((*path, number), station, stations, _("there is no station {found}"))
        yield from _named_twice(path, texts(group.get("route")))


def _transfers(raw: Raw) -> Iterator[Wrong]:
    stations = ids(raw, "stations")
    seen: set[tuple[str, str, bool]] = set()
    for place, way in tables(raw, "transfers"):
        ends = [(end, way[end]) for end in ("from", "to") if isinstance(way.get(end), str)]
        for end, station in ends:
            path = ("transfers", place, end)
            yield from _unknown(path, station, stations, _("there is no station {found}"))
        if len(ends) == 2:
            yield from _one_transfer(place, ends[0][1], ends[1][1], way.get("one_way") is True, seen)


def _one_transfer(
    place: int, origin: str, goal: str, one_way: bool, seen: set[tuple[str, str, bool]]
) -> Iterator[Wrong]:
    if origin == goal:
        yield Wrong(
            ("transfers", place, "to"),
            _("the walk ends where it begins, at {found}").format(found=shown_value(goal)),
            _("name another station, or take the transfer away"),
        )
    elif (origin, goal, one_way) in seen:
        problem = _("the walk between these two stations is given twice")
        yield Wrong(("transfers", place), problem, _("take one of the two away"))
    seen.add((origin, goal, one_way))
    if not one_way:
        seen.add((goal, origin, one_way))


def _breaks(raw: Raw) -> Iterator[Wrong]:
    groups = ids(raw, "groups")
    for place, each in tables(raw, "breaks"):
        path = ("breaks", place, "groups")
        for number, group in texts(each.get("groups")):
            yield from _unknown((*path, number), group, groups, _("there is no group {found}"))
        yield from _named_twice(path, texts(each.get("groups")))


def _questions(raw: Raw) -> Iterator[Wrong]:
    for place, each in tables(raw, "survey"):
        path = ("survey", place, "options")
        if each.get("kind") == "choice" and "options" not in each:
            advice = _("write, for example, {line}").format(line='`options = ["…", "…"]`')
            yield Wrong(path, _("is missing: there is nothing to choose from"), advice)
        elif each.get("kind") in ("scale", "yes-no", "text") and "options" in each:
            advice = _('take it away, or write `kind = "choice"`')
            yield Wrong(path, _("is for questions of the kind choice only"), advice)


def _times(raw: Raw) -> Iterator[Wrong]:
    start, finish = clock_or_none(raw.get("start")), clock_or_none(raw.get("finish_by"))
    if start is not None and finish is not None and finish <= start:
        problem = _("{found} is not later than the start").format(found=shown_value(raw["finish_by"]))
        yield Wrong(("finish_by",), problem, _("write when the tour must be over"))
