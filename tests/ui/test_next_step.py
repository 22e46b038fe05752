"""One key does the obvious next step; a click on the bar does the same."""

import pytest
from helpers import sheet, station
from textual.widgets import OptionList
from ui.driving import FakeClock, Laptop, at, opened
from ui.sheets import everything

from questtour.screens.choice import ChoiceDialog
from questtour.screens.guide import GuideScreen
from questtour.screens.note import NoteDialog
from questtour.screens.question import Question
from questtour.screens.survey import SurveyScreen
from questtour.tour import events as e
from questtour.tour.progress import Phase
from questtour.widgets.key_bar import KeyBar
from questtour.widgets.next_bar import NextBar
from questtour.widgets.now_panel import NowPanel

STEPS = (
    (Phase.READY, "Start the tour"),
    (Phase.WALKING, "We have arrived: “Physics”"),
    (Phase.AT_STATION, "Leave for “Chemistry” · 2 tasks open"),
    (Phase.WALKING, "We have arrived: “Chemistry”"),
    (Phase.AT_STATION, "Leave for “Biology” · 3 tasks open"),
    (Phase.WALKING, "We have arrived: “Biology”"),
    (Phase.AT_STATION, "Leave: that was the last station · 2 tasks open"),
    (Phase.CLOSING, "Finish the tour"),
    (Phase.FINISHED, "Pass the laptop round: the visitors answer the survey"),
)
"""Each phase of a whole tour by the short sheet, and what the bar says then."""


async def test_enter_alone_leads_from_the_start_to_the_end_of_the_tour(tmp_path):
    async with opened(tmp_path) as laptop:
        for phase, words in STEPS:
            await laptop.sees(words, part=NextBar)
            assert laptop.phase is phase
            await laptop.press("enter")
            if isinstance(laptop.screen, Question):
                await laptop.press("enter")
        await the_guide_takes_it_back(laptop)
        await laptop.sees("Write down how it went", part=NextBar)
        await laptop.press("enter", "escape")
        await laptop.sees("Close: everything is saved", part=NextBar)
        await laptop.press("enter")
        await laptop.until(lambda: laptop.app.return_code == 0)


async def the_guide_takes_it_back(laptop: Laptop) -> None:
    """Leave the survey, to which Enter has led, as its guide does."""
    await laptop.shows(SurveyScreen)
    await laptop.press("ctrl+g", *laptop.group.id, "enter")


async def test_after_a_skipped_station_nobody_says_that_all_are_done(tmp_path):
    async with opened(tmp_path, sheet(station("a"), station("b"))) as laptop:
        await laptop.press("enter", "enter", "enter", "enter", "enter")
        await laptop.sees("All stations are done", part=NowPanel)
        await laptop.press("u", "s", "1")
        await laptop.sees("The route is done", part=NowPanel)


async def test_clicks_alone_lead_from_the_start_to_the_end_of_the_tour(tmp_path):
    async with opened(tmp_path) as laptop:
        for phase, words in STEPS[:-1]:
            await laptop.sees(words, part=NextBar)
            assert laptop.phase is phase
            await laptop.click(NextBar)
            if isinstance(laptop.screen, Question):
                await laptop.click("#yes")
        await laptop.sees("Thank you! The tour is over.")
        await laptop.click(NextBar)
        await the_guide_takes_it_back(laptop)
        await laptop.click(NextBar)
        close, _save = laptop.screen.query(KeyBar)
        await laptop.click(close)
        await laptop.click(NextBar)
        await laptop.until(lambda: laptop.app.return_code == 0)


async def hold_enter(laptop: Laptop, *, first_repeat: float = 0.09, repeats: float = 0.09) -> None:
    """Hold Enter down: the key begins to repeat after `first_repeat` seconds, and then every `repeats`."""
    laptop.clock.go(seconds=5)
    for pause in (0, first_repeat, *[repeats] * 8):
        laptop.clock.go(seconds=pause)
        laptop.send("enter")
        await laptop.settled()


@pytest.mark.parametrize("repeats", [0.025, 0.09])
async def test_the_repeats_of_a_held_enter_are_no_steps(tmp_path, repeats):
    async with opened(tmp_path, everything()) as laptop:
        await hold_enter(laptop, first_repeat=repeats, repeats=repeats)
        assert laptop.phase is Phase.WALKING
        await hold_enter(laptop, first_repeat=repeats, repeats=repeats)
        assert laptop.phase is Phase.AT_STATION


@pytest.mark.parametrize("first_repeat", [0.25, 0.66])
async def test_enter_held_down_does_not_run_through_the_tour(tmp_path, first_repeat):
    """The first repeat comes after a keyboard's longer delay, and looks like a second press till the next."""
    async with opened(tmp_path, everything()) as laptop:
        await hold_enter(laptop, first_repeat=first_repeat, repeats=0.03)
        laptop.clock.go(seconds=5)
        await laptop.press("u")
        assert laptop.phase is Phase.READY


@pytest.mark.parametrize("pause", [0.15, 0.3, 0.7])
async def test_enter_pressed_quickly_twice_is_two_steps(tmp_path, pause):
    async with opened(tmp_path, everything()) as laptop:
        await laptop.press("enter")
        laptop.clock.go(seconds=pause)
        laptop.send("enter")
        await laptop.settled()
        laptop.clock.go(seconds=0.1)
        await laptop.until(lambda: laptop.phase is Phase.AT_STATION)


async def test_keys_keep_their_order_after_a_quick_second_enter(tmp_path):
    async with opened(tmp_path, everything()) as laptop:
        await laptop.press("enter")
        laptop.clock.go(seconds=0.3)
        laptop.send("enter")
        await laptop.settled()
        assert laptop.phase is Phase.WALKING
        await laptop.press("n")
        await laptop.shows(NoteDialog)
        await laptop.until(lambda: laptop.phase is Phase.AT_STATION)


async def test_enter_held_down_does_not_answer_the_question_that_it_brings_up(tmp_path):
    async with opened(tmp_path) as laptop:
        await laptop.walk_to(1)
        await hold_enter(laptop)
        await laptop.sees("Leave the station?")
        assert laptop.phase is Phase.AT_STATION
        await laptop.press("enter")
        assert laptop.phase is Phase.WALKING


async def test_enter_held_down_at_a_late_start_only_brings_up_the_question(tmp_path):
    async with opened(tmp_path, clock=FakeClock(at("15:00"))) as laptop:
        await hold_enter(laptop)
        await laptop.shows(ChoiceDialog)
        assert laptop.phase is Phase.READY


async def test_a_double_click_on_the_bar_is_one_step(tmp_path):
    async with opened(tmp_path) as laptop:
        await laptop.click(NextBar, times=2)
        assert laptop.phase is Phase.WALKING
        await laptop.click(NextBar, times=2)
        assert laptop.phase is Phase.AT_STATION


async def test_leaving_with_open_tasks_asks_and_escape_stays(tmp_path):
    async with opened(tmp_path) as laptop:
        await laptop.walk_to(1)
        await laptop.press("enter")
        await laptop.sees("Leave the station?", "2 tasks are still open.", "Enter · Leave", "Esc · Stay")
        await laptop.press("escape")
        await laptop.shows(GuideScreen)
        assert laptop.phase is Phase.AT_STATION
        await laptop.press("enter", "enter")
        assert laptop.phase is Phase.WALKING


async def test_the_question_about_open_tasks_is_answered_by_mouse(tmp_path):
    async with opened(tmp_path) as laptop:
        await laptop.walk_to(1)
        await laptop.click(NextBar)
        await laptop.click("#no")
        assert (type(laptop.screen), laptop.phase) == (GuideScreen, Phase.AT_STATION)
        await laptop.click(NextBar)
        await laptop.click("#yes")
        assert laptop.phase is Phase.WALKING


async def test_the_second_answer_of_a_question_is_reached_with_tab(tmp_path):
    async with opened(tmp_path) as laptop:
        await laptop.walk_to(1)
        await laptop.press("enter", "tab", "enter")
        assert (type(laptop.screen), laptop.phase) == (GuideScreen, Phase.AT_STATION)


async def test_a_station_whose_tasks_are_done_is_left_without_a_question(tmp_path):
    async with opened(tmp_path, everything()) as laptop:
        await laptop.walk_to(2)
        await laptop.sees("Leave for “Attic”", part=NextBar)
        assert "open" not in laptop.words(NextBar)
        await laptop.press("enter")
        assert laptop.phase is Phase.WALKING


# --- a start far off the sheet's time ---------------------------------------------------------------------


async def test_a_start_at_the_time_of_the_sheet_asks_nothing(tmp_path):
    async with opened(tmp_path, clock=FakeClock(at("09:31"))) as laptop:
        await laptop.press("enter")
        assert laptop.phase is Phase.WALKING
        assert not laptop.happened(e.PlanMoved)


@pytest.mark.parametrize("wall", ["09:29", "15:00"])
async def test_a_start_far_off_the_time_of_the_sheet_asks_from_when_the_plan_counts(tmp_path, wall):
    async with opened(tmp_path, clock=FakeClock(at(wall))) as laptop:
        await laptop.press("enter")
        await laptop.sees("Start the tour?", f"The sheet starts at 10:00, and it is {wall}.")
        await laptop.press("escape")
        assert (type(laptop.screen), laptop.phase) == (GuideScreen, Phase.READY)


@pytest.mark.parametrize("keys", [("1",), ("down", "up", "enter")])
async def test_the_plan_counts_from_now_if_the_guide_wants_it(tmp_path, keys):
    async with opened(tmp_path, clock=FakeClock(at("15:00"))) as laptop:
        await laptop.press("enter", *keys)
        assert laptop.phase is Phase.WALKING
        assert len(laptop.happened(e.PlanMoved)) == 1
        await laptop.sees("15:01 Physics", "15:06 Chemistry", "on time")


@pytest.mark.parametrize("keys", [("2",), ("down", "enter")])
async def test_the_times_of_the_sheet_stay_if_the_guide_wants_it(tmp_path, keys):
    async with opened(tmp_path, clock=FakeClock(at("15:00"))) as laptop:
        await laptop.press("enter", *keys)
        assert laptop.phase is Phase.WALKING
        assert not laptop.happened(e.PlanMoved)
        await laptop.sees("10:00 15:00 Physics", "behind the plan")


async def test_the_question_about_the_start_is_answered_by_mouse(tmp_path):
    async with opened(tmp_path, clock=FakeClock(at("15:00"))) as laptop:
        await laptop.click(NextBar)
        await laptop.click(OptionList, 4, 1)
        assert laptop.phase is Phase.WALKING
        assert not laptop.happened(e.PlanMoved)


async def test_a_digit_that_names_no_choice_chooses_nothing(tmp_path):
    async with opened(tmp_path, clock=FakeClock(at("15:00"))) as laptop:
        await laptop.press("enter", "0", "3", "9")
        assert (type(laptop.screen), laptop.phase) == (ChoiceDialog, Phase.READY)
