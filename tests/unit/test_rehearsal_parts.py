"""The parts of a rehearsal: its time, who acts when, chance, given durations, and people who play along."""

import asyncio
from datetime import timedelta
from pathlib import Path

import pytest
from mesh.virtual_time import LaptopClock, virtual_loop
from rehearsing import minutes, place, play, tour, wall

from questtour.eventlog.reading import read_rows
from questtour.eventlog.verify import verify
from questtour.rehearsal.casting import Casting, with_groups
from questtour.rehearsal.chance import Chance
from questtour.rehearsal.clock import VirtualClock
from questtour.rehearsal.durations import DurationsFault, durations_in, read_durations
from questtour.rehearsal.manner import PUNCTUAL
from questtour.rehearsal.stage import Stage
from questtour.rehearsal.troupe import open_troupe
from questtour.tour import commands as c
from questtour.tour.route_reading import route_from

SHEET = tour([place("a"), place("b")], breaks=[{"title": "L", "at": "10:30", "minutes": 5, "groups": ["h"]}])


# --- chance -----------------------------------------------------------------------------------------------


def test_a_draw_is_known_by_the_seed_and_its_name_alone():
    assert Chance(1).of("a").uniform("b", "c") == Chance(1).uniform("a", "b", "c")
    # Written down, so that another version of Python, or of this program, cannot change it unseen.
    assert Chance(1).uniform("a") == 0.5697203323944489
    draws = {Chance(seed).uniform(name) for seed in range(30) for name in "abc"}
    assert len(draws) == 90
    assert all(0 < draw < 1 for draw in draws)


def test_factors_have_the_middle_1_and_times_lie_between_what_was_named():
    chance = Chance(3)
    factors = sorted(chance.factor(0.5, str(number)) for number in range(999))
    assert factors[499] == pytest.approx(1, abs=0.06)
    times = [chance.between(minutes(1), minutes(2), str(number)) for number in range(99)]
    assert minutes(1) <= min(times) < max(times) <= minutes(2)
    assert all(each.microseconds == 0 for each in times)
    assert sum(chance.happens(0.25, str(number)) for number in range(1000)) == pytest.approx(250, abs=50)


# --- time, and who acts when ------------------------------------------------------------------------------


class Walker:
    """Acts every so many minutes, so many times, and writes it down."""

    def __init__(self, number: int, every: float, times: int, diary: list) -> None:
        self.number, self._every, self._times, self._diary = number, minutes(every), times, diary

    def watch(self, clock: VirtualClock, stage: Stage | None = None) -> "Walker":
        self._clock, self._stage = clock, stage
        return self

    async def act(self):
        self._diary.append((self.number, self._clock.now()))
        if self._stage is not None and len(self._diary) != 2:
            self._stage.happened()
        self._times -= 1
        return self._clock.now() + self._every if self._times else None


def test_actors_act_one_after_the_other_in_the_order_of_time_and_of_their_numbers():
    clock, diary = VirtualClock(wall("10:00")), []
    stage = Stage(clock)
    for walker in (Walker(2, 3, 3, diary), Walker(1, 2, 4, diary)):
        stage.call(walker.watch(clock), wall("10:00"))
    asyncio.run(stage.play())
    times = [(1, 0), (2, 0), (1, 2), (2, 3), (1, 4), (1, 6), (2, 6)]
    assert diary == [(number, wall("10:00") + minutes(after)) for number, after in times]


def test_live_it_runs_so_many_times_as_fast_and_stands_still_but_for_a_step_in_a_pause():
    with virtual_loop() as loop:
        clock, diary = VirtualClock(wall("10:00"), LaptopClock(loop)), []
        stage = Stage(clock)
        stage.call(Walker(1, 10, 5, diary).watch(clock, stage), wall("10:10"))
        clock.run(60)
        playing = loop.create_task(stage.play_live(lambda: len(diary) == 5))
        loop.pass_time(10.5)
        assert len(diary) == 1
        assert clock.now() == wall("10:10") + timedelta(seconds=30)
        stage.pause(True)
        clock.run(0)
        loop.pass_time(1000)
        assert len(diary) == 1
        stage.step()
        loop.pass_time(1)
        # At 10:20 nothing came of it, so the step goes on to 10:30.
        assert clock.now() == wall("10:30")
        stage.pause(False)
        clock.run(600)
        stage.stir()
        loop.pass_time(1.5)
        assert [moment for _number, moment in diary] == [wall(f"10:{after}") for after in (10, 20, 30, 40)]
        loop.run(playing)
        assert len(diary) == 5


def test_who_calls_an_actor_sooner_is_heard_and_one_who_never_rests_ends_the_rehearsal():
    clock, diary = VirtualClock(wall("10:00")), []
    stage = Stage(clock)
    walker = Walker(1, 60, 1, diary).watch(clock)
    for time in ("11:00", "10:30", "10:45"):
        stage.call(walker, wall(time))
    asyncio.run(stage.play())
    assert diary == [(1, wall("10:30"))]
    stage.call(Walker(2, 0, 10**6, diary).watch(clock), wall("12:00"))
    with pytest.raises(RuntimeError, match="12:00"):
        asyncio.run(stage.play())


# --- people who play along --------------------------------------------------------------------------------


def test_played_live_it_makes_the_same_events(tmp_path):
    log = tmp_path / "live.db"
    with open_troupe(log, SHEET, Casting(5)) as troupe:
        asyncio.run(troupe.play_live(1_000_000))
    assert list(read_rows(log)) == play(SHEET, Casting(5)).rows


async def test_a_group_that_a_person_leads_keeps_others_at_the_door_until_it_leaves(tmp_path):
    log = tmp_path / "played.db"
    sheet = tour([place("a")])
    with open_troupe(log, sheet, Casting(manner=PUNCTUAL, played=frozenset("g"))) as troupe:
        person = troupe.session_of("g")
        await troupe.play(wall("9:50"))
        assert person.group == "g"
        await person.do(c.Start("g"))
        await person.do(c.Arrive("g"))
        await troupe.play(wall("10:30"))
        waiting = troupe.progress.groups["h"].current
        assert waiting.at_door
        await person.do(c.Leave("g"))
        await troupe.play(wall("10:31"))
        assert troupe.progress.groups["h"].current.arrived == wall("10:30")
    assert verify(log).good


async def test_guides_go_where_the_coordinator_sends_them_also_from_a_door(tmp_path):
    sheet = tour([place("a", 30), place("b"), place("c")])
    sheet["groups"][0]["route"] = sheet["groups"][1]["route"] = ["a", "b", "c"]
    casting = Casting(manner=PUNCTUAL, coordinated=True)
    with open_troupe(tmp_path / "sent.db", sheet, casting) as troupe:
        await troupe.play(wall("10:02"))
        assert troupe.progress.groups["h"].current.at_door
        await troupe.hall.do(c.ChangeRoute("h", ("c", "b")))
        await troupe.play(wall("10:04"))
        here = troupe.progress.groups["h"].current
        assert (here.station, here.arrived) == ("c", wall("10:02"))
        await troupe.hall.do(c.SkipStation("h", "b"))
        await troupe.hall.do(c.TogglePause("g"))
        await troupe.play(wall("12:00"))
        assert troupe.progress.groups["h"].visit("b").skipped
        assert troupe.progress.groups["h"].finished
        # Whoever stops a group lets it go on.
        assert troupe.progress.groups["g"].current.station == "a"
        await troupe.hall.do(c.TogglePause("g"))
        await troupe.play()
        assert troupe.progress.groups["g"].visit("a").ended == wall("12:26")
        # No other coordinator speaks where a person coordinates.
        assert not troupe.progress.messages


# --- the casting ------------------------------------------------------------------------------------------


def test_more_groups_than_the_sheet_has_begin_at_one_station_after_the_other():
    sheet = with_groups(SHEET, 5)
    more = sheet["groups"][2:]
    assert [(group["id"], group["route"]) for group in more] == [
        ("group-3", ["a", "b"]),
        ("group-4", ["b", "a"]),
        ("group-5", ["a", "b"]),
    ]
    assert len(route_from(sheet).groups) == 5
    assert (
        with_groups({**SHEET, "groups": [{"id": "group-2", "title": "G"}]}, 2)["groups"][1]["id"] == "group-3"
    )


def test_a_further_group_walks_the_route_of_one_of_the_sheet_and_finish_by_is_no_promise_to_it():
    led = [{"id": "g", "title": "G", "route": ["b", "a"], "start": "10:05"}]
    strict = tour([place("a"), place("b"), place("c")], finish_by="10:40") | {"groups": led}
    more = with_groups(strict, 3)
    assert [(group["route"], group["start"]) for group in more["groups"][1:]] == [
        (["a", "b"], "10:05"),
        (["b", "a"], "10:05"),
    ]
    assert "finish_by" not in more
    assert with_groups(strict, 1) == strict


def test_fewer_groups_are_the_first_ones_and_breaks_of_the_others_are_no_more():
    sheet = with_groups(SHEET, 1)
    assert [group["id"] for group in sheet["groups"]] == ["g"]
    assert not route_from(sheet).breaks
    assert route_from(with_groups(SHEET, 2)).breaks


# --- given durations --------------------------------------------------------------------------------------


def test_durations_are_minutes_by_group_and_station():
    given = durations_in(b'{"g": {"a": 12.5}, "transfers": {"g": {"b": 0}}}', route_from(SHEET))
    assert (given.stay("g", "a"), given.stay("g", "b"), given.stay("h", "a")) == (minutes(12.5), None, None)
    assert (given.walk("g", "b"), given.walk("g", "a")) == (minutes(0), None)


def test_groups_and_stations_can_be_named_by_their_titles_as_a_person_writes_them():
    sheet = {
        **SHEET,
        "stations": [
            {**each, "title": {"ru": f"Зал {each['id']}", "en": "Hall"}} for each in SHEET["stations"]
        ],
    }
    given = durations_in('{" H": {"зал A": 7}, "transfers": {"h": {"Зал b": 2}}}'.encode(), route_from(sheet))
    assert (given.stay("h", "a"), given.walk("h", "b")) == (minutes(7), minutes(2))
    with pytest.raises(DurationsFault, match="no such station"):
        # Both stations are called so.
        durations_in(b'{"h": {"hall": 7}}', route_from(sheet))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('{"g": {"a": -1}}', ["g → a", "-1"]),
        ('{"g": {"a": "x"}, "h": 5}', ["g → a", '"x"', "h: a table"]),
        ('{"g": {"a": null, "b": true}}', ["g → a", "null", "g → b", "true"]),
        ('{"g": {"a": NaN}}', ["g → a", "NaN"]),
        (
            '{"nobody": {"a": 1}, "g": {"nowhere": 1}}',
            ["nobody", "g (G), h (H)", "g → nowhere", "a (A), b (B)"],
        ),
        ('{"g": {"a": 1, "A": 2}}', ["g → A", "named twice"]),
        ('{"g": {"a": 9,5}}', ["line 1, character 15", "JSON"]),
        ('{"transfers": {"nobody": {"a": 1}}}', ["transfers → nobody"]),
        ('{"transfers": 4}', ["transfers: a table"]),
        ('{"g": {"a": 1e999}}', ["g → a"]),
        ("[1]", ["a table"]),
        ("{nonsense", ["JSON"]),
        ("\udcff", ["JSON"]),
    ],
)
def test_every_fault_in_durations_is_told_in_a_line_with_its_place(tmp_path: Path, text, words):
    file = tmp_path / "d.json"
    file.write_text(text, encoding="utf-8", errors="surrogateescape")
    with pytest.raises(DurationsFault) as caught:
        read_durations(file, route_from(SHEET))
    told = str(caught.value)
    assert all(word in told for word in words), told
    assert all(line.startswith(str(file)) for line in told.splitlines())


def test_durations_that_are_not_there_are_told_in_one_line(tmp_path):
    with pytest.raises(DurationsFault, match=r"none\.json"):
        read_durations(tmp_path / "none.json", route_from(SHEET))
