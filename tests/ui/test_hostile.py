"""Whatever anybody writes is shown as it is: markup, emoji, right-to-left, escape codes, 10,000 letters."""

import unicodedata

import pytest
import tomlkit
from helpers import sheet
from textual.command import CommandPalette
from textual.widgets import Input, OptionList
from ui.driving import opened, started
from ui.sheets import HOSTILE, LONG, everything, text_fields, with_every_text, with_text_in

from questtour.screens.guide import GuideScreen
from questtour.screens.start import StartScreen
from questtour.tour import events as e
from questtour.tour.progress import Phase
from questtour.widgets.now_panel import NowPanel
from questtour.widgets.station_panel import StationPanel
from questtour.wording import shown

SHORT_ONES = {name: text for name, text in HOSTILE.items() if text != LONG}
MIX = " ".join(SHORT_ONES.values())
"""All of them in one text."""

HARMLESS_FORMATS = {"\u200c", "\u200d"}


def assert_safe(laptop):
    """Draw the whole screen and find no character in it that a terminal would obey."""
    for strip in laptop.strips():
        for segment in strip:
            assert segment.control is None
            for sign in segment.text:
                kind = unicodedata.category(sign)
                safe = kind not in {"Cc", "Cf", "Cs", "Zl", "Zp"} or sign in HARMLESS_FORMATS
                assert safe, f"{sign!r} is on the screen:\n{laptop.text()}"


async def press_safely(laptop, *keys):
    """Press keys; after each the program lives, and the screen is safe to draw."""
    for key in keys:
        await laptop.press(key)
        assert laptop.app.return_code is None
        assert_safe(laptop)


EVERY_SCREEN = (
    *("?", "escape", "m", "escape", "t", "escape", "ctrl+p", "escape", "enter"),
    *("r", "escape", "s", "escape", "c", "escape", "enter"),
    *("2", "1", "escape", "h", "h", "h", "n", "escape", "f", "pagedown", "r", "escape", "t", "escape"),
    *("enter", "enter", "r", "escape", "s", "1", "s", "1", "r", "escape", "enter", "r", "escape"),
)
"""Keys that open every screen and dialog in every phase of a tour."""


async def test_every_screen_and_dialog_draws_a_sheet_whose_every_text_is_hostile(tmp_path):
    before = [e.MessageSent(text=MIX), e.StationClosed(station="shop", reason=MIX)]
    async with opened(tmp_path, with_every_text(MIX), before=before) as laptop:
        assert_safe(laptop)
        await press_safely(laptop, *EVERY_SCREEN)
        assert laptop.phase is Phase.FINISHED


async def test_ten_thousand_letters_in_every_text_are_drawn(tmp_path):
    before = [e.MessageSent(text=LONG), e.StationClosed(station="shop", reason=LONG)]
    async with opened(tmp_path, with_every_text(LONG), before=before) as laptop:
        await press_safely(laptop, "m", "escape", "enter", "s", "escape", "enter", "1", "escape", "h", "r")
        await press_safely(laptop, "escape", "enter", "enter", "enter", "s", "1", "s", "1", "enter")
        assert laptop.phase is Phase.FINISHED


def hostile_station(number, text):
    """Return a station whose every text is `text`."""
    return {
        **dict.fromkeys(("title", "room", "key", "exchange", "fallback"), text),
        "id": f"s{number}",
        "minutes": 5,
        "equipment": [text],
        "story": [text],
        "tasks": [{"text": text}],
        "hints": [{"text": text}],
    }


async def test_each_hostile_text_is_shown_as_it_is(tmp_path):
    raw = sheet(*(hostile_station(number, text) for number, text in enumerate(SHORT_ONES.values())))
    async with opened(tmp_path, raw, size=(110, 33)) as laptop:
        for text in map(shown, SHORT_ONES.values()):
            await press_safely(laptop, "enter")
            await laptop.sees(f"“{text}”, {text}", f"Waiting there: {text}", part=StationPanel)
            await press_safely(laptop, "enter", "h")
            await laptop.sees(f"1 [ ] {text}", f"1. {text}", part=StationPanel)
            await laptop.sees(f"“{text}”"[:40], part=NowPanel)
            await laptop.press("1")
        await press_safely(laptop, "r")
        for text in map(shown, SHORT_ONES.values()):
            await laptop.sees(text)


KINDS = {"/".join(filter(str.isalpha, map(str, path))): path for path in text_fields(everything())}
"""One field of each kind that a sheet has a text in."""
OF_A_STATION = [path[2:] for kind, path in KINDS.items() if kind.startswith("stations/")]
OF_THE_TOUR = {kind: path for kind, path in KINDS.items() if not kind.startswith("stations/")}


def test_the_fields_of_a_sheet_are_all_there():
    assert set(OF_THE_TOUR) == {
        "title",
        "welcome",
        "farewell",
        "breaks/title",
        "groups/title",
        "groups/guide",
    }
    assert {path[0] for path in OF_A_STATION} == {
        *("title", "room", "key", "equipment", "exchange", "fallback", "story", "tasks", "hints"),
    }


async def test_one_hostile_field_of_a_station_alone_does_no_harm(tmp_path):
    stations = []
    for number, field in enumerate(OF_A_STATION):
        raw = with_text_in(("stations", 0, *field), MIX)
        stations.append({**raw["stations"][0], "id": f"s{number}", "tasks": raw["stations"][0]["tasks"][:1]})
    async with opened(tmp_path, sheet(*stations)) as laptop:
        for _ in stations:
            await press_safely(laptop, "enter", "enter", "h", "1", "ctrl+t")
        await press_safely(laptop, "r")


@pytest.mark.parametrize("field", OF_THE_TOUR.values(), ids=OF_THE_TOUR)
async def test_one_hostile_field_of_a_tour_alone_does_no_harm(tmp_path, field):
    async with opened(tmp_path, with_text_in(field, MIX)) as laptop:
        assert_safe(laptop)
        to_the_end = ("escape", *["s", "1"] * 3, "enter") if field == ("farewell",) else ()
        await press_safely(laptop, "enter", "r", *to_the_end)


# --- what guides paste ------------------------------------------------------------------------------------


async def write(laptop, text):
    """Paste `text` into the line of the dialog and submit it."""
    line = laptop.screen.query_one(Input)
    line.focus()
    line.clear()
    await laptop.paste(text)
    assert line.value == shown(text)
    assert_safe(laptop)
    await laptop.press("enter")
    assert_safe(laptop)


async def test_hostile_notes_are_kept_as_they_were_written(tmp_path):
    async with opened(tmp_path) as laptop:
        for text in (MIX, LONG):
            await laptop.press("n")
            await write(laptop, text)
            assert type(laptop.screen) is GuideScreen
        assert [note.text for note in laptop.group.notes] == [shown(MIX), LONG]


async def test_hostile_answers_are_wrong_and_shown_as_they_are(tmp_path):
    async with opened(tmp_path) as laptop:
        await laptop.walk_to(1)
        await laptop.press("1")
        for text in (*list(SHORT_ONES.values())[:5], MIX):
            await write(laptop, text)
            assert f"“{shown(text)}” is not it." in laptop.words(".box")
        await write(laptop, LONG)
        assert len(laptop.happened(e.TaskAnswered)) == 7
        await laptop.press("escape")
        assert laptop.phase is Phase.AT_STATION


async def test_hostile_reasons_are_kept_as_they_were_written(tmp_path):
    async with opened(tmp_path) as laptop:
        await laptop.press("enter")
        for text in (MIX, LONG):
            await laptop.press("c")
            await write(laptop, text)
            await laptop.press("s")
            await write(laptop, text)
            assert type(laptop.screen) is GuideScreen
        assert [call.reason for call in laptop.session.progress.calls] == [shown(MIX), LONG]
        assert [event.reason for event in laptop.happened(e.StationSkipped)] == [shown(MIX), LONG]


NO_TIMES = ("-99999", "-²", "1e9", "--3", "10:42\u202e", "99:99", "-0x1", "10:4", "10:422", "24:00")


async def test_a_hostile_time_is_no_time(tmp_path):
    async with opened(tmp_path) as laptop:
        await laptop.press("enter", "t")
        for text in (MIX, LONG, *NO_TIMES):
            await write(laptop, text)
            await laptop.sees("Write a time such as 10:42, or -3.", part="#problem")
        assert not laptop.happened(e.TimeCorrected)


async def test_whatever_is_looked_for_in_the_palette_does_no_harm(tmp_path):
    async with opened(tmp_path) as laptop:
        await laptop.press("ctrl+p")
        for text in (MIX, LONG, *list(SHORT_ONES.values())[:5]):
            laptop.screen.query_one(Input).clear()
            await laptop.paste(text)
            assert_safe(laptop)
        assert type(laptop.screen) is CommandPalette


async def test_several_pasted_lines_become_one(tmp_path):
    async with opened(tmp_path) as laptop:
        await laptop.press("n")
        await laptop.paste("one\r\n\ttwo\n\nthree")
        assert laptop.screen.query_one(Input).value == "one two three"


# --- the start screen -------------------------------------------------------------------------------------


async def test_the_start_screen_draws_hostile_sheets_tours_and_file_names(tmp_path, monkeypatch):
    folder = tmp_path / "[red]x[" / "на русском \u202e 👩‍👩‍👧"
    folder.mkdir(parents=True)
    monkeypatch.chdir(folder)
    names = ["[", "[red]", "\u202eabc", "x\x1b[2J", "👩‍👩‍👧‍👦", "a\nb", "Я" * 100]
    for name, text in zip(names, [MIX, *SHORT_ONES.values()], strict=False):
        raw = with_every_text(text)
        (folder / f"{name}.toml").write_text(tomlkit.dumps(raw), encoding="utf-8")
    async with opened(tmp_path, with_every_text(MIX)) as laptop:
        await laptop.press("enter")
    async with started(tmp_path, size=(100, 40)) as laptop:
        assert_safe(laptop)
        assert laptop.screen.query_one(OptionList).option_count == 1 + len(names) + 5
        await press_safely(laptop, "down", "enter", "escape", "enter")
        await laptop.shows(GuideScreen)
        assert_safe(laptop)
        assert laptop.phase is Phase.WALKING


async def test_a_fault_that_names_a_hostile_path_is_safe(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "file\x1b[31m[red]").write_text("")
    async with started(tmp_path / "file\x1b[31m[red]" / "logs") as laptop:
        await press_safely(laptop, "enter", "enter")
        await laptop.until(lambda: laptop.words("#fault"))
        assert_safe(laptop)
        assert type(laptop.screen) is StartScreen


async def test_a_story_of_ten_thousand_letters_can_be_read_to_its_end(tmp_path):
    sheet = with_text_in(("stations", 0, "story", 0, "text", "en"), LONG + " THE END")
    async with opened(tmp_path, sheet) as laptop:
        await laptop.walk_to(1)
        laptop.guide.query_one(StationPanel).scroll_to(y=10_000 // 49 - 5, animate=False)
        await laptop.sees("THE END")
