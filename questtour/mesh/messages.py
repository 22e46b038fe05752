"""What laptops say to each other, once it is unsealed and read."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from questtour.mesh.rows import Head, SentRow


class Sender(NamedTuple):
    """Who says something: a laptop, and which run of the program on it."""

    device: str
    instance: str
    """16 hex digits, new at every start: two of them at once under one device are copies of one log."""


@dataclass(frozen=True, slots=True)
class Live:
    """Events that the sender has just recorded, all its own."""

    sender: Sender
    rows: tuple[SentRow, ...]


@dataclass(frozen=True, slots=True)
class Digest:
    """What the sender knows, now and then."""

    sender: Sender
    print: str
    """A fingerprint of what the sender knows, 16 hex digits."""
    heads: Mapping[str, Head] | None
    """How far the sender knows each laptop's chain; left out where that has not changed."""
    wall: int
    """The sender's own clock, microseconds since 1970 in UTC."""
    name: str = ""
    role: str = ""
    dropped: int = 0
    """How many messages and events failed there since its start."""
    echo: str = ""
    """Another run that the sender heard under its own device: who reads its own here has met a twin."""
    twin: bool = False
    """The sender knows that another laptop runs a copy of its log."""


@dataclass(frozen=True, slots=True)
class Ask:
    """Asks one laptop for what it has and the sender lacks."""

    sender: Sender
    nonce: str
    """16 hex digits that the answer repeats."""
    after: Mapping[str, int]
    """The laptops that are asked about, and the last event of each that is known here; none: heads only."""
    limit: int
    """How many bytes of events are wanted at once, before packing."""


@dataclass(frozen=True, slots=True)
class Answer:
    """Answers an `Ask`: how far the sender knows each chain, and the next events of those asked about."""

    sender: Sender
    nonce: str
    heads: Mapping[str, Head]
    rows: tuple[SentRow, ...]


@dataclass(frozen=True, slots=True)
class ClockAsk:
    """Asks what the other clock says."""

    sender: Sender
    nonce: str


@dataclass(frozen=True, slots=True)
class ClockAnswer:
    """Says what the sender's clock read; microseconds since 1970 in UTC."""

    sender: Sender
    nonce: str
    heard: int
    replied: int


Question = Ask | ClockAsk
Message = Live | Digest | Ask | Answer | ClockAsk | ClockAnswer
