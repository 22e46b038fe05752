"""The tables of a tour, as rows of plain values: what `export` writes and a reader can take apart.

Moments are ISO 8601 on the venue's wall clock with its offset from UTC, to the second; durations are whole
seconds.
"""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta, timezone
from typing import NamedTuple

from questtour.i18n import language
from questtour.tour.progress import GroupProgress, Progress, Tour, Visit
from questtour.tour.reflection_talk import messages
from questtour.tour.route import Group, Station, Text
from questtour.tour.score import points
from questtour.tour.survey_questions import answer_text, questions, read_answer
from questtour.tour.timing import Planned, Span, moving, plan, rests

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
        held = rests(tour, group, began)
        for position, planned in enumerate(plan(tour, group, began), 1):
            visit, station = group.visit(planned.station), tour.route.station(planned.station)
            yield _Case(tour, sheet, group, position, planned, visit, station, held)


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
        held = rests(case.tour, case.group, visit.set_out, visit.station)
        walk = _seconds(moving(visit, held, visit.set_out, visit.arrived))
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


def _messages(progress: Progress) -> Iterator[Row]:
    tour = progress.tour
    for each in messages(progress) if tour else ():
        assert tour is not None
        yield {
            "tour": tour.route.id,
            "time": _moment(tour, each.message.time),
            "to": " ".join(each.message.to),
            "text": each.message.text,
            "groups": len(each.to),
            "read": len(each.read_by),
            "read_by": " ".join(each.read_by),
        }


def _help(progress: Progress) -> Iterator[Row]:
    tour = progress.tour
    for call in progress.calls if tour else ():
        assert tour is not None
        answered = None if call.answered is None else max(0, _seconds(call.answered - call.time))
        yield {
            "tour": tour.route.id,
            "group": call.group or "",
            "time": _moment(tour, call.time),
            "reason": call.reason,
            "text": call.text,
            "answered_at": _moment(tour, call.answered),
            "answered_after_seconds": answered,
        }


def _survey(progress: Progress) -> Iterator[Row]:
    tour = progress.tour
    for number, reply in enumerate(progress.replies if tour else (), 1):
        assert tour is not None
        for question in questions(tour.route):
            answer = read_answer(question, reply.answers.get(question.id))
            if answer is None:
                continue
            yield {
                "tour": tour.route.id,
                "reply": number,
                "group": reply.group or "",
                "time": _moment(tour, reply.time),
                "question": question.id,
                "kind": question.kind.value,
                "answer": int(answer) if isinstance(answer, bool) else answer,
                "text": answer_text(question, answer),
            }


def _reflection(progress: Progress) -> Iterator[Row]:
    tour = progress.tour
    for each in progress.written if tour else ():
        assert tour is not None
        for question, answer in each.answers.items():
            if not (isinstance(answer, str) and answer.strip()):
                continue
            yield {
                "tour": tour.route.id,
                "group": each.group or "",
                "guide": guide_of(tour, each.group),
                "time": _moment(tour, each.time),
                "question": question,
                "answer": answer,
            }


def guide_of(tour: Tour, group: str | None) -> str:
    """Return who leads `group` by the sheet; empty for a group that it does not have, and for none."""
    known = next((each for each in tour.route.groups if each.id == group), None)
    return _text(known.guide) if known else ""


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
    Table("messages", ("tour", "time", "to", "text", "groups", "read", "read_by"), _messages),
    Table(
        "help",
        ("tour", "group", "time", "reason", "text", "answered_at", "answered_after_seconds"),
        _help,
    ),
    Table("survey", ("tour", "reply", "group", "time", "question", "kind", "answer", "text"), _survey),
    Table("reflection", ("tour", "group", "guide", "time", "question", "answer"), _reflection),
)
