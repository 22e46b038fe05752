"""What a log holds of each laptop's chain; every question raises `sqlite3.Error` where it cannot be read."""

import sqlite3
from typing import NamedTuple

from questtour.eventlog.hlc import SHAPE
from questtour.eventlog.rows import BEFORE_FIRST, COLUMNS, Row
from questtour.eventlog.verify import Told, told_key
from questtour.tour.events import DeviceJoined

_ROWS = f"SELECT {', '.join(COLUMNS)} FROM events WHERE device = ?"


class End(NamedTuple):
    """Where a chain ends: the number and the hash of its last event."""

    seq: int
    hash: bytes


BEGINNING = End(0, BEFORE_FIRST)
"""Where the chain of a laptop ends of which nothing is known."""


class Chains:
    """Asks an open log about its chains, on the thread that owns the connection."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def ends(self) -> dict[str, tuple[int, bytes]]:
        """Return where each laptop's chain ends."""
        # SQLite takes the hash from the row that holds the maximum (sqlite.org/lang_select.html, 2.5).
        query = "SELECT device, max(seq), hash FROM events GROUP BY device"
        return {device: (seq, hash_) for device, seq, hash_ in self._connection.execute(query)}

    def end(self, device: str) -> End:
        """Return where the chain of `device` ends."""
        query = "SELECT seq, hash FROM events WHERE device = ? ORDER BY seq DESC LIMIT 1"
        found = self._connection.execute(query, [device]).fetchone()
        return End(*found) if found else BEGINNING

    def row(self, device: str, seq: int) -> Row | None:
        """Return event `seq` of `device`."""
        found = self._connection.execute(f"{_ROWS} AND seq = ?", [device, seq]).fetchone()
        return Row(*found) if found else None

    def rows_after(self, device: str, seq: int, limit: int) -> list[Row]:
        """Return the events of `device` that follow number `seq`, in order, at most `limit`."""
        query = f"{_ROWS} AND seq > ? ORDER BY seq LIMIT ?"
        return [Row(*columns) for columns in self._connection.execute(query, [device, seq, limit])]

    def told_key(self, device: str) -> Told | None:
        """Return the public key that `device` told first."""
        found = self._connection.execute(f"{_ROWS} AND kind = ? ORDER BY seq", [device, DeviceJoined.kind])
        return told_key(Row(*columns) for columns in found)

    def greatest_clock(self) -> str:
        """Return the greatest reading of all laptops' clocks, empty where there is none."""
        # A log that was tampered with may hold anything: what is no reading must not stop our clock.
        query = "SELECT max(clock) FROM events WHERE clock GLOB ?"
        (greatest,) = self._connection.execute(query, [SHAPE]).fetchone()
        return greatest or ""
