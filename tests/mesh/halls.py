"""A hall with real sessions: real logs on the disk, a network in memory, and invented time."""

from concurrent.futures import Future
from pathlib import Path
from random import Random
from typing import Any

from helpers import sheet, station
from mesh.laptops import KEY
from mesh.memory_network import Ether
from mesh.virtual_time import LaptopClock, VirtualLoop

from questtour.meeting import Meeting
from questtour.mesh.codes import TourKey
from questtour.mesh.node import Laptop
from questtour.session import Opening, Session, open_coordinator, open_guide, open_member
from questtour.tour import commands as c
from questtour.tour.progress import GroupProgress

GROUPS = [
    {"id": "g", "title": "G", "guide": "Аня", "route": ["a", "b", "c"]},
    {"id": "h", "title": "H", "guide": "Боря", "route": ["b", "c", "a"]},
    {"id": "i", "title": "I", "guide": "Вера", "route": ["c", "a", "b"]},
]
SHEET = sheet(station("a", tasks=[{"text": "x"}]), station("b"), station("c"), start="12:00", groups=GROUPS)


class Inline:
    """An executor without a thread: what is submitted has happened when `submit` returns."""

    def __init__(self, *_: Any, **__: Any) -> None:
        pass

    def submit(self, work: Any, *given: Any) -> Future[Any]:
        done: Future[Any] = Future()
        try:
            done.set_result(work(*given))
        except Exception as error:  # noqa: BLE001 - as an executor does
            done.set_exception(error)
        return done

    def shutdown(self) -> None:
        pass


class Seat:
    """One laptop in the hall: its session and its place in the mesh, which end and begin again."""

    def __init__(self, hall: "Hall", name: str, skew: float) -> None:
        self.hall, self.name, self.key = hall, name, KEY
        self.path = hall.folder / f"{name}.db"
        self.clock = LaptopClock(hall.loop, skew)
        self.role = "coordinator" if name == "hall" else "guide"
        self.alone: str | None = None
        self.session: Session | None = None
        self.meeting: Meeting | None = None

    def _opened(self) -> Session:
        if self.role == "coordinator":
            return open_coordinator(self.path, self.clock, SHEET, self.name)
        if self.alone:
            return open_guide(self.path, self.clock, Opening(SHEET, self.alone, self.name))
        return open_member(self.path, self.clock, self.name)

    def come(self, key: TourKey = KEY) -> "Seat":
        """Open the log, where that is not done yet, and meet the others."""
        self.session = self.session or self._opened()
        self.hall.run(self._meet(key))
        return self

    async def _meet(self, key: TourKey) -> None:
        who = Laptop(self.session.device, self.name, self.role)
        self.meeting = Meeting(self.session, key, self.hall.ether.join(self.name), who)
        await self.meeting.open()

    def join(self, group: str | None = None, sheet: str | None = None) -> "Seat":
        """Find the tour and take a group."""
        opener = self.hall.run(self.meeting.find_tour(sheet))
        if group is not None:
            self.hall.run(self.meeting.lead(group, opener))
        else:
            self.hall.run(self.meeting.take_part(opener, self.name))
        return self

    def go(self) -> None:
        """Leave without a word, as when the battery dies."""
        self.hall.run(self.meeting.close())
        self.session.close()
        self.session = self.meeting = None

    def do(self, *commands: c.Command) -> None:
        for command in commands:
            self.hall.run(self.session.do(command))

    def group(self, name: str = "g") -> GroupProgress:
        return self.session.progress.groups[name]

    @property
    def device(self) -> str:
        return self.session.device


class Hall:
    """Laptops in one network."""

    def __init__(self, folder: Path, loop: VirtualLoop) -> None:
        self.folder, self.loop = folder, loop
        self.ether = Ether(loop, Random(7))
        self.seats: dict[str, Seat] = {}

    def seat(self, name: str, skew: float = 0.0) -> Seat:
        self.seats[name] = Seat(self, name, skew)
        return self.seats[name]

    def coordinator(self) -> Seat:
        return self.seat("hall").come()

    def guide(self, name: str, group: str | None = None, skew: float = 0.0) -> Seat:
        return self.seat(name, skew).come().join(group)

    def run(self, work: Any) -> Any:
        return self.loop.run(work)

    def wait(self, seconds: float = 3.0) -> None:
        self.loop.pass_time(seconds)

    def agree(self) -> bool:
        """Tell whether all that are here know the same and take it for the same."""
        here = [seat.session for seat in self.seats.values() if seat.session]
        heads = [self.run(session.heads()) for session in here]
        return all(each == heads[0] for each in heads) and all(
            session.progress == here[0].progress for session in here
        )

    def close(self) -> None:
        for seat in self.seats.values():
            if seat.session is not None:
                seat.go()
