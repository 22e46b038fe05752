"""Events acknowledged one by one, beside a bare loop that commits the same rows just as durably."""

import sqlite3
import sys
import time
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from statistics import median

from figures import Figure, ratio, show
from places import folder

from questtour.clock import SystemClock
from questtour.eventlog.log import Draft, EventLog
from questtour.eventlog.reading import read_rows
from questtour.eventlog.rows import Row
from questtour.tour.events import TaskDone, TaskUndone

ROUNDS, EVENTS = 10, 500
LEAST = 0.5

_TABLE = (
    "CREATE TABLE events(device TEXT, seq INTEGER, time TEXT, clock TEXT, kind TEXT, group_id TEXT,"
    " body TEXT, hash BLOB, signature BLOB, PRIMARY KEY(device, seq))"
)
_INSERT = "INSERT INTO events VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"


def measure(rounds: int = ROUNDS, events: int = EVENTS) -> list[Figure]:
    """Write to both in turn, new files each time, so that a slow moment of the disk falls on both."""
    with folder() as place:
        pairs = [_round(place, number, events) for number in range(rounds + 1)][1:]
    ours, bare = (median(rates) for rates in zip(*pairs, strict=True))
    how = f"{ours:,.0f} a second, bare sqlite3 {bare:,.0f}; median of {rounds} rounds of {events}"
    return [Figure("appends acknowledged, of a bare loop's", ratio(pairs), "×", least=LEAST, how=how)]


def _round(place: Path, number: int, events: int) -> tuple[float, float]:
    log = place / f"{number}.db"
    ours = _append(log, events)
    return ours, _insert(place / f"{number}.bare", list(read_rows(log)))


def _append(path: Path, count: int) -> float:
    """Return how many events a second the log acknowledges to somebody who waits for each."""
    drafts = [
        Draft((TaskDone, TaskUndone)[number % 2](station="physics", task=number % 5 + 1), "neuron")
        for number in range(count)
    ]
    with EventLog.open(path, SystemClock()) as log:
        began = time.perf_counter()
        for draft in drafts:
            log.append([draft]).result()
        return count / (time.perf_counter() - began)


def _insert(path: Path, rows: Sequence[Row]) -> float:
    """Return how many rows a second sqlite3 commits, in the same journal mode and as durably."""
    columns = [row.columns for row in rows]
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        db.execute("PRAGMA journal_mode = WAL")
        db.execute("PRAGMA synchronous = FULL")
        db.execute(_TABLE)
        began = time.perf_counter()
        for row in columns:
            db.execute(_INSERT, row)
        return len(rows) / (time.perf_counter() - began)


if __name__ == "__main__":
    show(measure(*map(int, sys.argv[1:])))
