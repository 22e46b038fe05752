"""Who has no key reads nothing, changes nothing, and cannot move what was said to another place."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from questtour.mesh.sealing import OVERHEAD, Sealer, Unsealable

SEALER = Sealer(bytes(32))
PLACE = "questtour/abc/events/one"


@given(st.binary(), st.text())
def test_what_is_sealed_can_be_read_with_the_key_in_its_place(message, place):
    assert SEALER.unseal(place, SEALER.seal(place, message)) == message


@given(st.binary(min_size=16))
def test_the_message_does_not_show(message):
    sealed = SEALER.seal(PLACE, message)
    assert message not in sealed
    assert len(sealed) == len(message) + OVERHEAD


def test_the_same_message_is_never_sealed_the_same_way():
    assert len({SEALER.seal(PLACE, b"again") for _each in range(1000)}) == 1000


def test_another_key_opens_nothing():
    with pytest.raises(Unsealable):
        Sealer(bytes([1]) * 32).unseal(PLACE, SEALER.seal(PLACE, b"secret"))


def test_what_was_said_in_one_place_is_nothing_in_another():
    with pytest.raises(Unsealable):
        SEALER.unseal("questtour/abc/events/two", SEALER.seal(PLACE, b"mine"))


@given(st.binary(max_size=200), st.data())
def test_whatever_is_changed_is_noticed(message, data):
    sealed = bytearray(SEALER.seal(PLACE, message))
    index = data.draw(st.integers(0, len(sealed) - 1))
    sealed[index] ^= data.draw(st.integers(1, 255))
    with pytest.raises(Unsealable):
        SEALER.unseal(PLACE, bytes(sealed))


@given(st.binary(max_size=200))
def test_bytes_of_strangers_are_refused(data):
    with pytest.raises(Unsealable):
        SEALER.unseal(PLACE, data)


def test_a_key_of_another_length_is_no_key():
    with pytest.raises(ValueError):
        Sealer(b"short")
