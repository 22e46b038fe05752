"""How often, how long, how soon: the mesh's own times in one place, in seconds."""

from random import Random
from typing import NamedTuple

DIGEST_EVERY = 5.0
"""Between two digests of one laptop, give or take a fifth so that laptops do not speak all at once."""

CONTACT = (0.02, 0.2)
"""How soon a digest follows a first contact: somewhere in here, once for all who came meanwhile."""

CONTACT_EVERY = 0.5
"""Between two digests for first contacts, however many laptops come at once."""

SILENT_AFTER = 4 * DIGEST_EVERY
"""A laptop that was not heard for so long counts as out of reach, whatever its token says."""

GRACE = (0.03, 0.12)
"""How long something may be missing before it is asked for: live events overtake digests."""

ASK_TIMEOUT = 10.0
"""How long an answer may take: 256 KiB through the worst Wi-Fi that a tour could bear."""

REST = 0.5
"""How long a laptop that did not answer, or rows that failed, are left alone at first; then twice that."""

REST_MOST = 60.0

TELL_EVERY = 1.0
"""Between two news of things that fail, however many do."""

CLOCK_EVERY = 60.0
"""Between two measurements of the clock."""

CLOCK_TRIES = 5
CLOCK_SPACING = 0.2
CLOCK_TIMEOUT = 3.0
CLOCK_STEP = 0.2
"""A clock that moved by less against the coordinator's is not worth an event."""

JUMP = 0.5
"""A clock that moved by more against monotonic time was put forward or back."""

NEVER = float("inf")


class Now(NamedTuple):
    """One moment on this laptop's two clocks."""

    mono: float
    """Seconds that only ever grow."""
    wall: int
    """Microseconds since 1970 in UTC, as far as this laptop knows."""


def rest(count: int, random: Random) -> float:
    """Return for how long to leave alone what failed `count` times in a row; never the same for two."""
    return min(REST * 2.0 ** min(count - 1, 16), REST_MOST) * random.uniform(0.75, 1.25)
