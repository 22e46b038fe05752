"""What a guide's screen costs while nobody touches it: time of a core, and memory beside a bare app's."""

import os
import re
import sys
from collections.abc import Sequence
from pathlib import Path

from figures import Figure, show
from places import folder
from terminal import BARE, Terminal, guide
from tours import GROUP, SHEET, at_station

SECONDS = 20.0
SETTLE = 4.0
MOST_CORE = 3.0
MOST_MB = 30.0


def measure(seconds: float = SECONDS) -> list[Figure]:
    """Let the countdown run at a station; then let the bare app count as long. Needs Linux's /proc."""
    with folder() as place:
        log = at_station(place).log
        core, memory = _watch(guide(SHEET, "--group", GROUP, "--lang", "ru", "--log", log), place, seconds)
        bare_core, bare_memory = _watch(BARE, place, seconds)
    return [
        Figure(
            "idle with the countdown running",
            core,
            " %",
            most=MOST_CORE,
            how=f"of a core during {seconds:g} s; bare app {bare_core:.2f} %",
        ),
        Figure(
            "memory beyond a bare app's",
            memory - bare_memory,
            " MB",
            most=MOST_MB,
            how=f"{memory:.1f} MB resident, bare app {bare_memory:.1f} MB",
        ),
    ]


def _watch(command: Sequence[str], home: Path, seconds: float) -> tuple[float, float]:
    """Return per cent of a core and resident megabytes."""
    with Terminal(command, home) as terminal:
        terminal.read_for(SETTLE)
        process = Path("/proc", str(terminal.process.pid))
        began, before = terminal.now, core_seconds(process)
        terminal.read_for(seconds)
        spent = (core_seconds(process) - before) / (terminal.now - began)
        return spent * 100, _resident(process)


def core_seconds(process: Path) -> float:
    """Return the seconds of a core that the process in `/proc` has taken so far."""
    # The name of the program, in brackets, may hold spaces: what is counted comes after it.
    fields = process.joinpath("stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _resident(process: Path) -> float:
    found = re.search(r"VmRSS:\s+(\d+) kB", process.joinpath("status").read_text())
    return int(found[1]) * 1024 / 1e6 if found else float("nan")


if __name__ == "__main__":
    show(measure(*map(float, sys.argv[1:])))
