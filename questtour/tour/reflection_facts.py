"""Single facts of a tour that the look back is made of: each stay, each walk, each wait.

All durations are seconds, less pauses and breaks. Only what is over counts.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from statistics import median

from questtour.tour import timing
from questtour.tour.progress import GroupProgress, Progress, Tour, Visit
from questtour.tour.timing import Span, moving

OVER = 60.0
"""Seconds from which on a stay or a walk counts as longer (or shorter) than planned."""


@dataclass(frozen=True, slots=True)
class Spread:
    """Several durations: the middle one, the least and the most, in seconds."""

    count: int
    median: float
    least: float
    most: float


def spread(values: Sequence[float]) -> Spread | None:
    """Return what several durations (seconds) have in common; None for none."""
    if not values:
        return None
    return Spread(len(values), median(values), min(values), max(values))


@dataclass(frozen=True, slots=True)
class Stay:
    """One group's finished stay."""

    group: str
    station: str
    planned: float
    spent: float
    visit: Visit

    @property
    def over(self) -> float:
        """Return the seconds beyond the plan, below zero where the group was quicker."""
        return self.spent - self.planned


@dataclass(frozen=True, slots=True)
class Walk:
    """One group's walk between two stations, without its wait at the door."""

    group: str
    origin: str
    goal: str
    planned: float
    spent: float


def stays(progress: Progress) -> Iterator[Stay]:
    """Yield the stays that came to their end; one that was given up half-way is none."""
    tour = progress.tour
    for group in progress.on_sheet if tour else ():
        assert tour is not None
        own = rests(tour, group)
        for visit in group.visits:
            if visit.skipped or visit.arrived is None or visit.ended is None:
                continue
            spent = moving(visit, own, visit.arrived, visit.ended).total_seconds()
            planned = tour.route.station(visit.station).minutes * 60
            yield Stay(group.id, visit.station, planned, spent, visit)


def walks(progress: Progress) -> Iterator[Walk]:
    """Yield the walks from one station to the next; the plan has none to the first."""
    tour = progress.tour
    for group in progress.on_sheet if tour else ():
        assert tour is not None
        yield from _walks(tour, group)


def _walks(tour: Tour, group: GroupProgress) -> Iterator[Walk]:
    origin = None
    for visit in group.visits:
        if visit.arrived is None:
            # Who has set out to one station and gone to another walked neither of the ways.
            origin = None if visit.set_out is not None else origin
            continue
        if origin is not None and visit.set_out is not None:
            # Who waits at the door has come: the walk was over when the wait began.
            over = visit.waits[0].start if visit.waits else visit.arrived
            spent = moving(visit, rests(tour, group, visit.station), visit.set_out, over).total_seconds()
            planned = tour.route.walk(origin, visit.station).total_seconds()
            yield Walk(group.id, origin, visit.station, planned, spent)
        origin = visit.station


def rests(tour: Tour, group: GroupProgress, goal: str | None = None) -> tuple[Span, ...]:
    """Return the breaks that hold on the way to `goal`, or during stays (UTC); none before it has set out."""
    return timing.rests(tour, group, group.started, goal) if group.started is not None else ()


def waited(visits: Iterable[Visit]) -> tuple[float, ...]:
    """Return how long each wait at a station's door took; one that lasts is left out."""
    return tuple(
        max(0.0, (wait.end - wait.start).total_seconds())
        for visit in visits
        for wait in visit.waits
        if wait.end is not None
    )
