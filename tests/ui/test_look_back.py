"""The guide writes how it went: comfortably, into the log, and without losing a word to a crash."""

from helpers import sheet, station
from textual.widgets import Select, TextArea
from ui.coordinating import coordinating
from ui.driving import opened

from questtour.drafts import Drafts, has_draft
from questtour.files import FileFault
from questtour.keys import all_keys
from questtour.screens import look_back
from questtour.screens.guide import GuideScreen
from questtour.screens.look_back import LookBackScreen
from questtour.widgets.key_bar import KeyBar
from questtour.widgets.next_bar import NextBar

SHEET = sheet(station("a"), station("b", title="[B] & co"))
TO_THE_END = ["enter", "enter", *["s", "1"] * 2, "enter"]


async def looking_back(laptop):
    """Finish the tour and let Enter lead to the form."""
    await laptop.press(*TO_THE_END)
    await laptop.sees("Write down how it went", part=NextBar)
    await laptop.press("enter")
    await laptop.shows(LookBackScreen)


def written(laptop):
    return [dict(each.answers) for each in laptop.session.progress.written]


async def test_tab_goes_from_prompt_to_prompt_and_ctrl_s_saves_them_all(tmp_path):
    async with opened(tmp_path, SHEET) as laptop:
        await looking_back(laptop)
        await laptop.press(*"tasks", "enter", *"more", "tab", *"time", "tab", *"less talk", "tab")
        await laptop.press("enter", "down", "down", "enter", "tab", *"patience", "tab", *"why?")
        await laptop.sees("What they asked that I could not answer", "why?")
        await laptop.press("ctrl+s")
        await laptop.is_told("Saved for the circle of reflection.")
        assert written(laptop) == [
            {"well": "tasks\nmore", "hard": "time", "change": "less talk", "change_station": "b"}
            | {"learned": "patience", "asked": "why?"}
        ]
        assert not has_draft(laptop.session.log_path)
        await laptop.sees("Close: everything is saved", part=NextBar)


async def test_a_draft_waits_for_the_form_to_be_opened_again(tmp_path):
    async with opened(tmp_path, SHEET) as laptop:
        await looking_back(laptop)
        await laptop.press(*"so far", "escape")
        await laptop.shows(GuideScreen)
        await laptop.sees("Close: everything is saved", part=NextBar)
        for key in all_keys(["w"]):
            await laptop.press(key)
            await laptop.sees("Your draft is here again", "so far")
            await laptop.press("escape")
        await laptop.press("w", "end", *" so good")
        await laptop.click(list(laptop.screen.query(KeyBar))[1])
        assert written(laptop) == [{"well": "so far so good"}]


async def test_a_draft_is_on_the_disk_soon_after_the_typing_stops(tmp_path, monkeypatch):
    monkeypatch.setattr(look_back, "KEEP_AFTER", 0.01)
    async with opened(tmp_path, SHEET) as laptop:
        await looking_back(laptop)
        await laptop.press(*"all")
        drafts = Drafts(laptop.session.log_path)
        await laptop.until(lambda: drafts.read("g") == {"well": "all"})


async def test_leaving_the_program_from_the_form_keeps_the_draft(tmp_path):
    async with opened(tmp_path, SHEET) as laptop:
        await looking_back(laptop)
        await laptop.press(*"all", "ctrl+q")
        await laptop.until(lambda: laptop.app.return_code == 0)
        log = laptop.session.log_path
    assert Drafts(log).read("g") == {"well": "all"}


async def test_who_opens_the_form_again_goes_on_from_what_was_saved(tmp_path):
    async with opened(tmp_path, SHEET) as laptop:
        await looking_back(laptop)
        await laptop.press(*"one", "ctrl+ы")
        await laptop.until(lambda: written(laptop))
        for key in all_keys(["ctrl+s"]):
            await laptop.press("w")
            await laptop.shows(LookBackScreen)
            await laptop.press(key)
            await laptop.shows(GuideScreen)
        assert len(laptop.session.progress.written) == 1
        events = [each.event.kind for each in laptop.group.effective()]
        assert events.count("reflection.written") == 1, "nothing new was written"
        await laptop.press("w", "ctrl+a", *"No. ", "ctrl+s")
        assert written(laptop) == [{"well": "No. one"}]


async def test_an_empty_form_is_not_saved_and_says_so(tmp_path):
    async with opened(tmp_path, SHEET) as laptop:
        await looking_back(laptop)
        await laptop.press("space", "ctrl+s")
        await laptop.is_told("Nothing is written yet.")
        assert isinstance(laptop.screen, LookBackScreen)


async def test_a_draft_that_cannot_be_kept_is_told_and_the_form_goes_on(tmp_path, monkeypatch):
    def full(*_any):
        raise FileFault("The disk is full.")

    async with opened(tmp_path, SHEET) as laptop:
        await looking_back(laptop)
        monkeypatch.setattr(Drafts, "keep", full)
        await laptop.press(*"all", "escape")
        await laptop.is_told("The draft could not be kept: The disk is full.")


async def test_the_form_speaks_the_other_language_and_keeps_what_is_typed(tmp_path):
    async with opened(tmp_path, SHEET) as laptop:
        await looking_back(laptop)
        await laptop.press(*"all", "ctrl+p", *"Русский", "enter")
        await laptop.sees("Что получилось", "all")
        assert [area.id for area in laptop.screen.query(TextArea)][:2] == ["well", "hard"]
        assert laptop.screen.query_one(Select).is_blank()


async def test_before_the_last_station_is_left_one_hears_when_it_is_time(tmp_path):
    async with opened(tmp_path, SHEET) as laptop:
        await laptop.press("w")
        await laptop.is_told("You look back after the last station.")


async def test_the_coordinator_writes_about_the_whole_tour(tmp_path):
    async with coordinating(tmp_path) as hall:
        await hall.press("w")
        await hall.sees("What went well")
        await hall.press(*"calm", "ctrl+s")
        await hall.until(lambda: hall.session.progress.written)
        (written,) = hall.session.progress.written
        assert (written.group, written.answers) == (None, {"well": "calm"})
