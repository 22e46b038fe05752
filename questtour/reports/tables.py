"""The tables of a tour, as rows of plain values: what `export` writes and a reader can take apart.

Moments are ISO 8601 on the venue's wall clock with its offset from UTC, to the second; durations are whole
seconds.
"""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta, timezone
from typing import NamedTuple

from questtour.i18n import language
from questtour.tour.progress import GroupProgress, Progress, Tour, Visit
from questtour.tour.route import Group, Station, Text
from questtour.tour.score import points
from questtour.tour.timing import Planned, Span, breaks, moving, plan

Cell = str | int | float | None
Row = dict[str, Cell]


class Table(NamedTuple):
    """A table's name, its columns and its rows."""

    name: str
    columns: tuple[str, ...]
    rows: Callable[[Progress], Iterator[Row]]


class _Case(NamedTuple):
    """One visit, or one to come, and all that is needed to tell about it."""

    tour: Tour
    sheet: Group
    group: GroupProgress
    position: int
    planned: Planned
    visit: Visit | None
    station: Station
    rests: tuple[Span, ...]

    @property
    def head(self) -> Row:
        """Return the columns that every table begins with."""
        return {
            "tour": self.tour.route.id,
            "group": self.sheet.id,
            "guide": _text(self.sheet.guide),
            "position": self.position,
            "station": self.station.id,
        }


def _text(text: Text | None) -> str:
    return text.in_(language()) if text else ""


def _moment(tour: Tour, moment: datetime | None) -> str:
    if moment is None:
        return ""
    return moment.astimezone(timezone(tour.utc_offset)).isoformat(timespec="seconds")


def _seconds(span: timedelta) -> int:
    return round(span.total_seconds())


def _cases(progress: Progress) -> Iterator[_Case]:
    tour = progress.tour
    if tour is None:
        return
    for sheet in tour.route.groups:
        group = progress.groups[sheet.id]
        if group.device is None:
            # Nobody led this group here: on a lone laptop the sheet's other groups have no facts.
            continue
        began = group.started or tour.opened
        rests = breaks(tour, group, began)
        for position, planned in enumerate(plan(tour, group, began), 1):
            visit, station = group.visit(planned.station), tour.route.station(planned.station)
            yield _Case(tour, sheet, group, position, planned, visit, station, rests)


def _outcome(visit: Visit | None) -> str:
    if visit is None or visit.ended is None:
        return "open"
    return "skipped" if visit.skipped else "visited"


def _visits(progress: Progress) -> Iterator[Row]:
    for case in _cases(progress):
        visit = case.visit or Visit(case.station.id)
        yield {
            **case.head,
            "planned_arrival": _moment(case.tour, case.planned.arrive),
            "arrived": _moment(case.tour, visit.arrived),
            "left": _moment(case.tour, visit.ended if visit.arrived else None),
            "planned_minutes": _whole(case.station.minutes),
            **_durations(case, visit),
            "tasks_done": len(visit.done),
            "tasks_total": len(case.station.tasks),
            "hints_shown": len(visit.hints),
            "points": points(case.station, visit),
            "outcome": _outcome(case.visit),
        }


def _durations(case: _Case, visit: Visit) -> Row:
    """Return what can be told of how long it took; what is not over has no duration yet."""
    stay: Row = {"spent_seconds": None, "paused_seconds": None, "overrun_seconds": None}
    if visit.arrived is not None and visit.ended is not None:
        spent = moving(visit, case.rests, visit.arrived, visit.ended)
        stay["spent_seconds"] = _seconds(spent)
        stay["paused_seconds"] = max(0, _seconds(visit.ended - visit.arrived) - _seconds(spent))
        stay["overrun_seconds"] = _seconds(spent) - round(case.station.minutes * 60)
    walk = None
    if visit.set_out is not None and visit.arrived is not None:
        walk = _seconds(moving(visit, case.rests, visit.set_out, visit.arrived))
    return {**stay, "transfer_seconds": walk}


def _whole(minutes: float) -> int | float:
    return int(minutes) if minutes == int(minutes) else minutes


def _tasks(progress: Progress) -> Iterator[Row]:
    for case in _cases(progress):
        visit = case.visit or Visit(case.station.id)
        done = {tick.number: tick.time for tick in visit.ticks}
        for number, task in enumerate(case.station.tasks, 1):
            answers = [answer for answer in visit.answers if answer.task == number]
            yield {
                **case.head,
                "task": number,
                "text": _text(task.text),
                "done": int(number in done),
                "done_at": _moment(case.tour, done.get(number)),
                "answers": " | ".join(answer.text for answer in answers),
                "attempts": len(answers),
                "points": task.points if number in done else 0,
            }


def _hints(progress: Progress) -> Iterator[Row]:
    for case in _cases(progress):
        visit = case.visit or Visit(case.station.id)
        shown = {tick.number: tick.time for tick in visit.hints}
        for number, hint in enumerate(case.station.hints, 1):
            when = shown.get(number)
            after = None
            if when is not None and visit.arrived is not None:
                after = _seconds(moving(visit, case.rests, visit.arrived, when))
            yield {
                **case.head,
                "hint": number,
                "text": _text(hint.text),
                "shown": int(when is not None),
                "shown_at": _moment(case.tour, when),
                "seconds_after_arrival": after,
                "cost": hint.cost if when is not None else 0,
            }


def _notes(progress: Progress) -> Iterator[Row]:
    tour = progress.tour
    if tour is None:
        return
    for sheet in tour.route.groups:
        for note in progress.groups[sheet.id].notes:
            yield {
                "tour": tour.route.id,
                "group": sheet.id,
                "guide": _text(sheet.guide),
                "station": note.station,
                "time": _moment(tour, note.time),
                "tag": note.tag.value,
                "text": note.text,
            }


_HEAD = ("tour", "group", "guide", "position", "station")

TABLES = (
    Table(
        "visits",
        (
            *_HEAD,
            "planned_arrival",
            "arrived",
            "left",
            "planned_minutes",
            "spent_seconds",
            "paused_seconds",
            "overrun_seconds",
            "transfer_seconds",
            "tasks_done",
            "tasks_total",
            "hints_shown",
            "points",
            "outcome",
        ),
        _visits,
    ),
    Table("tasks", (*_HEAD, "task", "text", "done", "done_at", "answers", "attempts", "points"), _tasks),
    Table(
        "hints",
        (*_HEAD, "hint", "text", "shown", "shown_at", "seconds_after_arrival", "cost"),
        _hints,
    ),
    Table("notes", ("tour", "group", "guide", "station", "time", "tag", "text"), _notes),
)
