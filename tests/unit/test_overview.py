"""One look at a whole tour: who is where, who comes next, and what needs attention, in which order."""

from datetime import timedelta

import pytest
from helpers import GUIDE, OTHER, Tale, at, sheet, station
from two_groups import G, H, Hall, arrived

from questtour.tour import commands as c
from questtour.tour import events as e
from questtour.tour.links import QUIET, Link, LinkState, state_of
from questtour.tour.overview import Need, Overview, survey


def needs(overview: Overview) -> list[tuple[Need, str]]:
    return [(each.need, each.group) for each in overview.attention]


def test_a_tour_in_its_plan_needs_nothing():
    assert not arrived().survey("10:05").attention


def test_groups_stand_in_the_order_of_the_sheet():
    assert list(arrived().survey("10:05").moments) == ["g", "h"]


def test_a_tour_that_was_not_opened_cannot_be_looked_at():
    with pytest.raises(ValueError, match="opened"):
        survey(Tale().progress.__class__(), at("10:00"), {})


def test_a_station_knows_who_is_in_and_who_comes_next():
    stations = {each.id: each for each in arrived().survey("10:05").stations}
    assert stations["a"].inside == ("g",)
    assert stations["b"].inside == ("h",)
    assert [(each.group, each.at) for each in stations["c"].coming] == [
        ("h", at("10:13")),
        ("g", at("10:26")),
    ]
    assert [each.group for each in stations["b"].coming] == ["g"]
    assert [stations[each].room_for for each in "abc"] == [0, 0, 1]


def test_a_closed_station_says_why():
    hall = arrived()
    hall.do(c.CloseStation("c", "smoke"), OTHER)
    assert [each.closed for each in hall.survey("10:05").stations] == [None, None, "smoke"]


def test_a_call_for_help_waits_until_it_is_answered():
    hall = arrived().both("10:04", c.CallHelp("g", "lost", "where?"))
    (need,) = hall.survey("10:05").attention
    assert (need.need, need.group, need.since) == (Need.HELP, "g", at("10:04"))
    assert need.call is not None
    hall.do(c.AnswerHelp(need.call.id), OTHER)
    assert not hall.survey("10:05").attention


def test_two_calls_of_one_group_are_two_needs():
    hall = arrived().both("10:03", c.CallHelp("g", "one")).both("10:04", c.CallHelp("g", "two"))
    first, second = hall.survey("10:05").attention
    assert first.since < second.since
    assert first.key != second.key


def test_a_lost_laptop_is_told_with_the_moment_when_it_was_heard_last():
    links = {G: Link(at("10:02"), alive=False), H: Link(at("10:05"))}
    (need,) = arrived().survey("10:05", links).attention
    assert (need.need, need.group, need.since) == (Need.LOST, "g", at("10:02"))


def test_a_laptop_that_is_quiet_or_leads_nobody_on_the_way_is_no_need():
    quiet = {G: Link(at("10:02")), H: Link(at("10:05"))}
    assert not arrived().survey("10:05", quiet).attention
    gone = {G: Link(at("09:40"), alive=False), H: Link(at("09:40"), alive=False)}
    assert not Hall().survey("09:50", gone).attention


def test_overtime_counts_from_the_moment_when_the_time_was_up():
    overview = arrived().both("10:10", c.Leave("h")).survey("10:12")
    assert (Need.OVERTIME, "g") in needs(overview)
    over = overview.attention[0]
    assert (over.since, over.station) == (at("10:10"), "a")
    assert overview.needs_of("g") == (Need.OVERTIME,)


def test_a_walk_that_takes_too_long_is_overtime_too():
    overview = arrived().both("10:10", c.Leave("h"), c.Leave("g")).survey("10:15")
    assert {each.station for each in overview.attention if each.need is Need.OVERTIME} == {"b", "c"}


@pytest.mark.parametrize("still", [None, c.TogglePause("h")])
def test_a_station_is_taken_for_who_comes_soon_while_nobody_knows_when_the_other_leaves(still):
    hall = arrived().both("10:08", *([still] if still else [])).both("10:10", c.Leave("g"))
    need = next(each for each in hall.survey("10:11").attention if each.need is Need.TAKEN)
    assert (need.group, need.station, need.others, need.since) == ("g", "b", ("h",), at("10:13"))


def test_who_comes_second_to_an_empty_station_is_told_who_comes_first():
    raw = sheet(station("a"), station("b"), groups=[{"id": name, "title": name} for name in "gh"])
    raw["groups"] = [{**each, "route": ["a", "b"]} for each in raw["groups"]]
    raw["stations"][0]["capacity"] = 2
    tale = Tale(raw)
    for group in "gh":
        tale.record(e.GroupHanded(device=GUIDE), group=group)
        tale.record(e.GroupStarted(), group=group)
        tale.record(e.StationArrived(station="a"), group=group)
    tale.now = at("10:10")
    for group in "gh":
        tale.record(e.StationLeft(station="a"), group=group)
    now = at("10:11")
    (need,) = [each for each in survey(tale.progress, now, {}).attention if each.need is Need.TAKEN]
    assert (need.group, need.others) == ("h", ("g",))


def test_a_station_is_not_taken_for_who_comes_when_the_other_has_left():
    hall = arrived().both("10:07", c.Leave("g"))
    assert not [each for each in hall.survey("10:08").attention if each.need is Need.TAKEN]


def test_the_most_urgent_stands_first_and_of_the_same_kind_the_oldest():
    hall = arrived().both("10:10", c.Leave("g")).both("10:12", c.CallHelp("h", "x"), c.CallHelp("g", "y"))
    links = {G: Link(at("10:05"), alive=False), H: Link(at("10:06"), alive=False)}
    assert needs(hall.survey("10:12", links)) == [
        *((Need.HELP, "g"), (Need.HELP, "h"), (Need.LOST, "g"), (Need.LOST, "h")),
        *((Need.OVERTIME, "h"), (Need.TAKEN, "g")),
    ]


def test_how_fresh_a_laptop_is():
    now = at("10:00")
    links = {
        "live": Link(now - QUIET + timedelta(seconds=1)),
        "quiet": Link(now - QUIET),
        "lost": Link(now, alive=False),
        "ahead": Link(now + timedelta(hours=1)),
    }
    states = {name: state_of(links, name, now) for name in (*links, "unheard")}
    assert states == {
        "live": LinkState.LIVE,
        "quiet": LinkState.QUIET,
        "lost": LinkState.LOST,
        "ahead": LinkState.LIVE,
        "unheard": LinkState.NEVER,
    }
    assert state_of(links, None, now) is LinkState.NEVER
    assert not links["ahead"].age(now)


def test_the_age_of_what_is_known_is_none_where_nobody_was_heard():
    overview = arrived().survey("10:05", {G: Link(at("10:04"))})
    assert overview.age("g") == timedelta(minutes=1)
    assert not overview.age("h")
    assert overview.link("h") is LinkState.NEVER


def test_only_what_changed_is_looked_at_anew():
    hall = arrived()
    before = hall.survey("10:05")
    hall.both("10:05", c.TogglePause("h"))
    links, now = before.links, before.now + timedelta(seconds=0.2)
    after = survey(hall.progress, now, links, before)
    assert after.moments["g"] is before.moments["g"]
    assert after.moments["h"].group.paused
    assert after.now == now
    later = survey(hall.progress, before.now + timedelta(seconds=0.5), links, after)
    assert later.moments["g"] is not before.moments["g"]
    back = survey(hall.progress, before.now - timedelta(seconds=1), links, after)
    assert back.moments["g"].now < before.now


def test_a_station_that_was_closed_is_closed_in_every_moment():
    hall = arrived()
    before = hall.survey("10:05")
    hall.do(c.CloseStation("c"), OTHER)
    after = survey(hall.progress, before.now, before.links, before)
    assert all(moment.closed == {"c"} for moment in after.moments.values())
