"""Everything that can happen on a tour, one small class a kind.

An event is a fact: it is never changed and never deleted. The fields of each class are the body of the
event as it stands in the log (DESIGN §5). A kind that is not known here, or a body that does not fit,
is carried along as `Unknown` and changes nothing.

Numbers of tasks and hints count from 1, as they do on the screen and on the keys.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Annotated, Any, ClassVar, NamedTuple

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field, JsonValue, ValidationError

DAY = 1440
"""Minutes in a day: no clock is further from UTC, and no stay is changed by more."""

CENTURY = 100 * 365.25 * 86400
"""Seconds: no clock is wrong by more."""

Moment = Annotated[
    AwareDatetime,
    Field(ge=datetime(1970, 1, 1, tzinfo=UTC), lt=datetime(2200, 1, 1, tzinfo=UTC)),
    AfterValidator(lambda moment: moment.astimezone(UTC)),
]
"""A moment in UTC, within centuries that calendars can reckon with."""


class NoteTag(StrEnum):
    """What a note is about."""

    NOTE = "note"
    RISK = "risk"
    IDEA = "idea"
    LEARNED = "learned"


class Event(BaseModel):
    """A fact; each subclass is one kind of it."""

    # Most tours see a third of the kinds: the others need not be built when the program starts.
    model_config = ConfigDict(frozen=True, extra="ignore", defer_build=True)
    kind: ClassVar[str] = ""

    def body(self) -> dict[str, JsonValue]:
        """Return the fields as they are stored in the log."""
        return self.model_dump(mode="json", exclude_none=True)


class TourOpened(Event):
    """A laptop opened a tour by `route`, the route sheet as its author wrote it."""

    kind = "tour.opened"
    route: dict[str, Any]
    utc_offset: float = Field(0.0, gt=-DAY, lt=DAY, allow_inf_nan=False)
    """Minutes by which the venue's wall clock is ahead of UTC: route sheets speak in local times."""
    rehearsal: bool = False


class DeviceJoined(Event):
    """A laptop made itself known; `key` is its public Ed25519 key, in base64."""

    kind = "device.joined"
    name: str = ""
    role: str = "guide"
    key: str = ""
    tour: str | None = None
    """The laptop whose opening of the tour this one takes for the true one, where that is not its own."""


class GroupClaimed(Event):
    """A laptop took a group to lead."""

    kind = "group.claimed"


class GroupHanded(Event):
    """The coordinator gave a group to the laptop `device` to lead."""

    kind = "group.handed"
    device: str


class CoordinatorAppointed(Event):
    """The laptop `device` is a coordinator's from now on."""

    kind = "coordinator.appointed"
    device: str


class GroupStarted(Event):
    """A group set out."""

    kind = "group.started"


class PlanMoved(Event):
    """A group's plan is counted from `start` (UTC) instead of the time that stands in the sheet."""

    kind = "plan.moved"
    start: Moment


class StationArrived(Event):
    """A group came to a station."""

    kind = "station.arrived"
    station: str


class StationLeft(Event):
    """A group left a station."""

    kind = "station.left"
    station: str


class StationSkipped(Event):
    """A group passed a station by, or gave it up half-way."""

    kind = "station.skipped"
    station: str
    reason: str = ""


class TaskDone(Event):
    """A task was ticked."""

    kind = "task.done"
    station: str
    task: int


class TaskUndone(Event):
    """A tick was taken away."""

    kind = "task.undone"
    station: str
    task: int


class TaskAnswered(Event):
    """A group answered a task that has an answer."""

    kind = "task.answered"
    station: str
    task: int
    answer: str
    correct: bool


class HintShown(Event):
    """A hint was told."""

    kind = "hint.shown"
    station: str
    hint: int


class NoteAdded(Event):
    """A guide wrote something down; `station` is empty between stations."""

    kind = "note.added"
    station: str = ""
    text: str
    tag: NoteTag = NoteTag.NOTE


DOOR = "door"
"""The reason of a pause at a station's door while others are inside; the same in every language."""


class TimerPaused(Event):
    """The group stands still: time does not count until it goes on."""

    kind = "timer.paused"
    reason: str = ""


class TimerResumed(Event):
    """The group goes on after a pause."""

    kind = "timer.resumed"


class TimeAdjusted(Event):
    """A stay was made longer or shorter by `minutes`."""

    kind = "time.adjusted"
    station: str
    minutes: float = Field(ge=-DAY, le=DAY, allow_inf_nan=False)


class TimeCorrected(Event):
    """The event (`device`, `seq`) really happened at `time` (UTC)."""

    kind = "time.corrected"
    device: str
    seq: int
    time: Moment


class HelpCalled(Event):
    """A guide called the coordinator."""

    kind = "help.called"
    reason: str = ""
    text: str = ""


class HelpAnswered(Event):
    """The call for help (`device`, `seq`) was answered."""

    kind = "help.answered"
    device: str
    seq: int


class MessageSent(Event):
    """The coordinator told something; `to` names the groups, none means all."""

    kind = "message.sent"
    to: list[str] = []
    text: str


class MessageRead(Event):
    """The message (`device`, `seq`) was read."""

    kind = "message.read"
    device: str
    seq: int


class StationClosed(Event):
    """A station is out of order."""

    kind = "station.closed"
    station: str
    reason: str = ""


class StationOpened(Event):
    """A closed station works again."""

    kind = "station.opened"
    station: str


class RouteChanged(Event):
    """A group's remaining stations are now `route`, in this order."""

    kind = "route.changed"
    route: list[str]
    reason: str = ""


class GroupFinished(Event):
    """A group came to the end of its tour."""

    kind = "group.finished"


class SurveyAnswered(Event):
    """A visitor filled in the survey."""

    kind = "survey.answered"
    answers: dict[str, Any]
    form: str = ""
    """A random name of that one form, the same however often it was handed in; empty for none."""


class ReflectionWritten(Event):
    """A guide looked back."""

    kind = "reflection.written"
    answers: dict[str, Any]


class EventUndone(Event):
    """The event (`device`, `seq`) is taken back: the tour goes on as if it had not happened."""

    kind = "event.undone"
    device: str
    seq: int


class ClockMeasured(Event):
    """The laptop's clock is `offset` seconds ahead of the coordinator's."""

    kind = "clock.measured"
    offset: float = Field(ge=-CENTURY, le=CENTURY, allow_inf_nan=False)


class ClockJumped(Event):
    """The laptop's clock was put forward by `seconds` (or back), or the laptop slept so long."""

    kind = "clock.jumped"
    seconds: float = Field(ge=-CENTURY, le=CENTURY, allow_inf_nan=False)


@dataclass(frozen=True, slots=True)
class Unknown:
    """An event that this version cannot read: kept, passed on, and of no effect."""

    kind: str
    fields: Mapping[str, JsonValue]

    def body(self) -> dict[str, JsonValue]:
        """Return the fields as they came."""
        return dict(self.fields)


KINDS: dict[str, type[Event]] = {each.kind: each for each in Event.__subclasses__()}
"""Every kind of event that this version understands."""


def read_event(kind: str, body: str) -> Event | Unknown:
    """Read an event of `kind` from its JSON `body`; what cannot be read becomes `Unknown`."""
    known = KINDS.get(kind)
    if known is not None:
        try:
            return known.model_validate_json(body)
        except ValidationError:
            pass
    return Unknown(kind, {"unread": body})


class EventId(NamedTuple):
    """Which event: the laptop that caused it and that laptop's running number, from 1."""

    device: str
    seq: int


@dataclass(frozen=True, slots=True)
class Recorded:
    """An event as it stands in a log: who recorded it, when, and about which group."""

    device: str
    seq: int
    time: datetime
    """UTC, as that laptop's clock read."""
    clock: str
    """Hybrid logical clock: sorts events in causal order."""
    group: str | None
    event: Event | Unknown

    @property
    def id(self) -> EventId:
        """Return the event's key."""
        return EventId(self.device, self.seq)
