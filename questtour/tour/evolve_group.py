"""What an event does to one group. Total: an event that makes no sense where it stands changes nothing.

Two kinds speak about earlier events: *undone* takes one back, *corrected* says when it really happened.
A group that receives such an event is folded anew from its trail, as if the earlier event had been so
from the start.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from functools import reduce
from typing import Any

from questtour.tour import events as e
from questtour.tour.progress import Amendments, Answer, GroupProgress, Note, Pause, Tick, Tour, Trail, Visit

Group = GroupProgress
Maybe = Tour | None
"""The tour, which is not known yet where events come before its opening."""

AMENDING = (e.EventUndone, e.TimeCorrected)
HOLDING = (e.GroupClaimed, e.GroupHanded)
"""Who leads a group is never taken back: it decides at once whose later events count."""


def fresh(tour: Maybe, group: str) -> Group:
    """Return `group` as it is before anything happened."""
    return GroupProgress(group, ahead=tour.orders.get(group, ()) if tour else ())


def evolve_group(tour: Maybe, group: Group, record: e.Recorded) -> Group:
    """Return `group` as it is after one more event about it."""
    trail = Trail(record, group.trail)
    if isinstance(record.event, AMENDING):
        return fold_group(tour, group.id, list(trail)[::-1])
    return apply(tour, replace(group, trail=trail), record)


def fold_group(tour: Maybe, group: str, records: list[e.Recorded]) -> Group:
    """Fold the whole of one group's events, the first one first."""
    begun = replace(fresh(tour, group), amendments=_amendments(records))
    folded = reduce(lambda group, record: apply(tour, group, record), records, begun)
    return replace(folded, trail=reduce(lambda trail, record: Trail(record, trail), records, None))


def _amendments(records: list[e.Recorded]) -> Amendments:
    amending = [record for record in records if isinstance(record.event, AMENDING)]
    undone = frozenset(
        e.EventId(record.event.device, record.event.seq)
        for record in amending
        # Only the laptop that caused an event may take it back.
        if isinstance(record.event, e.EventUndone) and record.event.device == record.device
    ) - {record.id for record in records if isinstance(record.event, HOLDING)}
    times = {
        e.EventId(record.event.device, record.event.seq): record.event.time
        for record in amending
        if isinstance(record.event, e.TimeCorrected) and record.id not in undone
    }
    return Amendments(undone, times)


def apply(tour: Maybe, group: Group, record: e.Recorded) -> Group:
    """Return `group` after one more event, whose amendments it holds already; its trail stays as it is."""
    handler = _HANDLERS.get(type(record.event))
    undone, times = group.amendments.undone, group.amendments.times
    # Few groups take anything back: a log is folded faster when its events' ids are not asked for in vain.
    if handler is None or (undone and record.id in undone):
        return group
    if times and record.id in times:
        record = replace(record, time=times[record.id])
    return handler(tour, group, record, record.event)


def _claimed(_: Maybe, group: Group, record: e.Recorded, __: e.GroupClaimed) -> Group:
    return replace(group, device=record.device)


def _handed(_: Maybe, group: Group, __: e.Recorded, event: e.GroupHanded) -> Group:
    return replace(group, device=event.device)


def _plan_moved(_: Maybe, group: Group, __: e.Recorded, event: e.PlanMoved) -> Group:
    return replace(group, plan_start=event.start) if group.started is None else group


def _started(tour: Tour | None, group: Group, record: e.Recorded, __: e.GroupStarted) -> Group:
    if group.started is not None or tour is None:
        return group
    group = replace(group, started=record.time, plan_start=planned_start(tour, group, record.time))
    return _set_out(group, record.time)


def planned_start(tour: Tour, group: Group, day: datetime) -> datetime:
    """Return when the plan says that `group` starts (UTC), on the venue's day that holds `day`."""
    if group.plan_start is not None:
        return group.plan_start
    known = group.id in {each.id for each in tour.route.groups}
    return tour.at(day, tour.route.start_of(group.id) if known else tour.route.start)


def _set_out(group: Group, when: datetime) -> Group:
    """Begin the walk to the next station, where there is one."""
    if not group.ahead:
        return group
    visit = Visit(group.ahead[0], set_out=when)
    return replace(group, visits=(*group.visits, visit), ahead=group.ahead[1:])


def _with_current(group: Group, visit: Visit) -> Group:
    return replace(group, visits=(*group.visits[:-1], visit))


def _resumed_at(pauses: tuple[Pause, ...], when: datetime) -> tuple[Pause, ...]:
    """Close a pause that still lasts: who walks on has gone on."""
    if pauses and pauses[-1].end is None:
        return (*pauses[:-1], replace(pauses[-1], end=when))
    return pauses


def _arrived(_: Tour | None, group: Group, record: e.Recorded, event: e.StationArrived) -> Group:
    current = group.current
    if current is None or current.arrived is not None:
        return group
    if current.station != event.station:
        if event.station not in group.ahead:
            return group
        ahead = (current.station, *(each for each in group.ahead if each != event.station))
        group, current = replace(group, ahead=ahead), replace(current, station=event.station)
    return _with_current(
        group, replace(current, arrived=record.time, pauses=_resumed_at(current.pauses, record.time))
    )


def _left(_: Maybe, group: Group, record: e.Recorded, event: e.StationLeft) -> Group:
    current = group.current
    if current is None or current.arrived is None or current.station != event.station:
        return group
    ended = replace(current, ended=record.time, pauses=_resumed_at(current.pauses, record.time))
    return _set_out(_with_current(group, ended), record.time)


def _skipped(_: Tour | None, group: Group, record: e.Recorded, event: e.StationSkipped) -> Group:
    current = group.current
    if current is not None and current.station == event.station:
        pauses = _resumed_at(current.pauses, record.time)
        ended = replace(current, ended=record.time, skipped=True, reason=event.reason, pauses=pauses)
        # Whoever passes a station by is still on the walk that began at the last one.
        began = current.set_out if current.arrived is None and current.set_out else record.time
        return _set_out(_with_current(group, ended), began)
    if event.station not in group.ahead:
        return group
    passed = Visit(event.station, ended=record.time, skipped=True, reason=event.reason)
    ahead = tuple(each for each in group.ahead if each != event.station)
    kept = () if current is None else (current,)
    return replace(group, visits=(*group.visits[: len(group.visits) - len(kept)], passed, *kept), ahead=ahead)


def _on_visit(group: Group, station: str, change: Callable[[Visit], Visit]) -> Group:
    """Change the visit to `station`, if the group has been there."""
    visit = group.visit(station)
    if visit is None or (changed := change(visit)) is visit:
        return group
    return replace(group, visits=tuple(changed if each is visit else each for each in group.visits))


def _done(_: Maybe, group: Group, record: e.Recorded, event: e.TaskDone) -> Group:
    return _on_visit(group, event.station, lambda visit: _tick(visit, event.task, record.time))


def _tick(visit: Visit, task: int, when: datetime) -> Visit:
    return visit if task in visit.done else replace(visit, ticks=(*visit.ticks, Tick(task, when)))


def _undone(_: Maybe, group: Group, __: e.Recorded, event: e.TaskUndone) -> Group:
    def untick(visit: Visit) -> Visit:
        return replace(visit, ticks=tuple(tick for tick in visit.ticks if tick.number != event.task))

    return _on_visit(group, event.station, untick)


def _answered(_: Tour | None, group: Group, record: e.Recorded, event: e.TaskAnswered) -> Group:
    def answer(visit: Visit) -> Visit:
        given = Answer(event.task, event.answer, event.correct, record.time)
        visit = replace(visit, answers=(*visit.answers, given))
        return _tick(visit, event.task, record.time) if event.correct else visit

    return _on_visit(group, event.station, answer)


def _hinted(_: Maybe, group: Group, record: e.Recorded, event: e.HintShown) -> Group:
    def show(visit: Visit) -> Visit:
        if event.hint in visit.hints_shown:
            return visit
        return replace(visit, hints=(*visit.hints, Tick(event.hint, record.time)))

    return _on_visit(group, event.station, show)


def _noted(_: Maybe, group: Group, record: e.Recorded, event: e.NoteAdded) -> Group:
    note = Note(event.station, event.text, event.tag, record.time)
    return replace(group, notes=(*group.notes, note))


def _paused(_: Maybe, group: Group, record: e.Recorded, event: e.TimerPaused) -> Group:
    current = group.current
    if current is None or current.paused:
        return group
    return _with_current(
        group, replace(current, pauses=(*current.pauses, Pause(record.time, reason=event.reason)))
    )


def _resumed(_: Maybe, group: Group, record: e.Recorded, __: e.TimerResumed) -> Group:
    current = group.current
    if current is None:
        return group
    return _with_current(group, replace(current, pauses=_resumed_at(current.pauses, record.time)))


def _adjusted(_: Maybe, group: Group, __: e.Recorded, event: e.TimeAdjusted) -> Group:
    def adjust(visit: Visit) -> Visit:
        return replace(visit, adjusted=visit.adjusted + event.minutes)

    return _on_visit(group, event.station, adjust)


def _rerouted(tour: Maybe, group: Group, __: e.Recorded, event: e.RouteChanged) -> Group:
    """Take the new order of what is still to come; what was visited stays visited."""
    known = {station.id for station in tour.route.stations} if tour else set()
    current = group.current
    gone = {visit.station for visit in group.visits if visit.ended is not None}
    if current is not None and current.arrived is not None:
        gone.add(current.station)
    ahead = tuple(dict.fromkeys(each for each in event.route if each in known - gone))
    if current is None or current.arrived is not None or not ahead:
        return replace(group, ahead=ahead)
    return replace(_with_current(group, replace(current, station=ahead[0])), ahead=ahead[1:])


def _finished(_: Maybe, group: Group, record: e.Recorded, __: e.GroupFinished) -> Group:
    if group.started is None or group.current is not None or group.finished is not None:
        return group
    return replace(group, finished=record.time)


_HANDLERS: dict[type, Callable[[Maybe, Group, e.Recorded, Any], Group]] = {
    e.GroupClaimed: _claimed,
    e.GroupHanded: _handed,
    e.PlanMoved: _plan_moved,
    e.GroupStarted: _started,
    e.StationArrived: _arrived,
    e.StationLeft: _left,
    e.StationSkipped: _skipped,
    e.TaskDone: _done,
    e.TaskUndone: _undone,
    e.TaskAnswered: _answered,
    e.HintShown: _hinted,
    e.NoteAdded: _noted,
    e.TimerPaused: _paused,
    e.TimerResumed: _resumed,
    e.TimeAdjusted: _adjusted,
    e.RouteChanged: _rerouted,
    e.GroupFinished: _finished,
}
