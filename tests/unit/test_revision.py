"""Revising a sheet: what the facts suggest lies between plan and truth, and the author's words stay."""

import tomllib
from dataclasses import replace

import pytest
import tomlkit
from click.testing import CliRunner
from helpers import ARRIVE, HINT, LEAVE, SKIP, START, Tale, minutes, sheet, station
from hypothesis import given
from hypothesis import strategies as st
from rehearsing import place, play, tour

from questtour.cli.program import cli
from questtour.files import FileFault
from questtour.rehearsal.casting import Casting
from questtour.rehearsal.durations import Durations
from questtour.reports.revised import diff, revised_text, write_revised
from questtour.reports.revision_words import advice, sureness
from questtour.tour import events as e
from questtour.tour.reflection_facts import walks
from questtour.tour.revision import Kind, Suggestion, Sureness, shrunk, suggest
from questtour.tour.route_reading import read_route

NAMES = "abcde"
TRUE = {"a": 14.0, "b": 7.0, "c": 10.0, "d": 18.0, "e": 11.5}


def truly(stays, walk=2.0, groups="ghij"):
    """Return a casting in which every group takes as long as `stays` say."""
    given_stays = {group: dict(stays) for group in groups}
    walks = {group: dict.fromkeys(stays, walk) for group in groups}
    return Casting(durations=Durations(given_stays, walks))


def halls(*, capacity=4):
    return tour([place(name, 10, capacity=capacity) for name in NAMES], "ghij", transfer=2)


def new_minutes(route, suggested):
    told = {each.station: each.after for each in suggested if each.kind is Kind.STAY}
    return {each.id: told.get(each.id, each.minutes) for each in route.stations}


def test_one_tour_brings_the_planned_minutes_at_least_halfway_to_the_truth():
    played = play(halls(), truly(TRUE))
    route = played.progress.route
    revised = new_minutes(route, suggest(route, [played.progress]))
    for name, true in TRUE.items():
        assert abs(revised[name] - true) <= abs(10 - true) / 2, name


@pytest.mark.parametrize("seed", range(3))
def test_with_groups_that_differ_it_comes_nearer_on_average_too(seed):
    scattered = {
        group: {
            name: true * (1 + 0.12 * ((place + 2 * turn + seed) % 5 - 2) / 2)
            for place, (name, true) in enumerate(TRUE.items())
        }
        for turn, group in enumerate("ghij")
    }
    played = play(halls(), Casting(seed=seed, durations=Durations(scattered, {})))
    route = played.progress.route
    revised = new_minutes(route, suggest(route, [played.progress]))
    before = sum(abs(10 - true) for true in TRUE.values())
    after = sum(abs(revised[name] - true) for name, true in TRUE.items())
    assert after <= before / 2


def test_nothing_is_suggested_where_the_plan_was_right():
    played = play(halls(), truly(dict.fromkeys(NAMES, 10.0)))
    assert not [each for each in suggest(played.progress.route, [played.progress]) if each.after is not None]


@given(st.floats(1, 60), st.lists(st.floats(0.5, 120), min_size=1, max_size=12))
def test_what_is_suggested_lies_between_plan_and_median_and_past_the_middle(plan, seen):
    middle = (
        sorted(seen)[len(seen) // 2] if len(seen) % 2 else sum(sorted(seen)[len(seen) // 2 - 1 :][:2]) / 2
    )
    after = shrunk(plan, seen)
    assert min(plan, middle) - 0.25 <= after + 1e-9
    assert after - 1e-9 <= max(plan, middle) + 0.25
    assert abs(after - middle) <= abs(plan - middle) / 2 + 0.25 + 1e-9


def test_one_odd_visit_changes_nothing():
    odd = {group: dict.fromkeys(NAMES, 10.0) for group in "ghij"}
    odd["g"]["a"] = 25.0
    played = play(halls(), Casting(durations=Durations(odd, {})))
    assert not [each for each in suggest(played.progress.route, [played.progress]) if each.after is not None]


def test_the_usual_walk_is_suggested_before_walks_of_their_own():
    played = play(halls(), truly(dict.fromkeys(NAMES, 10.0), walk=5.0))
    (found,) = [each for each in suggest(played.progress.route, [played.progress]) if each.after is not None]
    assert (found.kind, found.before, found.seen) == (Kind.USUAL_WALK, 2, 5)
    assert 3.5 <= found.after <= 5


def told(*journeys):
    """Return the progress of groups that each did the same things at one station."""
    progresses = []
    for journey in journeys:
        tale = Tale(
            sheet(station("a", tasks=[{"text": "x"}], hints=[{"text": "h", "after": 2}]), station("b"))
        )
        journey(tale)
        progresses.append(tale.progress)
    return progresses


def late_hint(tale):
    tale.tell("10:00", START, ARRIVE).tell("10:07", HINT).tell("10:10", LEAVE)


def test_hints_that_come_late_and_tasks_that_nobody_finished_are_told():
    progresses = told(late_hint, late_hint, late_hint)
    found = {each.kind: each for each in suggest(progresses[0].route, progresses)}
    assert set(found) == {Kind.HINT_LATE, Kind.TASK}
    assert (found[Kind.HINT_LATE].seen, found[Kind.HINT_LATE].hits, found[Kind.TASK].count) == (7, 3, 3)
    assert "hint 1 is due after 2 min" in advice(progresses[0].route, found[Kind.HINT_LATE])


def test_stations_that_are_always_passed_by_are_told():
    progresses = told(*[lambda tale: tale.tell("10:00", START, SKIP)] * 2)
    (found,) = suggest(progresses[0].route, progresses)
    assert (found.kind, found.station, found.hits) == (Kind.SKIPPED, "a", 2)


def test_how_sure_it_is_follows_from_the_count_and_the_agreement():
    played = play(halls(), truly(TRUE))
    found = suggest(played.progress.route, [played.progress])[0]
    assert found.sure is Sureness.LIKELY
    assert replace(found, hits=6, count=6).sure is Sureness.SURE
    assert replace(found, hits=2, count=2).sure is Sureness.WEAK
    assert sureness(replace(found, hits=2, count=2)).startswith("weak")


# --- the author's file ------------------------------------------------------------------------------------

SHEET = """\
# by Anna
id = "t"     # never change
title = "T"
start = "10:00"
{usual}
[[stations]]
id = "a"
title = "A"
minutes = 10   # was 12 last year

[[stations]]
id = "b"
title = "B"
minutes = 10
{walks}
[[groups]]
id = "g"
title = "G"
# the end
"""


def revised(text, kind=Kind.STAY, **fields):
    each = replace(_suggestion(kind), **fields)
    return revised_text(text, [each])


def _suggestion(kind):
    if kind is Kind.WALK:
        return Suggestion(kind, "a", "b", before=3, after=5)
    return Suggestion(kind, "a" if kind is Kind.STAY else "", before=10, after=12.5)


@pytest.mark.parametrize("ends", ["\n", "\r\n"])
def test_comments_and_all_else_stay_as_they_stand(ends):
    text = SHEET.format(usual="transfer = 3 # floor", walks="").replace("\n", ends)
    assert revised(text) == text.replace("minutes = 10   # was", "minutes = 12.5   # was")
    assert revised(text, Kind.USUAL_WALK) == text.replace("transfer = 3 # floor", "transfer = 12.5 # floor")


def test_a_usual_walk_that_the_sheet_leaves_out_is_written_where_it_belongs():
    text = SHEET.format(usual="", walks="")
    assert tomllib.loads(revised(text, Kind.USUAL_WALK))["transfer"] == 12.5


@pytest.mark.parametrize(
    "walks",
    [
        "",
        '[[transfers]]\nfrom = "b"\nto = "a"\nminutes = 3 # stairs\n',
        '[[transfers]]\nfrom = "b"\nto = "c"\nminutes = 9\n',
    ],
)
def test_a_walk_is_changed_where_it_stands_or_gets_a_line_of_its_own(walks):
    new = tomllib.loads(revised(SHEET.format(usual="", walks=walks), Kind.WALK))["transfers"]
    here = [each for each in new if {each["from"], each["to"]} == {"a", "b"}]
    assert [each["minutes"] for each in here] == [5]
    assert len(new) == 1 + ("9" in walks)


def test_walks_in_brackets_are_written_in_brackets():
    text = SHEET.format(usual='transfers = [ { from = "b", to = "c", minutes = 9 } ]', walks="")
    assert len(tomllib.loads(revised(text, Kind.WALK))["transfers"]) == 2


def test_the_sheet_itself_is_never_written_over(tmp_path):
    own = tmp_path / "own.toml"
    own.write_text(SHEET)
    with pytest.raises(FileFault, match="stays as it is"):
        write_revised(own, own, "x", "t")
    assert own.read_text() == SHEET


def test_the_diff_shows_what_changes_and_no_escape_codes():
    shown = diff("a\n\x1b[31mb\n", "a\n\x1b[31mc\n", "old", "new")
    assert "\x1b" not in shown.plain
    assert {span.style for span in shown.spans} >= {"red", "green"}


@pytest.fixture(scope="module")
def a_tour(tmp_path_factory):
    """Rehearse a small sheet from the command line's side: a file, a log."""
    folder = tmp_path_factory.mktemp("revise")
    (folder / "t.toml").write_text(SHEET.format(usual="transfer = 3", walks=""))
    (folder / "true.json").write_text('{"g": {"a": 15, "b": 10}}')
    for name in ("log.db", "two.db"):
        line = ["rehearse", str(folder / "t.toml"), "--headless", "--lang", "en"]
        line += ["--durations", str(folder / "true.json"), "--log", str(folder / name)]
        assert CliRunner().invoke(cli, line).exit_code == 0
    return folder


def test_revise_says_why_and_writes_the_new_sheet(a_tour):
    logs = ["--from", str(a_tour / "log.db"), str(a_tour / "two.db")]
    line = ["revise", str(a_tour / "t.toml"), *logs, "--output", str(a_tour / "new.toml"), "--lang", "en"]
    done = CliRunner().invoke(cli, line)
    assert done.exit_code == 0, done.output
    assert "A: 2 of 2 visits were longer by half a minute or more, median 15 min; we suggest" in done.output
    assert "rehearsals" in done.stderr
    assert tomllib.loads((a_tour / "new.toml").read_text())["stations"][0]["minutes"] >= 12.5
    assert "# was 12 last year" in (a_tour / "new.toml").read_text()


def test_what_is_no_sheet_of_this_tour_is_never_written_over(a_tour):
    diary = a_tour / "diary.toml"
    diary.write_text("my diary")
    line = ["revise", str(a_tour / "t.toml"), "--from", str(a_tour / "log.db"), "--output", str(diary)]
    done = CliRunner().invoke(cli, [*line, "--lang", "en"])
    assert (done.exit_code, diary.read_text()) == (1, "my diary")
    assert "something else than this tour" in done.stderr


@pytest.mark.parametrize(("answer", "changed"), [("д", True), ("maybe\nН", False), ("т", False), ("", True)])
def test_changes_are_agreed_to_in_russian_and_on_a_russian_keyboard(a_tour, answer, changed):
    new = a_tour / f"{answer[:1] or 'enter'}.toml"
    line = ["revise", str(a_tour / "t.toml"), "--from", str(a_tour / "log.db"), "--interactive"]
    done = CliRunner().invoke(
        cli, [*line, "--output", str(new), "--lang", "ru"], input=f"{answer}\n" + "\n" * 9
    )
    assert done.exit_code == 0, done.output
    assert "[Д/н]" in done.output
    assert ("Ответьте «д»" in done.output) == answer.startswith("maybe")
    before, after = (tomllib.loads(path.read_text())["stations"][0] for path in (a_tour / "t.toml", new))
    assert (before["minutes"] != after["minutes"]) == changed


def test_interactive_writes_only_what_one_says_yes_to(a_tour):
    line = ["revise", str(a_tour / "t.toml"), "--from", str(a_tour / "log.db"), "--interactive"]
    line += ["--output", str(a_tour / "none.toml"), "--lang", "en"]
    done = CliRunner().invoke(cli, line, input="n\n" * 9)
    assert done.exit_code == 0, done.output
    assert (a_tour / "none.toml").read_text() == (a_tour / "t.toml").read_text()


def test_a_log_of_another_sheet_is_refused_in_one_line(a_tour):
    line = ["revise", "short", "--from", str(a_tour / "log.db"), "--output", str(a_tour / "x.toml")]
    done = CliRunner().invoke(cli, [*line, "--lang", "en"])
    assert done.exit_code == 1
    assert "this sheet is" in done.stderr
    assert not (a_tour / "x.toml").exists()


def test_a_walk_by_way_of_a_station_that_was_given_up_is_no_walk():
    waiting = ("10:13", e.TimerPaused(reason=e.DOOR))
    tale = Tale().tell("10:00", START, ARRIVE).tell("10:10", LEAVE).tell(*waiting).tell("10:28", SKIP)
    tale.tell("10:31", ARRIVE)
    assert list(walks(tale.progress)) == []


def test_a_break_does_not_make_a_hint_late():
    def tale():
        rest = {"title": "lunch", "at": "10:02", "minutes": 20}
        one = station("a", hints=[{"text": "h", "after": 2}])
        told = Tale(sheet(one, station("b"), breaks=[rest])).tell("10:00", START, ARRIVE)
        return told.tell("10:23", e.HintShown(station="a", hint=1)).tell("10:30", LEAVE)

    tours = [tale().progress for _ in range(3)]
    assert Kind.HINT_LATE not in {each.kind for each in suggest(tours[0].route, tours)}


def test_of_a_walk_that_stands_there_for_both_ways_and_for_one_the_one_way_is_changed():
    text = tomlkit.dumps(
        sheet(
            *map(station, "ab"),
            transfers=[
                {"from": "a", "to": "b", "minutes": 4},
                {"from": "a", "to": "b", "minutes": 8, "one_way": True},
            ],
        )
    )
    new = revised_text(text, [Suggestion(Kind.WALK, "a", "b", before=8, after=12)])
    route = read_route(new.encode(), "x")
    assert (route.walk("a", "b"), route.walk("b", "a")) == (minutes(12), minutes(4))
