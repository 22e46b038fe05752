"""A join code can be typed in every way a person types a number; the tour's key comes of it alone."""

import json
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from questtour.mesh.codes import DIGITS, BadCode, BadKey, TourKey, new_code, read_code, spell

CODES = st.text("0123456789", min_size=DIGITS, max_size=DIGITS)
FILLERS = st.text(st.sampled_from(" \u00a0\u2009\t-‐–—−\u200b\u2060"), max_size=3)
ZEROES = [chr(each) for each in range(0x110000) if unicodedata.decimal(chr(each), None) == 0]


def test_a_new_code_is_twelve_digits_and_another_one_each_time():
    codes = {new_code() for _each in range(200)}
    assert len(codes) == 200
    assert all(len(code) == DIGITS and code.isascii() and code.isdigit() for code in codes)


@given(CODES, st.data())
def test_a_code_may_be_typed_with_spaces_dashes_and_digits_of_any_script(code, data):
    zero = ord(data.draw(st.sampled_from(ZEROES)))
    typed = "".join(data.draw(FILLERS) + chr(zero + int(digit)) for digit in code) + data.draw(FILLERS)
    assert read_code(typed) == code


@given(CODES)
def test_a_code_is_spelled_as_it_can_be_read_again(code):
    assert read_code(spell(code)) == code
    assert [len(piece) for piece in spell(code).split(" ")] == [4, 4, 4]


@given(st.text())
def test_whatever_is_typed_is_a_code_or_a_fault_in_one_line(text):
    try:
        assert len(read_code(text)) == DIGITS
    except BadCode as fault:
        assert len(str(fault).splitlines()) == 1


@pytest.mark.parametrize(
    "text", ["", "   ", "1234", "1234 5678 901", "1234 5678 9012 3", "1234 5678 901x", "²" * 12]
)
def test_what_is_no_code_is_refused(text):
    with pytest.raises(BadCode):
        read_code(text)


def test_a_fault_says_what_is_wrong():
    with pytest.raises(BadCode, match="has 12 digits, and “1234 56” has 6"):
        read_code("1234 56")
    with pytest.raises(BadCode, match="such as 1234 5678 9012"):
        read_code("the blue door")


def test_the_same_code_gives_the_same_key_on_every_laptop_and_in_every_version():
    key = TourKey.from_code("1234 5678 9012")
    assert key == TourKey.from_code("123456789012")
    assert key.topic == "9885709c7f666c0ee2a7ff10232f5199"
    assert key.sealing.hex() == "057c4c42c1d11d942e546aab556ed604ba6e177d5cbe0bb067f358671bc723df"


def test_another_code_gives_another_key_and_another_topic():
    one, other = TourKey.from_code("123456789012"), TourKey.from_code("123456789013")
    assert one.topic != other.topic
    assert one.sealing != other.sealing


def test_a_key_survives_json_and_does_not_show_its_secrets():
    key = TourKey.from_code("123456789012")
    assert TourKey.from_fields(json.loads(json.dumps(key.fields()))) == key
    assert "123456789012" not in repr(key)
    assert repr(key.sealing) not in repr(key)


@pytest.mark.parametrize(
    "bent",
    [
        {"code": "12"},
        {"topic": "no"},
        {"topic": "ab/*"},
        {"sealing": "AAAA"},
        {"sealing": "?"},
        {"sealing": None},
    ],
)
def test_a_damaged_key_is_refused(bent):
    fields = TourKey("123456789012", "ab" * 16, bytes(32)).fields()
    with pytest.raises(BadKey):
        TourKey.from_fields(fields | bent)
    with pytest.raises(BadKey):
        TourKey.from_fields({name: value for name, value in fields.items() if name not in bent})
