"""How times, delays and other people's texts are put on a screen."""

import unicodedata
from datetime import timedelta

import pytest
from helpers import at, minutes, seconds
from hypothesis import given
from hypothesis import strategies as st

from questtour import i18n, wording
from questtour.wording import countdown, duration, hours_minutes, offset, shown, shown_block, size

ANY_TEXT = st.text(st.characters() | st.characters(categories=["Cs", "Cc", "Cf", "Zl", "Zp", "Zs"]))
SPANS = st.timedeltas(timedelta(hours=-30), timedelta(hours=30))


# --- times ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("span", "words"),
    [
        (0, "0:00"),
        (0.9, "0:00"),
        (59, "0:59"),
        (60, "1:00"),
        (200, "3:20"),
        (3599, "59:59"),
        (3600, "1:00:00"),
        (3800, "1:03:20"),
        (90000, "25:00:00"),
        (-200, "3:20"),
    ],
)
def test_a_duration_is_minutes_and_seconds_and_hours_where_there_are_any(span, words):
    assert duration(seconds(span)) == words


@pytest.mark.parametrize(
    ("remaining", "words"),
    [
        (120, "2:00"),
        (119.9, "2:00"),
        (119.0, "1:59"),
        (1, "0:01"),
        (0.1, "0:01"),
        (0, "0:00"),
        (-0.1, "0:00"),
        (-0.9, "0:00"),
        (-1, "0:01"),
        (-61.5, "1:01"),
    ],
)
def test_a_countdown_shows_whole_seconds_and_zero_no_longer_than_the_others(remaining, words):
    assert countdown(seconds(remaining)) == words


@given(SPANS)
def test_a_countdown_changes_its_figures_once_a_second(remaining):
    later = countdown(remaining - seconds(1))
    crossing_zero = timedelta() < remaining < seconds(1)
    assert (later != countdown(remaining)) or crossing_zero or remaining == seconds(0.5)


def test_a_wall_clock_shows_hours_and_minutes():
    assert hours_minutes(at("10:05:59") + minutes(180)) == "10:05"


@pytest.mark.parametrize(
    ("span", "words"),
    [
        (0, "on time"),
        (29.9, "on time"),
        (-29.9, "on time"),
        (30, "0:30 behind the plan"),
        (-30, "0:30 ahead of the plan"),
        (200, "3:20 behind the plan"),
        (-3800, "1:03:20 ahead of the plan"),
    ],
)
def test_an_offset_is_said_in_words(span, words):
    assert offset(seconds(span)) == words


@pytest.mark.parametrize("language", ["en", "ru"])
@given(SPANS)
def test_an_offset_is_never_a_bare_sign(language, span):
    i18n.use(language)
    words = offset(span)
    assert not set(words) & set("+-−–±")
    assert sum(letter.isalpha() for letter in words) > 5


def test_late_and_early_are_said_in_different_words():
    for language in i18n.LANGUAGES:
        i18n.use(language)
        assert len({offset(minutes(3)), offset(-minutes(3)), offset(minutes(0))}) == 3


@pytest.mark.parametrize(
    ("count", "words"),
    [(0, "0 minutes"), (1, "1 minute"), (2, "2 minutes"), (10.0, "10 minutes"), (2.5, "2.5 of a minute")],
)
def test_minutes_are_counted_in_words_and_a_fraction_is_kept(count, words):
    assert wording.minutes(count) == words


@pytest.mark.parametrize(
    ("count", "words"),
    [(0, "0 bytes"), (1, "1 byte"), (999, "999 bytes"), (1000, "1 kB"), (2_400_000, "2 MB")],
)
def test_a_size_is_said_in_the_unit_that_fits(count, words):
    assert size(count) == words


def test_in_russian_a_fraction_has_its_comma():
    i18n.use("ru")
    assert wording.minutes(2.5).startswith("2,5 минуты")


# --- other people's texts ---------------------------------------------------------------------------------

HOSTILE = {
    "an escape code": "\x1b[31mred\x1b]0;title\x07",
    "an escape code in one character": "\x9b31m",
    "a bell": "a\x07b",
    "a backspace": "ab\bc",
    "a zero": "a\0b",
    "an override of the direction": "abc\u202etxt.exe",
    "an isolate of the direction": "\u2067abc\u2069",
    "an embedding of the direction": "\u202aabc\u202c",
    "half a character": "a\ud800b",
    "the other half": "a\udfffb",
    "a line separator": "a\u2028b\u2029c",
    "a unit separator at the beginning": "\x1fa",
}
HARMLESS = [
    "[bold]not markup[/bold] [link=x]",
    "a[0] ]] [[",
    "👩‍👩‍👧‍👦 🙂 👍🏽 ❤️ 🇷🇺 1️⃣",
    "שלום עולם",
    "السلام عليكم",
    "می‌خواهم",
    "“Ёлка” – №5, 35 °C → x²",
    "日本語 한국어 ไทย",
    "क्‍ष",
    "x" * 1000,
    "{name} %s %(x)s $y \\n",
]


def unsafe(text):
    """Return the characters that could do more in a terminal than be seen."""
    kept = {"\u200c", "\u200d", *map(chr, range(0xE0020, 0xE0080))}
    return {each for each in text if unicodedata.category(each) in {"Cc", "Cf", "Cs", "Zl", "Zp"}} - kept


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_text_is_made_safe_on_a_line(text):
    assert unsafe(text)
    assert not unsafe(shown(text))


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_text_is_made_safe_in_a_block(text):
    assert not unsafe(shown_block(text)) - {"\n"}


@pytest.mark.parametrize("text", HARMLESS)
def test_a_harmless_text_is_shown_as_it_is(text):
    assert shown(text) == shown_block(text) == text


def test_the_flag_of_scotland_is_an_emoji_too():
    flag = "\U0001f3f4\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f"
    assert "�" not in shown(flag)


def test_a_soft_hyphen_that_came_along_with_a_pasted_word_does_not_spoil_it():
    assert shown("экс\u00adкурсия").replace("\u00ad", "") == "экскурсия"


def test_what_is_taken_out_leaves_a_mark():
    assert shown("a\x1bb") == "a�b"


def test_a_text_of_several_lines_becomes_one_line():
    assert shown(" one\r\n\ttwo\u2028three \n") == "one two three"


@given(ANY_TEXT)
def test_whatever_people_type_is_safe_on_a_line(text):
    assert not unsafe(shown(text))
    assert "\n" not in shown(text)


@given(ANY_TEXT)
def test_whatever_people_type_is_safe_in_a_block(text):
    assert not unsafe(shown_block(text)) - {"\n"}


@given(ANY_TEXT)
def test_what_was_made_safe_once_stays_as_it_is(text):
    assert shown(shown(text)) == shown(text)


def test_a_block_keeps_its_lines_and_their_indents():
    assert shown_block("# Title\n\n- one\n    - two\n\tthree") == "# Title\n\n- one\n    - two\n    three"


def test_nothing_is_shown_of_nothing():
    assert shown("") == shown(" \n\t ") == shown_block("") == ""
