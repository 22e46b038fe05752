"""Looks whether a log is what its laptops wrote: the file whole, the chains unbroken, the signatures theirs.

A chain that was cut off at its end looks whole: only another laptop's copy can tell that events are missing.
"""

import sqlite3
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import partial
from itertools import groupby
from operator import attrgetter
from pathlib import Path
from typing import NamedTuple

from questtour.eventlog.database import reading
from questtour.eventlog.files import real
from questtour.eventlog.keys import device_of, verifies
from questtour.eventlog.rows import BEFORE_FIRST, COLUMNS, Row
from questtour.i18n import N_, _
from questtour.tour.events import DeviceJoined, read_event

PROGRESS_EVERY = 100
"""Events between two reports of progress: about 10 ms."""

_BY_DEVICE = f"SELECT {', '.join(COLUMNS)} FROM events NOT INDEXED ORDER BY device, seq"
"""Without the index, which may be what is damaged."""


class Reason(StrEnum):
    """Why a laptop's events cannot be taken or trusted from some event on."""

    GAP = "gap"
    BROKEN_CHAIN = "broken chain"
    BENT_SIGNATURE = "bent signature"
    NO_KEY = "no key"
    WRONG_KEY = "wrong key"
    BAD_TIME = "bad time"
    MALFORMED = "malformed"
    FORK = "fork"

    @property
    def text(self) -> str:
        """Return the reason in the user's language."""
        return _(_TEXTS[self])


_TEXTS = {
    Reason.GAP: N_("the event is missing"),
    Reason.BROKEN_CHAIN: N_("the event was changed afterwards"),
    Reason.BENT_SIGNATURE: N_("the signature is not this laptop's"),
    Reason.NO_KEY: N_("the laptop never told its key"),
    Reason.WRONG_KEY: N_("the key belongs to another laptop"),
    Reason.BAD_TIME: N_("the time cannot be right"),
    Reason.MALFORMED: N_("this is not how events are written"),
    Reason.FORK: N_("the laptop wrote two events under one number"),
}


@dataclass(frozen=True, slots=True)
class DeviceVerdict:
    """What was found about one laptop's events."""

    device: str
    events: int
    """How many events of this laptop the log holds."""
    bad_seq: int | None = None
    """The number of the first event that is not as the laptop wrote it, if any."""
    reason: Reason | None = None
    name: str = field(default="", compare=False)
    """What the laptop called itself, if it did; as little to be trusted as what it wrote."""

    @property
    def good(self) -> bool:
        """Tell whether every event is as the laptop wrote it."""
        return self.reason is None


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was found about a log."""

    integrity: str | None
    """What SQLite says is wrong with the file, in its own words, if anything."""
    devices: tuple[DeviceVerdict, ...]
    """The laptops, sorted by their ids."""

    @property
    def good(self) -> bool:
        """Tell whether the file is whole and every event as its laptop wrote it."""
        return self.integrity is None and all(device.good for device in self.devices)


def verify(path: Path, on_progress: Callable[[int, int], object] | None = None) -> Verdict:
    """Check the whole log at `path`; reads only, and needs no key.

    `on_progress` is told how many events are done and how many there are. Raises LogFault where there is no
    log that could be checked; a damaged one gets its verdict as far as it can be read.
    """
    integrity, rows = read_chains(real(path))
    verdicts = []
    done = 0
    for _device, group in groupby(rows, key=attrgetter("device")):
        chain = list(group)
        told = None if on_progress is None else partial(_add_up, on_progress, done, len(rows))
        verdicts.append(replace(check_chain(chain, told), name=_name(chain)))
        done += len(chain)
        if told is not None:
            told(len(chain))
    return Verdict(integrity, tuple(verdicts))


def check_chain(rows: Sequence[Row], on_progress: Callable[[int], object] | None = None) -> DeviceVerdict:
    """Check `rows`: all of one laptop, at least one, in the order of their numbers.

    `on_progress` is told now and then how many rows are done.
    """
    device, count = rows[0].device, len(rows)
    unbroken, reason = _unbroken(rows)
    told = told_key(rows[:unbroken])
    if told is None:
        return DeviceVerdict(device, count, unbroken + 1 if reason else 1, reason or Reason.NO_KEY)
    if not is_own(told.key, device):
        return DeviceVerdict(device, count, told.seq, Reason.WRONG_KEY)
    bent = first_bent(rows[:unbroken], told.key, on_progress)
    if bent is not None:
        return DeviceVerdict(device, count, bent, Reason.BENT_SIGNATURE)
    return DeviceVerdict(device, count, unbroken + 1 if reason else None, reason)


class Told(NamedTuple):
    """The public key (base64) that a laptop told, and in which event."""

    seq: int
    key: str


def _unbroken(rows: Sequence[Row]) -> tuple[int, Reason | None]:
    """Return how many rows follow each other from number 1 on, and why the next one does not."""
    previous = BEFORE_FIRST
    for index, row in enumerate(rows):
        reason = step(row, index, previous)
        if reason is not None:
            return index, reason
        previous = row.hash
    return len(rows), None


def step(row: Row, seq: int, previous: bytes) -> Reason | None:
    """Tell why `row` does not follow event `seq` of its laptop, whose hash is `previous`; None if it does."""
    if row.seq != seq + 1:
        return Reason.GAP
    return None if _continues(row, previous) else Reason.BROKEN_CHAIN


def _continues(row: Row, previous: bytes) -> bool:
    try:
        return row.chained(previous) == row.hash
    except (TypeError, ValueError):  # a bent type in a column: bytes, or no number, where text belongs
        return False


def told_key(rows: Iterable[Row]) -> Told | None:
    """Return the public key that the laptop told first, and in which event; `rows` in their order."""
    for row in rows:
        if row.kind == DeviceJoined.kind:
            event = read_event(row.kind, row.body)
            if isinstance(event, DeviceJoined) and event.key:
                return Told(row.seq, event.key)
    return None


def _name(rows: Iterable[Row]) -> str:
    """Return the first name that a laptop gave itself."""
    events = (read_event(row.kind, row.body) for row in rows if row.kind == DeviceJoined.kind)
    return next((event.name for event in events if isinstance(event, DeviceJoined) and event.name), "")


def is_own(key: str, device: str) -> bool:
    """Tell whether `key` is the public key that makes `device` who it is."""
    try:
        return device_of(key) == device
    except ValueError:
        return False


def first_bent(
    rows: Sequence[Row], key: str, on_progress: Callable[[int], object] | None = None
) -> int | None:
    """Return the number of the first row whose signature was not made with `key`."""
    for index, row in enumerate(rows):
        if not verifies(key, row.hash, row.signature):
            return row.seq
        if on_progress is not None and index % PROGRESS_EVERY == 0:
            on_progress(index)
    return None


def _add_up(on_progress: Callable[[int, int], object], before: int, total: int, seen: int) -> None:
    on_progress(before + seen, total)


def read_chains(path: Path) -> tuple[str | None, list[Row]]:
    """Return what SQLite says is wrong with the file, and the rows that can be read, by laptop and number.

    Raises LogFault where there is no log that could be read.
    """
    rows: list[Row] = []
    with reading(path) as db:
        # Bent bytes that are no UTF-8 any more must reach the check of their hash.
        db.text_factory = _lenient
        try:
            problem = str(db.execute("PRAGMA integrity_check(1)").fetchone()[0])
            rows.extend(Row(*columns) for columns in db.execute(_BY_DEVICE))
        except (sqlite3.DatabaseError, UnicodeDecodeError) as error:
            problem = str(error)
    return (None if problem == "ok" else " ".join(problem.split())), rows


def _lenient(raw: bytes) -> str:
    return raw.decode("utf-8", "surrogateescape")
