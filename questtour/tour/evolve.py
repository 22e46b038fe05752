"""What an event does to a tour: the one fold that turns events into progress.

`fold` is `evolve` applied event by event, only faster, and it looks at the whole log first: which opening of
the tour holds, and how wrong each laptop's clock is. Both are total: an event that makes no sense where it
stands changes nothing, because a log is never repaired and a fold never fails. An event that its laptop may
not send is counted and changes nothing else.
"""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import timedelta
from typing import Any

from questtour.tour import events as e
from questtour.tour.authority import objection, opener_of
from questtour.tour.clocks import in_tour_time, offsets, shifted
from questtour.tour.evolve_group import AMENDING, HOLDING, apply, evolve_group, fold_group, fresh
from questtour.tour.evolve_voices import VOICES, withdrawn
from questtour.tour.progress import (
    Closure,
    Device,
    GroupProgress,
    HelpCall,
    Message,
    Objection,
    Progress,
    Tour,
)
from questtour.tour.route_faults import RouteFaults
from questtour.tour.route_reading import route_from
from questtour.tour.timetable import orders


def evolve(progress: Progress, record: e.Recorded) -> Progress:
    """Return the tour as it is after one more event, whose time is the tour's."""
    group = None if record.group is None else _group(progress, record.group)
    why = objection(record, progress.coordinators, group.device if group else None)
    if why is not None:
        count = progress.rejected.get(why, 0) + 1
        return replace(progress, rejected={**progress.rejected, why: count})
    if group is not None:
        progress = _with_group(progress, evolve_group(progress.tour, group, record))
    handler = _HANDLERS.get(type(record.event))
    return handler(progress, record, record.event) if handler else progress


def fold(records: Iterable[e.Recorded], own: str | None = None) -> Progress:
    """Return the tour that `records`, in causal order, add up to, as the laptop `own` sees it, if any."""
    records = in_tour_time(records)
    progress = Progress(opener=opener_of(records, own))
    trails: dict[str, list[e.Recorded]] = {}
    holders: dict[str, str] = {}
    rejected: Counter[Objection] = Counter()
    for record in records:
        group, kind = record.group, type(record.event)
        why = objection(record, progress.coordinators, holders.get(group) if group is not None else None)
        if why is not None:
            rejected[why] += 1
            continue
        if group is not None:
            trails.setdefault(group, []).append(record)
            if kind is e.GroupClaimed:
                holders[group] = record.device
            elif isinstance(record.event, e.GroupHanded):
                holders[group] = record.event.device
        if handler := _HANDLERS.get(kind):
            progress = handler(progress, record, record.event)
    groups = dict(progress.groups)
    for name, trail in trails.items():
        groups[name] = fold_group(progress.tour, name, trail)
    return replace(progress, groups=groups, rejected=dict(rejected))


_MEANING = (e.TourOpened, e.DeviceJoined, e.ClockMeasured, e.ClockJumped, e.CoordinatorAppointed)

HEADS = frozenset(kind.kind for kind in (*_MEANING, *HOLDING, *AMENDING))
"""The kinds of event that say what others mean: of these one needs all before one looks at the rest."""


class Streaming:
    """Folds a log as it is read, for logs that are too long to hold in mind: no trails are kept."""

    def __init__(self, heads: Iterable[e.Recorded]) -> None:
        """Take all events of the kinds `HEADS`, in causal order."""
        heads = list(heads)
        self._wrong = offsets(heads)
        self._known = fold(heads)
        self._progress = Progress(opener=self._known.opener)
        self._groups: dict[str, GroupProgress] = {}
        self._holders: dict[str, str] = {}
        self._rejected: Counter[Objection] = Counter()

    def add(self, record: e.Recorded) -> None:
        """Take the next event of all, in causal order, those of the kinds `HEADS` too."""
        wrong = self._wrong.get(record.device)
        if wrong is not None:
            record = shifted(record, -wrong.at(record.seq))
        holder = self._holders.get(record.group) if record.group is not None else None
        why = objection(record, self._progress.coordinators, holder)
        if why is not None:
            self._rejected[why] += 1
            return
        if record.group is not None:
            self._add_to(record.group, record)
        if handler := _HANDLERS.get(type(record.event)):
            self._progress = handler(self._progress, record, record.event)

    def _add_to(self, name: str, record: e.Recorded) -> None:
        if isinstance(record.event, e.GroupClaimed):
            self._holders[name] = record.device
        elif isinstance(record.event, e.GroupHanded):
            self._holders[name] = record.event.device
        group = self._groups.get(name)
        if group is None:
            known = self._known.groups.get(name)
            begun = fresh(self._known.tour, name)
            group = replace(begun, amendments=known.amendments) if known else begun
        self._groups[name] = apply(self._known.tour, group, record)

    @property
    def progress(self) -> Progress:
        """Return what all events so far add up to, without the groups' trails."""
        groups = {**self._progress.groups, **self._groups}
        return replace(self._progress, groups=groups, rejected=dict(self._rejected))


def _group(progress: Progress, group: str) -> GroupProgress:
    return progress.groups.get(group) or fresh(progress.tour, group)


def _with_group(progress: Progress, group: GroupProgress) -> Progress:
    return replace(progress, groups={**progress.groups, group.id: group})


def _opened(progress: Progress, record: e.Recorded, event: e.TourOpened) -> Progress:
    """Open the tour; another opening than the one that holds changes nothing."""
    if progress.tour is not None or progress.opener not in {None, record.device}:
        return progress
    try:
        route = route_from(event.route)
    except RouteFaults:
        return progress
    offset = timedelta(minutes=event.utc_offset)
    tour = Tour(route, record.time, offset, event.rehearsal, orders(route))
    groups = {group: fresh(tour, group) for group in tour.orders}
    for early in progress.groups.values():
        # Events can come before the opening that gives them their meaning.
        groups[early.id] = fold_group(tour, early.id, list(early.trail or ())[::-1])
    coordinators = progress.coordinators | {record.device}
    return replace(progress, tour=tour, groups=groups, opener=record.device, coordinators=coordinators)


def _joined(progress: Progress, record: e.Recorded, event: e.DeviceJoined) -> Progress:
    device = Device(event.name, event.role, event.key, event.tour)
    return replace(progress, devices={**progress.devices, record.device: device})


def _appointed(progress: Progress, _: e.Recorded, event: e.CoordinatorAppointed) -> Progress:
    return replace(progress, coordinators=progress.coordinators | {event.device})


def _closed(progress: Progress, record: e.Recorded, event: e.StationClosed) -> Progress:
    # A station that is closed once more stays closed since the first time, for the last reason.
    since = next((one.closed for one in progress.closures if _lasts(one, event.station)), record.time)
    before = tuple(one for one in progress.closures if not _lasts(one, event.station))
    closures = (*before, Closure(event.station, event.reason, since))
    closed = {**progress.closed, event.station: event.reason}
    return replace(progress, closed=closed, closures=closures)


def _reopened(progress: Progress, record: e.Recorded, event: e.StationOpened) -> Progress:
    closures = tuple(
        replace(one, opened=record.time) if _lasts(one, event.station) else one for one in progress.closures
    )
    closed = {k: v for k, v in progress.closed.items() if k != event.station}
    return replace(progress, closed=closed, closures=closures)


def _lasts(closure: Closure, station: str) -> bool:
    return closure.station == station and closure.opened is None


def _called(progress: Progress, record: e.Recorded, event: e.HelpCalled) -> Progress:
    call = HelpCall(record.id, record.group, event.reason, event.text, record.time)
    return replace(progress, calls=(*progress.calls, call))


def _taken_back(progress: Progress, record: e.Recorded, event: e.EventUndone) -> Progress:
    """Withdraw a call for help that nobody has answered, or what was written; all else is the group's own."""
    undone = (event.device, event.seq)
    if record.device != event.device:
        return progress
    progress = withdrawn(progress, e.EventId(*undone))
    if undone not in {call.id for call in progress.calls}:
        return progress
    kept = tuple(call for call in progress.calls if call.id != undone or call.answered is not None)
    return replace(progress, calls=kept)


def _help_answered(progress: Progress, record: e.Recorded, event: e.HelpAnswered) -> Progress:
    def answer(call: HelpCall) -> HelpCall:
        asked = call.id == (event.device, event.seq) and call.answered is None
        return replace(call, answered=record.time) if asked else call

    return replace(progress, calls=tuple(map(answer, progress.calls)))


def _sent(progress: Progress, record: e.Recorded, event: e.MessageSent) -> Progress:
    message = Message(record.id, tuple(event.to), event.text, record.time)
    return replace(progress, messages=(*progress.messages, message))


def _read(progress: Progress, record: e.Recorded, event: e.MessageRead) -> Progress:
    def read(message: Message) -> Message:
        if message.id != (event.device, event.seq):
            return message
        return replace(message, read_by=message.read_by | {record.device})

    return replace(progress, messages=tuple(map(read, progress.messages)))


_HANDLERS: dict[type, Callable[[Progress, e.Recorded, Any], Progress]] = {
    e.TourOpened: _opened,
    e.DeviceJoined: _joined,
    e.CoordinatorAppointed: _appointed,
    e.StationClosed: _closed,
    e.StationOpened: _reopened,
    e.HelpCalled: _called,
    e.EventUndone: _taken_back,
    e.HelpAnswered: _help_answered,
    e.MessageSent: _sent,
    e.MessageRead: _read,
    **VOICES,
}
