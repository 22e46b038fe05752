"""A rehearsal: simulated guides lead a tour as people would, and the same seed makes the same events."""

import math
from dataclasses import replace
from statistics import mean, pstdev

import pytest
from helpers import sheets
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rehearsing import Played, crowd, minutes, place, play, tour, wall

from questtour.rehearsal.casting import Casting
from questtour.rehearsal.chance import Chance
from questtour.rehearsal.durations import Durations
from questtour.rehearsal.manner import PUNCTUAL, Manner
from questtour.tour import events as e
from questtour.tour.evolve import fold
from questtour.tour.progress import Phase

LIVELY = Manner(
    forget_start=0.5,
    forget_arrival=0.3,
    late_start=0.3,
    slip=0.4,
    note=0.5,
    pause=0.3,
    jam=0.2,
    call=0.2,
    skip=0.1,
    more_time=1.0,
    less_time=0.3,
)
"""Everything that can happen does, soon."""

GUIDES_SAY = {
    *(e.GroupClaimed, e.GroupStarted, e.PlanMoved, e.StationArrived, e.StationLeft, e.StationSkipped),
    *(e.TaskDone, e.TaskUndone, e.TaskAnswered, e.HintShown, e.NoteAdded, e.TimerPaused, e.TimerResumed),
    *(e.TimeAdjusted, e.TimeCorrected, e.HelpCalled, e.MessageRead, e.GroupFinished, e.EventUndone),
}
HALL_SAYS = {e.MessageSent, e.HelpAnswered, e.StationClosed, e.StationOpened}


def own(played: Played, group: str = "g"):
    return played.progress.groups[group]


def planned(**more) -> Casting:
    """Return a casting in which nothing is left to chance but what `more` of the manner says."""
    return Casting(manner=replace(PUNCTUAL, **more))


# --- the same again ---------------------------------------------------------------------------------------


def test_the_same_seed_makes_the_same_rows_to_the_byte_and_another_seed_others():
    first, again, other = (play(tour(), Casting(seed, manner=LIVELY)) for seed in (7, 7, 8))
    assert first.rows == again.rows
    assert first.rows[0].device != other.rows[0].device
    assert [row.body for row in first.rows] != [row.body for row in other.rows]


def test_one_more_group_changes_nothing_of_what_the_others_draw():
    roomy = [place(name, capacity=9) for name in "abc"]
    few, many = (play(tour(roomy, groups), Casting(3)) for groups in ("gh", "ghi"))

    def stays(played):
        visits = {visit.station: visit for visit in own(played).visits}
        return {name: visit.ended - visit.arrived for name, visit in visits.items()}

    assert stays(few) == stays(many)


def test_a_rehearsal_is_marked_as_one_and_the_log_tells_the_whole_of_it():
    played = play(tour(), Casting(2, manner=LIVELY))
    assert played.progress.tour.rehearsal
    assert all(group.phase is Phase.FINISHED for group in played.progress.on_sheet)
    assert fold(played.records) == played.progress
    assert not played.progress.rejected
    assert {device.name for device in played.progress.devices.values()} == {"", "guide of g", "guide of h"}


def test_whatever_a_guide_can_say_is_said_and_the_coordinator_answers():
    said = {
        type(each.event) for seed in range(6) for each in play(tour(), Casting(seed, manner=LIVELY)).records
    }
    assert said >= GUIDES_SAY | HALL_SAYS
    calm = play(tour(), planned())
    assert not {type(each.event) for each in calm.records} & {e.HelpCalled, e.TimeCorrected, e.EventUndone}


# --- how long ---------------------------------------------------------------------------------------------


def test_who_is_punctual_keeps_to_the_plan_to_the_second():
    group = own(play(tour(), planned()))
    assert (group.started, group.visits[0].arrived) == (wall("9:57"), wall("10:00"))
    assert [visit.arrived for visit in group.visits] == [wall("10:00"), wall("10:13"), wall("10:26")]
    assert group.finished == wall("10:36")


def test_given_durations_hold_to_the_second_whatever_else_happens():
    given_ = Durations(
        stays={"g": {"a": 12.5, "b": 3.1, "c": 20}}, walks={"g": {"a": 1.25, "b": 4, "c": 0.5}}
    )
    for seed in range(5):
        roomy = [place(name, capacity=2) for name in "abc"]
        group = own(play(tour(roomy), Casting(seed, manner=LIVELY, durations=given_)))
        assert len(group.visits) == 3
        for visit in group.visits:
            paused = [each.end - each.start for each in visit.pauses]
            assert visit.arrived - visit.set_out == minutes(given_.walks["g"][visit.station])
            stay = visit.ended - visit.arrived - sum(paused, minutes(0))
            assert stay == minutes(given_.stays["g"][visit.station])


def test_stays_spread_around_the_plan_as_they_were_asked_to():
    manner = replace(PUNCTUAL, pace=0.1, slowness=0.15, stay=0.2)
    chances = [Chance(seed) for seed in range(200)]
    logs: list[float] = []
    for chance in chances:
        group = chance.of("group", "g")
        factors = group.factor(manner.pace, "pace") * chance.factor(manner.slowness, "slowness", "a")
        logs.append(math.log(factors * group.factor(manner.stay, "stay", "a")))
    asked = math.sqrt(0.1**2 + 0.15**2 + 0.2**2)
    # Three standard errors of a mean and of a deviation, of 200 draws.
    assert abs(mean(logs)) < 3 * asked / math.sqrt(200)
    assert abs(pstdev(logs) / asked - 1) < 3 / math.sqrt(400)
    # And the guides draw just these.
    for seed in (0, 1):
        visit = own(play(tour([place("a", 100)], "g"), Casting(seed, manner=manner))).visits[0]
        drawn = 6000 * math.exp(logs[seed])
        assert abs((visit.ended - visit.arrived).total_seconds() - drawn) <= 1


def test_200_stays_have_the_plan_in_their_middle():
    manner = replace(PUNCTUAL, stay=0.25, solved=0.0, hint=0.0, note=0.0)
    roomy = [place(name, 20, capacity=9) for name in "abcde"]
    stays = [
        math.log((visit.ended - visit.arrived) / minutes(20))
        for seed in range(5)
        for group in play(tour(roomy, "ghijklmn"), Casting(seed, manner=manner)).progress.on_sheet
        for visit in group.visits
    ]
    assert len(stays) == 200
    assert abs(mean(stays)) < 3 * 0.25 / math.sqrt(200)
    assert abs(pstdev(stays) / 0.25 - 1) < 3 / math.sqrt(400)


def test_a_break_is_kept_and_counts_for_no_stay():
    lunch = {"title": "L", "at": "10:05", "minutes": 30}
    group = own(play(tour(breaks=[lunch]), planned()))
    assert group.visits[0].ended == wall("10:40")


def test_a_group_with_its_own_start_sets_out_for_it():
    sheet = tour()
    sheet["groups"][1]["start"] = "10:20"
    assert own(play(sheet, planned()), "h").visits[0].arrived == wall("10:20")


# --- doors ------------------------------------------------------------------------------------------------


def test_who_comes_to_a_full_station_waits_and_the_first_to_come_is_the_first_to_go_in():
    one = [place("a")]
    played = play(tour(one, "ghi"), planned())
    first, second, third = sorted(played.progress.on_sheet, key=lambda group: group.visits[0].arrived)
    assert not first.visits[0].waits
    assert [wait.reason for wait in second.visits[0].waits] == [e.DOOR]
    assert second.visits[0].arrived == first.visits[0].ended == wall("10:10")
    assert third.visits[0].arrived == second.visits[0].ended
    assert third.visits[0].waits[0].start == wall("10:00")


def test_who_comes_just_as_there_is_room_goes_in_after_those_who_wait():
    walks = Durations(walks={"g": {"a": 3}, "h": {"a": 13}, "i": {"a": 4}})
    played = play(tour([place("a")], "ghi"), Casting(manner=PUNCTUAL, durations=walks))
    came = {group.id: group.visits[0].arrived for group in played.progress.on_sheet}
    assert came == {"g": wall("10:00"), "i": wall("10:10"), "h": wall("10:20")}


def test_who_is_inside_and_has_not_said_so_yet_takes_up_room_all_the_same():
    played = play(tour([place("a")], "gh"), planned(forget_arrival=1.0))
    assert any(isinstance(each.event, e.TimeCorrected) for each in played.records)
    assert crowd(played, "a") == 1


def test_who_gives_up_at_a_door_lets_the_next_one_go_in():
    manner = replace(PUNCTUAL, skip_late=1.0, too_late=minutes(6))
    # Nobody speaks to those who wait: news would make them look up.
    hasty = Casting(manner=manner, coordinated=True)
    sheet = tour([place("a"), place("b", capacity=3)], "ghi")
    for group in sheet["groups"]:
        group["route"] = ["a", "b"]
    played = play(sheet, hasty)
    assert [own(played, name).visits[0].reason for name in "ghi"] == ["", "no time", "no time"]
    assert all(group.phase is Phase.FINISHED for group in played.progress.on_sheet)


@given(sheets(), st.integers(0, 9), st.integers(1, 3))
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_no_station_ever_holds_more_groups_than_it_can(sheet, seed, room):
    sheet["stations"][0]["capacity"] = room
    sheet["groups"] += [{"id": f"more-{number}", "title": "M"} for number in range(3)]
    played = play(sheet, Casting(seed, manner=LIVELY))
    assert all(group.phase is Phase.FINISHED for group in played.progress.on_sheet)
    for station in played.progress.route.stations:
        assert crowd(played, station.id) <= station.capacity


# --- what is forgotten, and who is asked ------------------------------------------------------------------


@pytest.mark.parametrize("what", ["forget_start", "forget_arrival"])
def test_what_was_forgotten_is_back_dated_to_when_it_really_was(what):
    played = play(tour([place("a")], "g"), planned(**{what: 1.0}))
    (corrected,) = (each for each in played.records if isinstance(each.event, e.TimeCorrected))
    late = corrected.time - corrected.event.time
    assert minutes(0.5) < late < minutes(4)
    group = own(played)
    assert (group.started, group.visits[0].arrived) == (wall("9:57"), wall("10:00"))
    assert group.visits[0].ended == wall("10:10")


def test_a_closed_station_is_skipped_unless_the_sheet_says_what_to_do_instead():
    jams = replace(PUNCTUAL, jam=1.0, closes=1.0, fallback=0.5)
    reasons = set()
    for more in ({}, {"fallback": "Show the film."}):
        played = play(tour([place("a", **more), place("b", **more)]), Casting(1, manner=jams))
        skipped = [visit for group in played.progress.on_sheet for visit in group.visits if visit.skipped]
        reasons |= {visit.reason for visit in skipped}
        assert bool(more) is not bool(skipped)
    assert reasons == {"closed"}


def test_guides_read_what_they_are_told_and_calls_are_answered():
    played = play(tour(), Casting(4, manner=LIVELY))
    leading = {group.device for group in played.progress.on_sheet}
    assert played.progress.messages
    assert all(message.read_by == leading for message in played.progress.messages)
    assert played.progress.calls
    assert all(call.answered for call in played.progress.calls)


def test_until_stops_in_the_middle():
    played = play(tour(), Casting(1), until=wall("10:20"))
    assert max(each.time for each in played.records) <= wall("10:20")
    assert all(group.started and not group.finished for group in played.progress.on_sheet)
    whole = play(tour(), Casting(1))
    assert whole.rows[: len(played.rows)] == played.rows
