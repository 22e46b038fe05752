"""What a person can ask for, one small class a wish. `decide` tells what comes of it."""

from dataclasses import dataclass
from datetime import datetime

from questtour.tour.events import EventId, NoteTag


@dataclass(frozen=True, slots=True)
class Command:
    """A wish about one group."""

    group: str


@dataclass(frozen=True, slots=True)
class Start(Command):
    """Set out; `move_plan` counts the plan from this moment, with the walk to the first station before it."""

    move_plan: bool = False


@dataclass(frozen=True, slots=True)
class Arrive(Command):
    """Come to a station: the next one, or another one that is still ahead."""

    station: str | None = None


@dataclass(frozen=True, slots=True)
class Leave(Command):
    """Leave the station."""


@dataclass(frozen=True, slots=True)
class Skip(Command):
    """Pass by the station that the group is at or walks to."""

    reason: str = ""


@dataclass(frozen=True, slots=True)
class Finish(Command):
    """End the tour; `early` skips all that is left."""

    early: bool = False
    reason: str = ""


@dataclass(frozen=True, slots=True)
class ToggleTask(Command):
    """Tick a task of the station that the group is at, or take the tick away."""

    task: int


@dataclass(frozen=True, slots=True)
class GiveAnswer(Command):
    """Answer a task that has an answer."""

    task: int
    answer: str


@dataclass(frozen=True, slots=True)
class ShowHint(Command):
    """Tell the next hint."""


@dataclass(frozen=True, slots=True)
class AddNote(Command):
    """Write something down."""

    text: str
    tag: NoteTag = NoteTag.NOTE


@dataclass(frozen=True, slots=True)
class TogglePause(Command):
    """Stand still, or go on."""

    reason: str = ""


@dataclass(frozen=True, slots=True)
class Adjust(Command):
    """Give the stay `minutes` more, or less below zero."""

    minutes: float


@dataclass(frozen=True, slots=True)
class CorrectTime(Command):
    """Say when a start, an arrival or a leaving really was (`time` in UTC)."""

    event: EventId
    time: datetime


@dataclass(frozen=True, slots=True)
class CallHelp(Command):
    """Call the coordinator."""

    reason: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class Undo(Command):
    """Take back the last step of the laptop `device`."""

    device: str
