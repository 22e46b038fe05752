"""The fold: what events add up to, and that nothing that anybody records can break it."""

import json
from datetime import timedelta

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
    TIMES,
    Tale,
    at,
    logs,
    minutes,
    sheet,
    sheets,
    station,
    walk,
    wishes,
)
from hypothesis import example, given, settings
from hypothesis import strategies as st

from questtour.tour import commands as c
from questtour.tour import events as e
from questtour.tour.evolve import evolve, fold
from questtour.tour.ledger import Ledger
from questtour.tour.moment import look
from questtour.tour.progress import Phase, Progress
from questtour.tour.timing import breaks, moving

# --- what each event does ---------------------------------------------------------------------------------


def test_a_tour_that_is_opened_has_every_group_of_the_sheet_ready_at_the_start():
    group = Tale().group
    assert group.phase is Phase.READY
    assert group.order == group.ahead == ("a", "b", "c")
    assert group.current is None
    assert group.device == GUIDE


def test_whoever_starts_walks_to_the_first_station():
    tale = Tale().tell("10:01", START)
    assert tale.group.phase is Phase.WALKING
    assert tale.group.started == at("10:01")
    assert (tale.group.current.station, tale.group.current.set_out) == ("a", at("10:01"))
    assert tale.group.ahead == ("b", "c")


def test_whoever_leaves_a_station_walks_to_the_next_from_that_moment():
    tale = Tale().tell("10:00", START, ARRIVE).tell("10:11", LEAVE)
    assert (tale.group.visits[0].arrived, tale.group.visits[0].ended) == (at("10:00"), at("10:11"))
    assert (tale.group.current.station, tale.group.current.set_out) == ("b", at("10:11"))


def test_after_the_last_station_only_the_end_is_left():
    tale = Tale(sheet(station("a"))).tell("10:00", START, ARRIVE).tell("10:10", LEAVE)
    assert tale.group.phase is Phase.CLOSING
    tale.tell("10:12", FINISH)
    assert (tale.group.phase, tale.group.finished) == (Phase.FINISHED, at("10:12"))


def test_arriving_elsewhere_puts_the_station_that_was_aimed_at_next():
    tale = Tale().tell("10:00", START).tell("10:03", c.Arrive("g", "c"))
    assert tale.group.order == ("c", "a", "b")
    assert (tale.group.current.station, tale.group.current.arrived) == ("c", at("10:03"))


def test_whoever_passes_a_station_by_is_still_on_the_walk_from_the_last_one():
    tale = Tale().tell("10:00", START, ARRIVE).tell("10:10", LEAVE).tell("10:12", SKIP)
    assert (tale.group.visits[1].skipped, tale.group.visits[1].arrived) == (True, None)
    assert (tale.group.current.station, tale.group.current.set_out) == ("c", at("10:10"))


def test_whoever_gives_a_station_up_half_way_begins_a_new_walk():
    tale = Tale().tell("10:00", START, ARRIVE).tell("10:04", SKIP)
    given_up = tale.group.visits[0]
    assert (given_up.skipped, given_up.arrived, given_up.ended) == (True, at("10:00"), at("10:04"))
    assert tale.group.current.set_out == at("10:04")


def test_ending_early_leaves_every_station_in_its_place():
    tale = Tale().tell("10:00", START, ARRIVE).tell("10:04", FINISH_EARLY)
    assert tale.group.phase is Phase.FINISHED
    assert tale.group.order == ("a", "b", "c")
    assert [(v.station, v.skipped, v.reason) for v in tale.group.visits] == [
        ("a", False, ""),
        ("b", True, "rain"),
        ("c", True, "rain"),
    ]
    walking = Tale().tell("10:00", START, ARRIVE).tell("10:10", LEAVE).tell("10:11", FINISH_EARLY)
    assert walking.group.order == ("a", "b", "c")
    assert [visit.skipped for visit in walking.group.visits] == [False, True, True]


def test_a_pause_ends_when_the_group_moves_on():
    tale = Tale().tell("10:00", START).tell("10:01", PAUSE)
    assert tale.group.paused
    tale.tell("10:02", ARRIVE)
    assert not tale.group.paused
    tale.tell("10:03", PAUSE)
    assert tale.group.paused
    tale.tell("10:05", LEAVE)
    assert [(p.start, p.end) for p in tale.group.visits[0].pauses] == [
        (at("10:01"), at("10:02")),
        (at("10:03"), at("10:05")),
    ]
    assert not tale.group.paused


def test_ticks_answers_hints_and_notes_are_kept_with_their_times():
    raw = sheet(station("a", tasks=[{"text": "x"}, {"text": "y", "answer": ["35"]}], hints=[{"text": "h"}]))
    tale = Tale(raw).tell("10:00", START, ARRIVE).tell("10:01", c.ToggleTask("g", 1))
    tale.tell("10:02", c.GiveAnswer("g", 2, "36")).tell("10:03", c.GiveAnswer("g", 2, " 35 "))
    tale.tell("10:04", c.ShowHint("g"), c.AddNote("g", " look! ", e.NoteTag.RISK))
    visit = tale.group.current
    assert [(tick.number, tick.time) for tick in visit.ticks] == [(1, at("10:01")), (2, at("10:03"))]
    assert [(answer.text, answer.correct) for answer in visit.answers] == [("36", False), ("35", True)]
    assert [(hint.number, hint.time) for hint in visit.hints] == [(1, at("10:04"))]
    (note,) = tale.group.notes
    assert (note.station, note.text, note.tag, note.time) == ("a", "look!", e.NoteTag.RISK, at("10:04"))


def test_a_tick_that_is_taken_away_is_gone():
    tale = Tale(sheet(station("a", tasks=[{"text": "x"}]))).tell("10:00", START, ARRIVE)
    tale.tell("10:01", c.ToggleTask("g", 1)).tell("10:02", c.ToggleTask("g", 1))
    assert tale.group.current.done == frozenset()


def test_two_laptops_that_tick_the_same_task_tick_it_once():
    tale = Tale(sheet(station("a", tasks=[{"text": "x"}]))).tell("10:00", START, ARRIVE)
    for device in (GUIDE, OTHER):
        tale.record(e.TaskDone(station="a", task=1), device)
        tale.record(e.HintShown(station="a", hint=1), device)
    assert len(tale.group.current.ticks) == len(tale.group.current.hints) == 1


def test_a_changed_route_is_the_new_order_of_what_is_to_come():
    tale = Tale().tell("10:00", START, ARRIVE, e.RouteChanged(route=["c", "a", "b"]))
    assert tale.group.order == ("a", "c", "b")
    tale.tell("10:05", LEAVE, e.RouteChanged(route=["b", "c"]))
    assert (tale.group.current.station, tale.group.ahead) == ("b", ("c",))


def test_a_changed_route_cannot_lead_to_a_station_that_the_sheet_lacks():
    for step in ((), (START,), (START, ARRIVE)):
        tale = Tale().tell("10:00", *step, e.RouteChanged(route=["nowhere", "c", "nowhere", "b"]))
        assert "nowhere" not in tale.group.order
        assert tale.look().finish > at("10:00")


def test_a_group_whose_route_was_emptied_has_nothing_to_do_but_to_end():
    tale = Tale().tell("10:00", e.RouteChanged(route=[]), START)
    assert tale.group.phase is Phase.CLOSING
    tale.tell("10:01", e.RouteChanged(route=["a"]))
    assert tale.look().timing.offset == timedelta()
    tale.tell("10:02", FINISH)
    assert tale.group.phase is Phase.FINISHED


def test_a_moved_plan_is_counted_from_the_start_that_was_given():
    tale = Tale().tell("14:00", MOVED_START)
    assert tale.group.plan_start == at("14:03"), "the walk to the first station comes before the plan"
    tale.tell("14:01", e.PlanMoved(start=at("15:00")))
    assert tale.group.plan_start == at("14:03"), "a plan stays where it is once the group has set out"


def test_a_start_keeps_the_plan_of_the_day_on_which_it_was_made():
    tale = Tale().tell("10:07", START)
    assert tale.group.plan_start == at("10:00")


def test_help_is_called_and_answered_once():
    tale = Tale()
    (call,) = tale.do(c.CallHelp("g", " lost ", ""))
    tale.now = at("10:00")
    tale.record(e.HelpAnswered(device=call.device, seq=call.seq), OTHER)
    tale.now = at("10:05")
    tale.record(e.HelpAnswered(device=call.device, seq=call.seq), OTHER)
    (kept,) = tale.progress.calls
    assert (kept.id, kept.group, kept.reason, kept.answered) == (call.id, "g", "lost", at("10:00"))


def test_a_message_knows_who_has_read_it():
    tale = Tale()
    sent = tale.record(e.MessageSent(to=["g"], text="hurry"), OTHER, group=None)
    for _ in range(2):
        tale.record(e.MessageRead(device=sent.device, seq=sent.seq), GUIDE)
    (message,) = tale.progress.messages
    assert (message.to, message.text, message.read_by) == (("g",), "hurry", frozenset({GUIDE}))


def test_a_closed_station_is_closed_until_it_is_opened():
    tale = Tale()
    tale.record(e.StationClosed(station="a", reason="smoke"), OTHER, group=None)
    assert tale.progress.closed == {"a": "smoke"}
    assert tale.look().closed == {"a"}
    tale.record(e.StationOpened(station="a"), OTHER, group=None)
    assert tale.progress.closed == {}


def test_a_laptop_that_joins_is_known_by_its_name():
    tale = Tale()
    tale.record(e.DeviceJoined(name="Аня", role="guide", key="k"), GUIDE, group=None)
    assert tale.progress.devices[GUIDE].name == "Аня"


def test_a_second_opening_of_the_tour_changes_nothing():
    tale = Tale()
    before = tale.progress
    tale.record(e.TourOpened(route=sheet(station("z"))), OTHER, group=None)
    assert tale.progress == before


def test_a_tour_with_a_faulty_sheet_is_not_opened():
    tale = Tale()
    faulty = e.TourOpened(route=sheet(station("a", "ten")))
    assert evolve(Progress(), tale.records[0]).tour is not None
    assert fold([e.Recorded(GUIDE, 1, at("10:00"), "0", None, faulty)]).tour is None


def test_progress_of_a_tour_that_was_not_opened_has_no_route():
    with pytest.raises(ValueError, match="not been opened"):
        _ = Progress().route
    with pytest.raises(ValueError, match="not been opened"):
        look(Progress(), "g", at("10:00"))


# --- whatever people do -----------------------------------------------------------------------------------


@given(sheets(), wishes())
def test_whatever_people_do_every_station_of_the_route_is_there_once(raw, steps):
    tale = Tale(raw)
    planned = sorted(tale.group.order)
    assert planned == sorted(each["id"] for each in raw["stations"])
    for _step in walk(tale, steps):
        assert sorted(tale.group.order) == planned


@given(sheets(), wishes())
def test_whatever_people_do_one_visit_at_most_is_under_way_and_it_is_the_last(raw, steps):
    tale = Tale(raw)
    for _step in walk(tale, steps):
        group = tale.group
        assert all(visit.ended is not None for visit in group.visits[:-1])
        assert all(visit.ended is not None for visit in group.visits if visit.skipped)
        assert all(not visit.paused for visit in group.visits if visit is not group.current)
        for visit in group.visits:
            assert len(visit.done) == len(visit.ticks)
            assert len(visit.hints_shown) == len(visit.hints)


@given(sheets(), wishes())
def test_whatever_people_do_no_time_is_less_than_nothing_or_more_than_there_was(raw, steps):
    tale = Tale(raw)
    for _step in walk(tale, steps):
        rests = breaks(tale.progress.tour, tale.group, tale.now)
        for visit in tale.group.visits:
            for begin, end in ((visit.set_out, visit.arrived), (visit.arrived, visit.ended)):
                if begin is not None and end is not None:
                    spent = moving(visit, rests, begin, end)
                    assert timedelta() <= spent <= max(timedelta(), end - begin)


FORWARD = {
    # To the end at once only where another laptop had already passed every station by.
    Phase.READY: {Phase.READY, Phase.WALKING, Phase.CLOSING},
    Phase.WALKING: {Phase.WALKING, Phase.AT_STATION, Phase.CLOSING, Phase.FINISHED},
    Phase.AT_STATION: {Phase.WALKING, Phase.AT_STATION, Phase.CLOSING, Phase.FINISHED},
    Phase.CLOSING: {Phase.CLOSING, Phase.FINISHED},
    Phase.FINISHED: {Phase.FINISHED},
}


@given(sheets(), wishes())
def test_whatever_people_do_a_tour_only_goes_forward_unless_a_step_is_taken_back(raw, steps):
    tale = Tale(raw)
    for before, command in walk(tale, steps):
        after = tale.group
        if not isinstance(command, c.Undo):
            assert after.phase in FORWARD[before.phase]
            assert len(after.visits) >= len(before.visits)
        assert (after.phase is Phase.READY) == (after.started is None)
        assert (after.phase in {Phase.WALKING, Phase.AT_STATION}) == (after.current is not None)
        assert after.phase not in {Phase.CLOSING, Phase.FINISHED} or not after.ahead


def same(live: Progress, folded: Progress) -> bool:
    """Compare also what dataclass equality leaves out."""
    return live == folded and all(
        live.groups[name].amendments == group.amendments
        and list(live.groups[name].trail or ()) == list(group.trail or ())
        for name, group in folded.groups.items()
    )


@given(sheets(), wishes())
def test_the_fold_of_a_log_is_the_tour_as_it_was_seen_live(raw, steps):
    tale = Tale(raw)
    for _step in walk(tale, steps):
        assert same(tale.progress, fold(tale.records))


# --- whatever stands in a log -----------------------------------------------------------------------------


@settings(max_examples=150)
@given(logs(), st.randoms(use_true_random=False))
def test_a_fold_never_fails_and_never_asks_in_which_order_the_events_came(records, chance):
    mixed = list(records)
    chance.shuffle(mixed)
    ledger = Ledger(mixed[:2], GUIDE)
    for record in mixed[2:]:
        ledger.add([record])
    assert same(ledger.progress, fold(records, GUIDE))


@settings(max_examples=150)
@given(logs(), TIMES)
def test_every_group_of_the_sheet_can_be_looked_at_whatever_stands_in_the_log(records, now):
    progress = fold(records)
    if progress.tour is None:
        return
    known = {each.id for each in progress.route.stations}
    for sheet_group in progress.route.groups:
        group = progress.groups[sheet_group.id]
        assert set(group.order) <= known
        assert len(set(group.order)) == len(group.order)
        assert all(visit.ended is not None for visit in group.visits[:-1])
        moment = look(progress, group.id, now)
        assert len(moment.plan) == len(group.order)


# What a body may not hold: no time and no number of minutes could be reckoned from it.
BEYOND = [
    ("time.adjusted", '{"station": "a", "minutes": Infinity}'),
    ("time.adjusted", '{"station": "a", "minutes": NaN}'),
    ("time.adjusted", '{"station": "a", "minutes": 1e300}'),
    ("plan.moved", '{"start": "2026-05-14T10:00:00"}'),
    ("plan.moved", '{"start": "9999-12-31T23:59:59Z"}'),
    ("plan.moved", '{"start": "0001-01-01T00:00:00Z"}'),
    ("time.corrected", '{"device": "guide", "seq": 3, "time": "2026-05-14T10:00:00"}'),
    ("time.corrected", '{"device": "guide", "seq": 3, "time": "9999-12-31T23:59:59Z"}'),
    ("time.corrected", '{"device": "guide", "seq": 3, "time": "0001-01-01T00:00:00Z"}'),
    ("tour.opened", '{"route": {}, "utc_offset": Infinity}'),
    ("tour.opened", '{"route": {}, "utc_offset": 1e12}'),
]


@pytest.mark.parametrize(("kind", "body"), BEYOND)
def test_a_time_beyond_all_reckoning_is_carried_along_and_changes_nothing(kind, body):
    event = e.read_event(kind, body)
    assert event == e.Unknown(kind, {"unread": body})


def test_a_time_given_in_another_zone_is_the_same_moment():
    event = e.read_event("plan.moved", '{"start": "2026-05-14T10:00:00+03:00"}')
    tale = Tale().tell("9:59", event, START)
    assert tale.group.plan_start == at("10:00")
    assert tale.look().wall(tale.look().plan[0].arrive).hour == 10


def test_events_that_come_before_the_opening_count_once_the_tour_is_opened():
    tale = Tale().tell("10:00", START, ARRIVE).tell("10:05", c.AddNote("g", "early bird"))
    opening, *rest = tale.records
    late = Progress()
    for record in (*rest, opening):
        late = evolve(late, record)
    assert late.groups["g"] == tale.group
    assert late == fold((*rest, opening))


def test_an_event_that_makes_no_sense_where_it_stands_changes_nothing():
    senseless = [
        e.StationLeft(station="a"),
        e.StationArrived(station="a"),
        e.GroupFinished(),
        e.TimerPaused(),
    ]
    senseless += [e.TimerResumed(), e.TaskDone(station="a", task=1), e.TimeAdjusted(station="a", minutes=3)]
    tale = Tale()
    before = tale.progress
    for event in senseless:
        tale.record(event)
        assert tale.group == before.groups["g"], event


def test_an_event_of_a_kind_that_is_not_known_is_kept_and_has_no_effect():
    tale = Tale()
    before = tale.group
    tale.record(e.read_event("tea.drunk", '{"cups": 3}'))
    assert tale.group == before
    assert next(iter(tale.group.trail)).event.kind == "tea.drunk"


def test_a_group_that_the_sheet_does_not_know_goes_nowhere():
    tale = Tale()
    tale.record(e.GroupStarted(), group="nobody")
    assert tale.progress.groups["nobody"].phase is Phase.CLOSING
    assert tale.group.phase is Phase.READY


@example("station.left", "[]")
@given(st.sampled_from([*e.KINDS, "tea.drunk"]), st.text(max_size=20))
def test_every_body_can_be_read_whatever_stands_in_it(kind, body):
    event = e.read_event(kind, body)
    assert event.kind == kind
    assert isinstance(event, e.Unknown | e.KINDS.get(kind, e.Unknown))


def test_what_is_written_of_an_event_is_read_back_as_the_same_event():
    events = [e.PlanMoved(start=at("10:00")), e.NoteAdded(text="Привет 🙂", tag=e.NoteTag.LEARNED)]
    events += [e.RouteChanged(route=["a"]), e.TimeCorrected(device="d", seq=2, time=at("10:00:01"))]
    for event in events:
        assert e.read_event(event.kind, json.dumps(event.body())) == event


def test_minutes_given_to_a_stay_are_kept_beside_the_planned_ones():
    tale = Tale().tell("10:00", START, ARRIVE, c.Adjust("g", 3), c.Adjust("g", -1))
    assert tale.group.current.adjusted == 2
    assert tale.look().timing.total == minutes(12)
