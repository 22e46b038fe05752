"""From the start of the process to the first whole frame, the countdown in it: the guide's and a bare app's."""

import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from shutil import copytree
from statistics import median

from figures import Figure, ratio, show
from places import folder
from terminal import BARE, Terminal, bare_is_complete, guide, guide_is_complete
from tours import GROUP, SHEET, at_station

PAIRS = 15
MOST = 1.3


def measure(pairs: int = PAIRS) -> list[Figure]:
    """Start both in turn, so that whatever else the machine does falls on both."""
    command = guide(SHEET, "--group", GROUP, "--lang", "ru")
    with folder() as place:
        (place / "kept").mkdir()
        log = at_station(place / "kept").log
        resuming = (*command, "--log", log.name)
        _first(place, BARE, bare_is_complete)
        _first(place, command, guide_is_complete)
        found = [_round(place, number, command, resuming, log.parent) for number in range(pairs)]
    bare, new, resumed = zip(*found, strict=True)
    return [
        _figure("first paint of a new tour", new, bare, MOST),
        _figure("first paint of a tour resumed at a station", resumed, bare, None),
    ]


def _figure(what: str, ours: Sequence[float], bare: Sequence[float], most: float | None) -> Figure:
    how = f"{median(ours) * 1000:.0f} ms, bare {median(bare) * 1000:.0f} ms; median of {len(ours)} pairs"
    return Figure(what, ratio(list(zip(ours, bare, strict=True))), "×", most=most, how=how)


def _round(
    place: Path, number: int, command: Sequence[str], resuming: Sequence[str], log: Path
) -> tuple[float, float, float]:
    """Start all three, each in its turn the first."""
    runs = [
        lambda: _first(place, BARE, bare_is_complete),
        lambda: _first(place, command, guide_is_complete),
        lambda: _first(place, resuming, guide_is_complete, log),
    ]
    order = [(number + turn) % 3 for turn in range(3)]
    found = {each: runs[each]() for each in order}
    return found[0], found[1], found[2]


def _first(
    place: Path, command: Sequence[str], complete: Callable[[list[str]], bool], log: Path | None = None
) -> float:
    """Return the seconds until the first frame that is `complete`, in a home with nothing in it but `log`."""
    home = _home(place, log)
    with Terminal(command, home) as terminal:
        while not _drawn(terminal, complete):
            pass
        return terminal.complete_at(complete)


def _drawn(terminal: Terminal, complete: Callable[[list[str]], bool]) -> bool:
    """Wait until nothing comes for a moment, so that nothing but reading takes time from the program."""
    terminal.read_until_quiet(0.3)
    return complete(terminal.screen())


def _home(place: Path, log: Path | None) -> Path:
    home = place / f"home-{len(list(place.iterdir()))}"
    if log is None:
        home.mkdir()
    else:
        copytree(log, home)
    return home


if __name__ == "__main__":
    show(measure(*map(int, sys.argv[1:])))
