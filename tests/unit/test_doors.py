"""Waiting before a station in which others are: who is inside, and why a group stands still."""

from two_groups import Hall, arrived

from questtour.tour import commands as c
from questtour.tour.doors import inside, is_full, pause_reason
from questtour.tour.events import DOOR


def waiting() -> Hall:
    """Return the tour in which `g` stands at the door of `b` since 10:13, where `h` still is."""
    hall = arrived().both("10:10", c.Leave("g"))
    return hall.both("10:13", c.TogglePause("g", pause_reason(hall.progress, "g")))


def test_who_has_come_and_not_left_is_inside():
    hall = arrived()
    assert [list(inside(hall.progress, each)) for each in "abc"] == [["g"], ["h"], []]
    hall.both("10:10", c.Leave("g"))
    assert not list(inside(hall.progress, "a"))


def test_a_group_itself_does_not_keep_its_station_full():
    progress = arrived().progress
    assert is_full(progress, "b")
    assert not is_full(progress, "b", besides="h")
    assert not is_full(progress, "c")


def test_who_stands_still_before_a_full_station_waits_at_its_door():
    hall = waiting()
    visit = hall.progress.groups["g"].current
    assert visit is not None
    assert visit.at_door
    hall.both("10:15", c.Leave("h")).both("10:16", c.Arrive("g"))
    visit = hall.progress.groups["g"].current
    assert visit is not None
    assert not visit.at_door
    assert [(each.start.minute, each.end and each.end.minute) for each in visit.waits] == [(13, 16)]


def test_a_pause_on_the_way_to_a_free_station_or_at_a_station_is_no_wait():
    hall = arrived().both("10:10", c.Leave("h"))
    assert pause_reason(hall.progress, "h") == ""
    assert pause_reason(hall.progress, "g") == ""
    assert pause_reason(waiting().progress, "g") == DOOR
