"""How much one may ask for in a while. What is known of whom is kept in memory only, and forgotten soon."""

from collections import OrderedDict
from collections.abc import Hashable

MOST_KNOWN = 4096
"""So many senders are told apart at most; who was heard longest ago is forgotten first."""


class Buckets:
    """A token bucket for each sender: `burst` at once, then `rate` a second."""

    def __init__(self, burst: float, rate: float) -> None:
        self._burst, self._rate = burst, rate
        self._left: OrderedDict[int, tuple[float, float]] = OrderedDict()

    def take(self, sender: Hashable, now: float) -> bool:
        """Take one token of `sender` at the moment `now` (seconds that only grow); tell whether it was there.

        A sender is kept as a number that means nothing outside this program.
        """
        name = hash(sender)
        left, since = self._left.pop(name, (self._burst, now))
        left = min(self._burst, left + (now - since) * self._rate)
        given = left >= 1
        self._left[name] = (left - 1 if given else left, now)
        if len(self._left) > MOST_KNOWN:
            self._left.popitem(last=False)
        return given
