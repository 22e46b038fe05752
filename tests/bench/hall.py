"""Many laptops on one machine: how soon a guide's step is seen in the hall, and what the hall costs.

Everything goes over real Zenoh on loopback, on logs on the disk.
"""

import asyncio
import socket
import sqlite3
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from statistics import median
from typing import Any

import zenoh
from figures import Figure, show
from places import folder
from tours import GROUP, SHEET, TASK

from questtour.clock import SystemClock
from questtour.eventlog.writer import Draft
from questtour.joining import meet, member_log, new_key, over_zenoh
from questtour.library import find_sheet, read_sheet_file
from questtour.meeting import Meeting
from questtour.mesh.codes import TourKey
from questtour.mesh.ways import Ways
from questtour.session import Session, open_coordinator
from questtour.tour import commands as c
from questtour.tour import events as e

STEPS = 200
CAUGHT_UP = 9_000
LAPTOPS = 20
IDLE_SECONDS = 20.0
MOST_MESH, LEAST_CAUGHT_UP, MOST_IDLE = 1.0, 5_000, 5.0
ROW = "INSERT INTO rows VALUES (?, ?, ?)"
BODY = b"x" * 600
"""About what a sealed row takes on the network."""


def measure() -> list[Figure]:
    """Measure all of it; about a minute."""
    with folder() as place:
        return asyncio.run(_all(place))


async def _all(place: Path) -> list[Figure]:
    hall = _Hall(place)
    await hall.open()
    try:
        guide = await hall.guest("guide", lead="atom")
        own = await _own_part(hall, guide)
        bare = 3 * await _bare_put(place) + _full_commit(place)
        caught = await _catching_up(hall)
        idle = await _idle(hall)
    finally:
        await hall.close()
    return [
        Figure(
            "a step on another laptop, of 3 bare puts and a commit",
            own / bare,
            "×",
            most=MOST_MESH,
            how=f"{own * 1000:.2f} ms from its own disk to the other's screen, {bare * 1000:.2f} ms; medians",
        ),
        Figure("catching up", caught, "/s", least=LEAST_CAUGHT_UP, how=f"{CAUGHT_UP:,} verified events"),
        Figure(
            f"idle among {LAPTOPS} laptops",
            idle,
            " %",
            most=MOST_IDLE,
            how=f"of a core for each, during {IDLE_SECONDS:g} s; all of them in one process",
        ),
    ]


class _Hall:
    """A coordinator and its guests, all in this process."""

    def __init__(self, place: Path) -> None:
        with socket.socket() as found:
            found.bind(("127.0.0.1", 0))
            self.where = f"tcp/127.0.0.1:{found.getsockname()[1]}"
        self.place, self.clock = place, SystemClock()
        sheet = read_sheet_file(find_sheet(SHEET))
        self.session = open_coordinator(place / "hall.db", self.clock, sheet.raw, "hall")
        self.key: TourKey = new_key(self.session)
        self.meetings: list[Meeting] = []

    async def open(self) -> None:
        ways = Ways((), (self.where,), multicast=False)
        self.meetings.append(await meet(self.session, self.key, "coordinator", ways, over_zenoh))

    async def guest(self, name: str, lead: str | None = None) -> Session:
        session = member_log(self.place / name, self.key, self.clock)
        ways = Ways((self.where,), ("tcp/127.0.0.1:0",), multicast=False)
        meeting = await meet(session, self.key, "guide", ways, over_zenoh)
        self.meetings.append(meeting)
        opener = await meeting.find_tour()
        if lead is not None:
            await meeting.lead(lead, opener)
        return session

    async def close(self) -> None:
        for meeting in reversed(self.meetings):
            await meeting.close()
            meeting.session.close()


async def _own_part(hall: _Hall, guide: Session) -> float:
    """Return the seconds from a step on the guide's disk to the coordinator's progress, with its commit."""
    seen = asyncio.Event()
    hall.session.subscribe(lambda _progress: seen.set())
    taken = []
    for number in range(STEPS):
        seen.clear()
        await guide.do(c.AddNote("atom", f"note {number}"))
        began = time.perf_counter()
        await asyncio.wait_for(seen.wait(), 10)
        taken.append(time.perf_counter() - began)
        await asyncio.sleep(0.01)
    return median(taken)


async def _bare_put(place: Path) -> float:
    """Return the seconds of a bare put to a subscriber in another session, handed to the event loop."""
    del place
    loop, arrived = asyncio.get_running_loop(), asyncio.Event()
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        where = f"tcp/127.0.0.1:{found.getsockname()[1]}"
    one, other = _bare_session("listen", where), _bare_session("connect", where)
    subscriber = other.declare_subscriber("bench/**", lambda _sample: loop.call_soon_threadsafe(arrived.set))
    await asyncio.sleep(1)
    taken = []
    for number in range(STEPS):
        arrived.clear()
        began = time.perf_counter()
        one.put(f"bench/{number}", BODY)
        await asyncio.wait_for(arrived.wait(), 10)
        taken.append(time.perf_counter() - began)
        await asyncio.sleep(0.01)
    subscriber.undeclare()
    one.close()
    other.close()
    return median(taken)


def _bare_session(way: str, where: str) -> Any:
    config = zenoh.Config()
    config.insert_json5("mode", '"peer"')
    config.insert_json5("scouting/multicast/enabled", "false")
    config.insert_json5(f"{way}/endpoints", f'["{where}"]')
    return zenoh.open(config)


def _full_commit(place: Path) -> float:
    """Return the seconds of one row's durable commit."""
    db = sqlite3.connect(place / "bare.db", isolation_level=None)
    db.executescript("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; CREATE TABLE rows(a, b, c)")
    taken = []
    for number in range(STEPS):
        began = time.perf_counter()
        db.execute("BEGIN")
        db.execute(ROW, (number, "x" * 300, BODY))
        db.execute("COMMIT")
        taken.append(time.perf_counter() - began)
    db.close()
    return median(taken)


async def _catching_up(hall: _Hall) -> float:
    """Return how many events a second come to a laptop that was away, verified and on its disk."""
    await hall.session.do(c.Claim(GROUP, hall.session.device))
    await hall.session.do(c.Start(GROUP))
    await hall.session.do(c.Arrive(GROUP))
    station = hall.session.progress.groups[GROUP].order[0]
    for _turn in range(CAUGHT_UP // 100):
        await hall.session._record(partial(_ticks, station))
    late = member_log(hall.place / "late", hall.key, hall.clock)
    ways = Ways((hall.where,), ("tcp/127.0.0.1:0",), multicast=False)
    meeting = await meet(late, hall.key, "guide", ways, over_zenoh)
    hall.meetings.append(meeting)
    await _until(lambda: late.progress.tour is not None)
    began, before = time.perf_counter(), await _count(late)
    whole = await _count(hall.session)
    while (known := await _count(late)) < whole:  # noqa: ASYNC110 - what comes is looked for as it is counted
        await asyncio.sleep(0.05)
    return (known - before) / (time.perf_counter() - began)


def _ticks(station: str) -> list[Draft]:
    """Return a hundred events, as of somebody who ticks a task and takes the tick away."""
    kinds = (e.TaskDone, e.TaskUndone) * 50
    return [Draft(kind(station=station, task=TASK), GROUP) for kind in kinds]


async def _count(session: Session) -> int:
    return sum(seq for seq, _hash in (await session.heads()).values())


async def _until(holds: Callable[[], bool]) -> None:
    while not holds():  # noqa: ASYNC110 - a look now and then disturbs less than an event each
        await asyncio.sleep(0.01)


async def _idle(hall: _Hall) -> float:
    """Return per cent of a core that one of many laptops takes while nothing happens."""
    for number in range(LAPTOPS - len(hall.meetings)):
        await hall.guest(f"idle-{number}")
    await asyncio.sleep(5)
    began, used = time.perf_counter(), time.process_time()
    await asyncio.sleep(IDLE_SECONDS)
    return (time.process_time() - used) / (time.perf_counter() - began) * 100 / len(hall.meetings)


def main() -> None:
    show(measure())


if __name__ == "__main__":
    sys.exit(main())
