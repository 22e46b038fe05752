"""Times on the coordinator's clock, from laptops whose clocks are wrong."""

from datetime import timedelta

from helpers import at, minutes, seconds
from hypothesis import given
from hypothesis import strategies as st

from questtour.tour import events as e
from questtour.tour.clocks import in_tour_time, offsets
from questtour.tour.ledger import Ledger

HOUR = 3600.0


def told(*events, device="guide"):
    """Return a laptop's log, a minute between two events by its own clock; numbers are sleep or silence."""
    records, now = [], at("10:00")
    for event in events:
        if isinstance(event, timedelta):
            now += event
            continue
        now += minutes(1)
        seq = len(records) + 1
        records.append(e.Recorded(device, seq, now, f"{seq:04}-{device}", "g", event))
    return records


def ahead(records):
    """Return by how many seconds each time was taken to be ahead."""
    pairs = zip(records, in_tour_time(records), strict=True)
    return [(raw.time - true.time).total_seconds() for raw, true in pairs]


STEP = e.GroupStarted()


def measured(offset):
    return e.ClockMeasured(offset=offset)


def test_clocks_that_say_nothing_are_right():
    assert ahead(told(STEP, STEP)) == [0, 0]
    assert offsets(told(STEP)) == {}


def test_a_measurement_speaks_for_the_events_before_it_too():
    assert ahead(told(STEP, STEP, measured(3 * HOUR), STEP)) == [3 * HOUR] * 4


def test_a_later_measurement_speaks_from_there_on():
    assert ahead(told(measured(10), STEP, measured(12), STEP)) == [10, 10, 12, 12]


def test_between_a_jump_and_the_next_measurement_the_clock_is_as_wrong_as_then():
    log = told(measured(3 * HOUR), STEP, e.ClockJumped(seconds=-3 * HOUR), STEP, measured(0), STEP)
    assert ahead(log) == [3 * HOUR, 3 * HOUR, 0, 0, 0, 0]


def test_a_laptop_that_slept_is_as_right_as_before():
    assert ahead(told(measured(5), STEP, e.ClockJumped(seconds=1800), STEP)) == [5, 5, 5, 5]
    assert ahead(told(STEP, e.ClockJumped(seconds=1800), STEP)) == [0, 0, 0]


def test_a_clock_that_was_put_back_was_ahead_before_though_nobody_measured_it():
    assert ahead(told(STEP, e.ClockJumped(seconds=-HOUR), STEP)) == [HOUR, 0, 0]


def test_what_a_laptop_says_about_times_is_on_its_own_clock_too():
    said = told(e.TimeCorrected(device="x", seq=1, time=at("13:00")), e.PlanMoved(start=at("13:30")))
    first, second, _last = in_tour_time([*said, *told(STEP, STEP, measured(3 * HOUR))[2:]])
    assert (first.event.time, second.event.start) == (at("10:00"), at("10:30"))


def test_other_laptops_are_not_touched():
    mine, other = told(measured(60)), told(STEP, device="other")
    assert in_tour_time([*mine, *other])[1] == other[0]


@given(st.lists(st.floats(-1e6, 1e6) | st.just("jump"), max_size=6))
def test_events_of_a_laptop_keep_their_order_in_number_and_none_is_lost(said):
    events = [e.ClockJumped(seconds=30) if each == "jump" else measured(each) for each in said]
    log = told(STEP, *events, STEP)
    assert [record.seq for record in in_tour_time(log)] == [record.seq for record in log]


def test_a_ledger_knows_how_wrong_its_own_laptops_clock_is():
    ledger = Ledger(told(STEP), "guide")
    assert ledger.ahead == timedelta()
    ledger.add(told(STEP, measured(90))[1:])
    assert ledger.ahead == seconds(90)


def test_jumps_that_somebody_made_up_lead_to_no_time_beyond_the_calendar():
    jumps = [e.ClockJumped(seconds=-e.CENTURY)] * 200
    assert ahead(told(STEP, *jumps, STEP, measured(0.0)))[0] == e.CENTURY
    assert ahead(told(STEP, measured(0.0), *jumps, STEP))[-1] == -e.CENTURY
