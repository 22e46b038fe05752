"""The look back at stations and walks: planned and spent, and where time was lost."""

from collections.abc import Iterable
from dataclasses import dataclass

from questtour.tour.progress import Progress
from questtour.tour.reflection_facts import OVER, Spread, Stay, Walk, spread, stays, waited, walks
from questtour.tour.route import Station
from questtour.tour.score import open_tasks


@dataclass(frozen=True, slots=True)
class StationLook:
    """A station as the groups found it."""

    station: Station
    stays: tuple[Stay, ...]
    visits: int
    """Groups that came in."""
    skipped: int
    """Groups that passed it by, or gave it up half-way."""
    reasons: tuple[str, ...]
    """Why they did, as the guides said it."""
    hints: tuple[int, ...]
    """How often each hint was told."""
    open: tuple[int, ...]
    """How many groups left each task open, of those whose stay came to its end."""
    waits: tuple[float, ...]
    """The seconds of each wait at its door."""
    closed: str | None
    """Why it was out of order at the end, or None."""

    @property
    def planned(self) -> float:
        """Return the planned stay in seconds."""
        return self.station.minutes * 60

    @property
    def spent(self) -> Spread | None:
        """Return what the groups' stays have in common; None where none came to its end."""
        return spread([each.spent for each in self.stays])

    @property
    def late(self) -> int:
        """Return how many stays were longer than planned by a minute or more."""
        return sum(each.over >= OVER for each in self.stays)

    @property
    def overrun(self) -> float | None:
        """Return the median of the seconds beyond the plan (below zero: less than planned)."""
        known = self.spent
        return None if known is None else known.median - self.planned

    @property
    def lost(self) -> float:
        """Return the seconds that this station cost all groups: overrun, waits, and stays that fell out."""
        over = sum(max(0.0, each.over) for each in self.stays)
        return over + sum(self.waits) + self.skipped * self.planned


def station_look(progress: Progress, station: Station) -> StationLook:
    """Look back at `station`."""
    visits = [visit for group in progress.on_sheet for visit in group.visits if visit.station == station.id]
    own = tuple(each for each in stays(progress) if each.station == station.id)
    skipped = [visit for visit in visits if visit.skipped]
    return StationLook(
        station,
        own,
        sum(visit.arrived is not None for visit in visits),
        len(skipped),
        tuple(visit.reason for visit in skipped if visit.reason),
        _count(len(station.hints), (visit.hints_shown for visit in visits)),
        _count(len(station.tasks), (open_tasks(station, stay.visit) for stay in own)),
        waited(visits),
        progress.closed.get(station.id),
    )


def _count(numbers: int, found: Iterable[Iterable[int]]) -> tuple[int, ...]:
    counts = [0] * numbers
    for each in found:
        for number in each:
            if 1 <= number <= numbers:
                counts[number - 1] += 1
    return tuple(counts)


@dataclass(frozen=True, slots=True)
class WalkLook:
    """The walks from one station to another."""

    origin: str
    goal: str
    planned: float
    walks: tuple[Walk, ...]

    @property
    def spent(self) -> Spread:
        """Return what the walks have in common."""
        found = spread([each.spent for each in self.walks])
        assert found is not None, "nobody looks back at a way that nobody walked"
        return found

    @property
    def lost(self) -> float:
        """Return the seconds that these walks took longer than planned, all together."""
        return sum(max(0.0, each.spent - self.planned) for each in self.walks)


def walk_looks(progress: Progress) -> tuple[WalkLook, ...]:
    """Look back at every way that somebody walked, those that cost most time first."""
    ways: dict[tuple[str, str], list[Walk]] = {}
    for each in walks(progress):
        ways.setdefault((each.origin, each.goal), []).append(each)
    looks = [WalkLook(*way, found[0].planned, tuple(found)) for way, found in ways.items()]
    return tuple(sorted(looks, key=lambda each: -each.lost))
