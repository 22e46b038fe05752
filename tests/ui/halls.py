"""A hall in the worst minute: many groups at different places, told without a network.

The session is a real coordinator's on a real log. What the guides did is put into what it knows, as if their
laptops had sent it. `busy_hall` leaves the clock at 10:36:20, and repeats these six from the seventh group
on; with no groups, none of the six has a laptop yet.

    0  late, walks to the station where group 1 still is         live
    1  in overtime at its second station                         live
    2  paused at its third station                               quiet
    3  at its third station, calls for help since 10:35          live
    4  on the way, its laptop is lost                            lost
    5  has a laptop, has not set out                             live
"""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from ui.driving import FakeClock, at, ledger_of

from questtour.eventlog.hlc import time_text
from questtour.session import Session, open_coordinator
from questtour.tour import commands as c
from questtour.tour import events as e
from questtour.tour.decide import decide
from questtour.tour.links import Link, Links

Raw = dict[str, Any]

NOW = "10:36:20"

PLACES = (
    ("physics", "Physics", "Физика", "214"),
    ("chemistry", "Chemistry", "Химия", "216"),
    ("biology", "Biology", "Биология", "218"),
    ("robotics", "Robotics", "Робототехника", "305"),
    ("drones", "Drones", "Дроны", "310"),
    ("vr", "VR lab", "VR-лаборатория", "312"),
)
NAMES = (
    ("atom", "Atom", "Атом", "Anya", "Аня"),
    ("neuron", "Neuron", "Нейрон", "Timur", "Тимур"),
    ("vector", "Vector", "Вектор", "Liza", "Лиза"),
    ("pixel", "Pixel", "Пиксель", "Mark", "Марк"),
    ("quark", "Quark", "Кварк", "Olya", "Оля"),
    ("photon", "Photon", "Фотон", "Dima", "Дима"),
)


def hall_sheet(groups: int = 6) -> Raw:
    """Return a sheet of six stations and so many groups, each a station ahead of the one before."""
    order = [place[0] for place in PLACES]
    rows = []
    for number in range(groups):
        ident, english, russian, guide, guide_ru = NAMES[number % len(NAMES)]
        more = f" {number // len(NAMES) + 1}" if number >= len(NAMES) else ""
        turn = number % len(order)
        rows.append(
            {
                "id": f"{ident}{more.strip()}",
                "title": {"en": english + more, "ru": russian + more},
                "guide": {"en": guide, "ru": guide_ru},
                "route": order[turn:] + order[:turn],
            }
        )
    return {
        "id": "hall",
        "title": {"en": "Kvantorium quest tour", "ru": "Квест-экскурсия по «Кванториуму»"},
        "start": "10:00",
        "transfer": 3,
        "warn": 2,
        "stations": [_station(place, max(1, groups // len(PLACES))) for place in PLACES],
        "groups": rows,
        "breaks": [{"title": {"en": "Tea", "ru": "Чай"}, "at": "10:52", "minutes": 10}],
    }


def _station(place: tuple[str, str, str, str], capacity: int) -> Raw:
    ident, english, russian, room = place
    return {
        "id": ident,
        "title": {"en": english, "ru": russian},
        "room": room,
        "minutes": 10,
        "capacity": capacity,
        "tasks": [{"text": "x"}, {"text": "y"}, {"text": "z"}],
        "hints": [{"text": "h"}, {"text": "i"}],
        "fallback": {"en": "Look through the window.", "ru": "Посмотрите в окно."},
    }


def device_of(group: str) -> str:
    """Return the laptop that leads `group` in a busy hall."""
    return f"laptop-{group}"


Steps = list[tuple[str, c.Command]]


def _visits(group: str, *times: tuple[str, str]) -> Steps:
    """Arrive and leave at these times; two tasks of each station are done."""
    steps: Steps = []
    for arrive, leave in times:
        steps.append((arrive, c.Arrive(group)))
        steps += [(arrive, c.ToggleTask(group, 1)), (arrive, c.ToggleTask(group, 2))]
        steps.append((leave, c.Leave(group)))
    return steps


def _steps(number: int, group: str) -> Steps:
    """Return what the group did until NOW."""
    start: Steps = [("09:58", c.Start(group))]
    tick, hint = c.ToggleTask(group, 1), c.ShowHint(group)
    told: dict[int, Steps] = {
        0: [*start, *_visits(group, ("10:00", "10:16"), ("10:19", "10:35"))],
        1: [*start, *_visits(group, ("10:00", "10:13")), ("10:16", c.Arrive(group)), ("10:22", tick)],
        2: [
            *start,
            *_visits(group, ("10:01", "10:12"), ("10:14", "10:24")),
            *(("10:27", each) for each in (c.Arrive(group), tick, hint)),
            ("10:33", c.TogglePause(group)),
        ],
        3: [
            *start,
            *_visits(group, ("10:00", "10:10"), ("10:13", "10:24")),
            *(("10:28", each) for each in (c.Arrive(group), tick, hint, hint)),
            ("10:35", c.CallHelp(group, "equipment", "the sensor is silent")),
        ],
        4: [*start, *_visits(group, ("10:00", "10:09"), ("10:12", "10:21"), ("10:25", "10:34"))],
    }
    return told.get(number % 6, [])


def know(session: Session, group: str, wall: str, *events: e.Event) -> None:
    """Let the guide's laptop have recorded `events` at the time `wall`, and the coordinator know it."""
    device, ledger = device_of(group), ledger_of(session)
    seq = sum(each.device == device for each in ledger._records)
    moment, known = at(wall), len(ledger._records)
    ledger.add(
        e.Recorded(
            device, seq + turn, moment, f"{time_text(moment)}-{known + turn:04x}-{device}", group, event
        )
        for turn, event in enumerate(events, 1)
    )


def hear(session: Session, wall: str, command: c.Command) -> None:
    """Let the guide's laptop have done `command` at the time `wall`, and the coordinator know it."""
    assert command.group is not None
    know(session, command.group, wall, *decide(session.progress, command, at(wall)))


def _join(session: Session) -> None:
    records = []
    for group in session.tour.route.groups:
        device, moment = device_of(group.id), at("09:45")
        name = group.guide.in_("ru") if group.guide else ""
        for seq, event in enumerate((e.DeviceJoined(name=name, key=device), e.GroupClaimed()), 1):
            clock = f"{time_text(moment)}-{seq:04x}-{device}"
            about = group.id if isinstance(event, e.GroupClaimed) else None
            records.append(e.Recorded(device, seq, moment, clock, about, event))
    ledger_of(session).add(records)


def busy_hall(folder: Path, clock: FakeClock, groups: int = 6, sheet: Raw | None = None) -> Session:
    """Open a coordinator's tour in `folder` in which much has happened; the clock shows NOW afterwards."""
    clock.be("09:40")
    session = open_coordinator(folder / "hall.db", clock, sheet or hall_sheet(groups or len(NAMES)), "hall")
    if groups:
        _join(session)
    there = session.tour.route.groups if groups else ()
    steps = [step for number, group in enumerate(there) for step in _steps(number, group.id)]
    for wall, command in sorted(steps, key=lambda step: at(step[0])):
        hear(session, wall, command)
    clock.be(NOW)
    return session


def links_of(session: Session, now: datetime | None = None) -> Links:
    """Return how the laptops of a busy hall are heard."""
    now = now or session.now
    links = {}
    for number, group in enumerate(session.tour.route.groups):
        age = {2: 25, 4: 180}.get(number % 6, 2)
        links[device_of(group.id)] = Link(now - timedelta(seconds=age), alive=number % 6 != 4)
    return links
