"""What a guide does at a station: tasks, answers, hints, the story, and reading further down."""

from helpers import sheet, station
from textual.widgets import Input
from ui.driving import at, opened
from ui.sheets import TASKS, everything

from questtour.screens.answer import AnswerDialog
from questtour.screens.guide import GuideScreen
from questtour.tour import events as e
from questtour.tour.progress import Phase
from questtour.widgets.blocks import Look
from questtour.widgets.route_panel import RoutePanel
from questtour.widgets.station_panel import StationPanel

TALL = (80, 60)
"""A terminal in which the whole laboratory can be seen."""


async def test_a_digit_ticks_a_task_and_takes_the_tick_away(tmp_path):
    async with opened(tmp_path, everything(), size=TALL) as laptop:
        await laptop.walk_to(1)
        for number in range(2, 10):
            await laptop.press(str(number))
        assert laptop.tasks_done() == set(range(2, 10))
        await laptop.sees("9 [x] Thing 9", "[ ] Thing 10", "Tasks: 8 of 12", "Points: 8", "4 tasks open")
        await laptop.press("2", "9")
        assert laptop.tasks_done() == set(range(3, 9))
        await laptop.sees("2 [ ] Thing 2", "9 [ ] Thing 9", "Tasks: 6 of 12", "Points: 6")


async def test_space_ticks_the_next_open_task(tmp_path):
    async with opened(tmp_path, everything(), size=TALL) as laptop:
        await laptop.walk_to(1)
        await laptop.press("space", "ctrl+t")
        assert laptop.tasks_done() == {1}
        await laptop.press("3", "space", "space")
        assert laptop.tasks_done() == {1, 2, 3, 4}


async def test_tab_goes_from_task_to_task_and_space_ticks_the_one_it_stands_on(tmp_path):
    async with opened(tmp_path, everything(), size=TALL) as laptop:
        await laptop.walk_to(1)
        await laptop.press(*["tab"] * TASKS, "space")
        assert laptop.tasks_done() == {TASKS}
        await laptop.press("space")
        assert laptop.tasks_done() == set()
        await laptop.press("shift+tab", "space")
        assert laptop.tasks_done() == {TASKS - 1}


async def test_space_says_when_no_task_is_open(tmp_path):
    async with opened(tmp_path, everything()) as laptop:
        await laptop.walk_to(2)
        await laptop.press("space")
        await laptop.is_told("There is no open task here.")


async def test_a_click_ticks_a_task_even_one_that_has_no_key(tmp_path):
    async with opened(tmp_path, everything(), size=TALL) as laptop:
        await laptop.walk_to(1)
        for number in (2, 11, 12):
            await laptop.click(laptop.block(Look.TASK, number))
        assert laptop.tasks_done() == {2, 11, 12}
        await laptop.click(laptop.block(Look.TASK, 11))
        assert laptop.tasks_done() == {2, 12}
        await laptop.click(laptop.block(Look.TASK, 11), times=2)
        assert laptop.tasks_done() == {2, 11, 12}, "a double click is one click"
        await laptop.press("3", "1", "ctrl+t", "space")
        assert laptop.tasks_done() == {1, 2, 3, 4, 11, 12}, "Space goes on with what is open"


async def test_a_task_that_there_is_not_is_refused_in_words(tmp_path):
    async with opened(tmp_path) as laptop:
        await laptop.walk_to(1)
        await laptop.press("7")
        await laptop.is_told("This station has no task 7.")
        assert laptop.tasks_done() == set()


# --- answers ----------------------------------------------------------------------------------------------


async def test_an_answer_is_asked_for_until_it_is_right(tmp_path):
    async with opened(tmp_path, everything(), size=TALL) as laptop:
        await laptop.walk_to(1)
        await laptop.press("1")
        await laptop.sees("Task 1: the group's answer", "Weigh it")
        await laptop.press(*"3.5", "enter")
        await laptop.sees("“3.5” is not it. Try once more?")
        assert laptop.tasks_done() == set()
        await laptop.press(*"2,5", "enter")
        await laptop.is_told("Right! The task is done.")
        await laptop.sees("1 [x] Weigh it", "Points: 2")
        given = [(event.answer, event.correct) for event in laptop.happened(e.TaskAnswered)]
        assert given == [("3.5", False), ("2,5", True)]
        await laptop.press("1")
        assert type(laptop.screen) is GuideScreen, "to take a tick away needs no answer"
        assert laptop.tasks_done() == set()


async def test_escape_and_an_empty_line_answer_nothing(tmp_path):
    async with opened(tmp_path) as laptop:
        await laptop.walk_to(1)
        await laptop.click(laptop.block(Look.TASK, 1))
        await laptop.press("enter", *"  ", "enter")
        assert type(laptop.screen) is AnswerDialog
        await laptop.press("escape")
        assert type(laptop.screen) is GuideScreen
        assert not laptop.happened(e.TaskAnswered)
        assert not laptop.happened(e.TaskDone)


async def test_a_task_is_ticked_without_checking_in_both_layouts(tmp_path):
    async with opened(tmp_path, everything()) as laptop:
        await laptop.walk_to(1)
        for key in ("ctrl+t", "ctrl+е", "ctrl+Е"):
            await laptop.press("1", key)
            assert (type(laptop.screen), laptop.tasks_done()) == (GuideScreen, {1}), key
            await laptop.press("u")
        assert not laptop.happened(e.TaskAnswered)


async def test_letters_that_are_keys_elsewhere_are_letters_in_an_answer(tmp_path):
    async with opened(tmp_path, lang="ru") as laptop:
        await laptop.walk_to(1)
        await laptop.press("1", *"hq?тй12 +")
        assert laptop.screen.query_one(Input).value == "hq?тй12 +"
        await laptop.press("escape")
        assert (laptop.phase, laptop.app.return_code) == (Phase.AT_STATION, None)


# --- hints ------------------------------------------------------------------------------------------------


async def test_hints_are_told_one_by_one_with_their_price_until_there_are_none(tmp_path):
    async with opened(tmp_path, everything(), size=TALL) as laptop:
        await laptop.walk_to(1)
        await laptop.sees("Hints: 0 of 3", "h: hint 1 (free)")
        assert "Look closer." not in laptop.words()
        await laptop.press("h")
        await laptop.sees("Hints: 1 of 3", "1. Look closer.", "h: hint 2 (costs 2 points)")
        assert "Use the scales." not in laptop.words()
        await laptop.click(laptop.offer())
        await laptop.sees("Hints: 2 of 3", "2. Use the scales.", "h: hint 3 (costs 1 point)")
        await laptop.press("h")
        await laptop.sees("3. Round it up.")
        assert "h: hint" not in laptop.words()
        await laptop.press("h")
        await laptop.is_told("All hints of this station are already shown.")
        assert "Points: -3" in laptop.words(RoutePanel)


async def test_a_hint_is_suggested_when_its_minutes_are_over_and_tasks_are_open(tmp_path):
    async with opened(tmp_path, everything(), size=TALL) as laptop:
        await laptop.walk_to(1)
        await laptop.pass_(seconds=59)
        await laptop.sees("h: hint 1 (free)")
        await laptop.pass_(seconds=1)
        await laptop.sees("Time for a hint: press h (free)")
        await laptop.press("h")
        await laptop.sees("h: hint 2 (costs 2 points)")
        await laptop.pass_(minutes=1.5)
        await laptop.sees("Time for a hint: press h (costs 2 points)")
        await laptop.press("h")
        await laptop.pass_(minutes=30)
        await laptop.sees("h: hint 3 (costs 1 point)")
        await laptop.press("u", "1", "ctrl+t", *["space"] * (TASKS - 1))
        assert len(laptop.tasks_done()) == TASKS
        await laptop.sees("Hints: 1 of 3", "All done! The piece of the code word is: S")
        assert "h: hint" not in laptop.words()


async def test_a_station_without_tasks_offers_its_hints_all_the_same(tmp_path):
    async with opened(tmp_path, sheet(station("a", hints=[{"text": "Listen."}]))) as laptop:
        await laptop.press("enter")
        await laptop.sees("We have arrived: “A”")
        assert "0 tasks" not in laptop.words()
        await laptop.press("enter")
        await laptop.sees("h: hint 1 (free)")


async def test_a_task_that_is_done_asks_for_no_answer_any_more(tmp_path):
    async with opened(tmp_path, everything(), size=TALL) as laptop:
        await laptop.walk_to(1)
        await laptop.sees("1 [ ] Weigh it (type the answer)")
        await laptop.press("1", *"2.5", "enter")
        await laptop.sees("1 [x] Weigh it")
        assert "type the answer" not in laptop.words()
        await laptop.press("1")
        await laptop.sees("1 [ ] Weigh it (type the answer)")


# --- the story --------------------------------------------------------------------------------------------

MUST, NICE, IF_TIME = "The story begins.", "A nice detail.", "If there is time."


async def test_the_story_folds_away_what_can_wait_the_later_the_more(tmp_path):
    async with opened(tmp_path, everything(), size=TALL) as laptop:
        await laptop.walk_to(1)
        await laptop.sees(MUST, NICE, IF_TIME)
        laptop.clock.be("10:07:30")
        await laptop.pass_(seconds=1)
        await laptop.sees(MUST, NICE, "1 point can wait · f: show")
        assert IF_TIME not in laptop.words()
        laptop.clock.be("10:10:30")
        await laptop.pass_(seconds=1)
        await laptop.sees(MUST, "2 points can wait · f: show")
        assert NICE not in laptop.words()
        await laptop.press("f")
        await laptop.sees(MUST, NICE, IF_TIME, "f: fold away what can wait")
        await laptop.press("f")
        await laptop.misses(NICE, IF_TIME)
        await laptop.click(laptop.block(Look.FOLD))
        await laptop.sees(NICE, IF_TIME)
        await laptop.click(laptop.block(Look.FOLD))
        await laptop.misses(NICE, IF_TIME)


async def test_the_next_station_begins_folded_again(tmp_path):
    async with opened(tmp_path, clock=None) as laptop:
        await laptop.walk_to(1)
        laptop.clock.be("10:20")
        await laptop.press("f")
        await laptop.sees("f: fold away what can wait")
        await laptop.walk_to(2)
        await laptop.sees("2 points can wait · f: show")


async def test_the_middle_is_read_further_down_and_up_by_key(tmp_path):
    async with opened(tmp_path, everything()) as laptop:
        await laptop.walk_to(1)
        panel = laptop.guide.query_one(StationPanel)
        assert "Guess it by hand." not in laptop.words()
        for down, up in (("down", "up"), ("pagedown", "pageup")):
            await laptop.press(*[down] * 9)
            await laptop.sees("Guess it by hand.")
            await laptop.press(*[up] * 9)
            assert panel.scroll_y == 0
            await laptop.sees(MUST)


async def test_a_task_that_is_ticked_comes_into_sight(tmp_path):
    async with opened(tmp_path, everything(), size=(80, 18)) as laptop:
        await laptop.walk_to(1)
        assert "Thing 9" not in laptop.words()
        await laptop.press("9")
        await laptop.sees("9 [x] Thing 9")


async def test_who_comes_late_sees_what_was_told_and_asked_for_at_the_station(tmp_path):
    async with opened(tmp_path, everything(), size=TALL) as laptop:
        await laptop.walk_to(1)
        await laptop.sees("Ask them", "How do you weigh?", "If the equipment fails", "Guess it by hand.")


async def test_a_closed_station_says_what_to_do_instead(tmp_path):
    closed = [e.StationClosed(station="shop", reason="no power")]
    async with opened(tmp_path, everything(), before=closed) as laptop:
        await laptop.walk_to(1)
        await laptop.press("enter", "enter")
        assert laptop.phase is Phase.WALKING
        await laptop.sees("This station is closed. Do this instead:", "Look through the window.")
        await laptop.press("enter")
        await laptop.sees("This station is closed. Do this instead:", "Look through the window.")
        assert at("10:00") < laptop.clock.now()
