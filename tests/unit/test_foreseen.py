"""What a forecast adds to a look at the tour, and what a guide is told of the others."""

from dataclasses import replace

import pytest
from helpers import OTHER, Tale, at, minutes
from two_groups import Hall, arrived

from questtour import i18n
from questtour.tour import commands as c
from questtour.tour.forecast import forecast
from questtour.tour.foreseen import WORSE, arrivals, foresee, foreseen, trouble, waits
from questtour.tour.moment import look
from questtour.tour.options import Kind
from questtour.tour.overview import Need
from questtour.tour.slack import advice, knows_others
from questtour.widgets.hall_words import need_text, need_title
from questtour.wording import whole_minutes


@pytest.fixture(autouse=True)
def _english() -> None:
    i18n.use("en")


def before_a_full_station() -> Hall:
    """`h` overstays at `b`, and `g` will be there before it is empty."""
    return arrived().both("10:01", c.Adjust("h", +8))


def seen(hall: Hall, wall: str, accepted=None):
    return foresee(hall.survey(wall), forecast(hall.progress, at(wall)), accepted)


def doors(overview):
    return [each for each in overview.attention if each.need is Need.DOOR]


def test_a_coming_wait_is_told_after_all_other_needs():
    overview = seen(before_a_full_station(), "10:02")
    (need,) = doors(overview)
    assert (need.group, need.station, need.others) == ("g", "b", ("h",))
    assert minutes(3) < need.wait < minutes(7)
    assert [each.need for each in overview.attention] == sorted(each.need for each in overview.attention)
    assert trouble(need).kind is Kind.CONFLICT


def test_a_wait_that_is_told_already_because_the_station_is_taken_is_told_once():
    hall = before_a_full_station().both("10:10", c.Leave("g"))
    overview = seen(hall, "10:12")
    assert [(each.need, each.group) for each in overview.attention] == [(Need.TAKEN, "g")]


def test_who_was_let_wait_is_told_of_again_only_when_the_wait_has_grown():
    hall = before_a_full_station()
    (need,) = doors(seen(hall, "10:02"))
    assert not doors(seen(hall, "10:03", {need.key: need.wait}))
    assert doors(seen(hall, "10:03", {need.key: need.wait - WORSE - minutes(2)}))


def test_who_was_let_wait_is_told_of_no_more_when_the_wait_is_close():
    hall = before_a_full_station()
    (need,) = doors(seen(hall, "10:02"))
    hall.both("10:10", c.Leave("g"))
    (taken,) = seen(hall, "10:12").attention
    assert taken.need is Need.TAKEN
    for decided in (need, taken):
        assert not seen(hall, "10:12", {decided.key: decided.wait}).attention


def test_what_was_decided_about_a_closed_station_holds_whoever_comes_to_it_first():
    hall = before_a_full_station()
    hall.do(c.CloseStation("c", "smoke"), OTHER)

    def told(wall, accepted=None):
        return [each for each in seen(hall, wall, accepted).attention if each.need is Need.CLOSED]

    (need,) = told("10:02")
    hall.both("10:10", c.Leave("h")).both("10:13", c.Arrive("h"))
    (later,) = told("10:14")
    assert (need.group, later.group) == ("h", "g")
    assert not told("10:14", {need.key: need.wait})


def test_a_closed_station_to_which_somebody_comes_needs_an_answer():
    hall = before_a_full_station()
    hall.do(c.CloseStation("c", "smoke"), OTHER)
    closed = [each for each in seen(hall, "10:02").attention if each.need is Need.CLOSED]
    assert [(each.group, each.others) for each in closed] == [("h", ("h", "g"))]
    assert trouble(closed[0]).group == ""


def test_expected_times_are_those_of_the_forecast_and_waits_lie_before_them():
    hall, now = before_a_full_station(), at("10:02")
    plain, expected = look(hall.progress, "g", now), forecast(hall.progress, now)
    told = foreseen(plain, expected)
    (wait,) = waits(plain, expected)
    assert told.expected[1].arrive > plain.expected[1].arrive
    assert wait[1] == told.expected[1].arrive
    assert told.finish == told.expected[-1].leave > plain.finish
    overview = seen(hall, "10:02")
    assert next(each.at for each in arrivals(overview, "b") if each.group == "g") == wait[0]


def test_an_old_forecast_says_nothing_of_what_is_over():
    hall = before_a_full_station()
    old = forecast(hall.progress, at("10:02"))
    hall.both("10:12", c.Leave("g"), c.Leave("h")).both("10:15", c.Arrive("g"))
    plain = look(hall.progress, "g", at("10:15"))
    told = foreseen(plain, old)
    assert [each.station for each in told.expected] == ["b", "c"]
    assert told.expected[0].arrive == at("10:15")
    assert all(each.leave >= each.arrive >= at("10:15") for each in told.expected)
    assert not doors(foresee(hall.survey("10:15"), old))
    assert foreseen(plain, None) is plain


def test_a_guide_is_told_that_the_next_door_is_shut_and_what_to_do_with_the_time():
    hall = before_a_full_station()

    def said(wall: str, group: str = "g") -> str:
        return advice(look(hall.progress, group, at(wall)), forecast(hall.progress, at(wall)))

    spare = said("10:02")
    assert "“B” is taken till 10:1" in spare
    assert "minutes to spare" in spare
    assert "leave in" in said("10:09")
    assert "“G” will wait at your door from 10:1" in said("10:05", "h")
    hall.both("10:10", c.Leave("g"))
    assert "no hurry" in said("10:11")
    hall.both("10:11", c.Leave("h"))
    assert said("10:12") == ""


def test_nothing_is_advised_without_a_forecast_and_none_is_needed_where_nobody_else_is_known():
    hall = arrived()
    assert advice(look(hall.progress, "g", at("10:05")), None) == ""
    assert advice(look(hall.progress, "g", at("10:05")), forecast(hall.progress, at("10:05"))) == ""
    assert knows_others(hall.progress, "g")
    assert not knows_others(Tale().progress, "g")


def test_a_wait_that_has_begun_is_not_told_as_coming():
    hall = before_a_full_station().both("10:10", c.Leave("g"))
    overview = seen(hall, "10:02")
    (need,) = doors(seen(before_a_full_station(), "10:02"))
    assert "WILL WAIT" in need_title(overview, need)
    later = replace(overview, now=need.since + minutes(1))
    assert "WAITS" in need_title(later, need)
    assert f"{whole_minutes(need.wait - minutes(1))} min more" in need_text(later, need)
