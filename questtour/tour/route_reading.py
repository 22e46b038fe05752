"""Reads a route sheet, or refuses it with every fault that is in it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import islice
from typing import Any

from pydantic import ValidationError

from questtour.i18n import _
from questtour.tour.route import Route
from questtour.tour.route_checks import wrongs_across
from questtour.tour.route_deadline import late_groups, surely_late_groups
from questtour.tour.route_faults import Fault, Path, RouteFaults, Wrong, file_fault, place_and_field
from questtour.tour.route_text import decoded, parsed
from questtour.tour.route_words import wrongs_in

MOST_FAULTS = 1000
"""Faults of one sort that are told at once: a file with more of them is hardly a route sheet."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A good route sheet, as its author wrote it and as the program understands it."""

    raw: dict[str, Any]
    """The tables of the file: text, numbers, true and false only, so JSON can hold them."""
    route: Route
    name: str
    """The file as the author named it."""


def read_sheet(data: bytes, name: str, *, in_time: bool = True) -> Sheet:
    """Read the sheet `data` of the file `name`; raises `RouteFaults` with every fault that is in it.

    Without `in_time` it is no fault that the orders in it end after `finish_by`: others may be found.
    """
    text = decoded(data, name)
    raw = parsed(text, name)
    if not raw:
        raise _empty(name)
    return Sheet(raw, _checked(raw, name, text, in_time), name)


def read_route(data: bytes, name: str) -> Route:
    """Read the sheet `data` of the file `name`; raises `RouteFaults` with every fault that is in it."""
    return read_sheet(data, name).route


def route_from(raw: dict[str, Any], *, in_time: bool = True) -> Route:
    """Understand the `raw` tables of a sheet, as a log keeps them; `in_time` as in `read_sheet`.

    Raises `RouteFaults`; these name no lines, for there is no file.
    """
    return _checked(raw, _("route sheet"), None, in_time)


def _checked(raw: dict[str, Any], name: str, text: str | None, in_time: bool = True) -> Route:
    route: Route | None = None
    wrongs: list[Wrong] = []
    try:
        route = Route.model_validate(raw)
    except ValidationError as error:
        wrongs = list(islice(wrongs_in(error, raw), MOST_FAULTS))
    wrongs += islice(wrongs_across(raw), MOST_FAULTS)
    if route is not None and not wrongs:
        wrongs += late_groups(route) if in_time else ()
    elif len(wrongs) < MOST_FAULTS:
        wrongs += surely_late_groups(raw, wrongs)
    if wrongs or route is None:
        raise RouteFaults(_faults(wrongs, raw, name, text))
    return route


def _faults(wrongs: Iterable[Wrong], raw: dict[str, Any], name: str, text: str | None) -> list[Fault]:
    """Say where each wrong is, in the order of the file."""
    line = _line_finder(text)
    faults = [
        Fault(name, line(wrong.path), *place_and_field(raw, wrong.path), wrong.problem, wrong.advice)
        for wrong in dict.fromkeys(wrongs)
    ]
    return sorted(faults, key=lambda fault: fault.line or 0)


def _line_finder(text: str | None) -> Callable[[Path], int | None]:
    if text is None:
        return lambda _path: None
    # A good sheet needs no lines: whoever opens one does not wait until tree-sitter is loaded.
    from questtour.tour.route_lines import line_of, lines_in

    lines = lines_in(text.encode())
    return lambda path: line_of(lines, path)


def _empty(name: str) -> RouteFaults:
    problem = _("the sheet is empty")
    advice = _(
        "it needs at least id, title and start, one [[stations]] with id, title and minutes, "
        "and one [[groups]] with id and title"
    )
    return file_fault(name, problem, advice)
