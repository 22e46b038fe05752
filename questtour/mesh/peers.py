"""The other laptops of the tour, as far as they are known here."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from questtour.mesh.messages import Digest, Sender
from questtour.mesh.news import Peer
from questtour.mesh.rows import Head
from questtour.mesh.timing import SILENT_AFTER, Now

MOST_PEERS = 256
"""Whoever has the join code could invent laptops: those not heard for longest are forgotten."""

LOOK_EVERY = 1.0
"""Seconds between two looks for those who fell silent."""

CLOCK_MOVED = 1.0
"""Seconds by which a laptop's clock must move before that is told anew."""


@dataclass(slots=True)
class _Known:
    instance: str
    heard: float
    alive: bool = True
    name: str = ""
    role: str = ""
    heads: dict[str, Head] = field(default_factory=dict)
    print: str = ""
    in_step: bool = False
    lost: bool = False
    """Its digest tells of something that it must have spelled out while we did not hear it."""
    ahead: float = 0.0
    dropped: int = 0
    twin: bool = False


class Peers:
    """Everyone who was heard, and what each of them has."""

    def __init__(self) -> None:
        """Begin alone."""
        self._known: dict[str, _Known] = {}
        self._changed: dict[str, None] = {}
        self._goals: dict[str, int] | None = {}
        self._look_again = 0.0

    def meet(self, sender: Sender, now: Now) -> bool:
        """Note that `sender` said something; tells whether that is a contact anew, or a new run of it."""
        known = self._known.get(sender.device)
        if known is not None and known.instance == sender.instance:
            back, known.heard = not known.alive, now.mono
            self._set_alive(sender.device, known, True)
            return back
        self._known.pop(sender.device, None)
        if len(self._known) >= MOST_PEERS:
            del self._known[min(self._known, key=lambda device: self._known[device].heard)]
        self._known[sender.device] = _Known(sender.instance, now.mono)
        self._changed[sender.device] = None
        self._goals = None
        return True

    def token(self, device: str, alive: bool) -> bool:
        """Note that the token of `device` appeared or vanished; tells whether that is a contact anew."""
        known = self._known.get(device)
        back = alive and (known is None or not known.alive)
        if known is not None:
            self._set_alive(device, known, alive)
        return back

    def read(self, digest: Digest, own_print: str, now: Now) -> None:
        """Learn from the `digest` of somebody met; `own_print` is the fingerprint of what is known here."""
        known = self._known[digest.sender.device]
        known.in_step = digest.print == own_print
        if digest.heads is not None:
            self.has(digest.sender.device, digest.heads)
        elif digest.print != known.print:
            known.lost = not known.in_step
        known.print = digest.print
        ahead = (digest.wall - now.wall) / 1e6
        moved = abs(ahead - known.ahead) > CLOCK_MOVED
        says = (digest.name or known.name, digest.role or known.role, digest.dropped, digest.twin)
        if moved or says != (known.name, known.role, known.dropped, known.twin):
            known.ahead = ahead
            known.name, known.role, known.dropped, known.twin = says
            self._changed[digest.sender.device] = None

    def has(self, device: str, heads: Mapping[str, Head]) -> None:
        """Learn how far `device` knows every chain."""
        if device in self._known:
            self._known[device].heads, self._known[device].lost = dict(heads), False
            self._goals = None

    def wrote(self, device: str, head: Head) -> None:
        """Learn how far the own chain of `device`, somebody met, goes."""
        heads = self._known[device].heads
        if device not in heads or heads[device].seq < head.seq:
            heads[device] = head
            if self._goals is not None:
                self._goals[device] = max(head.seq, self._goals.get(device, 0))

    def fall_silent(self, now: Now) -> None:
        """Count as out of reach who was not heard for long."""
        if now.mono < self._look_again:
            return
        self._look_again = now.mono + LOOK_EVERY
        for device, known in self._known.items():
            if now.mono - known.heard > SILENT_AFTER:
                self._set_alive(device, known, False)

    def goals(self) -> Mapping[str, int]:
        """Return how far each chain is known to anybody within reach."""
        if self._goals is None:
            self._goals = {}
            for known in self._known.values():
                for device, head in known.heads.items() if known.alive else ():
                    self._goals[device] = max(head.seq, self._goals.get(device, 0))
        return self._goals

    def who_has(self, device: str, seq: int) -> list[str]:
        """Return who within reach knows more of the chain of `device` than its event `seq`."""
        return [
            peer
            for peer, known in self._known.items()
            if known.alive and device in known.heads and known.heads[device].seq > seq
        ]

    def unread(self) -> list[str]:
        """Return those within reach of whom it is known only that they know something else than we."""
        return [device for device, known in self._known.items() if known.alive and known.lost]

    def alive(self, device: str) -> bool:
        """Tell whether `device` is within reach."""
        return device in self._known and self._known[device].alive

    def all(self) -> tuple[Peer, ...]:
        """Return everyone as they are now."""
        return tuple(self._peer(device) for device in self._known)

    def changes(self) -> list[Peer]:
        """Return whoever has changed since this was asked last."""
        changed, self._changed = self._changed, {}
        return [self._peer(device) for device in changed if device in self._known]

    def _peer(self, device: str) -> Peer:
        known = self._known[device]
        who = (known.instance, known.name, known.role, known.alive, known.heard, known.in_step)
        return Peer(device, *who, known.ahead, known.dropped, known.twin)

    def _set_alive(self, device: str, known: _Known, alive: bool) -> None:
        if known.alive != alive:
            known.alive = alive
            self._changed[device] = None
            self._goals = None
