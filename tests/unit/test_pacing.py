"""How a guide kept the pace, and the one or two things that are worth trying next time."""

import pytest
from helpers import ARRIVE, FINISH, HINT, LEAVE, PAUSE, SKIP, START, Tale, at, minutes, sheet, station

from questtour import i18n
from questtour.reports.pacing import advice_lines, pace_lines
from questtour.tour import commands as c
from questtour.tour.events import DOOR
from questtour.tour.pacing import Lesson, pacing

QUIZ = {"tasks": [{"text": "x"}, {"text": "y"}], "hints": [{"text": "h"}]}
TICKS = (c.ToggleTask("g", 1), c.ToggleTask("g", 2))


def told(*steps, last="12:00", raw=None):
    """Tell a tour of stations of 10 minutes, with 3 minutes between them, and look back at it."""
    tale = Tale(raw or sheet(station("a", **QUIZ), station("b", **QUIZ)))
    for wall, *wishes in steps:
        tale.tell(wall, *wishes)
    return pacing(tale.progress.tour, tale.group, at(last)), tale.progress.route


def lessons(found):
    return [each.lesson for each in found.advice]


def steady(leave="10:10", come="10:13"):
    return [("10:00", START, ARRIVE, *TICKS), (leave, LEAVE), (come, ARRIVE, *TICKS)]


def test_an_even_pace_is_praised_and_nothing_is_to_be_mended():
    found, route = told(*steady(), ("10:23", LEAVE, FINISH))
    assert (found.been, found.steady, found.finished) == (2, 2, True)
    assert lessons(found) == [Lesson.STEADY]
    i18n.use("en")
    assert list(pace_lines(found)) == [
        "2 stations, and every stay as planned: well led!",
        "At the end: on time.",
    ]
    assert list(advice_lines(route, found)) == ["An even pace: lead the real tour just like that."]


def test_a_stay_that_was_too_long_is_named_with_its_minutes():
    found, route = told(*steady(), ("10:27", LEAVE))
    assert [each.over for each in found.stations] == [minutes(0), minutes(4)]
    assert found.stations[1].spent == minutes(14)
    i18n.use("ru")
    (line,) = advice_lines(route, found)
    assert line.startswith("«B»: сверх плана 4 мин. Начните с обязательного")


@pytest.mark.parametrize(("leave", "wanted"), [("10:11:59", [Lesson.STEADY]), ("10:12", [Lesson.LONG])])
def test_less_than_two_minutes_are_no_lesson(leave, wanted):
    found, _route = told(("10:00", START, ARRIVE, *TICKS), (leave, LEAVE))
    assert lessons(found) == wanted


def test_who_leaves_early_with_tasks_undone_is_told_that_there_is_time():
    found, _route = told(("10:00", START, ARRIVE), ("10:06", LEAVE))
    (advice,) = found.advice
    assert (advice.lesson, advice.weight, advice.station, advice.tasks) == (
        Lesson.HURRIED,
        minutes(4),
        "a",
        2,
    )


def test_tasks_undone_without_a_hint_call_for_one_and_with_a_hint_do_not():
    without, _route = told(("10:00", START, ARRIVE), ("10:10", LEAVE))
    told_one, _route = told(("10:00", START, ARRIVE, HINT), ("10:10", LEAVE))
    assert (lessons(without), lessons(told_one)) == ([Lesson.NO_HINTS], [Lesson.STEADY])


def test_walks_and_waits_at_doors_are_told_apart_from_stays():
    found, _route = told(
        *steady()[:2],
        ("10:16", c.TogglePause("g", DOOR)),
        ("10:20", PAUSE, ARRIVE, *TICKS),
        ("10:30", LEAVE),
    )
    second = found.stations[1]
    assert (second.walk, second.planned_walk, second.waited) == (minutes(6), minutes(3), minutes(4))
    assert second.over == minutes(0)
    assert lessons(found) == [Lesson.WAITED, Lesson.WALKED]


def test_only_the_two_heaviest_lessons_are_told_the_heaviest_first():
    found, _route = told(
        ("10:05", START, ARRIVE),
        ("10:22", LEAVE),
        ("10:30", ARRIVE),
        ("10:33", LEAVE),
    )
    assert [(each.lesson, each.weight) for each in found.advice] == [
        (Lesson.LONG, minutes(7)),
        (Lesson.HURRIED, minutes(7)),
    ]


def test_a_late_start_is_a_lesson_of_its_own():
    found, _route = told(("10:04", START, ARRIVE, *TICKS), ("10:14", LEAVE))
    assert [(each.lesson, each.station) for each in found.advice] == [(Lesson.STARTED_LATE, "")]


def test_a_station_that_was_skipped_teaches_nothing_and_one_that_still_lasts_is_left_out():
    found, _route = told(("10:00", START, SKIP), ("10:03", ARRIVE), last="10:40")
    assert [(each.station, each.skipped, each.spent) for each in found.stations] == [("a", True, None)]
    assert found.been == 0
    assert Lesson.LONG not in lessons(found)


def test_nobody_is_advised_who_has_been_nowhere():
    found, _route = told()
    assert (found.stations, found.advice, found.been) == ((), (), 0)


def test_pauses_do_not_count_as_a_slow_stay():
    found, _route = told(
        ("10:00", START, ARRIVE, *TICKS), ("10:02", PAUSE), ("10:12", PAUSE), ("10:20", LEAVE)
    )
    assert found.stations[0].over == minutes(0)
