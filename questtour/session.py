"""The composition root: a clock, an event log and the rules make one tour on one laptop.

Whoever holds a `Session` gives it commands and is told when the tour has changed. What was acknowledged is
on disk.
"""

import asyncio
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

from pydantic import JsonValue

from questtour.clock import Clock
from questtour.eventlog.faults import LogFault
from questtour.eventlog.keys import LaptopKey
from questtour.eventlog.log import EventLog
from questtour.eventlog.receiving import Received
from questtour.eventlog.rows import Row
from questtour.eventlog.writer import Draft
from questtour.faults import UserFault
from questtour.i18n import _
from questtour.tour import events as e
from questtour.tour.clocks import shifted_event
from questtour.tour.commands import Command
from questtour.tour.decide import decide
from questtour.tour.ledger import Ledger
from questtour.tour.progress import GroupProgress, Phase, Progress, Tour

AT_ONCE = 50
"""So many events at most are told of at once; more of them come when a laptop catches up."""

SOON = 0.1
"""Seconds until others are told of."""

TOUR_KEY = "tour"
"""Under which name the tour's key is kept beside the log."""


class WrongTour(UserFault):
    """A log holds another tour, or another group, than the one asked for; the text is for a person."""


@dataclass(frozen=True, slots=True)
class Opening:
    """What a guide sets out with: a route sheet as its author wrote it, and a group of it."""

    sheet: dict[str, Any]
    group: str
    guide: str = ""


class Session:
    """One laptop's part in one tour."""

    def __init__(self, log: EventLog, clock: Clock, ledger: Ledger) -> None:
        """Take an open log and what its events add up to; use `open_guide` and its like instead."""
        self.clock = clock
        self._log = log
        self._ledger = ledger
        self._turn = asyncio.Lock()
        self._listeners: list[Callable[[Progress], object]] = []
        self._carriers: list[Callable[[Sequence[Row]], object]] = []
        self._soon: asyncio.TimerHandle | None = None

    def beside(self, key: LaptopKey) -> "Session":
        """Return the session of a further laptop, the one with that `key`, in the same log.

        Both know the same tour: what is done in one is told to the listeners of both, and an event is folded
        once. Closing it leaves this one open. Waits for the disk; raises LogFault.
        """
        other = Session(self._log.seat(key), self.clock, self._ledger)
        other._turn, other._listeners, other._carriers = self._turn, self._listeners, self._carriers
        return other

    @property
    def device(self) -> str:
        """Return this laptop's id."""
        return self._log.device

    @property
    def public_key(self) -> str:
        """Return this laptop's public key, in base64."""
        return self._log.public_key

    @property
    def log_path(self) -> Path:
        """Return where the log is."""
        return self._log.path

    @property
    def now(self) -> datetime:
        """Return the moment (UTC) on the tour's clock, which is the coordinator's."""
        return self.clock.now() - self._ledger.ahead

    @property
    def progress(self) -> Progress:
        """Return what the events add up to."""
        return self._ledger.progress

    @property
    def to_join(self) -> Progress:
        """Return the tour that others opened; an own one holds on this laptop until it joins theirs."""
        own = self.progress
        return own if own.opener != self.device else self._ledger.elsewhere

    @property
    def tour(self) -> Tour:
        """Return the tour; WrongTour says that it is not known yet."""
        tour = self.progress.tour
        if tour is None:
            raise WrongTour(_no_tour(self._log.path))
        return tour

    @property
    def group(self) -> str | None:
        """Return the id of the group that this laptop leads, if any; of several the last in the sheet."""
        return next(reversed(self.progress.led_by(self.device)), None)

    @property
    def own_group(self) -> GroupProgress:
        """Return how far the group has come that this laptop leads; WrongTour says that it leads none."""
        if self.group is None:
            raise WrongTour(_no_tour(self._log.path))
        return self.progress.groups[self.group]

    @property
    def coordinates(self) -> bool:
        """Tell whether this laptop is a coordinator's."""
        return self.device in self.progress.coordinators

    @property
    def role(self) -> str:
        """Return what this laptop is on the tour: "guide", "coordinator" or "board"."""
        own = self.progress.devices.get(self.device)
        return own.role if own is not None else "guide"

    @property
    def is_over(self) -> bool:
        """Tell whether there is nothing left to lead."""
        led = [self.progress.groups[group] for group in self.progress.led_by(self.device)]
        return all(group.phase is Phase.FINISHED for group in led or self.progress.on_sheet)

    def subscribe(self, listener: Callable[[Progress], object]) -> Callable[[], None]:
        """Call `listener` with the tour after each change, on the loop, until what is returned is called."""
        self._listeners.append(listener)
        return partial(self._listeners.remove, listener)

    def carry(self, carrier: Callable[[Sequence[Row]], object]) -> None:
        """Call `carrier` with what this laptop has recorded, once it is on the disk."""
        self._carriers.append(carrier)

    async def do(self, command: Command) -> tuple[e.Recorded, ...]:
        """Carry out `command` and return the events that it caused, once they are safe on disk.

        Raises:
            Refused: the command makes no sense now.
            LogFault: the events could not be written; nothing has happened then.
        """

        def drafts() -> list[Draft]:
            return [Draft(event, command.group) for event in decide(self.progress, command, self.now)]

        # What is on the disk has happened: whoever stops waiting must not keep the tour from knowing it.
        return await asyncio.shield(self._record(drafts))

    async def note(self, event: e.Event) -> None:
        """Record a fact about this laptop that nobody asked for; raises LogFault."""
        await asyncio.shield(self._record(lambda: [Draft(event)]))

    async def _record(self, drafts: Callable[[], list[Draft]]) -> tuple[e.Recorded, ...]:
        async with self._turn:
            # Times that are spoken of are written down by this laptop's own clock, like the event's own.
            ahead = self._ledger.ahead
            given = [Draft(shifted_event(event, ahead), group) for event, group in drafts()]
            records = await asyncio.wrap_future(self._log.append(given))
            self._ledger.add(records)
        self._tell()
        if records and self._carriers:
            await self._hand_on(records)
        return records

    async def _hand_on(self, records: Sequence[e.Recorded]) -> None:
        # What cannot be read now is asked for by the others later.
        with suppress(LogFault):
            rows = await self.rows_after(self.device, records[0].seq - 1, len(records))
            for carrier in self._carriers:
                carrier(rows)

    async def receive(self, rows: Sequence[Row]) -> Received:
        """Take in `rows` of other laptops; what was good is on the disk and known. Raises LogFault."""
        return await asyncio.shield(self._receive(rows))

    async def _receive(self, rows: Sequence[Row]) -> Received:
        async with self._turn:
            received = await asyncio.wrap_future(self._log.receive(rows))
            self._ledger.add(received.accepted)
        if len(received.accepted) > AT_ONCE:
            self._tell_soon()
        elif received.accepted:
            self._tell()
        return received

    def _tell_soon(self) -> None:
        """Tell once of what comes in many batches: after each of them the whole tour would be folded."""
        if self._soon is None:
            self._soon = asyncio.get_running_loop().call_later(SOON, self._tell)

    async def heads(self) -> dict[str, tuple[int, bytes]]:
        """Return how far each laptop's chain is known here: its last event's number and hash."""
        return await asyncio.wrap_future(self._log.heads())

    async def rows_after(self, device: str, seq: int, limit: int) -> list[Row]:
        """Return the events of `device` that follow number `seq`, at most `limit`; raises LogFault."""
        return await asyncio.wrap_future(self._log.rows_after(device, seq, limit))

    @property
    def tour_key(self) -> dict[str, JsonValue] | None:
        """Return what is kept beside the log of the key that the tour's laptops share, if anything."""
        kept = self._log.secrets.get(TOUR_KEY)
        return kept if isinstance(kept, dict) else None

    def keep_tour_key(self, fields: dict[str, JsonValue]) -> None:
        """Keep the tour's key beside the log; waits for the disk, raises LogFault."""
        self._log.keep_secret(TOUR_KEY, fields)

    def _tell(self) -> None:
        if self._soon is not None:
            self._soon.cancel()
            self._soon = None
        for listener in tuple(self._listeners):
            listener(self.progress)

    def close(self) -> None:
        """Let go of the log; the tour can be resumed."""
        if self._soon is not None:
            self._soon.cancel()
        self._log.close()


def open_guide(path: Path, clock: Clock, opening: Opening | None = None) -> Session:
    """Open the tour in the log `path` for the guide of a group, and resume it where it was.

    A log that does not exist yet is begun with `opening`; for one that exists `opening` may be left out,
    and must otherwise agree with it.

    Raises:
        LogFault: the log cannot be used.
        WrongTour: the log holds another tour or another group, or there is nothing to resume.
    """
    if opening is None and not path.exists():
        raise WrongTour(_no_tour(path))
    with _opened(path, clock, lambda key: _first_events(opening, clock, key) if opening else []) as session:
        _check_own(session, opening)
    return session


def open_coordinator(path: Path, clock: Clock, sheet: dict[str, Any], name: str = "") -> Session:
    """Open the tour of the route sheet `sheet` in the log `path` for its coordinator, or resume it.

    Raises:
        LogFault: the log cannot be used.
        WrongTour: the log holds another tour, or one that another laptop opened.
    """
    with _opened(path, clock, lambda key: _hall_events(sheet, name, clock, key)) as session:
        if session.tour.route.id != sheet.get("id"):
            raise WrongTour(_other_tour(path, session.tour.route.id))
        if not session.coordinates:
            raise WrongTour(_("{path} is a guide's log: choose another --log.").format(path=path))
    return session


def reopen_coordinator(path: Path, clock: Clock) -> Session:
    """Go on with the tour in the log `path` that this laptop coordinates.

    Raises:
        LogFault: the log cannot be used.
        WrongTour: it holds no tour that this laptop coordinates.
    """
    with _opened(path, clock, lambda _key: []) as session:
        if not session.coordinates:
            raise WrongTour(_no_tour(path))
    return session


def open_member(path: Path, clock: Clock, name: str = "", role: str = "guide") -> Session:
    """Open the log `path` of a laptop that joins a tour which others have opened, or resume it.

    Raises:
        LogFault: the log cannot be used.
    """
    joined = partial(e.DeviceJoined, name=name, role=role)
    with _opened(path, clock, lambda key: [Draft(joined(key=key))]) as session:
        return session


def open_rehearsal(
    path: Path, clock: Clock, sheet: dict[str, Any], hall: LaptopKey, guides: Mapping[LaptopKey, str]
) -> Session:
    """Begin a rehearsal by the route sheet `sheet` in a new log `path`, and return its coordinator's session.

    `guides` are the names of those who lead, by the keys of their laptops: these have joined, and
    `Session.beside` gives the session of each. Such a log is not durable, see `EventLog.open`.

    Raises:
        LogFault: the log cannot be used.
        WrongTour: something is at `path` already.
    """
    if path.exists():
        text = _("{path} is there already and stays as it is: choose another --log.")
        raise WrongTour(text.format(path=path))
    with _let_go_if_wrong(EventLog.open(path, clock, hall, durable=False)) as log:
        records = list(log.append(_hall_events(sheet, "", clock, log.public_key, rehearsal=True)).result())
        for key, name in guides.items():
            joined = e.DeviceJoined(name=name, role="guide", key=key.public)
            records += log.seat(key).append([Draft(joined)]).result()
        return Session(log, clock, Ledger(records, log.device))


@contextmanager
def _opened(path: Path, clock: Clock, begin: Callable[[str], list[Draft]]) -> Iterator[Session]:
    """Open a log, `begin` it where it is empty, and let go of it again if it turns out to be wrong."""
    with _let_go_if_wrong(EventLog.open(path, clock)) as log:
        records = log.records()
        if not records:
            records = list(log.append(begin(log.public_key)).result())
        yield Session(log, clock, Ledger(records, log.device))


@contextmanager
def _let_go_if_wrong(log: EventLog) -> Iterator[EventLog]:
    try:
        yield log
    except BaseException:
        log.close()
        raise


def own_group_or_fail(session: Session, wanted: str | None) -> None:
    """Close `session` again and raise WrongTour unless it leads the group `wanted`, where one is wanted."""
    led = session.progress.led_by(session.device)
    if wanted is None or wanted in led:
        return
    session.close()
    raise WrongTour(_other_group(session.log_path, ", ".join(led)))


def _other_group(path: Path, led: str) -> str:
    text = _("{path} is the log of the group “{group}”: choose another --log, or that group.")
    return text.format(path=path, group=led)


def _other_tour(path: Path, tour: str) -> str:
    text = _("{path} is the log of another tour, “{tour}”: choose another --log, or that tour's sheet.")
    return text.format(path=path, tour=tour)


def _no_tour(path: Path) -> str:
    return _("{path} holds no tour to resume: start one with `questtour guide`.").format(path=path)


def _tour_opened(sheet: dict[str, Any], clock: Clock, rehearsal: bool = False) -> Draft:
    offset = clock.local(clock.now()).utcoffset()
    minutes = offset.total_seconds() / 60 if offset else 0.0
    return Draft(e.TourOpened(route=sheet, utc_offset=minutes, rehearsal=rehearsal))


def _first_events(opening: Opening, clock: Clock, key: str) -> list[Draft]:
    return [
        _tour_opened(opening.sheet, clock),
        Draft(e.DeviceJoined(name=opening.guide, role="guide", key=key)),
        Draft(e.GroupClaimed(), opening.group),
    ]


def _hall_events(
    sheet: dict[str, Any], name: str, clock: Clock, key: str, rehearsal: bool = False
) -> list[Draft]:
    joined = e.DeviceJoined(name=name, role="coordinator", key=key)
    return [_tour_opened(sheet, clock, rehearsal), Draft(joined)]


def _check_own(session: Session, opening: Opening | None) -> None:
    """Raise WrongTour unless this laptop leads the group of `opening`, or any, in the log."""
    path, progress = session.log_path, session.progress
    led = progress.led_by(session.device)
    if progress.tour is None or (opening is None and not led):
        raise WrongTour(_no_tour(path))
    if opening is None:
        return
    if opening.sheet.get("id") != progress.tour.route.id:
        raise WrongTour(_other_tour(path, progress.tour.route.id))
    if opening.group not in led:
        raise WrongTour(_other_group(path, ", ".join(led)))
