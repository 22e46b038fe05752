"""The event log keeps what it acknowledged, in order, and goes on where it was left."""

import sqlite3
import subprocess
import sys
import threading
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from questtour.eventlog import database, hlc, schema
from questtour.eventlog.faults import LogFault
from questtour.eventlog.keys import LaptopKey
from questtour.eventlog.log import Draft, EventLog
from questtour.eventlog.migrations import migrations
from questtour.eventlog.reading import count_rows, read_records, read_rows
from questtour.eventlog.rows import BEFORE_FIRST, COLUMNS
from questtour.eventlog.schema import applied, known
from questtour.tour.events import (
    ClockMeasured,
    DeviceJoined,
    GroupStarted,
    NoteAdded,
    PlanMoved,
    Recorded,
    StationArrived,
    SurveyAnswered,
    TaskDone,
    Unknown,
)

NASTY = "[/] [red] 👩‍🔬 שלום \x00 \x1b[31m \u2028 \\ \" ' " + "ы" * 1000


class FakeClock:
    """A clock that stands still until it is put forward or back."""

    def __init__(self) -> None:
        self.time = datetime(2026, 5, 14, 10, 0, tzinfo=UTC)

    def now(self) -> datetime:
        return self.time

    def local(self, moment: datetime) -> datetime:
        return moment

    def monotonic(self) -> float:
        return self.time.timestamp()

    def put(self, **by: float) -> None:
        self.time += timedelta(**by)


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "тур 100%?#.db"


def write(path: Path, clock: FakeClock, *events, group: str | None = "atom") -> list[Recorded]:
    with EventLog.open(path, clock) as log:
        return list(log.append([Draft(event, group) for event in events]).result(timeout=10))


def test_a_new_log_is_an_empty_sqlite_file_of_ours_with_a_key_beside_it(path, clock):
    with EventLog.open(path, clock) as log:
        assert log.records() == []
        assert LaptopKey.load(path.with_name(path.name + ".key")).device == log.device
    with sqlite3.connect(path) as db:
        assert db.execute("PRAGMA application_id").fetchone() == (database.APPLICATION_ID,)
        assert db.execute("PRAGMA journal_mode").fetchone() == ("wal",)
        columns = db.execute("SELECT name, type, pk FROM pragma_table_info('events')").fetchall()
    db.close()
    assert [name for name, _type, _pk in columns] == list(COLUMNS)
    kinds = ["TEXT", "INTEGER", "TEXT", "TEXT", "TEXT", "TEXT", "TEXT", "BLOB", "BLOB"]
    assert [kind for _name, kind, _pk in columns] == kinds
    assert [name for name, _type, pk in columns if pk] == ["device", "seq"]


def test_an_empty_file_becomes_a_log(path, clock):
    path.touch()
    write(path, clock, GroupStarted())
    assert count_rows(path) == 1


def test_every_commit_is_synced_before_it_is_acknowledged(path, clock):
    with EventLog.open(path, clock) as log:
        asked = ("synchronous", "fullfsync", "checkpoint_fullfsync")
        db = log._writer._db
        values = [
            log._submit(lambda name=name: db.execute(f"PRAGMA {name}").fetchone()[0]).result()
            for name in asked
        ]
    assert values == [2, 1, 1]


def test_what_was_appended_is_returned_and_read_again_the_same(path, clock):
    events = [
        DeviceJoined(name="Аня", key="k"),
        StationArrived(station="physics"),
        NoteAdded(text=NASTY, tag="idea"),
        PlanMoved(start=datetime(2026, 5, 14, 13, 5, 0, 123, tzinfo=UTC)),
        ClockMeasured(offset=-0.1234567890123),
        SurveyAnswered(answers={"novelty": 5, "more": [None, {"ё": True}]}),
    ]
    returned = write(path, clock, *events)
    assert [each.event for each in returned] == events
    assert [each.seq for each in returned] == [1, 2, 3, 4, 5, 6]
    assert {each.group for each in returned} == {"atom"}
    assert {each.time for each in returned} == {clock.now()}
    with EventLog.open(path, clock) as log:
        assert log.records() == returned
    assert list(read_records(path)) == returned


def test_an_event_may_be_about_no_group(path, clock):
    (record,) = write(path, clock, DeviceJoined(), group=None)
    assert record.group is None
    assert next(read_records(path)).group is None


def test_half_characters_do_not_stop_the_log(path, clock):
    (record,) = write(path, clock, NoteAdded(text="a\ud83d\ude00b\udc80c"), group="g\udcff")
    assert record.event == NoteAdded(text="a😀b\ufffdc")
    assert record.group == "g\ufffd"


def test_times_are_stored_in_utc_with_microseconds_and_z(path, clock):
    clock.time = datetime(2026, 5, 14, 13, 0, tzinfo=UTC)
    write(path, clock, GroupStarted())
    (row,) = read_rows(path)
    assert row.time == "2026-05-14T13:00:00.000000Z"
    assert row.clock == f"2026-05-14T13:00:00.000000Z-0000-{row.device}"


def test_the_chain_goes_on_after_the_program_was_started_again(path, clock):
    write(path, clock, GroupStarted())
    write(path, clock, TaskDone(station="physics", task=1))
    first, second = read_rows(path)
    assert (first.seq, second.seq) == (1, 2)
    assert first.chained(BEFORE_FIRST) == first.hash
    assert second.chained(first.hash) == second.hash
    assert first.device == second.device


def test_order_holds_though_the_clock_was_put_back(path, clock):
    write(path, clock, GroupStarted())
    clock.put(hours=-3)
    write(path, clock, StationArrived(station="a"), StationArrived(station="b"))
    clock.put(hours=6)
    write(path, clock, StationArrived(station="c"))
    assert [each.seq for each in read_records(path)] == [1, 2, 3, 4]


def test_the_clock_goes_on_from_the_greatest_reading_of_any_laptop(path, clock):
    write(path, clock, GroupStarted())
    later = hlc.tick("", clock.now() + timedelta(hours=1), "aaaaaaaaaaaaaaaa")
    put_row(path, "aaaaaaaaaaaaaaaa", later)
    put_row(path, "bbbbbbbbbbbbbbbb", "zzz is no reading")
    (record,) = write(path, clock, GroupStarted())
    assert record.clock == f"{later[: hlc.TIME_WIDTH]}-0001-{record.device}"


def put_row(path: Path, device: str, reading: str) -> None:
    with sqlite3.connect(path) as db:
        values = (device, 1, reading[: hlc.TIME_WIDTH], reading, "group.started", None, "{}", b"", b"")
        db.execute(f"INSERT INTO events VALUES ({', '.join('?' * len(values))})", values)
    db.close()


def test_appends_are_kept_in_the_order_of_asking(path, clock):
    with EventLog.open(path, clock) as log:
        futures = [log.append([Draft(TaskDone(station="a", task=n))]) for n in range(50)]
        tasks = [record.event.task for future in futures for record in future.result()]
        assert [record.event.task for record in log.records()] == tasks == list(range(50))


def test_many_threads_may_append_at_once(path, clock):
    with EventLog.open(path, clock) as log:
        start = threading.Barrier(4)

        def work() -> None:
            start.wait()
            for _ in range(10):
                log.append([Draft(GroupStarted())]).result()

        threads = [threading.Thread(target=work) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert [record.seq for record in log.records()] == list(range(1, 41))


def test_nothing_to_append_is_nothing_done(path, clock):
    with EventLog.open(path, clock) as log:
        assert log.append([]).result() == ()
        assert log.records() == []


def test_an_event_that_json_cannot_hold_is_refused_and_the_next_one_goes(path, clock):
    with EventLog.open(path, clock) as log:
        bad = log.append([Draft(GroupStarted()), Draft(Unknown("mood", {"n": float("nan")}))])
        with pytest.raises(ValueError):
            bad.result()
        (record,) = log.append([Draft(GroupStarted())]).result()
        assert record.seq == 1


def test_a_closed_log_says_so_and_closes_twice(path, clock):
    log = EventLog.open(path, clock)
    future = log.append([Draft(GroupStarted())])
    log.close()
    log.close()
    assert future.result()[0].seq == 1
    with pytest.raises(LogFault, match="closed"):
        log.append([Draft(GroupStarted())]).result()
    with pytest.raises(LogFault, match="closed"):
        log.records()


def test_a_given_key_is_used_and_kept(path, clock):
    key = LaptopKey.from_seed(bytes(range(32)))
    with EventLog.open(path, clock, key) as log:
        assert (log.device, log.public_key) == (key.device, key.public)
        log.append([Draft(GroupStarted())]).result()
    with EventLog.open(path, clock) as log:
        assert log.device == key.device


def test_a_log_can_be_read_while_a_guide_writes_it(path, clock):
    with EventLog.open(path, clock) as log:
        log.append([Draft(GroupStarted())]).result()
        assert [row.seq for row in read_rows(path)] == [1]
        log.append([Draft(GroupStarted())]).result()
        assert count_rows(path) == 2


def test_a_reader_here_takes_no_lock_away_from_the_writer(path, clock):
    """On POSIX, closing a file anywhere in a program lets go of the program's locks on it."""
    other = """if True:
        import sqlite3, sys
        db = sqlite3.connect(sys.argv[1])
        db.execute("SELECT * FROM events").fetchall()
        db.close()
    """
    with EventLog.open(path, clock) as log:
        log.append([Draft(GroupStarted())]).result()
        assert count_rows(path) == 1
        subprocess.run([sys.executable, "-c", other, str(path)], check=True, capture_output=True)
        # The last one to close would have written the newest events over and deleted their file.
        assert path.with_name(path.name + "-wal").stat().st_size > 0
        log.append([Draft(GroupStarted())]).result()
    assert count_rows(path) == 2


def test_reading_needs_no_key_and_leaves_the_file_as_it_was(path, clock):
    write(path, clock, GroupStarted())
    path.with_name(path.name + ".key").unlink()
    before = path.read_bytes()
    assert len(list(read_records(path))) == 1
    assert path.read_bytes() == before


def test_reading_can_be_given_up_half_way(path, clock):
    write(path, clock, *[GroupStarted()] * 5)
    rows = read_rows(path)
    next(rows)
    rows.close()
    write(path, clock, GroupStarted())
    assert count_rows(path) == 6


def test_a_log_of_an_older_version_is_brought_up_to_date(path, clock, monkeypatch):
    write(path, clock, GroupStarted())
    monkeypatch.setattr(migrations, "_migrations", list(migrations._migrations))
    monkeypatch.setattr(schema, "STEPS", (*schema.STEPS, "0002_later"))

    @migrations(name="0002_later")
    def later(db):
        db.execute("CREATE TABLE later(a TEXT)")

    assert count_rows(path) == 1, "an older log can be read without being changed"
    write(path, clock, GroupStarted())
    with database.reading(path) as db:
        assert applied(db) == {"0001_events", "0002_later"}
    assert count_rows(path) == 2


def test_every_step_that_is_known_can_be_taken():
    with closing(sqlite3.connect(":memory:")) as db:
        schema.make_tables(db)
        assert applied(db) == known()


def test_two_names_of_one_file_are_one_log(path, clock, tmp_path):
    link = tmp_path / "link.db"
    try:
        link.symlink_to(path)
    except OSError:
        pytest.skip("no symbolic links here")
    with EventLog.open(link, clock) as log:
        log.append([Draft(GroupStarted())]).result()
        with pytest.raises(LogFault, match="in use"):
            EventLog.open(path, clock)
    assert count_rows(path) == count_rows(link) == 1
    assert link.is_symlink()
