"""A tour at one moment as plain figures, to be walked forward: seconds from that moment, no calendar."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from math import erf, exp, log, sqrt
from typing import NamedTuple

from questtour.tour.evolve_group import planned_start
from questtour.tour.pace import Effects, Paces, asked, way
from questtour.tour.progress import ON_ROUTE, GroupProgress, Progress, Tour
from questtour.tour.timing import moving, remaining_of, rests

START_SPREAD = 60.0
"""Seconds by which a group that has not come to its first station scatters around its start."""

PAUSE_SPREAD = 120.0
"""Seconds that a pause which lasts now makes uncertain, at the least: nobody knows when it ends."""

SOFTLY = 0.15
"""Within this part of a stay's length, once it is over, one comes to believe that it runs over."""

Rests = tuple[tuple[float, float], ...]


class Guess(NamedTuple):
    """A moment (seconds from now) and its variance."""

    at: float
    variance: float = 0.0


@dataclass(frozen=True, slots=True)
class Runner:
    """A group at the moment from which the tour is walked forward."""

    id: str
    order: tuple[str, ...]
    """Stations whose stay has not begun: first the one that it walks to, if it does."""
    inside: str | None
    """The station that it is at."""
    ready: Guess
    """When the present stay ends; else when the group is at the door of the first station in `order`."""
    origin: str | None
    """The station that it is at, or that it walks from; None on the way to the first one."""
    out: float = 0.0
    """When the walk under way began; only where it walks from `origin`."""
    rests: Rests = ()
    """Breaks during stays, in seconds from the scene's moment..."""
    toward: Mapping[str, Rests] = field(default_factory=dict)
    """...and on the way to stations before which a plan has put pauses."""
    waiting: bool = False
    """Whether it stands at a door now."""

    def on_way(self, goal: str) -> Rests:
        """Return the breaks that hold on the way to the station `goal`."""
        return self.toward.get(goal, self.rests)


@dataclass(frozen=True, slots=True)
class Scene:
    """All groups of a tour at one moment, and what is known of places and paces."""

    tour: Tour
    now: datetime
    runners: tuple[Runner, ...]
    paces: Paces
    room: Mapping[str, int]
    stays: Mapping[str, float]
    """Each station's planned stay, in seconds."""
    walks: dict[tuple[str, str, str], Guess] = field(default_factory=dict)
    """Walks that were looked up before: who, from where, to where; a time that it takes, and its variance."""
    lengths: dict[tuple[str, str], Guess] = field(default_factory=dict)
    """The same of stays: who, and where."""

    def walk(self, group: str, origin: str, goal: str) -> Guess:
        """Return how long the group's walk takes."""
        key = group, origin, goal
        if (known := self.walks.get(key)) is None:
            planned = self.tour.route.walk(origin, goal).total_seconds()
            effects, leg = self.paces.walks, way(origin, goal)
            takes = planned * effects.factor(group, leg)
            variance = effects.own_variance(leg) + effects.row_variance(group)
            known = self.walks[key] = Guess(takes, takes * takes * variance)
        return known

    def stay(self, group: str, station: str) -> Guess:
        """Return how long the group's stay takes, and its variance besides that of the group's own pace."""
        key = group, station
        if (known := self.lengths.get(key)) is None:
            takes = self.stays[station] * self.paces.stays.factor(group, station)
            known = self.lengths[key] = Guess(takes, takes * takes * self.paces.stays.own_variance(station))
        return known


def go_on(rests: Rests, at: float, takes: float) -> float:
    """Return when `takes` seconds from `at` are over, standing still in `rests`: `timetable.advance`."""
    end = at + takes
    for start, over in rests:
        begin = max(start, at)
        if begin >= end:
            break
        if over > begin:
            end += over - begin
            at = over
    return end


def scene(progress: Progress, now: datetime, paces: Paces) -> Scene:
    """Return the tour as it stands at `now` (UTC); it must have been opened (ValueError)."""
    route = progress.route
    assert progress.tour is not None
    runners = tuple(
        runner
        for group in progress.on_sheet
        if (runner := _runner(progress.tour, group, now, paces)) is not None
    )
    room = {station.id: station.capacity for station in route.stations}
    stays = {station.id: station.minutes * 60 for station in route.stations}
    return Scene(progress.tour, now, runners, paces, room, stays)


def _runner(tour: Tour, group: GroupProgress, now: datetime, paces: Paces) -> Runner | None:
    """Return the group as it stands, or None where nothing is to come of it."""
    here = group.current
    if group.phase not in ON_ROUTE:
        return None
    held = _rests(tour, group, now)
    toward = {goal: _rests(tour, group, now, goal) for goal in tour.route.paused_before(group.id)}
    if here is None:
        return _not_started(tour, group, now, held, toward)
    if here.arrived is not None:
        ready = _stay_end(tour, group, now, paces.stays, held)
        return Runner(group.id, group.ahead, here.station, ready, here.station, rests=held, toward=toward)
    order = (here.station, *group.ahead)
    been = [visit.station for visit in group.visits if visit.arrived is not None]
    origin = been[-1] if been else None
    out = 0.0 if here.set_out is None else (here.set_out - now).total_seconds()
    if here.at_door:
        waited = Guess((here.waits[-1].start - now).total_seconds())
        return Runner(group.id, order, None, waited, origin, out, held, toward, waiting=True)
    ready = _walk_end(tour, group, now, paces.walks, toward.get(here.station, held))
    return Runner(group.id, order, None, ready, origin, out, held, toward)


def _rests(tour: Tour, group: GroupProgress, now: datetime, goal: str | None = None) -> Rests:
    return tuple(
        ((start - now).total_seconds(), (end - now).total_seconds())
        for start, end in rests(tour, group, now, goal)
    )


def _not_started(
    tour: Tour, group: GroupProgress, now: datetime, held: Rests, toward: Mapping[str, Rests]
) -> Runner | None:
    if not group.ahead:
        return None
    return Runner(group.id, group.ahead, None, _start(tour, group, now), None, rests=held, toward=toward)


def _start(tour: Tour, group: GroupProgress, now: datetime) -> Guess:
    """Return when a group that was nowhere yet is at its first station: as planned, or any moment."""
    first = (planned_start(tour, group, now) - now).total_seconds()
    return Guess(max(0.0, first), START_SPREAD**2)


def _walk_end(tour: Tour, group: GroupProgress, now: datetime, effects: Effects, held: Rests) -> Guess:
    """Return when the walk under way is over."""
    here = group.current
    been = [visit.station for visit in group.visits if visit.arrived is not None]
    if not been or here is None or here.set_out is None:
        return _start(tour, group, now)
    planned = tour.route.walk(been[-1], here.station).total_seconds()
    over = rests(tour, group, now, here.station)
    spent = moving(here, over, here.set_out, now).total_seconds()
    leg = way(been[-1], here.station)
    return _held(group, now, _remaining(effects, (group.id, leg), planned, spent, held))


def _stay_end(tour: Tour, group: GroupProgress, now: datetime, effects: Effects, held: Rests) -> Guess:
    """Return when the present stay is over."""
    here = group.current
    assert here is not None
    left, total = remaining_of(tour, group, now)
    if total.total_seconds() <= 0:
        return _held(group, now, Guess(go_on(held, 0.0, max(0.0, left.total_seconds()))))
    # Minutes that were added are wanted, whatever the pace; the sheet's take as long as they do here.
    factor = effects.factor(group.id, here.station)
    wanted = max(asked(tour, here) * factor, total.total_seconds()) if here.adjusted > 0 else None
    planned = asked(tour, here) if wanted is None else wanted / factor
    spent = (total - left).total_seconds()
    return _held(group, now, _remaining(effects, (group.id, here.station), planned, spent, held))


def _held(group: GroupProgress, now: datetime, end: Guess) -> Guess:
    """Return `end` as uncertain as it is while a pause lasts: the longer it has, the less one knows."""
    here = group.current
    if here is None or not here.paused:
        return end
    lasted = (now - here.pauses[-1].start).total_seconds()
    return Guess(end.at, end.variance + max(PAUSE_SPREAD, lasted) ** 2)


def _remaining(effects: Effects, where: tuple[str, str], planned: float, spent: float, rests: Rests) -> Guess:
    """Return when something is over that lasts `spent` seconds already.

    Its whole length is lognormal around the effects; what is known is that it is longer than `spent`. As long
    as nothing scatters, it lasts as planned and not a second more; once it has lasted longer than that, it is
    plain that it does scatter.
    """
    row, column = where
    median = planned * exp(effects.effect(row, column))
    if median <= 0:
        return Guess(0.0)
    usual = planned * effects.factor(row, column)
    deviation = sqrt(effects.own_variance(column) + effects.row_variance(row))
    mean, variance = _longer_than(median, deviation, spent)
    plain = max(usual, spent)
    doubt = max(1 - effects.evenness, min(1.0, (spent - usual) / (SOFTLY * usual)))
    left = plain + max(0.0, mean - plain) * doubt - spent
    return Guess(go_on(rests, 0.0, max(0.0, left)), variance)


def _longer_than(median: float, deviation: float, spent: float) -> tuple[float, float]:
    """Return mean and variance of a lognormal length of which one knows that it is longer than `spent`."""
    whole = median * exp(deviation * deviation / 2)
    if spent <= 0:
        return whole, whole * whole * (exp(deviation * deviation) - 1)
    z = log(spent / median) / deviation
    if z > 5.0:
        # So far out the tail falls like an exponential one, of this length.
        tail = spent * deviation / z
        return spent + tail, tail * tail
    beyond = below(-z)
    mean = whole * below(deviation - z) / beyond
    square = whole * whole * exp(deviation * deviation) * below(2 * deviation - z) / beyond
    return mean, max(0.0, square - mean * mean)


def below(z: float) -> float:
    """Return the standard normal distribution's share below `z`."""
    return (1 + erf(z / sqrt(2))) / 2
