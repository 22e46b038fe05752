"""What a person can ask for, one small class a wish. `decide` tells what comes of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from questtour.tour.events import EventId, NoteTag


@dataclass(frozen=True, slots=True)
class Command:
    """A wish about one group, or about the tour as a whole."""

    group: str | None


@dataclass(frozen=True, slots=True)
class GroupCommand(Command):
    """A wish about one group."""

    group: str


@dataclass(frozen=True, slots=True)
class TourCommand(Command):
    """A wish about the tour as a whole."""

    group: None = field(default=None, init=False)


@dataclass(frozen=True, slots=True)
class Start(GroupCommand):
    """Set out; `move_plan` counts the plan from this moment, with the walk to the first station before it."""

    move_plan: bool = False


@dataclass(frozen=True, slots=True)
class Arrive(GroupCommand):
    """Come to a station: the next one, or another one that is still ahead."""

    station: str | None = None


@dataclass(frozen=True, slots=True)
class Leave(GroupCommand):
    """Leave the station."""


@dataclass(frozen=True, slots=True)
class Skip(GroupCommand):
    """Pass by the station that the group is at or walks to."""

    reason: str = ""


@dataclass(frozen=True, slots=True)
class Finish(GroupCommand):
    """End the tour; `early` skips all that is left."""

    early: bool = False
    reason: str = ""


@dataclass(frozen=True, slots=True)
class ToggleTask(GroupCommand):
    """Tick a task of the station that the group is at, or take the tick away."""

    task: int


@dataclass(frozen=True, slots=True)
class GiveAnswer(GroupCommand):
    """Answer a task that has an answer."""

    task: int
    answer: str


@dataclass(frozen=True, slots=True)
class ShowHint(GroupCommand):
    """Tell the next hint."""


@dataclass(frozen=True, slots=True)
class AddNote(GroupCommand):
    """Write something down."""

    text: str
    tag: NoteTag = NoteTag.NOTE


@dataclass(frozen=True, slots=True)
class TogglePause(GroupCommand):
    """Stand still, or go on."""

    reason: str = ""


@dataclass(frozen=True, slots=True)
class Adjust(GroupCommand):
    """Give the stay `minutes` more, or less below zero."""

    minutes: float


@dataclass(frozen=True, slots=True)
class CorrectTime(GroupCommand):
    """Say when a start, an arrival or a leaving really was (`time` in UTC)."""

    event: EventId
    time: datetime


@dataclass(frozen=True, slots=True)
class CallHelp(GroupCommand):
    """Call the coordinator."""

    reason: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class Undo(GroupCommand):
    """Take back the last step of the laptop `device`."""

    device: str


@dataclass(frozen=True, slots=True)
class Claim(GroupCommand):
    """Lead the group from the laptop `device`."""

    device: str


# --- what people say afterwards ---------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class AnswerSurvey(Command):
    """Hand in a visitor's form, by the questions' ids; without a group where nobody asked for it."""

    answers: Mapping[str, Any]
    form: str = ""
    """A random name of this one form: handed in twice, or on two laptops, it counts once."""


@dataclass(frozen=True, slots=True)
class WriteReflection(Command):
    """Look back at leading the group, or at the tour as a whole; the answers by the prompts' keys."""

    answers: Mapping[str, Any]


# --- the coordinator's ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class PlanStart(GroupCommand):
    """Count the group's plan from `start` (UTC); its guide sets out when it is time."""

    start: datetime


@dataclass(frozen=True, slots=True)
class SkipStation(GroupCommand):
    """Pass by a station that is still ahead of the group, or that it walks to or is at."""

    station: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class ChangeRoute(GroupCommand):
    """Let the group's remaining stations be `route`, in this order."""

    route: tuple[str, ...]
    reason: str = ""


@dataclass(frozen=True, slots=True)
class HandOver(GroupCommand):
    """Give the group to the laptop `device`."""

    device: str


@dataclass(frozen=True, slots=True)
class Appoint(TourCommand):
    """Make the laptop `device` a coordinator's."""

    device: str


@dataclass(frozen=True, slots=True)
class SendMessage(TourCommand):
    """Tell the groups `to` something, or all of them."""

    text: str
    to: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ReadMessage(TourCommand):
    """Say that the laptop's user has read a message."""

    message: EventId


@dataclass(frozen=True, slots=True)
class AnswerHelp(TourCommand):
    """Say that a call for help is taken care of."""

    call: EventId


@dataclass(frozen=True, slots=True)
class CloseStation(TourCommand):
    """Say that a station is out of order: groups do its fallback there."""

    station: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class OpenStation(TourCommand):
    """Say that a closed station works again."""

    station: str
