"""Remembers which messages came lately: what arrives on two ways counts once."""

from collections import OrderedDict

MOST = 4096


class Recent:
    """The last few thousand messages; each is sealed with a nonce of its own, so equal bytes are one."""

    def __init__(self) -> None:
        """Begin with none."""
        self._seen: OrderedDict[int, None] = OrderedDict()

    def is_new(self, place: str, payload: bytes) -> bool:
        """Tell whether `payload` did not come before in `place`, and remember it."""
        # Python's hash of bytes is keyed anew in every process: nobody can aim at a collision.
        key = hash((place, payload))
        if key in self._seen:
            return False
        self._seen[key] = None
        if len(self._seen) > MOST:
            self._seen.popitem(last=False)
        return True
