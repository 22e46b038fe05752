"""Rows of the log's table, and the bytes of them that are hashed."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields
from hashlib import sha256
from json import JSONEncoder
from pathlib import Path

from questtour.eventlog.faults import DAMAGED_ROW, fault
from questtour.eventlog.hlc import read_time
from questtour.tour.events import Event, EventId, Recorded, Unknown, read_event

_JSON = JSONEncoder(ensure_ascii=False, separators=(",", ":"), allow_nan=False, check_circular=False)

BEFORE_FIRST = bytes(32)
"""What stands in place of the previous hash in a laptop's first event."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the table `events`, column by column, as it is stored and passed on."""

    device: str
    seq: int
    time: str
    """UTC, see `hlc.time_text`."""
    clock: str
    """See `hlc.tick`."""
    kind: str
    group_id: str | None
    body: str
    """JSON, verbatim: read again it might be written differently and no longer match its hash."""
    hash: bytes
    signature: bytes

    @property
    def id(self) -> EventId:
        """Return the event's key."""
        return EventId(self.device, self.seq)

    @property
    def columns(self) -> tuple[str | int | bytes | None, ...]:
        """Return the values in the order of `COLUMNS`."""
        return (
            self.device,
            self.seq,
            self.time,
            self.clock,
            self.kind,
            self.group_id,
            self.body,
            self.hash,
            self.signature,
        )

    def recorded(self) -> Recorded:
        """Return what the row says; a ValueError or TypeError says that its time cannot be read."""
        event = read_event(self.kind, self.body)
        return Recorded(self.device, self.seq, read_time(self.time), self.clock, self.group_id, event)

    def chained(self, previous: bytes) -> bytes:
        """Return the hash that this row must have after the laptop's `previous` one."""
        said = (self.device, self.seq, self.time, self.clock, self.kind, self.group_id, self.body)
        return chain(previous, said)


COLUMNS = tuple(field.name for field in fields(Row))
"""The table's columns, in their order."""

IN_ORDER = f"SELECT {', '.join(COLUMNS)} FROM events ORDER BY clock, device, seq"
"""Every row, causes before what they caused."""

OF_KINDS = f"SELECT {', '.join(COLUMNS)} FROM events WHERE kind IN ({{}}) ORDER BY clock, device, seq"
"""The rows of some kinds only, in the same order; in the braces go as many question marks as kinds."""

INSERT = f"INSERT INTO events({', '.join(COLUMNS)}) VALUES ({', '.join('?' * len(COLUMNS))})"
"""Writes one row, given its `columns`."""


def recorded_rows(rows: Iterable[Row], path: Path) -> Iterator[Recorded]:
    """Read what `rows` of the log at `path` say; a LogFault names the row that cannot be read."""
    for row in rows:
        try:
            yield row.recorded()
        except (ValueError, TypeError) as error:
            raise fault(DAMAGED_ROW, path, seq=row.seq, device=row.device) from error


def canonical(said: Iterable[str | int | None]) -> bytes:
    """Return the bytes of a row's text columns that are hashed: different columns, different bytes.

    Half characters (lone surrogates), which no valid text holds, are kept apart too. A TypeError says
    that a column holds bytes where text belongs.
    """
    return _JSON.encode(tuple(said)).encode("utf-8", "surrogatepass")


def chain(previous: bytes, said: Iterable[str | int | None]) -> bytes:
    """Return the hash of a row's text columns, chained to the `previous` row's hash (32 bytes)."""
    return sha256(previous + canonical(said)).digest()


def body_text(event: Event | Unknown) -> str:
    """Return the body of `event` as it is stored; a ValueError says that JSON cannot hold it."""
    return whole(_JSON.encode(event.body()))


def whole(text: str) -> str:
    """Return `text` without half characters, which neither UTF-8 nor SQLite can hold."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text
