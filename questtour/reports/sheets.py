"""Route sheets on paper: a page for each group, one for each station's host, one for the coordinator."""

from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from questtour.files import whole_file
from questtour.i18n import language, ngettext
from questtour.paper import html_of
from questtour.reports.matrix import Lane, Matrix, matrix_of
from questtour.reports.report_words import decimal
from questtour.reports.sheet_words import sheet_words
from questtour.tour.route import Break, Group, Route, Station
from questtour.tour.route_values import Text, hhmm
from questtour.tour.timetable import PlannedVisit, Timetable, timetable
from questtour.wording import shown_block

_LINES = 52
"""Lines that a page holds in the usual letters."""

_IN_TABLE, _ACROSS = 42, 80
"""Letters in a line of the groups' tasks, and in one as wide as the page."""

_USUAL, _SMALLEST = 10.5, 6.0
"""Points of the usual letters, and of the smallest ones that can be read on paper."""

_NARROW = 13.0
"""Hundredths of the matrix's width below which a bar has no room for both its times."""

_MARKS = 9
"""Times at the head of the coordinator's matrix, at most."""


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a timetable on paper: a visit, or a break."""

    begin: str
    end: str
    title: str
    station: Station | None = None
    group: Group | None = None
    walk: str = ""
    """How long the walk to here takes; empty for the first."""


@dataclass(frozen=True, slots=True)
class Page:
    """A page of its own for a group or a station."""

    of: Group | Station
    rows: tuple[Row, ...]
    points: float
    """The size of the letters with which all of it should fit on one page."""
    tasks: bool
    """Whether the tasks fit on the page too."""


@dataclass(frozen=True, slots=True)
class Bar:
    """A visit in the coordinator's matrix; from and width are hundredths of the whole time."""

    left: float
    width: float
    title: str
    time: str


def write_sheets(route: Route, output: Path) -> int:
    """Write the printable sheets of `route` to `output`, in the language in use; return how many pages.

    Raises:
        FileFault: the file cannot be written.
    """
    html = sheets_html(route)
    with whole_file(output, "utf-8") as file:
        file.write(html)
    return len(route.groups) + len(route.stations) + 1


def sheets_html(route: Route) -> str:
    """Return the printable sheets as one HTML file that needs nothing from elsewhere."""
    plan = timetable(route)
    matrix = matrix_of(route, plan)
    return html_of(
        __package__,
        "sheets.html",
        {"said": said, "clock": hhmm, "decimal": decimal},
        route=route,
        language=language(),
        words=sheet_words(),
        groups=[_group_page(route, plan, group) for group in route.groups],
        stations=[_station_page(route, plan, station) for station in route.stations],
        lanes=[(lane, _bars(route, matrix, lane)) for lane in matrix.lanes],
        marks=[(hhmm(mark), 100 * matrix.part(mark)) for mark in matrix.marks(_MARKS)],
        plan=plan,
        points=_coordinator_points(route, matrix),
        visitors=_visitors,
    )


def said(text: Text | None) -> str:
    """Return somebody's text in the language in use, safe to show; nothing for none."""
    return shown_block(text.in_(language())).strip() if text else ""


def _visitors(group: Group) -> str:
    if not group.visitors:
        return ""
    return ngettext("{n} visitor", "{n} visitors", group.visitors).format(n=group.visitors)


def _group_page(route: Route, plan: Timetable, group: Group) -> Page:
    visits = plan.visits[group.id]
    walks = ["", *(_walk(route, one, two) for one, two in pairwise(visits))]
    rows = [(visit.arrive, _visit_row(route, visit, walk)) for visit, walk in zip(visits, walks, strict=True)]
    rows += [(each.at, _break_row(each)) for each in route.breaks_for(group.id) if _falls(each, visits)]
    in_order = tuple(row for _at, row in sorted(rows, key=lambda pair: pair[0]))
    stations = [row.station for row in in_order if row.station]
    bare = 2.5 * len(in_order) + 10
    tasks = bare + sum(_lines(said(task.text), _IN_TABLE) for each in stations for task in each.tasks)
    fits = _points(tasks) > _SMALLEST
    return Page(group, in_order, _points(tasks if fits else bare), fits)


def _walk(route: Route, one: PlannedVisit, two: PlannedVisit) -> str:
    return decimal(route.walk(one.station, two.station).total_seconds() / 60)


def _visit_row(route: Route, visit: PlannedVisit, walk: str) -> Row:
    station = route.station(visit.station)
    return Row(hhmm(visit.arrive), hhmm(visit.leave), said(station.title), station=station, walk=walk)


def _break_row(each: Break) -> Row:
    return Row(hhmm(each.at), hhmm(each.end), said(each.title))


def _falls(each: Break, visits: tuple[PlannedVisit, ...]) -> bool:
    """Tell whether a break lies between the group's beginning and end."""
    return visits[0].arrive <= each.at < visits[-1].leave or each.at <= visits[0].arrive < each.end


def _station_page(route: Route, plan: Timetable, station: Station) -> Page:
    visits = [visit for each in plan.visits.values() for visit in each if visit.station == station.id]
    rows = tuple(
        Row(hhmm(visit.arrive), hhmm(visit.leave), said(group.title), group=group)
        for visit in sorted(visits, key=lambda visit: visit.arrive)
        for group in (route.group(visit.group),)
    )
    texts = [*(task.text for task in station.tasks), *(hint.text for hint in station.hints)]
    texts += [*station.equipment, station.fallback or Text(), station.exchange or Text()]
    lines = 18 + 2 * len(rows) + sum(_lines(said(text), _ACROSS) for text in texts)
    return Page(station, rows, _points(lines), True)


def _coordinator_points(route: Route, matrix: Matrix) -> float:
    return _points(2.4 * len(matrix.lanes) + 1.8 * len(route.groups) + 1.1 * len(route.breaks) + 14)


def _lines(text: str, letters: int) -> float:
    return 1.1 * sum(max(1, -(-len(line) // letters)) for line in text.splitlines() or [""])


def _points(lines: float) -> float:
    """Return the size of letters with which so many lines fill a page, at most the usual one."""
    return round(_USUAL * min(1.0, _LINES / lines), 2)


def _bars(route: Route, matrix: Matrix, lane: Lane) -> list[Bar]:
    return [_bar(route, matrix, visit) for visit in lane.visits]


def _bar(route: Route, matrix: Matrix, visit: PlannedVisit) -> Bar:
    left, right = 100 * matrix.part(visit.arrive), 100 * matrix.part(visit.leave)
    title = said(route.group(visit.group).title)
    begin, end = hhmm(visit.arrive), hhmm(visit.leave)
    return Bar(left, right - left, title, begin if right - left < _NARROW else f"{begin}–{end}")
