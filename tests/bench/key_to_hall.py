"""From a key on a guide's laptop to the coordinator's painted row: two terminals, real Zenoh on loopback."""

import json
import random
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median

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
    with folder() as place, _hall(place) as (coordinator, guide_terminal):
        taken = []
        for turn in range(presses):
            guide_terminal.read_for(chance.uniform(0.1, 0.4))
            coordinator.read_for(0.05)
            pressed = guide_terminal.press(str(TASK)) + guide_terminal.began
            # One task of five is done, or none.
            done = coordinator.wait_for(f"{1 - turn % 2}/5".encode()) + coordinator.began
            taken.append((done - pressed) * 1000)
    how = f"median {median(taken):.1f} ms, longest {max(taken):.1f} ms, {presses} presses"
    return [Figure("key to the hall's row, 95 of 100", percentile(taken, 95), " ms", most=MOST, how=how)]


@contextmanager
def _hall(place: Path) -> Iterator[tuple[Terminal, Terminal]]:
    """Open the tour on one laptop, and lead a group to its first station on another."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        where = f"tcp/127.0.0.1:{found.getsockname()[1]}"
    log, module = place / "hall.db", guide()[:-1]
    opened = (*module, "coordinate", SHEET, "--listen", where, "--log", log, "--lang", "ru")
    with Terminal(tuple(map(str, opened)), place) as coordinator:
        coordinator.read_until(lambda lines: "--join" in "\n".join(lines))
        code = json.loads(Path(f"{log}.key").read_text())["tour"]["code"]
        joined = guide("--join", code, "--group", GROUP, "--connect", where, "--lang", "ru")
        with Terminal((*joined, "--log", str(place / "guide.db")), place) as terminal:
            _to_the_station(terminal)
            yield coordinator, terminal


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
