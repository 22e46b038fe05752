"""What the events add up to: frozen snapshots of a tour and of each group.

Snapshots hold facts only. How long still, how late, what next: `timing`, `forecast` and `next_step` tell
that from a snapshot and a moment.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any

from questtour.i18n import N_, _
from questtour.tour.events import DOOR, EventId, NoteTag, Recorded
from questtour.tour.route import Route


class Objection(StrEnum):
    """Why an event is kept in the log, but changes nothing: its laptop may not send it."""

    NOT_COORDINATOR = "not the coordinator"
    NOT_ITS_GROUP = "not its group"
    TAKEN = "group taken"

    @property
    def text(self) -> str:
        """Return the reason in the user's language."""
        return _(_OBJECTIONS[self])


_OBJECTIONS = {
    Objection.NOT_COORDINATOR: N_("only the coordinator may say that"),
    Objection.NOT_ITS_GROUP: N_("said about another laptop's group"),
    Objection.TAKEN: N_("the group was taken already"),
}


class Phase(StrEnum):
    """Where a group is on its way through the tour."""

    READY = "ready"
    WALKING = "walking"
    AT_STATION = "at-station"
    CLOSING = "closing"
    FINISHED = "finished"


ON_ROUTE = {Phase.READY, Phase.WALKING, Phase.AT_STATION}
"""Stations may still lie before a group."""


@dataclass(frozen=True, slots=True)
class Pause:
    """A time of standing still; `end` is None while it lasts. UTC."""

    start: datetime
    end: datetime | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Tick:
    """A task done or a hint told: its number, from 1, and when (UTC)."""

    number: int
    time: datetime


@dataclass(frozen=True, slots=True)
class Answer:
    """What a group answered to a task, and whether it was right."""

    task: int
    text: str
    correct: bool
    time: datetime


@dataclass(frozen=True, slots=True)
class Note:
    """What a guide wrote down; `station` is empty between stations."""

    station: str
    text: str
    tag: NoteTag
    time: datetime


@dataclass(frozen=True, slots=True)
class Visit:
    """One group's way to one station and its stay there. All moments are UTC."""

    station: str
    set_out: datetime | None = None
    """When the walk here began; None for a station that was skipped before its turn."""
    arrived: datetime | None = None
    ended: datetime | None = None
    """When the group left, or gave the station up."""
    skipped: bool = False
    reason: str = ""
    pauses: tuple[Pause, ...] = ()
    ticks: tuple[Tick, ...] = ()
    answers: tuple[Answer, ...] = ()
    hints: tuple[Tick, ...] = ()
    adjusted: float = 0.0
    """Minutes by which the stay was made longer (or shorter, below zero)."""

    @property
    def paused(self) -> bool:
        """Tell whether a pause lasts."""
        return bool(self.pauses) and self.pauses[-1].end is None

    @property
    def at_door(self) -> bool:
        """Tell whether the group waits before the station because others are inside."""
        return self.arrived is None and self.paused and self.pauses[-1].reason == DOOR

    @property
    def waits(self) -> tuple[Pause, ...]:
        """Return the waits at the station's door; one may still last."""
        return tuple(pause for pause in self.pauses if pause.reason == DOOR)

    @property
    def done(self) -> frozenset[int]:
        """Return the numbers of the tasks that are done."""
        return frozenset(tick.number for tick in self.ticks)

    @property
    def hints_shown(self) -> frozenset[int]:
        """Return the numbers of the hints that were told."""
        return frozenset(tick.number for tick in self.hints)


@dataclass(frozen=True, slots=True)
class Trail:
    """The events of a group, the last one first: a list that shares its tail and grows in one step."""

    last: Recorded
    before: "Trail | None" = None

    def __iter__(self) -> Iterator[Recorded]:
        """Walk from the last event to the first."""
        link: Trail | None = self
        while link is not None:
            yield link.last
            link = link.before


@dataclass(frozen=True, slots=True)
class Amendments:
    """What later events changed about earlier ones: taken back, or really at another time."""

    undone: frozenset[EventId] = frozenset()
    times: Mapping[EventId, datetime] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class GroupProgress:
    """How far a group has come."""

    id: str
    ahead: tuple[str, ...] = ()
    """Stations to come, without the one that the group is at or walks to."""
    device: str | None = None
    """The laptop that leads the group."""
    plan_start: datetime | None = None
    """When the plan says that the group starts (UTC); None until it is known."""
    started: datetime | None = None
    finished: datetime | None = None
    visits: tuple[Visit, ...] = ()
    notes: tuple[Note, ...] = ()
    trail: Trail | None = field(default=None, compare=False, repr=False)
    amendments: Amendments = field(default=Amendments(), compare=False, repr=False)

    @property
    def current(self) -> Visit | None:
        """Return the visit under way: the station that the group is at or walks to."""
        if self.visits and self.visits[-1].ended is None:
            return self.visits[-1]
        return None

    @property
    def order(self) -> tuple[str, ...]:
        """Return all the group's stations, past and to come."""
        return (*(visit.station for visit in self.visits), *self.ahead)

    @property
    def phase(self) -> Phase:
        """Return where the group is on its way."""
        if self.finished is not None:
            return Phase.FINISHED
        if self.started is None:
            return Phase.READY
        if self.current is None:
            return Phase.CLOSING
        return Phase.WALKING if self.current.arrived is None else Phase.AT_STATION

    @property
    def came_to_end(self) -> datetime | None:
        """Return when a group that has finished left its last station; the farewell comes after it.

        This is the finish that plans and forecasts tell of.
        """
        return None if self.finished is None else self.last_left or self.finished

    @property
    def last_left(self) -> datetime | None:
        """Return when the group last left a station, or gave one up; None where it has done neither."""
        return max((visit.ended for visit in self.visits if visit.ended is not None), default=None)

    @property
    def paused(self) -> bool:
        """Tell whether the group stands still."""
        return self.current is not None and self.current.paused

    def visit(self, station: str) -> Visit | None:
        """Return the visit to `station`, or None where there was none yet."""
        return next((visit for visit in self.visits if visit.station == station), None)

    def effective(self) -> Iterator[Recorded]:
        """Walk the group's events that still hold, the last one first."""
        for record in self.trail or ():
            if record.id not in self.amendments.undone:
                yield record


@dataclass(frozen=True, slots=True)
class Device:
    """A laptop of the tour: its user's name, its role, its public key in base64."""

    name: str
    role: str
    key: str
    tour: str | None = None
    """The laptop whose opening of the tour it goes by, where that is not its own."""


@dataclass(frozen=True, slots=True)
class HelpCall:
    """A guide's call for the coordinator."""

    id: EventId
    group: str | None
    reason: str
    text: str
    time: datetime
    answered: datetime | None = None


@dataclass(frozen=True, slots=True)
class Message:
    """What the coordinator told; `to` names the groups, none means all."""

    id: EventId
    to: tuple[str, ...]
    text: str
    time: datetime
    read_by: frozenset[str] = frozenset()
    """Laptops on which it was read."""


@dataclass(frozen=True, slots=True)
class Closure:
    """A time in which a station was out of order; `opened` is None while it lasts. UTC."""

    station: str
    reason: str
    closed: datetime
    opened: datetime | None = None


@dataclass(frozen=True, slots=True)
class SurveyReply:
    """What one visitor answered, by the questions' ids; `group` is None where nobody asked for it."""

    id: EventId
    group: str | None
    answers: Mapping[str, Any]
    """As they came: `survey_questions` says what an answer may be, and reads it."""
    time: datetime
    form: str = ""
    """The random name of that form; empty where it has none."""


@dataclass(frozen=True, slots=True)
class WrittenReflection:
    """What a guide wrote when looking back, by the questions' ids; a later one of theirs replaces it."""

    id: EventId
    group: str | None
    answers: Mapping[str, Any]
    time: datetime


@dataclass(frozen=True, slots=True)
class Tour:
    """The tour that was opened."""

    route: Route
    opened: datetime
    utc_offset: timedelta
    rehearsal: bool = False
    orders: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Each group's stations as the sheet has them, or as they were rotated."""

    def on_wall(self, moment: datetime) -> datetime:
        """Return `moment` (UTC) as the venue's wall clock shows it, without a time zone."""
        return (moment + self.utc_offset).replace(tzinfo=None)

    def at(self, day: datetime, since_midnight: timedelta) -> datetime:
        """Return the moment (UTC) `since_midnight` on the venue's day that holds the moment `day`."""
        midnight = self.on_wall(day).replace(hour=0, minute=0, second=0, microsecond=0)
        return (midnight + since_midnight - self.utc_offset).replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Progress:
    """A whole tour at one moment."""

    tour: Tour | None = None
    groups: Mapping[str, GroupProgress] = field(default_factory=dict)
    devices: Mapping[str, Device] = field(default_factory=dict)
    closed: Mapping[str, str] = field(default_factory=dict)
    """Stations out of order, each with the reason."""
    closures: tuple[Closure, ...] = ()
    """All times in which a station was out of order, in the order in which they began."""
    calls: tuple[HelpCall, ...] = ()
    messages: tuple[Message, ...] = ()
    replies: tuple[SurveyReply, ...] = ()
    """The visitors' answers to the survey, one each."""
    written: tuple[WrittenReflection, ...] = ()
    """What the guides wrote when they looked back."""
    opener: str | None = None
    """The laptop whose opening holds."""
    coordinators: frozenset[str] = frozenset()
    """The laptops that may send coordinator's events: the opener, and those that were appointed."""
    rejected: Mapping[Objection, int] = field(default_factory=dict)
    """How many events changed nothing because their laptops may not send them."""

    @property
    def on_sheet(self) -> tuple[GroupProgress, ...]:
        """Return the groups of the sheet; what somebody says of others makes none."""
        known = self.tour.orders if self.tour else ()
        return tuple(self.groups[group] for group in known)

    def led_by(self, device: str) -> tuple[str, ...]:
        """Return the groups of the sheet that the laptop `device` leads, in the sheet's order."""
        return tuple(group.id for group in self.on_sheet if group.device == device)

    @property
    def route(self) -> Route:
        """Return the route sheet of the tour; a tour that was not opened has none (ValueError)."""
        if self.tour is None:
            raise ValueError("the tour has not been opened")
        return self.tour.route
