"""Every command as a real process: what it prints, its status, and how it says what is wrong."""

import json
import re
import sqlite3
from collections.abc import Mapping
from pathlib import Path
from subprocess import CompletedProcess

import pytest
from e2e.logs import made_log
from e2e.terminal import environment, run, words

from questtour import __version__
from questtour.eventlog import faults

LANGUAGES = ["en", "ru"]
COMMANDS = ["guide", "check", "schema", "export", "verify", "merge", "forecast", "rehearse", "info"]

BAD_SHEET = """\
id = "bad sheet"
title = "T"
start = "25:00"
[[stations]]
id = "a"
title = "A"
minuts = 4
[[groups]]
id = "g"
title = "G"
route = ["nowhere"]
"""
BAD_LINES = {1: "id", 3: "start", 4: "minutes", 7: "minuts", 11: "route"}
"""Line and field of each fault in the sheet above."""


@pytest.fixture(params=LANGUAGES)
def language(request: pytest.FixtureRequest) -> str:
    """Each language that the program speaks."""
    return str(request.param)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with whatever may be given to the program by mistake."""
    (tmp_path / "folder").mkdir()
    (tmp_path / "letter.txt").write_text("Dear questtour, this is not what you think it is.\n" * 9)
    (tmp_path / "bad.toml").write_text(BAD_SHEET)
    (tmp_path / "cp1251.toml").write_bytes('title = "Проба"\n'.encode("cp1251"))
    other = sqlite3.connect(tmp_path / "other.db")
    other.execute("CREATE TABLE films(title)")
    other.commit()
    other.close()
    return tmp_path


@pytest.fixture
def log(tmp_path: Path) -> Path:
    """A sound log: the group red has claimed the short tour."""
    return made_log(tmp_path / "tour.db")


def complaint(done: CompletedProcess[str]) -> str:
    """Return the one line in which a command said what is wrong, having done nothing else."""
    assert (done.returncode, done.stdout) == (1, "")
    (line,) = done.stderr.splitlines()
    assert "Traceback" not in line
    return line


# --- what a person can mend -----------------------------------------------------------------------------


NO_SHEETS = {
    "missing.toml": "there is no such file",
    "folder": "this is a folder",
    "letter.txt": "there is no = after the name",
    "other.db": "this is no text file",
    "cp1251.toml": ("the letters are not saved as UTF-8 but in an old encoding such as Windows-1251 (ANSI)"),
}
"""What may be named instead of a sheet, and what is wrong with it."""


def test_what_is_no_sheet_is_refused_in_one_line_that_says_what_it_is(
    language: str, folder: Path, home: Path
) -> None:
    paths = [folder / name for name in NO_SHEETS]
    done = run("check", *paths, env=environment(home, language))
    assert (done.returncode, done.stdout) == (1, "")
    for path, line in zip(paths, done.stderr.splitlines(), strict=True):
        assert line.startswith(str(path))
        assert words(language).gettext(NO_SHEETS[path.name]) in line


@pytest.mark.parametrize("name", ["missing.toml", "cp1251.toml"])
def test_a_guide_who_names_no_sheet_is_told_so_in_one_line(name: str, folder: Path, home: Path) -> None:
    line = complaint(run("guide", folder / name, "--group", "red", env=environment(home)))
    assert line.startswith(str(folder / name))
    assert NO_SHEETS[name] in line


def test_all_faults_of_a_sheet_are_told_at_once_each_with_its_line(
    language: str, folder: Path, home: Path
) -> None:
    sheet = folder / "bad.toml"
    done = run("check", sheet, env=environment(home, language))
    assert (done.returncode, done.stdout) == (1, "")
    found = [re.fullmatch(rf"{re.escape(str(sheet))}:(\d+): (.+)", line) for line in done.stderr.splitlines()]
    told = {int(match[1]): match[2] for match in found if match}
    assert len(found) == len(told) == len(BAD_LINES)
    assert all(field in told[line] for line, field in BAD_LINES.items())


def test_a_good_sheet_beside_a_bad_one_still_gets_its_timetable(folder: Path, home: Path) -> None:
    done = run("check", "short", folder / "bad.toml", env=environment(home))
    assert done.returncode == 1
    assert "A quarter-hour trial" in done.stdout
    assert len(done.stderr.splitlines()) == len(BAD_LINES)


@pytest.mark.parametrize(
    ("command", "language"),
    [(("verify",), "ru"), (("export", "--format", "csv", "--output", "out"), "en")],
    ids=["verify-ru", "export-en"],
)
@pytest.mark.parametrize(
    ("name", "fault"),
    [
        ("missing.db", faults.NO_LOG),
        ("folder", faults.FOLDER),
        ("letter.txt", faults.NOT_SQLITE),
        ("other.db", faults.NOT_OURS),
    ],
)
def test_what_is_no_log_is_refused_in_one_line_and_stays_as_it_was(
    command: tuple[str, ...], name: str, fault: str, language: str, folder: Path, home: Path
) -> None:
    path = folder / name
    before = sorted(folder.iterdir()), path.read_bytes() if path.is_file() else b""
    line = complaint(run(*command, path, env=environment(home, language)))
    assert line == words(language).gettext(fault).format(path=path)
    assert (sorted(folder.iterdir()), path.read_bytes() if path.is_file() else b"") == before
    assert not (home / "out").exists()


def test_an_unknown_group_is_refused_with_the_names_of_those_that_there_are(
    language: str, home: Path
) -> None:
    line = complaint(run("guide", "short", "--group", "green", env=environment(home, language)))
    known = {"en": "red (Red), blue (Blue)", "ru": "red (Красные), blue (Синие)"}[language]
    text = words(language).gettext("There is no group “{group}” in this sheet. There are: {known}.")
    assert line == text.format(group="green", known=known)


@pytest.mark.parametrize(
    ("arguments", "language"),
    [
        ((), "en"),
        (("guide",), "ru"),
        (("guide", "short"), "en"),
        (("guide", "short", "--group", "red"), "ru"),
    ],
)
def test_without_a_terminal_it_says_so_and_makes_nothing(
    arguments: tuple[str, ...], language: str, home: Path
) -> None:
    line = complaint(run(*arguments, env=environment(home, language)))
    text = "questtour needs a terminal to draw in: start it in a terminal window, without pipes."
    assert line == words(language).gettext(text)
    assert not list(home.iterdir())


@pytest.mark.parametrize("output", ["missing/events.jsonl", "folder"])
def test_an_export_that_cannot_be_written_names_the_place_in_the_users_language(
    output: str, language: str, folder: Path, log: Path, home: Path
) -> None:
    path = folder / output
    done = run("export", log, "--format", "jsonl", "--output", path, env=environment(home, language))
    line = complaint(done)
    assert str(path) in line
    # What the system says about it is English, and about a file that the user never named.
    assert language == "en" or not re.search("No such file|Is a directory", line)


def test_settings_that_do_not_fit_are_told_in_one_line_that_names_the_file(language: str, home: Path) -> None:
    settings = home / "config" / "questtour" / "settings.toml"
    settings.parent.mkdir(parents=True)
    settings.write_text('language = "tlh"\n')
    line = complaint(run("guide", "short", "--group", "red", env=environment(home, language)))
    text = words(language).gettext("Settings {path} do not fit in: {fields}. What can be set: {known}.")
    assert line == text.format(path=settings, fields="language", known="language, theme, sound, keys")


def test_a_log_that_was_changed_afterwards_is_found_out(language: str, log: Path, home: Path) -> None:
    with sqlite3.connect(log) as db:
        db.execute("UPDATE events SET group_id = 'blue' WHERE seq = 3")
    db.close()
    done = run("verify", log, env=environment(home, language))
    say = words(language).gettext
    assert (done.returncode, done.stderr) == (1, "")
    laptop, verdict = done.stdout.splitlines()
    assert laptop.endswith(say("the event was changed afterwards"))
    assert verdict == say("The log is not as it was written.")


# --- misuse ---------------------------------------------------------------------------------------------

DELIMITER = "The delimiter must be one sign, and neither a quote nor a line break."
EXPORT = ("export", "tour.db", "--output", "out")


@pytest.mark.parametrize(
    ("arguments", "said", "language"),
    [
        (("guided",), "guided", "ru"),
        (("guided",), "guided", "en"),
        (("guide", "--grup", "red"), "--grup", "ru"),
        (("guide", "--lang", "tlh"), "tlh", "en"),
        (("check",), "ROUTE…", "ru"),
        (("verify",), "LOG", "en"),
        (("export", "tour.db", "--format", "csv"), "--output", "ru"),
        (EXPORT, "--format", "ru"),
        ((*EXPORT, "--format", "docx"), "docx", "ru"),
        ((*EXPORT, "--format", "csv", "--delimiter", ";;"), DELIMITER, "ru"),
        ((*EXPORT, "--format", "csv", "--delimiter", ""), DELIMITER, "en"),
        ((*EXPORT, "--format", "csv", "--delimiter", '"'), DELIMITER, "en"),
    ],
)
def test_misuse_ends_with_status_2_and_one_line_says_what_was_wrong(
    arguments: tuple[str, ...], said: str, language: str, home: Path
) -> None:
    done = run(*arguments, env=environment(home, language))
    assert (done.returncode, done.stdout) == (2, "")
    assert "Traceback" not in done.stderr
    say = words(language).gettext
    begins = say("Error: {message}").format(message="")
    (line,) = (line for line in done.stderr.splitlines() if line.startswith(begins))
    assert say(said) in line


# --- what simply works ----------------------------------------------------------------------------------


def good(done: CompletedProcess[str]) -> str:
    """Return what a command printed; it went well and had nothing to complain about."""
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


def test_the_version_is_told(home: Path) -> None:
    assert __version__ in good(run("--version", env=environment(home)))


def speaks(language: str, env: Mapping[str, str], *arguments: str) -> None:
    """Check that the help is in `language`."""
    text = words(language).gettext("Show versions, every path, the terminal and the language.")
    assert " ".join(text.split()) in " ".join(good(run(*arguments, "--help", env=env)).split())


def test_the_help_names_every_command_in_the_systems_language(language: str, home: Path) -> None:
    env = environment(home, language)
    speaks(language, env)
    printed = good(run("--help", env=env))
    assert [name for name in COMMANDS if not re.search(rf"^  {name} ", printed, re.MULTILINE)] == []


def test_lang_goes_before_the_settings_and_the_settings_before_the_system(home: Path) -> None:
    env = environment(home, "en")
    speaks("ru", env, "--lang", "ru")
    speaks("ru", env, "info", "--lang=ru")
    settings = home / "config" / "questtour" / "settings.toml"
    settings.parent.mkdir(parents=True)
    settings.write_text('language = "ru"\n')
    speaks("ru", env)
    speaks("en", env, "--lang", "en")


@pytest.mark.parametrize("command", COMMANDS)
def test_each_command_explains_itself(command: str, home: Path) -> None:
    printed = good(run(command, "--help", env=environment(home)))
    assert f"questtour {command}" in printed
    assert "--lang" in printed


def test_a_good_sheet_prints_its_timetable(language: str, home: Path) -> None:
    printed = good(run("check", "short", env=environment(home, language)))
    names = {"en": ("Physics", "Red", "Blue"), "ru": ("Физика", "Красные", "Синие")}[language]
    for text in (*names, "10:00", "10:14"):
        assert text in printed


def test_the_schema_is_json_and_knows_the_fields(home: Path) -> None:
    schema = json.loads(good(run("schema", env=environment(home, "ru"))))
    assert {"id", "title", "start", "stations", "groups"} <= set(schema["properties"])


def test_info_tells_version_language_and_every_path(language: str, home: Path) -> None:
    printed = good(run("info", env=environment(home, language)))
    name = {"en": "English", "ru": "Русский"}[language]
    for text in (__version__, name, home / "config" / "questtour" / "settings.toml", home / "data"):
        assert str(text) in printed


def test_a_tab_can_stand_between_the_cells(log: Path, home: Path) -> None:
    arguments = ("export", log, "--format", "csv", "--output", home / "out", "--delimiter", r"\t")
    good(run(*arguments, env=environment(home)))
    assert (home / "out" / "visits.csv").read_text("utf-8-sig").startswith("tour\tgroup\tguide\t")


def test_a_sound_log_is_found_sound_without_its_key(language: str, log: Path, home: Path) -> None:
    Path(f"{log}.key").unlink()
    printed = good(run("verify", log, env=environment(home, language)))
    assert printed.splitlines()[-2] == words(language).gettext("All is as it was written.")


def test_logs_from_a_stick_become_one_that_can_be_read_but_not_gone_on_with(
    language: str, log: Path, home: Path, tmp_path: Path
) -> None:
    other, into = made_log(tmp_path / "blue.db", group="blue"), tmp_path / "all.db"
    env = environment(home, language)
    for _again in range(2):
        assert good(run("merge", log, other, "--into", into, env=env)).rstrip().endswith(f" → {into}")
    assert len(good(run("verify", into, env=env)).splitlines()) == 4
    good(run("export", into, "--format", "jsonl", "--output", home / "all.jsonl", env=env))
    assert len((home / "all.jsonl").read_text("utf-8").splitlines()) == 6
    line = complaint(run("merge", log, "--into", other, env=env))
    assert line == words(language).gettext(faults.MERGE_OWN).format(path=other)
