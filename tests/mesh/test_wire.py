"""Messages arrive as they were sent; other bytes are refused, whatever they are, and never grow."""

import json
import zlib
from contextlib import suppress
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from questtour.mesh import wire
from questtour.mesh.messages import Answer, Ask, ClockAnswer, ClockAsk, Digest, Live, Sender
from questtour.mesh.rows import Head, SentRow
from questtour.mesh.strict import MAX_DEVICES, MAX_NUMBER
from questtour.mesh.wire import WireError, batch, decode, encode

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=60)
NAMES = st.text(st.characters(exclude_categories=["Cs"]), max_size=200)
DEVICES = st.text("abcdefghijklmnopqrstuvwxyz234567", min_size=1, max_size=64)
HEX = st.text("0123456789abcdef", min_size=16, max_size=16)
NUMBERS = st.integers(0, MAX_NUMBER)
SEQS = st.integers(1, MAX_NUMBER)
SENDERS = st.builds(Sender, DEVICES, HEX)
HEADS = st.dictionaries(DEVICES, st.builds(Head, SEQS, st.integers(0, 2**32 - 1)), max_size=8)
ROWS = st.builds(
    SentRow,
    DEVICES,
    SEQS,
    TEXTS,
    TEXTS,
    TEXTS,
    st.none() | TEXTS,
    TEXTS,
    st.binary(min_size=32, max_size=32),
    st.binary(min_size=64, max_size=64),
)
SOME_ROWS = st.lists(ROWS, max_size=5).map(tuple)
MESSAGES = st.one_of(
    st.builds(Live, SENDERS, SOME_ROWS),
    st.builds(
        Digest,
        SENDERS,
        HEX,
        st.none() | HEADS,
        NUMBERS,
        NAMES,
        NAMES,
        NUMBERS,
        st.just("") | HEX,
        st.booleans(),
    ),
    st.builds(Ask, SENDERS, HEX, st.dictionaries(DEVICES, NUMBERS, max_size=8), SEQS),
    st.builds(Answer, SENDERS, HEX, HEADS, SOME_ROWS),
    st.builds(ClockAsk, SENDERS, HEX),
    st.builds(ClockAnswer, SENDERS, HEX, NUMBERS, NUMBERS),
)
SENDER = Sender("one", "0" * 16)
ROW = SentRow("one", 1, "t", "c", "kind", None, "{}", bytes(32), bytes(64))


@given(MESSAGES)
def test_a_message_arrives_as_it_was_sent(message):
    assert decode(encode(message)) == message


@given(st.binary())
def test_any_bytes_are_a_message_or_a_fault(data):
    with suppress(WireError):
        decode(data)


@given(MESSAGES, st.data())
def test_bent_messages_are_other_messages_or_faults(message, data):
    raw = bytearray(encode(message))
    index = data.draw(st.integers(0, len(raw) - 1))
    raw[index] = data.draw(st.integers(0, 255))
    cut = data.draw(st.integers(0, len(raw)))
    for bent in (bytes(raw), bytes(raw[:cut]), bytes(raw) + b"x"):
        with suppress(WireError):
            decode(bent)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | HEX | DEVICES,
    lambda inner: st.lists(inner, max_size=10) | st.dictionaries(st.text() | DEVICES, inner, max_size=4),
    max_leaves=20,
)


@given(st.integers(1, 6), JSON, st.binary(max_size=200))
def test_any_json_is_a_message_or_a_fault(kind, fields, proofs):
    with suppress(WireError):
        decode(framed(json.dumps(fields).encode(), kind=kind) + proofs)


@pytest.mark.parametrize(
    "text",
    [
        b"[" * 100_000,
        b'["one","0000000000000000",NaN]',
        b'["one","0000000000000000",1e999]',
        b'["one","0000000000000000","\\ud800"]',
        b"\xff\xfe",
        b"9" * 5000,
        b'{"one":1}',
        b'["one/../two","0000000000000000","0000000000000000"]',
        b'["*","0000000000000000","0000000000000000"]',
        b'[true,"0000000000000000","0000000000000000"]',
    ],
)
def test_what_json_can_be_bent_to_is_refused(text):
    with pytest.raises(WireError):
        decode(framed(text, kind=5))


def test_a_message_that_unpacks_to_too_much_is_refused_before_it_does():
    bomb = zlib.compress(b" " * (wire.MAX_TEXT + 10_000_000), 9)[2:-4]
    assert len(bomb) < 100_000
    with pytest.raises(WireError):
        decode(framed(bomb, kind=5, deflated=1))


def test_a_long_message_is_not_even_looked_at():
    with pytest.raises(WireError):
        decode(bytes(wire.MAX_BYTES + 1))


@pytest.mark.parametrize(
    "message",
    [
        Live(SENDER, (replace(ROW, body="\ud800"),)),
        Live(SENDER, (replace(ROW, hash=b"short"),)),
        Live(SENDER, (replace(ROW, body="x" * (wire.MAX_TEXT + 1)),)),
    ],
)
def test_what_nobody_could_read_is_not_sent(message):
    with pytest.raises(WireError):
        encode(message)


@pytest.mark.parametrize(
    "message",
    [
        Live(SENDER, (replace(ROW, seq=0),)),
        Live(SENDER, (replace(ROW, seq=MAX_NUMBER + 1),)),
        Live(SENDER, (replace(ROW, seq=True),)),
        Live(SENDER, (replace(ROW, kind=None),)),
        Ask(SENDER, "0" * 16, {"one": -1}, 1),
        Ask(SENDER, "0" * 16, {"one": 1}, 0),
        Ask(SENDER, "0" * 16, {f"d{number}": 1 for number in range(MAX_DEVICES + 1)}, 1),
        Digest(SENDER, "0" * 16, None, 0, "n" * 201),
        Digest(SENDER, "0" * 16, None, 0, twin=1),
        Live(Sender("one/two", "0" * 16), ()),
        Live(Sender("one", "short"), ()),
    ],
)
def test_values_out_of_bounds_are_refused(message):
    with pytest.raises(WireError):
        decode(encode(message))


def test_a_digest_of_what_has_not_changed_is_small():
    digest = Digest(Sender("k5q3m7a2xw4nd6ty", "0" * 16), "0" * 16, None, 1_800_000_000_000_000)
    assert len(encode(digest)) < 120


def test_a_batch_keeps_to_its_bounds_but_always_brings_the_first_rows():
    rows = [replace(ROW, seq=seq, body="x" * 1000) for seq in range(1, 5000)]
    assert len(batch(rows, 1)) == wire.LEAST_ROWS
    assert 80 < len(batch(rows, 100_000)) < 100
    assert len(batch(rows, 10**9)) == wire.MAX_ROWS
    assert batch([], 10) == ()


def framed(text: bytes, *, kind: int, deflated: int = 0) -> bytes:
    return bytes((kind, deflated)) + len(text).to_bytes(4, "big") + text
