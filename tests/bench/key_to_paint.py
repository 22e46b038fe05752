"""From a key to the change on the screen: a task is ticked, the event is on the disk, the box is drawn."""

import random
import sys
from statistics import median

from figures import Figure, percentile, show
from places import folder
from terminal import Terminal, guide, guide_is_complete
from tours import GROUP, SHEET, TASK, at_station

PRESSES = 200
MOST = 50.0
"""Milliseconds for 95 of 100 presses."""


def measure(presses: int = PRESSES) -> list[Figure]:
    """Tick a task and take the tick away, over and over, at moments that no clock decides."""
    chance = random.Random(1)
    with folder() as place:
        waiting = at_station(place)
        command = guide(SHEET, "--group", GROUP, "--lang", "ru", "--log", waiting.log)
        with Terminal(command, place) as terminal:
            terminal.read_until(guide_is_complete)
            boxes = ("[x]", "[ ]")
            taken = [press(terminal, f"{boxes[turn % 2]} {waiting.task}", chance) for turn in range(presses)]
    how = f"median {median(taken):.1f} ms, longest {max(taken):.1f} ms, {presses} presses"
    return [Figure("key to painted change, 95 of 100", percentile(taken, 95), " ms", most=MOST, how=how)]


def press(terminal: Terminal, line: str, chance: random.Random) -> float:
    """Return the milliseconds until `line` is drawn."""
    terminal.read_for(chance.uniform(0.05, 0.35))
    pressed = terminal.press(str(TASK))
    return (terminal.wait_for(line.encode()) - pressed) * 1000


if __name__ == "__main__":
    show(measure(*map(int, sys.argv[1:])))
