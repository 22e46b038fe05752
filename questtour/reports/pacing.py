"""The page after a rehearsal that one has led oneself: how the pace went, in kind and plain words."""

from collections.abc import Iterator
from datetime import timedelta

from rich import box
from rich.table import Table
from rich.text import Text

from questtour.i18n import _, language, ngettext
from questtour.tour.pacing import NEAR, Advice, Lesson, Pacing, StationPace
from questtour.tour.route import Route
from questtour.wording import duration, offset, shown


def pace_lines(pacing: Pacing) -> Iterator[str]:
    """Say first what went well, then how it stands with the plan."""
    been, steady = pacing.been, pacing.steady
    stations = ngettext("{n} station", "{n} stations", been).format(n=been)
    if steady == been:
        yield _("{stations}, and every stay as planned: well led!").format(stations=stations)
    elif steady:
        yield _("{stations}, {steady} of them as planned to the minute.").format(
            stations=stations, steady=steady
        )
    else:
        yield _("{stations} are behind you.").format(stations=stations)
    text = _("At the end: {offset}.") if pacing.finished else _("When you left: {offset}.")
    yield text.format(offset=offset(pacing.offset))


def pace_table(route: Route, pacing: Pacing) -> Table:
    """Return the stations as planned and as they were; a column that would be empty is left out."""
    table = Table(header_style="bold", box=box.SIMPLE_HEAD, show_edge=False, collapse_padding=True)
    table.add_column(Text(_("Station")), overflow="fold")
    for title in (_("Plan"), _("Was")):
        table.add_column(Text(title), justify="right", no_wrap=True)
    table.add_column(Text(_("Against the plan")), overflow="fold")
    for title in (_("Tasks"), _("Hints")):
        table.add_column(Text(title), justify="right", no_wrap=True)
    table.add_column(Text(_("Walk")), overflow="fold", justify="right")
    waits = any(each.waited for each in pacing.stations)
    if waits:
        table.add_column(Text(_("At the door")), overflow="fold", justify="right")
    for each in pacing.stations:
        cells = _cells(route, each)
        table.add_row(*map(Text, cells if waits else cells[:-1]))
    return table


def _cells(route: Route, each: StationPace) -> tuple[str, ...]:
    return (
        shown(route.station(each.station).title.in_(language())),
        duration(each.planned),
        duration(each.spent) if each.spent is not None else "–",
        _("skipped") if each.skipped else _difference(each.over),
        f"{each.of_tasks - each.tasks_left}/{each.of_tasks}",
        f"{each.hints}/{each.of_hints}",
        _walk(each),
        duration(each.waited) if each.waited else "",
    )


def _walk(each: StationPace) -> str:
    if each.walk is None:
        return ""
    return _("{time} of {planned}").format(time=duration(each.walk), planned=duration(each.planned_walk))


def _difference(over: timedelta) -> str:
    """Say in words how much longer or shorter a stay was."""
    if abs(over) <= NEAR:
        return _("as planned")
    text = _("{time} longer") if over > timedelta() else _("{time} shorter")
    return text.format(time=duration(over))


def advice_lines(route: Route, pacing: Pacing) -> Iterator[str]:
    """Say what to try next time, one line each."""
    for each in pacing.advice:
        yield _words(each).format(
            station=shown(route.station(each.station).title.in_(language())) if each.station else "",
            time=_("{n} min").format(n=round(each.weight / timedelta(minutes=1))),
            tasks=ngettext("{n} task", "{n} tasks", each.tasks).format(n=each.tasks),
        )


def _words(each: Advice) -> str:
    words = {
        Lesson.STARTED_LATE: _("The first station began {time} late: gather the group five minutes earlier."),
        Lesson.LONG: _("“{station}”: {time} above the plan. Begin with what is a must, and watch the timer."),
        Lesson.HURRIED: _("“{station}”: {time} to spare, {tasks} undone. Do not hurry: the time is yours."),
        Lesson.NO_HINTS: _("“{station}”: {tasks} undone and no hint told. Give one (h) when a task drags."),
        Lesson.WALKED: _("The walk to “{station}” took {time} more: say where to go, and go ahead."),
        Lesson.WAITED: _("“{station}”: {time} at the door. Ask the visitors something meanwhile."),
        Lesson.STEADY: _("An even pace: lead the real tour just like that."),
    }
    return words[each.lesson]
