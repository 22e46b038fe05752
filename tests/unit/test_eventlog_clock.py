"""Readings sort causes before effects; rows that differ differ in bytes; a key is its laptop's alone."""

import json
import os
import stat
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from questtour.eventlog import hlc
from questtour.eventlog.faults import LogFault
from questtour.eventlog.keys import LaptopKey, device_of, verifies
from questtour.eventlog.rows import BEFORE_FIRST, Row, canonical

NOON = datetime(2026, 5, 14, 12, tzinfo=UTC)
MOMENTS = st.datetimes(
    min_value=datetime(1000, 1, 2), max_value=datetime(9999, 12, 30), timezones=st.just(UTC)
)
DEVICES = st.text("abcdefghijklmnopqrstuvwxyz234567", min_size=16, max_size=16)
TEXTS = st.text(st.characters())
SAID = st.tuples(TEXTS, st.integers(), TEXTS, TEXTS, TEXTS, st.none() | TEXTS, TEXTS)


@given(st.lists(st.tuples(MOMENTS, DEVICES), min_size=2))
def test_each_reading_is_greater_than_the_one_before_whatever_the_clocks_say(ticks):
    last = ""
    for now, device in ticks:
        reading = hlc.tick(last, now, device)
        assert reading > last
        assert reading[: hlc.TIME_WIDTH] >= hlc.time_text(now)
        assert len(reading) == hlc.TIME_WIDTH + 1 + hlc.COUNTER_WIDTH + 1 + 16
        last = reading


@given(st.lists(st.tuples(st.integers(0, 2), st.integers(0, 2), MOMENTS), max_size=30))
def test_what_a_laptop_does_after_it_saw_an_event_sorts_after_that_event(steps):
    """Three laptops act by their own clocks and see each other's readings now and then."""
    known = ["", "", ""]
    for laptop, seen, now in steps:
        cause = known[seen]
        known[laptop] = hlc.merge(known[laptop], cause)
        known[laptop] = hlc.tick(known[laptop], now, "abc"[laptop] * 16)
        assert known[laptop] > cause


@given(st.lists(MOMENTS, min_size=2))
def test_a_clock_that_goes_forward_gives_its_own_time(moments):
    last = ""
    for now in sorted(set(moments)):
        last = hlc.tick(last, now, "a")
        assert last == f"{hlc.time_text(now)}-0000-a"


def test_a_full_counter_goes_on_in_the_next_microsecond():
    reading = f"{hlc.time_text(NOON)}-ffff-a"
    assert hlc.tick(reading, NOON, "a") == "2026-05-14T12:00:00.000001Z-0000-a"
    assert hlc.tick(reading, NOON, "a") > reading


def test_merging_takes_the_greater_reading():
    earlier, later = hlc.tick("", NOON, "b"), hlc.tick("", NOON + timedelta(microseconds=1), "a")
    assert hlc.merge(earlier, later) == hlc.merge(later, earlier) == later
    assert hlc.merge("", earlier) == earlier


@given(MOMENTS)
def test_times_are_written_in_fixed_width_and_read_back(moment):
    text = hlc.time_text(moment)
    assert len(text) == hlc.TIME_WIDTH
    assert hlc.read_time(text) == moment


def test_times_of_another_zone_are_written_in_utc():
    moscow = timezone(timedelta(hours=3))
    assert hlc.time_text(datetime(2026, 5, 14, 13, tzinfo=moscow)) == "2026-05-14T10:00:00.000000Z"


def test_a_time_without_zone_is_refused():
    with pytest.raises(ValueError, match="zone"):
        hlc.time_text(datetime(2026, 5, 14))


@pytest.mark.parametrize(
    "text", ["", "today", "2026-05-14T10:00:00Z", "2026-05-14T10:00:00.000000+", "9" * 26 + "Z"]
)
def test_a_text_that_is_no_time_of_ours_is_refused(text):
    with pytest.raises(ValueError):
        hlc.read_time(text)


@given(SAID, SAID)
def test_different_rows_have_different_bytes(one, other):
    assert (canonical(one) == canonical(other)) == (one == other)


@given(SAID)
def test_the_bytes_of_a_row_are_compact_json_that_anybody_can_make(said):
    if not any(isinstance(text, str) and any("\ud800" <= c <= "\udfff" for c in text) for text in said):
        assert json.loads(canonical(said)) == list(said)
    assert canonical(("a", 1, "ы", None)) == '["a",1,"ы",null]'.encode()


def test_a_hash_depends_on_the_hash_before():
    row = Row("d", 1, "t", "c", "k", None, "{}", b"", b"")
    assert row.chained(BEFORE_FIRST) != row.chained(bytes(31) + b"\1")
    assert len(row.chained(BEFORE_FIRST)) == 32
    assert row.chained(BEFORE_FIRST) == replace(row, hash=b"h", signature=b"s").chained(BEFORE_FIRST)


def test_an_id_is_made_of_the_public_key():
    key = LaptopKey.from_seed(bytes(32))
    assert key.device == device_of(key.public) == LaptopKey.from_seed(bytes(32)).device
    assert len(key.device) == 16
    assert set(key.device) <= set("abcdefghijklmnopqrstuvwxyz234567")
    assert LaptopKey.create().device != LaptopKey.create().device


@pytest.mark.parametrize("public", ["", "AAAA", "no base64!", "ы"])
def test_what_is_no_key_has_no_id_and_verifies_nothing(public):
    with pytest.raises(ValueError):
        device_of(public)
    assert not verifies(public, bytes(32), bytes(64))


def test_a_signature_is_good_for_its_key_and_its_hash_only():
    key, other = LaptopKey.create(), LaptopKey.create()
    signature = key.sign(b"h" * 32)
    assert verifies(key.public, b"h" * 32, signature)
    assert not verifies(key.public, b"x" * 32, signature)
    assert not verifies(other.public, b"h" * 32, signature)
    assert not verifies(key.public, b"h" * 32, signature[:-1])
    assert not verifies(key.public, b"h" * 32, b"")


def test_a_key_file_is_read_as_it_was_saved_and_keeps_what_it_does_not_know(tmp_path):
    path = tmp_path / "a.key"
    key = LaptopKey.create()
    key.more["tour"] = {"code": "ключ"}
    key.save(path)
    again = LaptopKey.load(path)
    assert (again.device, again.public, again.more) == (key.device, key.public, key.more)
    assert verifies(key.public, b"h", again.sign(b"h"))
    again.save(path)
    assert LaptopKey.load(path).more == key.more
    assert [each.name for each in tmp_path.iterdir()] == ["a.key"]


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such modes")
def test_a_key_file_is_its_owners_from_its_first_moment_on(tmp_path, monkeypatch):
    seen = []
    real = os.fsync
    monkeypatch.setattr(os, "fsync", lambda handle: (seen.append(os.fstat(handle).st_mode), real(handle))[1])
    before = os.umask(0)
    try:
        LaptopKey.create().save(tmp_path / "a.key")
    finally:
        os.umask(before)
    assert stat.S_IMODE(seen[0]) == 0o600
    assert stat.S_IMODE((tmp_path / "a.key").stat().st_mode) == 0o600


def test_a_key_never_shows_its_secret():
    key = LaptopKey.from_seed(b"s" * 32)
    assert "c3Nz" not in repr(key) + str(vars(key).get("more"))


def test_a_key_file_that_cannot_be_written_is_one_clear_line(tmp_path):
    with pytest.raises(LogFault, match="no such folder"):
        LaptopKey.create().save(tmp_path / "nowhere" / "a.key")


@given(st.binary() | st.sampled_from([b"[]", b"{}", b"null", b'"a"', b'{"private": 1}', b'[["a","b"]]']))
def test_whatever_a_key_file_holds_it_is_a_key_or_one_clear_line(tmp_path_factory, content):
    path = tmp_path_factory.getbasetemp() / "any.key"
    path.write_bytes(content)
    with pytest.raises(LogFault, match="damaged"):
        LaptopKey.load(path)
