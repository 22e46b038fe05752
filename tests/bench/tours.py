"""Tours to measure by: one that stands at a station, and the events of a very long one."""

import asyncio
import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from questtour.clock import SystemClock
from questtour.library import find_sheet, read_sheet_file
from questtour.session import Opening, open_guide
from questtour.tour import commands as c
from questtour.tour import events as e

SHEET, GROUP = "kvantorium", "neuron"
"""The shipped sheet, and the group that begins with physics, where most tasks need no answer."""

TASK = 2
"""A task that is ticked by its number alone."""


class Waiting(NamedTuple):
    """A log whose group has just arrived at its first station."""

    log: Path
    task: str
    """The text of the task `TASK` in Russian, as the screen shows it."""


def at_station(folder: Path) -> Waiting:
    """Make such a log in `folder`, as a guide would: start, walk, arrive."""
    sheet = read_sheet_file(find_sheet(SHEET))
    log = folder / "station.db"
    session = open_guide(log, SystemClock(), Opening(sheet.raw, GROUP))
    try:
        asyncio.run(session.do(c.Start(GROUP, move_plan=True)))
        asyncio.run(session.do(c.Arrive(GROUP)))
    finally:
        session.close()
    return Waiting(log, task_text())


def task_text() -> str:
    """Return the task `TASK` of the group's first station in Russian, as the screen shows it."""
    route = read_sheet_file(find_sheet(SHEET)).route
    return route.station(route.group(GROUP).route[0]).tasks[TASK - 1].text.in_("ru")


BEGAN = datetime(2026, 5, 14, 7, tzinfo=UTC)
GROUPS = 100
"""A sheet's most: the events are shared out among so many groups."""


def long_tour(count: int) -> Iterator[tuple[e.Event, str | None, datetime]]:
    """Yield `count` events, each with its group and its time (UTC): everything that a tour can hold."""
    sheet = read_sheet_file(find_sheet(SHEET))
    raw = dict(sheet.raw)
    # A tour of so many groups ends when it ends.
    raw.pop("finish_by", None)
    stations = [station.id for station in sheet.route.stations]
    names = [f"group-{number}" for number in range(GROUPS)]
    raw["groups"] = [{"id": name, "title": name, "route": stations} for name in names]
    chance = random.Random(1)
    tracks = [(name, _group_events(stations, count // GROUPS, chance)) for name in names]
    moment = BEGAN
    yield e.TourOpened(route=raw, utc_offset=180), None, moment
    given = 1
    while given < count:
        name, track = tracks[given % GROUPS]
        moment += timedelta(milliseconds=chance.randrange(1, 2000))
        yield next(track), name, moment
        given += 1


def _group_events(stations: list[str], count: int, chance: random.Random) -> Iterator[e.Event]:
    yield e.GroupClaimed()
    yield e.GroupStarted()
    for station in stations:
        yield e.StationArrived(station=station)
        for _ in range(count // len(stations) - 2):
            yield _small_step(station, chance)
        yield e.StationLeft(station=station)
    while True:
        yield e.NoteAdded(text="Ещё одна заметка", tag=e.NoteTag.IDEA)


def _small_step(station: str, chance: random.Random) -> e.Event:
    number = chance.randrange(1, 6)
    steps: list[tuple[int, e.Event]] = [
        (30, e.TaskDone(station=station, task=number)),
        (20, e.TaskUndone(station=station, task=number)),
        (10, e.TaskAnswered(station=station, task=number, answer="35 °C", correct=number > 2)),
        (10, e.HintShown(station=station, hint=number)),
        (8, e.TimerPaused()),
        (8, e.TimerResumed()),
        (8, e.TimeAdjusted(station=station, minutes=1 if number > 3 else -1)),
        (5, e.NoteAdded(station=station, text="Гости спросили про графики")),
        (1, e.HelpCalled(reason="Нет ключа")),
    ]
    weights, events = zip(*steps, strict=True)
    return chance.choices(events, weights)[0]
