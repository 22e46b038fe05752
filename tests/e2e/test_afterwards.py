"""After the tour, in a real terminal: visitors answer, the guide writes, and a power cut takes no word."""

import csv
from pathlib import Path

from e2e.terminal import Terminal, environment, run

from questtour.drafts import has_draft

SHEET = """
id = "evening"
title = "Evening"
start = "10:00"
[[stations]]
id = "lab"
title = "Lab"
minutes = 5
[[groups]]
id = "red"
title = "Red"
guide = "Аня"
visitors = 2
"""


def finish(guide: Terminal) -> None:
    """Lead the group to the end."""
    guide.wait_for("Start the tour")
    guide.press("enter")
    guide.wait_for("Start now, and count the plan from now")
    for wanted in ("We have arrived", "Leave", "Finish the tour", "Pass the laptop round"):
        guide.press("enter")
        guide.wait_for(wanted)


def answer(guide: Terminal, person: int, digits: str, words: str) -> None:
    """Answer all questions as one visitor."""
    guide.press("enter")
    guide.wait_for(f"visitor {person} of 2")
    guide.wait_for("Begin")
    guide.press("enter")
    for number, digit in enumerate(digits, 1):
        guide.wait_for(f"question {number} of 9")
        guide.press(digit)
    guide.wait_for("question 9 of 9")
    guide.type(words)
    guide.wait_for(words)
    guide.press("enter")
    guide.wait_for(f"{person} of 2 visitors have answered.")


def rows(home: Path, log: Path, table: str) -> list[dict[str, str]]:
    """Return one of the exported tables."""
    folder = home / "tables"
    if not folder.exists():
        done = run("export", log, "--format", "csv", "--output", folder, env=environment(home))
        assert (done.returncode, done.stderr) == (0, "")
    with (folder / f"{table}.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_two_visitors_answer_and_a_killed_look_back_is_there_again(home: Path) -> None:
    sheet = home / "evening.toml"
    sheet.write_text(SHEET, encoding="utf-8")
    command, env = ("guide", sheet, "--group", "red"), environment(home)
    with Terminal(*command, env=env) as guide:
        finish(guide)
        answer(guide, 1, "54321213", "Спасибо [за] всё")
        answer(guide, 2, "12345232", "=1+1")
        guide.press("\x07")  # Ctrl+G
        guide.wait_for("For the guide: back to the tour")
        guide.type("аня")
        guide.press("enter")
        guide.wait_for("Write down how it went")
        guide.press("enter")
        guide.wait_for("What went well")
        guide.type("The tasks")
        (log,) = (home / "data" / "questtour").rglob("*.db")
        guide.wait_for(lambda _text: has_draft(log))
        guide.kill()
    with Terminal(*command, env=env) as guide:
        guide.wait_for("Write down how it went")
        guide.press("enter")
        guide.wait_for("Your draft is here again")
        guide.wait_for("The tasks")
        guide.press("\x13")  # Ctrl+S
        guide.wait_for("Close: everything is saved")
        guide.press("enter")
        assert guide.wait_exit() == 0
    assert not has_draft(log)
    told = {(row["reply"], row["question"]): row["text"] for row in rows(home, log, "survey")}
    assert len(told) == 18
    assert (told["1", "form"], told["1", "words"]) == ("5", "Спасибо [за] всё")
    assert told["2", "school"] == "no"
    (written,) = rows(home, log, "reflection")
    assert (written["question"], written["answer"]) == ("well", "The tasks")
