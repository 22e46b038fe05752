"""What a coordinator could do about waits, lateness and closed stations, and that it costs what was told."""

from dataclasses import replace

from helpers import MOSCOW, OTHER, Tale, at, minutes, sheet, station
from hypothesis import given, settings
from hypothesis import strategies as st

from questtour.tour import commands as c
from questtour.tour import events as e
from questtour.tour.decide import decide
from questtour.tour.decide_coordinator import to_come
from questtour.tour.evolve import evolve
from questtour.tour.forecast import forecast
from questtour.tour.options import Kind, Remedy, carried_out, case, options, options_for, troubles
from questtour.tour.progress import Progress
from questtour.tour.refusal import Refused

COORDINATOR = "hall"


def crowded(groups=4, places=4, *, same=False, **more):
    """Return a tour on which groups come after one another to the same stations."""
    raw = sheet(*(station(f"s{n}", 10, tasks=[{"text": "x"}]) for n in range(places)), **more)
    names = [each["id"] for each in raw["stations"]]
    raw["groups"] = [
        {"id": f"g{n}", "title": f"G{n}", "route": names if same else names[n % 2 :] + names[: n % 2]}
        for n in range(groups)
    ]
    return raw


def tour(raw, *steps):
    """Return the tour after `steps`: (time, group, event)."""
    tale = [(at("9:00"), None, e.TourOpened(route=raw, utc_offset=MOSCOW)), *steps]
    progress = Progress()
    for number, (time, group, event) in enumerate(tale, 1):
        record = e.Recorded(COORDINATOR, number, time, f"{number:06}", group, event)
        progress = evolve(progress, record)
    return progress


def started(*groups, wall="10:00"):
    return [
        step
        for group, place in groups
        for step in (
            (at(wall), group, e.GroupClaimed()),
            (at(wall), group, e.GroupStarted()),
            (at(wall), group, e.StationArrived(station=place)),
        )
    ]


def carry_out(progress, commands, now):
    """Give the commands as a coordinator would."""
    for number, command in enumerate(commands, 9000):
        for event in decide(progress, command, now):
            record = e.Recorded(COORDINATOR, number, now, f"{number:06}", command.group, event)
            progress = evolve(progress, record)
    return progress


def waiting(expected):
    return sum(
        visit.wait.total_seconds()
        for group in expected.groups.values()
        for visit in group.visits
        if visit.state in {"now", "next"}
    )


@given(st.integers(2, 5), st.integers(2, 4), st.booleans(), st.integers(0, 25), st.booleans())
def test_an_option_costs_what_was_told(groups, places, same, minute, hurry):
    raw = crowded(groups, places, same=same, **({"finish_by": "13:00"} if hurry else {}))
    progress = tour(raw, *started(("g0", "s0"), ("g1", "s0" if same else "s1")))
    now = at("10:00") + minutes(minute)
    before = forecast(progress, now)
    for option in options(progress, now):
        after = forecast(carry_out(progress, option.commands, now), now)
        saved = waiting(before) - waiting(after)
        assert abs(option.cost.waiting_saved.total_seconds() - saved) < 1
        for group, (was, will) in option.cost.finishes.items():
            assert abs(was - before.groups[group].finish) < minutes(1 / 60)
            assert abs(will - after.groups[group].finish) < minutes(1 / 60)
        same_finish = before.groups.keys() - option.cost.finishes.keys()
        for group in same_finish:
            assert abs(before.groups[group].finish - after.groups[group].finish) < minutes(1 / 30)


def two_at_once(**more):
    """Two groups of which the second comes to the first one's station at 10:04."""
    raw = crowded(2, 4, same=True, **more)
    raw["groups"][1]["start"] = "10:04"
    return raw


def test_for_a_wait_one_can_swap_and_the_waiting_goes():
    raw = crowded(2, 4, same=True)
    raw["groups"][1]["route"] = ["s3", "s1", "s2", "s0"]
    progress = tour(raw)
    now = at("9:50")
    (trouble, *_) = troubles(progress, forecast(progress, now))
    told = trouble.kind, trouble.group, trouble.station, trouble.others
    assert told == (Kind.CONFLICT, "g1", "s1", ("g0",))
    found = options(progress, now, about=trouble)
    best = found[0]
    assert best.remedy is Remedy.SWAP
    assert best.cost.waiting_saved > minutes(9)
    assert waiting(forecast(carry_out(progress, best.commands, now), now)) == 0
    (change, message) = best.commands
    assert isinstance(change, c.ChangeRoute)
    assert isinstance(message, c.SendMessage)
    assert message.to == (change.group,) == best.cost.told


def test_letting_them_wait_is_always_there_and_stands_last():
    progress = tour(two_at_once())
    found = options(progress, at("9:50"))
    first = [each for each in found if each.trouble == found[0].trouble]
    assert first[-1].remedy is Remedy.WAIT
    assert first[-1].cost.waiting_saved == minutes(0)
    (message,) = first[-1].commands
    assert isinstance(message, c.SendMessage)
    assert message.to == ("g1",)
    assert "10:10" in message.text


def test_options_are_ranked_by_what_they_gain_and_none_is_useless():
    progress = tour(crowded(4, 4, same=True))
    for found in (options(progress, at("9:50"), about=each) for each in soonest(progress, at("9:50"))):
        real = [each.cost.gain for each in found if each.remedy is not Remedy.WAIT]
        assert real == sorted(real, reverse=True)
        assert all(gain > 0 for gain in real)
        assert len({each.commands for each in found}) == len(found)


def soonest(progress, now):
    return troubles(progress, forecast(progress, now))[:3]


def test_skipping_tells_the_tasks_that_are_lost():
    raw = two_at_once(finish_by="11:00")
    progress = tour(raw, *started(("g0", "s0"), ("g1", "s1"), wall="10:20"))
    late = [each for each in options_about(progress, "10:21", Kind.LATE) if each.remedy is Remedy.SKIP]
    assert late
    for option in late:
        assert option.cost.tasks_lost == 1
        assert option.cost.stay_lost == minutes(10)
        assert option.cost.late_saved > minutes(5)
        assert isinstance(option.commands[0], c.SkipStation)


def test_skipping_the_last_station_finishes_when_the_forecast_will_say():
    raw = crowded(1, 2, finish_by="10:24")
    told_anew = (at("10:01"), "g0", e.RouteChanged(route=["s1"], reason="x"))
    left = (at("10:10"), "g0", e.StationLeft(station="s0"))
    progress, now = tour(raw, *started(("g0", "s0")), told_anew, left), at("10:30")
    expected = forecast(progress, now)
    (late,) = [each for each in troubles(progress, expected) if each.kind is Kind.LATE]
    found = options(progress, now, unlock={"g0"}, about=late)
    (skip,) = [each for each in found if each.remedy is Remedy.SKIP]
    after = forecast(carried_out(progress, skip.commands, now), now).groups["g0"].finish
    assert skip.cost.finishes["g0"] == (expected.groups["g0"].finish, after)


def options_about(progress, wall, kind, **more):
    now = at(wall)
    looked_at = case(progress, now, **more)
    about = [each for each in troubles(progress, looked_at.forecast) if each.kind is kind]
    return [option for each in about for option in options_for(looked_at, each)]


def test_who_is_inside_can_be_asked_to_leave_sooner():
    progress = tour(two_at_once(), *started(("g0", "s0")))
    about = options_about(progress, "10:01", Kind.CONFLICT)
    found = [each for each in about if each.remedy is Remedy.SHORTEN]
    assert found
    assert [type(each) for each in found[0].commands] == [c.Adjust, c.SendMessage]
    assert found[0].commands[0].group == "g0"


def test_for_a_closed_station_there_is_its_fallback_or_another_way():
    raw = crowded(2, 4)
    raw["stations"][3]["fallback"] = "Show the film"
    closed = [(at("9:30"), None, e.StationClosed(station="s3", reason="no power"))]
    found = options_about(tour(raw, *closed), "9:50", Kind.CLOSED)
    remedies = [each.remedy for each in found]
    assert set(remedies) == {Remedy.FALLBACK, Remedy.SKIP, Remedy.SWAP}
    fallback = found[remedies.index(Remedy.FALLBACK)]
    assert all(isinstance(each, c.SendMessage) for each in fallback.commands)
    assert set(fallback.cost.told) == {"g0", "g1"}
    assert fallback.cost.tasks_lost == 0
    del raw["stations"][3]["fallback"]
    without = options_about(tour(raw, *closed), "9:50", Kind.CLOSED)
    assert Remedy.FALLBACK not in {each.remedy for each in without}


@given(st.integers(2, 5), st.integers(0, 30))
@settings(max_examples=20)
def test_no_other_way_past_a_closed_station_makes_groups_stand_at_doors(groups, minute):
    closed = (at("9:30"), None, e.StationClosed(station="s2", reason="no power"))
    progress, now = tour(crowded(groups, 4, same=True), closed), at("10:00") + minutes(minute)
    for each in options(progress, now):
        if each.trouble.kind is Kind.CLOSED and each.remedy is Remedy.SWAP:
            assert each.cost.waiting_saved >= minutes(0)


def test_a_station_that_a_group_walks_to_or_is_at_is_never_moved():
    progress = tour(
        crowded(4, 4, same=True),
        *started(("g0", "s0")),
        (at("10:00"), "g1", e.GroupClaimed()),
        (at("10:00"), "g1", e.GroupStarted()),
    )
    for option in options(progress, at("10:05")):
        for change in option.changes:
            if change.group == "g1":
                assert change.skip != "s0"
                assert change.order is None or change.order[0] == "s0"
            assert change.group != "g0" or change.order is None or "s0" not in change.order


def test_what_a_guide_was_told_stays_unless_it_is_unlocked():
    steps = [
        (at("9:00"), "g1", e.GroupClaimed()),
        (at("9:40"), "g1", e.RouteChanged(route=["s0", "s2", "s1", "s3"], reason="told")),
    ]
    progress = tour(two_at_once(), *steps)
    now = at("9:50")
    touched = {change.group for each in options(progress, now) for change in each.changes if change.order}
    assert "g1" not in touched
    free = options(progress, now, unlock={"g1"})
    assert "g1" in {change.group for each in free for change in each.changes if change.order}


@given(st.integers(2, 5), st.integers(2, 4), st.integers(0, 40))
def test_every_command_would_be_taken_and_orders_keep_their_stations(groups, places, minute):
    progress = tour(crowded(groups, places, same=True), *started(("g0", "s0")))
    now = at("9:50") + minutes(minute)
    for option in options(progress, now):
        try:
            carry_out(progress, option.commands, now)
        except Refused as refusal:
            raise AssertionError(f"{option.commands}: {refusal}") from refusal
        for change in option.changes:
            if change.order is not None:
                assert sorted(change.order) == sorted(to_come(progress.groups[change.group]))


def test_a_tour_on_which_all_goes_well_needs_no_options():
    raw = crowded(1, 3)
    assert options(tour(raw), at("9:50")) == ()


def test_the_same_tour_gives_the_same_options():
    progress = tour(crowded(5, 4, same=True))
    again = replace(progress, groups=dict(progress.groups))
    assert options(progress, at("9:50")) == options(again, at("9:50"))


def test_an_appointed_coordinator_may_carry_an_option_out():
    tale = Tale(sheet(station("a"), station("b"), station("c"), finish_by="10:40"))
    tale.now = at("10:20")
    before = forecast(tale.progress, tale.now).groups["g"].late
    (best, *_) = options(tale.progress, tale.now)
    assert best.remedy is Remedy.SKIP
    for command in best.commands:
        tale.do(command, OTHER)
    after = forecast(tale.progress, tale.now).groups["g"].late
    assert before - after == best.cost.late_saved > minutes(5)
