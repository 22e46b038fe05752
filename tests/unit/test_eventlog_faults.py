"""Whatever is wrong with a log, it is one clear line, and the log is left as it was."""

import errno
import os
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from questtour.clock import SystemClock
from questtour.eventlog import database, writer
from questtour.eventlog.faults import LogFault, sqlite_fault, system_fault
from questtour.eventlog.keys import LaptopKey
from questtour.eventlog.log import Draft, EventLog
from questtour.eventlog.reading import count_rows, read_records, read_rows
from questtour.eventlog.verify import verify
from questtour.tour.events import DeviceJoined, GroupStarted, NoteAdded


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "тур.db"


@pytest.fixture
def filled(path: Path) -> Path:
    """A log with two events."""
    with EventLog.open(path, SystemClock()) as log:
        log.append([Draft(DeviceJoined(key=log.public_key)), Draft(GroupStarted())]).result()
    return path


def beside(path: Path, suffix: str) -> Path:
    return path.with_name(path.name + suffix)


def files(folder: Path) -> dict[str, bytes]:
    """What lies in `folder`, except the locks, which hold nothing."""
    return {
        each.name: each.read_bytes() for each in folder.iterdir() if each.is_file() and each.suffix != ".lock"
    }


def opening(path: Path) -> None:
    EventLog.open(path, SystemClock()).close()


def refused(work: Callable[[], object]) -> str:
    """Do `work`, which must fail with one clear line, and return the line."""
    with pytest.raises(LogFault) as caught:
        work()
    line = str(caught.value)
    assert len(line.splitlines()) == 1
    assert "{" not in line
    assert line.endswith(".")
    return line


def refused_untouched(path: Path, *works: Callable[[Path], object]) -> str:
    """Try to write and to read what is no good log at `path`; everything must stay as it was."""
    before = files(path.parent)
    lines = [refused(lambda work=work: work(path)) for work in works or (opening, count_rows, verify)]
    assert files(path.parent) == before
    assert str(path) in lines[0]
    return lines[0]


@pytest.mark.parametrize("content", [b"hello", b"x" * 5000, b"PK\3\4" + bytes(2000), b"SQLite format 3\0"])
def test_a_file_that_is_no_sqlite_is_left_alone(path, content):
    path.write_bytes(content)
    assert "some other file" in refused_untouched(path)


@pytest.mark.parametrize("journal", ["delete", "wal"])
@pytest.mark.parametrize("application", [0, 0x4D504258])
def test_another_programs_database_is_left_alone(path, journal, application):
    with sqlite3.connect(path) as db:
        db.execute(f"PRAGMA application_id = {application}")
        db.execute(f"PRAGMA journal_mode = {journal}")
        db.execute("CREATE TABLE events(a)")
    db.close()
    assert "another program" in refused_untouched(path)


def test_a_folder_is_no_log(tmp_path):
    assert "is a folder" in refused_untouched(tmp_path)


def test_a_device_is_no_log():
    assert "some other file" in refused(lambda: opening(Path(os.devnull)))


def test_a_missing_folder_is_named_and_not_made(tmp_path):
    line = refused(lambda: opening(tmp_path / "no" / "where" / "a.db"))
    assert str(tmp_path / "no" / "where") in line
    assert "no such folder" in line
    assert files(tmp_path) == {}
    assert not (tmp_path / "no").exists()


def test_reading_what_is_not_there_says_so_and_makes_nothing(path):
    assert "no log here" in refused(lambda: list(read_rows(path)))
    assert "no log here" in refused(lambda: list(read_records(path)))
    assert "no log here" in refused(lambda: count_rows(path))
    assert files(path.parent) == {}


def test_reading_an_empty_file_says_that_it_is_empty(path):
    path.touch()
    assert "is empty" in refused_untouched(path, count_rows, verify)


def test_a_log_of_a_newer_version_is_left_alone(filled):
    with sqlite3.connect(filled) as db:
        db.execute("INSERT INTO _sqlite_migrations VALUES (99, 'questtour', '0099_later', '2099-01-01')")
    db.close()
    assert "newer" in refused_untouched(filled)


def test_migrations_of_others_in_our_file_do_no_harm(filled):
    with sqlite3.connect(filled) as db:
        db.execute("INSERT INTO _sqlite_migrations VALUES (99, 'another set', '0099_later', '2099-01-01')")
    db.close()
    assert count_rows(filled) == 2


def test_a_log_that_lost_its_tables_is_damaged(path):
    with sqlite3.connect(path) as db:
        db.execute(f"PRAGMA application_id = {database.APPLICATION_ID}")
        db.execute("CREATE TABLE other(a)")
    db.close()
    assert "damaged" in refused_untouched(path)


def test_a_log_cut_short_is_damaged(filled):
    content = filled.read_bytes()
    filled.write_bytes(content[: len(content) // 2])
    assert "damaged" in refused_untouched(filled)


def test_a_log_with_bent_pages_is_damaged_and_not_written_to(filled):
    content = filled.read_bytes()
    filled.write_bytes(content[:4096] + b"\xa5" * (len(content) - 4096))
    assert "damaged" in refused_untouched(filled, opening)


def test_a_row_that_cannot_be_read_is_named(filled):
    with sqlite3.connect(filled) as db:
        db.execute("UPDATE events SET time = 'noon' WHERE seq = 2")
    db.close()
    assert "event 2" in refused(lambda: list(read_records(filled)))
    with EventLog.open(filled, SystemClock()) as log:
        assert "event 2" in refused(log.records)


def test_bent_letters_are_a_damaged_log(filled):
    with sqlite3.connect(filled) as db:
        db.execute("UPDATE events SET body = CAST(x'ff' AS TEXT) WHERE seq = 2")
    db.close()
    assert "damaged" in refused(lambda: list(read_rows(filled)))


@pytest.mark.parametrize("suffix", ["-wal", "-journal"])
def test_a_log_whose_main_file_is_gone_is_not_begun_anew(path, suffix):
    beside(path, suffix).write_bytes(b"the newest events")
    assert beside(path, suffix).name in refused_untouched(path, opening)


def test_a_read_only_file_or_folder_is_said_before_anything_is_made(filled, monkeypatch):
    for forbidden in (filled, filled.parent):
        monkeypatch.setattr(database, "may_write", lambda asked, no=forbidden: asked != no)
        assert "read-only" in refused_untouched(filled, opening)
    new = beside(filled, ".new")
    assert "read-only" in refused_untouched(new, opening)
    assert not beside(new, ".lock").exists()


def test_a_log_that_sqlite_will_not_write_is_refused_on_opening(filled, monkeypatch):
    monkeypatch.setattr(database, "connect", limited("query_only = ON"))
    assert "read-only" in refused_untouched(filled, opening)


class Disk:
    """Makes the log's connections on a disk that a test can fill, free, or break."""

    def __init__(self) -> None:
        self.connections: list[sqlite3.Connection] = []

    def connect(self, uri: str) -> sqlite3.Connection:
        connection = sqlite3.connect(uri, uri=True, factory=Breakable, check_same_thread=False)
        self.connections.append(connection)
        return connection

    def pragma(self, text: str) -> None:
        self.connections[-1].execute(f"PRAGMA {text}")


class Breakable(sqlite3.Connection):
    """A connection whose next commit can be made to fail."""

    fails_with: int | None = None

    def execute(self, sql: str, *more: object) -> sqlite3.Cursor:
        if sql == "COMMIT" and self.fails_with is not None:
            error = sqlite3.OperationalError("disk I/O error")
            error.sqlite_errorcode, self.fails_with = self.fails_with, None
            raise error
        return super().execute(sql, *more)


def limited(pragma: str) -> Callable[[str], sqlite3.Connection]:
    def connect(uri: str) -> sqlite3.Connection:
        connection = sqlite3.connect(uri, uri=True)
        connection.execute(f"PRAGMA {pragma}")
        return connection

    return connect


@pytest.fixture
def disk(monkeypatch: pytest.MonkeyPatch) -> Disk:
    disk = Disk()
    monkeypatch.setattr(database, "connect", disk.connect)
    return disk


def test_no_log_is_begun_on_a_full_disk(path, monkeypatch):
    monkeypatch.setattr(database, "connect", limited("max_page_count = 2"))
    assert "disk is full" in refused_untouched(path, opening)
    assert files(path.parent) == {}


def test_a_key_that_cannot_be_saved_leaves_a_log_that_can_be_opened_later(path, monkeypatch):
    def full(handle: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as patch:
        patch.setattr("questtour.eventlog.keys.os.fsync", full)
        patch.setattr(writer.database, "sync_folder", lambda folder: None)
        assert "disk is full" in refused(lambda: opening(path))
    assert not beside(path, ".key").exists()
    assert not beside(path, ".key.half").exists()
    opening(path)


def test_on_a_full_disk_nothing_is_acknowledged_and_the_log_goes_on_when_there_is_room(path, disk):
    with EventLog.open(path, SystemClock()) as log:
        (first,) = log.append([Draft(GroupStarted())]).result()
        disk.pragma("max_page_count = 1")
        drafts = [Draft(GroupStarted()), Draft(NoteAdded(text="ы" * 50_000))]
        assert "disk is full" in refused(log.append(drafts).result)
        assert log.records() == [first]
        disk.pragma("max_page_count = 100000")
        (second,) = log.append([Draft(GroupStarted())]).result()
        assert second.seq == 2
        assert log.records() == [first, second]
    assert verify_chains(path)


def verify_chains(path: Path) -> bool:
    """Tell whether the chain holds; these logs tell no key."""
    (verdict,) = verify(path).devices
    return verdict.reason == "no key"


@pytest.mark.parametrize(
    ("code", "words"),
    [
        (sqlite3.SQLITE_IOERR_FSYNC, "disk reports an error"),
        (sqlite3.SQLITE_FULL, "disk is full"),
        (sqlite3.SQLITE_READONLY_DBMOVED, "read-only"),
        (sqlite3.SQLITE_BUSY, "in use by another program"),
    ],
)
def test_a_commit_that_fails_is_rolled_back_and_the_next_one_goes(path, disk, code, words):
    with EventLog.open(path, SystemClock()) as log:
        disk.connections[-1].fails_with = code
        assert words in refused(log.append([Draft(GroupStarted()), Draft(GroupStarted())]).result)
        assert log.records() == []
        log.append([Draft(GroupStarted())]).result()
    assert verify_chains(path)


def test_a_disk_that_turns_read_only_is_said(filled, disk):
    with EventLog.open(filled, SystemClock()) as log:
        disk.pragma("query_only = ON")
        assert "read-only" in refused(log.append([Draft(GroupStarted())]).result)
        disk.pragma("query_only = OFF")
        log.append([Draft(GroupStarted())]).result()
    assert verify(filled).good


@pytest.mark.skipif(os.name == "nt", reason="Windows keeps an open file where it is")
def test_a_log_that_was_deleted_meanwhile_acknowledges_nothing(filled):
    aside = beside(filled, ".aside")
    with EventLog.open(filled, SystemClock()) as log:
        filled.rename(aside)
        assert "moved or deleted" in refused(log.append([Draft(GroupStarted())]).result)
        aside.rename(filled)
        log.append([Draft(GroupStarted())]).result()
    assert count_rows(filled) == 3


def test_a_disk_without_wal_is_refused(path, monkeypatch):
    class Networked(sqlite3.Connection):
        def execute(self, sql: str, *more: object) -> sqlite3.Cursor:
            return super().execute("PRAGMA journal_mode" if "journal_mode" in sql else sql, *more)

    def connect(uri: str) -> sqlite3.Connection:
        return sqlite3.connect(uri, uri=True, factory=Networked)

    monkeypatch.setattr(database, "connect", connect)
    assert "network drive" in refused_untouched(path, opening)
    assert files(path.parent) == {}


def test_without_its_key_a_log_with_events_cannot_be_written_but_read(filled):
    beside(filled, ".key").unlink()
    line = refused(lambda: opening(filled))
    assert str(beside(filled, ".key")) in line
    assert "missing" in line
    assert not beside(filled, ".key").exists()
    assert verify(filled).good


def test_without_its_key_a_log_with_no_events_gets_a_new_one(path):
    opening(path)
    beside(path, ".key").unlink()
    opening(path)
    assert beside(path, ".key").exists()


def test_a_damaged_key_is_said_and_nothing_is_written(filled):
    beside(filled, ".key").write_text("{")
    assert "damaged" in refused_untouched_key(filled)


def test_a_damaged_key_without_a_log_begins_no_log(path):
    beside(path, ".key").write_text("{}")
    assert "damaged" in refused_untouched_key(path)


@pytest.mark.parametrize("given", [False, True])
def test_the_key_of_another_laptop_is_said_and_nothing_is_written(filled, given):
    other = LaptopKey.create()
    if not given:
        other.save(beside(filled, ".key"))
    assert "another laptop" in refused_untouched_key(filled, other if given else None)


def test_a_given_key_does_not_replace_the_one_that_is_there(path):
    opening(path)
    assert "another laptop" in refused_untouched_key(path, LaptopKey.create())


def refused_untouched_key(path: Path, key: LaptopKey | None = None) -> str:
    before = files(path.parent)
    line = refused(lambda: EventLog.open(path, SystemClock(), key))
    assert files(path.parent) == before
    assert str(beside(path, ".key")) in line
    return line


def read_only_stick(uri: str) -> sqlite3.Connection:
    """Connect as on a disk where nothing can be put beside the log."""
    if "mode=ro" in uri:
        error = sqlite3.OperationalError("unable to open database file")
        error.sqlite_errorcode = sqlite3.SQLITE_CANTOPEN
        raise error
    return sqlite3.connect(uri, uri=True)


def test_a_log_on_a_read_only_stick_can_be_read(filled, monkeypatch):
    monkeypatch.setattr(database, "connect", read_only_stick)
    before = files(filled.parent)
    assert count_rows(filled) == 2
    assert verify(filled).good
    assert files(filled.parent) == before


def test_a_log_on_a_read_only_stick_whose_newest_events_are_beside_it_says_so(filled, monkeypatch):
    beside(filled, "-wal").write_bytes(b"the newest events")
    monkeypatch.setattr(database, "connect", read_only_stick)
    assert beside(filled, "-wal").name in refused_untouched(filled, count_rows, verify)


def test_a_log_that_another_program_holds_is_said(filled, monkeypatch):
    monkeypatch.setattr(database, "BUSY_SECONDS", 0.0)
    other = sqlite3.connect(filled)
    other.execute("BEGIN IMMEDIATE")
    assert "in use by another program" in refused(lambda: opening(filled))
    other.close()
    opening(filled)


def test_every_fault_of_sqlite_and_of_the_system_has_its_line(path):
    for code in range(1, 30):
        error = sqlite3.OperationalError("reported")
        error.sqlite_errorcode = code
        assert str(path) in str(sqlite_fault(error, path))
    for number in errno.errorcode:
        assert str(path) in str(system_fault(OSError(number, os.strerror(number)), path))
