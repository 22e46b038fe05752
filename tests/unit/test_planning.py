"""The plan: no conflict by a validator of its own, the author's sheet kept, and why where there is none."""

import sys
import tomllib
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise, permutations, product

import pytest
import tomlkit
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st
from plan_validator import after, clock, conflicts, visits_in, walk
from rehearsing import play, wall

from questtour import i18n
from questtour.cli.program import cli
from questtour.library import shipped_sheets
from questtour.planning.bounds import bound
from questtour.planning.days import days, fare
from questtour.planning.explain import PlanFault
from questtour.planning.first import first_plan
from questtour.planning.make import Made, Wishes, make
from questtour.planning.model import PlanModel
from questtour.planning.paths import shortest_path
from questtour.planning.plan import pause_table
from questtour.planning.problem import problem_of
from questtour.planning.solver import Search, solve
from questtour.planning.verdict import robust_lines
from questtour.planning.write import planned_text
from questtour.rehearsal.casting import Casting
from questtour.rehearsal.manner import PUNCTUAL
from questtour.tour.route_reading import read_route, read_sheet

QUICK = Wishes(seconds=1)


def station(name, minutes=10, **more):
    return {"id": name, "title": name.upper(), "minutes": minutes, **more}


def sheet(stations, groups, **more):
    """Return the text of a sheet; groups are how many there are, or tables."""
    if isinstance(groups, int):
        groups = [{"id": f"g{n}"} for n in range(groups)]
    titled = [{"title": each["id"].upper(), **each} for each in groups]
    raw = {"id": "x", "title": "X", "start": "10:00", **more, "stations": stations, "groups": titled}
    return tomlkit.dumps(raw)


def planned(text: str, wishes: Wishes = QUICK) -> tuple[Made, str]:
    """Plan a sheet and return what was found, and the text of the new one."""
    read = read_sheet(text.encode(), "x.toml", in_time=False)
    made = make(read.raw, read.route, wishes)
    return made, planned_text(text, read.route, made.found.plan)


def shortest_by_hand(minutes, walk, groups):
    """Return when the last group can be done, trying every order; groups start when they like."""
    best = None
    for orders in product(permutations(range(len(minutes))), repeat=groups):
        end = _greedy_end(orders, minutes, walk)
        best = end if best is None else min(best, end)
    return best


def _greedy_end(orders, minutes, walk):
    """Try every way in which groups can go in one after the other at each station."""
    best, open_states = None, [((0,) * len(orders), (0,) * len(orders), (0,) * len(minutes))]
    while open_states:
        places, ready, free = open_states.pop()
        waiting = [group for group, place in enumerate(places) if place < len(minutes)]
        if not waiting:
            end = max(ready) - walk
            best = end if best is None else min(best, end)
        for group in waiting:
            there = orders[group][places[group]]
            leave = max(ready[group], free[there]) + minutes[there]
            if best is None or leave < best:
                open_states.append(
                    (
                        (*places[:group], places[group] + 1, *places[group + 1 :]),
                        (*ready[:group], leave + walk, *ready[group + 1 :]),
                        (*free[:there], leave, *free[there + 1 :]),
                    )
                )
    return best


@st.composite
def sheets(draw):
    names = [f"s{n}" for n in range(draw(st.integers(2, 4)))]
    stations = [
        station(name, draw(st.sampled_from([4, 7, 7.5, 10])), capacity=draw(st.sampled_from([1, 1, 2])))
        for name in names
    ]
    groups = [{"id": f"g{n}"} for n in range(draw(st.integers(2, 4)))]
    for group in groups[:1]:
        group["route"] = draw(st.lists(st.sampled_from(names), min_size=1, unique=True))
    if draw(st.booleans()):
        groups[-1]["start"] = draw(st.sampled_from(["10:00", "10:04"]))
    more = {"transfer": draw(st.sampled_from([1, 2.5, 3]))}
    if draw(st.booleans()):
        more["transfers"] = [{"from": "s0", "to": "s1", "minutes": draw(st.sampled_from([0, 1, 6]))}]
    named = draw(st.sampled_from([{}, {"groups": ["g0"]}]))
    if draw(st.booleans()):
        more["breaks"] = [
            {"title": "Tea", "at": draw(st.sampled_from(["10:10", "10:17"])), "minutes": 8, **named}
        ]
    return sheet(stations, groups, **more)


@st.composite
def tiny_sheets(draw):
    """Draw a sheet so small that every order can be tried; groups rest at different times."""
    names = [f"s{n}" for n in range(draw(st.integers(2, 3)))]
    stations = [
        station(name, draw(st.integers(3, 9)), capacity=draw(st.sampled_from([1, 1, 2]))) for name in names
    ]
    groups = [{"id": f"g{n}"} for n in range(2 if len(names) == 3 else 3)]
    if draw(st.booleans()):
        groups[0]["start"] = draw(st.sampled_from(["10:00", "10:06"]))
    ways = [{"from": "s0", "to": "s1", "minutes": draw(st.sampled_from([1, 2, 7]))}]
    breaks = [
        {
            "title": "Tea",
            "at": f"10:{draw(st.integers(0, 20)):02}",
            "minutes": draw(st.integers(2, 15)),
            "groups": [group["id"]],
        }
        for group in groups
        if draw(st.booleans())
    ]
    return sheet(stations, groups, transfer=2, transfers=ways, breaks=breaks)


def earliest_end(text):
    """Return when the last group can be done, trying every order in which visits may begin."""
    raw = tomllib.loads(text)
    pairs = [(group["id"], station["id"]) for group in raw["groups"] for station in raw["stations"]]
    return min(end_of_order(raw, order) for order in permutations(pairs))


def end_of_order(raw, order):
    """Let each visit begin as soon as its group and its station are free; pauses are whole minutes."""
    stations = {each["id"]: each for each in raw["stations"]}
    here, at, taken = {}, {}, {each: [] for each in stations}
    for name, goal in order:
        group = next(each for each in raw["groups"] if each["id"] == name)
        rests = [
            (clock(each["at"]), clock(each["at"]) + each["minutes"])
            for each in raw["breaks"]
            if name in each["groups"]
        ]
        first = name not in here
        soonest = clock(group.get("start", raw["start"]))
        if not first:
            soonest = after(rests, at[name], walk(raw, here[name], goal))
        for moment in sorted({soonest, *(over for _begin, over in taken[goal] if over > soonest)}):
            # On the way nobody comes while standing still: who would, comes a minute after the break.
            inside = [end for begin, end in rests if begin < moment <= end and not first]
            begin = max([moment, *(end + 1 for end in inside)])
            over = after(rests, begin, stations[goal]["minutes"])
            meeting = [each for each in taken[goal] if each[0] < over and begin < each[1]]
            moments = [begin, *(each[0] for each in meeting if each[0] > begin)]
            most = max(sum(one <= when < two for one, two in meeting) for when in moments)
            if most < stations[goal].get("capacity", 1):
                break
        if first and "start" in group and begin != soonest:
            return clock("24:00")
        here[name], at[name] = goal, over
        taken[goal].append((begin, over))
    return max(at.values())


@given(tiny_sheets())
@settings(max_examples=40)
def test_the_bound_and_the_proof_hold_against_every_order_tried_one_by_one(text):
    least = earliest_end(text)
    problem = problem_of(read_sheet(text.encode(), "x.toml", in_time=False).route)
    assert bound(problem) / timedelta(minutes=1) <= least
    found = solve(problem, 4)
    # In the next day there is no time to start.
    assert found is None or found.bound / timedelta(minutes=1) <= least


def test_groups_that_need_the_same_come_in_the_order_of_the_sheet():
    text = sheet(
        [station("a"), station("b", 20)], [{"id": "g0"}, {"id": "g1"}, {"id": "g2", "start": "10:00"}]
    )
    problem = problem_of(read_sheet(text.encode(), "x.toml", in_time=False).route)
    assert [needs.like(problem.needs[0]) for needs in problem.needs] == [True, True, False]
    search = Search(PlanModel(problem), 5, 1)
    came = {"g0": {"b": 664, "a": 687}, "g1": {"b": 620, "a": 643}, "g2": {"a": 600, "b": 641}}
    assert search.begin(came)
    # It is the same plan: only who is called what has changed.
    assert search.arrivals == {"g0": came["g1"], "g1": came["g0"], "g2": came["g2"]}


def test_the_shortest_path_is_exact_for_a_dozen_stations_and_never_too_long_for_more():
    way = {pair: 1 + (7 * pair[0] + 3 * pair[1]) % 5 for pair in permutations(range(6), 2)}
    ids = tuple(f"s{n}" for n in range(6))
    walks = tuple(((ids[one], ids[two]), length) for (one, two), length in way.items())
    by_hand = min(sum(way[pair] for pair in pairwise(order)) for order in permutations(range(6)))
    assert shortest_path(ids, walks) == by_hand
    many = tuple(f"s{n}" for n in range(14))
    assert shortest_path(many, tuple((pair, 2) for pair in permutations(many, 2))) == 26


def test_a_station_waits_for_nobody_who_rests():
    # Both would be through by 10:20, were it not for the break of the one that may not come before it.
    rest = [{"title": "Tea", "at": "10:05", "minutes": 30, "groups": ["g0", "g1"]}]
    text = sheet([station("a")], [{"id": f"g{n}"} for n in range(3)], breaks=rest)
    problem = problem_of(read_route(text.encode(), "x.toml"))
    # g2 goes in first; then there is nobody until 10:35, and two stays of 10 minutes after it.
    assert bound(problem) == timedelta(hours=10, minutes=55)
    assert planned(text)[0].found.end == bound(problem)


def test_a_sheet_that_was_planned_before_is_planned_without_its_old_pauses():
    text = "# mine\n" + sheet([station("a"), station("b")], [{"id": f"g{n}"} for n in range(5)])
    _made, once = planned(text)
    assert "Pause before" in once
    made, twice = planned(once)
    assert twice.startswith("# mine\n")
    assert conflicts(twice) == []
    assert tomllib.loads(twice).get("breaks", []) == [
        pause_table(made.route, each) for each in made.found.plan.pauses
    ]
    kept, thrice = planned(once, replace(QUICK, keep={"g0"}))
    assert conflicts(thrice) == []
    assert [each for each in tomllib.loads(once)["breaks"] if each["groups"] == ["g0"]] == [
        each for each in tomllib.loads(thrice).get("breaks", []) if each["groups"] == ["g0"]
    ]
    assert "g0" not in kept.found.plan.orders


def test_walking_is_told_of_all_groups_also_of_those_that_are_kept():
    text = sheet([station("a"), station("b")], [{"id": f"g{n}"} for n in range(2)])
    for keep in ((), ("g0",), ("g0", "g1")):
        made, _written = planned(text, replace(QUICK, keep=keep))
        assert made.found.walking == timedelta(minutes=6)


def test_a_plan_that_was_found_is_kept_when_there_is_no_time_to_better_it(monkeypatch):
    stations = [station(f"s{n}", 5 + n) for n in range(4)]
    problem = problem_of(read_route(sheet(stations, 4, transfers=[far("s0", "s1")]).encode(), "x.toml"))
    best = solve(problem, 2)
    monkeypatch.setattr("questtour.planning.solver._SHARES", (0.75, 1e-9, 1e-9))
    kept = solve(problem, 2)
    assert (kept.end, kept.bound) == (best.end, best.bound)
    assert kept.least_waiting <= best.least_waiting <= best.waiting <= kept.waiting


def test_a_plan_that_goes_on_after_midnight_is_not_written():
    groups = [{"id": f"g{n}", "start": "23:50"} for n in range(3)]
    with pytest.raises(PlanFault, match="after midnight"):
        planned(sheet([station("a", 20), station("b"), station("c")], groups, start="23:50", transfer=2))


@st.composite
def uneven_walks(draw):
    """Draw a sheet of the tiniest kind with every walk of its own length, some of them round about."""
    names = ["s0", "s1", "s2"]
    stations = [station(name, draw(st.integers(2, 6))) for name in names]
    ways = [
        {"from": one, "to": two, "minutes": draw(st.integers(1, 15)), "one_way": True}
        for one, two in permutations(names, 2)
    ]
    rest = {"title": "Tea", "at": "10:05", "minutes": draw(st.integers(1, 9)), "groups": ["g0"]}
    return sheet(stations, 2, transfers=ways, breaks=[rest])


@given(uneven_walks())
@settings(max_examples=25)
def test_with_walks_of_any_length_the_proved_end_is_the_best_of_all_orders(text):
    made, written = planned(text)
    assert made.found.end == made.found.bound
    assert made.found.end / timedelta(minutes=1) == earliest_end(text)
    assert conflicts(written) == []


def test_no_walk_is_direct_that_takes_longer_than_the_way_over_a_third_station():
    stations, roundabout = [station("a"), station("b", 5), station("c")], far("a", "c")
    for minutes, direct in ((11, True), (12, False)):
        text = sheet(stations, 1, transfer=3, transfers=[roundabout | {"minutes": minutes}])
        assert problem_of(read_route(text.encode(), "x.toml")).needs[0].direct is direct


def test_the_search_goes_on_from_a_plan_and_tells_what_is_none():
    text = sheet([station(f"s{n}", 5 + n) for n in range(4)], 4, transfers=[far("s0", "s1")])
    problem = problem_of(read_route(text.encode(), "x.toml"))
    first = first_plan(problem)
    search = Search(PlanModel(problem, stepwise=False), 2, 0)
    assert search.begin(first)
    search.proceed(PlanModel(problem))
    # Groups that are alike may have changed places.
    assert sorted(map(str, map(sorted, map(dict.items, search.arrivals.values())))) == sorted(
        map(str, map(sorted, map(dict.items, first.values())))
    )
    assert not search.begin(dict.fromkeys(first, first["g0"]))


def far(one, two):
    return {"from": one, "to": two, "minutes": 9}


def last_end(problem, arrivals):
    return max(
        needs.axis.wall(arrivals[needs.group][name] + stay)
        for needs in problem.needs
        for name, stay in needs.stays.items()
    )


@given(sheets())
@settings(max_examples=25)
def test_no_plan_has_a_conflict_and_the_written_sheet_says_what_was_promised(text):
    made, written = planned(text, Wishes(seconds=2))
    assert conflicts(written) == []
    last = max(walked[-1][2] for walked in visits_in(written).values())
    assert last == made.found.end / timedelta(minutes=1)
    assert made.found.bound <= made.found.end
    before = {each["id"]: each for each in tomllib.loads(text)["groups"]}
    for group in tomllib.loads(written)["groups"]:
        wanted = before[group["id"]]
        assert set(group["route"]) == set(
            wanted.get("route", {s["id"] for s in tomllib.loads(text)["stations"]})
        )
        assert group["start"] == wanted.get("start", group["start"])


@pytest.mark.parametrize("minutes", [(5, 5), (4, 9), (3, 8, 5)])
def test_the_end_is_as_early_as_trying_everything_finds(minutes):
    text = sheet([station(f"s{n}", length) for n, length in enumerate(minutes)], 2, transfer=2)
    made, _written = planned(text)
    assert made.found.end == made.found.bound
    assert made.found.end - timedelta(hours=10) == timedelta(minutes=shortest_by_hand(minutes, 2, 2))


def test_equal_minutes_need_no_waiting():
    made, _written = planned(sheet([station(each) for each in "abcd"], 4))
    assert (made.found.waiting, made.found.plan.pauses) == (timedelta(), ())


def test_a_group_that_cannot_go_in_waits_on_its_way_and_the_sheet_says_so_as_a_break():
    text = sheet([station("a", 5), station("b", 9)], [{"id": f"g{n}", "start": "10:00"} for n in range(2)])
    made, written = planned(text)
    (pause,) = made.found.plan.pauses
    (rest,) = tomllib.loads(written)["breaks"]
    assert rest["groups"] == [pause.group]
    assert rest["title"] == {"ru": "Пауза перед станцией «B»", "en": "Pause before “B”"}
    assert (rest["minutes"], conflicts(written)) == (1, [])


def test_without_pauses_only_orders_and_starts_change():
    text = sheet([station("a", 5), station("b", 9)], 2)
    made, written = planned(text, Wishes(pauses=False, seconds=1))
    assert made.found.plan.pauses == ()
    assert "breaks" not in tomllib.loads(written)
    assert conflicts(written) == []


def test_a_kept_group_keeps_order_and_times():
    groups = [{"id": "g0", "route": ["c", "b", "a"], "start": "10:02"}, {"id": "g1"}]
    text = sheet([station(each) for each in "abc"], groups)
    _made, written = planned(text, Wishes(keep=["g0"], seconds=1))
    assert tomllib.loads(written)["groups"][0] == tomllib.loads(text)["groups"][0]
    assert conflicts(written) == []


def test_a_group_to_keep_can_be_named_by_its_title():
    groups = [{"id": "g0", "title": {"ru": "Атом", "en": "Atom"}, "route": ["b", "a"]}, {"id": "g1"}]
    text = sheet([station(each) for each in "ab"], groups)
    for name in ("атом", "ATOM", "G0"):
        _made, written = planned(text, Wishes(keep=[name], seconds=1))
        assert tomllib.loads(written)["groups"][0] == tomllib.loads(text)["groups"][0]


def test_a_misspelt_group_to_keep_is_answered_with_the_nearest_and_a_doubtful_one_with_ids():
    groups = [{"id": "g0", "title": "Atom"}, {"id": "g1", "title": "Quark"}, {"id": "g2", "title": "Quark"}]
    text = sheet([station("a")], groups)
    with pytest.raises(PlanFault, match=r"Did you mean “Atom” \(g0\)"):
        planned(text, Wishes(keep=["atmo"]))
    with pytest.raises(PlanFault, match="by its id: g1, g2"):
        planned(text, Wishes(keep=["quark"]))


def test_walks_of_different_length_are_chosen_well():
    far = [{"from": "a", "to": "c", "minutes": 20}]
    made, _written = planned(sheet([station(each) for each in "abc"], 1, transfers=far))
    assert made.found.plan.orders["g0"][1] == "b"
    assert made.found.walking == timedelta(minutes=6)


def test_a_station_that_is_too_small_for_the_time_is_named():
    text = sheet([station("vr", 15), station("b", 5)], 4, finish_by="10:50")
    with pytest.raises(PlanFault, match=r"4 groups × 15 min at “VR” do not fit in before 10:50.* 11:00"):
        planned(text)
    i18n.use("ru")
    with pytest.raises(PlanFault, match="4 группы × 15 мин на «VR» не помещаются до 10:50"):
        planned(text)


def test_a_break_that_makes_the_sum_is_named():
    tea = {"title": "Tea", "at": "10:10", "minutes": 20}
    text = sheet([station("vr", 15)], 3, finish_by="11:00", breaks=[tea])
    with pytest.raises(PlanFault, match=r"“VR” and a break of 20 min do not fit in .* until 11:05"):
        planned(text)
    two = [tea, tea | {"at": "10:40", "minutes": 5}]
    text = sheet([station("a", 15), station("b", 25)], 1, finish_by="11:00", breaks=two)
    i18n.use("ru")
    with pytest.raises(PlanFault, match=r"3 мин переходов и перерывы \(вместе 25 мин\); начав в 10:00"):
        planned(text)


def test_a_group_that_cannot_get_round_in_time_is_named():
    text = sheet([station("a", 15), station("b", 25)], 1, finish_by="10:40")
    with pytest.raises(PlanFault, match=r"“G0” does not get round before 10:40: 40 min .* 3 min .*10:43"):
        planned(text)


def test_where_only_the_whole_is_too_much_the_earliest_end_is_told():
    text = sheet([station("a", 10), station("b", 10)], 2, transfer=10, finish_by="10:30")
    assert conflicts(planned(text)[1]) == []
    # Each door is taken for 30 minutes, but who goes in second at one is too late at the other.
    with pytest.raises(PlanFault, match=r"not through before 10:40"):
        planned(sheet([station("a", 10), station("b", 10)], 3, transfer=10, finish_by="10:35"))


def test_groups_that_must_be_at_one_door_at_once_have_no_plan():
    groups = [{"id": f"g{n}", "start": "10:00"} for n in range(2)]
    with pytest.raises(PlanFault, match="does not leave enough freedom"):
        planned(sheet([station("a")], groups))


def test_a_sheet_whose_own_orders_are_late_is_planned_anew():
    far = [{"from": "a", "to": "c", "minutes": 30}]
    groups = [{"id": "g0", "route": ["a", "c", "b"]}]
    text = sheet([station(each) for each in "abc"], groups, transfers=far, finish_by="10:40")
    assert conflicts(planned(text)[1]) == []


def test_the_bound_holds_for_the_first_plan_too():
    text = sheet([station(f"s{n}", 5 + n) for n in range(5)], 5)
    problem = problem_of(read_route(text.encode(), "x.toml"))
    first = first_plan(problem)
    assert bound(problem) <= last_end(problem, first)


def test_the_same_sheet_gives_the_same_plan():
    text = sheet([station(f"s{n}", 5 + n) for n in range(4)], 4)
    assert planned(text)[1] == planned(text)[1]


def test_only_what_the_plan_changes_changes_in_the_authors_file():
    (path,) = (path for path in shipped_sheets() if path.stem == "kvantorium")
    text = path.read_text(encoding="utf-8")
    _made, written = planned(text)
    lost = [line for line in text.splitlines() if line not in written.splitlines()]
    assert all(line.startswith("route ") for line in lost)
    kept = [line for line in written.splitlines() if not line.startswith(("route ", "start "))]
    assert kept == [line for line in text.splitlines() if not line.startswith(("route ", "start "))]
    assert '\ntitle    = { ru = "Атом", en = "Atom" }\n' in written


def test_a_new_line_keeps_a_space_before_its_sign_where_the_author_has_one():
    text = sheet([station("a"), station("b")], 2)
    assert 'id = "g0"' in text
    _made, written = planned(text)
    assert len([line for line in written.splitlines() if line.startswith(("route = [", "start = "))]) == 5
    tight = text.replace('id = "g', 'id="g')
    assert len([line for line in planned(tight)[1].splitlines() if line.startswith('route=["')]) == 2


def test_groups_in_braces_and_windows_line_ends_are_kept():
    text = (
        'id = "x"\r\ntitle = "X" # mine\r\nstart = "10:00"\r\ngroups = [\r\n'
        '  { id = "a", title = "A" }, # first\r\n  { id = "b", title = "B", start = "10:00" },\r\n]\r\n'
        'breaks = [{ title = "Tea", at = "11:00", minutes = 5 }]\r\n'
        '[[stations]]\r\nid = "s"\r\ntitle = "S"\r\nminutes = 5\r\n'
        '[[stations]]\r\nid = "t"\r\ntitle = "T"\r\nminutes = 9\r\n'
    )
    _made, written = planned(text)
    assert "# mine\r\n" in written and "# first\r\n" in written
    assert "\n" not in written.replace("\r\n", "")
    assert conflicts(written) == []


def test_the_sturdy_plan_fares_at_least_as_well_and_ends_in_time():
    text = sheet([station(f"s{n}", 6 + 3 * n) for n in range(3)], 3, finish_by="11:00")
    made, written = planned(text, Wishes(robust=True, seconds=5))
    assert made.choice.chosen_fare.total <= made.choice.shortest_fare.total
    assert conflicts(written) == []


def test_a_sturdy_plan_ends_little_later_than_the_shortest_and_says_what_that_buys():
    made, _written = planned(
        sheet([station(f"s{n}", 9 + n) for n in range(4)], 4), Wishes(robust=True, seconds=5)
    )
    choice = made.choice
    assert (
        choice.shortest.end
        <= choice.chosen.end
        <= choice.limit
        <= choice.shortest.end + timedelta(minutes=10)
    )
    told = list(robust_lines(choice))
    later = (choice.chosen.end - choice.shortest.end) / timedelta(minutes=1)
    if choice.chosen.plan != choice.shortest.plan:
        days = choice.chosen_fare.better_days(choice.shortest_fare)
        assert (
            told[0].startswith((f"{later:g} min later", "No later"))
            and f"on {days} uneven days of 100" in told[0]
        )


def test_who_is_late_uses_up_a_planned_pause_on_uneven_days_too():
    pause = {"title": "Pause before “B”", "at": "10:10", "minutes": 10, "groups": ["g0"]}
    text = sheet(
        [station("a"), station("b")], [{"id": "g0", "route": ["a", "b"]}], transfer=3, breaks=[pause]
    )
    route = read_route(text.encode(), "x.toml")
    slow = {("g0", "a"): 1.5, ("g0", "b"): 1.0}
    assert fare(route, [slow]).total == timedelta()


def test_on_days_as_planned_nobody_waits():
    made, _written = planned(sheet([station(f"s{n}", 5 + n) for n in range(3)], 3))
    even = [dict.fromkeys(days(made.route, 1)[0], 1.0)]
    assert fare(made.route, even).total == timedelta()
    assert fare(made.route, days(made.route)).total > timedelta()


def test_a_plan_rehearsed_by_punctual_guides_has_no_waits():
    groups = [{"id": f"g{n}"} for n in range(4)]
    tea = {"title": "Tea", "at": "10:20", "minutes": 10, "groups": ["g1", "g2"]}
    text = sheet(
        [station(f"s{n}", 4 + 3 * n) for n in range(4)], groups, transfers=[far("s0", "s3")], breaks=[tea]
    )
    unplanned = play(tomllib.loads(text), Casting(manner=PUNCTUAL)).progress
    assert [wait for group in unplanned.on_sheet for visit in group.visits for wait in visit.waits]
    made, written = planned(text)
    assert made.found.plan.pauses
    played = play(tomllib.loads(written), Casting(manner=PUNCTUAL)).progress
    for name, walked in visits_in(written).items():
        visits = played.groups[name].visits
        # Who comes in the very moment in which another one leaves has stood at the door for no time at all.
        assert not [each for visit in visits for each in visit.waits if each.end > each.start]
        told = [(visit.station, visit.arrived, visit.ended) for visit in visits]
        assert told == [(goal, at_clock(arrive), at_clock(leave)) for goal, arrive, leave in walked]


def at_clock(minutes):
    return wall("00:00") + timedelta(minutes=float(minutes))


# --- the command ------------------------------------------------------------------------------------------


@pytest.fixture
def small(tmp_path):
    path = tmp_path / "small.toml"
    path.write_text(sheet([station("a"), station("b", 12)], 2), encoding="utf-8")
    return path


def run(*arguments):
    return CliRunner().invoke(cli, ["plan", *map(str, arguments), "--lang", "en"])


def test_the_command_writes_the_plan_and_prints_the_matrix_with_its_proof(small):
    output = small.with_name("new.toml")
    done = run(small, "--output", output, "--seconds", 1)
    assert done.exit_code == 0, done.output
    assert conflicts(output.read_text(encoding="utf-8")) == []
    assert "10:00" in done.stdout and "│G0" in done.stdout
    assert "The last group is done at 10:25. It is proved that nobody can end the tour sooner." in done.stdout
    assert done.stderr == ""
    # A second plan of the same tour takes the place of the first, and it is said.
    again = run(small, "--output", output, "--seconds", 1)
    assert (again.exit_code, again.stderr) == (0, f"The earlier file “{output}” was replaced.\n")


def test_the_authors_sheet_and_other_files_are_not_written_over(small):
    before = small.read_text(encoding="utf-8")
    done = run(small, "--output", small)
    assert (done.exit_code, "is the sheet itself" in done.stderr) == (1, True)
    other = small.with_name("notes.txt")
    other.write_text("mine", encoding="utf-8")
    done = run(small, "--output", other)
    assert (done.exit_code, "something else" in done.stderr) == (1, True)
    assert (small.read_text(encoding="utf-8"), other.read_text(encoding="utf-8")) == (before, "mine")


def test_a_group_that_is_not_there_cannot_be_kept(small):
    done = run(small, "--output", small.with_name("new.toml"), "--keep", "zz")
    assert (done.exit_code, done.stderr.count("\n")) == (1, 1)
    assert "“zz”" in done.stderr and "g0 (G0), g1 (G1)" in done.stderr


def test_without_the_solver_one_line_says_how_to_get_it(small, monkeypatch):
    monkeypatch.setitem(sys.modules, "ortools", None)
    done = run(small, "--output", small.with_name("new.toml"))
    assert done.exit_code == 1
    assert done.stderr == "Planning needs OR-Tools, which is not installed: pip install 'questtour[plan]'\n"
