"""What the mesh tells the session."""

from dataclasses import dataclass
from enum import StrEnum

from questtour.i18n import N_, _


class Drop(StrEnum):
    """Why the mesh itself drops what it hears; a store has reasons of its own."""

    UNSEALED = "unsealed"
    MALFORMED = "malformed"
    MISPLACED = "misplaced"

    @property
    def text(self) -> str:
        """Return the reason in the user's language."""
        return _(_TEXTS[self])


_TEXTS = {
    Drop.UNSEALED: N_("not sealed with this tour's code"),
    Drop.MALFORMED: N_("cannot be read"),
    Drop.MISPLACED: N_("said in another laptop's place"),
}


@dataclass(frozen=True, slots=True)
class Peer:
    """Another laptop of the tour, as far as it is known here."""

    device: str
    instance: str
    """Which run of the program there."""
    name: str
    role: str
    alive: bool
    """Whether it can be reached, as far as is known: it takes some 10 s to notice that it cannot."""
    heard: float
    """When it was last heard, on this laptop's monotonic clock."""
    in_step: bool
    """Whether it knew exactly what we know when it was last heard."""
    ahead: float
    """By how many seconds its clock seems ahead of ours; roughly, with the way of the message in it."""
    dropped: int
    """How many messages and events failed there since its start."""
    twin: bool
    """Whether it has met another laptop that runs a copy of its log."""


@dataclass(frozen=True, slots=True)
class PeerChanged:
    """A laptop came, went, or says something new of itself."""

    peer: Peer


@dataclass(frozen=True, slots=True)
class Twin:
    """Another laptop runs a copy of the log of `device`, which may be ours: one of them must stop."""

    device: str


@dataclass(frozen=True, slots=True)
class Dropped:
    """Messages or events failed for `reason` (a `Drop`, or the store's); `count` of them since the start."""

    reason: str
    count: int


@dataclass(frozen=True, slots=True)
class ClockMeasured:
    """This laptop's clock is `offset` seconds ahead of the coordinator's, give or take `within` seconds."""

    offset: float
    within: float


@dataclass(frozen=True, slots=True)
class ClockJumped:
    """This laptop's clock was put forward by `seconds`, or back; waking up from sleep looks the same."""

    seconds: float


@dataclass(frozen=True, slots=True)
class StoreTrouble:
    """The log could not be read or written; it is tried again. The text is for a person."""

    text: str


News = PeerChanged | Twin | Dropped | ClockMeasured | ClockJumped | StoreTrouble
