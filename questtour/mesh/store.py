"""What the mesh asks of whoever keeps the log; the session puts the event log behind it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol

from questtour.mesh.rows import Head, SentRow, StoredRow


class StoreFault(Exception):
    """The log cannot be read or written just now, whatever the rows say; the text is for a person."""


class Refusal(NamedTuple):
    """A row that the store will not take, and why: a short name, under which such rows are counted."""

    device: str
    seq: int
    reason: str


@dataclass(frozen=True, slots=True)
class Receipt:
    """What became of rows that were given to the store."""

    accepted: Sequence[SentRow] = ()
    """Rows that the log holds now, durably, or held already."""
    refused: Sequence[Refusal] = ()
    """Rows that failed; what comes after one in its laptop's chain may be left out of both."""


class Store(Protocol):
    """Keeps the whole tour's events; every method runs on the event loop and leaves waiting to others."""

    async def digest(self) -> Mapping[str, Head]:
        """Return how far each laptop's chain is known here; raises StoreFault."""
        ...

    async def rows_after(self, device: str, seq: int, limit: int) -> Sequence[StoredRow]:
        """Return the events of `device` that follow number `seq`, in order, at most `limit`.

        Raises StoreFault.
        """
        ...

    async def receive(self, rows: Sequence[SentRow]) -> Receipt:
        """Verify `rows` and keep what is good; when this returns they are on the disk.

        Each laptop's rows come in the order of its chain, and go on where `digest` says that it ends. A
        laptop tells its key in one of its first events, so rows must be looked at together. Rows may be this
        laptop's own: written before its log was put back from an older copy. Raises StoreFault.
        """
        ...
