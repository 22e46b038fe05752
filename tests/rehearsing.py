"""Rehearsals for tests: small sheets, played in no time into a log, and what came of them."""

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from questtour.eventlog.reading import read_records, read_rows
from questtour.rehearsal.casting import DAY, Casting
from questtour.rehearsal.troupe import open_troupe
from questtour.tour import events as e
from questtour.tour.progress import Progress

QUIZ = [{"text": "x"}, {"text": "y", "answer": ["35"]}, {"text": "z"}]
HINTS = [{"text": "h", "after": 2}, {"text": "i"}]


def place(name: str, minutes: float = 10, **more: Any) -> dict[str, Any]:
    return {"id": name, "title": name.upper(), "minutes": minutes, "tasks": QUIZ, "hints": HINTS, **more}


def tour(stations: Iterable[dict[str, Any]] = (), groups: str = "gh", **more: Any) -> dict[str, Any]:
    """Return a sheet: by default three stations for two groups that begin at 10:00."""
    led = [{"id": name, "title": name.upper(), "guide": f"guide of {name}"} for name in groups]
    known = list(stations) or [place("a"), place("b"), place("c")]
    return {"id": "t", "title": "T", "start": "10:00", "stations": known, "groups": led, **more}


def wall(clock: str) -> datetime:
    """Return the moment at which the wall clock shows `10:05` on the rehearsal's day."""
    hour, minute = map(int, clock.split(":"))
    return datetime(DAY.year, DAY.month, DAY.day, hour, minute, tzinfo=UTC)


@dataclass(frozen=True)
class Played:
    """What came of a rehearsal."""

    progress: Progress
    records: list[e.Recorded]
    rows: list[Any]

    @property
    def kinds(self) -> list[str]:
        return [record.event.kind for record in self.records]


def play(sheet: dict[str, Any], casting: Casting | None = None, until: datetime | None = None) -> Played:
    """Play a rehearsal to its end and return what stands in its log."""
    with TemporaryDirectory() as folder:
        log = Path(folder) / "rehearsal.db"
        with open_troupe(log, sheet, casting or Casting()) as troupe:
            asyncio.run(troupe.play(until))
            progress = troupe.progress
        return Played(progress, list(read_records(log)), list(read_rows(log)))


def crowd(played: Played, station: str) -> int:
    """Return how many groups at most were at `station` at once; who leaves makes room for who comes then."""
    changes: list[tuple[datetime, int]] = []
    for group in played.progress.on_sheet:
        for visit in group.visits:
            if visit.station == station and visit.arrived is not None:
                assert visit.ended is not None
                changes += [(visit.arrived, 1), (visit.ended, -1)]
    most = now = 0
    for _moment, change in sorted(changes):
        now += change
        most = max(most, now)
    return most


def minutes(count: float) -> timedelta:
    return timedelta(minutes=count)
