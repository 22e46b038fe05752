"""A guide's laptop among others: what looking ahead for all groups costs it, idle and at a key."""

import random
import sys
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from statistics import median

from figures import Figure, percentile, show
from idle import core_seconds
from key_to_hall import guided, hall
from key_to_paint import press
from places import folder
from terminal import Terminal
from tours import GROUP, task_text

PRESSES = 100
SECONDS = 20.0
OTHER = "atom"
MOST_CORE = 5.0
MOST = 50.0


def measure(presses: int = PRESSES) -> list[Figure]:
    """Lead two groups of one tour; watch one of the laptops, then press keys on it.

    The others are shut before: on one machine they would take the cores that in a tour are their own.
    """
    with folder() as place, ExitStack() as meeting, ExitStack() as rest:
        met = rest.enter_context(hall(place))
        other = rest.enter_context(guided(place, met, OTHER))
        watched = meeting.enter_context(guided(place, met, GROUP))
        core = _core(watched, (met.terminal, other))
        rest.close()
        taken = _presses(watched, presses)
    how = f"median {median(taken):.1f} ms, longest {max(taken):.1f} ms, {presses} presses"
    return [
        Figure("idle among others", core, " %", most=MOST_CORE, how=f"of a core during {SECONDS:g} s"),
        Figure("key among others, 95 of 100", percentile(taken, 95), " ms", most=MOST, how=how),
    ]


def _core(watched: Terminal, others: Sequence[Terminal]) -> float:
    """Return per cent of a core."""
    process = Path("/proc", str(watched.process.pid))
    began, before = watched.now, core_seconds(process)
    while watched.now - began < SECONDS:
        # A terminal that nobody reads would stop its program.
        for each in (watched, *others):
            each.read_for(0.1)
    return (core_seconds(process) - before) / (watched.now - began) * 100


def _presses(watched: Terminal, presses: int) -> list[float]:
    chance, text = random.Random(1), task_text()
    return [press(watched, f"{('[x]', '[ ]')[turn % 2]} {text}", chance) for turn in range(presses)]


if __name__ == "__main__":
    show(measure(*map(int, sys.argv[1:])))
