"""What a laptop says of itself: its digests, short where nothing changed, and at once on a first contact."""

import hashlib
from collections.abc import Mapping
from random import Random

from questtour.mesh.inbox import Inbox
from questtour.mesh.messages import Digest, Live, Sender
from questtour.mesh.rows import Head, SentRow, StoredRow, sent, weight
from questtour.mesh.strict import MAX_NAME
from questtour.mesh.timing import CONTACT, CONTACT_EVERY, DIGEST_EVERY, Now

LIVE_BYTES = 32 * 2**10
"""Larger events do not fit one packet of Zenoh: they are only announced, and asked for."""


class Speaker:
    """Writes digests, and knows when the next one is due."""

    def __init__(self, me: Sender, name: str, role: str, random: Random, now: Now) -> None:
        """Speak for `me`; the first digest is due at once."""
        self._me = me
        self._name, self._role = _short(name), _short(role)
        self._random = random
        self._spelled = ""
        self._print = ("", -1)
        self._said = float("-inf")
        self.wake = now.mono
        """When the next digest is due, on the monotonic clock."""

    def soon(self, now: Now) -> None:
        """Spell out everything before long: somebody came, or there is something that only a digest tells."""
        self._spelled = ""
        earliest = max(now.mono + self._random.uniform(*CONTACT), self._said + CONTACT_EVERY)
        self.wake = min(self.wake, earliest)

    def fingerprint(self, inbox: Inbox) -> str:
        """Return the fingerprint of what is stored; reckoned anew only where that has changed."""
        if self._print[1] != inbox.version:
            self._print = fingerprint(inbox.heads), inbox.version
        return self._print[0]

    def digest(self, inbox: Inbox, now: Now, *, dropped: int, echo: str, twin: bool) -> Digest | None:
        """Return the digest that is due now, if one is."""
        if now.mono < self.wake:
            return None
        self._said = now.mono
        self.wake = now.mono + DIGEST_EVERY * self._random.uniform(0.8, 1.2)
        told = self.fingerprint(inbox)
        changed, self._spelled = told != self._spelled, told
        said = dict(inbox.heads) if changed else None
        names = (self._name, self._role) if changed else ("", "")
        return Digest(self._me, told, said, now.wall, *names, dropped, echo, twin)

    def live(self, rows: list[StoredRow]) -> list[Live]:
        """Return `rows`, all our own and in order, as they are put; what is too large is left out."""
        messages: list[Live] = []
        packet: list[SentRow] = []
        size = 0
        for row in rows:
            if packet and size + weight(row) > LIVE_BYTES:
                messages.append(Live(self._me, tuple(packet)))
                packet, size = [], 0
            if weight(row) <= LIVE_BYTES:
                packet.append(sent(row))
                size += weight(row)
        return [*messages, Live(self._me, tuple(packet))] if packet else messages


def fingerprint(heads: Mapping[str, Head]) -> str:
    """Return 16 hex digits that two laptops share when they know the same."""
    lines = (f"{device} {head.seq} {head.mark}\n" for device, head in sorted(heads.items()))
    return hashlib.sha256("".join(lines).encode()).hexdigest()[:16]


def _short(text: str) -> str:
    """Return as much of a name as others take."""
    return text[:MAX_NAME].encode("utf-8", "replace").decode()
