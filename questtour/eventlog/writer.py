"""The one who writes the log: everything in this module runs on the log's writer thread."""

import os
import sqlite3
from collections.abc import Sequence
from contextlib import ExitStack
from operator import attrgetter
from pathlib import Path
from typing import NamedTuple

from filelock import FileLock, Timeout
from pydantic import JsonValue

from questtour.clock import Clock
from questtour.eventlog import database, hlc
from questtour.eventlog.chains import Chains, End
from questtour.eventlog.faults import (
    GONE,
    LOCKED,
    NO_KEY,
    OTHER_KEY,
    LogInUse,
    fault,
    sqlite_fault,
    system_fault,
)
from questtour.eventlog.files import beside, key_path
from questtour.eventlog.keys import LaptopKey
from questtour.eventlog.receiving import Received, sift
from questtour.eventlog.rows import (
    IN_ORDER,
    INSERT,
    Row,
    body_text,
    chain,
    recorded_rows,
    whole,
)
from questtour.tour.events import Event, Recorded, Unknown, read_event

_Said = tuple[str, int, str, str, str, str | None, str]
"""A row's columns up to the body: what is hashed."""

_Columns = tuple[str, int, str, str, str, str | None, str, bytes, bytes]
"""A row as SQLite takes it. A `Row` of each would cost some µs more between asking and acknowledging."""


class Draft(NamedTuple):
    """An event that is still to be recorded, and the group that it is about, if any."""

    event: Event | Unknown
    group: str | None = None


class Writer:
    """Owns the log's lock, its connection and the laptops' keys, from the opening to the end."""

    def __init__(self, path: Path, clock: Clock, key: LaptopKey | None, durable: bool = True) -> None:
        """Open or create the log at the absolute `path`; raises LogFault and leaves everything as it was.

        See `EventLog.open` for what is not `durable`.
        """
        self._path = path
        self._name = os.fspath(path)
        self._clock = clock
        database.check_place(path)
        with ExitStack() as undo:
            undo.callback(_locked(path).release)
            self.key = _own_key(path, key, database.check_sound(path))
            self._db = database.open_writing(path)
            undo.callback(self._db.close)
            if not key_path(path).exists():
                self.key.save(key_path(path))
            self._chains = Chains(self._db)
            self._ends: dict[str, End] = {}
            """Where the chain of each laptop that writes here ends: what its next event goes on from."""
            with database.worded(path):
                self._seen = self._chains.greatest_clock()
                """The greatest reading of all laptops' clocks in the log."""
            self.admit(self.key)
            if not durable:
                self._db.execute("PRAGMA synchronous = OFF")
                undo.callback(self._settle)
            self._undo = undo.pop_all()

    def admit(self, key: LaptopKey) -> None:
        """Let the laptop with that `key` write its chain here too, or go on with it; raises LogFault."""
        with database.worded(self._path):
            self._ends[key.device] = self._chains.end(key.device)

    def append(self, drafts: Sequence[Draft], key: LaptopKey) -> tuple[Recorded, ...]:
        """Record `drafts` of the laptop with that `key`, all or none, and return when they are on the disk.

        The laptop has been admitted (else a KeyError). Raises LogFault.
        """
        time = hlc.time_text(self._clock.now())
        end, seen = self._ends[key.device], self._seen
        rows: list[_Columns] = []
        done: list[Recorded] = []
        for draft in drafts:
            seen = hlc.tick_at(seen, time, key.device)
            said = _said(draft, key.device, end.seq + 1, time, seen)
            end = End(end.seq + 1, chain(end.hash, said))
            rows.append((*said, end.hash, key.sign(end.hash)))
            # What is read back is what a later start will read; what cannot be is never acknowledged.
            done.append(_read_back(said))
        if rows:
            self._write(rows)
            self._ends[key.device], self._seen = end, seen
        return tuple(done)

    def receive(self, rows: Sequence[Row]) -> Received:
        """Keep those of `rows` that are good, and return when they are on the disk; raises LogFault."""
        with database.worded(self._path):
            fresh, held, refused = sift(rows, self._chains)
        fresh.sort(key=attrgetter("clock", "device", "seq"))
        accepted = tuple(row.recorded() for row in fresh)
        if fresh:
            self._write([row.columns for row in fresh])
            self._go_on_after(fresh)
        return Received(accepted, tuple(held), tuple(refused))

    def heads(self) -> dict[str, tuple[int, bytes]]:
        """Return the number and the hash of each laptop's last event; raises LogFault."""
        with database.worded(self._path):
            return self._chains.ends()

    def rows_after(self, device: str, seq: int, limit: int) -> list[Row]:
        """Return the events of `device` after number `seq`, at most `limit`; raises LogFault."""
        with database.worded(self._path):
            return self._chains.rows_after(device, seq, limit)

    def records(self) -> list[Recorded]:
        """Return every event in the order of the hybrid clock; raises LogFault."""
        with database.worded(self._path):
            rows = (Row(*columns) for columns in self._db.execute(IN_ORDER))
            return list(recorded_rows(rows, self._path))

    def keep_secret(self, name: str, value: JsonValue) -> None:
        """Write `value` into the key file; raises LogFault."""
        self.key.more[name] = value
        self.key.save(key_path(self._path))

    def close(self) -> None:
        """Close the database and let the next program have the log; raises LogFault."""
        with database.worded(self._path):
            self._undo.close()

    def _write(self, rows: Sequence[tuple[object, ...]]) -> None:
        # SQLite would go on writing into a file that has no name any more, and every event would be lost.
        if not os.access(self._name, os.F_OK):
            raise fault(GONE, self._path)
        try:
            with database.atomic(self._db):
                self._db.executemany(INSERT, rows)
        except sqlite3.Error as error:
            raise sqlite_fault(error, self._path) from error

    def _settle(self) -> None:
        """Bring what was written without waiting to the disk."""
        self._db.execute("PRAGMA synchronous = FULL")
        self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()

    def _go_on_after(self, rows: Sequence[Row]) -> None:
        """Go on after `rows` of any laptops; those of one that writes here come from a better copy."""
        for row in sorted(rows, key=attrgetter("seq")):
            if row.device in self._ends:
                self._ends[row.device] = End(row.seq, row.hash)
        self._seen = max(self._seen, *(row.clock for row in rows))


def _said(draft: Draft, device: str, seq: int, time: str, reading: str) -> _Said:
    """Return what the row of `draft` says."""
    group = None if draft.group is None else whole(draft.group)
    return device, seq, time, reading, draft.event.kind, group, body_text(draft.event)


def _read_back(said: _Said) -> Recorded:
    device, seq, time, reading, kind, group, body = said
    return Recorded(device, seq, hlc.read_time(time), reading, group, read_event(kind, body))


def _locked(path: Path) -> FileLock:
    """Take the log's lock, which the system takes back when the program ends, in whatever way."""
    lock = FileLock(beside(path, ".lock"))
    try:
        lock.acquire(timeout=0)
    except Timeout as error:
        raise LogInUse(str(fault(LOCKED, path))) from error
    except OSError as error:
        raise system_fault(error, beside(path, ".lock")) from error
    return lock


def _own_key(path: Path, given: LaptopKey | None, devices: frozenset[str]) -> LaptopKey:
    """Return the key that goes on with a log in which `devices` have events; raises LogFault."""
    kept = LaptopKey.load(key_path(path)) if key_path(path).exists() else None
    key = kept or given
    if key is None and devices:
        raise fault(NO_KEY, key_path(path))
    key = key or LaptopKey.create()
    foreign = given is not None and given.device != key.device
    if foreign or (devices and key.device not in devices):
        raise fault(OTHER_KEY, key_path(path))
    return key
