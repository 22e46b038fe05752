"""Improves a first plan by letting others go first, in thousands of small tries: simulated annealing.

A plan is a list of visits; each is put where its group and its station are free, in the order of the list.
A try moves a visit on the chain of visits that hold each other up until a late group's end; a worse plan is
taken too, the more rarely the longer it goes on (Kirkpatrick, Gelatt and Vecchi, 1983; the chain is that of
Van Laarhoven, Aarts and Lenstra's job shop, 1992). It finds in seconds what the solver needs minutes for
where walks differ and groups rest at different times; the solver begins from it, proves, and mends the rest.
"""

from dataclasses import dataclass
from itertools import accumulate
from math import exp
from random import Random

from questtour.clock import Clock
from questtour.planning.bounds import bound
from questtour.planning.plan import Arrivals
from questtour.planning.problem import Axis, Needs, Problem

_ENOUGH = 80
"""Visits from which it is worth while: plans with fewer are soon proved best."""

_TRIES = 1_300_000
"""Tries × visits for each second: few enough to be done before the clock ends them on a common computer."""

_GLANCE = 256
"""Tries between two looks at the clock."""

_HOT, _COLD = 20.0, 0.05
"""By how much worse, in units of its cost, a plan is still often taken at the beginning and at the end."""

_WEIGHT = 4
"""How much the last end weighs beside the sum of what all groups are late."""

_ON_CHAIN, _FAR = 0.8, 40
"""Share of tries that exchange neighbours on the chain; places by which the others move a visit, at most."""

_LONGEST, _FINEST = 3, 20_000
"""A plan that ends so many times as late as must be, counted from midnight, is not looked at; and none
whose times are counted so finely that there would be more units until then."""

_SEED = 20_260_513

Visit = tuple[int, int]
"""A group and a station, by their places in the problem."""


Times = tuple[list[int], list[int]]
"""Of an axis: when so many units without a break are over, and how many there are until each moment."""


@dataclass(frozen=True, slots=True)
class _Group:
    """What a group needs, by places; times are units."""

    stays: list[int]
    walks: list[list[int]]
    """From nowhere, the last row, no walk is needed."""
    wall: list[int]
    work: list[int]
    starts: list[int]
    """The first moment from each on at which it may begin."""


@dataclass(slots=True)
class _Tried:
    """A list of visits, and what it comes to."""

    order: list[Visit]
    arrive: dict[Visit, int]
    before: dict[Visit, Visit | None]
    """The visit that holds each one up: at its station, or its group's last one."""
    ends: list[int]
    last: list[Visit | None]

    def cost(self, bound: int) -> int:
        """Return what is to be least."""
        return _WEIGHT * max(self.ends) + sum(end - bound for end in self.ends if end > bound)

    def chain(self, group: int) -> list[Visit]:
        """Return the visits that hold each other up until the end of a group, the last one first."""
        found, each = [], self.last[group]
        while each:
            found.append(each)
            each = self.before[each]
        return found


def worthwhile(problem: Problem) -> bool:
    """Tell whether it pays: not for small plans, nor where a group is kept or may not pause."""
    visits = sum(len(needs.stays) for needs in problem.needs)
    free = all(problem.may_pause(walk) for needs in problem.needs for walk in needs.walks.values())
    return visits >= _ENOUGH and not problem.kept and free and _latest(problem) <= _FINEST


def improved(problem: Problem, arrivals: Arrivals, seconds: float, clock: Clock) -> Arrivals:
    """Return better arrivals than those given where some are found; the problem must be `worthwhile`.

    The same problem gives the same ones, unless the computer is so slow that `seconds` end it.
    """
    shop = _Shop(problem, _latest(problem))
    begun = shop.tried(shop.order(arrivals))
    if begun is None:
        return arrivals
    tries = int(_TRIES * seconds / len(begun.order))
    return shop.arrivals(shop.annealed(begun, tries, clock, clock.monotonic() + seconds))


def _latest(problem: Problem) -> int:
    return _LONGEST * (bound(problem) // problem.unit + 1)


class _Shop:
    """The problem in lists, for speed; nothing happens after the moment `latest`."""

    def __init__(self, problem: Problem, latest: int) -> None:
        self._problem, self._latest = problem, latest
        self._ids = [station.id for station in problem.route.stations]
        self._room = [station.capacity for station in problem.route.stations]
        self._bound = bound(problem) // problem.unit
        times = {needs.axis: self._times(needs.axis) for needs in problem.needs}
        self._groups = [self._group(needs, times[needs.axis]) for needs in problem.needs]

    def order(self, arrivals: Arrivals) -> list[Visit]:
        """Return the visits of a plan, the earliest first."""
        visits = [
            (group.wall[at], number, self._ids.index(station))
            for number, (needs, group) in enumerate(zip(self._problem.needs, self._groups, strict=True))
            for station, at in arrivals[needs.group].items()
        ]
        return [(group, station) for _at, group, station in sorted(visits)]

    def arrivals(self, found: _Tried) -> dict[str, dict[str, int]]:
        """Return a list of visits as a plan's arrivals."""
        told: dict[str, dict[str, int]] = {needs.group: {} for needs in self._problem.needs}
        for (group, station), at in found.arrive.items():
            told[self._problem.needs[group].group][self._ids[station]] = at
        return told

    def tried(self, order: list[Visit]) -> _Tried | None:
        """Put every visit where its group and its station are free; None if that takes too long."""
        nowhere, groups = len(self._ids), self._groups
        ready = [needs.earliest for needs in self._problem.needs]
        place, last = [nowhere] * len(groups), list[Visit | None]([None] * len(groups))
        free = [[0] * room for room in self._room]
        left = [list[Visit | None]([None] * room) for room in self._room]
        arrive, before = dict[Visit, int](), dict[Visit, Visit | None]()
        for visit in order:
            number, station = visit
            group, doors = groups[number], free[station]
            door = doors.index(min(doors)) if len(doors) > 1 else 0
            at, opens = ready[number] + group.walks[place[number]][station], doors[door]
            before[visit] = last[number]
            if group.wall[at] < opens:
                at = group.work[opens]
                # The station may fall free just as a break begins, which the group then stands through.
                at += group.wall[at] < opens
                before[visit] = left[station][door]
            if last[number] is None:
                at = group.starts[at]
            end = at + group.stays[station]
            if end >= self._latest:
                return None
            arrive[visit] = at
            ready[number], place[number], last[number] = end, station, visit
            doors[door], left[station][door] = group.wall[end], visit
        ends = [group.wall[end] for group, end in zip(groups, ready, strict=True)]
        return _Tried(order, arrive, before, ends, last)

    def annealed(self, begun: _Tried, tries: int, clock: Clock, over: float) -> _Tried:
        """Try so many changes one after the other, and return the best list of visits that was met.

        At the moment `over` of the monotonic clock it ends in any case.
        """
        random = Random(_SEED)
        now = best = begun
        cost = now.cost(self._bound)
        for number in range(tries):
            heat = _HOT * (1 - number / tries) + _COLD
            new = self.tried(_changed(now, self._bound, random))
            if new is None:
                continue
            price = new.cost(self._bound)
            if price <= cost or random.random() < exp((cost - price) / heat):
                now, cost = new, price
                best = min(best, now, key=lambda each: max(each.ends))
            if max(best.ends) <= self._bound or (not number % _GLANCE and clock.monotonic() > over):
                break
        return best

    def _times(self, axis: Axis) -> Times:
        unit = self._problem.unit
        wall = [axis.wall(moment) // unit for moment in range(self._latest)]
        return wall, [axis.work(moment * unit) for moment in range(wall[-1] + 1)]

    def _group(self, needs: Needs, times: Times) -> _Group:
        walks = [[needs.walks.get((one, two), 0) for two in self._ids] for one in self._ids]
        allowed = [moment if moment in needs.starts else self._latest for moment in range(self._latest)]
        starts = list(accumulate(reversed(allowed), min))[::-1]
        stays = [needs.stays.get(each, 0) for each in self._ids]
        return _Group(stays, [*walks, [0] * len(walks)], *times, starts)


def _changed(now: _Tried, bound: int, random: Random) -> list[Visit]:
    """Return the visits in another order: one moved that the end of a late group depends on."""
    latest = max(now.ends)
    late = [group for group, end in enumerate(now.ends) if end > bound]
    if not late or random.random() < 1 / 2:
        late = [group for group, end in enumerate(now.ends) if end == latest]
    chain, order = now.chain(random.choice(late)), now.order.copy()
    if len(chain) > 1 and random.random() < _ON_CHAIN:
        place = random.randrange(len(chain) - 1)
        first, then = order.index(chain[place + 1]), order.index(chain[place])
        if random.random() < 1 / 2:
            order.insert(first, order.pop(then))
        else:
            order.insert(then, order.pop(first))
    else:
        place = order.index(random.choice(chain))
        order.insert(max(0, place - random.randrange(1, _FAR)), order.pop(place))
    return order
