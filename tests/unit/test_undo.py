"""Taking back: as if the step had not happened, step by step down to the start, and only one's own."""

from dataclasses import replace

import pytest
from helpers import (
    ARRIVE,
    FINISH,
    FINISH_EARLY,
    GUIDE,
    LEAVE,
    MOVED_START,
    OTHER,
    PAUSE,
    SKIP,
    START,
    UNDO,
    Tale,
    at,
    sheet,
    sheets,
    station,
    walk,
    wishes,
)
from hypothesis import given

from questtour.tour import commands as c
from questtour.tour import events as e
from questtour.tour.decide import UNDOABLE, last_step
from questtour.tour.evolve import fold
from questtour.tour.progress import Phase


def without_what_was_undone(records):
    """Return the log as if nobody had ever taken anything back."""
    gone = {
        (record.event.device, record.event.seq)
        for record in records
        if isinstance(record.event, e.EventUndone) and record.event.device == record.device
    }
    return [each for each in records if each.id not in gone and not isinstance(each.event, e.EventUndone)]


@given(sheets(), wishes())
def test_the_tour_goes_on_as_if_what_was_taken_back_had_never_happened(raw, steps):
    tale = Tale(raw)
    for _before, command in walk(tale, steps):
        if isinstance(command, c.Undo):
            assert tale.progress == fold(without_what_was_undone(tale.records))


@given(sheets(), wishes(undo=False, others=False))
def test_commands_are_taken_back_exactly_one_by_one_down_to_the_start(raw, steps):
    # No two commands come at the same moment, even where the clock is put back.
    tale, earlier = Tale(raw), []
    before, seen = tale.progress, len(tale.records)
    for _group, _command in walk(tale, [replace(step, after=step.after + 1e-6) for step in steps]):
        if len(tale.records) > seen:
            earlier.append(before)
        before, seen = tale.progress, len(tale.records)
    while earlier:
        tale.do(UNDO)
        assert tale.progress == earlier.pop()
        assert tale.progress == fold(tale.records)
    assert tale.why_not(UNDO) == "There is nothing to take back."


@given(sheets(), wishes())
def test_nobody_takes_back_what_another_laptop_did(raw, steps):
    tale = Tale(raw)
    seen = len(tale.records)
    for _before, command in walk(tale, steps):
        for record in tale.records[seen:]:
            if isinstance(record.event, e.EventUndone):
                assert record.event.device == record.device == command.device
        seen = len(tale.records)
    for device, stranger in ((GUIDE, OTHER), (OTHER, GUIDE)):
        step = last_step(tale.group, device)
        if step is not None:
            before = tale.group
            tale.record(e.EventUndone(device=step.device, seq=step.seq), stranger)
            assert tale.group == before


def test_an_undo_takes_back_this_laptops_last_step_even_when_another_came_after_it():
    tale = Tale(sheet(station("a", tasks=[{"text": "x"}]))).tell("10:00", START, ARRIVE)
    tale.do(c.ToggleTask("g", 1))
    tale.do(c.AddNote("g", "from the hall"), OTHER)
    tale.do(UNDO)
    assert tale.group.current.done == frozenset()
    assert [note.text for note in tale.group.notes] == ["from the hall"]


def test_a_call_for_help_is_withdrawn_and_not_an_earlier_step():
    tale = Tale().tell("10:00", START).tell("10:01", c.CallHelp("g", "lost"), c.CallHelp("g", "smoke"))
    tale.do(UNDO)
    assert (tale.group.phase, [call.reason for call in tale.progress.calls]) == (Phase.WALKING, ["lost"])
    assert tale.progress == fold(tale.records)
    tale.do(UNDO)
    assert (tale.group.phase, tale.progress.calls) == (Phase.WALKING, ())


def test_a_call_that_was_answered_cannot_be_taken_back_any_more():
    tale = Tale().tell("10:00", START)
    (call,) = tale.do(c.CallHelp("g", "lost"))
    tale.record(e.HelpAnswered(device=call.device, seq=call.seq), OTHER)
    assert last_step(tale.group, GUIDE, tale.progress.calls).event == e.GroupStarted()
    # Another version of the program may try it all the same.
    tale.record(e.EventUndone(device=call.device, seq=call.seq))
    assert [each.id for each in tale.progress.calls] == [call.id]


def test_nobody_withdraws_another_laptops_call():
    tale = Tale()
    (call,) = tale.do(c.CallHelp("g", "lost"))
    tale.record(e.EventUndone(device=call.device, seq=call.seq), OTHER)
    assert len(tale.progress.calls) == 1


def test_a_claim_is_no_step_that_could_be_taken_back():
    tale = Tale()
    assert tale.why_not(UNDO) == "There is nothing to take back."
    assert tale.group.device == GUIDE


@pytest.mark.parametrize(
    ("steps", "kind"),
    [
        ((START,), e.GroupStarted),
        ((START, ARRIVE), e.StationArrived),
        ((START, c.Arrive("g", "c")), e.StationArrived),
        ((START, ARRIVE, LEAVE), e.StationLeft),
        ((START, c.Skip("g")), e.StationSkipped),
        ((START, ARRIVE, c.ToggleTask("g", 1)), e.TaskDone),
        ((START, ARRIVE, c.ToggleTask("g", 1), c.ToggleTask("g", 1)), e.TaskUndone),
        ((START, ARRIVE, c.GiveAnswer("g", 1, "35")), e.TaskAnswered),
        ((START, ARRIVE, c.ShowHint("g")), e.HintShown),
        ((c.AddNote("g", "x"),), e.NoteAdded),
        ((START, PAUSE), e.TimerPaused),
        ((START, PAUSE, PAUSE), e.TimerResumed),
        ((START, ARRIVE, c.Adjust("g", 2)), e.TimeAdjusted),
        ((START, FINISH_EARLY), e.GroupFinished),
        ((START, e.RouteChanged(route=["c", "b"])), e.RouteChanged),
        ((e.PlanMoved(start=at("12:00")),), e.PlanMoved),
        ((START, c.CallHelp("g", "lost")), e.HelpCalled),
    ],
)
def test_every_kind_of_step_can_be_taken_back(steps, kind):
    rich = station("a", tasks=[{"text": "x", "answer": ["35"]}], hints=[{"text": "h"}])
    raw = sheet(rich, station("b"), station("c"))
    tale = Tale(raw).tell("10:00", *steps)
    tale.now = at("10:05")
    undone = tale.do(UNDO)[0]
    target = next(record for record in tale.records if record.id == (undone.event.device, undone.event.seq))
    assert isinstance(target.event, kind)
    assert tale.progress == fold(without_what_was_undone(tale.records))
    assert tale.progress != fold(tale.records[:-1])


def test_every_kind_that_counts_as_a_step_is_one_that_the_log_knows():
    assert set(UNDOABLE) <= set(e.KINDS.values())


def test_a_correction_that_is_taken_back_gives_the_earlier_one_its_say_again():
    tale = Tale().tell("10:00", START)
    tale.now = at("10:20")
    (arrival,) = tale.do(ARRIVE)
    tale.do(c.CorrectTime("g", arrival.id, at("10:05")))
    tale.do(c.CorrectTime("g", arrival.id, at("10:10")))
    arrived = []
    for _ in range(2):
        tale.do(UNDO)
        arrived.append(tale.group.current.arrived)
    assert arrived == [at("10:05"), at("10:20")]


def test_a_correction_dies_with_the_step_that_it_was_about():
    tale = Tale().tell("10:00", START)
    tale.now = at("10:20")
    (arrival,) = tale.do(ARRIVE)
    tale.do(c.CorrectTime("g", arrival.id, at("10:05")))
    tale.do(UNDO)
    tale.do(UNDO)
    tale.do(ARRIVE)
    assert tale.group.current.arrived == at("10:20")


@pytest.mark.parametrize("steps", [(START,), (START, ARRIVE), (START, ARRIVE, LEAVE)])
def test_an_early_end_is_taken_back_in_one_step(steps):
    tale = Tale().tell("10:00", *steps)
    before = tale.group
    tale.tell("10:05", FINISH_EARLY)
    tale.do(UNDO)
    assert tale.group == before
    assert tale.progress == fold(tale.records)


def test_the_finish_is_taken_back_without_the_leaving_or_skipping_before_it():
    tale = Tale(sheet(station("a"), station("b"))).tell("10:00", START, ARRIVE).tell("10:05", LEAVE)
    tale.tell("10:06", SKIP).tell("10:07", FINISH)
    tale.do(UNDO)
    assert tale.group.phase is Phase.CLOSING
    tale.do(UNDO)
    assert tale.group.current.station == "b"


def test_a_tour_that_is_over_can_be_opened_again():
    tale = Tale(sheet(station("a"))).tell("10:00", START, ARRIVE).tell("10:10", LEAVE).tell("10:11", FINISH)
    tale.do(UNDO)
    assert tale.group.phase is Phase.CLOSING
    assert replace(tale.group, finished=at("10:11")).phase is Phase.FINISHED


def test_a_moved_start_is_taken_back_in_one_step_start_and_plan():
    tale = Tale()
    sheets_plan = tale.look(at("14:00")).plan
    tale.tell("14:00", MOVED_START)
    tale.do(UNDO)
    assert (tale.group.phase, tale.group.plan_start) == (Phase.READY, None)
    assert tale.look().plan == sheets_plan
