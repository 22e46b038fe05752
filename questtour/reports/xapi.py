"""A tour as statements of the Experience API, version 1.0.3, as one JSON array.

Who acts has an account with a hash instead of a name: the guides by their groups, each visitor who answered
the survey by the answer. Each statement's id follows from the laptop and the running number of its event, so
that a learning record store takes a second export for the same statements. Verbs are those of ADL
(http://adlnet.gov/expapi/verbs/) and of the Tin Can registry (http://id.tincanapi.com/verb/).

The specification: https://github.com/adlnet/xAPI-Spec, files `xAPI-Data.md` and `xAPI-About.md`.
"""

import json
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta, timezone
from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.parse import quote
from uuid import UUID, uuid5

from questtour import __version__
from questtour.files import whole_file
from questtour.i18n import language
from questtour.reports.export import Step, no_step
from questtour.reports.sources import Source
from questtour.reports.xapi_words import ADL, TINCAN, VERBS
from questtour.tour import events as e
from questtour.tour.progress import GroupProgress, Progress, Tour
from questtour.tour.reflection import reflect
from questtour.tour.route import SurveyKind, Text
from questtour.tour.score import points
from questtour.tour.survey_questions import answer_text, questions, read_answer
from questtour.tour.timing import moving, rests

HOME = "https://questtour.invalid/"
"""The home of the accounts and ids: a reserved name, which never leads anywhere (RFC 2606)."""

_SPACE = UUID("9b0c4f0e-5c1b-5d0a-8f5a-6b1f0a1f2c3d")
_ACTIVITY = "http://adlnet.gov/expapi/activities/"

Json = dict[str, Any]


def export_xapi(tours: Sequence[Source], output: Path, step: Step = no_step) -> None:
    """Write the statements of `tours` at `output`.

    Raises:
        LogFault: a log cannot be read.
        NothingToReflect: no tour was opened, or rehearsals and real tours are mixed.
        FileFault: the file cannot be written.
    """
    looks = reflect([source.progress() for source in tours]).tours
    with whole_file(output, "utf-8") as file:
        separator = "[\n"
        for look in looks:
            for statement in statements(look.progress, look.tour):
                file.write(separator + json.dumps(statement, ensure_ascii=False))
                separator = ",\n"
                step()
        file.write("[]\n" if separator == "[\n" else "\n]\n")


def statements(progress: Progress, tour: Tour) -> Iterator[Json]:
    """Yield the statements of a tour, group by group, then what was said afterwards."""
    teller = _Teller(progress, tour)
    for group in progress.on_sheet:
        for record in reversed(list(group.effective())):
            # What was told twice is in the log twice; each is a fact of its own.
            if statement := teller.of_group(group, record):
                yield statement
    yield from teller.voices()


def _stands(group: GroupProgress, done: e.TaskDone, when: datetime) -> bool:
    """Tell whether a task that was ticked stayed so: the tick may have been taken away."""
    visit = group.visit(done.station)
    return visit is not None and any((each.number, each.time) == (done.task, when) for each in visit.ticks)


class _Teller:
    """Makes statements of one tour's events."""

    def __init__(self, progress: Progress, tour: Tour) -> None:
        self._progress, self._tour = progress, tour
        self._registration = str(
            uuid5(_SPACE, f"{progress.opener} {tour.route.id} {tour.opened.isoformat()}")
        )
        self._tour_id = f"{HOME}tours/{quote(tour.route.id, safe='')}"

    def of_group(self, group: GroupProgress, record: e.Recorded) -> Json | None:
        """Return what an event of a group says; None where it says nothing about learning."""
        when = group.amendments.times.get(record.id, record.time)
        told = self._told(group, record.event, when)
        if told is None:
            return None
        verb, thing, result = told
        return self._statement(record.id, self._actor("guide", group.id), verb, thing, result, when)

    def _told(  # noqa: C901 - a line a kind
        self, group: GroupProgress, event: e.Event | e.Unknown, when: datetime
    ) -> tuple[str, Json, Json] | None:
        match event:
            case e.GroupStarted():
                return f"{ADL}initialized", self._whole(), {}
            case e.GroupFinished():
                return f"{ADL}completed", self._whole(), self._finish(group, when)
            case e.StationArrived(station=name) if self._has(name):
                return f"{ADL}attended", self._station(name), {}
            case e.StationLeft(station=name) if self._has(name):
                return f"{ADL}completed", self._station(name), self._stay(group, name)
            case e.StationSkipped(station=name, reason=reason) if self._has(name):
                return f"{TINCAN}skipped", self._station(name), {"response": reason} if reason else {}
            case e.TaskDone(station=name, task=number) if self._has(name) and _stands(group, event, when):
                return f"{ADL}completed", self._part(name, "task", number), {"completion": True}
            case e.TaskAnswered(station=name, task=number) if self._has(name):
                result = {"response": event.answer, "success": event.correct}
                return f"{ADL}answered", self._part(name, "task", number), result
            case e.HintShown(station=name, hint=number) if self._has(name):
                return f"{TINCAN}viewed", self._part(name, "hint", number), {}
            case e.NoteAdded(station=name):
                thing = self._station(name) if self._has(name) else self._whole()
                return f"{ADL}commented", thing, {"response": event.text}
            case e.TimerPaused():
                return f"{ADL}suspended", self._whole(), {"response": event.reason} if event.reason else {}
            case e.TimerResumed():
                return f"{ADL}resumed", self._whole(), {}
            case e.HelpCalled():
                return f"{ADL}asked", self._whole(), {"response": event.text or event.reason}
        return None

    def voices(self) -> Iterator[Json]:
        """Yield what visitors and guides said afterwards."""
        for reply in self._progress.replies:
            actor = self._actor("visitor", f"{reply.id.device} {reply.id.seq}")
            for number, question in enumerate(questions(self._tour.route)):
                answer = read_answer(question, reply.answers.get(question.id))
                if answer is None:
                    continue
                thing = self._activity(f"survey/{question.id}", question.text, "question")
                result: Json = {"response": answer_text(question, answer)}
                if question.kind is SurveyKind.SCALE:
                    result["score"] = {"raw": answer, "min": 1, "max": 5}
                own = e.EventId(f"{reply.id.device} {number}", reply.id.seq)
                yield self._statement(own, actor, f"{ADL}responded", thing, result, reply.time)
        for written in self._progress.written:
            own_groups = (written.group, *self._progress.led_by(written.id.device), written.id.device)
            actor = self._actor("guide", next(filter(None, own_groups)))
            for name, text in written.answers.items():
                if isinstance(text, str) and text.strip():
                    thing = self._activity(f"reflection/{name}", name, "question")
                    own = e.EventId(f"{written.id.device} {name}", written.id.seq)
                    yield self._statement(
                        own, actor, f"{ADL}commented", thing, {"response": text}, written.time
                    )

    def _statement(  # noqa: PLR0917 - a statement's parts, in the order of the specification
        self, own: e.EventId, actor: Json, verb: str, thing: Json, result: Json, when: datetime
    ) -> Json:
        zone = timezone(self._tour.utc_offset)
        statement = {
            "id": str(uuid5(_SPACE, f"{self._registration} {own.device} {own.seq}")),
            "actor": actor,
            "verb": {"id": verb, "display": VERBS[verb]},
            "object": thing,
            "context": self._context(),
            "timestamp": when.astimezone(zone).isoformat(timespec="milliseconds"),
            "version": "1.0.3",
        }
        return statement | ({"result": result} if result else {})

    def _context(self) -> Json:
        rehearsal = {f"{HOME}extensions/rehearsal": self._tour.rehearsal}
        return {
            "registration": self._registration,
            "platform": f"questtour {__version__}",
            "language": language(),
            "contextActivities": {"grouping": [{"objectType": "Activity", "id": self._tour_id}]},
            "extensions": rehearsal,
        }

    def _actor(self, role: str, own: str) -> Json:
        hashed = sha256(f"{self._registration} {role} {own}".encode()).hexdigest()[:32]
        return {"objectType": "Agent", "account": {"homePage": HOME, "name": f"{role}-{hashed}"}}

    def _has(self, station: str) -> bool:
        return any(each.id == station for each in self._tour.route.stations)

    def _whole(self) -> Json:
        return self._activity("", self._tour.route.title, "course")

    def _station(self, name: str) -> Json:
        return self._activity(f"stations/{name}", self._tour.route.station(name).title, "module")

    def _part(self, name: str, what: str, number: int) -> Json:
        station = self._tour.route.station(name)
        parts: Sequence[Any] = station.tasks if what == "task" else station.hints
        title: Text | str = parts[number - 1].text if 1 <= number <= len(parts) else f"{what} {number}"
        kind = "interaction" if what == "task" else "objective"
        return self._activity(f"stations/{name}/{what}s/{number}", title, kind)

    def _activity(self, place: str, title: Text | str, kind: str) -> Json:
        said = title if isinstance(title, str) else title.in_(language())
        path = "/".join(quote(part, safe="") for part in place.split("/")) if place else ""
        return {
            "objectType": "Activity",
            "id": f"{self._tour_id}/{path}" if path else self._tour_id,
            "definition": {"type": f"{_ACTIVITY}{kind}", "name": {language(): said}},
        }

    def _stay(self, group: GroupProgress, name: str) -> Json:
        visit = group.visit(name)
        if visit is None or visit.arrived is None or visit.ended is None:
            return {"completion": True}
        held = rests(self._tour, group, group.started) if group.started else ()
        spent = moving(visit, held, visit.arrived, visit.ended)
        station = self._tour.route.station(name)
        best = sum(task.points for task in station.tasks)
        raw = points(station, visit)
        score = {"score": {"raw": raw, "max": best}} if raw <= best and best else {}
        return {"completion": True, "duration": iso_duration(spent), **score}

    @staticmethod
    def _finish(group: GroupProgress, when: datetime) -> Json:
        took = max(when - group.started, timedelta()) if group.started else timedelta()
        return {"completion": True, "duration": iso_duration(took)}


def iso_duration(span: timedelta) -> str:
    """Return `span`, not below zero, as ISO 8601 has it, to a hundredth of a second: `PT12M30S`."""
    hundredths = round(span.total_seconds() * 100)
    minutes, rest = divmod(hundredths, 6000)
    hours, minutes = divmod(minutes, 60)
    seconds = f"{rest / 100:.2f}".rstrip("0").rstrip(".")
    return "PT" + (f"{hours}H" if hours else "") + (f"{minutes}M" if minutes else "") + f"{seconds}S"
