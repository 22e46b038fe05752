"""The survey goes from hand to hand: quick to answer, in nobody's name, and no way into the tour from it."""

import json
import re

from helpers import sheet, station
from textual.binding import Binding
from textual.screen import Screen
from ui.driving import opened
from ui.test_layouts import bound

from questtour import i18n
from questtour.eventlog.faults import LogFault
from questtour.keys import all_keys
from questtour.screens.guide import GuideScreen
from questtour.screens.survey import SurveyScreen
from questtour.screens.way_out import WayOut
from questtour.settings import Settings
from questtour.widgets.key_bar import KeyBar
from questtour.widgets.next_bar import NextBar
from questtour.widgets.survey_pages import Lines
from questtour.widgets.survey_tiles import Tile

GROUP = {"id": "g", "title": "G", "guide": {"en": "Anya Bely", "ru": "Аня Белая"}, "visitors": 2}
SHEET = sheet(station("a"), groups=[GROUP])
OWN = [
    {"id": "tale", "text": {"en": "[b]Tale[/b]?", "ru": "Рассказ?"}, "kind": "scale"},
    {"id": "best", "text": "Best?", "kind": "choice", "options": [f"option {n} [/]" for n in range(1, 12)]},
    {"id": "again", "text": "Again?", "kind": "yes-no"},
]
EIGHT_DIGITS = "54354112"


async def surveying(laptop):
    """Finish the tour and let Enter lead to the survey."""
    await laptop.press("enter", "enter", "enter", "enter")
    await laptop.sees("Pass the laptop round", part=NextBar) if i18n.language() == "en" else None
    await laptop.press("enter")
    await laptop.shows(SurveyScreen)


def answers(laptop):
    return [dict(reply.answers) for reply in laptop.session.progress.replies]


# --- answering --------------------------------------------------------------------------------------------


async def test_ten_keys_answer_the_whole_survey_and_the_next_visitor_begins_anew(tmp_path):
    async with opened(tmp_path, SHEET) as laptop:
        await surveying(laptop)
        await laptop.sees("visitor 1 of 2", "Nobody is told who answered what.")
        await laptop.press("enter")
        await laptop.sees("question 1 of 9")
        await laptop.press(*EIGHT_DIGITS)
        await laptop.sees("question 9 of 9", "Hand in the answers")
        await laptop.press("enter")
        await laptop.sees("Thank you!", "1 of 2 visitors have answered.", "Pass the laptop on, please.")
        assert answers(laptop) == [
            {"form": 5, "novelty": 4, "content": 3, "pupils": 5, "satisfaction": 4}
            | {"school": True, "motivation": 1, "quality": 2}
        ]
        await laptop.press("enter", "enter")
        await laptop.sees("visitor 2 of 2", "question 1 of 9", "Pass over this question")
        await laptop.press(*EIGHT_DIGITS, *"So far", "ctrl+j", *"so good", "enter")
        await laptop.sees("That was everybody: give the laptop to your guide.")
        assert answers(laptop)[1]["words"] == "So far\nso good"


async def test_every_question_may_be_passed_over_and_an_empty_form_is_none(tmp_path):
    async with opened(tmp_path, SHEET) as laptop:
        await surveying(laptop)
        await laptop.press(*["enter"] * 10)
        await laptop.sees("Thank you!", "Nothing was answered, so nothing is kept.", "0 of 2")
        assert answers(laptop) == []
        await laptop.press("enter", "enter", "enter", "3", *["enter"] * 7)
        assert answers(laptop) == [{"novelty": 3}]


async def test_one_goes_back_changes_an_answer_and_takes_another_one_away(tmp_path):
    async with opened(tmp_path, SHEET) as laptop:
        await surveying(laptop)
        await laptop.press("enter", "1", "2", "escape", "backspace")
        await laptop.sees("question 1 of 9", "Go on")
        await laptop.press("5")
        await laptop.press("0")
        await laptop.sees("Pass over this question")
        await laptop.press(*["enter"] * 7, *"text", "escape")
        await laptop.sees("question 8 of 9")
        await laptop.press("enter")
        await laptop.until(lambda: laptop.screen.query_one(Lines).text == "text")
        await laptop.press("enter")
        assert answers(laptop) == [{"form": 5, "words": "text"}]
        await laptop.press("escape", "backspace")
        await laptop.sees("Thank you!")


async def test_arrows_and_enter_choose_what_digits_choose(tmp_path):
    async with opened(tmp_path, SHEET | {"survey": OWN}) as laptop:
        await surveying(laptop)
        await laptop.press("enter", "left", "left", "enter")
        await laptop.press(*["down"] * 11, "enter")
        await laptop.sees("Again?")
        await laptop.press("up", "down", "down", "enter")
        assert answers(laptop) == [{"tale": 4, "best": 11, "again": False}]


async def test_the_mouse_answers_too(tmp_path):
    async with opened(tmp_path, SHEET | {"survey": OWN}) as laptop:
        await surveying(laptop)

        async def onward():
            await laptop.click(list(laptop.screen.query(KeyBar))[1])

        await onward()
        await laptop.sees("[b]Tale[/b]?")
        await laptop.click(list(laptop.screen.query(Tile))[3])
        await laptop.click(list(laptop.screen.query(Tile))[1], times=2)
        await laptop.sees("question 3 of 3")
        await laptop.click(laptop.screen.query(KeyBar).first())
        await laptop.sees("option 2 [/]", "✓")
        await onward()
        await laptop.click(list(laptop.screen.query(Tile))[1])
        await onward()
        assert answers(laptop) == [{"tale": 4, "best": 2, "again": False}]


async def test_the_last_answer_can_still_be_changed_before_the_form_is_handed_in(tmp_path):
    async with opened(tmp_path, SHEET | {"survey": OWN}) as laptop:
        await surveying(laptop)
        await laptop.press("enter", "5", "1", "1", "2")
        assert answers(laptop) == []
        await laptop.press("enter")
        assert answers(laptop)[0]["again"] is False


async def test_a_digit_that_is_held_answers_one_question(tmp_path):
    async with opened(tmp_path, SHEET) as laptop:
        await surveying(laptop)
        await laptop.press("enter", "4")
        for pause in (0.5, *[0.03] * 20):
            laptop.clock.go(seconds=pause)
            laptop.send("4")
            await laptop.settled()
        await laptop.sees("question 2 of 9")
        await laptop.press("4")
        await laptop.sees("question 3 of 9")


async def test_a_visitor_may_be_asked_in_the_other_language_and_the_next_one_is_not(tmp_path):
    async with opened(tmp_path, SHEET, lang="ru") as laptop:
        await surveying(laptop)
        for key in all_keys(["l"]):
            await laptop.press(key)
            await laptop.sees("visitor 1 of 2", "Begin")
            await laptop.press(key)
            await laptop.sees("человек 1 из 2", "Начать")
        await laptop.press("l")
        await laptop.press("enter")
        await laptop.sees("The material was presented in an unusual way")
        await laptop.press("5", *["enter"] * 8)
        await laptop.sees("Thank you!")
        await laptop.press("enter")
        await laptop.sees("человек 2 из 2", "Начать")
        assert not (tmp_path / "settings.toml").exists(), "the choice is that visitor's own"


async def test_a_form_that_the_disk_does_not_take_is_not_lost(tmp_path, monkeypatch):
    async with opened(tmp_path, SHEET) as laptop:
        await surveying(laptop)

        async def full(_command):
            raise LogFault("The disk is full.")

        with monkeypatch.context() as broken:
            broken.setattr(laptop.session, "do", full)
            await laptop.press("enter", *EIGHT_DIGITS, "enter")
            await laptop.sees("The disk is full. Call your guide.", "question 9 of 9")
        await laptop.press("enter")
        await laptop.sees("Thank you!")
        assert len(answers(laptop)) == 1


async def test_nothing_in_the_log_tells_who_answered(tmp_path):
    async with opened(tmp_path, SHEET) as laptop:
        await surveying(laptop)
        await laptop.press("enter", *EIGHT_DIGITS, "enter")
        (reply,) = laptop.session.progress.replies
        assert re.fullmatch("[0-9a-f]{16}", reply.form)
        assert "Anya" not in json.dumps(dict(reply.answers))


# --- no way out -------------------------------------------------------------------------------------------

NAMED = {"tab", "shift+tab", "f1", "f10", "ctrl+z", "ctrl+d", "ctrl+s", "home", "end", "pagedown", "delete"}
EVERY_KEY = {
    key
    for cls, actions in bound()
    for key in (*actions, *(each.key for each in Binding.make_bindings(Screen.BINDINGS)))
    if not key.startswith("no-key")
} | NAMED
WAY_OUT = set(all_keys(["ctrl+g"]))
MOVING = {"enter", "escape", "backspace", *"123456789", *all_keys(["l"])}
"""Keys that turn the survey's own pages, or say them in the other language."""


async def test_no_key_of_the_program_leads_a_visitor_into_the_tour(tmp_path):
    """On every page: the keys themselves go on and back, so each page is sought anew."""
    settings = Settings(keys={"leave_tour": "q", "language": "y", "theme": "z", "sound": "x", "survey": "v"})
    async with opened(tmp_path, SHEET, settings=settings) as laptop:
        await surveying(laptop)
        theme, phase, stack = laptop.app.theme, laptop.phase, list(laptop.app.screen_stack)
        assert {"ctrl+q", "ctrl+p", "ctrl+з", "q", "й", "escape", "ctrl+c", "f1", "u"} <= EVERY_KEY
        for page in ("Please tell us", "not at all", "yes", "In your own words", "Thank you!"):
            while page not in laptop.words():
                await laptop.press("enter")
            for key in sorted(EVERY_KEY - WAY_OUT - MOVING):
                laptop.clock.go(seconds=1)
                laptop.send(key)
            await laptop.settled()
            await laptop.sees(page)
            for key in sorted(MOVING):
                await laptop.press(key)
            assert laptop.app.screen_stack == stack
        assert (laptop.app.theme, laptop.phase) == (theme, phase)
        assert laptop.app.return_code is None


async def test_the_question_for_the_guides_name_leads_nowhere_but_back(tmp_path):
    async with opened(tmp_path, SHEET) as laptop:
        await surveying(laptop)
        await laptop.press("ctrl+g")
        stack = list(laptop.app.screen_stack)
        for key in ("ctrl+q", "ctrl+p", "ctrl+з", "f1", "ctrl+c", "tab", *WAY_OUT):
            await laptop.press(key)
            assert laptop.app.screen_stack == stack, key
        await laptop.press("enter", *"Boris", "enter")
        await laptop.sees("That is another name.")
        await laptop.press("escape")
        await laptop.shows(SurveyScreen)


NAMES = [
    ("anya", "ctrl+g"),
    ("ANYA  BELY", "ctrl+G"),
    ("Аня Белая", "ctrl+п"),
    ("fyz", "ctrl+П"),  # Аня, on the Latin layout
    ("фтнф", "ctrl+g"),  # anya, on the Russian one
    ("g", "ctrl+g"),
]


async def test_the_guide_goes_back_by_name_and_the_survey_opens_again_in_any_layout(tmp_path):
    async with opened(tmp_path, SHEET) as laptop:
        await surveying(laptop)
        for (name, key), again in zip(NAMES, ["v", "м", "V", "М", "v", "v"], strict=True):
            await laptop.press(key)
            await laptop.shows(WayOut)
            await laptop.press(*name, "enter")
            await laptop.shows(GuideScreen)
            await laptop.press(again)
            await laptop.shows(SurveyScreen)


async def test_a_form_that_is_not_handed_in_goes_with_the_guides_return(tmp_path):
    async with opened(tmp_path, SHEET) as laptop:
        await surveying(laptop)
        await laptop.press("enter", "5", "ctrl+g")
        await laptop.sees("The form that somebody has begun is thrown away.")
        await laptop.press(*"anya", "enter", "v")
        await laptop.shows(SurveyScreen)
        await laptop.sees("Begin")
        assert answers(laptop) == []


async def test_what_is_told_meanwhile_waits_for_the_guide(tmp_path):
    async with opened(tmp_path, SHEET) as laptop:
        await surveying(laptop)
        laptop.app.bells = 0
        laptop.app.alarm("Another laptop leads the group.")
        await laptop.settled()
        await laptop.misses("Another laptop leads")
        await laptop.press("ctrl+g", *"anya", "enter")
        await laptop.is_told("Another laptop leads the group.")
        assert laptop.app.bells == 0


# --- when it is there -------------------------------------------------------------------------------------


async def test_one_key_opens_the_survey_once_the_last_station_is_left(tmp_path):
    async with opened(tmp_path, SHEET) as laptop:
        await laptop.press("v")
        await laptop.is_told("The visitors answer after the last station.")
        await laptop.press("enter", "enter", "enter", "v")
        await laptop.shows(SurveyScreen)


async def test_where_somebody_has_answered_enter_goes_on_to_the_guides_own_form(tmp_path):
    async with opened(tmp_path, SHEET) as laptop:
        await surveying(laptop)
        await laptop.press("enter", "5", *["enter"] * 8, "ctrl+g", *"anya", "enter")
        await laptop.sees("Write down how it went", part=NextBar)


async def test_a_group_without_visitors_is_not_asked_to_pass_the_laptop_round(tmp_path):
    async with opened(tmp_path, sheet(station("a"))) as laptop:
        await laptop.press("enter", "enter", "enter", "enter")
        await laptop.sees("Write down how it went", part=NextBar)


async def test_on_a_tiny_screen_question_answers_and_keys_are_in_sight(tmp_path):
    async with opened(tmp_path, SHEET, size=(50, 16)) as laptop:
        await surveying(laptop)
        await laptop.press("enter")
        await laptop.sees("The material was presented", "Enter")
        assert all(tile.region.width >= 6 for tile in laptop.screen.query(Tile))
