"""How fast events become progress: from memory, and from a log on the disk, whose rows are read first."""

import sys
import time
from collections.abc import Callable
from datetime import datetime
from functools import reduce
from pathlib import Path
from statistics import median

from figures import Figure, show
from places import folder
from tours import BEGAN, GROUPS, long_tour

from questtour.eventlog.log import Draft, EventLog
from questtour.eventlog.reading import read_records
from questtour.tour.evolve import evolve, fold
from questtour.tour.progress import Progress

EVENTS, ROUNDS = 100_000, 5
LEAST = 50_000.0
_BATCH = 1000


class _ToldClock:
    """A clock that says what it is told."""

    def __init__(self) -> None:
        self.moment = BEGAN

    def now(self) -> datetime:
        return self.moment

    def local(self, moment: datetime) -> datetime:
        return moment

    def monotonic(self) -> float:
        return 0.0


def measure(events: int = EVENTS, rounds: int = ROUNDS) -> list[Figure]:
    """Fold the same tour in each of the ways in which the program does."""
    with folder() as place:
        log = place / "long.db"
        _write(log, events)
        records = list(read_records(log))
        ways: dict[str, tuple[float | None, Callable[[], Progress]]] = {
            "folding events": (LEAST, lambda: fold(records)),
            "folding a log on the disk": (None, lambda: fold(read_records(log))),
            "folding events as they come": (None, lambda: reduce(evolve, records, Progress())),
        }
        how = f"{events:,} events of {GROUPS} groups, median of {rounds}"
        return [
            Figure(what, _rate(way, events, rounds), "/s", least=least, how=how)
            for what, (least, way) in ways.items()
        ]


def _write(path: Path, count: int) -> None:
    clock = _ToldClock()
    drafts: list[Draft] = []
    with EventLog.open(path, clock) as log:
        for number, (event, group, moment) in enumerate(long_tour(count), 1):
            drafts.append(Draft(event, group))
            if number % _BATCH == 0 or number == count:
                clock.moment = moment
                log.append(drafts).result()
                drafts.clear()


def _rate(fold_all: Callable[[], Progress], events: int, rounds: int) -> float:
    taken = []
    for _ in range(rounds):
        began = time.perf_counter()
        progress = fold_all()
        taken.append(time.perf_counter() - began)
        if progress.tour is None or len(progress.groups) != GROUPS:
            raise RuntimeError("the events did not add up to the tour: nothing was measured")
    return events / median(taken)


if __name__ == "__main__":
    show(measure(*map(int, sys.argv[1:])))
