"""How a laptop comes among the others: by its join code, with a log, over a network."""

import itertools
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path

from questtour.clock import Clock
from questtour.eventlog.faults import LogInUse
from questtour.files import folder as make_folder
from questtour.logbook import HALL, new_log, to_resume
from questtour.meeting import Meeting
from questtour.mesh.codes import TourKey, new_code
from questtour.mesh.network import Network
from questtour.mesh.node import Laptop
from questtour.mesh.ways import Ways
from questtour.recent import remember_sheet
from questtour.session import Session, open_coordinator, open_member
from questtour.tour.route_reading import Sheet

MOST_LAPTOPS = 50
"""So many logs of one tour at most stand in one folder: that many programs at once run on no laptop."""

OpenNetwork = Callable[[Ways], Awaitable[Network]]


@dataclass(frozen=True, slots=True)
class Entry:
    """With what a laptop comes to a tour that others have opened."""

    key: TourKey
    role: str = "guide"
    sheet: str | None = None
    """The id of the route sheet that the tour should have, if that matters."""
    group: str | None = None
    """The group to lead, by its id or its title, if that is known already."""


def member_log(folder: Path, key: TourKey, clock: Clock, log: Path | None = None) -> Session:
    """Open this laptop's log of the tour with that `key`: `log`, or the one it has, or a new one.

    A second program on the same laptop gets a log of its own. Raises LogFault and FileFault.
    """
    if log is not None:
        return open_member(log, clock)
    make_folder(folder)
    for number in itertools.count(1):
        more = f"-{number}" if number > 1 else ""
        try:
            return open_member(folder / f"tour-{key.topic[:12]}{more}.db", clock)
        except LogInUse:
            if number == MOST_LAPTOPS:
                raise
    raise AssertionError("a count never ends")


def hall_session(sheet: Sheet, clock: Clock, folder: Path, log: Path | None = None) -> Session:
    """Open the tour of `sheet` for its coordinator: in `log`, else today's unfinished one, else a new one.

    Raises LogFault, WrongTour and FileFault.
    """
    path = log or _hall_log(sheet, clock, folder)
    session = open_coordinator(path, clock, sheet.raw)
    try:
        if session.tour_key is None:
            new_key(session)
    except BaseException:
        session.close()
        raise
    remember_sheet(folder, Path(sheet.name))
    return session


def _hall_log(sheet: Sheet, clock: Clock, folder: Path) -> Path:
    now = clock.now()
    found = to_resume(folder, sheet.route.id, HALL, now)
    return found.path if found is not None else new_log(folder, sheet.route.id, HALL, clock.local(now))


def key_of(session: Session) -> TourKey | None:
    """Return the key of the tour that `session` is part of, if it has ever met others; raises BadKey."""
    kept = session.tour_key
    return None if kept is None else TourKey.from_fields(kept)


def new_key(session: Session) -> TourKey:
    """Make a join code for the tour that `session` has opened, and keep its key; takes 0.1 s."""
    key = TourKey.from_code(new_code())
    session.keep_tour_key(dict(key.fields()))
    return key


async def meet(session: Session, key: TourKey, role: str, ways: Ways, open_network: OpenNetwork) -> Meeting:
    """Take `session` among the laptops that share `key`; raises NetworkFault, NotJoined."""
    network = await open_network(ways)
    own = session.progress.devices.get(session.device)
    meeting = Meeting(session, key, network, Laptop(session.device, own.name if own else "", role))
    try:
        await meeting.open()
    except BaseException:
        await meeting.close()
        raise
    return meeting


async def over_zenoh(ways: Ways) -> Network:
    """Open the real network; only laptops that meet others load it."""
    from questtour.mesh.zenoh_network import open_zenoh

    return await open_zenoh(ways)
