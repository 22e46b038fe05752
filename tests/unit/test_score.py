"""What a group has gathered: points, and pieces of the code word."""

import pytest
from helpers import ARRIVE, FINISH, HINT, LEAVE, SKIP, START, Tale, sheet, sheets, station, walk, wishes
from hypothesis import given

from questtour.tour import commands as c
from questtour.tour.score import code_word, holds_fragment, open_tasks, points, total_points

TASKS = [{"text": "x"}, {"text": "y", "points": 2, "answer": ["35"]}, {"text": "z", "points": 0}]
HINTS = [{"text": "free"}, {"text": "dear", "cost": 2}]
RICH = station("a", tasks=TASKS, hints=HINTS, key={"ru": "К", "en": "K"})


def arrived(*stations):
    return Tale(sheet(*stations)).tell("10:00", START, ARRIVE)


def scored(tale):
    visit = tale.group.visits[0]
    return points(tale.progress.route.station(visit.station), visit)


def word(tale, language="en"):
    return [(piece.text, piece.on_route) for piece in code_word(tale.progress.route, tale.group, language)]


def test_tasks_earn_their_points_and_hints_cost_theirs():
    tale = arrived(RICH)
    assert scored(tale) == 0
    tale.do(c.ToggleTask("g", 1))
    assert scored(tale) == 1
    tale.do(c.GiveAnswer("g", 2, "36"))
    assert scored(tale) == 1
    tale.do(c.GiveAnswer("g", 2, "35"))
    assert scored(tale) == 3
    tale.do(HINT)
    assert scored(tale) == 3
    tale.do(HINT)
    assert scored(tale) == 1
    tale.do(c.ToggleTask("g", 1))
    assert scored(tale) == 0


def test_the_points_of_the_tour_are_those_of_its_stations():
    tale = arrived(RICH, station("b", tasks=[{"text": "x", "points": 5}]))
    tale.do(c.ToggleTask("g", 1))
    tale.tell("10:10", LEAVE, ARRIVE, c.ToggleTask("g", 1))
    assert total_points(tale.progress.route, tale.group) == 6


def test_open_tasks_are_those_that_nobody_ticked():
    tale = arrived(RICH)
    tale.do(c.ToggleTask("g", 2))
    assert open_tasks(tale.progress.route.station("a"), tale.group.current) == (1, 3)


def test_a_piece_of_the_code_word_is_won_when_all_tasks_are_done():
    tale = arrived(RICH)
    for task in (1, 2):
        tale.do(c.ToggleTask("g", task))
    assert word(tale) == [("", True)]
    tale.do(c.ToggleTask("g", 3))
    assert word(tale) == [("K", True)]
    assert word(tale, "ru") == [("К", True)]


def test_a_piece_of_the_code_word_is_won_by_staying_to_the_end():
    tale = arrived(RICH)
    assert word(tale) == [("", True)]
    tale.tell("10:10", LEAVE)
    assert word(tale) == [("K", True)]


@pytest.mark.parametrize("steps", [(START, SKIP), (START, ARRIVE, SKIP)])
def test_whoever_passes_a_station_by_wins_no_piece(steps):
    tale = Tale(sheet(RICH, station("b"))).tell("10:00", *steps)
    assert word(tale) == [("", True)]


def test_a_station_without_tasks_keeps_its_piece_until_the_group_leaves():
    tale = arrived(station("a", key="K"))
    assert word(tale) == [("", True)]
    tale.tell("10:10", LEAVE, FINISH)
    assert word(tale) == [("K", True)]


def test_pieces_stand_in_the_order_of_the_sheet_also_those_of_other_groups():
    stations = [station(name, key=name.upper()) for name in "abc"] + [station("keyless")]
    group = {"id": "g", "title": "G", "route": ["c", "a"]}
    tale = Tale(sheet(*stations, groups=[group])).tell("10:00", START, ARRIVE).tell("10:10", LEAVE)
    assert word(tale) == [("", True), ("", False), ("C", True)]


def test_nobody_holds_the_piece_of_a_station_where_they_have_not_been():
    route = Tale(sheet(RICH)).progress.route
    assert not holds_fragment(route.station("a"), None)


@given(sheets(), wishes())
def test_nobody_gets_more_points_than_there_are_or_loses_more_than_hints_cost(raw, steps):
    tale = Tale(raw)
    stations = tale.progress.route.stations
    most = sum(task.points for each in stations for task in each.tasks)
    least = -sum(hint.cost for each in stations for hint in each.hints)
    for _step in walk(tale, steps):
        assert least <= total_points(tale.progress.route, tale.group) <= most
