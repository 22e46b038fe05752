"""From a key on a guide's laptop to the coordinator's painted row: two terminals, real Zenoh on loopback."""

import json
import random
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from typing import NamedTuple

from figures import Figure, percentile, show
from places import folder
from terminal import Terminal, guide
from tours import GROUP, SHEET, TASK

PRESSES = 100
MOST = 250.0
"""Milliseconds for 95 of 100 presses."""


def measure(presses: int = PRESSES) -> list[Figure]:
    """Tick a task and take the tick away; the coordinator's row counts the tasks that are done."""
    chance = random.Random(1)
    with folder() as place, hall(place) as met, guided(place, met, GROUP) as guide_terminal:
        taken = []
        for turn in range(presses):
            guide_terminal.read_for(chance.uniform(0.1, 0.4))
            met.terminal.read_for(0.05)
            pressed = guide_terminal.press(str(TASK)) + guide_terminal.began
            # One task of five is done, or none.
            done = met.terminal.wait_for(f"{1 - turn % 2}/5".encode()) + met.terminal.began
            taken.append((done - pressed) * 1000)
    how = f"median {median(taken):.1f} ms, longest {max(taken):.1f} ms, {presses} presses"
    return [Figure("key to the hall's row, 95 of 100", percentile(taken, 95), " ms", most=MOST, how=how)]


class Met(NamedTuple):
    """A coordinator's terminal, and how others come to its tour."""

    terminal: Terminal
    code: str
    where: str


@contextmanager
def hall(place: Path) -> Iterator[Met]:
    """Open the tour on one laptop."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        where = f"tcp/127.0.0.1:{found.getsockname()[1]}"
    log, module = place / "hall.db", guide()[:-1]
    opened = (*module, "coordinate", SHEET, "--listen", where, "--log", log, "--lang", "ru")
    with Terminal(tuple(map(str, opened)), place) as coordinator:
        coordinator.read_until(lambda lines: "--join" in "\n".join(lines))
        yield Met(coordinator, json.loads(Path(f"{log}.key").read_text())["tour"]["code"], where)


@contextmanager
def guided(place: Path, met: Met, group: str) -> Iterator[Terminal]:
    """Lead a group to its first station on another laptop."""
    joined = guide("--join", met.code, "--group", group, "--connect", met.where, "--lang", "ru")
    with Terminal((*joined, "--log", str(place / f"{group}.db")), place) as terminal:
        _to_the_station(terminal)
        yield terminal


def _to_the_station(terminal: Terminal) -> None:
    for wanted, key in (("Начинаем", "\r"), ("Пришли", "\r"), ("Идём дальше", "")):
        terminal.read_until(lambda lines, wanted=wanted: wanted in "\n".join(lines))  # type: ignore[misc]
        if key:
            terminal.read_for(1.0)
            terminal.press(key)
        if "Начать тур?" in "\n".join(terminal.screen()):
            terminal.press("1")


if __name__ == "__main__":
    show(measure(*map(int, sys.argv[1:])))
