"""Whatever was changed in a log afterwards is found, and the first bad event is named."""

import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from questtour.eventlog import hlc
from questtour.eventlog.faults import LogFault
from questtour.eventlog.keys import LaptopKey
from questtour.eventlog.log import Draft, EventLog
from questtour.eventlog.reading import read_rows
from questtour.eventlog.rows import BEFORE_FIRST, COLUMNS, Row, body_text, chain
from questtour.eventlog.verify import DeviceVerdict, Reason, Verdict, check_chain, verify
from questtour.tour.events import DeviceJoined, Event, GroupStarted, NoteAdded, TaskDone, TourOpened

NOON = datetime(2026, 5, 14, 12, tzinfo=UTC)
KEY = LaptopKey.from_seed(b"a" * 32)
OTHER = LaptopKey.from_seed(b"b" * 32)
TOUR: list[Event] = [
    TourOpened(route={"id": "kvantorium", "title": "Квест"}),
    DeviceJoined(name="Аня", key=KEY.public),
    GroupStarted(),
    NoteAdded(station="physics", text="тепло 👩‍🔬"),
    TaskDone(station="physics", task=1),
    TaskDone(station="physics", task=2),
]


class FakeClock:
    """A clock that stands still."""

    def now(self) -> datetime:
        return NOON

    def local(self, moment: datetime) -> datetime:
        return moment

    def monotonic(self) -> float:
        return 0.0


def chained(events: Sequence[Event], key: LaptopKey = KEY, signer: LaptopKey | None = None) -> list[Row]:
    """The rows that a laptop writes about `events`, a minute apart."""
    rows: list[Row] = []
    reading, previous = "", BEFORE_FIRST
    for index, event in enumerate(events):
        now = NOON + timedelta(minutes=index)
        reading = hlc.tick(reading, now, key.device)
        group = "atom" if index % 2 else None
        said = (key.device, index + 1, hlc.time_text(now), reading, event.kind, group, body_text(event))
        previous = chain(previous, said)
        rows.append(Row(*said, previous, (signer or key).sign(previous)))
    return rows


ROWS = chained(TOUR)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "a.db"


@pytest.fixture
def filled(path: Path) -> Path:
    """A log with every event of the tour."""
    with EventLog.open(path, FakeClock(), KEY) as log:
        log.append([Draft(event, "atom") for event in TOUR]).result()
    return path


def change(path: Path, sql: str, *values: object) -> None:
    with sqlite3.connect(path) as db:
        db.execute(sql, values)
    db.close()


def test_a_chain_as_it_was_written_is_good():
    assert check_chain(ROWS) == DeviceVerdict(KEY.device, len(ROWS))
    assert check_chain(ROWS).good


@given(st.data(), st.integers(0, len(ROWS) - 1), st.sampled_from(COLUMNS))
def test_any_change_of_any_column_of_any_row_is_found_and_named(data, index, column):
    was = getattr(ROWS[index], column)
    bent = replace(ROWS[index], **{column: data.draw(bendings(was).filter(lambda now: now != was))})
    verdict = check_chain([*ROWS[:index], bent, *ROWS[index + 1 :]])
    assert not verdict.good
    assert verdict.bad_seq == index + 1
    reasons = {"seq": Reason.GAP, "signature": Reason.BENT_SIGNATURE}
    assert verdict.reason is reasons.get(column, Reason.BROKEN_CHAIN)


def bendings(was: object) -> st.SearchStrategy[object]:
    """What a column may be changed into: one bent byte, or anything else that SQLite can hold."""
    anything = st.none() | st.binary() | st.text() | st.integers() | st.floats()
    if isinstance(was, str | bytes):
        raw = was.encode() if isinstance(was, str) else was
        byte = st.tuples(st.integers(0, len(raw) - 1), st.integers(1, 255))
        one = byte.map(lambda at: raw[: at[0]] + bytes([raw[at[0]] ^ at[1]]) + raw[at[0] + 1 :])
        if isinstance(was, str):
            one = one.map(lambda bent: bent.decode("utf-8", "surrogateescape"))
        return one | anything
    return anything


@given(st.integers(0, len(ROWS) - 2))
def test_a_missing_event_is_named(index):
    verdict = check_chain([*ROWS[:index], *ROWS[index + 1 :]])
    assert (verdict.bad_seq, verdict.reason) == (index + 1, Reason.GAP)
    assert verdict.events == len(ROWS) - 1


@given(st.permutations(range(len(ROWS))).filter(lambda order: order != sorted(order)))
def test_events_put_in_another_order_are_found_though_their_numbers_are_right(order):
    rows = [replace(ROWS[was], seq=index + 1) for index, was in enumerate(order)]
    first = next(index for index, was in enumerate(order) if index != was)
    assert check_chain(rows).bad_seq == first + 1


def test_a_chain_made_anew_without_the_key_is_found():
    forged = chained([*TOUR[:3], NoteAdded(text="nothing happened"), *TOUR[4:]], KEY, signer=OTHER)
    assert check_chain(forged).reason is Reason.BENT_SIGNATURE
    grafted = check_chain([*ROWS[:3], *forged[3:]])
    assert (grafted.bad_seq, grafted.reason) == (4, Reason.BENT_SIGNATURE)


def test_a_laptop_that_never_told_its_key_cannot_be_believed():
    rows = chained([event for event in TOUR if not isinstance(event, DeviceJoined)])
    assert (check_chain(rows).bad_seq, check_chain(rows).reason) == (1, Reason.NO_KEY)
    rows = chained([DeviceJoined(key=""), GroupStarted()])
    assert check_chain(rows).reason is Reason.NO_KEY


@pytest.mark.parametrize("key", [OTHER.public, "AAAA", "no key"])
def test_nobody_can_claim_another_laptops_id(key):
    rows = chained([GroupStarted(), DeviceJoined(key=key), GroupStarted()], KEY, signer=OTHER)
    assert (check_chain(rows).bad_seq, check_chain(rows).reason) == (2, Reason.WRONG_KEY)


def test_a_bent_signature_before_a_broken_link_is_named_first():
    rows = list(ROWS)
    rows[2] = replace(rows[2], signature=bytes(64))
    rows[4] = replace(rows[4], body="{}")
    assert (check_chain(rows).bad_seq, check_chain(rows).reason) == (3, Reason.BENT_SIGNATURE)


def test_every_reason_is_said_in_words():
    assert len({reason.text for reason in Reason}) == len(Reason)


def test_a_good_log_is_good(filled):
    verdict = verify(filled)
    assert verdict == Verdict(None, (DeviceVerdict(KEY.device, len(TOUR)),))
    assert verdict.good


def test_a_log_without_events_is_good(path):
    EventLog.open(path, FakeClock()).close()
    assert verify(path) == Verdict(None, ())


def test_each_laptop_is_judged_by_itself(filled):
    others = chained([DeviceJoined(key=OTHER.public), GroupStarted(), GroupStarted()], OTHER)
    for row in [*others[:1], replace(others[1], body="{ }"), others[2]]:
        change(filled, f"INSERT INTO events VALUES ({', '.join('?' * len(COLUMNS))})", *row.columns)
    verdict = verify(filled)
    assert not verdict.good
    assert set(verdict.devices) == {
        DeviceVerdict(KEY.device, len(TOUR)),
        DeviceVerdict(OTHER.device, 3, 2, Reason.BROKEN_CHAIN),
    }
    assert list(verdict.devices) == sorted(verdict.devices, key=lambda each: each.device)


@pytest.mark.parametrize(
    "bending",
    [
        "body = body || ' '",
        "body = CAST(x'ff' AS TEXT)",
        "body = x'00'",
        "body = NULL",
        "body = 9e999",
        "group_id = NULL",
        "time = 5",
        "kind = 'group.finished'",
        "hash = NULL",
        "hash = 'text'",
        "signature = NULL",
        "signature = 'text'",
        "device = 'somebody'",
        "device = NULL",
        "seq = 100",
        "seq = 0",
        "seq = NULL",
        "seq = 'four'",
    ],
)
def test_a_row_that_was_changed_in_the_file_is_found(filled, bending):
    change(filled, f"UPDATE events SET {bending} WHERE seq = 4")
    assert not verify(filled).good


def test_progress_is_told_up_to_the_end(path):
    with EventLog.open(path, FakeClock(), KEY) as log:
        log.append([Draft(event) for event in [*TOUR, *[GroupStarted()] * 300]]).result()
    told: list[tuple[int, int]] = []
    assert verify(path, lambda done, total: told.append((done, total))).good
    assert told == sorted(told)
    assert told[-1] == (306, 306)
    assert len(told) > 3


def test_a_damaged_index_is_found_and_the_events_are_judged_all_the_same(filled):
    content = bytearray(filled.read_bytes())
    device = KEY.device.encode()
    at = content.rindex(device) if root_of_index(filled) > root_of_table(filled) else content.index(device)
    content[at] ^= 1
    filled.write_bytes(content)
    verdict = verify(filled)
    assert verdict.integrity is not None
    assert len(verdict.integrity.splitlines()) == 1
    assert verdict.devices == (DeviceVerdict(KEY.device, len(TOUR)),)
    with pytest.raises(LogFault, match="damaged"):
        EventLog.open(filled, FakeClock())
    assert filled.read_bytes() == content


def root_of(path: Path, name: str) -> int:
    with sqlite3.connect(f"{path.as_uri()}?immutable=1", uri=True) as db:
        (page,) = db.execute("SELECT rootpage FROM sqlite_master WHERE name = ?", [name]).fetchone()
    db.close()
    return int(page)


def root_of_index(path: Path) -> int:
    return root_of(path, "sqlite_autoindex_events_1")


def root_of_table(path: Path) -> int:
    return root_of(path, "events")


BENT = settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@BENT
@given(st.integers(0, 10**6), st.booleans(), st.integers(1, 255))
def test_a_bent_byte_anywhere_in_the_file_is_found_or_changes_no_event(tmp_path, place, empty_too, flip):
    path = tmp_path / "a.db"
    if not (tmp_path / "whole.db").exists():
        with EventLog.open(path, FakeClock(), KEY) as log:
            log.append([Draft(event, "atom") for event in TOUR]).result()
        path.rename(tmp_path / "whole.db")
    content = (tmp_path / "whole.db").read_bytes()
    places = [at for at, byte in enumerate(content) if byte or empty_too]
    at = places[place % len(places)]
    bent = tmp_path / f"{at}-{flip}.db"
    bent.write_bytes(content[:at] + bytes([content[at] ^ flip]) + content[at + 1 :])
    if said(lambda: verify(bent).good):
        assert list(read_rows(bent)) == list(read_rows(tmp_path / "whole.db"))


def said(work: Callable[[], bool]) -> bool:
    try:
        return work()
    except LogFault:
        return False
