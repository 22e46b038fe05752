"""Route sheets on paper: a page for each group, one for each station's host, one for the coordinator."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import pairwise
from pathlib import Path

from questtour.files import whole_file
from questtour.i18n import _, language, ngettext
from questtour.paper import html_of
from questtour.reports.matrix import Lane, Matrix, matrix_of
from questtour.reports.report_words import decimal
from questtour.reports.sheet_texts import Told, answers_on_paper, story_on_paper
from questtour.reports.sheet_words import sheet_words
from questtour.tour.pauses import is_pause_before
from questtour.tour.route import Break, Group, Route, Station
from questtour.tour.route_values import Text, hhmm
from questtour.tour.timetable import PlannedVisit, Timetable, timetable
from questtour.wording import shown_block

_LINES = 52
"""Lines that a page holds in the usual letters."""

_IN_TABLE, _IN_ROOM, _ACROSS, _HEAD = 42, 13, 80, 32
"""Letters in a line of the groups' tasks, of a room, in one as wide as the page, and of a page's title."""

_USUAL, _SMALLEST = 10.5, 6.0
"""Points of the usual letters, and of the smallest ones that can be read on paper."""

_READABLE = 8.5
"""Points of letters below which a story is rather shortened than printed still smaller."""

_STORIES = (None, 700, 400, 220, 120)
"""Letters of each point of a story on a station's page: the first with which the page can be read."""

_EARLY = timedelta(minutes=5)
"""How long before its beginning a group or a host is to be there."""

_NAME, _ROOMY, _TIGHT = 24, 0.64, 0.7
"""Letters of a station's name in a line of the matrix; usual letters of a group's name that a hundredth of
the matrix's width has room for; and as how large a part of them they can still be read in a bar."""

_LAST_MARK = 0.96
"""Where on the matrix's width a time at its head would stand out of the page."""

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
    early: str
    """When and where to be before the beginning."""
    story: tuple[Told, ...] = ()


@dataclass(frozen=True, slots=True)
class Bar:
    """A visit in the coordinator's matrix; from and width are hundredths of the whole time."""

    group: str
    left: float
    width: float
    title: str
    size: float
    """How large the letters of its group's name may be, as a part of the usual ones."""
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
    points = _coordinator_points(route, matrix)
    room = _ROOMY * _USUAL / points
    lanes = [(lane, [_bar(route, matrix, visit, room) for visit in lane.visits]) for lane in matrix.lanes]
    return html_of(
        __package__,
        "sheets.html",
        {"said": said, "clock": hhmm, "decimal": decimal, "answers": answers_on_paper},
        route=route,
        language=language(),
        words=sheet_words(),
        groups=[_group_page(route, plan, group) for group in route.groups],
        stations=[_station_page(route, plan, station) for station in route.stations],
        lanes=lanes,
        numbers=_numbers(route, (bar for _lane, bars in lanes for bar in bars)),
        marks=_marks(matrix),
        plan=plan,
        points=points,
        visitors=_visitors,
    )


def _marks(matrix: Matrix) -> list[tuple[str, float]]:
    parts = [(mark, matrix.part(mark)) for mark in matrix.marks(_MARKS)]
    return [(hhmm(mark), 100 * part) for mark, part in parts if part < _LAST_MARK]


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
    rows += [
        (each.at, _break_row(route, each, visits))
        for each in route.breaks_for(group.id)
        if _falls(each, visits)
    ]
    in_order = tuple(row for _at, row in sorted(rows, key=lambda pair: pair[0]))
    early = _come_early(visits[0].arrive, route.station(visits[0].station))
    title = 1.8 * _lines(said(group.title), _HEAD) + _lines(early, _ACROSS)
    bare, tasks = (title + 11 + sum(_row_lines(row, each) for row in in_order) for each in (False, True))
    fits = _points(tasks) > _SMALLEST
    return Page(group, in_order, _points(tasks if fits else bare), fits, early)


def _come_early(begin: timedelta, station: Station) -> str:
    """Say when the group is to be where its tour begins; 5 minutes before, but not the day before."""
    text = _("Come 5 minutes before the start: at {time} to {place}.")
    return text.format(time=hhmm(max(begin - _EARLY, timedelta())), place=_place(station))


def _place(station: Station) -> str:
    title = _("“{station}”").format(station=said(station.title))
    return ", ".join(filter(None, (title, said(station.room))))


def _row_lines(row: Row, tasks: bool) -> float:
    """Return how many lines a row of a group's table is high: its highest cell, and the room around it."""
    if row.station is None:
        return 0.6 + _lines(row.title, _ACROSS)
    own = 1.1 * _lines(row.title, _IN_TABLE - 4)
    if tasks:
        own += sum(_lines(said(task.text), _IN_TABLE) for task in row.station.tasks)
    return 0.6 + max(own, 1.9, _lines(said(row.station.room), _IN_ROOM))


def _walk(route: Route, one: PlannedVisit, two: PlannedVisit) -> str:
    return decimal(route.walk(one.station, two.station).total_seconds() / 60)


def _visit_row(route: Route, visit: PlannedVisit, walk: str) -> Row:
    station = route.station(visit.station)
    return Row(hhmm(visit.arrive), hhmm(visit.leave), said(station.title), station=station, walk=walk)


def _break_row(route: Route, each: Break, visits: Sequence[PlannedVisit]) -> Row:
    coming = next((visit.station for visit in visits if visit.arrive >= each.end), "")
    if coming and is_pause_before(each.title, route.station(coming).title):
        text = _("Pause: set out for {place} at {time}")
        title = text.format(place=_place(route.station(coming)), time=hhmm(each.end))
    else:
        title = _("Break: {title}").format(title=said(each.title))
    return Row(hhmm(each.at), hhmm(each.end), title)


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
    stories = (story_on_paper(station, letters) for letters in _STORIES)
    for story in stories:
        points = _points(_station_lines(station, story) + sum(_guest_lines(row) for row in rows))
        if points >= _READABLE:
            break
    return Page(station, rows, points, True, _be_early(rows, visits), story)


def _station_lines(station: Station, story: Sequence[Told]) -> float:
    """Return how many lines the page of a station has, without those of its groups."""
    texts = [said(hint.text) for hint in station.hints] + [said(each) for each in station.equipment]
    texts += [f"{said(task.text)} {answers_on_paper(task)} {_('Right answer')}" for task in station.tasks]
    texts += [f"{point.text} {point.keep}" for point in story]
    texts += [said(text) for text in (station.fallback, station.exchange) if text]
    return 20 + 1.8 * _lines(said(station.title), _HEAD) + sum(_lines(text, _ACROSS) for text in texts)


def _guest_lines(row: Row) -> float:
    """Return how many lines a group's row in a station's table is high."""
    assert row.group is not None
    names = f"{row.title} {_visitors(row.group)}"
    return 0.6 + max(1.3, _lines(names, _IN_TABLE - 8), _lines(said(row.group.guide), _IN_TABLE // 2))


def _be_early(rows: Sequence[Row], visits: Sequence[PlannedVisit]) -> str:
    if not rows:
        return ""
    first = max(min(visit.arrive for visit in visits) - _EARLY, timedelta())
    text = _("Be at your station 5 minutes before the first group: at {time}.")
    return text.format(time=hhmm(first))


def _coordinator_points(route: Route, matrix: Matrix) -> float:
    lanes = sum(_lane_lines(lane) for lane in matrix.lanes)
    return _points(lanes + 1.7 * len(route.groups) + 1.1 * len(route.breaks) + 15)


def _lane_lines(lane: Lane) -> float:
    """Return how many lines a lane of the matrix is high: its station's name and room."""
    station = lane.station
    room = 0.75 * _lines(said(station.room), _NAME) if station.room else 0.0
    return max(2.3, 0.85 * _lines(said(station.title), _NAME) + room + 0.5)


def _lines(text: str, letters: int) -> float:
    return 1.1 * sum(max(1, -(-len(line) // letters)) for line in text.splitlines() or [""])


def _points(lines: float) -> float:
    """Return the size of letters with which so many lines fill a page, at most the usual one."""
    return round(_USUAL * min(1.0, _LINES / lines), 2)


def _bar(route: Route, matrix: Matrix, visit: PlannedVisit, room: float) -> Bar:
    """Return the bar of a visit; `room`: usual letters in a hundredth of the matrix's width."""
    left, right = 100 * matrix.part(visit.arrive), 100 * matrix.part(visit.leave)
    width = right - left
    title = said(route.group(visit.group).title)
    size = round(min(1.0, width * room / max(len(title), 1)), 2)
    begin, end = hhmm(visit.arrive), hhmm(visit.leave)
    return Bar(visit.group, left, width, title, size, begin if width < _NARROW else f"{begin}–{end}")


def _numbers(route: Route, bars: Iterable[Bar]) -> dict[str, int]:
    """Return the numbers that stand for groups, by id; none where each bar has room for a name."""
    if all(bar.size >= _TIGHT for bar in bars):
        return {}
    return {group.id: number for number, group in enumerate(route.groups, 1)}
