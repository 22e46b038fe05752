"""The look back at one tour or several: what was planned, what happened, and what to change next time.

Figures are recomputed from progress alone. Groups stand in the sheet's order: pupils are never ranked.
Durations are seconds, moments UTC.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from statistics import median

from questtour.faults import UserFault
from questtour.i18n import _
from questtour.tour.events import NoteTag
from questtour.tour.progress import Closure, Note, Progress, Tour, WrittenReflection
from questtour.tour.reflection_bars import GroupBars, bars
from questtour.tour.reflection_groups import GroupLook, group_look, offset_of
from questtour.tour.reflection_stations import StationLook, WalkLook, station_look, walk_looks
from questtour.tour.reflection_survey import SurveyLook, survey_look
from questtour.tour.reflection_talk import CallLook, MessageLook, calls, messages
from questtour.tour.reflection_visits import VisitLook, visit_looks
from questtour.tour.revision import Suggestion, suggest

TAGS = (NoteTag.LEARNED, NoteTag.IDEA, NoteTag.RISK, NoteTag.NOTE)
"""The order in which notes are told: what was learned comes first."""


class NothingToReflect(UserFault):
    """The logs cannot be looked back at; the text is one line for a person."""


@dataclass(frozen=True, slots=True)
class Said:
    """A note, and the group whose guide wrote it."""

    group: str
    note: Note


@dataclass(frozen=True, slots=True)
class TourLook:
    """One tour as it was."""

    progress: Progress
    tour: Tour
    stations: tuple[StationLook, ...]
    """In the sheet's order."""
    walks: tuple[WalkLook, ...]
    """Those that lost most time first."""
    groups: tuple[GroupLook, ...]
    """In the sheet's order, only those that somebody led."""
    visits: tuple[VisitLook, ...]
    """Groups in the sheet's order, each group's visits as they came."""
    bars: tuple[GroupBars, ...]
    closures: tuple[Closure, ...]
    """When which station was out of order, and why."""
    notes: tuple[Said, ...]
    calls: tuple[CallLook, ...]
    messages: tuple[MessageLook, ...]
    survey: SurveyLook
    written: tuple[WrittenReflection, ...]

    @property
    def by_weight(self) -> tuple[StationLook, ...]:
        """Return the stations, those that cost most time first."""
        return tuple(sorted(self.stations, key=lambda each: -each.lost))

    def noted(self, tag: NoteTag) -> tuple[Said, ...]:
        """Return the notes with `tag`, the earliest first."""
        return tuple(each for each in self.notes if each.note.tag is tag)

    @property
    def answered_within(self) -> float | None:
        """Return the median of the seconds in which calls for help were answered; None where none was."""
        waits = [each.seconds for each in self.calls if each.seconds is not None]
        return median(waits) if waits else None

    @property
    def known(self) -> tuple[str, ...]:
        """Return the groups (ids) of which the log would tell had they set out, in the sheet's order.

        The log of one guide who led alone knows nothing of the others.
        """
        devices = self.progress.devices.values()
        if len(devices) == 1 and all(each.role == "guide" for each in devices):
            return tuple(each.group.id for each in self.groups)
        return tuple(each.id for each in self.tour.route.groups)

    @property
    def missing(self) -> tuple[str, ...]:
        """Return the groups (ids) that are known never to have set out."""
        started = {each.group.id for each in self.groups if each.started is not None}
        return tuple(each for each in self.known if each not in started)

    @property
    def offset(self) -> float | None:
        """Return the median of the seconds by which groups came to their end late; None where none did."""
        offsets = [offset for group in self.groups if (offset := offset_of(group)) is not None]
        return median(offsets) if offsets else None


@dataclass(frozen=True, slots=True)
class TrendPoint:
    """One tour beside the others."""

    opened: datetime
    groups: int
    finished: int
    offset: float | None
    """The median of the seconds by which groups came to their end late (below zero: early)."""
    overrun: float | None
    """The median of the seconds by which stays lasted longer than planned."""
    waited: float
    """Seconds that all groups together waited at doors."""
    replies: int
    shares: dict[str, float]
    """For the survey's scales the share of 4 and 5, by the question's id."""


@dataclass(frozen=True, slots=True)
class Reflection:
    """One tour or several of a kind, the earliest first."""

    tours: tuple[TourLook, ...]
    trend: tuple[TrendPoint, ...]
    changes: tuple[Suggestion, ...]
    """What to change in the last tour's sheet, what matters most first."""

    @property
    def rehearsal(self) -> bool:
        """Tell whether nobody real took part."""
        return self.tours[0].tour.rehearsal

    @property
    def last(self) -> TourLook:
        """Return the latest tour."""
        return self.tours[-1]


def reflect(tours: Sequence[Progress]) -> Reflection:
    """Look back at `tours`; half-finished ones count as far as they went.

    Raises:
        NothingToReflect: one was never opened, or rehearsals and real tours are mixed.
    """
    looks = sorted((look_back(each) for each in tours), key=lambda each: each.tour.opened)
    if not looks:
        raise NothingToReflect(_("There is no tour to look back at."))
    if len({each.tour.rehearsal for each in looks}) > 1:
        raise NothingToReflect(
            _(
                "Some of these logs are of rehearsals, the others of real tours. "
                "Give either only real tours, or only rehearsals."
            )
        )
    changes = suggest(looks[-1].tour.route, [each.progress for each in looks])
    return Reflection(tuple(looks), tuple(map(_trend_point, looks)), changes)


def look_back(progress: Progress) -> TourLook:
    """Look back at one tour; raises NothingToReflect where it was never opened."""
    tour = progress.tour
    if tour is None:
        raise NothingToReflect(_("No tour was opened in this log."))
    led = tuple(group for group in progress.on_sheet if group.device is not None)
    known = {station.id for station in tour.route.stations}
    return TourLook(
        progress,
        tour,
        tuple(station_look(progress, station) for station in tour.route.stations),
        walk_looks(progress),
        tuple(group_look(progress, tour, group) for group in led),
        visit_looks(progress),
        bars(progress),
        tuple(each for each in progress.closures if each.station in known),
        _notes(progress),
        calls(progress),
        messages(progress),
        survey_look(progress, tour.route),
        progress.written,
    )


def _notes(progress: Progress) -> tuple[Said, ...]:
    said = [Said(group.id, note) for group in progress.on_sheet for note in group.notes]
    return tuple(sorted(said, key=lambda each: each.note.time))


def _trend_point(look: TourLook) -> TrendPoint:
    over = [stay.over for station in look.stations for stay in station.stays]
    shares = {each.question.id: each.share for each in look.survey.questions if each.share is not None}
    return TrendPoint(
        look.tour.opened,
        len(look.known),
        sum(group.finished is not None for group in look.groups),
        look.offset,
        median(over) if over else None,
        sum(sum(group.waits) for group in look.groups),
        look.survey.replies,
        shares,
    )
