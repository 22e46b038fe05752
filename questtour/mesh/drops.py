"""Counts what fails, and tells of it no more than once a second."""

from collections import Counter

from questtour.mesh.news import Dropped
from questtour.mesh.timing import NEVER, TELL_EVERY, Now


class Drops:
    """What failed since the start, by reason."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self._counts: Counter[str] = Counter()
        self._untold: dict[str, None] = {}
        self._next = 0.0

    @property
    def total(self) -> int:
        """Return how much failed, whatever the reason."""
        return self._counts.total()

    @property
    def wake(self) -> float:
        """Return when there is something to tell, on the monotonic clock."""
        return self._next if self._untold else NEVER

    def count(self, reason: str) -> None:
        """Note that something failed."""
        self._counts[reason] += 1
        self._untold[reason] = None

    def news(self, now: Now) -> list[Dropped]:
        """Return what is to be told now."""
        if not self._untold or now.mono < self._next:
            return []
        untold, self._untold = self._untold, {}
        self._next = now.mono + TELL_EVERY
        return [Dropped(reason, self._counts[reason]) for reason in untold]
