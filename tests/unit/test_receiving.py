"""Rows of other laptops enter a log when they are what those laptops wrote, and in no other way."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from shutil import copy
from tempfile import TemporaryDirectory

import pytest
from helpers import ANY_EVENT, GROUPS, TIMES
from hypothesis import given, settings
from hypothesis import strategies as st

from questtour.eventlog import hlc, receiving
from questtour.eventlog.faults import LogFault
from questtour.eventlog.form import MAX_BODY, MAX_NAME
from questtour.eventlog.keys import LaptopKey
from questtour.eventlog.log import Draft, EventLog
from questtour.eventlog.reading import read_rows
from questtour.eventlog.receiving import ONE_BY_ONE, Received, Refusal
from questtour.eventlog.rows import BEFORE_FIRST, Row, body_text, chain
from questtour.eventlog.verify import Reason, verify
from questtour.tour.events import DeviceJoined, Event, GroupStarted, NoteAdded, TaskDone, TourOpened, Unknown
from questtour.tour.evolve import fold
from questtour.tour.progress import Progress

NOON = datetime(2026, 5, 14, 12, tzinfo=UTC)
OWN, ANYA, BORYA = (LaptopKey.from_seed(letter * 32) for letter in (b"o", b"a", b"b"))


class FakeClock:
    """A clock that stands still."""

    def now(self) -> datetime:
        return NOON

    def local(self, moment: datetime) -> datetime:
        return moment

    def monotonic(self) -> float:
        return 0.0


def written(
    events: Sequence[Event],
    key: LaptopKey = ANYA,
    signer: LaptopKey | None = None,
    after: Sequence[Row] = (),
    **columns: str,
) -> list[Row]:
    """The rows that a laptop writes about `events`, a minute apart, `after` others; `columns` in each."""
    rows = list(after)
    for event in events:
        now = NOON + timedelta(minutes=len(rows))
        time, reading = hlc.time_text(now), hlc.tick("", now, key.device)
        said = (key.device, len(rows) + 1, time, reading, event.kind, "atom", body_text(event))
        row = replace(Row(*said, b"", b""), **columns)
        hash_ = chain(rows[-1].hash if rows else BEFORE_FIRST, row.columns[:7])
        rows.append(replace(row, hash=hash_, signature=(signer or key).sign(hash_)))
    return rows[len(after) :]


def tour_of(key: LaptopKey, length: int = 8) -> list[Row]:
    opening: list[Event] = [TourOpened(route={"id": "t"}), DeviceJoined(name="Аня 👩‍🔬", key=key.public)]
    return written([*opening, *(TaskDone(station="physics", task=task) for task in range(length - 2))], key)


ROWS = tour_of(ANYA)
LONG = tour_of(ANYA, ONE_BY_ONE * 2)
BORYAS = tour_of(BORYA, 5)


def in_order(rows: Sequence[Row]) -> list[Row]:
    return sorted(rows, key=lambda row: (row.clock, row.device, row.seq))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "own.db"


@pytest.fixture
def log(path: Path) -> Iterator[EventLog]:
    with EventLog.open(path, FakeClock(), OWN) as log:
        yield log


@pytest.fixture(scope="module")
def emptied() -> Iterator[EventLog]:
    """A log for one example after another; each begins with `start_anew`."""
    with TemporaryDirectory() as folder, EventLog.open(Path(folder) / "a.db", FakeClock(), OWN) as log:
        yield log


def start_anew(log: EventLog) -> EventLog:
    def forget() -> None:
        with log._writer._db as db:
            db.execute("DELETE FROM events")

    log._submit(forget).result()
    return log


def give(log: EventLog, rows: Sequence[Row]) -> Received:
    return log.receive(rows).result(timeout=20)


def stored(log: EventLog) -> list[Row]:
    return [row for device in log.heads().result() for row in log.rows_after(device, 0, 10**6).result()]


def refusals(received: Received) -> list[tuple[str, int, Reason]]:
    return [tuple(each) for each in received.refused]


# --- what gets in -----------------------------------------------------------------------------------------


def test_good_rows_are_stored_as_they_came_and_told_in_the_order_of_the_hybrid_clock(log, path):
    received = give(log, [*ROWS, *BORYAS])
    assert [each.id for each in received.accepted] == [row.id for row in in_order([*ROWS, *BORYAS])]
    assert set(received.held) == {*ROWS, *BORYAS}
    assert received.refused == ()
    assert log.records() == list(received.accepted)
    assert list(read_rows(path)) == in_order([*ROWS, *BORYAS])
    assert verify(path).good


def test_what_is_held_already_is_accepted_silently_and_not_told_again(log):
    give(log, ROWS[:5])
    received = give(log, [*ROWS, *ROWS[2:]])
    assert [each.seq for each in received.accepted] == [6, 7, 8]
    assert set(received.held) == set(ROWS)
    assert received.refused == ()


PIECES = st.lists(
    st.tuples(st.sampled_from([LONG, BORYAS, tour_of(OWN, 4)]), st.integers(0, 64), st.integers(1, 40)),
    max_size=12,
)


@settings(deadline=None, max_examples=60)
@given(PIECES, st.permutations([LONG, BORYAS]))
def test_in_whatever_pieces_with_gaps_and_repeats_rows_come_the_logs_end_up_equal(emptied, pieces, at_last):
    log = start_anew(emptied)
    for rows, begin, length in pieces:
        received = give(log, rows[begin : begin + length])
        assert {refusal.reason for refusal in received.refused} <= {Reason.GAP, Reason.NO_KEY}
        assert set(received.held) <= set(stored(log))
    for rows in at_last:
        assert set(give(log, rows).held) == set(rows)
    assert {row for row in stored(log) if row.device != OWN.device} == {*LONG, *BORYAS}
    assert [record.clock for record in log.records()] == sorted(row.clock for row in stored(log))


def test_of_a_long_run_the_last_signature_vouches_for_the_rows_before_it(log, monkeypatch):
    checked: list[bytes] = []
    real = receiving.verifies
    monkeypatch.setattr(
        receiving, "verifies", lambda key, hash_, sign: checked.append(hash_) or real(key, hash_, sign)
    )
    assert len(give(log, LONG).accepted) == len(LONG)
    assert checked == [LONG[-1].hash]


def test_when_the_last_signature_of_a_long_run_is_bent_each_is_looked_at(log):
    received = give(log, [*LONG[:-1], replace(LONG[-1], signature=bytes(64))])
    assert len(received.accepted) == len(LONG) - 1
    assert refusals(received) == [(ANYA.device, len(LONG), Reason.BENT_SIGNATURE)]
    assert stored(log) == LONG[:-1]


# --- what does not ----------------------------------------------------------------------------------------

COLUMNS = ["device", "seq", "time", "clock", "kind", "group_id", "body", "hash", "signature"]
ANYTHING = {
    "device": st.sampled_from([BORYA.device, OWN.device, "nobody"]),
    "seq": st.integers(-1, 2**53),
    "group_id": st.none() | st.text(),
    "hash": st.binary() | st.binary(min_size=32, max_size=32),
    "signature": st.binary() | st.binary(min_size=64, max_size=64),
}


@settings(deadline=None, max_examples=200)
@given(st.data(), st.integers(0, len(ROWS) - 1), st.sampled_from(COLUMNS))
def test_a_bent_row_never_gets_in_nor_what_follows_it_and_others_are_not_harmed(emptied, data, index, column):
    was = getattr(ROWS[index], column)
    now = data.draw(ANYTHING.get(column, st.text()).filter(lambda now: now != was))
    bent = replace(ROWS[index], **{column: now})
    log = start_anew(emptied)
    received = give(log, [*ROWS[:index], bent, *ROWS[index + 1 :], *BORYAS])
    # Without the second event nobody knows the laptop's key.
    assert {row for row in stored(log) if row.device != BORYA.device} == set(
        ROWS[: index if index > 1 else 0]
    )
    if bent.device != BORYA.device:
        assert set(BORYAS) <= set(received.held)
    assert bent not in received.held
    assert received.refused
    assert set(give(log, [*ROWS, *BORYAS]).held) == {*ROWS, *BORYAS}, "good copies still get in"


@settings(deadline=None, max_examples=60)
@given(st.integers(0, len(LONG) - 1), st.sampled_from(["time", "clock", "kind", "group_id", "body"]))
def test_a_long_run_lets_no_bent_event_in_either(emptied, index, column):
    bent = replace(LONG[index], **{column: (getattr(LONG[index], column) or "") + " "})
    log = start_anew(emptied)
    give(log, [*LONG[:index], bent, *LONG[index + 1 :]])
    assert stored(log) == LONG[: index if index > 1 else 0]


def test_nobody_can_write_in_another_laptops_name(log):
    give(log, ROWS[:4])
    forged = written([GroupStarted()], ANYA, signer=BORYA, after=ROWS[:4])
    assert refusals(give(log, forged)) == [(ANYA.device, 5, Reason.BENT_SIGNATURE)]
    many = written([GroupStarted()] * (ONE_BY_ONE + 1), ANYA, signer=BORYA, after=ROWS[:4])
    assert refusals(give(log, many)) == [(ANYA.device, 5, Reason.BENT_SIGNATURE)]
    assert stored(log) == ROWS[:4]


def test_nobody_can_claim_another_laptops_id(log):
    stolen = written([GroupStarted(), DeviceJoined(key=BORYA.public)], ANYA, signer=BORYA)
    assert refusals(give(log, stolen)) == [(ANYA.device, 1, Reason.WRONG_KEY)]
    assert stored(log) == []


def test_a_later_key_takes_nobodys_place(log):
    give(log, ROWS)
    taken = written([DeviceJoined(key=BORYA.public), GroupStarted()], ANYA, signer=BORYA, after=ROWS)
    assert refusals(give(log, taken)) == [(ANYA.device, len(ROWS) + 1, Reason.BENT_SIGNATURE)]


def test_a_laptop_that_told_no_key_is_not_believed_until_it_does(log):
    assert refusals(give(log, ROWS[:1])) == [(ANYA.device, 1, Reason.NO_KEY)]
    assert len(give(log, ROWS).accepted) == len(ROWS)


def test_a_missing_event_is_waited_for(log):
    give(log, ROWS[:3])
    received = give(log, ROWS[4:])
    assert refusals(received) == [(ANYA.device, 5, Reason.GAP)]
    assert (received.accepted, received.held) == ((), ())


def test_a_replayed_event_is_refused(log):
    give(log, ROWS[:5])
    replayed = replace(ROWS[4], seq=6)
    assert refusals(give(log, [replayed])) == [(ANYA.device, 6, Reason.BROKEN_CHAIN)]
    elsewhere = replace(ROWS[4], device=BORYA.device, seq=1)
    (refusal,) = give(log, [elsewhere]).refused
    assert refusal.device == BORYA.device
    assert stored(log) == ROWS[:5]


def test_a_laptop_that_went_on_from_a_copy_of_its_log_is_found_out(log):
    give(log, ROWS)
    twin = written([NoteAdded(text="in another place"), GroupStarted()], ANYA, after=ROWS[:4])
    received = give(log, [*ROWS[:4], *twin])
    assert refusals(received) == [(ANYA.device, 5, Reason.FORK)]
    assert set(received.held) == set(ROWS[:4])
    assert stored(log) == ROWS


def test_a_made_up_copy_is_no_sign_of_a_twin(log):
    give(log, ROWS)
    (made_up,) = written([NoteAdded(text="never said")], ANYA, signer=BORYA, after=ROWS[:4])
    assert refusals(give(log, [made_up])) == [(ANYA.device, 5, Reason.BENT_SIGNATURE)]
    bent = replace(ROWS[4], body="{}")
    assert refusals(give(log, [bent])) == [(ANYA.device, 5, Reason.BROKEN_CHAIN)]


BAD_TIMES = [
    "9999-12-31T23:59:59.999999Z",
    "2200-01-01T00:00:00.000000Z",
    "1969-12-31T23:59:59.999999Z",
    "2026-02-30T10:00:00.000000Z",
    "2026-05-14 10:00:00.000000Z",
    "2026-05-14T10:00:00Z",
    "",
]


def clock_at(time: str) -> str:
    return f"{time}-0000-{ANYA.device}"


@pytest.mark.parametrize("time", BAD_TIMES)
def test_times_that_no_calendar_can_reckon_with_are_refused(log, time):
    give(log, ROWS)
    for columns in ({"time": time}, {"clock": clock_at(time)}):
        (bad,) = written([GroupStarted()], after=ROWS, **columns)
        assert refusals(give(log, [bad])) == [(ANYA.device, bad.seq, Reason.BAD_TIME)]


@pytest.mark.parametrize(
    "clock",
    [f"{hlc.time_text(NOON)}-0000-{BORYA.device}", f"{hlc.time_text(NOON)}-00G0-{ANYA.device}", "x", ""],
)
def test_a_reading_must_be_of_the_laptop_and_of_our_form(log, clock):
    give(log, ROWS)
    (bad,) = written([GroupStarted()], after=ROWS, clock=clock)
    assert refusals(give(log, [bad])) == [(ANYA.device, bad.seq, Reason.BAD_TIME)]


@pytest.mark.parametrize(
    "columns",
    [
        {"body": "[]"},
        {"body": ""},
        {"body": '{"a": NaN}'},
        {"body": "[" * 100_000},
        {"body": '{"a": %s}' % ("9" * 5000)},
        {"body": '{"a": "%s"}' % ("x" * MAX_BODY)},
        {"body": '{"a": "\ud800"}'},
        {"kind": "k" * (MAX_NAME + 1)},
        {"group_id": "\udfff"},
    ],
    ids=lambda columns: repr(columns)[:24],
)
def test_what_is_not_written_as_events_are_is_refused(log, columns):
    give(log, ROWS)
    (bad,) = written([GroupStarted()], after=ROWS, **columns)
    assert refusals(give(log, [bad])) == [(ANYA.device, bad.seq, Reason.MALFORMED)]
    assert stored(log) == ROWS


@pytest.mark.parametrize("time", ["1970-01-01T00:00:00.000000Z", "2199-12-31T23:59:59.999999Z"])
@pytest.mark.parametrize("offset", [-1439, 1439])
def test_whatever_was_accepted_can_be_folded(log, time, offset):
    route = {
        "id": "t",
        "title": "T",
        "start": "10:00",
        "stations": [{"id": "a", "title": "A", "minutes": 5}],
        "groups": [{"id": "atom", "title": "Atom"}],
    }
    opening = [TourOpened(route=route, utc_offset=offset), DeviceJoined(key=ANYA.public), GroupStarted()]
    give(log, written(opening, time=time, clock=clock_at(time)))
    assert len(log.records()) == 3
    assert fold(log.records()) != Progress()


def in_json(event: Event | Unknown) -> bool:
    """Tell whether JSON can hold the event: infinity, for one, has no place there."""
    try:
        return bool(body_text(event))
    except ValueError:
        return False


@settings(deadline=None, max_examples=60)
@given(st.lists(st.tuples(ANY_EVENT.filter(in_json), TIMES, GROUPS), max_size=12))
def test_whatever_a_laptop_wrote_in_our_form_can_be_folded(emptied, told):
    rows = ROWS[:2]
    for event, time, group in told:
        text = hlc.time_text(time)
        rows = [*rows, *written([event], after=rows, time=text, clock=clock_at(text), group_id=group)]
    log = start_anew(emptied)
    assert len(give(log, rows).accepted) == len(rows)
    fold(log.records())


def test_a_kind_that_is_not_known_here_is_kept_and_passed_on(log):
    give(log, ROWS)
    (later,) = written([GroupStarted()], after=ROWS, kind="balloon.lost", body='{"colour":"red"}')
    assert [each.event.kind for each in give(log, [later]).accepted] == ["balloon.lost"]
    assert log.rows_after(ANYA.device, len(ROWS), 10).result() == [later]


# --- our own rows, and our own clock ----------------------------------------------------------------------


def own_events(log: EventLog, count: int) -> None:
    log.append([Draft(GroupStarted(), "atom")] * count).result()


@pytest.fixture
def put_back(path: Path, tmp_path: Path) -> list[Row]:
    """A log that was put back as it was after three events; the rows that it had had in all."""
    with EventLog.open(path, FakeClock(), OWN) as log:
        log.append([Draft(DeviceJoined(key=OWN.public))]).result()
        own_events(log, 2)
    copy(path, tmp_path / "copy.db")
    with EventLog.open(path, FakeClock(), OWN) as log:
        own_events(log, 3)
    rows = list(read_rows(path))
    (tmp_path / "copy.db").replace(path)
    return rows


def test_a_log_that_was_put_back_takes_its_own_events_and_goes_on_after_them(path, put_back):
    with EventLog.open(path, FakeClock(), OWN) as log:
        assert [each.seq for each in give(log, put_back).accepted] == [4, 5, 6]
        own_events(log, 1)
        assert log.heads().result()[OWN.device][0] == 7
    assert list(read_rows(path))[:6] == put_back
    assert verify(path).good


def test_a_log_that_was_put_back_and_went_on_is_a_fork(path, put_back):
    with EventLog.open(path, FakeClock(), OWN) as log:
        log.append([Draft(NoteAdded(text="anew"))]).result()
        assert refusals(give(log, put_back)) == [(OWN.device, 4, Reason.FORK)]
        own_events(log, 1)
    assert verify(path).good


def test_own_events_sort_after_all_that_was_received(log):
    own_events(log, 1)
    give(log, ROWS)
    own_events(log, 1)
    assert log.records()[-1].device == OWN.device
    assert [each.device for each in log.records()].count(OWN.device) == 2


# --- what is told of the log, and trouble -----------------------------------------------------------------


def test_heads_and_rows_are_told_as_they_are_stored(log):
    assert log.heads().result() == {}
    give(log, [*ROWS, *BORYAS])
    ends = {rows[-1].device: (rows[-1].seq, rows[-1].hash) for rows in (ROWS, BORYAS)}
    assert log.heads().result() == ends
    assert log.rows_after(ANYA.device, 2, 3).result() == ROWS[2:5]
    assert log.rows_after(ANYA.device, 8, 3).result() == []
    assert log.rows_after("nobody", 0, 3).result() == []


def test_nothing_given_is_nothing_done(log):
    assert give(log, []) == Received()


def test_on_a_full_disk_nothing_is_half_written_and_the_log_goes_on_when_there_is_room(log):
    database = log._writer._db

    def pragma(text: str) -> None:
        log._submit(lambda: database.execute(f"PRAGMA {text}")).result()

    give(log, BORYAS)
    pragma("max_page_count = 1")
    large = tour_of(ANYA, 100)
    with pytest.raises(LogFault, match="disk is full"):
        give(log, large)
    assert stored(log) == BORYAS
    pragma("max_page_count = 100000")
    own_events(log, 1)
    assert len(give(log, large).accepted) == 100


def test_a_log_that_is_damaged_under_us_says_so(log):
    log._submit(lambda: log._writer._db.execute("ALTER TABLE events RENAME TO gone")).result()
    for ask in (log.receive(ROWS), log.heads(), log.rows_after(ANYA.device, 0, 1)):
        with pytest.raises(LogFault, match="damaged"):
            ask.result()


def test_a_closed_log_says_so(log):
    log.close()
    for ask in (log.receive(ROWS), log.heads(), log.rows_after(ANYA.device, 0, 1)):
        with pytest.raises(LogFault, match="closed"):
            ask.result()


def test_every_reason_is_said_in_words():
    assert Refusal(ANYA.device, 1, Reason.FORK).reason.text == "the laptop wrote two events under one number"
