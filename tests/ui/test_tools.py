"""What a guide can do at any time: note, pause, more minutes, undo, skip, call, read, set a time, leave."""

import asyncio
import itertools
import re

import pytest
from textual.widgets import Input, OptionList
from ui.driving import at, opened
from ui.sheets import everything

from questtour.keys import BY_ID
from questtour.screens.guide import GuideScreen
from questtour.screens.help import EXPLAINED, HelpScreen, key_name
from questtour.screens.messages import MessagesScreen
from questtour.screens.note import NoteDialog
from questtour.screens.question import Question
from questtour.screens.route_sheet import RouteSheetScreen
from questtour.tour import commands as c
from questtour.tour import events as e
from questtour.tour.events import NoteTag
from questtour.tour.progress import Phase
from questtour.widgets.now_panel import NowPanel

# --- notes ------------------------------------------------------------------------------------------------


async def test_a_note_is_kept_with_the_tag_that_the_arrows_chose(tmp_path):
    async with opened(tmp_path) as laptop:
        await laptop.walk_to(1)
        for text, keys in (("one", []), ("two", ["down"]), ("three", ["down"] * 2), ("four", ["up"])):
            await laptop.press("n")
            await laptop.paste(text)
            await laptop.press(*keys, "enter")
            await laptop.is_told("The note is saved.")
        notes = [(note.text, note.tag, note.station) for note in laptop.group.notes]
        assert notes == [
            ("one", NoteTag.NOTE, "physics"),
            ("two", NoteTag.RISK, "physics"),
            ("three", NoteTag.IDEA, "physics"),
            ("four", NoteTag.LEARNED, "physics"),
        ]


async def test_the_tag_of_a_note_is_seen_without_colour(tmp_path):
    async with opened(tmp_path) as laptop:
        await laptop.press("n")
        for tag in ("note", "risk", "idea", "learned"):
            assert re.findall(r"● +(\w+)", laptop.words()) == [tag]
            await laptop.press("down")


async def test_an_empty_or_forsaken_note_is_none(tmp_path):
    async with opened(tmp_path) as laptop:
        await laptop.press("n", "enter", " ", "enter")
        assert type(laptop.screen) is NoteDialog
        await laptop.press("x", "escape")
        assert type(laptop.screen) is GuideScreen
        assert not laptop.group.notes


# --- pause, and minutes -----------------------------------------------------------------------------------


async def test_a_pause_stops_the_timer_until_it_goes_on(tmp_path):
    async with opened(tmp_path) as laptop:
        await laptop.press("enter", "p")
        await laptop.sees("PAUSE", "p: go on")
        await laptop.press("enter", "p")
        assert (laptop.phase, laptop.group.paused) == (Phase.AT_STATION, True)
        left = laptop.guide.moment.timing.remaining
        await laptop.pass_(minutes=20)
        assert laptop.guide.moment.timing.remaining == left
        await laptop.press("p")
        await laptop.misses("PAUSE", "p: go on")
        assert not laptop.group.paused


async def test_plus_and_minus_change_the_stay_by_a_minute_and_no_stay_gets_shorter_than_none(tmp_path):
    async with opened(tmp_path) as laptop:
        await laptop.walk_to(1)
        await laptop.sees("of 4 minutes")
        await laptop.press("+")
        await laptop.sees("of 5 minutes")
        await laptop.press("=")
        await laptop.sees("of 6 minutes")
        await laptop.press("-", "_", "-", "-", "-")
        await laptop.sees("of 1 minute,")
        await laptop.press("-")
        await laptop.is_told("The stay cannot get any shorter: press Enter to leave.")
        assert laptop.visit.adjusted == -3


# --- undo -------------------------------------------------------------------------------------------------

UNDOABLE = (
    (("2",), ["the tick of task 2"]),
    (("2", "2"), ["the unticking of task 2", "the tick of task 2"]),
    (("1", "7", "enter", "escape"), ["the answer to task 1"]),
    (("h",), ["hint 1"]),
    (("n", "x", "enter"), ["the note “x”"]),
    (("c", "1"), ["the call for help"]),
    (("p",), ["the pause"]),
    (("p", "p"), ["the end of the pause", "the pause"]),
    (("+",), ["the changed minutes"]),
    (("t", "-", "1", "enter"), ["the time set right"]),
    (("s", "1"), ["the skipping of “Physics”"]),
    (("enter", "enter"), ["the leaving of “Physics”"]),
    ((), ["the arrival at “Physics”", "the start"]),
)
"""Keys that do something at a station, and what *undo* then calls each step that it takes back."""


async def test_every_step_can_be_taken_back_and_is_named(tmp_path):
    async with opened(tmp_path) as laptop:
        await laptop.walk_to(1)
        laptop.clock.go(minutes=5)
        for keys, names in UNDOABLE:
            before = laptop.group
            await laptop.press(*keys)
            assert not keys or laptop.group.effective() != before.effective()
            for name in names:
                laptop.app.clear_notifications()
                await laptop.press("u")
                await laptop.is_told(f"Taken back: {name}")
            assert not keys or laptop.group == before, names
        assert laptop.phase is Phase.READY
        await laptop.press("u")
        await laptop.is_told("There is nothing to take back.")


async def test_a_moved_start_and_the_finish_can_be_taken_back(tmp_path):
    async with opened(tmp_path) as laptop:
        laptop.clock.be("15:00")
        await laptop.press("enter", "1", "u")
        await laptop.is_told("Taken back: the start")
        await laptop.sees("by the sheet at 10:00")
        await laptop.press("enter", "1", "s", "1", "s", "1", "s", "1", "enter")
        assert laptop.phase is Phase.FINISHED
        await laptop.press("u")
        await laptop.is_told("Taken back: the finish")
        await laptop.sees("Finish the tour")
        assert laptop.phase is Phase.CLOSING


async def test_a_call_is_withdrawn_and_an_early_end_taken_back_at_once(tmp_path):
    async with opened(tmp_path) as laptop:
        await laptop.walk_to(1)
        before = laptop.group
        await laptop.press("c", "1", "u")
        assert not laptop.session.progress.calls
        await laptop.session.do(c.Finish(laptop.session.group, early=True))
        assert laptop.phase is Phase.FINISHED
        await laptop.press("u")
        assert laptop.group == before


async def test_a_long_note_is_named_by_its_beginning(tmp_path):
    async with opened(tmp_path) as laptop:
        await laptop.press("n")
        await laptop.paste("word " * 30)
        await laptop.press("enter", "u")
        await laptop.is_told("Taken back: the note “word word word word")
        await laptop.is_told("word word…”")


# --- skip and call ----------------------------------------------------------------------------------------


async def test_a_station_is_skipped_for_a_ready_reason_or_in_own_words(tmp_path):
    async with opened(tmp_path) as laptop:
        await laptop.press("enter", "s")
        await laptop.sees("Skip “Physics”? Why?", "1 No time left", "4 The group wants something else")
        await laptop.press("escape")
        assert not laptop.happened(e.StationSkipped)
        await laptop.press("s", "2")
        await laptop.press("s", "tab", "enter", *"1 is hot", "enter")
        await laptop.press("enter", "s")
        await laptop.click(OptionList, 4, 2)
        reasons = [event.reason for event in laptop.happened(e.StationSkipped)]
        assert reasons == ["The equipment does not work", "1 is hot", "The station is taken"]
        assert laptop.phase is Phase.CLOSING
        await laptop.press("s")
        await laptop.is_told("The group is not on its route now.")


async def test_a_call_is_written_down_and_says_that_nobody_hears_it(tmp_path):
    async with opened(tmp_path) as laptop:
        await laptop.press("c")
        await laptop.sees("What do you need help with?", "No coordinator is connected", part=".box")
        await laptop.press("escape", "c", "1")
        await laptop.is_told("Written down. No coordinator is connected: fetch a teacher.")
        await laptop.press("c", "tab", *"smoke", "enter")
        assert [call.reason for call in laptop.session.progress.calls] == ["Somebody feels unwell", "smoke"]


# --- messages, route sheet, help --------------------------------------------------------------------------


async def test_messages_are_read_the_last_one_first_and_only_ones_own(tmp_path):
    sent = [
        e.MessageSent(text="Good morning"),
        e.MessageSent(to=["blue"], text="Only for others"),
        e.MessageSent(to=["red", "blue"], text="Go to the hall"),
    ]
    async with opened(tmp_path, before=sent) as laptop:
        await laptop.press("m")
        words = laptop.words()
        assert 0 < words.index("10:00 Go to the hall") < words.index("10:00 Good morning")
        assert "others" not in words
        await laptop.press("escape")
        assert type(laptop.screen) is GuideScreen


async def test_without_messages_the_screen_says_why(tmp_path):
    async with opened(tmp_path) as laptop:
        await laptop.press("m")
        assert type(laptop.screen) is MessagesScreen
        await laptop.sees("None. This tour is led from one laptop: no coordinator is connected.", part=".box")


async def test_the_route_sheet_shows_plan_and_fact_and_closes_by_every_key(tmp_path):
    async with opened(tmp_path, size=(100, 30)) as laptop:
        await laptop.walk_to(1)
        await laptop.press("2", "h", "enter", "enter", "s", "1")
        for key in ("escape", "к", "Й"):
            await laptop.press("r")
            assert type(laptop.screen) is RouteSheetScreen
            await laptop.press(key)
            assert type(laptop.screen) is GuideScreen, key
        await laptop.press("r")
        await laptop.sees("Route sheet of the group “Red”", "1/2 1/3", "skipped", "→ Biology", "~10:01–10:05")
        assert "✓ Physics 214, floor 2 10:00–10:04 10:00–10:00 0:0" in laptop.words()


async def test_help_is_opened_and_closed_by_every_key_of_it(tmp_path):
    async with opened(tmp_path) as laptop:
        closing_keys = ("?", "f1", ",", "escape", "q", "й")
        for opening, closing in zip(itertools.cycle(("?", "f1", ",")), closing_keys, strict=False):
            await laptop.press(opening)
            assert type(laptop.screen) is HelpScreen, opening
            await laptop.press(closing)
            assert type(laptop.screen) is GuideScreen, closing
        assert laptop.app.return_code is None


async def test_help_says_what_every_action_of_the_screen_does(tmp_path):
    async with opened(tmp_path, size=(100, 50)) as laptop:
        await laptop.press("?")
        for action in (BY_ID[each] for each in EXPLAINED):
            assert f"{key_name(action)} {action.tooltip}" in laptop.words(), action.id
    unexplained = {each.id for each in GuideScreen.BINDINGS} - set(EXPLAINED)
    without_keys = {"finish_early", "join_tour", "switch_role"}
    assert unexplained == {*(f"task_{n}" for n in range(2, 10)), "scroll_up", "help"} | without_keys


# --- set a time -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "wall"), [("10:42", "10:42"), ("10.42", "10:42"), ("1042", "10:42"), ("-3", None)]
)
async def test_a_forgotten_arrival_is_set_right(tmp_path, typed, wall):
    async with opened(tmp_path) as laptop:
        await laptop.press("enter")
        laptop.clock.be("10:50")
        await laptop.press("enter", "t")
        await laptop.sees("Which time is wrong?", "10:50 arrived at “Physics”", "10:00 start")
        await laptop.press(*typed, "enter")
        await laptop.is_told("The time is set right.")
        assert laptop.visit.arrived is not None
        if wall:
            assert laptop.visit.arrived == at(wall)
        else:
            assert (laptop.clock.now() - laptop.visit.arrived).total_seconds() == 180


async def test_a_time_that_cannot_be_is_refused_in_the_dialog_and_can_be_mended(tmp_path):
    async with opened(tmp_path) as laptop:
        await laptop.press("enter")
        laptop.clock.be("10:50")
        await laptop.press("enter", "t")
        for typed, words in (
            ("abc", "Write a time such as 10:42, or -3."),
            ("25:00", "Write a time such as 10:42, or -3."),
            ("", "Write a time such as 10:42, or -3."),
            ("9:59", "It cannot be earlier than 10:00."),
        ):
            laptop.screen.query_one(Input).value = typed
            await laptop.press("enter")
            await laptop.sees(words)
        await laptop.press("down")
        laptop.screen.query_one(Input).value = "10:51"
        await laptop.press("enter")
        await laptop.sees("That time has not come yet.")
        await laptop.press("escape")
        assert not laptop.happened(e.TimeCorrected)


async def test_the_minute_of_the_step_before_is_taken_as_its_exact_time(tmp_path):
    async with opened(tmp_path) as laptop:
        laptop.clock.be("10:17:50")
        await laptop.press("enter")
        laptop.clock.be("10:30")
        await laptop.press("enter", "t", *"10:17", "enter")
        await laptop.is_told("The time is set right.")
        assert laptop.visit.arrived == laptop.group.started == at("10:17:51")


async def test_any_step_can_be_chosen_whose_time_is_wrong(tmp_path):
    async with opened(tmp_path) as laptop:
        await laptop.press("enter")
        laptop.clock.be("10:05")
        await laptop.press("enter")
        laptop.clock.be("10:10")
        await laptop.press("enter", "enter")
        await laptop.press("t", "down", *"10:03", "enter")
        assert laptop.group.visits[0].arrived == at("10:03")
        await laptop.press("t", "up", *"9:58", "enter")
        assert laptop.group.started == at("09:58")
        await laptop.press("t")
        await laptop.sees("10:10 left “Physics”", "10:03 arrived at “Physics”", "09:58 start")
        await laptop.click(OptionList, 4, 1)
        await laptop.press(*"10:04", "enter")
        assert laptop.group.visits[0].arrived == at("10:04")


async def test_before_the_start_there_is_no_time_to_set(tmp_path):
    async with opened(tmp_path) as laptop:
        await laptop.press("t")
        await laptop.sees("Nothing has happened yet.")
        await laptop.press("enter", "down", "escape")
        assert type(laptop.screen) is GuideScreen


# --- leaving ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("key", ["q", "ctrl+й"])
async def test_leaving_asks_first_and_escape_stays(tmp_path, key):
    async with opened(tmp_path) as laptop:
        await laptop.press(key)
        await laptop.sees("Leave the program?", "Everything is saved.")
        await laptop.press(key, "escape")
        assert (type(laptop.screen), laptop.app.return_code) == (GuideScreen, None)
        await laptop.press(key, "enter")
        await laptop.until(lambda: laptop.app.return_code == 0)


async def test_ctrl_q_asks_from_inside_a_dialog_too(tmp_path):
    async with opened(tmp_path) as laptop:
        await laptop.press("n", "x", "ctrl+q")
        assert type(laptop.screen) is Question
        await laptop.press("escape")
        assert type(laptop.screen) is NoteDialog
        assert laptop.screen.query_one(Input).value == "x"


async def test_ctrl_c_ends_nothing_and_says_how_to_leave(tmp_path):
    async with opened(tmp_path) as laptop:
        await laptop.press("ctrl+c")
        await laptop.is_told("To leave the program press q.")
        assert laptop.app.return_code is None


async def test_a_finished_tour_is_left_without_a_question(tmp_path):
    async with opened(tmp_path) as laptop:
        await laptop.press("enter", *["s", "1"] * 3, "enter")
        assert laptop.phase is Phase.FINISHED
        await laptop.press("q")
        await laptop.until(lambda: laptop.app.return_code == 0)


async def test_a_tour_that_was_left_goes_on_where_it_stopped(tmp_path):
    async with opened(tmp_path, everything()) as laptop:
        await laptop.walk_to(1)
        await laptop.press("2", "h", "p", "q", "enter")
        clock, left = laptop.clock, laptop.group
    async with opened(tmp_path, everything(), clock=clock) as laptop:
        assert laptop.group == left
        await laptop.sees("PAUSE", "Laboratory", part=NowPanel)


# --- what makes no sense now ------------------------------------------------------------------------------

NOT_AT_A_STATION = "The group is not at a station now: press Enter when you arrive."


async def test_a_key_that_makes_no_sense_before_the_start_says_why(tmp_path):
    async with opened(tmp_path) as laptop:
        for key, words in (
            ("h", NOT_AT_A_STATION),
            ("1", NOT_AT_A_STATION),
            ("+", NOT_AT_A_STATION),
            ("space", "There is no open task here."),
            ("p", "The group is not on its route now."),
            ("s", "The group is not on its route now."),
            ("u", "There is nothing to take back."),
        ):
            laptop.app.clear_notifications()
            await laptop.press(key)
            await laptop.is_told(words)
            assert type(laptop.screen) is GuideScreen, key
        assert laptop.phase is Phase.READY


async def test_a_key_that_makes_no_sense_is_greyed_out_in_the_footer(tmp_path):
    def grey(laptop):
        return {each.description for each in laptop.screen.query("FooterKey") if each.has_class("-disabled")}

    async with opened(tmp_path) as laptop:
        for names in ({"Hint", "Pause", "Skip"}, {"Hint"}, set()):
            await laptop.until(lambda wanted=names: grey(laptop) == wanted)
            await laptop.press("enter")


async def test_what_is_typed_before_the_dialog_is_drawn_is_no_command(tmp_path):
    async with opened(tmp_path) as laptop:
        for key in "nsct":
            laptop.send(key)
            for _ in range(3):
                await asyncio.sleep(0)
        await laptop.settled()
        assert [type(each) for each in laptop.app.screen_stack[1:]] == [GuideScreen, NoteDialog]
