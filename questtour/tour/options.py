"""What a coordinator could do about a wait, a lateness or a closed station, and what each way costs.

Nothing is changed here: an option holds the commands that would carry it out. Its costs are found by carrying
them out on a copy and walking that forward, so they are what the forecast will say once it is done.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from questtour.tour import commands as c
from questtour.tour.decide import decide
from questtour.tour.events import Recorded
from questtour.tour.evolve_group import evolve_group
from questtour.tour.forecast import Forecast, deadline, told
from questtour.tour.forecast_scene import scene
from questtour.tour.forecast_walk import forward
from questtour.tour.options_search import Outcome, Search, outcome
from questtour.tour.options_words import Change, commands_for
from questtour.tour.pace import Paces, learn
from questtour.tour.progress import ON_ROUTE, Phase, Progress
from questtour.tour.refusal import Refused
from questtour.tour.score import open_tasks
from questtour.tour.timing import VERY_LATE, ZERO, remaining_of

SHORTER = (2, 3, 5)
"""Minutes by which a stay may be asked to be shorter."""

LEAST_STAY = timedelta(minutes=2)
"""So much of a stay is left to whoever is asked to hurry."""

TASK_COSTS = 120.0
"""Seconds of waiting that a lost task outweighs."""

STAY_COSTS = 0.5
"""Seconds of waiting that a second of a skipped stay outweighs: for the stations the visitors have come."""

TELLING_COSTS = 20.0
"""Seconds that it must save to tell one more guide."""

SWAPS = 2
"""So many swaps of one group are worth a choice."""

TROUBLES = 5
"""For so many troubles, the soonest, options are sought at once."""


class Kind(StrEnum):
    """What is wrong."""

    CONFLICT = "conflict"
    LATE = "late"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Trouble:
    """Something that a coordinator may want to do something about."""

    kind: Kind
    at: datetime
    """When it happens (UTC); for a late group, when it finishes."""
    group: str = ""
    station: str = ""
    others: tuple[str, ...] = ()


class Remedy(StrEnum):
    """What one could do."""

    WAIT = "wait"
    SWAP = "swap"
    SHORTEN = "shorten"
    SKIP = "skip"
    FALLBACK = "fallback"
    REPLAN = "replan"


@dataclass(frozen=True, slots=True)
class Cost:
    """What an option costs, and what it saves, as far as one can foresee."""

    waiting_saved: timedelta
    """At doors, of all groups together; below zero where more is waited."""
    late_saved: timedelta
    """After the sheet's `finish_by`, of all groups together."""
    finishes: Mapping[str, tuple[datetime, datetime]]
    """When each group finishes that is told something or finishes at another time, before and after (UTC)."""
    tasks_lost: int
    stay_lost: timedelta
    """The planned time at stations that are skipped."""
    told: tuple[str, ...]
    """The groups whose guides must be told."""

    @property
    def gain(self) -> float:
        """Return what it is worth, in seconds: the options are ranked by it."""
        later = sum((after - before).total_seconds() for before, after in self.finishes.values())
        gain = self.waiting_saved.total_seconds() + self.late_saved.total_seconds() - max(0.0, later)
        gain -= TASK_COSTS * self.tasks_lost + STAY_COSTS * self.stay_lost.total_seconds()
        return gain - TELLING_COSTS * len(self.told)


@dataclass(frozen=True, slots=True)
class Option:
    """One thing to do about a trouble."""

    trouble: Trouble
    remedy: Remedy
    changes: tuple[Change, ...]
    cost: Cost
    commands: tuple[c.Command, ...]
    """What carries it out, in this order; messages are in the language of whoever asked for the option."""


@dataclass(frozen=True, slots=True)
class Case:
    """A tour at one moment, looked at for options."""

    progress: Progress
    paces: Paces
    forecast: Forecast
    search: Search

    @property
    def now(self) -> datetime:
        """Return the moment (UTC) that it is about."""
        return self.forecast.at


def case(
    progress: Progress, now: datetime, history: Iterable[Progress] = (), unlock: Collection[str] = ()
) -> Case:
    """Look at a tour at `now` (UTC); ValueError where it has not been opened.

    `unlock` are groups whose guides may be told something else than they were told before.
    """
    paces = learn(progress, history)
    stage = scene(progress, now, paces)
    walks = forward(stage)
    by = deadline(stage.tour, progress, now)
    limit = None if by is None else (by - now).total_seconds()
    search = Search(progress, stage, unlock, limit, outcome(walks))
    return Case(progress, paces, told(progress, stage, walks), search)


def troubles(progress: Progress, expected: Forecast) -> tuple[Trouble, ...]:
    """Return what one could do something about, the soonest first."""
    found = [
        Trouble(Kind.CONFLICT, each.at, each.group, each.station, each.others) for each in expected.conflicts
    ]
    for group in expected.groups.values():
        under_way = progress.groups[group.id].phase in ON_ROUTE
        if under_way and group.finish is not None and (group.late > ZERO or group.offset >= VERY_LATE):
            found.append(Trouble(Kind.LATE, group.finish, group.id))
    for station in progress.closed:
        coming = [
            (visit.arrive, group.id)
            for group in expected.groups.values()
            for visit in group.visits
            if visit.station == station and visit.arrive is not None and visit.arrive >= expected.at
        ]
        if coming:
            others = tuple(group for _, group in sorted(coming))
            found.append(Trouble(Kind.CLOSED, min(coming)[0], "", station, others))
    return tuple(sorted(found, key=lambda each: (each.at, each.kind, each.group, each.station)))


def options(
    progress: Progress,
    now: datetime,
    history: Iterable[Progress] = (),
    unlock: Collection[str] = (),
    about: Trouble | None = None,
) -> tuple[Option, ...]:
    """Return what one could do about the trouble `about`, or about the soonest ones, the best first of each.

    `now` in UTC; `history` and `unlock` as in `case`. ValueError where the tour has not been opened.
    """
    looked_at = case(progress, now, history, unlock)
    if about is not None:
        return options_for(looked_at, about)
    soonest = troubles(progress, looked_at.forecast)[:TROUBLES]
    return tuple(option for each in soonest for option in options_for(looked_at, each))


def options_for(case: Case, trouble: Trouble) -> tuple[Option, ...]:
    """Return what one could do about `trouble`, the best first; what is worth nothing is left out."""
    ideas = {Kind.CONFLICT: _for_conflict, Kind.LATE: _for_late, Kind.CLOSED: _for_closed}
    found: list[Option] = []
    seen: set[tuple[Change, ...]] = set()
    for remedy, changes in ideas[trouble.kind](case, trouble):
        if changes in seen:
            continue
        seen.add(changes)
        option = _priced(case, trouble, remedy, changes)
        if option is not None and _is_of_use(option):
            found.append(option)
    return tuple(sorted(found, key=_rank))


def _is_of_use(option: Option) -> bool:
    """Tell whether the option gains anything; one can always wait, and a closed station needs some answer."""
    if option.trouble.kind is Kind.CLOSED:
        # To come later to where it is closed is an answer, but not one worth standing at doors for.
        return option.remedy is not Remedy.SWAP or option.cost.waiting_saved >= ZERO
    return option.remedy is Remedy.WAIT or option.cost.gain > 0


def _rank(option: Option) -> tuple[bool, float]:
    return option.remedy is Remedy.WAIT, -option.cost.gain


Idea = tuple[Remedy, tuple[Change, ...]]


def _for_conflict(case: Case, trouble: Trouble) -> Iterator[Idea]:
    yield Remedy.WAIT, (Change(trouble.group, waits=trouble.station),)
    for group in (trouble.group, *trouble.others):
        for order in case.search.best_swaps(group, trouble.station)[:SWAPS]:
            yield Remedy.SWAP, (Change(group, order=order),)
    for group in trouble.others:
        yield from _shorter(case, group)
    if _may_skip(case, trouble.group, trouble.station):
        yield Remedy.SKIP, (Change(trouble.group, skip=trouble.station),)
    yield from _replanned(case)


def _for_late(case: Case, trouble: Trouble) -> Iterator[Idea]:
    yield Remedy.WAIT, (Change(trouble.group, late=True),)
    yield from _shorter(case, trouble.group)
    for order in case.search.best_swaps(trouble.group)[:SWAPS]:
        yield Remedy.SWAP, (Change(trouble.group, order=order),)
    own = case.progress.groups[trouble.group]
    for station in dict.fromkeys(own.order):
        if _may_skip(case, trouble.group, station):
            yield Remedy.SKIP, (Change(trouble.group, skip=station),)
    yield from _replanned(case)


def _for_closed(case: Case, trouble: Trouble) -> Iterator[Idea]:
    groups = trouble.others
    if case.progress.route.station(trouble.station).fallback:
        yield Remedy.FALLBACK, tuple(Change(group, fallback=trouble.station) for group in groups)
    skipping = tuple(
        Change(group, skip=trouble.station) for group in groups if _may_skip(case, group, trouble.station)
    )
    if skipping:
        yield Remedy.SKIP, skipping
    for order in case.search.best_swaps(groups[0], trouble.station)[:SWAPS]:
        yield Remedy.SWAP, (Change(groups[0], order=order),)


def _shorter(case: Case, group: str) -> Iterator[Idea]:
    """Ask a group to leave its present station sooner."""
    own = case.progress.groups[group]
    if own.phase is not Phase.AT_STATION:
        return
    tour = case.search.scene.tour
    left, _ = remaining_of(tour, own, case.now)
    for count in SHORTER:
        if left - timedelta(minutes=count) >= LEAST_STAY:
            yield Remedy.SHORTEN, (Change(group, shorter=count),)


def _may_skip(case: Case, group: str, station: str) -> bool:
    """Tell whether the station lies ahead of the group and is not one that it was told to go to."""
    order = case.search.orders().get(group, ())
    return any(order[place] == station for place in case.search.free(group))


def _replanned(case: Case) -> Iterator[Idea]:
    orders = case.search.replan()
    if orders:
        yield Remedy.REPLAN, tuple(Change(group, order=order) for group, order in sorted(orders.items()))


def _priced(case: Case, trouble: Trouble, remedy: Remedy, changes: tuple[Change, ...]) -> Option | None:
    """Return the option with its costs, or None where one of its commands would be refused."""
    commands = commands_for(case.progress, case.forecast, changes)
    try:
        after = carried_out(case.progress, commands, case.now)
    except Refused:
        return None
    stage = scene(after, case.now, case.paces)
    cost = _cost(case, after, outcome(forward(stage)), changes)
    return Option(trouble, remedy, changes, cost, commands)


def carried_out(progress: Progress, commands: Iterable[c.Command], now: datetime) -> Progress:
    """Return the tour as it would be after `commands`; raises Refused. Messages change no forecast."""
    groups = dict(progress.groups)
    for command in commands:
        if command.group is None or progress.tour is None:
            continue
        present = replace(progress, groups=groups)
        for event in decide(present, command, now):
            record = Recorded("", 0, now, "", command.group, event)
            groups[command.group] = evolve_group(progress.tour, groups[command.group], record)
    return replace(progress, groups=groups)


def _cost(case: Case, changed: Progress, after: Outcome, changes: tuple[Change, ...]) -> Cost:
    before, limit = case.search.base, case.search.limit
    guides = tuple(dict.fromkeys(change.group for change in changes))
    finishes = {}
    for group, was in before.finishes.items():
        own = changed.groups[group]
        # A group that would have nothing before it any more finishes when it left its last station.
        will = after.finishes.get(group, ((own.last_left or case.now) - case.now).total_seconds())
        if group in guides or abs(will - was) >= 1:
            finishes[group] = _moment(case, was), _moment(case, will)
    late = 0.0
    if limit is not None:
        late = sum(max(0.0, each - limit) for each in before.finishes.values())
        late -= sum(max(0.0, each - limit) for each in after.finishes.values())
    lost = sum(_tasks(case, change) for change in changes)
    skipped = (case.progress.route.station(change.skip).stay for change in changes if change.skip)
    saved = timedelta(seconds=before.waiting - after.waiting)
    return Cost(saved, timedelta(seconds=late), finishes, lost, sum(skipped, ZERO), guides)


def _moment(case: Case, seconds: float) -> datetime:
    return case.now + timedelta(seconds=seconds)


def _tasks(case: Case, change: Change) -> int:
    """Return how many tasks a group will not come to do."""
    if not change.skip:
        return 0
    station = case.progress.route.station(change.skip)
    visit = case.progress.groups[change.group].visit(change.skip)
    return len(station.tasks) if visit is None else len(open_tasks(station, visit))
