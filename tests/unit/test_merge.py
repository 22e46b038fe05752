"""Logs of one tour become one log: the same in any order, any number of times, and only if all are good."""

import asyncio
import sqlite3
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from shutil import copy
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from questtour.eventlog import database, keys
from questtour.eventlog import merge as merging
from questtour.eventlog.faults import LogFault
from questtour.eventlog.keys import LaptopKey
from questtour.eventlog.log import Draft, EventLog
from questtour.eventlog.merge import Merged, merge
from questtour.eventlog.reading import read_rows
from questtour.eventlog.rows import Row
from questtour.eventlog.verify import verify
from questtour.library import find_sheet, read_sheet_file
from questtour.rehearsal.casting import Casting
from questtour.rehearsal.durations import Durations
from questtour.rehearsal.troupe import open_troupe
from questtour.reports.export import export_csv, export_jsonl
from questtour.tour.events import DeviceJoined, Event, GroupStarted, NoteAdded, TourOpened

NOON = datetime(2026, 5, 14, 12, tzinfo=UTC)
DAY = timedelta(days=1)
NAMES = ["hall", "anya", "borya"]
KEYS = {name: LaptopKey.from_seed(name.ljust(32).encode()) for name in NAMES}


class FakeClock:
    """A clock that stands still."""

    def __init__(self, now: datetime = NOON) -> None:
        self._now = now

    def now(self) -> datetime:
        return self._now

    def local(self, moment: datetime) -> datetime:
        return moment

    def monotonic(self) -> float:
        return 0.0


def opening(name: str, route: str = "kvantorium", offset: float = 180) -> list[Event]:
    return [TourOpened(route={"id": route}, utc_offset=offset), DeviceJoined(key=KEYS[name].public)]


def write(
    path: Path, name: str, events: Sequence[Event] = (), received: Sequence[Row] = (), when: datetime = NOON
) -> Path:
    """A laptop receives some rows, and goes on with its log."""
    with EventLog.open(path, FakeClock(when), KEYS[name]) as log:
        if received:
            assert not log.receive(received).result().refused
        log.append([Draft(event, "atom") for event in events]).result()
    return path


def rows_of(path: Path) -> list[Row]:
    return list(read_rows(path))


@pytest.fixture(scope="module")
def logs() -> Iterator[list[Path]]:
    """Three laptops' logs: the second holds the beginning of the first, the third never met anybody."""
    with TemporaryDirectory() as folder:
        hall, anya, borya = (Path(folder) / f"{name}.db" for name in NAMES)
        write(hall, "hall", opening("hall"))
        write(anya, "anya", [DeviceJoined(key=KEYS["anya"].public), GroupStarted()], rows_of(hall))
        write(hall, "hall", [NoteAdded(text="later")] * 3, rows_of(anya))
        write(anya, "anya", [NoteAdded(text="ё 👩‍🔬")] * 2)
        write(borya, "borya", [*opening("borya"), GroupStarted()])
        yield [hall, anya, borya]


@pytest.fixture
def into(tmp_path: Path) -> Path:
    return tmp_path / "all.db"


@pytest.fixture(scope="module")
def whole(logs: list[Path]) -> list[Row]:
    """Every event of the three logs."""
    return sorted({row for log in logs for row in rows_of(log)}, key=lambda row: (row.clock, row.device))


def files(folder: Path) -> set[str]:
    return {each.name for each in folder.iterdir()}


def refused(paths: Sequence[Path], into: Path) -> str:
    """Merge what must not be merged: nothing is written; return the line that says why."""
    before = into.read_bytes() if into.is_file() else None
    with pytest.raises(LogFault) as caught:
        merge(paths, into)
    assert (into.read_bytes() if into.is_file() else None) == before
    assert not into.with_name(into.name + ".half").exists()
    line = str(caught.value)
    assert len(line.splitlines()) == 1
    assert "{" not in line
    return line


# --- one tour, one log ------------------------------------------------------------------------------------


def test_a_merged_log_holds_every_event_once_and_is_a_log_that_nobody_goes_on_with(logs, into, whole):
    assert merge(logs, into) == Merged(len(whole), 3)
    assert rows_of(into) == whole
    assert len(whole) == 5 + 4 + 3
    assert files(into.parent) <= {"all.db", "all.db-wal", "all.db-shm"}
    with sqlite3.connect(into) as db:
        assert db.execute("PRAGMA application_id").fetchone() == (database.APPLICATION_ID,)
        assert db.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    db.close()
    with pytest.raises(LogFault, match=r"all\.db\.key.* is missing"):
        EventLog.open(into, FakeClock())


def test_a_merged_log_is_verified_and_exported_as_any_other(logs, into, tmp_path):
    merge(logs, into)
    assert verify(into).good
    export_jsonl(into, tmp_path / "all.jsonl")
    export_csv(into, tmp_path / "tables")
    assert len((tmp_path / "all.jsonl").read_text("utf-8").splitlines()) == 12


@settings(deadline=None, max_examples=15)
@given(st.lists(st.lists(st.integers(0, 2), min_size=1, max_size=4), min_size=1, max_size=3), st.booleans())
def test_in_any_order_in_any_steps_and_any_number_of_times_the_rows_are_the_same(logs, whole, steps, aside):
    """Each step merges some logs into what the steps before have made; `aside` names that as an input too."""
    with TemporaryDirectory() as folder:
        into = Path(folder) / "all.db"
        given_before = False
        for step in [*steps, [2, 0, 1]]:
            merge([*(logs[index] for index in step), *([into] if given_before and aside else [])], into)
            given_before = True
        assert rows_of(into) == whole


def test_a_chain_that_several_logs_hold_is_checked_once(logs, into, monkeypatch, whole):
    checked: list[bytes] = []
    real = keys.verifies
    monkeypatch.setattr(
        "questtour.eventlog.verify.verifies",
        lambda key, hash_, sign: checked.append(hash_) or real(key, hash_, sign),
    )
    merge(logs, into)
    assert len(checked) == len(whole)


def test_progress_is_told_up_to_the_end(logs, into):
    told: list[tuple[int, int]] = []
    merge(logs, into, lambda done, total: told.append((done, total)))
    total = sum(len(rows_of(log)) for log in logs)
    assert told == sorted(told)
    assert told[-1] == (total, total)


def test_a_log_without_events_adds_nothing(logs, into, tmp_path, whole):
    empty = write(tmp_path / "empty.db", "anya")
    assert merge([empty, *logs], into) == Merged(len(whole), 3)


# --- what does not belong together ------------------------------------------------------------------------


def test_logs_of_different_sheets_are_refused(logs, into, tmp_path):
    other = write(tmp_path / "other.db", "borya", opening("borya", route="museum"))
    line = refused([*logs[:2], other], into)
    for text in ("other.db", "hall.db", "museum", "kvantorium"):
        assert text in line


def test_tours_of_different_days_without_a_common_laptop_are_refused(logs, into, tmp_path):
    other = write(tmp_path / "other.db", "borya", opening("borya"), when=NOON + DAY)
    for order in ([*logs[:2], other], [other, *logs[:2]]):
        assert "of different days" in refused(order, into)


@pytest.mark.parametrize(("offset", "together"), [(180, True), (0, False)])
def test_the_day_is_that_of_the_venue(into, tmp_path, offset, together):
    evening = NOON.replace(hour=23, minute=30) - DAY
    first = write(tmp_path / "first.db", "anya", opening("anya", offset=offset), when=evening)
    second = write(tmp_path / "second.db", "borya", opening("borya", offset=offset), when=NOON)
    if together:
        assert merge([first, second], into).laptops == 2
    else:
        assert "of different days" in refused([first, second], into)


def test_logs_may_belong_together_through_a_third_in_whatever_order(into, tmp_path):
    """The first two share a laptop, the last two a day."""
    first = write(tmp_path / "first.db", "hall", opening("hall"), when=NOON - DAY)
    second = write(tmp_path / "second.db", "anya", opening("anya"), rows_of(first))
    third = write(tmp_path / "third.db", "borya", opening("borya"), when=NOON)
    assert "of different days" in refused([first, third], into)
    for order in ([first, third, second], [third, second, first]):
        assert merge(order, into).laptops == 3


# --- what is not good -------------------------------------------------------------------------------------


@pytest.fixture
def anyas(logs: list[Path], tmp_path: Path) -> Path:
    """A copy of a log, to be spoilt."""
    return Path(copy(logs[1], tmp_path / "copy.db"))


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ("UPDATE events SET body = '{}' WHERE seq = 3 AND device = ?", "changed afterwards"),
        ("UPDATE events SET signature = zeroblob(64) WHERE seq = 3 AND device = ?", "not this laptop's"),
        ("DELETE FROM events WHERE seq = 3 AND device = ?", "missing"),
        ("UPDATE events SET body = NULL WHERE seq = 3 AND device = ?", "changed afterwards"),
    ],
)
def test_a_bad_event_is_refused_with_its_log_laptop_and_number(logs, into, anyas, change, why):
    device = KEYS["anya"].device
    with sqlite3.connect(anyas) as db:
        db.execute(change, [device])
    db.close()
    merge(logs, into)
    for order in ([*logs, anyas], [anyas, *logs]):
        line = refused(order, into)
        assert f"copy.db”: event 3 of laptop {device}" in line
        assert why in line


def test_an_event_that_cannot_be_folded_is_refused(into, tmp_path):
    path = write(tmp_path / "far.db", "anya", opening("anya"), when=NOON.replace(year=2500))
    assert f"event 1 of laptop {KEYS['anya'].device}" in refused([path], into)


def test_a_log_that_two_laptops_went_on_with_is_refused(logs, into, tmp_path, anyas):
    copy(logs[1].with_name("anya.db.key"), anyas.with_name("copy.db.key"))
    first = Path(copy(anyas, tmp_path / "first.db"))
    copy(anyas.with_name("copy.db.key"), first.with_name("first.db.key"))
    write(anyas, "anya", [NoteAdded(text="here")])
    write(first, "anya", [NoteAdded(text="there"), GroupStarted()])
    for order in ([anyas, first], [first, anyas]):
        line = refused(order, into)
        for text in ("copy.db", "first.db", KEYS["anya"].device, "event 5 "):
            assert text in line


def test_two_tours_in_which_one_laptop_began_anew_are_called_two_tours(into, tmp_path):
    """Its key came along, its log did not: already the first events differ."""
    first = write(tmp_path / "first.db", "anya", opening("anya"))
    second = write(tmp_path / "second.db", "anya", [*opening("anya", offset=60), GroupStarted()])
    for order in ([first, second], [second, first]):
        line = refused(order, into)
        assert "two different tours" in line
        assert KEYS["anya"].device in line


@pytest.fixture(scope="module")
def rehearsals(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The same sheet and seed twice, once with longer stays; another seed; another day."""
    folder, sheet = tmp_path_factory.mktemp("rehearsals"), read_sheet_file(find_sheet("short")).raw
    castings = {
        "plain": Casting(1),
        "again": Casting(1),
        "longer": Casting(1, durations=Durations({"red": {"physics": 9}})),
        "seed": Casting(2),
        "day": Casting(1, date(2026, 5, 15)),
    }
    for name, casting in castings.items():
        with open_troupe(folder / f"{name}.db", sheet, casting) as troupe:
            asyncio.run(troupe.play(NOON))
    return {name: folder / f"{name}.db" for name in castings}


@pytest.mark.parametrize("other", ["longer", "seed", "day"])
def test_two_rehearsals_of_one_sheet_are_called_two_rehearsals(rehearsals, into, other):
    pair = [rehearsals["plain"], rehearsals[other]]
    for order in (pair, pair[::-1]):
        line = refused(order, into)
        for text in ("two different rehearsals", "plain.db", f"{other}.db"):
            assert text in line


def test_one_rehearsal_played_twice_is_one(rehearsals, into):
    merge([rehearsals["plain"], rehearsals["again"]], into)
    assert rows_of(into) == rows_of(rehearsals["plain"])


def test_a_rehearsal_is_never_merged_with_a_real_tour(rehearsals, into, tmp_path):
    real = write(tmp_path / "real.db", "borya", opening("borya", route="short"))
    for order in ([real, rehearsals["plain"]], [rehearsals["plain"], real]):
        assert "plain.db” is a rehearsal" in refused(order, into)


def test_a_damaged_or_missing_log_is_refused(logs, into, tmp_path):
    bent = tmp_path / "bent.db"
    bent.write_bytes(logs[0].read_bytes()[:4096] + bytes(8192))
    assert "bent.db" in refused([*logs, bent], into)
    assert "no log here" in refused([*logs, tmp_path / "gone.db"], into)


def test_a_laptops_own_log_is_never_written_over(logs, anyas):
    own = write(anyas.with_name("own.db"), "borya", opening("borya"))
    assert "laptop's own log" in refused(logs, own)


def test_another_file_is_never_written_over(logs, tmp_path):
    (tmp_path / "letter.txt").write_text("Dear teachers. " * 99)
    assert "some other file" in refused(logs, tmp_path / "letter.txt")
    assert "is a folder" in refused(logs, tmp_path)


def test_on_a_full_disk_what_was_merged_before_stays(logs, into, monkeypatch):
    merge(logs[:2], into)
    before = rows_of(into)
    real = database.connect

    def small(uri: str) -> sqlite3.Connection:
        connection = real(uri)
        connection.execute("PRAGMA max_page_count = 3")
        return connection

    with monkeypatch.context() as patch:
        patch.setattr(merging.database, "connect", small)
        assert "disk is full" in refused(logs, into)
    assert rows_of(into) == before
