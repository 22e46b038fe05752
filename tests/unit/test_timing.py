"""How long still and how late: reckoned from the times of events at every look."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from helpers import (
    ARRIVE,
    FINISH,
    FINISH_EARLY,
    LEAVE,
    MOVED_START,
    PAUSE,
    SKIP,
    START,
    Tale,
    at,
    minutes,
    seconds,
    sheet,
    sheets,
    station,
    walk,
    walked,
    wishes,
)
from hypothesis import assume, given
from hypothesis import strategies as st

from questtour.tour import commands as c
from questtour.tour import events as e
from questtour.tour.progress import Phase
from questtour.tour.timing import Pace, TimerState, breaks, overlap, plan, remaining_of, timing

ZERO, SECOND = timedelta(), timedelta(seconds=1)
TEA = {"title": "tea", "at": "10:05", "minutes": 20}
RUNNING = {TimerState.RUNNING, TimerState.WARNING, TimerState.OVERTIME}


def timer(tale, wall):
    return tale.look(at(wall)).timing


def state(tale, wall):
    """Return what the timer says: its state, and the minutes that are left."""
    told = timer(tale, wall)
    return told.state, told.remaining / minutes(1)


def arrived(**more):
    return Tale(sheet(**more)).tell("10:00", START, ARRIVE)


# --- what the timer says ----------------------------------------------------------------------------------


def test_before_the_start_the_timer_waits_for_it():
    tale = Tale()
    assert state(tale, "9:50") == (TimerState.WAITING, 10)
    assert timer(tale, "9:50").offset == ZERO
    assert state(tale, "10:04") == (TimerState.WAITING, -4)
    assert timer(tale, "10:04").offset == minutes(4)


def test_at_a_station_the_timer_runs_warns_and_runs_over():
    tale = arrived()
    assert state(tale, "10:00") == (TimerState.RUNNING, 10)
    assert state(tale, "10:07:59")[0] is TimerState.RUNNING
    assert state(tale, "10:08") == (TimerState.WARNING, 2)
    assert state(tale, "10:10") == (TimerState.WARNING, 0)
    assert state(tale, "10:10:01")[0] is TimerState.OVERTIME
    assert state(tale, "10:12") == (TimerState.OVERTIME, -2)


def test_a_short_stay_warns_in_its_second_half_and_not_from_the_beginning():
    tale = Tale(sheet(station("a", 2))).tell("10:00", START, ARRIVE)
    assert state(tale, "10:00:59")[0] is TimerState.RUNNING
    assert state(tale, "10:01")[0] is TimerState.WARNING


def test_a_walk_warns_in_its_last_third():
    tale = arrived().tell("10:10", LEAVE)
    assert state(tale, "10:11:59")[0] is TimerState.RUNNING
    assert state(tale, "10:12") == (TimerState.WARNING, 1)
    assert state(tale, "10:14") == (TimerState.OVERTIME, -1)


def test_a_walk_takes_as_long_as_the_sheet_says_for_these_two_stations():
    tale = arrived(transfers=[{"from": "a", "to": "b", "minutes": 7}]).tell("10:10", LEAVE)
    assert timer(tale, "10:10").total == minutes(7)
    tale.tell("10:11", SKIP)
    assert timer(tale, "10:11").total == minutes(3), "now it is the walk from a to c"
    assert timer(tale, "10:11").remaining == minutes(2), "and it began at a"


def test_on_the_way_to_the_first_station_there_is_time_until_the_plan_begins():
    tale = Tale().tell("9:50", START)
    assert (timer(tale, "9:50").total, timer(tale, "9:50").remaining) == (minutes(10), minutes(10))
    late = Tale().tell("10:05", START)
    assert timer(late, "10:05").total == minutes(3)
    assert timer(late, "10:05").offset == minutes(5)


def test_a_stay_that_was_made_longer_lasts_longer():
    tale = arrived().tell("10:05", c.Adjust("g", 3))
    assert (timer(tale, "10:05").remaining, timer(tale, "10:05").total) == (minutes(8), minutes(13))


def test_in_a_pause_the_timer_stands_still():
    tale = arrived().tell("10:04", PAUSE)
    assert [state(tale, wall) for wall in ("10:04", "10:05", "11:00")] == [(TimerState.PAUSED, 6)] * 3
    tale.tell("10:30", PAUSE)
    assert state(tale, "10:31") == (TimerState.RUNNING, 5)


def test_in_a_break_the_timer_counts_the_break_and_the_stay_stands_still():
    tale = arrived(breaks=[TEA])
    assert state(tale, "10:05") == (TimerState.BREAK, 20)
    assert state(tale, "10:24") == (TimerState.BREAK, 1)
    assert timer(tale, "10:24").total == minutes(20)
    assert state(tale, "10:25") == (TimerState.RUNNING, 5)


WAIT = {"title": "Pause before “B”", "at": "10:10", "minutes": 20, "groups": ["g"]}


def test_a_planned_pause_holds_on_the_way_to_its_station_and_lets_who_is_late_use_it_up():
    tale = arrived(breaks=[WAIT])
    assert state(tale, "10:12") == (TimerState.OVERTIME, -2), "at the station before, it stops nobody"
    assert tale.look(at("10:12")).expected[1].arrive == at("10:33")
    tale.tell("10:13", LEAVE)
    assert state(tale, "10:13") == (TimerState.BREAK, 17)
    assert tale.look(at("10:13")).break_now.title.in_("en") == WAIT["title"]
    assert state(tale, "10:31") == (TimerState.RUNNING, 2)
    assert timer(tale, "10:31").offset == ZERO, "it is no minute late any more"


def test_a_planned_pause_stops_nobody_on_another_way():
    tale = arrived(breaks=[WAIT | {"title": "Pause before “C”"}]).tell("10:10", LEAVE)
    assert state(tale, "10:11") == (TimerState.RUNNING, 2)


def test_a_pause_in_a_break_is_not_counted_twice():
    tale = arrived(breaks=[TEA]).tell("10:04", PAUSE).tell("10:10", PAUSE)
    assert state(tale, "10:26") == (TimerState.RUNNING, 5)


def test_at_the_end_the_timer_has_stopped():
    tale = Tale(sheet(station("a"))).tell("10:00", START, ARRIVE).tell("10:13", LEAVE)
    assert timer(tale, "10:20").state is TimerState.STOPPED
    assert timer(tale, "10:20").offset == minutes(3)
    tale.tell("10:30", FINISH)
    assert timer(tale, "12:00").offset == minutes(3), "how late it was does not change any more"


# --- how late ---------------------------------------------------------------------------------------------


def test_a_group_becomes_late_only_when_its_time_has_run_out():
    tale = arrived()
    assert [timer(tale, wall).offset for wall in ("10:00", "10:09", "10:10", "10:13")] == [
        *(ZERO, ZERO, ZERO),
        minutes(3),
    ]


def test_a_pause_makes_the_group_late():
    tale = arrived().tell("10:04", PAUSE)
    assert timer(tale, "10:07").offset == minutes(3)


def test_minutes_that_are_given_make_late_and_those_that_are_taken_make_early():
    assert timer(arrived().tell("10:01", c.Adjust("g", 3)), "10:01").offset == minutes(3)
    assert timer(arrived().tell("10:01", c.Adjust("g", -2)), "10:01").offset == minutes(-2)


def test_whoever_leaves_early_is_early():
    tale = arrived().tell("10:06", LEAVE)
    assert timer(tale, "10:06").offset == minutes(-4)


def test_a_skipped_station_makes_the_group_early_by_its_stay_and_its_walk():
    tale = arrived().tell("10:10", LEAVE)
    assert timer(tale, "10:10").offset == ZERO
    tale.tell("10:10", SKIP)
    assert timer(tale, "10:10").offset == -minutes(10 + 3)


@pytest.mark.parametrize(
    ("late", "pace"),
    [
        (-600, Pace.ON_TIME),
        (119, Pace.ON_TIME),
        (120, Pace.LATE),
        (299, Pace.LATE),
        (300, Pace.VERY_LATE),
    ],
)
def test_two_minutes_are_late_and_five_are_very_late(late, pace):
    told = timer(arrived(), "10:00")
    assert replace(told, offset=seconds(late)).pace is pace


def test_a_group_that_starts_later_by_the_sheet_is_not_late():
    group = {"id": "g", "title": "G", "start": "10:20"}
    tale = Tale(sheet(groups=[group])).tell("10:20", START, ARRIVE)
    assert timer(tale, "10:30").offset == ZERO


# --- the plan ---------------------------------------------------------------------------------------------


def walls(spans):
    return [tuple(f"{moment + minutes(180):%H:%M}" for moment in span) for span in spans]


def planned(tale):
    return walls((each.arrive, each.leave) for each in tale.look().plan)


def test_the_plan_walks_from_station_to_station_and_stands_still_in_the_breaks():
    assert planned(Tale(sheet(breaks=[TEA]))) == [("10:00", "10:30"), ("10:33", "10:43"), ("10:46", "10:56")]


def test_a_moved_plan_takes_its_breaks_along():
    tale = Tale(sheet(breaks=[TEA])).tell("13:57", MOVED_START).tell("14:00", ARRIVE)
    assert planned(tale)[0] == ("14:00", "14:30")
    assert walls(tale.look().rests) == [("14:05", "14:25")]
    assert state(tale, "14:10") == (TimerState.BREAK, 15)
    assert timer(tale, "14:30").offset == ZERO


def test_an_unmoved_plan_stays_at_the_times_of_the_sheet_however_late_the_start():
    tale = Tale().tell("14:00", START, ARRIVE)
    assert planned(tale)[0] == ("10:00", "10:10")
    assert timer(tale, "14:00").offset == timedelta(hours=4)


def test_before_the_start_the_plan_is_that_of_the_day_on_which_one_looks():
    tale = Tale()
    tomorrow = at("9:50") + timedelta(days=1)
    assert tale.look(tomorrow).plan[0].arrive == at("10:00") + timedelta(days=1)
    assert tale.look(tomorrow).timing.remaining == minutes(10)


def test_the_days_are_those_of_the_venue_and_not_of_greenwich():
    tale = Tale(sheet(start="01:00"))
    assert tale.look(at("0:30")).timing.remaining == minutes(30)


def test_the_plan_follows_the_stations_in_the_order_in_which_they_are_visited():
    tale = Tale().tell("10:00", START, c.Arrive("g", "c"))
    assert [each.station for each in tale.look().plan] == ["c", "a", "b"]
    assert timer(tale, "10:05").offset == ZERO


def test_the_plan_of_what_was_visited_stays_after_an_early_end():
    tale = arrived().tell("10:10", LEAVE).tell("10:13", ARRIVE)
    before = tale.look().plan
    tale.tell("10:20", FINISH_EARLY)
    assert tale.look().plan == before


# --- times that are set right -----------------------------------------------------------------------------


def test_remaining_follows_an_arrival_that_is_set_right():
    tale = Tale().tell("10:00", START)
    tale.now = at("10:08")
    (arrival,) = tale.do(ARRIVE)
    assert timer(tale, "10:08").offset == minutes(8)
    tale.do(c.CorrectTime("g", arrival.id, at("10:02")))
    assert state(tale, "10:08") == (TimerState.RUNNING, 4)
    assert timer(tale, "10:08").offset == minutes(2)


def test_the_plan_follows_a_start_that_is_set_right_to_the_day_before():
    tale = Tale(sheet(start="23:55"))
    tale.now = at("24:05")
    (start,) = tale.do(START)
    assert tale.look().plan[0].arrive == at("23:55") + timedelta(days=1)
    tale.do(c.CorrectTime("g", start.id, at("23:56")))
    assert tale.look().plan[0].arrive == at("23:55")


# --- a clock that goes wrong ------------------------------------------------------------------------------


def test_a_clock_that_is_put_back_takes_no_time_away():
    tale = arrived()
    assert state(tale, "9:30") == (TimerState.RUNNING, 10)
    tale.tell("9:58", LEAVE)
    assert state(tale, "9:58") == (TimerState.RUNNING, 3)


# --- whatever happens -------------------------------------------------------------------------------------


def latest(tale):
    """Return the latest time that the tale's events speak of."""
    spoken = [record.event.time for record in tale.records if isinstance(record.event, e.TimeCorrected)]
    return max([tale.now, *(record.time for record in tale.records), *spoken])


@given(sheets(), wishes(), st.integers(0, 3600))
def test_the_timer_counts_down_second_by_second_and_stands_still_in_pauses_and_breaks(raw, steps, later):
    tale = walked(raw, steps)
    tour, group = tale.progress.tour, tale.group
    now = latest(tale) + seconds(later)
    told, next_told = timing(tour, group, now), timing(tour, group, now + SECOND)
    ran = remaining_of(tour, group, now)[0] - remaining_of(tour, group, now + SECOND)[0]
    if told.state in RUNNING:
        assert ran == SECOND
    elif told.state in {TimerState.PAUSED, TimerState.BREAK, TimerState.STOPPED}:
        assert ran == ZERO
    if told.state is TimerState.BREAK and told.remaining > SECOND:
        assert told.remaining - next_told.remaining == SECOND
    if told.state is TimerState.WAITING:
        assert told.remaining - next_told.remaining == SECOND


@given(sheets(), wishes(), st.integers(-7200, 7200))
def test_the_timers_state_says_what_its_figures_say(raw, steps, later):
    tale = Tale(raw)
    for _step in walk(tale, steps):
        told = tale.look(tale.now + seconds(later)).timing
        assert (told.state is TimerState.PAUSED) == tale.group.paused
        assert (told.state is TimerState.WAITING) == (tale.group.phase is Phase.READY)
        assert (told.state is TimerState.STOPPED) == (tale.group.phase in {Phase.CLOSING, Phase.FINISHED})
        if told.state in {TimerState.RUNNING, TimerState.WARNING, TimerState.BREAK}:
            assert ZERO <= told.remaining <= told.total
        if told.state is TimerState.OVERTIME:
            assert told.remaining < ZERO


def follow_the_plan(raw):
    """Lead the group exactly by its plan; give the tale, and the moments when something begins or ends."""
    tale = Tale(raw)
    tour = tale.progress.tour
    first = plan(tour, tale.group, tale.now)[0].arrive
    edges = {edge for span in breaks(tour, tale.group, first) for edge in span}
    tale.now = first
    tale.do(START)
    for number, visit in enumerate(plan(tour, tale.group, first)):
        for moment, command in ((visit.arrive, ARRIVE), (visit.leave, LEAVE)):
            for between in sorted(edge for edge in edges if tale.now < edge < moment):
                yield tale, between
            tale.now = moment
            if number or command is LEAVE:
                yield tale, moment
            tale.do(command)
            yield tale, moment
    tale.do(FINISH)
    yield tale, tale.now + minutes(5)


@given(sheets())
def test_whoever_keeps_exactly_to_the_plan_is_never_late_nor_early(raw):
    for tale, moment in follow_the_plan(raw):
        told = tale.look(moment).timing
        assert told.offset == ZERO
        assert told.state is not TimerState.OVERTIME


@given(sheets())
def test_whoever_keeps_exactly_to_the_plan_is_expected_exactly_when_it_says(raw):
    for tale, moment in follow_the_plan(raw):
        seen = tale.look(moment)
        expected, planned = (
            [(each.station, each.arrive, each.leave) for each in times]
            for times in (seen.expected, seen.plan)
        )
        assert expected == planned[len(planned) - len(expected) :]


SPANS = st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30)), max_size=4)


@given(SPANS, st.integers(0, 30), st.integers(0, 30))
def test_what_several_spans_cover_is_counted_once(spans, start, end):
    assume(start <= end)
    covered = sum(any(low <= tick < high for low, high in spans) for tick in range(start, end))
    zero = datetime(2026, 5, 14, tzinfo=UTC)
    moments = [(zero + seconds(low), zero + seconds(high)) for low, high in spans]
    assert overlap(moments, zero + seconds(start), zero + seconds(end)) == seconds(covered)


def test_a_break_on_the_way_to_the_first_station_is_not_counted_twice():
    raw = sheet(breaks=[TEA])
    raw["groups"][0]["start"] = "10:25"
    tale = Tale(raw).tell("10:02", START)
    assert state(tale, "10:24") == (TimerState.BREAK, 1)
    assert timer(tale, "10:25").remaining == timer(tale, "10:25").offset == ZERO
