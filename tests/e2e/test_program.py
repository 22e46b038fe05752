"""The program in a real terminal: its first screen, the mouse, leaving, and one program a log."""

import csv
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from e2e.logs import made_log
from e2e.terminal import PATIENCE, WALL_HOUR, Terminal, environment, run, words

from questtour.eventlog import faults
from questtour.eventlog.reading import read_records

WIDE = 250
"""Columns in which a whole line of complaint fits."""


@pytest.fixture(params=["en", "ru"])
def language(request: pytest.FixtureRequest) -> str:
    """Each language that the program speaks."""
    return str(request.param)


def kinds(log: Path) -> list[str]:
    """Return the kinds of the events in the log after the three that open it."""
    return [record.event.kind for record in read_records(log)][3:]


def own_log(home: Path) -> Path:
    """Return the one log that the program has made in the user's home."""
    (log,) = home.rglob("*.db")
    return log


def next_is(step: str) -> Callable[[str], object]:
    """Return what looks whether the bar at the bottom says that this is what Enter does."""
    return lambda screen: re.search(rf"^ +Enter +{re.escape(step)}(  ·|$)", screen, re.MULTILINE)


# --- from the first screen ------------------------------------------------------------------------------


def test_sheet_and_group_are_chosen_by_keys_and_the_next_start_offers_to_go_on(home: Path) -> None:
    env = environment(home)
    with Terminal(env=env) as terminal:
        lines = terminal.wait_for("short.toml").splitlines()
        offered = [line for line in lines if ".toml" in line]
        terminal.press(*["down"] * next(n for n, line in enumerate(offered) if "short.toml" in line), "enter")
        terminal.wait_for("Which group do you lead?")
        terminal.press("down", "enter")
        terminal.wait_for(next_is("Start the tour"))
        terminal.wait_for("Blue · ")
        terminal.press("q")
        terminal.wait_for("Leave the program?")
        terminal.press("enter")
        assert terminal.wait_exit() == 0
    with Terminal(env=env) as terminal:
        terminal.wait_for("Go on: “Blue”")
        terminal.press("enter")
        terminal.wait_for(next_is("Start the tour"))
    assert own_log(home).name.endswith("-short-blue.db")


def test_the_mouse_alone_leads_from_the_first_screen_into_a_station(home: Path) -> None:
    with Terminal(env=environment(home)) as terminal:
        terminal.wait_for("short.toml")
        terminal.click("short.toml")
        terminal.wait_for("Which group do you lead?")
        terminal.click("Red")
        terminal.wait_for(next_is("Start the tour"))
        terminal.click("Start the tour")
        terminal.wait_for("count the plan from now")
        terminal.click("count the plan from now")
        terminal.wait_for(next_is("We have arrived: “Physics”"))
        terminal.click("We have arrived")
        terminal.wait_for(next_is("Leave for “Chemistry”"))
        terminal.click("[ ] Mix and check")
        terminal.wait_for("[x] Mix and check")
    assert kinds(own_log(home)) == ["plan.moved", "group.started", "station.arrived", "task.done"]


def test_the_first_screen_changes_its_language_and_remembers_it(home: Path) -> None:
    say = words("ru").gettext
    with Terminal(env=environment(home, "en")) as terminal:
        terminal.wait_for("short.toml")
        terminal.press("д")  # the key L under the Russian layout
        terminal.wait_for(say("Which tour?"))
        terminal.wait_for("Проба на четверть часа")
        terminal.press("Й")  # Q, with Caps Lock
        assert terminal.wait_exit() == 0
    with Terminal(env=environment(home, "en")) as terminal:
        terminal.wait_for(say("Which tour?"))


# --- leaving --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("key", ["q", "Й", "ctrl+q"])
def test_leaving_is_asked_and_esc_stays(key: str, home: Path, tmp_path: Path) -> None:
    log = made_log(tmp_path / "tour.db")
    with Terminal("guide", "--log", log, env=environment(home)) as terminal:
        terminal.wait_for(next_is("Start the tour"))
        terminal.press(key)
        terminal.wait_for("Leave the program?")
        terminal.press("escape")
        terminal.wait_until_gone("Leave the program?")
        terminal.press(key)
        terminal.wait_for("Leave the program?")
        terminal.press("enter")
        assert terminal.wait_exit() == 0
        assert "The tour is saved in" in terminal.text
    assert kinds(log) == []


def test_ctrl_c_ends_nothing_and_says_how_one_leaves(language: str, home: Path, tmp_path: Path) -> None:
    log, say = made_log(tmp_path / "tour.db"), words(language).gettext
    with Terminal("guide", "--log", log, env=environment(home, language)) as terminal:
        terminal.wait_for(next_is(say("Start the tour")))
        terminal.press("ctrl+c")
        told = say("To leave the program press {key}.").format(key="q").split()
        # The message is narrow: it may take two lines.
        terminal.wait_for(lambda screen: all(word in screen.split() for word in told))
        terminal.press("q")
        terminal.wait_for(say("Leave the program?"))


def test_closing_the_window_ends_the_program_and_the_tour_goes_on_in_a_new_one(
    home: Path, tmp_path: Path
) -> None:
    log = made_log(tmp_path / "tour.db")
    with Terminal("guide", "--log", log, env=environment(home)) as terminal:
        terminal.wait_for(next_is("Start the tour"))
        terminal.press("enter")
        terminal.wait_for("count the plan from now")
        terminal.press("1")
        terminal.wait_for(next_is("We have arrived: “Physics”"))
        terminal.close_window()
        terminal.process.wait(PATIENCE)
    with Terminal("guide", "--log", log, env=environment(home)) as terminal:
        terminal.wait_for(next_is("We have arrived: “Physics”"))


# --- one log each ---------------------------------------------------------------------------------------


def test_a_second_program_on_the_same_log_is_refused_and_the_first_goes_on(
    language: str, home: Path, tmp_path: Path
) -> None:
    log, env, say = made_log(tmp_path / "tour.db"), environment(home, language), words(language).gettext
    with Terminal("guide", "--log", log, env=env) as first:
        first.wait_for(next_is(say("Start the tour")))
        line = refused("guide", "short", "--group", "red", "--log", log, env=env)
        assert line == say(faults.LOCKED).format(path=log)
        first.press("enter")
        first.wait_for(say("Start now, and count the plan from now"))
        first.press("enter")
        # Shown once the step is on the disk; that the question has gone would not say so.
        first.wait_for(say("We have arrived: “{title}”").partition("{")[0])
    assert kinds(log) == ["plan.moved", "group.started"]


def refused(*arguments: str | Path, env: dict[str, str]) -> str:
    """Return the one line with which the program ended at once, with status 1, instead of drawing."""
    with Terminal(*arguments, env=env, columns=WIDE) as terminal:
        assert terminal.wait_exit() == 1
        (line,) = terminal.text.split("\n\n")[0].splitlines()
        return line


OTHER_TOUR = "{path} is the log of another tour, “{tour}”: choose another --log, or that tour's sheet."
OTHER_GROUP = "{path} is the log of the group “{group}”: choose another --log, or that group."


@pytest.mark.parametrize(
    ("sheet", "group", "text", "language"),
    [("kvantorium", "atom", OTHER_TOUR, "en"), ("short", "blue", OTHER_GROUP, "ru")],
)
def test_a_log_of_another_tour_or_group_is_refused_and_named(
    sheet: str, group: str, text: str, language: str, home: Path, tmp_path: Path
) -> None:
    log = made_log(tmp_path / "tour.db")
    env = environment(home, language)
    line = refused("guide", sheet, "--group", group, "--log", log, env=env)
    assert line == words(language).gettext(text).format(path=log, tour="short", group="red")
    assert kinds(log) == []


def test_a_log_without_its_key_is_refused_and_the_key_is_named(
    language: str, home: Path, tmp_path: Path
) -> None:
    log = made_log(tmp_path / "tour.db")
    key = Path(f"{log}.key")
    key.unlink()
    line = refused("guide", "--log", log, env=environment(home, language))
    assert line == words(language).gettext(faults.NO_KEY).format(path=key)
    assert not key.exists()


@pytest.mark.parametrize(
    ("name", "fault", "language"),
    [("letter.txt", faults.NOT_SQLITE, "ru"), ("folder", faults.FOLDER, "en")],
)
def test_a_guide_whose_log_is_no_log_is_refused_and_the_file_stays_as_it_was(
    name: str, fault: str, language: str, home: Path, tmp_path: Path
) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "letter.txt").write_text("Dear questtour, this is not what you think it is.\n" * 9)
    before = sorted(tmp_path.iterdir())
    env = environment(home, language)
    line = refused("guide", "short", "--group", "red", "--log", tmp_path / name, env=env)
    assert line == words(language).gettext(fault).format(path=tmp_path / name)
    assert sorted(tmp_path.iterdir()) == before


def test_an_export_while_the_guide_leads_holds_what_was_acknowledged_and_disturbs_nobody(
    home: Path, tmp_path: Path
) -> None:
    log, env = made_log(tmp_path / "tour.db"), environment(home)
    with Terminal("guide", "--log", log, env=env) as terminal:
        terminal.wait_for(next_is("Start the tour"))
        terminal.press("enter")
        terminal.wait_for("count the plan from now")
        terminal.press("1")
        terminal.wait_for(next_is("We have arrived: “Physics”"))
        terminal.press("enter")
        terminal.wait_for(next_is("Leave for “Chemistry”"))
        done = run("export", log, "--format", "csv", "--output", home / "out", env=env)
        assert (done.returncode, done.stderr) == (0, "")
        with (home / "out" / "visits.csv").open(encoding="utf-8-sig", newline="") as file:
            visits = list(csv.DictReader(file))
        assert [(row["station"], row["outcome"]) for row in visits] == [
            ("physics", "open"),
            ("chemistry", "open"),
            ("biology", "open"),
        ]
        assert visits[0]["arrived"][11:13] == str(WALL_HOUR)
        assert not visits[1]["arrived"]
        terminal.press("p")
        terminal.wait_for("PAUSE")
    assert kinds(log)[-1] == "timer.paused"
