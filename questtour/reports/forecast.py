"""What `questtour forecast` prints: the forecast of a log as JSON, or as tables for a person."""

import dataclasses
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

from rich import box
from rich.console import Console, RenderableType
from rich.console import Group as Stack
from rich.table import Table
from rich.text import Text

from questtour.eventlog.hlc import time_text
from questtour.eventlog.reading import read_records
from questtour.faults import UserFault
from questtour.i18n import _, language
from questtour.tour.clocks import in_tour_time
from questtour.tour.commands import Command
from questtour.tour.events import ClockJumped, ClockMeasured
from questtour.tour.evolve import fold
from questtour.tour.forecast import Conflict, Expectation, Forecast, GroupForecast, Range, State, forecast
from questtour.tour.options import Option, Trouble, options
from questtour.tour.options_words import Change
from questtour.tour.progress import Phase, Progress
from questtour.wording import hours_minutes_on, lateness, rough, shown


class ForecastFault(UserFault):
    """There is nothing to forecast; the text is one line for a person."""


LONG = timedelta(minutes=10)
"""After so long without an event in the log a forecast should not be trusted unasked."""


class Known(NamedTuple):
    """A tour as it was known at a moment."""

    progress: Progress
    now: datetime
    """The moment (UTC)."""
    last: datetime
    """When the last event happened of which the log tells (UTC)."""


def unheard_lines(known: Known, path: Path) -> list[str]:
    """Say in a line if the log at `path` ends long before the moment that is asked about."""
    tour = known.progress.tour
    on = any(known.progress.groups[group.id].phase is not Phase.FINISHED for group in known.progress.on_sheet)
    if tour is None or not on or known.now - known.last < LONG:
        return []
    now, last = tour.on_wall(known.now), tour.on_wall(known.last)
    text = _("“{path}” tells of nothing after {time}: the forecast takes it that nothing has happened since.")
    return [text.format(path=path, time=hours_minutes_on(last, now.date()))]


def progress_at(path: Path, when: datetime | timedelta | None) -> Known:
    """Return the tour in the log at `path` as it was known at a moment.

    `when` is a moment, or the time since midnight on the venue's wall clock, on the day of the log's last
    event; without it, it is the moment of that event. Raises LogFault, and ForecastFault where no tour was
    opened by then.
    """
    # A clock that was measured later was wrong before too: it is put right with all that the log knows, and
    # what was measured is left out, lest the fold put it right once more.
    clocks = (ClockMeasured, ClockJumped)
    records = [each for each in in_tour_time(read_records(path)) if not isinstance(each.event, clocks)]
    whole = fold(records)
    if whole.tour is None:
        raise ForecastFault(_("“{path}” holds no tour: nothing can be forecast from it.").format(path=path))
    last = max(record.time for record in records)
    if when is None:
        return Known(whole, last, last)
    now = whole.tour.at(last, when) if isinstance(when, timedelta) else when
    known = fold(record for record in records if record.time <= now)
    if known.tour is None:
        text = _("“{path}”: the tour was not opened yet at that time; it was at {time}.")
        opened = f"{whole.tour.on_wall(whole.tour.opened):%Y-%m-%d %H:%M}"
        raise ForecastFault(text.format(path=path, time=opened))
    return Known(known, now, last)


def past_tours(paths: Iterable[Path]) -> list[Progress]:
    """Read earlier tours; raises LogFault, and ForecastFault where a log holds no tour."""
    return [progress_at(path, None).progress for path in paths]


# --- JSON -------------------------------------------------------------------------------------------------


def forecast_json(progress: Progress, now: datetime, history: Iterable[Progress] = ()) -> dict[str, Any]:
    """Return the forecast at `now` (UTC) and the options as plain values; times as they stand in a log."""
    history = tuple(history)
    expected = forecast(progress, now, history)
    return {
        "at": _time(expected.at),
        "finish_by": _time(expected.finish_by),
        "groups": {group.id: _group(group) for group in expected.groups.values()},
        "conflicts": [_conflict(each) for each in expected.conflicts],
        "options": [_option(each) for each in options(progress, now, history)],
    }


def _time(moment: datetime | None) -> str | None:
    return None if moment is None else time_text(moment)


def _range(span: Range | None) -> list[str | None] | None:
    return None if span is None else [_time(moment) for moment in span]


def _seconds(span: timedelta) -> float:
    return round(span.total_seconds(), 3)


def _group(group: GroupForecast) -> dict[str, Any]:
    return {
        "offset_seconds": _seconds(group.offset),
        "finish": _time(group.finish),
        "finish_range": _range(group.finish_range),
        "late_seconds": _seconds(group.late),
        "late_probability": round(group.late_chance, 3),
        "visits": [_visit(visit) for visit in group.visits],
    }


def _visit(visit: Expectation) -> dict[str, Any]:
    return {
        "station": visit.station,
        "state": visit.state.value,
        "arrive": _time(visit.arrive),
        "leave": _time(visit.leave),
        "wait_seconds": _seconds(visit.wait),
        "arrive_range": _range(visit.arrive_range),
        "leave_range": _range(visit.leave_range),
    }


def _conflict(conflict: Conflict) -> dict[str, Any]:
    return {
        "station": conflict.station,
        "group": conflict.group,
        "with": list(conflict.others),
        "at": _time(conflict.at),
        "wait_seconds": _seconds(conflict.wait),
        "probability": round(conflict.chance, 3),
    }


def _option(option: Option) -> dict[str, Any]:
    cost = option.cost
    return {
        "remedy": option.remedy.value,
        "about": _trouble(option.trouble),
        "changes": [_change(change) for change in option.changes],
        "waiting_saved_seconds": _seconds(cost.waiting_saved),
        "late_saved_seconds": _seconds(cost.late_saved),
        "finishes": {
            group: {"before": _time(before), "after": _time(after)}
            for group, (before, after) in cost.finishes.items()
        },
        "tasks_lost": cost.tasks_lost,
        "told": list(cost.told),
        "commands": [_command(command) for command in option.commands],
    }


def _trouble(trouble: Trouble) -> dict[str, Any]:
    return {
        "kind": trouble.kind.value,
        "station": trouble.station or None,
        "group": trouble.group or None,
        "with": list(trouble.others),
        "at": _time(trouble.at),
    }


def _change(change: Change) -> dict[str, Any]:
    return {name: value for name, value in dataclasses.asdict(change).items() if value}


def _command(command: Command) -> dict[str, Any]:
    return {"command": type(command).__name__, **dataclasses.asdict(command)}


# --- for a person -----------------------------------------------------------------------------------------

MOST = 12
"""So many expected waits are printed: the later ones will have changed by then."""


def print_forecast(progress: Progress, now: datetime, history: Iterable[Progress] = ()) -> None:
    """Print the forecast at `now` (UTC) as tables."""
    Console().print(forecast_tables(progress, forecast(progress, now, history)))


def forecast_tables(progress: Progress, expected: Forecast) -> RenderableType:
    """Return the forecast for a terminal: who finishes when, and who will wait where."""
    if progress.tour is None:
        raise ValueError("the tour has not been opened")
    wall = progress.tour.on_wall(expected.at)
    head = Text(_("Forecast for {time}").format(time=f"{wall:%Y-%m-%d %H:%M}"), style="bold")
    parts: list[RenderableType] = [head, _groups_table(progress, expected)]
    parts.append(_waits_table(progress, expected) if expected.conflicts else Text(_("Nobody will wait.")))
    return Stack(*parts)


def _groups_table(progress: Progress, expected: Forecast) -> Table:
    table = _table()
    for title in (
        *(_("Group"), _("Against the plan"), _("Now"), _("Next station")),
        *(_("Finish"), _("Likely between")),
    ):
        table.add_column(Text(title), overflow="fold")
    for group in expected.groups.values():
        table.add_row(*_group_cells(progress, expected.at, group))
    return table


def _table() -> Table:
    # With a frame the Russian words would not fit into 80 columns.
    return Table(header_style="bold", box=box.SIMPLE_HEAD, show_edge=False, padding=0)


def _group_cells(progress: Progress, now: datetime, group: GroupForecast) -> Iterator[Text]:
    yield Text(_title(progress, group.id))
    yield Text(lateness(group.offset))
    yield Text(_here(progress, now, group))
    coming = [visit for visit in group.visits if visit.arrive_range is not None]
    yield Text(_arrival(progress, now, coming[0]) if coming else "–")
    finish = _wall(progress, now, group.finish)
    if group.late > timedelta():
        finish = _("{time}, {late} too late").format(time=finish, late=rough(group.late))
    yield Text(finish)
    span = group.finish_range
    sure = span is None or span[0] == span[1]
    yield Text("–" if sure else "–".join(_wall(progress, now, each) for each in span or ()))


def _here(progress: Progress, now: datetime, group: GroupForecast) -> str:
    """Say where the group is."""
    phase = progress.groups[group.id].phase
    if phase is Phase.READY:
        return _("not set out")
    if phase is Phase.FINISHED:
        return _("finished")
    inside = [visit for visit in group.visits if visit.state is State.NOW and visit.arrive_range is None]
    if inside:
        return _station(progress, inside[0].station)
    ahead = [visit for visit in group.visits if visit.arrive_range is not None]
    if ahead and phase is Phase.WALKING and _waits(ahead[0], now):
        return _("at the door")
    return _("on the way") if ahead else _("all stations done")


def _waits(coming: Expectation, now: datetime) -> bool:
    return coming.wait > timedelta() and coming.arrive is not None and coming.arrive - coming.wait <= now


def _arrival(progress: Progress, now: datetime, visit: Expectation) -> str:
    return f"{_wall(progress, now, visit.arrive)} {_station(progress, visit.station)}"


def _waits_table(progress: Progress, expected: Forecast) -> Table:
    table = _table()
    for title in (_("At the door"), _("Group"), _("Station"), _("Taken by")):
        table.add_column(Text(title), overflow="fold")
    for title in (_("Wait"), _("Over 2 min.")):
        table.add_column(Text(title), justify="right", no_wrap=True)
    for each in expected.conflicts[:MOST]:
        table.add_row(
            _wall(progress, expected.at, each.at),
            Text(_title(progress, each.group)),
            Text(_station(progress, each.station)),
            Text(", ".join(_title(progress, group) for group in each.others)),
            rough(each.wait),
            f"{each.chance:.0%}",
        )
    return table


def _wall(progress: Progress, now: datetime, moment: datetime | None) -> str:
    """Return a moment on the venue's clock; of another day than `now`, that is said."""
    if moment is None or progress.tour is None:
        return "–"
    return hours_minutes_on(progress.tour.on_wall(moment), progress.tour.on_wall(now).date())


def _title(progress: Progress, group: str) -> str:
    return shown(progress.route.group(group).title.in_(language()))


def _station(progress: Progress, station: str) -> str:
    return shown(progress.route.station(station).title.in_(language()))
