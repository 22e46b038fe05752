"""What will happen if nothing changes: expected times, walked forward from now."""

from helpers import (
    ARRIVE,
    FINISH,
    LEAVE,
    PAUSE,
    START,
    Tale,
    at,
    minutes,
    seconds,
    sheet,
    sheets,
    station,
    walk,
    wishes,
)
from hypothesis import given
from hypothesis import strategies as st

from questtour.tour import commands as c

TEA = {"title": "tea", "at": "10:30", "minutes": 15}


def expected(tale, wall):
    """Return what is expected, as (station, arrival, leaving) on the venue's clock."""
    seen = tale.look(at(wall))
    return [
        (each.station, *(f"{seen.wall(t):%H:%M}" for t in (each.arrive, each.leave)))
        for each in seen.expected
    ]


def test_before_the_start_the_plan_is_expected():
    assert expected(Tale(), "9:50") == [
        ("a", "10:00", "10:10"),
        ("b", "10:13", "10:23"),
        ("c", "10:26", "10:36"),
    ]


def test_when_the_start_is_late_everything_is_expected_later():
    assert expected(Tale(), "10:04")[0] == ("a", "10:04", "10:14")
    assert expected(Tale(), "10:04")[-1] == ("c", "10:30", "10:40")


def test_the_present_arrival_is_a_fact_and_the_rest_follows_from_it():
    tale = Tale().tell("10:00", START).tell("10:05", ARRIVE)
    assert expected(tale, "10:08") == [
        ("a", "10:05", "10:15"),
        ("b", "10:18", "10:28"),
        ("c", "10:31", "10:41"),
    ]


def test_whoever_stays_over_time_is_expected_to_leave_now():
    tale = Tale().tell("10:00", START, ARRIVE)
    assert expected(tale, "10:14")[:2] == [("a", "10:00", "10:14"), ("b", "10:17", "10:27")]


def test_whoever_walks_over_time_is_expected_to_arrive_now():
    tale = Tale().tell("10:00", START, ARRIVE).tell("10:10", LEAVE)
    assert expected(tale, "10:16")[0] == ("b", "10:16", "10:26")


def test_a_pause_pushes_everything_back_as_long_as_it_lasts():
    tale = Tale().tell("10:00", START, ARRIVE).tell("10:04", PAUSE)
    assert expected(tale, "10:04")[0] == ("a", "10:00", "10:10")
    assert expected(tale, "10:09")[0] == ("a", "10:00", "10:15")


def test_what_is_expected_stands_still_in_a_break():
    tale = Tale(sheet(breaks=[TEA])).tell("10:00", START, ARRIVE).tell("10:10", LEAVE).tell("10:13", ARRIVE)
    tale.tell("10:23", LEAVE)
    assert expected(tale, "10:23") == [("c", "10:26", "10:51")]
    late = Tale(sheet(breaks=[TEA])).tell("10:12", START, ARRIVE)
    assert expected(late, "10:12") == [
        ("a", "10:12", "10:22"),
        ("b", "10:25", "10:50"),
        ("c", "10:53", "11:03"),
    ]


def test_a_station_that_was_reached_out_of_turn_changes_what_is_expected():
    tale = Tale().tell("10:00", START, c.Arrive("g", "c"))
    assert [station for station, *_ in expected(tale, "10:00")] == ["c", "a", "b"]


def test_nothing_more_is_expected_after_the_last_station():
    tale = Tale(sheet(station("a"), station("b"))).tell("10:00", START, ARRIVE).tell("10:05", LEAVE, ARRIVE)
    tale.tell("10:12", LEAVE)
    for steps in ((), (FINISH,)):
        tale.tell("10:15", *steps)
        assert tale.look(at("10:20")).expected == ()
        assert tale.look(at("10:20")).finish == at("10:12"), "the finish is when the last station was left"


@given(sheets(), wishes(back=False), st.integers(0, 3600))
def test_nothing_is_expected_in_the_past_or_out_of_order(raw, steps, later):
    tale = Tale(raw)
    for _step in walk(tale, steps):
        now = tale.now + seconds(later)
        seen = tale.look(now)
        current = tale.group.current
        ahead = tale.group.ahead if current is None else (current.station, *tale.group.ahead)
        assert tuple(each.station for each in seen.expected) == ahead
        reached = now
        for number, each in enumerate(seen.expected):
            if not number and current is not None and current.arrived is not None:
                assert each.arrive == current.arrived
            else:
                assert each.arrive >= reached
            assert each.leave >= max(now, each.arrive)
            reached = each.leave
        assert not seen.expected or seen.finish == seen.expected[-1].leave


@given(sheets(), wishes())
def test_a_group_can_be_looked_at_at_any_moment_even_when_clocks_went_back(raw, steps):
    tale = Tale(raw)
    for _step in walk(tale, steps):
        for shift in (-3600, -1, 0, 1, 3600):
            seen = tale.look(tale.now + seconds(shift))
            assert len(seen.plan) == len(tale.group.order)
            assert len(seen.expected) == len(tale.group.ahead) + (tale.group.current is not None)


@given(sheets(), st.integers(0, 600))
def test_a_delay_is_passed_on_but_never_grows_where_there_are_no_breaks(raw, late):
    tale = Tale({**raw, "breaks": []})
    start = tale.look().plan[0].arrive
    tale.now = start + seconds(late)
    tale.do(START)
    tale.do(ARRIVE)
    planned, seen = tale.look(start).plan, tale.look()
    assert seen.finish - planned[-1].leave == seconds(late)
    assert seen.timing.offset == seconds(late) <= minutes(10)
