"""Walks all groups of a scene forward together: who comes where when, and who waits at whose door.

Every moment is a mean and a variance. Groups go in by turns, in the order in which they come to the door;
who finds a station full goes in when the next one leaves. The later of two uncertain moments is reckoned by
C. E. Clark's moments of the greatest of normal variables (Operations Research 9, 1961): two groups that are
expected one just after the other will meet on some days, and that costs time on average.
"""

from collections.abc import Mapping
from heapq import heapify, heappop, heappush
from math import exp, sqrt
from typing import NamedTuple

from questtour.tour.forecast_scene import Runner, Scene, below, go_on

LONG = 120.0
"""Seconds; a shorter wait at a door is none worth a word."""

THINKABLE = 0.05
"""From this chance of a long wait on one wants to know for whom it would be."""

_DENSITY = 0.3989422804014327

Slot = tuple[float, float, str]
"""Until when somebody is inside, that moment's variance, and who."""


class Step(NamedTuple):
    """One expected visit; moments are seconds from the scene's, each with its deviation."""

    station: str
    door: float
    """When the group is at the door."""
    enter: float
    enter_deviation: float
    leave: float
    leave_deviation: float
    chance: float
    """How likely it waits longer than `LONG`."""
    others: tuple[str, ...]
    """Whom it finds inside, or waiting before it."""

    @property
    def wait(self) -> float:
        """Return the seconds of waiting at the door."""
        return self.enter - self.door


Walks = dict[str, list[Step]]
"""Each group's coming visits, first the present one; groups that are done have none."""

Orders = Mapping[str, tuple[str, ...]]
"""Coming stations that some groups are to visit instead of theirs, as in `Runner.order`."""


class _Way:
    """A group on its way through the scene."""

    __slots__ = ("at", "order", "origin", "own", "place", "rests", "runner", "stretch")

    def __init__(self, runner: Runner, order: tuple[str, ...]) -> None:
        self.runner = runner
        self.order = order
        self.place = 0
        self.rests = runner.rests
        self.at, self.own = runner.ready
        self.stretch = 0.0
        """Seconds of coming stays that the group's own pace, still uncertain, has made."""
        self.origin = runner.origin


def forward(scene: Scene, orders: Orders | None = None) -> Walks:
    """Walk `scene` forward, with other `orders` of some groups."""
    orders = orders or {}
    ways = [_Way(runner, orders.get(runner.id, runner.order)) for runner in scene.runners]
    inside: dict[str, list[Slot]] = {station: [] for station in scene.room}
    walks: Walks = {}
    doors: list[tuple[float, int]] = []
    for number, each in enumerate(ways):
        walks[each.runner.id] = _begin(scene, each, inside)
        if each.order:
            doors.append((each.at, number))
    for slots in inside.values():
        heapify(slots)
    heapify(doors)
    while doors:
        door, number = heappop(doors)
        each = ways[number]
        walks[each.runner.id].append(_visit(scene, each, door, inside[each.order[each.place]]))
        each.place += 1
        if each.place < len(each.order):
            _walk_on(scene, each, each.order[each.place])
            heappush(doors, (each.at, number))
    return walks


def _begin(scene: Scene, each: _Way, inside: dict[str, list[Slot]]) -> list[Step]:
    """Let the group end its present stay, or come to the first door."""
    runner = each.runner
    if runner.inside is None:
        if each.order and runner.origin is not None and each.order[0] != runner.order[0]:
            takes = scene.walk(runner.id, runner.origin, each.order[0])
            # Who turns round on the way walks the rest of the new way, and no less than from here on.
            each.at, each.own = (
                max(0.0, go_on(runner.on_way(each.order[0]), runner.out, takes.at)),
                takes.variance,
            )
        return []
    inside[runner.inside].append((each.at, each.own, runner.id))
    deviation = sqrt(each.own)
    step = Step(runner.inside, 0.0, 0.0, 0.0, each.at, deviation, 0.0, ())
    if each.order:
        _walk_on(scene, each, each.order[0])
    return [step]


def _walk_on(scene: Scene, each: _Way, goal: str) -> None:
    if each.origin is None:
        return
    takes, variance = scene.walk(each.runner.id, each.origin, goal)
    rests = each.runner.on_way(goal)
    each.at = go_on(rests, each.at, takes) if rests else each.at + takes
    each.own += variance


def _visit(scene: Scene, each: _Way, door: float, slots: list[Slot]) -> Step:
    """Let the group in when there is room, and let it stay."""
    station, group = each.order[each.place], each.runner.id
    pace = scene.paces.stays.row_variance(group)
    spread = each.own + each.stretch * each.stretch * pace
    enter, chance = max(door, 0.0), 0.0
    others: tuple[str, ...] = ()
    room = scene.room[station]
    while len(slots) > room:
        heappop(slots)
    if len(slots) == room:
        others = tuple([name for until, _, name in slots if until > door])
        free, unsure, last = heappop(slots)
        enter, total, first, chance = _later(enter, spread, free, unsure, 1 - scene.paces.stays.evenness)
        if each.runner.waiting and each.place == 0:
            chance = 1.0 if enter - door > LONG else chance
        if not others and chance >= THINKABLE:
            others = (last,)
        if first < 1.0:
            each.stretch *= first
            each.own = max(0.0, total - each.stretch * each.stretch * pace)
            spread = total
    takes, variance = scene.lengths.get((group, station)) or scene.stay(group, station)
    leave = go_on(each.rests, enter, takes) if each.rests else enter + takes
    each.own += variance
    each.stretch += takes
    over = each.own + each.stretch * each.stretch * pace
    heappush(slots, (leave, over, group))
    each.at, each.origin = leave, station
    return Step(station, door, enter, sqrt(spread), leave, sqrt(over), chance, others)


def _later(
    own: float, spread: float, free: float, unsure: float, scatter: float
) -> tuple[float, float, float, float]:
    """Return the later of two moments, its variance, how likely `own` is later, and how likely far earlier.

    What the scatter alone adds counts as far as the tour does scatter (`scatter`, 0 to 1): where everything
    has lasted as planned so far, it is expected to go on so.
    """
    later = max(own, free)
    theta = sqrt(spread + unsure)
    if theta <= 0:
        return later, spread if own >= free else unsure, float(own >= free), float(free - own > LONG)
    apart = (own - free) / theta
    if apart > 4:
        return later, spread, 1.0, 0.0
    first = below(apart)
    density = _DENSITY * exp(-apart * apart / 2)
    mean = own * first + free * (1 - first) + theta * density
    square = (own * own + spread) * first + (free * free + unsure) * (1 - first)
    square += (own + free) * theta * density
    chance = below((free - own - LONG) / theta)
    return later + (mean - later) * scatter, max(0.0, square - mean * mean), first, chance
