"""Rows of the event log on their way between laptops, verbatim: the log's own business is what they say."""

from dataclasses import dataclass
from typing import NamedTuple, Protocol

HASH_BYTES = 32
SIGNATURE_BYTES = 64
MARK_BYTES = 4


class StoredRow(Protocol):
    """What the mesh needs of a stored row: its columns, as the log has them (DESIGN §5)."""

    @property
    def device(self) -> str:
        """Return the id of the laptop that wrote it."""

    @property
    def seq(self) -> int:
        """Return that laptop's running number, from 1."""

    @property
    def time(self) -> str:
        """Return the UTC time as text."""

    @property
    def clock(self) -> str:
        """Return the hybrid clock's reading."""

    @property
    def kind(self) -> str:
        """Return the kind of event."""

    @property
    def group_id(self) -> str | None:
        """Return the group that it is about, if any."""

    @property
    def body(self) -> str:
        """Return the JSON text, verbatim."""

    @property
    def hash(self) -> bytes:
        """Return the hash, 32 bytes, chained to the laptop's previous event."""

    @property
    def signature(self) -> bytes:
        """Return the laptop's signature of the hash, 64 bytes."""


@dataclass(frozen=True, slots=True)
class SentRow:
    """A row that came from another laptop: of the right shape, and otherwise not to be trusted yet."""

    device: str
    seq: int
    time: str
    clock: str
    kind: str
    group_id: str | None
    body: str
    hash: bytes
    signature: bytes

    @property
    def columns(self) -> tuple[str, int, str, str, str, str | None, str, bytes, bytes]:
        """Return the values in the order of the log's table."""
        said = (self.device, self.seq, self.time, self.clock, self.kind, self.group_id, self.body)
        return (*said, self.hash, self.signature)


def sent(row: StoredRow) -> SentRow:
    """Return a stored row as it is sent."""
    said = (row.device, row.seq, row.time, row.clock, row.kind, row.group_id, row.body)
    return SentRow(*said, row.hash, row.signature)


class Head(NamedTuple):
    """How far one laptop's chain is known: its last event's number, and a mark that tells copies apart."""

    seq: int
    mark: int

    @classmethod
    def of(cls, seq: int, hash_: bytes) -> "Head":
        """Return the head of a chain that ends with event `seq`, whose hash is `hash_`."""
        return cls(seq, int.from_bytes(hash_[:MARK_BYTES], "big"))


def weight(row: StoredRow) -> int:
    """Return roughly how many bytes `row` takes before it is packed."""
    return len(row.body) + len(row.kind) + 200
