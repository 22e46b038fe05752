"""What comes of a command: the facts that follow, or a refusal in words that tell what to do instead."""

import pytest
from helpers import (
    ARRIVE,
    FINISH,
    FINISH_EARLY,
    GUIDE,
    HINT,
    LEAVE,
    MOVED_START,
    PAUSE,
    SKIP,
    START,
    UNDO,
    Tale,
    at,
    sheet,
    station,
)

from questtour import i18n
from questtour.tour import commands as c
from questtour.tour import events as e
from questtour.tour.decide import correctable, decide
from questtour.tour.next_step import Step, command_for, next_step
from questtour.tour.progress import Progress
from questtour.tour.refusal import Refused

RICH = station(
    "a",
    tasks=[{"text": "x"}, {"text": "y", "answer": ["35", "35 °C"]}],
    hints=[{"text": "first"}, {"text": "second"}],
)


def ready(*stations):
    return Tale(sheet(*stations)).tell("10:00")


def walking(*stations):
    return ready(*stations).tell("10:00", START)


def arrived(*stations):
    return walking(*stations).tell("10:03", ARRIVE)


def closing():
    return arrived(station("a")).tell("10:13", LEAVE)


def finished():
    return closing().tell("10:15", FINISH)


def kinds(tale, command):
    return [event.kind for event in decide(tale.progress, command, tale.now)]


# --- the obvious next step --------------------------------------------------------------------------------


def test_one_key_leads_through_the_whole_tour():
    tale = ready(station("a"), station("b"))
    steps = []
    while (command := command_for(tale.group)) is not None:
        steps.append(next_step(tale.group))
        tale.do(command)
    assert steps == [
        Step.START,
        *(Step.ARRIVE, Step.LEAVE),
        *(Step.ARRIVE, Step.LEAVE),
        Step.FINISH,
    ]
    assert next_step(tale.group) is Step.NONE


def test_a_start_is_one_fact_and_moves_the_plan_only_where_that_is_wanted():
    assert kinds(ready(), START) == ["group.started"]
    moved, started = decide(ready().progress, MOVED_START, at("14:00"))
    assert (moved, started) == (e.PlanMoved(start=at("14:03")), e.GroupStarted())


def test_a_group_may_arrive_at_any_station_that_is_ahead():
    (event,) = decide(walking().progress, c.Arrive("g", "c"), at("10:03"))
    assert event == e.StationArrived(station="c")


def test_ending_early_is_told_station_by_station_in_the_order_of_the_route():
    assert kinds(arrived(), FINISH_EARLY) == [
        "station.left",
        "station.skipped",
        "station.skipped",
        "group.finished",
    ]
    here, *_ahead, end = decide(walking().progress, FINISH_EARLY, at("10:01"))
    assert here == e.StationSkipped(station="a", reason="rain")
    assert end == e.GroupFinished()


def test_an_end_that_was_asked_for_early_is_just_the_end_where_nothing_is_left():
    assert kinds(closing(), FINISH_EARLY) == ["group.finished"]


# --- small steps ------------------------------------------------------------------------------------------


def test_a_tick_is_set_and_taken_away_by_the_same_command():
    tale = arrived(RICH)
    for kind in ("task.done", "task.undone", "task.done"):
        assert [each.event.kind for each in tale.do(c.ToggleTask("g", 1))] == [kind]


@pytest.mark.parametrize("answer", ["35", " 35 ", "35°C", "35 °c"])
def test_a_right_answer_is_right_however_it_is_spaced_or_cased(answer):
    (event,) = decide(arrived(RICH).progress, c.GiveAnswer("g", 2, answer), at("10:05"))
    assert event == e.TaskAnswered(station="a", task=2, answer=answer.strip(), correct=True)


def test_a_wrong_answer_is_kept_too():
    (event,) = decide(arrived(RICH).progress, c.GiveAnswer("g", 2, "36"), at("10:05"))
    assert (event.answer, event.correct) == ("36", False)


def test_hints_are_told_in_their_order():
    tale = arrived(RICH)
    assert [record.event.hint for _ in range(2) for record in tale.do(HINT)] == [1, 2]


def test_a_note_belongs_to_the_station_at_which_the_group_is_and_to_none_between_stations():
    assert decide(arrived().progress, c.AddNote("g", " x "), at("10:05"))[0].station == "a"
    for tale in (ready(), walking(), closing(), finished()):
        (event,) = decide(tale.progress, c.AddNote("g", " x "), tale.now)
        assert (event.station, event.text) == ("", "x")


def test_a_pause_is_begun_and_ended_by_the_same_command_on_the_walk_and_at_a_station():
    for tale in (walking(), arrived()):
        assert [record.event.kind for _ in range(2) for record in tale.do(PAUSE)] == [
            "timer.paused",
            "timer.resumed",
        ]


def test_a_stay_can_be_made_longer_and_shorter():
    tale = arrived(station("a", 2))
    assert tale.do(c.Adjust("g", -1))[0].event == e.TimeAdjusted(station="a", minutes=-1)
    assert tale.why_not(c.Adjust("g", -1)) == "The stay cannot get any shorter: press Enter to leave."
    assert tale.do(c.Adjust("g", 1))


def test_help_can_be_called_at_any_time():
    for tale in (ready(), walking(), arrived(), closing(), finished()):
        assert kinds(tale, c.CallHelp("g", "", " lost ")) == ["help.called"]


# --- refusals ---------------------------------------------------------------------------------------------

REFUSED = [
    (walking, START, "The group has already set out."),
    (finished, START, "The group has already set out."),
    (ready, ARRIVE, "The group is not on its way to a station."),
    (arrived, ARRIVE, "The group is not on its way to a station."),
    (closing, ARRIVE, "The group is not on its way to a station."),
    (walking, c.Arrive("g", "nowhere"), "That station is not ahead of the group any more."),
    (ready, LEAVE, "The group is not at a station now: press Enter when you arrive."),
    (walking, LEAVE, "The group is not at a station now: press Enter when you arrive."),
    (ready, SKIP, "The group is not on its route now."),
    (closing, SKIP, "The group is not on its route now."),
    (ready, FINISH, "There is no tour to end."),
    (ready, FINISH_EARLY, "There is no tour to end."),
    (finished, FINISH, "There is no tour to end."),
    (finished, FINISH_EARLY, "There is no tour to end."),
    (arrived, FINISH, "There are still stations ahead."),
    (walking, FINISH, "There are still stations ahead."),
    (ready, PAUSE, "The group is not on its route now."),
    (closing, PAUSE, "The group is not on its route now."),
    (walking, c.ToggleTask("g", 1), "The group is not at a station now: press Enter when you arrive."),
    (arrived, c.ToggleTask("g", 1), "This station has no task 1."),
    (arrived, c.ToggleTask("g", 0), "This station has no task 0."),
    (arrived, HINT, "This station has no hints."),
    (walking, HINT, "The group is not at a station now: press Enter when you arrive."),
    (walking, c.Adjust("g", 1), "The group is not at a station now: press Enter when you arrive."),
    (arrived, c.AddNote("g", " \n "), "The note is empty."),
    (ready, c.CallHelp("g", " ", " "), "Say what is wrong first."),
    (ready, UNDO, "There is nothing to take back."),
    (ready, c.Start("nobody"), "There is no group “nobody” on this tour."),
]


@pytest.mark.parametrize(("state", "command", "words"), REFUSED)
def test_what_makes_no_sense_now_is_refused_in_plain_words(state, command, words):
    assert state().why_not(command) == words


def test_an_answer_is_refused_where_there_is_nothing_to_check():
    tale = arrived(RICH)
    assert tale.why_not(c.GiveAnswer("g", 1, "35")) == "Task 1 has no answer to check: just tick it."
    assert tale.why_not(c.GiveAnswer("g", 2, "  ")) == "Type the group's answer first."
    assert tale.why_not(c.GiveAnswer("g", 3, "35")) == "This station has no task 3."


def test_a_hint_is_refused_once_all_are_told():
    tale = arrived(RICH).tell("10:04", HINT, HINT)
    assert tale.why_not(HINT) == "All hints of this station are already shown."


def test_a_station_that_was_visited_is_not_ahead_any_more():
    tale = arrived().tell("10:13", LEAVE)
    assert tale.why_not(c.Arrive("g", "a")) == "That station is not ahead of the group any more."


def test_nothing_can_be_done_on_a_tour_that_was_not_opened():
    with pytest.raises(Refused, match="There is no group “g” on this tour"):
        decide(Progress(), START, at("10:00"))


def test_refusals_speak_the_language_in_use():
    english = walking().why_not(START)
    i18n.use("ru")
    russian = walking().why_not(START)
    assert russian != english
    assert any("а" <= letter <= "я" for letter in russian)


# --- times that are set right -----------------------------------------------------------------------------


def corrected_tale():
    """Start 10:00, arrive 10:03, leave 10:14; it is 10:20."""
    tale = walking().tell("10:03", ARRIVE).tell("10:14", LEAVE)
    return tale.tell("10:20")


def id_of(tale, kind):
    return next(record.id for record in reversed(tale.records) if isinstance(record.event, kind))


def test_a_start_an_arrival_and_a_leaving_can_be_set_right_the_last_one_first():
    tale = corrected_tale()
    steps = correctable(tale.group, tale.now)
    assert [(type(step.record.event), step.earliest, step.latest) for step in steps] == [
        (e.StationLeft, at("10:03"), at("10:20")),
        (e.StationArrived, at("10:00"), at("10:14")),
        (e.GroupStarted, None, at("10:03")),
    ]


@pytest.mark.parametrize(
    ("kind", "wall", "words"),
    [
        (e.StationLeft, "10:21", "That time has not come yet."),
        (e.StationArrived, "10:15", "It cannot be later than 10:14."),
        (e.GroupStarted, "10:04", "It cannot be later than 10:03."),
        (e.StationArrived, "09:59", "It cannot be earlier than 10:00."),
        (e.StationLeft, "10:02", "It cannot be earlier than 10:03."),
        (e.GroupStarted, "-14:00", "That is more than a day ago."),
    ],
)
def test_a_time_that_cannot_be_is_refused_in_plain_words(kind, wall, words):
    tale = corrected_tale()
    assert tale.why_not(c.CorrectTime("g", id_of(tale, kind), at(wall))) == words


@pytest.mark.parametrize(
    ("kind", "wall"),
    [
        (e.StationLeft, "10:20"),
        (e.StationLeft, "10:03"),
        (e.StationArrived, "10:14"),
        (e.GroupStarted, "9:30"),
    ],
)
def test_a_time_up_to_the_neighbouring_steps_is_taken(kind, wall):
    tale = corrected_tale()
    (record,) = tale.do(c.CorrectTime("g", id_of(tale, kind), at(wall)))
    assert record.event.time == at(wall)


def test_the_minute_of_the_step_before_is_taken_as_that_steps_time():
    tale = Tale().tell("10:00:51", START).tell("10:09:20", ARRIVE).tell("10:20")
    (record,) = tale.do(c.CorrectTime("g", id_of(tale, e.StationArrived), at("10:00")))
    assert record.event.time == at("10:00:51")
    tale.do(UNDO)
    too_early = c.CorrectTime("g", id_of(tale, e.StationArrived), at("09:59"))
    assert tale.why_not(too_early) == "It cannot be earlier than 10:00."


def test_a_correction_is_bounded_by_the_times_that_were_set_right_before():
    tale = corrected_tale()
    tale.do(c.CorrectTime("g", id_of(tale, e.StationArrived), at("10:10")))
    assert tale.why_not(c.CorrectTime("g", id_of(tale, e.StationLeft), at("10:09")))
    assert tale.do(c.CorrectTime("g", id_of(tale, e.GroupStarted), at("10:08")))


def test_only_the_time_of_a_start_an_arrival_or_a_leaving_can_be_set_right():
    tale = corrected_tale()
    (note,) = tale.do(c.AddNote("g", "x"))
    for event in (note.id, id_of(tale, e.GroupClaimed), e.EventId("nobody", 1), e.EventId(GUIDE, 99)):
        words = tale.why_not(c.CorrectTime("g", event, at("10:10")))
        assert words == "Only the time of a start, an arrival or a leaving can be set right."


def test_the_time_of_a_step_that_was_taken_back_cannot_be_set_right():
    tale = corrected_tale()
    left = id_of(tale, e.StationLeft)
    tale.do(UNDO)
    assert tale.why_not(c.CorrectTime("g", left, at("10:13")))
