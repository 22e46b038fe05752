"""Finds what could be changed: tries orders of coming stations by walking the scene forward with each.

Deterministic, and bounded by a number of tries rather than by time, so that every laptop finds the same.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import combinations

from questtour.tour import events as e
from questtour.tour.decide_coordinator import to_come
from questtour.tour.forecast_scene import Scene
from questtour.tour.forecast_walk import Orders, Walks, forward
from questtour.tour.progress import GroupProgress, Phase, Progress

VISITS = 40_000
"""How many coming visits may be walked forward in a search: about a third of a second's work."""

LATE_WEIGHT = 3.0
"""A second after `finish_by` is as bad as so many seconds of waiting."""

FINISH_WEIGHT = 0.1
"""A second by which a group finishes later, where nobody is late, beside a second of waiting."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What comes of one way to go on. Seconds."""

    waiting: float
    """At doors, of all groups together."""
    finishes: Mapping[str, float]
    """When each group finishes, from the scene's moment."""

    def cost(self, limit: float | None) -> float:
        """Return how bad that is; `limit` is when the tour should end, if the sheet says so."""
        late = 0.0 if limit is None else sum(max(0.0, each - limit) for each in self.finishes.values())
        return self.waiting + LATE_WEIGHT * late + FINISH_WEIGHT * sum(self.finishes.values())


def outcome(walks: Walks) -> Outcome:
    """Return what `walks` come to."""
    waiting = sum(step.wait for steps in walks.values() for step in steps if step.others)
    return Outcome(waiting, {group: steps[-1].leave for group, steps in walks.items() if steps})


def fixed(group: GroupProgress, unlock: Collection[str] = ()) -> int:
    """Return how many of the stations that `group` can still be sent to stay as they are.

    The one that it walks to is, and all of them where its guide was told another route before; only a group
    in `unlock` (ids) may be told anew.
    """
    if group.id in unlock:
        return 0
    if is_told(group):
        return len(to_come(group))
    return 1 if group.phase is Phase.WALKING else 0


def is_told(group: GroupProgress) -> bool:
    """Tell whether the group's guide was told another route than the sheet's."""
    return any(isinstance(record.event, e.RouteChanged) for record in group.effective())


@dataclass(slots=True)
class Search:
    """Tries changes of one scene, each of them once."""

    progress: Progress
    scene: Scene
    unlock: Collection[str]
    limit: float | None
    """When the tour should end, in seconds from the scene's moment."""
    base: Outcome
    tried: dict[tuple[tuple[str, tuple[str, ...]], ...], Outcome] = field(default_factory=dict)

    def orders(self) -> dict[str, tuple[str, ...]]:
        """Return each group's coming stations as they are."""
        return {runner.id: runner.order for runner in self.scene.runners}

    def free(self, group: str) -> range:
        """Return the places in the group's coming stations that may be changed."""
        own = self.progress.groups[group]
        return range(fixed(own, self.unlock), len(to_come(own)))

    def of(self, orders: Orders) -> Outcome:
        """Return what comes of other `orders` of some groups."""
        key = tuple(sorted(orders.items()))
        if (known := self.tried.get(key)) is None:
            known = self.tried[key] = outcome(forward(self.scene, orders))
        return known

    def swaps(
        self, group: str, order: tuple[str, ...], station: str | None = None
    ) -> Iterator[tuple[str, ...]]:
        """Yield `order` with two of its free stations swapped, one of them `station` if it is given."""
        for one, other in combinations(self.free(group), 2):
            if station is None or station in {order[one], order[other]}:
                new = list(order)
                new[one], new[other] = new[other], new[one]
                yield tuple(new)

    def best_swaps(self, group: str, station: str | None = None) -> list[tuple[str, ...]]:
        """Return the orders with two stations of `group` swapped, the best first."""
        own = self.orders().get(group)
        if own is None:
            return []
        return sorted(
            self.swaps(group, own, station), key=lambda order: self.of({group: order}).cost(self.limit)
        )

    def replan(self) -> Orders:
        """Return better orders for whoever can help: one swap after another, each a good one.

        The groups that wait longest, and those for whom they wait, are tried first.
        """
        present: dict[str, tuple[str, ...]] = {}
        coming = max(1, sum(len(runner.order) for runner in self.scene.runners))
        left = VISITS // coming
        best = self.base.cost(self.limit)
        while left > 0:
            found: tuple[float, str, tuple[str, ...]] | None = None
            walks = forward(self.scene, present)
            for group, station in _troubled(walks):
                own = present.get(group) or self.orders()[group]
                for order in self.swaps(group, own, station):
                    cost = self.of({**present, group: order}).cost(self.limit)
                    left -= 1
                    if cost < best - 1 and (found is None or cost < found[0]):
                        found = cost, group, order
                if left <= 0 or (found is not None and found[0] < best - 60):
                    break
            if found is None:
                break
            best = found[0]
            present[found[1]] = found[2]
        orders = self.orders()
        return {group: order for group, order in present.items() if order != orders[group]}


def _troubled(walks: Walks) -> list[tuple[str, str]]:
    """Return who waits where, the longest wait first, each followed by those for whom it waits."""
    waits = sorted(
        ((step.wait, group, step) for group, steps in walks.items() for step in steps if step.others),
        key=lambda each: (-each[0], each[1]),
    )
    named = ((who, step.station) for wait, group, step in waits if wait > 10 for who in (group, *step.others))
    return list(dict.fromkeys(named))
