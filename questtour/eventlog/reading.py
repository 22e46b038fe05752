"""Reads a log without writing to it: for reports, the reflection, and whoever was handed the file."""

from collections.abc import Collection, Generator
from contextlib import closing
from pathlib import Path

from questtour.eventlog.database import reading
from questtour.eventlog.files import real
from questtour.eventlog.rows import IN_ORDER, OF_KINDS, Row, recorded_rows
from questtour.tour.events import Recorded


def read_rows(path: Path, kinds: Collection[str] = ()) -> Generator[Row, None, None]:
    """Read the rows of the log at `path` one by one, in the order of the hybrid clock; raises LogFault.

    With `kinds` only events of these kinds are read: those that one needs to know before all others are few.

    The log may be in use by a guide, on a read-only disk, and without its key. Read on in one thread,
    and close the generator where you stop half-way.
    """
    with reading(real(path)) as db:
        query = OF_KINDS.format(", ".join("?" * len(kinds))) if kinds else IN_ORDER
        for columns in db.execute(query, tuple(kinds)):
            yield Row(*columns)


def read_records(path: Path) -> Generator[Recorded, None, None]:
    """Read the events of the log at `path` one by one, as `read_rows` does."""
    with closing(read_rows(path)) as rows:
        yield from recorded_rows(rows, path)


def count_rows(path: Path) -> int:
    """Return how many events the log at `path` holds; raises LogFault."""
    with reading(real(path)) as db:
        (count,) = db.execute("SELECT count(*) FROM events").fetchone()
        return int(count)
