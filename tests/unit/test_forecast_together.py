"""All groups walked forward together: what is expected, how sure that is, and what is learned on the way."""

from dataclasses import dataclass
from heapq import heapify, heappop, heappush

import pytest
from helpers import MIDNIGHT, MOSCOW, Tale, at, minutes, seconds, sheet, sheets, station, walk, wishes
from hypothesis import given
from hypothesis import strategies as st

from questtour.tour import commands as c
from questtour.tour import events as e
from questtour.tour.evolve import evolve
from questtour.tour.forecast import State, forecast
from questtour.tour.pace import STAYS, Seen, fit, learn
from questtour.tour.progress import Progress
from questtour.tour.timetable import advance, orders

TEN = minutes(10)


def of(tale, wall, group="g", **more):
    return forecast(tale.progress, at(wall), **more).groups[group]


def walls(tale, moments):
    return [tale.progress.tour.on_wall(moment).strftime("%H:%M:%S") for moment in moments]


@dataclass
class Day:
    """A tour that has happened."""

    progress: Progress
    happened: dict
    """Group and station → came to the door, went in, left."""
    told: list
    """When, which group, what: in the order of time."""

    def forecast(self, now):
        """Return what is known at `now`, and what is expected then."""
        known = self.progress
        for number, (time, group, event) in enumerate(self.told):
            if time <= now:
                record = e.Recorded("d", number + 2, time, f"{number:09}", group, event)
                known = evolve(known, record)
        return known, forecast(known, now)


def day(raw, lengths=None):
    """Let a tour happen, first come first served, each stay so many times as long as planned."""
    lengths = lengths or {}
    opening = e.TourOpened(route=raw, utc_offset=MOSCOW)
    progress = evolve(Progress(), e.Recorded("d", 1, at("09:00"), "0", None, opening))
    assert progress.tour is not None
    route, way = progress.route, orders(progress.route)
    free = {each.id: [MIDNIGHT] * each.capacity for each in route.stations}
    doors = [(MIDNIGHT + route.start_of(each.id), n, each.id, 0) for n, each in enumerate(route.groups)]
    heapify(doors)
    told, happened = [], {}
    for start, _, group, _ in doors:
        told += [(start, group, e.GroupClaimed()), (start, group, e.GroupStarted())]
    while doors:
        door, number, group, place = heappop(doors)
        here = way[group][place]
        enter = max(door, heappop(free[here]))
        stay = route.station(here).stay * lengths.get((group, here), 1)
        leave = MIDNIGHT + advance(route.breaks_for(group), enter - MIDNIGHT, stay)
        heappush(free[here], leave)
        happened[group, here] = door, enter, leave
        if enter > door:
            told.append((door, group, e.TimerPaused(reason=e.DOOR)))
        told += [(enter, group, e.StationArrived(station=here)), (leave, group, e.StationLeft(station=here))]
        if place + 1 < len(way[group]):
            takes = route.walk(here, way[group][place + 1])
            came = MIDNIGHT + advance(route.breaks_for(group), leave - MIDNIGHT, takes)
            heappush(doors, (came, number, group, place + 1))
    return Day(progress, happened, sorted(told, key=lambda each: each[0]))


@given(sheets(), st.integers(-10, 120))
def test_where_everything_lasts_as_planned_the_forecast_is_what_happens(raw, minute):
    made = day(raw)
    now = at("10:00") + minutes(minute)
    _, expected = made.forecast(now)
    for group in expected.groups.values():
        for visit in group.visits:
            door, enter, leave = made.happened[group.id, visit.station]
            assert (visit.arrive, visit.leave) == (enter, leave), visit
            assert visit.wait == enter - door


@given(sheets(), wishes(), st.integers(0, 3000))
def test_the_past_stays_and_the_future_comes_after_now(raw, steps, later):
    tale = Tale(raw)
    list(walk(tale, steps))
    now = tale.now + seconds(later)
    expected = forecast(tale.progress, now)
    for group in tale.progress.on_sheet:
        told = expected.groups[group.id].visits
        assert {each.station for each in told} == set(group.order)
        for visit in group.visits:
            same = next(each for each in told if each.station == visit.station)
            if visit.arrived is not None:
                assert same.arrive == visit.arrived
            if visit.ended is not None:
                assert same.state in {State.DONE, State.SKIPPED}
                assert visit.arrived is None or same.leave == visit.ended
        coming = [each for each in told if each.state in {State.NOW, State.NEXT}]
        last = now
        for each in coming:
            assert each.leave >= last
            assert each.leave_range[0] >= now
            assert each.leave_range[0] <= each.leave_range[1]
            assert each.arrive_range is None or (each.arrive >= last and each.arrive_range[0] >= now)
            last = each.leave


@given(st.integers(2, 7), st.integers(2, 5), st.integers(1, 2), st.data(), st.integers(0, 60), st.booleans())
def test_no_station_is_expected_to_hold_more_groups_than_it_can(groups, places, room, data, minute, same):
    stations = [station(f"s{n}", data.draw(st.integers(4, 12)), capacity=room) for n in range(places)]
    raw = sheet(*stations, transfer=2)
    names = [each["id"] for each in stations]
    raw["groups"] = [
        {"id": f"g{n}", "title": "G", "route": names if same else data.draw(st.permutations(names))}
        for n in range(groups)
    ]
    lengths = {
        (f"g{n}", name): data.draw(st.sampled_from([0.7, 1, 1.3, 1.8]))
        for n in range(groups)
        for name in names
    }
    known, expected = day(raw, lengths).forecast(at("10:00") + minutes(minute))
    for name in names:
        stays = [
            (each.arrive, each.leave)
            for group in expected.groups.values()
            for each in group.visits
            if each.station == name and each.state in {State.NOW, State.NEXT}
        ]
        for moment, _ in stays:
            assert sum(start <= moment < end for start, end in stays) <= room
    assert known.tour is not None


def test_of_two_groups_on_one_way_the_second_is_expected_to_wait():
    raw = sheet(station("a", 10), station("b", 10))
    raw["groups"].append({"id": "h", "title": "H", "route": ["a", "b"], "start": "10:04"})
    expected = forecast(Tale(raw).progress, at("9:50"))
    (conflict, *later) = expected.conflicts
    assert not [each for each in later if each.wait]
    assert (conflict.group, conflict.station, conflict.others) == ("h", "a", ("g",))
    assert conflict.wait == minutes(6)
    assert conflict.at == at("10:04")
    assert conflict.chance > 0.8
    assert expected.groups["h"].finish == at("10:33")


def test_a_slow_group_is_expected_to_be_slow_further_on_but_not_as_slow():
    tale = Tale().tell("10:00", c.Start("g"), c.Arrive("g")).tell("10:20", c.Leave("g"))
    first, second = of(tale, "10:21").visits[1:]
    assert minutes(11) < first.leave - first.arrive < minutes(20)
    assert minutes(11) < second.leave - second.arrive < minutes(20)


def test_a_station_that_ran_over_for_one_group_is_expected_to_do_so_for_the_next():
    raw = sheet(station("a"), station("b"), station("c"))
    raw["groups"].append({"id": "h", "title": "H", "route": ["c", "b", "a"], "start": "10:40"})
    tale = Tale(raw).tell("10:00", c.Start("g"), c.Arrive("g")).tell("10:20", c.Leave("g"))
    stays = {each.station: each.leave - each.arrive for each in of(tale, "10:21", "h").visits}
    assert stays["a"] > stays["b"] > TEN


def test_earlier_tours_teach_how_long_a_station_takes():
    before = day(sheet(), {("g", "b"): 2.0})
    known, _ = before.forecast(at("12:00"))
    alone, taught = of(Tale(), "9:50"), of(Tale(), "9:50", history=[known, known])
    assert [each.leave - each.arrive for each in alone.visits] == [TEN] * 3
    stays = {each.station: each.leave - each.arrive for each in taught.visits}
    assert stays["b"] > minutes(11)
    assert stays["b"] > stays["a"]


@pytest.mark.parametrize("spent", [12, 15, 25])
def test_the_longer_a_stay_runs_over_the_later_its_end_is_expected(spent):
    tale = Tale().tell("10:00", c.Start("g"), c.Arrive("g"))
    now = at("10:00") + minutes(spent)
    here = forecast(tale.progress, now).groups["g"].visits[0]
    assert here.state is State.NOW
    assert now + seconds(20) < here.leave < now + minutes(6)
    assert here.leave_range[0] <= here.leave <= here.leave_range[1]


def test_minutes_that_were_added_are_expected_to_be_taken():
    tale = Tale().tell("10:00", c.Start("g"), c.Arrive("g")).tell("10:05", c.Adjust("g", 4))
    assert walls(tale, [of(tale, "10:06").visits[0].leave]) == ["10:14:00"]
    tale.tell("10:07", c.Adjust("g", -6))
    assert walls(tale, [of(tale, "10:07").visits[0].leave]) == ["10:08:00"]


def test_a_wait_that_lasts_goes_on_until_there_is_room():
    raw = sheet(station("a", 10), station("b", 10))
    raw["groups"].append({"id": "h", "title": "H", "route": ["a", "b"], "start": "10:04"})
    tale = Tale(raw).tell("10:00", c.Start("g"), c.Arrive("g")).tell("10:02", c.Start("h"))
    tale.tell("10:04", c.TogglePause("h", e.DOOR))
    expected = forecast(tale.progress, at("10:06"))
    waits = expected.groups["h"].visits[0]
    assert (waits.state, waits.wait) == (State.NOW, minutes(6))
    assert waits.arrive == at("10:10")


def test_who_will_miss_the_end_is_told_with_how_likely_that_is():
    tale = Tale(sheet(finish_by="10:40"))
    soon = forecast(tale.progress, at("9:50"))
    assert soon.late == ()
    assert 0 < soon.groups["g"].late_chance < 0.5
    late = forecast(tale.progress, at("10:10"))
    assert [each.id for each in late.late] == ["g"]
    assert late.groups["g"].late == minutes(6)
    assert late.groups["g"].late_chance > 0.5


def test_ranges_grow_with_the_distance_and_shrink_with_what_is_known():
    early, late = of(Tale(), "9:59"), None
    widths = [each.leave_range[1] - each.leave_range[0] for each in early.visits]
    assert widths == sorted(widths)
    tale = Tale().tell("10:00", c.Start("g"), c.Arrive("g")).tell("10:10", c.Leave("g"))
    late = of(tale, "10:11")
    low, high = late.finish_range
    assert high - low < widths[-1]
    assert low < late.finish < high


def test_a_tour_that_is_over_is_all_fact():
    known, expected = day(sheet()).forecast(at("12:00"))
    assert expected.groups["g"].finish == at("10:36")
    assert expected.groups["g"].finish_range == (at("10:36"), at("10:36"))
    assert not expected.conflicts
    assert known.groups["g"].current is None


# --- learning ---------------------------------------------------------------------------------------------


def test_without_visits_everything_is_as_planned():
    paces = learn(Tale().progress)
    assert paces.stays.factor("g", "a") == 1
    assert paces.walks.factor("g", "a\nb") == 1


@given(st.integers(1, 12), st.integers(1, 12), st.floats(-0.5, 0.5), st.floats(-0.5, 0.5))
def test_learning_goes_towards_the_truth_and_not_beyond_it(groups, stations, slow, pace):
    seen = [
        Seen(f"g{g}", f"s{s}", (slow if s == 0 else 0) + (pace if g == 0 else 0))
        for g in range(groups)
        for s in range(stations)
    ]
    few, many = fit(seen[:1], STAYS).effect("g0", "s0"), fit(seen, STAYS).effect("g0", "s0")
    truth = slow + pace
    assert abs(few - truth) <= abs(truth)
    assert abs(many - truth) <= abs(truth) * 0.9 + 0.15


def test_with_many_visits_the_truth_is_found():
    seen = [Seen(f"g{g}", f"s{s}", 0.3 * (s == 3) - 0.2 * (g == 4)) for g in range(12) for s in range(12)]
    effects = fit(seen, STAYS)
    assert effects.effect("g1", "s3") == pytest.approx(0.3, abs=0.06)
    assert effects.effect("g4", "s1") == pytest.approx(-0.2, abs=0.06)
    assert effects.effect("g1", "s1") == pytest.approx(0, abs=0.03)
