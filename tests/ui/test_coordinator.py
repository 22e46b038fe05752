"""The coordinator's screen: everything can be seen, everything can be done, by keys and by mouse."""

import itertools

import pytest
from textual.widgets import Input, OptionList
from ui.coordinating import CODE, coordinating
from ui.driving import at
from ui.halls import device_of, hall_sheet, hear, know

from questtour.eventlog.verify import Reason
from questtour.eventlog.writer import Draft
from questtour.mesh.news import Drop
from questtour.screens.coordinator import CoordinatorScreen, reason_words
from questtour.screens.group_view import GroupViewScreen
from questtour.screens.help import HelpScreen
from questtour.screens.place import PlaceDialog
from questtour.screens.question import Question
from questtour.screens.route_editor import RouteEditor
from questtour.screens.sent import SentScreen
from questtour.tour import commands as c
from questtour.tour import events as e
from questtour.tour.progress import Objection, Phase
from questtour.widgets.attention_list import AttentionList
from questtour.widgets.hall_header import HallHeader
from questtour.widgets.panel_tabs import PanelTab
from questtour.widgets.stations_table import StationsTable
from questtour.widgets.timeline import Timeline

HOSTILE = "[red]x[/] [/ 🦉 \x1b[31m\u202eabc"


# --- what is seen -----------------------------------------------------------------------------------------


async def test_a_large_screen_shows_everything_at_once(tmp_path):
    async with coordinating(tmp_path) as hall:
        await hall.sees("Kvantorium quest tour", "10:36", "Atom", "Photon", "Physics", "VR lab")
        for part in (AttentionList, StationsTable, Timeline):
            assert hall.hall.query_one(part).region.height >= 3


async def test_a_small_screen_shows_one_panel_and_always_what_needs_attention(tmp_path):
    async with coordinating(tmp_path, size=(80, 24)) as hall:
        for key, part in (("2", StationsTable), ("3", Timeline), ("1", type(hall.table))):
            await hall.press(key)
            assert hall.hall.query_one(part).region.height >= 8, key
            assert hall.hall.query_one(AttentionList).region.height >= 3, key
        tabs = list(hall.hall.query(PanelTab))
        await hall.click(tabs[1])
        assert hall.hall.query_one(StationsTable).region.height >= 8
        assert hall.table.region.height == 0
        assert "[2 Stations]" in hall.text()


async def test_the_code_is_large_until_the_first_guide_has_joined(tmp_path):
    async with coordinating(tmp_path, groups=0) as hall:
        assert hall.hall.query_one(HallHeader).region.height > 4
        hall.session._ledger.add(
            [e.Recorded("new", 1, at("10:36"), "9", None, e.DeviceJoined(name="Anya", key="new"))]
        )
        await hall.pass_(seconds=1)
        assert hall.hall.query_one(HallHeader).region.height == 1
        assert "1234 5678 9012" in hall.text(HallHeader)
        await hall.press("c")
        assert hall.hall.query_one(HallHeader).region.height > 4
        await hall.press("С")
        assert hall.hall.query_one(HallHeader).region.height == 1


async def test_a_tour_without_a_network_has_no_code(tmp_path):
    async with coordinating(tmp_path, alone=True) as hall:
        assert "no network" in hall.text(HallHeader)
        await hall.press("c")
        await hall.is_told("no join code")
        assert hall.hall.query_one(HallHeader).region.height == 1


async def test_what_was_rejected_is_told_in_one_line_with_its_reasons(tmp_path):
    async with coordinating(tmp_path) as hall:
        hall.meeting.standing.dropped = {Drop.UNSEALED: 3, Reason.BENT_SIGNATURE: 2}
        claim = e.Recorded("stranger", 1, at("10:30"), "9-stranger", "atom", e.GroupClaimed())
        hall.session._ledger.add([claim])
        hall.meeting.tell()
        why = Objection.TAKEN.text
        await hall.sees(f"rejected 3: {Drop.UNSEALED.text} · rejected 2: {Reason.BENT_SIGNATURE.text}", why)


def test_a_reason_that_nobody_knows_is_told_as_it_is():
    assert reason_words("tired") == "tired"


async def test_twins_and_a_failing_log_are_told_loudly(tmp_path):
    async with coordinating(tmp_path) as hall:
        hall.meeting.standing.twins = {device_of("atom"), "stranger"}
        hall.meeting.standing.trouble = f"disk full {HOSTILE}"
        hall.meeting.tell()
        await hall.sees("! disk full [red]x[/]", "copies of the log of “Аня”", "“strang”")


async def test_a_new_call_rings_and_is_told_once(tmp_path):
    async with coordinating(tmp_path) as hall:
        await hall.pass_(seconds=1)
        assert hall.app.bells == 0, "what was called before the screen opened"
        hear(hall.session, "10:36:10", c.CallHelp("atom", "We are lost", HOSTILE))
        hall.hall.changed()
        await hall.until(lambda: hall.app.bells >= 2)
        await hall.is_told("“Atom” calls: We are lost")
        hall.hall.changed()
        await hall.settled()
        assert hall.app.bells == 2


@pytest.mark.parametrize("groups", [1, 50])
async def test_few_groups_and_many_are_shown(tmp_path, groups):
    async with coordinating(tmp_path, groups) as hall:
        await hall.sees("Atom", "Physics")
        assert hall.table.row_count == groups


async def test_hostile_texts_are_shown_as_they_are_everywhere(tmp_path):
    sheet = hall_sheet()
    sheet["title"] = HOSTILE
    sheet["groups"][3]["title"] = HOSTILE
    sheet["stations"][0]["title"] = HOSTILE
    async with coordinating(tmp_path, sheet=sheet) as hall:
        await hall.sees("[red]x[/] [/")
        await hall.go_to("pixel")
        for key in ("m", "g", "x", "s", "r", "h", "d", "i", "o"):
            await hall.press(key)
            assert hall.screen is not hall.hall, key
            await hall.press("escape")
            assert hall.screen is hall.hall, key
        await hall.press("b", "tab")
        await hall.paste(HOSTILE)
        await hall.press("enter", "i")
        await hall.sees("[red]x[/] [/")


# --- attention --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("key", ["a", "Ф"])
async def test_one_key_answers_the_most_urgent_call(tmp_path, key):
    async with coordinating(tmp_path) as hall:
        await hall.press(key)
        await hall.is_told("Answered: Pixel")
        (call,) = hall.session.progress.calls
        assert call.answered is not None


async def test_a_line_is_dealt_with_by_enter_and_by_mouse(tmp_path):
    async with coordinating(tmp_path) as hall:
        attention = hall.hall.query_one(AttentionList)
        attention.focus()
        await hall.settled()
        await hall.press("enter")
        assert hall.session.progress.calls[0].answered is not None
    (tmp_path / "again").mkdir()
    async with coordinating(tmp_path / "again") as hall:
        need = hall.hall._overview.attention[0]
        hall.hall.post_message(AttentionList.Chosen(need))
        await hall.settled()
        assert hall.session.progress.calls[0].answered is not None


async def test_a_lost_laptop_is_replaced(tmp_path):
    async with coordinating(tmp_path) as hall:
        await hall.press("a", "a")
        await hall.shows(PlaceDialog)
        assert "Which laptop leads “Quark”" in hall.words()
        await hall.press("enter")
        assert hall.of("quark").device != device_of("quark")


@pytest.mark.parametrize("line", [1, 2, 3])
async def test_a_group_in_overtime_is_told_or_given_time_or_looked_at(tmp_path, line):
    async with coordinating(tmp_path) as hall:
        over = next(each for each in hall.hall._overview.attention if each.need.name == "OVERTIME")
        hall.hall.post_message(AttentionList.Chosen(over))
        await hall.shows(PlaceDialog)
        await hall.press(str(line))
        if line == 1:
            (message,) = hall.session.progress.messages
            assert message.to == (over.group,)
        elif line == 2:
            assert hall.of(over.group).current.adjusted == 5
        else:
            await hall.shows(GroupViewScreen)


@pytest.mark.parametrize("line", [1, 2])
async def test_both_groups_at_a_taken_station_can_be_told(tmp_path, line):
    async with coordinating(tmp_path) as hall:
        taken = next(each for each in hall.hall._overview.attention if each.need.name == "TAKEN")
        hall.hall.post_message(AttentionList.Chosen(taken))
        await hall.shows(PlaceDialog)
        await hall.press(str(line))
        (message,) = hall.session.progress.messages
        assert message.to == (taken.others if line == 1 else (taken.group,))


async def test_where_nothing_needs_attention_the_key_says_so(tmp_path):
    async with coordinating(tmp_path, groups=0) as hall:
        await hall.press("a")
        await hall.is_told("Nothing needs attention")


# --- messages ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("line", "text"), [("1", "5 minutes left"), ("3", "Come back to the hall")])
async def test_a_ready_line_goes_to_the_group_under_the_cursor(tmp_path, line, text):
    async with coordinating(tmp_path) as hall:
        await hall.go_to("vector")
        await hall.press("m", line)
        (message,) = hall.session.progress.messages
        assert (message.to, message.text) == (("vector",), text)
        await hall.is_told("Sent to Vector")


@pytest.mark.parametrize("key", ["b", "И", "и"])
async def test_lunch_is_told_to_all_with_its_time(tmp_path, key):
    async with coordinating(tmp_path, lang="ru") as hall:
        await hall.press(key, "2")
        line = hall.screen.query_one(Input)
        assert line.value == "10:52", "the sheet's next break"
        line.value = "half past"
        await hall.press("enter")
        await hall.sees("Введите время")
        line.value = "13:30"
        await hall.press("enter")
        (message,) = hall.session.progress.messages
        assert (message.to, message.text) == ((), "Обед в 13:30")


async def test_marked_groups_are_told_in_ones_own_words(tmp_path):
    async with coordinating(tmp_path) as hall:
        for group in ("atom", "quark"):
            await hall.go_to(group)
            await hall.press("space")
        await hall.go_to("pixel")
        await hall.press("ь", "tab")
        await hall.paste("Wait for me")
        await hall.press("enter")
        (message,) = hall.session.progress.messages
        assert (message.to, message.text) == (("atom", "quark"), "Wait for me")
        await hall.press("escape")
        assert hall.table.marked == ()


async def test_who_has_read_is_shown_and_how_soon_a_call_was_answered(tmp_path):
    async with coordinating(tmp_path) as hall:
        await hall.press("b", "1", "a", "Ш")
        await hall.shows(SentScreen)
        await hall.sees(
            "to all: 5 minutes left", "read by 0 of 6", "answered after 1:2", "the sensor is silent"
        )
        message = hall.session.progress.messages[0].id
        device = device_of("atom")
        read = e.MessageRead(device=message.device, seq=message.seq)
        hall.session._ledger.add([e.Recorded(device, 900, at("10:36:40"), "99", None, read)])
        hall.session._tell()
        await hall.sees("read by 1 of 6 · not yet: Neuron, Vector")
        await hall.press("i")
        assert hall.screen is hall.hall


# --- starts -----------------------------------------------------------------------------------------------


async def test_one_group_is_started(tmp_path):
    async with coordinating(tmp_path) as hall:
        await hall.go_to("photon")
        await hall.press("П", "1")
        assert hall.of("photon").phase is Phase.WALKING
        await hall.press("g")
        await hall.is_told("All groups have already set out")


async def test_all_are_started(tmp_path):
    async with coordinating(tmp_path, groups=0) as hall:
        await hall.press("g")
        await hall.sees("Start now: Atom", "Start all 6 groups now")
        await hall.press("2")
        assert {group.phase for group in hall.session.progress.groups.values()} == {Phase.WALKING}


async def test_groups_are_started_one_after_another(tmp_path):
    async with coordinating(tmp_path, groups=0) as hall:
        await hall.press("g", "3")
        line = hall.screen.query_one(Input)
        line.value = "0"
        await hall.press("enter")
        await hall.sees("from 1 to 120")
        line.value = "7"
        await hall.press("enter")
        groups = list(hall.session.progress.groups.values())
        assert [group.phase for group in groups] == [Phase.WALKING, *[Phase.READY] * 5]
        starts = [group.plan_start for group in groups]
        between = {(later - first).total_seconds() for first, later in itertools.pairwise(starts)}
        assert all(abs(each - 7 * 60) < 2 for each in between)


# --- stations ---------------------------------------------------------------------------------------------


async def test_a_station_is_closed_with_a_reason_and_opened_again(tmp_path):
    async with coordinating(tmp_path) as hall:
        await hall.press("x", "2", "1")
        assert hall.session.progress.closed == {"chemistry": "The equipment does not work"}
        await hall.is_told("“Chemistry” is closed")
        await hall.press("Ч")
        await hall.sees("Chemistry · closed")
        await hall.press("2")
        await hall.sees("Open “Chemistry” again?")
        await hall.press("enter")
        assert hall.session.progress.closed == {}


async def test_the_station_under_the_cursor_is_closed(tmp_path):
    async with coordinating(tmp_path) as hall:
        await hall.press("2", "down", "x")
        await hall.sees("Close “Chemistry”?")
        await hall.press("escape", "enter")
        await hall.sees("Close “Chemistry”?")
        await hall.press("2")
        assert hall.session.progress.closed == {"chemistry": "The room is locked"}


# --- groups -----------------------------------------------------------------------------------------------


async def test_minutes_for_one_and_for_all_marked(tmp_path):
    async with coordinating(tmp_path) as hall:
        await hall.go_to("neuron")
        await hall.press("+", "=")
        assert hall.of("neuron").current.adjusted == 2
        await hall.press("space")
        await hall.go_to("vector")
        await hall.press("space")
        await hall.go_to("atom")
        await hall.press("space", "-")
        assert hall.of("neuron").current.adjusted == 1
        assert hall.of("vector").current.adjusted == -1
        await hall.is_told("Neuron, Vector · Atom: not at a station now")


async def test_a_group_skips_a_station_and_that_is_taken_back(tmp_path):
    async with coordinating(tmp_path) as hall:
        await hall.go_to("vector")
        ahead = hall.of("vector").ahead
        await hall.press("Ы", "2", "1")
        assert hall.of("vector").ahead == ahead[1:]
        await hall.press("u")
        assert hall.of("vector").ahead == ahead
        await hall.is_told("Taken back for “Vector”: the skipping")
        await hall.press("Г")
        await hall.is_told("nothing to take back")


async def test_the_way_is_changed(tmp_path):
    async with coordinating(tmp_path) as hall:
        await hall.go_to("vector")
        ahead = hall.of("vector").ahead
        await hall.press("К")
        await hall.shows(RouteEditor)
        await hall.press("d", "enter")
        assert hall.of("vector").ahead == (ahead[1], ahead[0], *ahead[2:])
        await hall.press("r", "down", "down", "ч", "г", "enter")
        assert hall.of("vector").ahead == (ahead[0], ahead[1])
        await hall.press("r", "down", "a", "1", "enter")
        assert hall.of("vector").ahead == (ahead[0], ahead[1], ahead[2])


async def test_the_way_is_changed_by_mouse_and_can_be_emptied(tmp_path):
    async with coordinating(tmp_path) as hall:
        await hall.go_to("vector")
        ahead = hall.of("vector").ahead
        await hall.press("r")
        await hall.click(hall.screen.query_one(OptionList), 3, 1)
        assert isinstance(hall.screen, RouteEditor)
        for key in ("x", "x", "x", "x"):
            await hall.click(next(each for each in hall.screen.query("FooterKey") if each.key == key))
        await hall.sees("the group goes to the finale")
        await hall.press("x", "u", "d", "escape")
        assert hall.of("vector").ahead == ahead


async def test_a_group_is_handed_over_and_nobody_loses_its_place(tmp_path):
    async with coordinating(tmp_path) as hall:
        await hall.go_to("neuron")
        visit = hall.of("neuron").current
        await hall.press("Р")
        await hall.sees("Which laptop leads “Neuron”", "Аня · guide · Atom", "hall")
        await hall.press("1")
        assert hall.of("neuron").device != device_of("neuron")
        assert hall.of("neuron").current == visit


async def test_no_group_is_handed_to_a_board_where_nothing_can_be_done(tmp_path):
    async with coordinating(tmp_path) as hall:
        know(hall.session, "atom", "09:41", e.DeviceJoined(name="Аня", role="board", key=device_of("atom")))
        await hall.go_to("neuron")
        await hall.press("h")
        await hall.sees("Which laptop leads “Neuron”", "hall")
        assert "Аня · board" not in hall.words()


async def test_a_second_coordinator_is_appointed(tmp_path):
    async with coordinating(tmp_path) as hall:
        await hall.press("d", "2")
        await hall.shows(Question)
        await hall.press("enter")
        assert len(hall.session.progress.coordinators) == 2
        await hall.press("В", "2")
        await hall.is_told("coordinator's already")


async def test_a_group_is_seen_in_full_and_can_be_acted_on(tmp_path):
    async with coordinating(tmp_path) as hall:
        await hall.go_to("vector")
        await hall.press("enter")
        await hall.shows(GroupViewScreen)
        await hall.sees("Vector", "Liza")
        await hall.press("+", "m", "1", "1", "space")
        assert hall.of("vector").current.adjusted == 1
        assert hall.session.progress.messages[0].to == ("vector",)
        await hall.press("?")
        await hall.shows(HelpScreen)
        await hall.press("escape", "down", "up", "escape")
        assert hall.screen is hall.hall


async def test_the_tour_is_ended_after_one_question(tmp_path):
    async with coordinating(tmp_path) as hall:
        await hall.press("e")
        await hall.sees("5 groups are still on their way")
        await hall.press("escape")
        assert hall.of("atom").phase is Phase.WALKING
        await hall.press("У", "enter")
        phases = {each.phase for each in hall.session.progress.groups.values()}
        assert phases == {Phase.FINISHED, Phase.READY}
        await hall.press("e")
        await hall.is_told("No group is on its way")


# --- finding one's way ------------------------------------------------------------------------------------


async def test_groups_are_found_by_a_word_and_all_come_back(tmp_path):
    async with coordinating(tmp_path, 50) as hall:
        await hall.press("А")
        await hall.paste("atom 5")
        assert hall.table.row_count == 1
        await hall.press("enter", "m", "1")
        assert hall.session.progress.messages[0].to == ("atom5",)
        await hall.press("escape")
        assert hall.table.row_count == 50


async def test_groups_are_sorted_by_the_next_column(tmp_path):
    async with coordinating(tmp_path) as hall:
        before = hall.table.sorted_by
        await hall.press("z")
        assert hall.table.sorted_by != before


async def test_help_tells_every_key_of_this_screen(tmp_path):
    async with coordinating(tmp_path, lang="ru", size=(120, 60)) as hall:
        await hall.press("?")
        await hall.shows(HelpScreen)
        told = hall.words()
        bound = {each.id for each in CoordinatorScreen.BINDINGS}
        for words in ("Дать старт группе", "Передать группу", "Завершить тур для всех", "Написать всем"):
            assert words in told
        assert bound - {"switch_role"} <= set(hall.screen._explained)


async def test_the_palette_offers_what_this_screen_does(tmp_path):
    async with coordinating(tmp_path, lang="ru") as hall:
        await hall.press("ctrl+p")
        await hall.paste("всем группам")
        await hall.until(lambda: "Написать всем группам" in hall.words())
        await hall.press("enter")
        await hall.sees("Сообщение всем группам")


async def test_every_word_of_the_footer_can_be_clicked(tmp_path):
    async with coordinating(tmp_path) as hall:
        shown = [each.key for each in hall.hall.query("FooterKey")]
        assert shown[:5] == ["a", "m", "b", "g", "x"]
        for key in shown[1:-1]:
            await hall.click(next(each for each in hall.hall.query("FooterKey") if each.key == key))
            assert hall.screen is not hall.hall, key
            await hall.press("escape")


async def test_the_language_changes_everywhere(tmp_path):
    async with coordinating(tmp_path) as hall:
        await hall.app.run_action("switch_language")
        await hall.sees("Квест-экскурсия", "Атом", "Физика", "штаб")


def test_the_code_in_these_tests_is_one():
    assert len(CODE) == 12


async def test_a_group_that_the_sheet_does_not_have_breaks_nothing(tmp_path):
    """A guide who set out by another sheet brings along what happened by it."""
    async with coordinating(tmp_path) as hall:
        events = (e.GroupClaimed(), e.GroupStarted(), e.HelpCalled(reason="lost"))
        await hall.session._record(lambda: [Draft(event, "stranger") for event in events])
        await hall.settled()
        await hall.press("e")
        await hall.sees("End the tour for everybody?")
        await hall.press("y")
        await hall.settled()
        assert hall.session.progress.groups["stranger"].phase is not Phase.FINISHED
