"""From the start of the process to the first frame and to the tour, countdown and all; and a bare app's."""

import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from shutil import copytree
from statistics import median
from tempfile import mkdtemp

from figures import Figure, ratio, show
from places import folder
from terminal import (
    BARE,
    LADEN,
    Terminal,
    bare_is_complete,
    frame_is_complete,
    guide,
    guide_is_complete,
)
from tours import GROUP, SHEET, at_station

ROUNDS = 15
MOST = 1.3


def measure(rounds: int = ROUNDS) -> list[Figure]:
    """Start all in turn, each sometimes the first, so that what else the machine does falls on all."""
    with folder() as place:
        kept = place / "kept"
        kept.mkdir()
        log = at_station(kept).log
        command = guide(SHEET, "--group", GROUP, "--lang", "ru")
        starts = (
            lambda: _first(place, BARE, bare_is_complete),
            lambda: _first(place, command, guide_is_complete, wanted=frame_is_complete),
            lambda: _first(place, command, guide_is_complete),
            lambda: _first(place, (*command, "--log", log.name), guide_is_complete, kept),
            lambda: _first(place, LADEN, bare_is_complete),
        )
        # The first round only fills Python's and the system's caches.
        found = [_round(starts, number) for number in range(rounds + 1)][1:]
    bare, frame, new, resumed, laden = zip(*found, strict=True)
    return [
        _figure("first paint: the frame", frame, bare, MOST),
        _figure("  a new tour, whole", new, bare),
        _figure("  a tour resumed at a station, whole", resumed, bare),
        _figure("  a bare app with our libraries", laden, bare),
    ]


def _figure(what: str, ours: Sequence[float], bare: Sequence[float], most: float | None = None) -> Figure:
    how = f"{median(ours) * 1000:.0f} ms, bare app {median(bare) * 1000:.0f} ms; median of {len(ours)} pairs"
    return Figure(what, ratio(list(zip(ours, bare, strict=True))), "×", most=most, how=how)


def _round(starts: Sequence[Callable[[], float]], number: int) -> list[float]:
    taken = dict.fromkeys(range(len(starts)), 0.0)
    for turn in range(len(starts)):
        each = (number + turn) % len(starts)
        taken[each] = starts[each]()
    return list(taken.values())


def _first(
    place: Path,
    command: Sequence[str],
    complete: Callable[[list[str]], bool],
    kept: Path | None = None,
    wanted: Callable[[list[str]], bool] | None = None,
) -> float:
    """Return the seconds until the first frame that is `wanted`, in a home with only what is `kept`.

    It ends when the screen is `complete`, which is also what is wanted where nothing else is.
    """
    home = Path(mkdtemp(dir=place))
    if kept is not None:
        copytree(kept, home, dirs_exist_ok=True)
    with Terminal(command, home) as terminal:
        terminal.read_until(complete)
        return terminal.complete_at(wanted or complete)


if __name__ == "__main__":
    show(measure(*map(int, sys.argv[1:])))
