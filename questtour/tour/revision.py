"""What the facts of finished tours suggest to change in their sheet.

A suggested time lies between the plan and the middle (median) of what was seen: with n visits it goes
n / (n + `PLAN_WEIGHS`) of the way. So one tour of a few groups brings a planned time more than halfway to
the truth, and a single odd visit does not take it all the way. Nothing is suggested where the visits do not
agree on which side of the plan they lie.

Times are minutes here, as in the sheet.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from statistics import median
from typing import NamedTuple

from questtour.tour.progress import Progress, Visit
from questtour.tour.reflection_facts import OVER, Stay, Walk, rests, stays, walks
from questtour.tour.route import Route, Station
from questtour.tour.timing import Span, moving

PLAN_WEIGHS = 0.6
"""How many visits the plan weighs: one visit alone goes more than halfway."""

STEP = 0.5
"""Minutes: nobody plans finer."""

AGREED = 0.6
"""The part of the visits that must lie on the same side of the plan."""

CLEAR = 0.5
"""Minutes from the plan, from which on a visit lies on one side of it."""

SHORTEST = 60.0
"""Seconds: a visit that was over sooner was none, somebody only went on."""

LATE_HINT = 2.0
"""Minutes after its time from which on a hint counts as told late."""

HABIT = 0.5
"""The part of the groups that make something a habit and no accident."""

NEARLY_ALL = 0.8
"""The part of the visits that is as good as all."""

FEW = 2
"""Of fewer groups nothing is said about tasks, hints and skipping: one group is no habit."""


class Kind(StrEnum):
    """What a suggestion is about. The first three change the sheet, the others are for people to think of."""

    STAY = "stay"
    USUAL_WALK = "usual-walk"
    WALK = "walk"
    SKIPPED = "skipped"
    TASK = "task"
    HINT_LATE = "hint-late"
    HINT_UNUSED = "hint-unused"


class Sureness(StrEnum):
    """How much is to be made of a suggestion."""

    SURE = "sure"
    LIKELY = "likely"
    WEAK = "weak"


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Something to change, and the facts that say so."""

    kind: Kind
    station: str = ""
    """The station; for a walk the one where it begins. Empty for the usual walk."""
    goal: str = ""
    """The station where the walk ends."""
    number: int = 0
    """The number of the task or the hint, from 1."""
    before: float = 0.0
    """What the sheet says, in minutes; for a way that it does not list, the usual walk as it is suggested."""
    after: float | None = None
    """What to write instead, in minutes; None where nothing can be written for the author."""
    seen: float = 0.0
    """The median of what was seen, in minutes."""
    hits: int = 0
    """How many of the visits (or groups) say so."""
    count: int = 0
    """How many there were."""
    lost: float = 0.0
    """Minutes that it cost all groups together: what matters most comes first."""

    @property
    def sure(self) -> Sureness:
        """Return how sure it is: by the number of visits, and how many of them say so."""
        agreed = self.hits / self.count if self.count else 0.0
        if self.count >= 5 and agreed >= NEARLY_ALL:
            return Sureness.SURE
        return Sureness.LIKELY if self.count >= 3 else Sureness.WEAK


def suggest(route: Route, tours: Sequence[Progress]) -> tuple[Suggestion, ...]:
    """Return what `tours` suggest to change in `route`, what matters most first.

    Stations that the sheet does not have any more are passed over.
    """
    found = [*_stays(route, tours), *_walks(route, tours), *_habits(route, tours)]
    return tuple(sorted(found, key=lambda each: (each.after is None, -each.lost)))


def shrunk(plan: float, seen: Sequence[float]) -> float:
    """Return the minutes that lie between `plan` and the median of `seen`, in steps of half a minute."""
    part = len(seen) / (len(seen) + PLAN_WEIGHS)
    # Half up, not to even: 10.25 and 10.75 must not go different ways.
    return int((plan + part * (median(seen) - plan)) / STEP + 0.5) * STEP


def _moved(plan: float, seen: Sequence[float]) -> tuple[float, int] | None:
    """Return the minutes to write and how many visits say so, where `seen` lies clearly beside the `plan`."""
    if not seen:
        return None
    side = 1 if median(seen) > plan else -1
    hits = sum(side * (each - plan) >= CLEAR for each in seen)
    after = shrunk(plan, seen)
    if hits / len(seen) < AGREED or abs(after - plan) < STEP or after <= 0:
        return None
    return after, hits


def _timed(kind: Kind, station: str, plan: float, seen: Sequence[float]) -> Iterator[Suggestion]:
    moved = _moved(plan, seen)
    if moved is not None:
        lost = sum(abs(each - plan) for each in seen)
        after, hits = moved
        yield Suggestion(
            kind,
            station,
            before=plan,
            after=after,
            seen=median(seen),
            hits=hits,
            count=len(seen),
            lost=lost,
        )


def _stays(route: Route, tours: Sequence[Progress]) -> Iterator[Suggestion]:
    found: dict[str, list[Stay]] = {station.id: [] for station in route.stations}
    for stay in (stay for tour in tours for stay in stays(tour) if stay.station in found):
        found[stay.station].append(stay)
    for name, visits in found.items():
        seen = [visit.spent / 60 for visit in visits if visit.spent >= SHORTEST]
        yield from _timed(Kind.STAY, name, route.station(name).minutes, seen)


# --- walks ------------------------------------------------------------------------------------------------


def _walks(route: Route, tours: Sequence[Progress]) -> Iterator[Suggestion]:
    """Suggest first the usual walk, then those ways that differ from it."""
    ways = _ways(route, tours)
    usual = list(_usual(route, ways))
    yield from usual
    default = usual[0].after if usual and usual[0].after is not None else route.transfer
    for (origin, goal), seen in ways.items():
        listed = _is_listed(route, origin, goal)
        plan = route.walk(origin, goal).total_seconds() / 60
        after = shrunk(plan, seen)
        before = plan if listed else default
        # A way that is not listed is worth a line of its own only where it is another than the usual one.
        least = STEP if listed else OVER / 60
        hits = sum((each > before) == (after > before) and abs(each - before) >= CLEAR for each in seen)
        if abs(after - before) < least or hits / len(seen) < AGREED:
            continue
        lost = sum(abs(each - before) for each in seen)
        yield Suggestion(Kind.WALK, origin, goal, 0, before, after, median(seen), hits, len(seen), lost)


def _usual(route: Route, ways: dict[tuple[str, str], list[float]]) -> Iterator[Suggestion]:
    unlisted = (seen for (origin, goal), seen in ways.items() if not _is_listed(route, origin, goal))
    yield from _timed(Kind.USUAL_WALK, "", route.transfer, [each for seen in unlisted for each in seen])


def _ways(route: Route, tours: Sequence[Progress]) -> dict[tuple[str, str], list[float]]:
    """Return the minutes of each way: both directions together, unless the sheet tells them apart."""
    known = {station.id for station in route.stations}
    apart = {frozenset((way.origin, way.goal)) for way in route.transfers if way.one_way}
    found: dict[tuple[str, str], list[float]] = {}
    for each in (walk for tour in tours for walk in walks(tour) if {walk.origin, walk.goal} <= known):
        found.setdefault(_way(each, apart), []).append(each.spent / 60)
    return found


def _way(walk: Walk, apart: set[frozenset[str]]) -> tuple[str, str]:
    if frozenset((walk.origin, walk.goal)) in apart:
        return walk.origin, walk.goal
    return min(walk.origin, walk.goal), max(walk.origin, walk.goal)


def _is_listed(route: Route, origin: str, goal: str) -> bool:
    return any(
        (way.origin, way.goal) == (origin, goal)
        or (not way.one_way and (way.goal, way.origin) == (origin, goal))
        for way in route.transfers
    )


# --- habits -----------------------------------------------------------------------------------------------


def _habits(route: Route, tours: Sequence[Progress]) -> Iterator[Suggestion]:
    for station in route.stations:
        visits = [each for tour in tours for each in _ended(tour) if each.visit.station == station.id]
        if len(visits) < FEW:
            continue
        skipped = sum(each.visit.skipped for each in visits)
        if skipped / len(visits) > HABIT:
            lost = skipped * station.minutes
            yield Suggestion(Kind.SKIPPED, station.id, hits=skipped, count=len(visits), lost=lost)
        stayed = [each for each in visits if not each.visit.skipped]
        if len(stayed) >= FEW:
            yield from _tasks(station, stayed)
            yield from _hints(station, stayed)


class _Ended(NamedTuple):
    """A visit that is over, and the breaks of its group."""

    visit: Visit
    rests: tuple[Span, ...]

    def after(self, moment: datetime) -> float:
        """Return how many minutes of the stay were over at `moment`: pauses and breaks do not count."""
        arrived = self.visit.arrived or moment
        return moving(self.visit, self.rests, arrived, moment).total_seconds() / 60


def _ended(progress: Progress) -> Iterator[_Ended]:
    if progress.tour is not None:
        for group in progress.on_sheet:
            over = rests(progress.tour, group)
            yield from (_Ended(visit, over) for visit in group.visits if visit.ended is not None)


def _tasks(station: Station, stayed: Sequence[_Ended]) -> Iterator[Suggestion]:
    for number in range(1, len(station.tasks) + 1):
        if not any(number in each.visit.done for each in stayed):
            count = len(stayed)
            yield Suggestion(Kind.TASK, station.id, number=number, hits=count, count=count, lost=count)


def _hints(station: Station, stayed: Sequence[_Ended]) -> Iterator[Suggestion]:
    for number, hint in enumerate(station.hints, 1):
        if hint.after is None:
            continue
        told = [
            each.after(tick.time)
            for each in stayed
            for tick in each.visit.hints
            if tick.number == number and each.visit.arrived is not None
        ]
        late = [each - hint.after for each in told if each - hint.after >= LATE_HINT]
        if len(late) >= FEW and median(told) - hint.after >= LATE_HINT:
            yield Suggestion(
                Kind.HINT_LATE,
                station.id,
                number=number,
                before=hint.after,
                seen=median(told),
                hits=len(late),
                count=len(told),
                lost=sum(late),
            )
    yield from _no_hints(station, stayed)


def _no_hints(station: Station, stayed: Sequence[_Ended]) -> Iterator[Suggestion]:
    """Tell of hints that come too late for nearly everybody; that some need none is as it should be."""
    if not (station.hints and station.tasks) or len(stayed) <= FEW:
        return
    without = sum(not each.visit.hints and len(each.visit.done) >= len(station.tasks) for each in stayed)
    if without / len(stayed) >= NEARLY_ALL:
        yield Suggestion(Kind.HINT_UNUSED, station.id, hits=without, count=len(stayed))
