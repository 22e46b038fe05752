"""Messages as bytes: written compactly, read without trust.

    kind (1 byte) | deflated, 0 or 1 (1) | length of the text (4, big-endian) | text | proofs

The text is JSON in UTF-8, deflated (RFC 1951) where that is worth it. The proofs are the hash and signature,
96 bytes, of each row in turn: they cannot be made shorter. Anything else than what `encode` writes is refused
with a WireError, whatever the bytes are, and nothing gets larger than the limits below on the way.
"""

import json
import zlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from questtour.mesh import strict
from questtour.mesh.messages import Answer, Ask, ClockAnswer, ClockAsk, Digest, Live, Message, Sender
from questtour.mesh.rows import HASH_BYTES, SIGNATURE_BYTES, SentRow, StoredRow, weight
from questtour.mesh.strict import WireError

__all__ = ["WireError", "batch", "decode", "encode"]

MAX_BYTES = 4 * 2**20
"""The longest message that is looked at."""

MAX_TEXT = 16 * 2**20
"""The longest text that a message is unpacked to."""

MAX_ROWS = 2048

LEAST_ROWS = 8
"""So many rows travel together however large they are: a laptop's first event is useless without its key."""

_HEADER = 6
_PROOF = HASH_BYTES + SIGNATURE_BYTES
_WORTH_IT = 1024
_JSON = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), allow_nan=False, check_circular=False)
_READER = json.JSONDecoder(parse_constant=lambda constant: strict.check(not constant))
_CAN_GO_WRONG = (ValueError, TypeError, zlib.error, RecursionError)
"""What bytes of strangers can do to json and zlib; RecursionError is JSON nested too deep."""


def encode(message: Message) -> bytes:
    """Return `message` as bytes; a WireError says that it is too large, or holds what no text can hold."""
    kind = _KINDS[type(message)]
    fields, rows = _WRITERS[kind](message)
    try:
        text = _JSON.encode(fields).encode()
    except ValueError as error:
        raise WireError("what UTF-8 or JSON cannot hold") from error
    proofs = b"".join(row.hash + row.signature for row in rows)
    strict.check(len(text) <= MAX_TEXT and len(proofs) == _PROOF * len(rows))
    deflated = len(text) > _WORTH_IT
    if deflated:
        text = _deflate(text)
    strict.check(_HEADER + len(text) + len(proofs) <= MAX_BYTES)
    return bytes((kind, deflated)) + len(text).to_bytes(4, "big") + text + proofs


def decode(data: bytes) -> Message:
    """Read what `encode` wrote; raises WireError."""
    strict.check(_HEADER <= len(data) <= MAX_BYTES and data[0] in _READERS and data[1] <= 1)
    end = _HEADER + int.from_bytes(data[2:_HEADER], "big")
    strict.check(end <= len(data))
    packed, proofs = data[_HEADER:end], data[end:]
    try:
        text = _inflate(packed) if data[1] else packed
        fields = _READER.decode(text.decode())
    except _CAN_GO_WRONG as error:
        raise WireError("malformed") from error
    return _READERS[data[0]](fields, proofs)


def batch(rows: Iterable[StoredRow], limit: int) -> tuple[StoredRow, ...]:
    """Return as many of `rows` as make up some `limit` bytes, at least the first few."""
    taken: list[StoredRow] = []
    total = 0
    for row in rows:
        total += weight(row)
        if len(taken) >= MAX_ROWS or (len(taken) >= LEAST_ROWS and total > limit):
            break
        taken.append(row)
    return tuple(taken)


_Written = tuple[Sequence[object], Sequence[SentRow]]


def _write_live(said: Live) -> _Written:
    return (*said.sender, _row_fields(said.rows)), said.rows


def _write_digest(said: Digest) -> _Written:
    who = (said.name, said.role, said.dropped, said.echo, said.twin)
    return (*said.sender, said.print, said.heads, said.wall, *who), ()


def _write_ask(said: Ask) -> _Written:
    return (*said.sender, said.nonce, said.after, said.limit), ()


def _write_answer(said: Answer) -> _Written:
    return (*said.sender, said.nonce, said.heads, _row_fields(said.rows)), said.rows


def _write_clock_ask(said: ClockAsk) -> _Written:
    return (*said.sender, said.nonce), ()


def _write_clock_answer(said: ClockAnswer) -> _Written:
    return (*said.sender, said.nonce, said.heard, said.replied), ()


def _row_fields(rows: Sequence[SentRow]) -> list[tuple[str | int | None, ...]]:
    return [(row.device, row.seq, row.time, row.clock, row.kind, row.group_id, row.body) for row in rows]


def _read_live(fields: object, proofs: bytes) -> Live:
    device, instance, rows = strict.listed(fields, 3)
    return Live(_sender(device, instance), _rows(rows, proofs))


def _read_digest(fields: object, proofs: bytes) -> Digest:
    strict.check(not proofs)
    device, instance, print_, heads, wall, name, role, dropped, echo, twin = strict.listed(fields, 10)
    return Digest(
        _sender(device, instance),
        strict.hexadecimal(print_),
        None if heads is None else strict.heads(heads),
        strict.number(wall),
        strict.name(name),
        strict.name(role),
        strict.number(dropped),
        "" if echo == "" else strict.hexadecimal(echo),
        strict.truth(twin),
    )


def _read_ask(fields: object, proofs: bytes) -> Ask:
    strict.check(not proofs)
    device, instance, nonce, after, limit = strict.listed(fields, 5)
    known = {each: strict.number(seq) for each, seq in strict.mapped(after).items()}
    return Ask(_sender(device, instance), strict.hexadecimal(nonce), known, strict.number(limit, 1))


def _read_answer(fields: object, proofs: bytes) -> Answer:
    device, instance, nonce, heads, rows = strict.listed(fields, 5)
    sender = _sender(device, instance)
    return Answer(sender, strict.hexadecimal(nonce), strict.heads(heads), _rows(rows, proofs))


def _read_clock_ask(fields: object, proofs: bytes) -> ClockAsk:
    strict.check(not proofs)
    device, instance, nonce = strict.listed(fields, 3)
    return ClockAsk(_sender(device, instance), strict.hexadecimal(nonce))


def _read_clock_answer(fields: object, proofs: bytes) -> ClockAnswer:
    strict.check(not proofs)
    device, instance, nonce, heard, replied = strict.listed(fields, 5)
    sender, asked = _sender(device, instance), strict.hexadecimal(nonce)
    return ClockAnswer(sender, asked, strict.number(heard), strict.number(replied))


def _sender(device: object, instance: object) -> Sender:
    return Sender(strict.device(device), strict.hexadecimal(instance))


def _rows(values: object, proofs: bytes) -> tuple[SentRow, ...]:
    said = strict.some(values, MAX_ROWS)
    strict.check(len(proofs) == len(said) * _PROOF)
    return tuple(_row(value, proofs[at * _PROOF : (at + 1) * _PROOF]) for at, value in enumerate(said))


def _row(value: object, proof: bytes) -> SentRow:
    device, seq, time, clock, kind, group, body = strict.listed(value, 7)
    return SentRow(
        strict.device(device),
        strict.number(seq, 1),
        strict.text(time),
        strict.text(clock),
        strict.text(kind),
        strict.text_or_none(group),
        strict.text(body),
        proof[:HASH_BYTES],
        proof[HASH_BYTES:],
    )


_KINDS: Mapping[type, int] = {Live: 1, Digest: 2, Ask: 3, Answer: 4, ClockAsk: 5, ClockAnswer: 6}
_WRITERS: Mapping[int, Callable[[Any], _Written]] = {
    1: _write_live,
    2: _write_digest,
    3: _write_ask,
    4: _write_answer,
    5: _write_clock_ask,
    6: _write_clock_answer,
}
_READERS: Mapping[int, Callable[[object, bytes], Message]] = {
    1: _read_live,
    2: _read_digest,
    3: _read_ask,
    4: _read_answer,
    5: _read_clock_ask,
    6: _read_clock_answer,
}


def _deflate(text: bytes) -> bytes:
    packer = zlib.compressobj(1, zlib.DEFLATED, -zlib.MAX_WBITS)
    return packer.compress(text) + packer.flush()


def _inflate(data: bytes) -> bytes:
    unpacker = zlib.decompressobj(-zlib.MAX_WBITS)
    text = unpacker.decompress(data, MAX_TEXT)
    strict.check(unpacker.eof and not unpacker.unused_data)
    return text
