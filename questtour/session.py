"""The composition root: a clock, an event log and the rules make one tour on one laptop.

Whoever holds a `Session` gives it commands and is told when the tour has changed. What was acknowledged is
on disk.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from questtour.clock import Clock
from questtour.eventlog.log import EventLog
from questtour.eventlog.writer import Draft
from questtour.faults import UserFault
from questtour.i18n import _
from questtour.tour import events as e
from questtour.tour.commands import Command
from questtour.tour.decide import decide
from questtour.tour.evolve import evolve, fold
from questtour.tour.progress import GroupProgress, Phase, Progress, Tour


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

    def __init__(self, log: EventLog, clock: Clock, progress: Progress, group: str) -> None:
        """Take an open log whose events add up to `progress`; use `open_guide` instead."""
        self.clock = clock
        self.group = group
        """The id of the group that this laptop leads."""
        self.progress = progress
        self._log = log
        self._turn = asyncio.Lock()
        self._listeners: list[Callable[[Progress], object]] = []

    @property
    def device(self) -> str:
        """Return this laptop's id."""
        return self._log.device

    @property
    def log_path(self) -> Path:
        """Return where the log is."""
        return self._log.path

    @property
    def tour(self) -> Tour:
        """Return the tour; a session always has one."""
        tour = self.progress.tour
        if tour is None:
            raise WrongTour(_no_tour(self._log.path))
        return tour

    @property
    def own_group(self) -> GroupProgress:
        """Return how far this laptop's group has come."""
        return self.progress.groups[self.group]

    @property
    def is_over(self) -> bool:
        """Tell whether this laptop's group has finished."""
        return self.own_group.phase is Phase.FINISHED

    def subscribe(self, listener: Callable[[Progress], object]) -> None:
        """Call `listener` with the tour after each change, on the event loop's thread."""
        self._listeners.append(listener)

    async def do(self, command: Command) -> tuple[e.Recorded, ...]:
        """Carry out `command` and return the events that it caused, once they are safe on disk.

        Raises:
            Refused: the command makes no sense now.
            LogFault: the events could not be written; nothing has happened then.
        """
        # What is on the disk has happened: whoever stops waiting must not keep the tour from knowing it.
        return await asyncio.shield(self._carry_out(command))

    async def _carry_out(self, command: Command) -> tuple[e.Recorded, ...]:
        async with self._turn:
            events = decide(self.progress, command, self.clock.now())
            drafts = [Draft(event, command.group) for event in events]
            records = await asyncio.wrap_future(self._log.append(drafts))
            for record in records:
                self.progress = evolve(self.progress, record)
        for listener in self._listeners:
            listener(self.progress)
        return records

    def close(self) -> None:
        """Let go of the log; the tour can be resumed."""
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
    log = EventLog.open(path, clock)
    try:
        records = log.records()
        if not records and opening is not None:
            records = list(log.append(_first_events(opening, clock, log.public_key)).result())
        progress = fold(records)
        return Session(log, clock, progress, _own_group(path, progress, log.device, opening))
    except BaseException:
        log.close()
        raise


def own_group_or_fail(session: Session, wanted: str | None) -> None:
    """Close `session` again and raise WrongTour unless it leads the group `wanted`, where one is wanted."""
    if wanted is None or wanted == session.group:
        return
    session.close()
    raise WrongTour(_other_group(session.log_path, session.group))


def _other_group(path: Path, led: str) -> str:
    text = _("{path} is the log of the group “{group}”: choose another --log, or that group.")
    return text.format(path=path, group=led)


def _first_events(opening: Opening, clock: Clock, key: str) -> list[Draft]:
    offset = clock.local(clock.now()).utcoffset()
    minutes = offset.total_seconds() / 60 if offset else 0.0
    return [
        Draft(e.TourOpened(route=opening.sheet, utc_offset=minutes), None),
        Draft(e.DeviceJoined(name=opening.guide, role="guide", key=key), None),
        Draft(e.GroupClaimed(), opening.group),
    ]


def _own_group(path: Path, progress: Progress, device: str, opening: Opening | None) -> str:
    """Return the group that this laptop leads in the log."""
    if progress.tour is None:
        raise WrongTour(_no_tour(path))
    led = [group.id for group in progress.route.groups if progress.groups[group.id].device == device]
    if opening is None:
        if not led:
            raise WrongTour(_no_tour(path))
        return led[-1]
    if opening.sheet.get("id") != progress.tour.route.id:
        text = _("{path} is the log of another tour, “{tour}”: choose another --log, or that tour's sheet.")
        raise WrongTour(text.format(path=path, tour=progress.tour.route.id))
    if opening.group not in led:
        raise WrongTour(_other_group(path, ", ".join(led)))
    return opening.group


def _no_tour(path: Path) -> str:
    return _("{path} holds no tour to resume: start one with `questtour guide`.").format(path=path)
