"""`questtour verify`, `check` and `export` on the command line: what they say beyond good and bad."""

import sqlite3

import pytest
from click.testing import CliRunner
from helpers import sheet, station

from questtour.cli.program import cli
from questtour.eventlog.verify import DeviceVerdict, Reason, Verdict
from questtour.i18n import LANGUAGES, use
from questtour.reports.timetable import odd_break_lines
from questtour.reports.verdict import FEW, verdict_lines
from questtour.tour.route_reading import route_from


def run(*arguments, lang="en"):
    return CliRunner().invoke(cli, [*map(str, arguments), "--lang", lang])


@pytest.fixture(scope="module")
def log(tmp_path_factory):
    """Return the log of a rehearsal that has begun."""
    path = tmp_path_factory.mktemp("logs") / "log.db"
    run("rehearse", "short", "--headless", "--until", "10:01", "--log", path)
    return path


def copied(log, tmp_path, change):
    path = tmp_path / "copy.db"
    with sqlite3.connect(log) as source, sqlite3.connect(path) as copy:
        source.backup(copy)
        copy.execute(change)
    source.close()
    copy.close()
    return path


@pytest.mark.parametrize(("lang", "said"), [("en", "holds no event"), ("ru", "нет ни одного события")])
def test_a_log_without_events_is_not_called_good(log, tmp_path, lang, said):
    done = run("verify", copied(log, tmp_path, "DELETE FROM events"), lang=lang)
    assert (done.exit_code, done.stdout) == (1, "")
    assert said in done.stderr


@pytest.mark.parametrize("lang", sorted(LANGUAGES))
def test_laptops_are_named_as_they_called_themselves(log, lang):
    printed = run("verify", log, lang=lang).stdout
    assert all(f"({name})" in printed for name in ("Аня", "Тимур")), printed


def many(count, *bad):
    good = [DeviceVerdict(f"laptop{number}", 2) for number in range(count)]
    return Verdict(None, tuple(sorted([*good, *bad], key=lambda each: each.device)))


def test_of_many_good_laptops_only_the_number_is_told_unless_all_are_asked_for():
    use("en")
    first, *_rest = verdict_lines(many(200))
    assert first == "200 laptops: 400 events, all good"
    assert len(list(verdict_lines(many(200), every=True))) == 202
    assert len(list(verdict_lines(many(FEW)))) == FEW + 2


def test_among_many_laptops_each_with_which_something_is_wrong_is_told():
    use("en")
    bad = DeviceVerdict("anya", 5, 3, Reason.GAP, "Аня")
    lines = list(verdict_lines(many(200, bad)))
    assert lines == [
        "laptop anya (Аня): 5 events, wrong from event 3 on: the event is missing",
        "the rest, 200 laptops: 400 events, all good",
        "The log is not as it was written.",
    ]


@pytest.mark.parametrize(("form", "name"), [("csv", "tables"), ("jsonl", "tour.jsonl")])
@pytest.mark.parametrize(("lang", "said"), [("en", "replaced"), ("ru", "замен")])
def test_an_export_says_when_it_took_the_place_of_an_earlier_one(log, tmp_path, form, name, lang, said):
    arguments = ("export", log, "--format", form, "--output", tmp_path / name)
    first, second = run(*arguments, lang=lang), run(*arguments, lang=lang)
    assert (first.exit_code, second.exit_code) == (0, 0)
    assert first.stderr == ""
    assert said in second.stderr
    assert str(tmp_path / name) in second.stderr


def test_a_break_before_or_after_its_groups_tour_is_worth_a_question():
    use("en")
    pause = {"title": "Lunch", "at": "15:00", "minutes": 30}
    late = route_from(sheet(station("a"), station("b"), breaks=[pause]))
    (line,) = odd_break_lines(late)
    assert "Lunch" in line
    assert "15:00" in line
    within = route_from(sheet(station("a"), station("b"), breaks=[{**pause, "at": "10:05"}]))
    assert odd_break_lines(within) == []
    before = route_from(sheet(station("a"), station("b"), breaks=[{**pause, "at": "09:00"}]))
    (line,) = odd_break_lines(before)
    assert "09:30" in line
