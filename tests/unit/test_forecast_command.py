"""`questtour forecast`: JSON to the letter, a table for a person, and one line for what is wrong."""

import asyncio
import json
import re
from datetime import datetime, timedelta

import pytest
from click.testing import CliRunner
from helpers import HandClock, at, minutes, opened, sheet, station

from questtour.cli.program import cli
from questtour.session import Opening, open_guide
from questtour.tour import commands as c
from questtour.tour import events as e

MOMENT = re.compile(r"2026-05-14T\d\d:\d\d:\d\d\.\d{6}Z")


def run(*arguments, lang="en"):
    return CliRunner().invoke(cli, ["forecast", *map(str, arguments), "--lang", lang])


def told(*arguments):
    done = run(*arguments, "--json")
    assert done.exit_code == 0, done.output
    return json.loads(done.stdout)


@pytest.fixture
def log(tmp_path):
    """Return a log of a morning on which `g` was late, and `h` comes to the same stations at 10:04."""
    raw = sheet(station("a", tasks=[{"text": "x"}]), station("b"), station("c"), finish_by="11:00")
    raw["groups"].append({"id": "h", "title": "H [bold]", "route": ["a", "b", "c"], "start": "10:04"})
    clock, path = HandClock(), tmp_path / "tour.db"
    session = opened(path, clock, raw)
    for wall, wish in (
        ("10:00", c.Start("g")),
        ("10:01", c.Arrive("g")),
        ("10:13", c.Leave("g")),
        ("10:16", c.Arrive("g")),
    ):
        clock.moment = at(wall)
        asyncio.run(session.do(wish))
    session.close()
    return path


def moment(text):
    assert MOMENT.fullmatch(text), text
    return datetime.fromisoformat(text)


def test_the_json_has_the_shape_that_was_promised(log):
    said = told(log, "--at", "10:05")
    assert {"at", "groups", "conflicts", "options"} <= said.keys()
    assert moment(said["at"]) == at("10:05")
    group = said["groups"]["g"]
    assert {"offset_seconds", "finish", "finish_range", "visits"} <= group.keys()
    low, high = map(moment, group["finish_range"])
    assert low < moment(group["finish"]) < high
    for visit in group["visits"]:
        assert {"station", "state", "arrive", "leave", "wait_seconds"} <= visit.keys()
        assert visit["state"] in {"done", "now", "next", "skipped"}
    assert [visit["state"] for visit in group["visits"]] == ["now", "next", "next"]
    assert moment(group["visits"][0]["arrive"]) == at("10:01")
    (conflict, *_) = said["conflicts"]
    assert {"station", "group", "with", "at", "wait_seconds"} <= conflict.keys()
    assert (conflict["station"], conflict["group"], conflict["with"]) == ("a", "h", ["g"])
    assert moment(conflict["at"]) == at("10:05")
    assert conflict["wait_seconds"] == 360
    for option in said["options"]:
        assert {"remedy", "commands", "told", "waiting_saved_seconds", "tasks_lost"} <= option.keys()
    assert {option["remedy"] for option in said["options"]} > {"wait"}


def test_only_what_was_known_at_that_time_counts(log):
    early, late = told(log, "--at", "10:05"), told(log)
    assert moment(late["at"]) == at("10:16")
    assert [visit["state"] for visit in late["groups"]["g"]["visits"]] == ["done", "now", "next"]
    assert moment(early["groups"]["g"]["visits"][0]["leave"]) == at("10:11")
    assert moment(late["groups"]["g"]["visits"][0]["leave"]) == at("10:13")


def test_a_wrong_clock_is_put_right_once(tmp_path):
    clock, path = HandClock(), tmp_path / "ahead.db"
    session = opened(path, clock)
    ahead = minutes(10)
    for wall, event in (
        ("09:55", c.Start("g")),
        ("10:00", c.Arrive("g")),
        ("10:10", c.Leave("g")),
    ):
        clock.moment = at(wall) + ahead
        asyncio.run(session.do(event))
    asyncio.run(session.note(e.ClockMeasured(offset=ahead.total_seconds())))
    session.close()
    first = told(path)["groups"]["g"]["visits"][0]
    assert moment(first["arrive"]) == at("10:00")
    assert moment(told(path)["at"]) == at("10:10")
    early = told(path, "--at", "10:05")["groups"]["g"]["visits"]
    assert early[0]["state"] == "now"


def test_a_moment_can_be_told_with_its_zone(log):
    assert told(log, "--at", "2026-05-14T10:05:00+03:00") == told(log, "--at", "10:05")


def test_an_earlier_tour_is_learned_from(log, tmp_path):
    clock, before = HandClock(), tmp_path / "before.db"
    session = open_guide(before, clock, Opening(sheet(), "g", "Аня"))
    for wall, wish in (("10:00", c.Start("g")), ("10:00", c.Arrive("g")), ("10:20", c.Leave("g"))):
        clock.moment = at(wall)
        asyncio.run(session.do(wish))
    session.close()

    def stay(said):
        visit = said["groups"]["h"]["visits"][0]
        return moment(visit["leave"]) - moment(visit["arrive"])

    assert stay(told(log, "--at", "09:58")) == minutes(10)
    assert stay(told(log, "--at", "09:58", "--history", before)) > minutes(10) + timedelta(seconds=20)


def test_a_person_reads_a_table(log):
    printed = run(log, "--at", "10:05").stdout
    assert "Forecast for 2026-05-14 10:05" in printed
    assert "H [bold]" in printed
    assert "6 min" in printed
    assert "6:00" not in printed
    assert "Прогноз на 2026-05-14 10:05" in run(log, "--at", "10:05", lang="ru").stdout


def row(printed, group):
    """Return what the first table says in the columns of a group, as one text."""
    (first, *_) = (line for line in printed.splitlines() if line.startswith(f"{group} "))
    return first


@pytest.mark.parametrize(
    ("lang", "where", "late"), [("en", "B", "3 min late"), ("ru", "B", "отстаёт на 3 мин")], ids=["en", "ru"]
)
def test_a_row_says_of_its_group_where_it_is_and_how_late_in_words_of_others(log, lang, where, late):
    told = row(run(log, lang=lang).stdout, "G  ")
    assert f" {where} " in told
    assert late in told


def test_on_the_way_and_before_and_after_there_is_no_station(log):
    assert " on the way " in row(run(log, "--at", "10:14").stdout, "G  ")
    assert " not set out " in row(run(log, "--at", "10:14").stdout, "H [bold]")


@pytest.mark.parametrize(("lang", "said"), [("en", "of the next day"), ("ru", "следующего дня")])
def test_a_time_of_the_next_day_is_called_so(log, lang, said):
    assert said not in run(log, lang=lang).stdout
    # Who is still on the way in the evening is expected after midnight.
    printed = run(log, "--at", "23:58", lang=lang).stdout
    assert all(word in printed for word in said.split())


@pytest.mark.parametrize("wrong", ["25:00", "noon", "2026-05-14T10:05", "10", "0001-01-01T00:00+03:00"])
def test_a_bad_time_is_misuse(log, wrong):
    done = run(log, "--at", wrong)
    assert done.exit_code == 2
    assert "is no time" in done.output


def test_before_the_tour_was_opened_there_is_nothing_to_forecast(log):
    done = run(log, "--at", "08:00")
    assert done.exit_code == 1
    assert "was not opened yet" in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_a_log_that_is_not_there_is_told_in_one_line(tmp_path):
    done = run(tmp_path / "nothing.db", "--json")
    assert done.exit_code == 1
    assert done.stdout == ""
    assert len(done.stderr.splitlines()) == 1


def test_a_moment_long_after_the_last_event_is_told_with_a_warning(log):
    assert run(log, "--at", "10:20").stderr == ""
    done = run(log, "--at", "10:40")
    assert done.exit_code == 0
    assert "tells of nothing after 10:16" in done.stderr
