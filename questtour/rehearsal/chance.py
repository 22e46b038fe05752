"""Chance that comes out the same every time: each draw has a name, and the seed and the name decide it.

There is no sequence of draws that one more group or one more question could put out of step: what a group
draws for its stay at a station stays the same whoever else is on the tour.
"""

from collections.abc import Sequence
from datetime import timedelta
from hashlib import sha256
from math import exp
from statistics import NormalDist
from typing import TypeVar

T = TypeVar("T")

_NORMAL = NormalDist()
_FINE = 2**53
"""So many steps lie between 0 and 1: more would not fit into a float."""


class Chance:
    """Draws that are independent of each other, each known by its name."""

    def __init__(self, seed: int, *names: str) -> None:
        """Take the seed of the rehearsal and, for a narrower circle, the names that all draws begin with."""
        self._seed = seed
        self._names = names

    def of(self, *names: str) -> "Chance":
        """Return the draws whose names begin with `names`: those of a group, or of a group at a station."""
        return Chance(self._seed, *self._names, *names)

    def key(self, *names: str) -> bytes:
        """Return 32 bytes."""
        return sha256(repr((self._seed, *self._names, *names)).encode()).digest()

    def uniform(self, *names: str) -> float:
        """Draw a number above 0 and below 1, all equally likely."""
        return (int.from_bytes(self.key(*names)[:8], "big") % _FINE + 0.5) / _FINE

    def happens(self, probability: float, *names: str) -> bool:
        """Tell whether something happens that has this `probability`, from 0 to 1."""
        return self.uniform(*names) < probability

    def choice(self, options: Sequence[T], *names: str) -> T:
        """Draw one of `options`, all equally likely; there must be one."""
        return options[int(self.uniform(*names) * len(options))]

    def factor(self, sigma: float, *names: str) -> float:
        """Draw a lognormal factor: its median is 1, and its logarithm has the standard deviation `sigma`."""
        return exp(sigma * _NORMAL.inv_cdf(self.uniform(*names)))

    def shift(self, deviation: timedelta, *names: str) -> timedelta:
        """Draw a normal time around 0, in whole seconds."""
        return whole_seconds(deviation * _NORMAL.inv_cdf(self.uniform(*names)))

    def between(self, shortest: timedelta, longest: timedelta, *names: str) -> timedelta:
        """Draw a time between two, all equally likely, in whole seconds."""
        return whole_seconds(shortest + (longest - shortest) * self.uniform(*names))


def whole_seconds(span: timedelta) -> timedelta:
    """Return `span` to the second.

    The last digits of a logarithm may differ from one computer to another; those of a second do not.
    """
    return timedelta(seconds=round(span.total_seconds()))
