"""One coordinator and three guides in real terminals, over the real network, from the code to the exports."""

import csv
import re
import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from e2e.terminal import Terminal, environment, run

SHEET = """
id = "hall"
title = "Hall"
start = "10:00"
transfer = 1

[[stations]]
id = "physics"
title = "Physics"
minutes = 4
[[stations.tasks]]
text = "Weigh the air"

[[stations]]
id = "chemistry"
title = "Chemistry"
minutes = 4

[[stations]]
id = "biology"
title = "Biology"
minutes = 4

[[groups]]
id = "red"
title = "Red"
guide = "Anna"

[[groups]]
id = "blue"
title = "Blue"
guide = "Boris"

[[groups]]
id = "green"
title = "Green"
guide = "Vera"
"""
GROUPS = ("Red", "Blue", "Green")


def free_place() -> str:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return f"tcp/127.0.0.1:{found.getsockname()[1]}"


class Hall:
    """Four laptops, each with a home of its own."""

    def __init__(self, folder: Path, windows: ExitStack) -> None:
        self.folder, self.windows, self.place = folder, windows, free_place()
        self.terminals: dict[str, Terminal] = {}
        self.code = ""

    def open(self, name: str, *arguments: str | Path) -> Terminal:
        home = self.folder / name
        home.mkdir(exist_ok=True)
        env = environment(home)
        line = (*arguments, "--log", self.log(name), "--lang", "en")
        terminal = self.windows.enter_context(Terminal(*line, env=env, columns=120, lines=40))
        terminal.beside = [each for each in self.terminals.values() if each is not terminal]
        for each in self.terminals.values():
            each.beside.append(terminal)
        self.terminals[name] = terminal
        return terminal

    def log(self, name: str) -> Path:
        return self.folder / f"{name}.db"

    def coordinate(self) -> Terminal:
        sheet = self.folder / "hall.toml"
        sheet.write_text(SHEET)
        terminal = self.open("hall", "coordinate", sheet, "--listen", self.place)
        text = terminal.wait_for(lambda text: re.search(r"--join \d{12}", text))
        self.code = re.search(r"--join (\d{12})", text)[1]
        return terminal

    def guide(self, group: str) -> Terminal:
        return self.open(group, "guide", "--join", self.code, "--connect", self.place)

    def visits(self, name: str) -> list[dict[str, str]]:
        out = self.folder / f"{name}-csv"
        env = environment(self.folder / name)
        done = run("export", self.log(name), "--format", "csv", "--output", out, env=env)
        assert done.returncode == 0, done.stderr
        with (out / "visits.csv").open(encoding="utf-8-sig", newline="") as file:
            return list(csv.DictReader(file))

    def rows(self, name: str) -> list[str]:
        out = self.folder / f"{name}.jsonl"
        env = environment(self.folder / name)
        assert run("export", self.log(name), "--format", "jsonl", "--output", out, env=env).returncode == 0
        return sorted(out.read_text(encoding="utf-8").splitlines())


@pytest.fixture
def hall(tmp_path: Path) -> Iterator[Hall]:
    with ExitStack() as windows:
        yield Hall(tmp_path, windows)


def enter(guide: Terminal, wanted: str) -> None:
    """Press Enter and wait for what should come of it."""
    guide.press("enter")
    guide.wait_for(wanted)


def lead(guide: Terminal) -> None:
    """Lead a group from the start to the end of its tour."""
    enter(guide, "Start the tour?")
    guide.press("1")
    for _station in range(3):
        guide.wait_for("We have arrived")
        enter(guide, "Leave")
        if "Weigh the air" in guide.text:
            guide.press("1")
            guide.wait_for("[x]")
        guide.press("enter")
    guide.wait_for("Finish the tour")
    enter(guide, "The tour is over")


def test_a_coordinator_and_three_guides_walk_a_tour_and_all_exports_agree(hall: Hall) -> None:
    coordinator = hall.coordinate()
    guides = {}
    for group in GROUPS:
        guide = guides[group] = hall.guide(group)
        began = time.monotonic()
        guide.wait_for("Which group do you lead?")
        print(f"from the start of the program to ready: {time.monotonic() - began:.1f} s")
        # The first group that is free.
        guide.press("home", "enter")
        guide.wait_for("Start the tour")
        assert f"{group} ·" in guide.wait_for("linked")
    for guide in guides.values():
        lead(guide)
    coordinator.wait_for(lambda text: text.count("finished") >= 3)
    names = ["hall", *GROUPS]
    logs = [hall.rows(name) for name in names]
    assert all(log == logs[0] for log in logs)
    visits = [hall.visits(name) for name in names]
    assert all(each == visits[0] for each in visits)
    assert [row["outcome"] for row in visits[0]] == ["visited"] * 9
    assert sum(int(row["tasks_done"]) for row in visits[0]) == 3
