"""`questtour rehearse --headless` on the command line: misuse, Ctrl+C, and what it says afterwards."""

import shlex
from datetime import UTC, datetime

import pytest
from click.testing import CliRunner

from questtour.cli.program import cli
from questtour.cli.rehearsals import MOST_GROUPS
from questtour.eventlog.verify import verify
from questtour.i18n import LANGUAGES
from questtour.rehearsal.troupe import Troupe
from questtour.tour.route_values import MOST


def run(*arguments, lang="en"):
    return CliRunner().invoke(cli, ["rehearse", "short", "--headless", *map(str, arguments), "--lang", lang])


@pytest.mark.parametrize("lang", sorted(LANGUAGES))
@pytest.mark.parametrize(
    ("name", "value"),
    [
        *(("--until", each) for each in ("9", "24:00", "10:5", "ten")),
        *(("--date", each) for each in ("1.2.2026", "2026-13-01")),
        *(("--seed", each) for each in ("x", "1.5")),
        *(("--speed", each) for each in ("nan", "inf", "0", "-1", "fast")),
        *(("--groups", each) for each in ("0", "251", "two")),
    ],
)
def test_a_value_that_does_not_fit_is_misuse_in_the_users_words(tmp_path, name, value, lang):
    log = tmp_path / "log.db"
    done = run(name, value, "--log", log, lang=lang)
    assert done.exit_code == 2
    line = done.stderr.splitlines()[-1]
    assert name in line
    assert {"en": f"“{value}”", "ru": f"«{value}»"}[lang] in line
    assert not any(word in line for word in ("%", "FLOAT", "float", "x>", "range", "does not match"))
    assert not log.exists()


def test_a_decimal_comma_is_a_number(tmp_path):
    assert run("--speed", "2,5", "--until", "10:01", "--log", tmp_path / "log.db").exit_code == 0


def test_as_many_groups_can_be_asked_for_as_a_sheet_may_have():
    assert MOST_GROUPS == MOST


# --- Ctrl+C ---------------------------------------------------------------------------------------------


def interrupted(monkeypatch, until):
    """Let Ctrl+C come at a time of the rehearsal's day."""
    play = Troupe.play

    async def stopped(troupe, _until=None):
        await play(troupe, datetime(2026, 5, 14, *until, tzinfo=UTC))
        raise KeyboardInterrupt

    monkeypatch.setattr(Troupe, "play", stopped)


@pytest.mark.parametrize(("lang", "said"), [("en", "Stopped"), ("ru", "Остановлено")])
def test_stopped_before_anybody_has_set_out_it_leaves_nothing(tmp_path, monkeypatch, lang, said):
    interrupted(monkeypatch, (9, 50))
    done = run("--log", tmp_path / "log.db", lang=lang)
    assert done.exit_code == 130
    assert done.stdout == ""
    (line,) = done.stderr.splitlines()
    assert said in line
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(("lang", "said"), [("en", "Stopped at 10:07"), ("ru", "Остановлено")])
def test_stopped_on_the_way_it_says_so_first_and_keeps_the_log(tmp_path, monkeypatch, lang, said):
    interrupted(monkeypatch, (10, 7))
    log = tmp_path / "log.db"
    done = run("--log", log, lang=lang)
    assert done.exit_code == 130
    assert done.output.splitlines()[0].startswith(said)
    assert verify(log).good


def test_stopped_while_it_begins_it_touches_no_other_file(tmp_path, monkeypatch):
    def stopped(*_arguments):
        raise KeyboardInterrupt

    monkeypatch.setattr("questtour.rehearsal.troupe.open_troupe", stopped)
    taken = tmp_path / "letter.txt"
    taken.write_text("Dear teachers.")
    assert run("--log", taken).exit_code == 130
    assert taken.read_text() == "Dear teachers."


# --- afterwards -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", sorted(LANGUAGES))
def test_it_says_what_can_be_done_with_the_log(tmp_path, lang):
    log = tmp_path / "my log.db"
    told = run("--until", "10:05", "--log", log, lang=lang).stderr
    for wanted in ("questtour review", "questtour export"):
        assert f"{wanted} {shlex.quote(str(log))}" in told


@pytest.mark.parametrize(("lang", "title"), [("en", "Group 3"), ("ru", "Группа 3")])
def test_groups_that_the_sheet_does_not_have_are_called_in_the_users_language(tmp_path, lang, title):
    done = run("--groups", 3, "--until", "10:01", "--log", tmp_path / "log.db", lang=lang)
    assert title in done.stdout


def test_a_log_of_a_day_that_was_asked_for_bears_it_in_its_name(tmp_path, monkeypatch):
    monkeypatch.setattr("questtour.cli.rehearsals.data_folder", lambda: tmp_path)
    run("--until", "10:01", "--date", "2027-03-01")
    assert [path.name for path in tmp_path.glob("*.db")] == ["2027-03-01-short-@rehearsal.db"]


@pytest.mark.parametrize(("lang", "said"), [("en", "a number from 1 to 3600"), ("ru", "число от 1 до 3600")])
@pytest.mark.parametrize("value", ["nan", "0", "long"])
def test_how_long_to_plan_is_asked_for_in_the_same_words(tmp_path, value, lang, said):
    arguments = ("plan", "short", "--output", str(tmp_path / "new.toml"), "--seconds", value, "--lang", lang)
    done = CliRunner().invoke(cli, arguments)
    assert done.exit_code == 2
    assert said in done.stderr.splitlines()[-1]
