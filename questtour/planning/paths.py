"""How far a group must walk at least, in whatever order it visits its stations."""

from collections.abc import Mapping
from functools import lru_cache

_MOST = 12
"""Stations up to which the shortest path is found exactly: with each more it takes twice as long."""

Walks = tuple[tuple[tuple[str, str], int], ...]
"""Pairs of stations, and how long the walk between them takes, in units."""


@lru_cache(maxsize=64)
def shortest_path(ids: tuple[str, ...], walks: Walks) -> int:
    """Return how long the walks of the shortest path through all stations are.

    It is exact for a dozen stations; for more it is the length of a least spanning tree, which no path
    undercuts.
    """
    known = dict(walks)
    return _exact(ids, known) if len(ids) <= _MOST else _spanning(ids, known)


def _exact(ids: tuple[str, ...], walks: Mapping[tuple[str, str], int]) -> int:
    """Find the least over all paths, station by station (Held and Karp, 1962)."""
    steps = [[(1 << to, to, walks.get((one, two), 0)) for to, two in enumerate(ids)] for one in ids]
    been = {(1 << here, here): 0 for here in range(len(ids))}
    for _number in ids[1:]:
        further: dict[tuple[int, int], int] = {}
        for (visited, here), length in been.items():
            for bit, to, walk in steps[here]:
                if not visited & bit:
                    there = (visited | bit, to)
                    further[there] = min(further.get(there, length + walk), length + walk)
        been = further
    return min(been.values())


def _spanning(ids: tuple[str, ...], walks: Mapping[tuple[str, str], int]) -> int:
    """Return the length of a least spanning tree (Prim, 1957)."""
    total = 0
    near = {each: min(walks[ids[0], each], walks[each, ids[0]]) for each in ids[1:]}
    while near:
        added = min(near, key=lambda each: near[each])
        total += near.pop(added)
        for each, length in near.items():
            near[each] = min(length, walks[added, each], walks[each, added])
    return total
