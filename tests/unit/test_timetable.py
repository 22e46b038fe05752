"""The plan: orders, times, breaks and meetings."""

from datetime import timedelta
from io import StringIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.console import Console

from questtour import i18n
from questtour.reports.matrix import matrix_text
from questtour.reports.timetable import meeting_lines, overlap_lines, print_timetable, timetable_table
from questtour.tour.route import Route
from questtour.tour.route_values import hhmm
from questtour.tour.timetable import advance, meetings, orders, plan_visits, rotations, timetable, working

MINUTE = timedelta(minutes=1)


@pytest.fixture(autouse=True)
def _english():
    i18n.use("en")
    yield
    i18n.use("en")


def route(stations=3, groups=1, minutes=10, **more):
    """Make a route from lists of tables, or from how many of them there are."""
    if isinstance(stations, int):
        stations = [{"id": f"s{n}", "title": f"S{n}", "minutes": minutes} for n in range(stations)]
    if isinstance(groups, int):
        groups = [{"id": f"g{n}", "title": f"G{n}"} for n in range(groups)]
    raw = {"id": "x", "title": "X", "start": "10:00", "stations": stations, "groups": groups}
    return Route.model_validate(raw | more)


def rests(*spans):
    raw = [{"title": "Rest", "at": hhmm(at * MINUTE), "minutes": minutes} for at, minutes in spans]
    return route(breaks=raw).breaks_for("g0")


def times(visits):
    return [(visit.station, hhmm(visit.arrive), hhmm(visit.leave)) for visit in visits]


# --- orders -----------------------------------------------------------------------------------------------


def test_groups_without_a_route_take_the_stations_in_turn():
    assert orders(route(3, 3)) == {
        "g0": ("s0", "s1", "s2"),
        "g1": ("s1", "s2", "s0"),
        "g2": ("s2", "s0", "s1"),
    }


def test_a_route_in_the_sheet_is_kept_and_the_others_step_aside():
    groups = [{"id": "g0", "title": "G"}, {"id": "g1", "title": "G", "route": ["s0", "s1"]}]
    found = route(3, groups)
    assert orders(found) == {"g0": ("s1", "s2", "s0"), "g1": ("s0", "s1")}
    assert meetings(found, timetable(found)) == ()


def test_of_equally_good_orders_the_groups_own_turn_is_taken():
    assert [order[0] for order in orders(route(2, 4)).values()] == ["s0", "s1", "s0", "s1"]


def test_rotations_are_all_cyclic_orders():
    assert list(rotations(route(3), 4)) == [("s1", "s2", "s0"), ("s2", "s0", "s1"), ("s0", "s1", "s2")]


@given(
    stations=st.integers(1, 9),
    some=st.integers(1, 9),
    minutes=st.integers(1, 30),
    walk=st.integers(0, 10),
    lunch=st.integers(600, 700),
)
@settings(max_examples=60, deadline=None)
def test_groups_of_equal_pace_never_meet(stations, some, minutes, walk, lunch):
    rest = [{"title": "Lunch", "at": hhmm(lunch * MINUTE), "minutes": 30}]
    found = route(stations, min(some, stations), minutes, transfer=walk, breaks=rest)
    plan = timetable(found)
    assert meetings(found, plan) == ()
    assert all(
        sorted(order) == sorted(station.id for station in found.stations) for order in orders(found).values()
    )


# --- times ------------------------------------------------------------------------------------------------


def test_a_plan_is_stays_and_walks_one_after_the_other():
    plan = timetable(route(3, 1, transfers=[{"from": "s1", "to": "s2", "minutes": 5}]))
    assert times(plan.visits["g0"]) == [
        ("s0", "10:00", "10:10"),
        ("s1", "10:13", "10:23"),
        ("s2", "10:28", "10:38"),
    ]
    assert [visit.position for visit in plan.visits["g0"]] == [1, 2, 3]
    assert hhmm(plan.start("g0")) == "10:00" and hhmm(plan.finish("g0")) == hhmm(plan.last_finish) == "10:38"


def test_a_staggered_start_moves_the_whole_plan_of_its_group():
    groups = [{"id": "g0", "title": "G", "start": "10:05"}, {"id": "g1", "title": "G"}]
    plan = timetable(route(2, groups))
    assert hhmm(plan.start("g0")) == "10:05" and hhmm(plan.start("g1")) == "10:00"
    assert hhmm(plan.last_finish) == "10:28"


def test_a_stay_or_walk_that_runs_into_a_break_goes_on_after_it():
    lunch = [
        {"title": "Lunch", "at": "10:05", "minutes": 30},
        {"title": "Talk", "at": "10:41", "minutes": 10},
    ]
    plan = timetable(route(2, 1, breaks=lunch))
    assert times(plan.visits["g0"]) == [("s0", "10:00", "10:40"), ("s1", "10:53", "11:03")]


def test_only_the_named_groups_have_a_break():
    lunch = [{"title": "Lunch", "at": "10:05", "minutes": 30, "groups": ["g1"]}]
    plan = timetable(route(2, 2, breaks=lunch))
    assert hhmm(plan.finish("g0")) == "10:23" and hhmm(plan.finish("g1")) == "10:53"


def test_any_order_from_any_time_can_be_planned():
    visits = plan_visits(route(3), "g0", ("s2", "s0"), 720 * MINUTE)
    assert times(visits) == [("s2", "12:00", "12:10"), ("s0", "12:13", "12:23")]


@pytest.mark.parametrize(
    ("at", "duration", "end"),
    [
        (600, 10, 610),
        (600, 20, 620),  # over just as the break begins
        (600, 21, 651),
        (625, 5, 655),  # begun in the break
        (625, 0, 625),
        (650, 5, 655),
    ],
)
def test_time_stands_still_in_a_break(at, duration, end):
    assert advance(rests((620, 30)), at * MINUTE, duration * MINUTE) == end * MINUTE


def test_overlapping_breaks_count_once():
    pair = rests((620, 30), (630, 40), (635, 5))
    assert advance(pair, 610 * MINUTE, 20 * MINUTE) == 680 * MINUTE
    assert working(pair, 610 * MINUTE, 680 * MINUTE) == 20 * MINUTE


SPANS = st.lists(st.tuples(st.integers(0, 1400), st.integers(1, 300)), max_size=5)


@given(SPANS, st.integers(0, 1400), st.integers(0, 600))
@settings(max_examples=200, deadline=None)
def test_working_is_the_inverse_of_advance(spans, at, duration):
    begin, some = at * MINUTE, rests(*spans)
    end = advance(some, begin, duration * MINUTE)
    assert working(some, begin, end) == duration * MINUTE
    assert working(some, end, begin) == -duration * MINUTE
    assert end == begin or working(some, begin, end - MINUTE / 60) < duration * MINUTE


# --- meetings ---------------------------------------------------------------------------------------------


def test_a_meeting_is_more_groups_than_a_station_holds():
    groups = [{"id": f"g{n}", "title": f"G{n}", "route": ["s0"]} for n in range(3)]
    groups[2]["start"] = "10:05"
    found = route(1, groups)
    told = [(m.station, m.groups, hhmm(m.start), hhmm(m.end)) for m in meetings(found, timetable(found))]
    assert told == [
        ("s0", ("g0", "g1"), "10:00", "10:05"),
        ("s0", ("g0", "g1", "g2"), "10:05", "10:10"),
    ]


def test_one_may_come_as_another_goes():
    groups = [{"id": "g0", "title": "G"}, {"id": "g1", "title": "G", "start": "10:10"}]
    found = route(1, groups)
    assert meetings(found, timetable(found)) == ()


def test_a_large_station_holds_several_groups():
    stations = [{"id": "s0", "title": "S", "minutes": 10, "capacity": 2}]
    found = route(stations, 3)
    assert len(meetings(found, timetable(found))) == 1
    pair = route(stations, 2)
    assert meetings(pair, timetable(pair)) == ()


# --- on paper ---------------------------------------------------------------------------------------------


def printed(found):
    console = Console(width=80, file=StringIO())
    console.print(timetable_table(found))
    return console.file.getvalue()


@pytest.mark.parametrize("groups", [1, 4, 5, 6, 12])
def test_the_timetable_fits_80_columns_and_shows_every_group(groups):
    found = route(4, groups, title="Цифровая лаборатория")
    text = printed(found)
    assert max(map(len, text.splitlines())) <= 80
    assert all(f"G{number}" in text for number in range(groups))


def test_the_timetable_shows_title_times_and_breaks_as_they_are_written():
    rest = [{"title": "[bold]Lunch[/bold]", "at": "10:20", "minutes": 30, "groups": ["g0"]}]
    text = printed(route(2, 2, title="[red]Tour\x1b[2J", breaks=rest))
    for shown in ("[red]Tour", "10:00–10:53", "2 groups, 2 stations", "[bold]Lunch[/bold], 10:20–10:50, G0"):
        assert shown in text
    assert "\x1b[2J" not in text


def test_the_timetable_speaks_the_language_in_use():
    found = route(1, 1, title={"ru": "Тур", "en": "Tour"})
    i18n.use("ru")
    assert "Тур" in printed(found)


def test_meetings_are_told_in_plain_words():
    assert meeting_lines(route(1, 1)) == []
    assert meeting_lines(route(1, 2)) == ["10:00–10:10 at “S0”: G0, G1, but there is room for 1 group."]


def test_the_timetable_goes_to_stdout_and_the_warnings_to_stderr(capsys):
    print_timetable(route(1, 2))
    out, err = capsys.readouterr()
    assert "S0" in out and "room for" not in out
    assert err == "10:00–10:10 at “S0”: G0, G1, but there is room for 1 group.\n"


def test_a_tour_over_midnight_says_so():
    assert "23:55–00:05 of the next day" in printed(route(1, 2, start="23:55"))


def test_two_breaks_of_a_group_that_overlap_are_worth_a_question():
    tea = {"title": "Tea", "at": "10:30", "minutes": 15}
    lunch = {"title": "Lunch", "at": "10:20", "minutes": 30, "groups": ["g0"]}
    assert overlap_lines(route(2, 2, breaks=[tea, {**lunch, "at": "10:45"}])) == []
    (line,) = overlap_lines(route(2, 2, breaks=[tea, lunch]))
    assert "“Tea” (10:30–10:45)" in line and "“Lunch” (10:20–10:50)" in line


def test_groups_whose_names_do_not_fit_into_the_plan_are_numbered():
    many = route(12, 12)
    text, labels = matrix_text(many, timetable(many), 80)
    assert labels == {f"g{n}": str(n + 1) for n in range(12)}
    assert "│12" in text.plain
    few = route(2, 2)
    assert matrix_text(few, timetable(few), 80)[1] == {"g0": "G0", "g1": "G1"}
