"""Opens the log's SQLite file, for writing or for reading, and refuses what is no log of ours.

Everything is looked at before anything is written: a file that is refused stays byte for byte as it was,
and gets no `-wal` or `-shm` beside it.
"""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager, suppress
from pathlib import Path

from questtour.eventlog.faults import (
    DAMAGED,
    EMPTY,
    FOLDER,
    NEWER,
    NO_FOLDER,
    NO_LOG,
    NO_WAL,
    NOT_OURS,
    NOT_SQLITE,
    ORPHAN,
    READ_ONLY,
    UNFINISHED,
    UNOPENABLE,
    LogFault,
    fault,
    sqlite_code,
    sqlite_fault,
    system_fault,
)
from questtour.eventlog.files import beside, has_content, sync_folder
from questtour.eventlog.schema import applied, bring_up_to_date, known, make_tables

APPLICATION_ID = int.from_bytes(b"QTLG", "big")
"""What marks an SQLite file as a log of questtour: bytes 68 to 71 of its header."""

SMALLEST = 512
"""Bytes of SQLite's smallest page: what is shorter, SQLite takes for an empty database."""

CHECKPOINT_PAGES = 200
"""When the `-wal` is written over from its start: a sync is 10 % faster where it lengthens no file."""

BUSY_SECONDS = 2.0
"""How long to wait for another program that holds SQLite's own lock for a moment."""

_NO_ROOM_BESIDE = {sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_IOERR}
"""What SQLite says where it cannot put its `-shm` beside a log."""


def connect(uri: str) -> sqlite3.Connection:
    """Make every connection to a log; tests put a smaller disk in its place."""
    return sqlite3.connect(uri, uri=True, timeout=BUSY_SECONDS)


def is_new(path: Path) -> bool:
    """Tell whether a log is still to be created at `path`: nothing is there, or an empty file.

    Raises LogFault where a log neither is nor can be. Writes nothing.
    """
    try:
        filled = _is_filled(path)
    except OSError as error:
        raise fault(UNOPENABLE, path, error=error.strerror) from error
    if filled:
        _check_ours(path)
    else:
        _check_orphans(path)
    return not filled


def check_place(path: Path) -> None:
    """Raise LogFault unless a log is or can be at `path` and may be written there. Writes nothing."""
    is_new(path)
    if not may_write(path.parent) or (path.exists() and not may_write(path)):
        raise fault(READ_ONLY, path)


def may_write(path: Path) -> bool:
    """Ask the system whether we may write `path`."""
    return os.access(path, os.W_OK)


def open_writing(path: Path) -> sqlite3.Connection:
    """Open the log at `path` for writing, creating it or bringing it up to date; raises LogFault.

    The caller holds the log's lock and has looked at the file with `check_place` and `check_sound`. The
    database belongs to the thread that opened it.
    """
    with ExitStack() as undo, worded(path):
        if is_new(path):
            with making(path):
                pass
        db = _database(f"{path.as_uri()}?mode=rw")
        undo.callback(db.close)
        _make_durable(db, path)
        # Takes the write lock and gives it back: what forbids writing shows now, not on the first event.
        db.execute("BEGIN IMMEDIATE")
        db.rollback()
        bring_up_to_date(db)
        undo.pop_all()
    return db


def check_sound(path: Path) -> frozenset[str]:
    """Read the log at `path` through before it is written to; return the laptops that have events in it.

    Raises LogFault when it is damaged, a newer version's, or cannot be read. Writes nothing.
    """
    if is_new(path):
        return frozenset()
    with worded(path), closing(_glance(path)) as db:
        _check_contents(db, path)
        if db.execute("PRAGMA integrity_check(1)").fetchone()[0] != "ok":
            raise fault(DAMAGED, path)
        return frozenset(device for (device,) in db.execute("SELECT DISTINCT device FROM events"))


@contextmanager
def reading(path: Path) -> Iterator[sqlite3.Connection]:
    """Open the log at `path` for reading only, also while a guide writes it; raises LogFault.

    Needs neither key nor lock. What SQLite reports inside the `with` becomes a LogFault too.
    """
    if is_new(path):
        raise fault(EMPTY if path.exists() else NO_LOG, path)
    with worded(path):
        with closing(_glance(path)) as db:
            _check_contents(db, path)
        with closing(_reader(path)) as db:
            yield db


def _is_filled(path: Path) -> bool:
    """Tell whether `path` is a file with something in it; a LogFault says that it can be no log at all."""
    if path.is_dir():
        raise fault(FOLDER, path)
    if not path.parent.is_dir():
        raise fault(NO_FOLDER, path.parent)
    if path.exists() and not path.is_file():
        raise fault(NOT_SQLITE, path)
    return has_content(path)


def _check_ours(path: Path) -> None:
    # SQLite looks, not we: opening and closing the file ourselves would take away, on POSIX systems, the
    # locks that this process holds on it (sqlite.org/howtocorrupt.html, 2.2).
    if path.stat().st_size < SMALLEST:
        raise fault(NOT_SQLITE, path)
    try:
        with closing(connect(_still_uri(path))) as connection:
            (mark,) = connection.execute("PRAGMA application_id").fetchone()
    except sqlite3.Error as error:
        raise _unlike_ours(error, path) from error
    if mark != APPLICATION_ID:
        raise fault(NOT_OURS, path)


def _unlike_ours(error: sqlite3.Error, path: Path) -> LogFault:
    return (
        fault(NOT_SQLITE, path) if sqlite_code(error) == sqlite3.SQLITE_NOTADB else sqlite_fault(error, path)
    )


def _check_orphans(path: Path) -> None:
    # SQLite would play what it finds here into the new log, and with it events of another one.
    for suffix in ("-wal", "-journal"):
        if has_content(beside(path, suffix)):
            raise fault(ORPHAN, path, beside=beside(path, suffix).name)


def _check_contents(db: sqlite3.Connection, path: Path) -> None:
    steps = applied(db)
    if not steps:
        raise fault(DAMAGED, path)
    if steps - known():
        raise fault(NEWER, path)


def _database(uri: str) -> sqlite3.Connection:
    db = connect(uri)
    # Logs come from other laptops too: nothing that is written in one may run.
    db.execute("PRAGMA trusted_schema = OFF")
    return db


def _make_durable(db: sqlite3.Connection, path: Path) -> None:
    if db.execute("PRAGMA journal_mode = WAL").fetchone()[0] != "wal":
        raise fault(NO_WAL, path)
    db.execute("PRAGMA synchronous = FULL")
    db.execute(f"PRAGMA wal_autocheckpoint = {CHECKPOINT_PAGES}")
    # macOS: a plain fsync leaves data in the drive's own cache. Elsewhere these two do nothing.
    db.execute("PRAGMA fullfsync = ON")
    db.execute("PRAGMA checkpoint_fullfsync = ON")


@contextmanager
def making(path: Path) -> Iterator[sqlite3.Connection]:
    """Make a log that stands at `path` only when all that the `with` writes is on the disk.

    It is made under another name and moved; what stood at `path` before gives way to it, or stays where
    something goes wrong. Raises what SQLite and the system report; see `worded`.
    """
    half = beside(path, ".half")
    try:
        half.unlink(missing_ok=True)
        with closing(_database(f"{half.as_uri()}?mode=rwc")) as db:
            db.execute(f"PRAGMA application_id = {APPLICATION_ID}")
            _make_durable(db, path)
            make_tables(db)
            yield db
        half.replace(path)
        sync_folder(path.parent)
    finally:
        for suffix in ("", "-wal", "-shm", "-journal"):
            with suppress(OSError):
                beside(half, suffix).unlink(missing_ok=True)


def _glance(path: Path) -> sqlite3.Connection:
    """Open `path` for a short look that leaves nothing beside it where nothing is there yet."""
    return _reader(path) if has_content(beside(path, "-wal")) else _probed(_still_uri(path))


def _still_uri(path: Path) -> str:
    """Return the address that makes SQLite read `path` as it lies there: no locks, nothing beside it."""
    return f"{path.as_uri()}?immutable=1"


def _reader(path: Path) -> sqlite3.Connection:
    """Open `path` for reading; on a read-only stick only where no newest events are beside it."""
    try:
        return _probed(f"{path.as_uri()}?mode=ro")
    except sqlite3.OperationalError as error:
        if sqlite_code(error) not in _NO_ROOM_BESIDE:
            raise
        wal = beside(path, "-wal")
        if has_content(wal):
            raise fault(UNFINISHED, path, beside=wal.name) from error
    return _probed(_still_uri(path))


def _probed(uri: str) -> sqlite3.Connection:
    db = _database(uri)
    try:
        db.execute("SELECT count(*) FROM sqlite_master").fetchone()
    except sqlite3.Error:
        db.close()
        raise
    return db


@contextmanager
def atomic(db: sqlite3.Connection) -> Iterator[None]:
    """Write all that the `with` writes, or nothing; raises what SQLite reports."""
    db.execute("BEGIN IMMEDIATE")
    try:
        yield
        db.execute("COMMIT")
    except BaseException:
        # After some failures SQLite has rolled back by itself.
        if db.in_transaction:
            db.execute("ROLLBACK")
        raise


@contextmanager
def worded(path: Path) -> Iterator[None]:
    """Turn what SQLite and the system report into a LogFault about `path`."""
    try:
        yield
    except sqlite3.Error as error:
        raise sqlite_fault(error, path) from error
    except UnicodeDecodeError as error:  # of a bent name, in the words in which SQLite complains about it
        raise fault(DAMAGED, path) from error
    except OSError as error:
        raise system_fault(error, path) from error
