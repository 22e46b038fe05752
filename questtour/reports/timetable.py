"""The timetable that `questtour check` prints for a good route sheet."""

from collections.abc import Iterator, Sequence
from datetime import timedelta
from itertools import combinations

from rich.console import Console, RenderableType
from rich.console import Group as Stack
from rich.table import Table
from rich.text import Text

from questtour.i18n import _, language, ngettext
from questtour.tour.route import Break, Group, Route, Station
from questtour.tour.route_values import Text as Wording
from questtour.tour.route_values import hhmm
from questtour.tour.timetable import Meeting, Timetable, meetings, timetable
from questtour.wording import shown

_ABREAST = 5
"""Groups in one table: with more, 80 columns are too narrow for their names."""

_WIDTH = 40
"""Columns of the terminal for the names of all the groups in one table; the rest is for the stations."""


def timetable_table(route: Route) -> RenderableType:
    """Return the plan for a terminal: a row for each station, a column for each group, and the breaks."""
    plan = timetable(route)
    batches = [route.groups[at : at + _ABREAST] for at in range(0, len(route.groups), _ABREAST)]
    tables = [_table(route, plan, batch) for batch in batches]
    return Stack(_heading(route, plan), *tables, *(Text(_break_line(route, each)) for each in route.breaks))


def print_timetable(route: Route) -> None:
    """Print the plan, and to stderr a line for each planned meeting and each break that comes too late."""
    Console().print(timetable_table(route))
    warnings = Console(stderr=True, soft_wrap=True)
    for line in (*meeting_lines(route), *odd_break_lines(route), *overlap_lines(route)):
        warnings.print(Text(line))


def meeting_lines(route: Route) -> list[str]:
    """Say in one line each where the plan brings more groups to a station than it holds."""
    return [_meeting_line(route, each) for each in meetings(route, timetable(route))]


def odd_break_lines(route: Route) -> list[str]:
    """Say in one line each which breaks lie before the beginning of all their groups, or after their end."""
    plan = timetable(route)
    lines = []
    for each in route.breaks:
        groups = each.groups or [group.id for group in route.groups]
        begin, over = min(map(plan.start, groups)), max(map(plan.finish, groups))
        if each.end <= begin:
            text = _(
                "The break “{title}” is over at {end}, before its groups begin ({start}): is its time right?"
            )
            lines.append(text.format(title=_words(each.title), start=hhmm(begin), end=hhmm(each.end)))
        if each.at >= over:
            text = _(
                "The break “{title}” begins at {start}, when its groups have finished already (at {end}): is "
                "its time right?"
            )
            lines.append(text.format(title=_words(each.title), start=hhmm(each.at), end=hhmm(over)))
    return lines


def overlap_lines(route: Route) -> list[str]:
    """Say in one line each which two breaks of a group lie over each other: it rests once, not twice."""
    found: dict[tuple[Break, Break], None] = {}
    for group in route.groups:
        # Pauses of a plan hold only for who comes too soon.
        found |= dict.fromkeys(
            (one, two)
            for one, two in combinations(route.rests_for(group.id), 2)
            if one.at < two.end and two.at < one.end
        )
    text = _("The breaks “{one}” ({one_span}) and “{two}” ({two_span}) overlap: are their times right?")
    return [
        text.format(one=_words(one.title), one_span=_span(one), two=_words(two.title), two_span=_span(two))
        for one, two in found
    ]


def _span(each: Break) -> str:
    return f"{hhmm(each.at)}–{hhmm(each.end)}"


def _heading(route: Route, plan: Timetable) -> Text:
    first = min(plan.start(group.id) for group in route.groups)
    counts = [
        ngettext("{n} group", "{n} groups", len(route.groups)).format(n=len(route.groups)),
        ngettext("{n} station", "{n} stations", len(route.stations)).format(n=len(route.stations)),
    ]
    text = Text(_words(route.title), style="bold")
    last = hhmm(plan.last_finish)
    if plan.last_finish >= timedelta(days=1):
        last = _("{time} of the next day").format(time=last)
    text.append(f"\n{hhmm(first)}–{last}, {', '.join(counts)}", style="not bold")
    return text


def _table(route: Route, plan: Timetable, groups: Sequence[Group]) -> Table:
    table = Table(show_footer=True, header_style="bold", footer_style="bold")
    table.add_column(Text(_("Station")), Text(_("Ends")), overflow="fold")
    table.add_column(Text(_("Min.")), "", justify="right", no_wrap=True)
    for group in groups:
        title, finish = Text(_words(group.title)), Text(hhmm(plan.finish(group.id)))
        table.add_column(title, finish, justify="center", overflow="fold", max_width=_WIDTH // len(groups))
    for station in route.stations:
        table.add_row(
            Text(_words(station.title)),
            f"{station.minutes:g}",
            *(_arrival(plan, group, station) for group in groups),
        )
    return table


def _arrival(plan: Timetable, group: Group, station: Station) -> str:
    times: Iterator[str] = (
        hhmm(visit.arrive) for visit in plan.visits[group.id] if visit.station == station.id
    )
    return next(times, "–")


def _break_line(route: Route, each: Break) -> str:
    named = [_words(route.group(group).title) for group in each.groups]
    text = _("Break: {title}, {start}–{end}, {groups}")
    return text.format(
        title=_words(each.title),
        start=hhmm(each.at),
        end=hhmm(each.end),
        groups=", ".join(named) or _("all groups"),
    )


def _meeting_line(route: Route, meeting: Meeting) -> str:
    station = route.station(meeting.station)
    text = ngettext(
        "{start}–{end} at “{station}”: {groups}, but there is room for {n} group.",
        "{start}–{end} at “{station}”: {groups}, but there is room for {n} groups.",
        station.capacity,
    )
    return text.format(
        start=hhmm(meeting.start),
        end=hhmm(meeting.end),
        station=_words(station.title),
        groups=", ".join(_words(route.group(group).title) for group in meeting.groups),
        n=station.capacity,
    )


def _words(wording: Wording) -> str:
    return shown(wording.in_(language()))
