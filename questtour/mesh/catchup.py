"""Who is asked for what is missing: one laptop at a time for each gap, and nobody in a storm."""

from collections.abc import Mapping
from dataclasses import dataclass
from random import Random
from typing import NamedTuple

from questtour.mesh.inbox import Inbox
from questtour.mesh.peers import Peers
from questtour.mesh.timing import ASK_TIMEOUT, GRACE, NEVER, Now, rest

MOST_ASKED = 3
"""How many laptops are asked at the same time, each for other gaps."""

LIMIT = 256 * 2**10
"""How many bytes of events are wanted in one answer, before packing."""

LIMIT_LEAST = 16 * 2**10
SLOW = 2.0
"""A question that fails only after so many seconds may have asked for too much at once."""


class Wanted(NamedTuple):
    """A question to be put to `peer`."""

    peer: str
    nonce: str
    after: Mapping[str, int]
    limit: int


class _Pending(NamedTuple):
    peer: str
    after: Mapping[str, int]
    asked: float


@dataclass(slots=True)
class _Trouble:
    """What failed, how often in a row, and until when it is left alone."""

    count: int = 0
    until: float = 0.0


class CatchUp:
    """Knows what is missing, and decides whom to ask when."""

    def __init__(self, random: Random) -> None:
        """Take the source of chance that keeps laptops from doing the same at the same moment."""
        self._random = random
        self._due: dict[str, float] = {}
        self._pending: dict[str, _Pending] = {}
        self._peers: dict[str, _Trouble] = {}
        self._chains: dict[str, _Trouble] = {}
        self._limits: dict[str, int] = {}
        self._avoided: dict[str, str] = {}
        self.wake = NEVER
        """When to plan again at the latest, on the monotonic clock."""

    def plan(self, now: Now, peers: Peers, inbox: Inbox) -> list[Wanted]:
        """Return the questions that are to be asked now."""
        for nonce in [each for each, asked in self._pending.items() if _late(asked, now)]:
            self.failed(nonce, now)
        lacking = self._lacking(peers, inbox)
        self._watch_gaps(lacking, now)
        wanted: list[Wanted] = []
        while inbox.roomy and len(self._pending) < MOST_ASKED:
            next_one = self._next(now, lacking, peers, inbox)
            if next_one is None:
                break
            wanted.append(next_one)
        self.wake = self._next_wake(now, lacking)
        return wanted

    def answered(self, nonce: str, now: Now, progress: bool) -> None:
        """Learn that a question was answered, and whether that was of any use."""
        pending = self._pending.pop(nonce, None)
        if pending is None:
            return
        self._peers.pop(pending.peer, None)
        limit = self._limits.get(pending.peer, LIMIT)
        self._limits[pending.peer] = min(2 * limit, LIMIT)
        if not progress:
            for device in pending.after:
                self.chain_failed(device, now)

    def failed(self, nonce: str, now: Now) -> None:
        """Learn that a question was not answered: its gaps go to somebody else, its laptop is left alone."""
        pending = self._pending.pop(nonce, None)
        if pending is None:
            return
        self._fail(self._peers, pending.peer, now)
        if now.mono - pending.asked > SLOW:
            limit = self._limits.get(pending.peer, LIMIT)
            self._limits[pending.peer] = max(limit // 2, LIMIT_LEAST)

    def asked_of(self, nonce: str) -> tuple[str, Mapping[str, int]] | None:
        """Return who was asked with `nonce`, and about which chains from where on."""
        pending = self._pending.get(nonce)
        return None if pending is None else (pending.peer, pending.after)

    def chain_failed(self, device: str, now: Now) -> None:
        """Learn that rows of `device` were not as they should be: ask again later, and somebody else."""
        self._fail(self._chains, device, now)

    def chain_grew(self, device: str) -> None:
        """Learn that rows of `device` were stored."""
        self._chains.pop(device, None)
        self._avoided.pop(device, None)

    def came(self, peer: str) -> None:
        """Learn that `peer` is there anew, so that it can be asked at once."""
        self._peers.pop(peer, None)

    def _lacking(self, peers: Peers, inbox: Inbox) -> dict[str, list[str]]:
        """Return the chains of which something is missing here, and who has it."""
        reach = inbox.reach
        goals = peers.goals().items()
        return {
            device: peers.who_has(device, reach(device)) for device, goal in goals if goal > reach(device)
        }

    def _watch_gaps(self, lacking: Mapping[str, list[str]], now: Now) -> None:
        for device in [device for device in self._due if device not in lacking]:
            del self._due[device]
        for device in lacking:
            if device not in self._due:
                self._due[device] = now.mono + self._random.uniform(*GRACE)

    def _next(self, now: Now, lacking: Mapping[str, list[str]], peers: Peers, inbox: Inbox) -> Wanted | None:
        """Return the question that closes the most gaps, and count it as asked."""
        covers: dict[str, list[str]] = {peer: [] for peer in peers.unread() if self._may_ask(peer, now)}
        for device in self._open(now, lacking):
            for peer in self._fit(device, [each for each in lacking[device] if self._may_ask(each, now)]):
                covers.setdefault(peer, []).append(device)
        if not covers:
            return None
        peer = max(covers, key=lambda each: (len(covers[each]), self._random.random()))
        after = {device: inbox.reach(device) for device in covers[peer]}
        nonce = f"{self._random.getrandbits(64):016x}"
        self._pending[nonce] = _Pending(peer, after, now.mono)
        self._avoided.update(dict.fromkeys(after, peer))
        return Wanted(peer, nonce, after, self._limits.get(peer, LIMIT))

    def _open(self, now: Now, lacking: Mapping[str, list[str]]) -> list[str]:
        """Return the gaps that nobody is being asked about, and that are due."""
        asked = {device for pending in self._pending.values() for device in pending.after}
        return [device for device in lacking if device not in asked and self._chain_due(device) <= now.mono]

    def _fit(self, device: str, peers: list[str]) -> list[str]:
        """Return whom of `peers` to ask about a chain: who gave bad rows last only if nobody else is left."""
        if device not in self._chains:
            return peers
        return [peer for peer in peers if peer != self._avoided.get(device)] or peers

    def _may_ask(self, peer: str, now: Now) -> bool:
        if any(pending.peer == peer for pending in self._pending.values()):
            return False
        return peer not in self._peers or self._peers[peer].until <= now.mono

    def _chain_due(self, device: str) -> float:
        trouble = self._chains.get(device)
        return max(self._due[device], trouble.until if trouble else 0.0)

    def _fail(self, troubles: dict[str, _Trouble], what: str, now: Now) -> None:
        trouble = troubles.setdefault(what, _Trouble())
        trouble.count += 1
        trouble.until = now.mono + rest(trouble.count, self._random)

    def _next_wake(self, now: Now, lacking: Mapping[str, list[str]]) -> float:
        times = [pending.asked + ASK_TIMEOUT for pending in self._pending.values()]
        times += [self._chain_due(device) for device in lacking]
        times += [trouble.until for trouble in self._peers.values()]
        return min((time for time in times if time > now.mono), default=NEVER)


def _late(pending: _Pending, now: Now) -> bool:
    return now.mono >= pending.asked + ASK_TIMEOUT
