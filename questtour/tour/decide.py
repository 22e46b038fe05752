"""What comes of a command: events, or a refusal that a person can read.

Nothing is changed here. `decide` looks at the tour as it is and answers with the facts that would follow;
who calls it records them and lets `evolve` tell what they mean.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from questtour.i18n import _
from questtour.tour import commands as c
from questtour.tour import events as e
from questtour.tour.decide_coordinator import ABOUT_GROUPS, ABOUT_THE_TOUR
from questtour.tour.decide_voices import ABOUT_ANYBODY
from questtour.tour.progress import GroupProgress, HelpCall, Phase, Progress, Tour, Visit
from questtour.tour.refusal import Refused, refuse_unless
from questtour.tour.route import Route, Station
from questtour.wording import hours_minutes

Events = tuple[e.Event, ...]

UNDOABLE = (
    e.GroupStarted,
    e.PlanMoved,
    e.StationArrived,
    e.StationLeft,
    e.StationSkipped,
    e.TaskDone,
    e.TaskUndone,
    e.TaskAnswered,
    e.HintShown,
    e.NoteAdded,
    e.TimerPaused,
    e.TimerResumed,
    e.TimeAdjusted,
    e.TimeCorrected,
    e.RouteChanged,
    e.HelpCalled,
    e.GroupFinished,
)
"""Steps that can be taken back; a call for help only until it is answered."""

BEGUN_BY: dict[type, tuple[type, ...]] = {
    e.GroupStarted: (e.PlanMoved,),
    e.GroupFinished: (e.StationLeft, e.StationSkipped),
}
"""What one command can record right before its last event: a moved start, and an early end."""

MILESTONES = (e.GroupStarted, e.StationArrived, e.StationLeft, e.StationSkipped, e.GroupFinished)
CORRECTABLE = (e.GroupStarted, e.StationArrived, e.StationLeft)


def decide(progress: Progress, command: c.Command, now: datetime) -> Events:
    """Return the events that follow from `command` at the moment `now` (UTC).

    Raises:
        Refused: the command makes no sense as the tour stands.
    """
    if isinstance(command, c.TourCommand):
        return ABOUT_THE_TOUR[type(command)](progress, command)
    if voice := ABOUT_ANYBODY.get(type(command)):
        return voice(progress, command)
    group = None if command.group is None else progress.groups.get(command.group)
    if group is None or progress.tour is None:
        raise Refused(_("There is no group “{group}” on this tour.").format(group=command.group))
    if isinstance(command, c.Undo):
        return _undo(progress, group, command)
    if by_coordinator := ABOUT_GROUPS.get(type(command)):
        return by_coordinator(progress, group, command)
    return _DECIDERS[type(command)](progress.tour, group, command, now)


def _start(tour: Tour, group: GroupProgress, command: c.Start, now: datetime) -> Events:
    refuse_unless(group.phase is Phase.READY, _("The group has already set out."))
    if not command.move_plan:
        return (e.GroupStarted(),)
    # The plan begins at the first station: whoever sets out now is there after the usual walk.
    there = now + timedelta(minutes=tour.route.transfer)
    return (e.PlanMoved(start=there), e.GroupStarted())


def _walking(group: GroupProgress) -> Visit:
    current = group.current
    if current is None or current.arrived is not None:
        raise Refused(_("The group is not on its way to a station."))
    return current


def _at_station(group: GroupProgress) -> Visit:
    current = group.current
    if current is None or current.arrived is None:
        raise Refused(_("The group is not at a station now: press Enter when you arrive."))
    return current


def _under_way(group: GroupProgress) -> Visit:
    current = group.current
    if current is None:
        raise Refused(_("The group is not on its route now."))
    return current


def _arrive(_tour: Tour, group: GroupProgress, command: c.Arrive, _now: datetime) -> Events:
    current = _walking(group)
    station = current.station if command.station is None else command.station
    known = station == current.station or station in group.ahead
    refuse_unless(known, _("That station is not ahead of the group any more."))
    return (e.StationArrived(station=station),)


def _leave(_tour: Tour, group: GroupProgress, _command: c.Leave, _now: datetime) -> Events:
    return (e.StationLeft(station=_at_station(group).station),)


def _skip(_tour: Tour, group: GroupProgress, command: c.Skip, _now: datetime) -> Events:
    return (e.StationSkipped(station=_under_way(group).station, reason=command.reason.strip()),)


def _finish(_tour: Tour, group: GroupProgress, command: c.Finish, _now: datetime) -> Events:
    if group.phase is Phase.CLOSING:
        return (e.GroupFinished(),)
    refuse_unless(group.phase in {Phase.WALKING, Phase.AT_STATION}, _("There is no tour to end."))
    refuse_unless(command.early, _("There are still stations ahead."))
    current = _under_way(group)
    # In the order of the route, so that the plan of what was visited stays where it was.
    leave = () if current.arrived is None else (e.StationLeft(station=current.station),)
    passed_by = group.ahead if leave else (current.station, *group.ahead)
    skipped = (e.StationSkipped(station=each, reason=command.reason.strip()) for each in passed_by)
    return (*leave, *skipped, e.GroupFinished())


def _station(route: Route, visit: Visit) -> Station:
    return route.station(visit.station)


def _task_number(station: Station, task: int) -> int:
    refuse_unless(1 <= task <= len(station.tasks), _("This station has no task {task}.").format(task=task))
    return task


def _toggle(tour: Tour, group: GroupProgress, command: c.ToggleTask, _now: datetime) -> Events:
    visit = _at_station(group)
    task = _task_number(_station(tour.route, visit), command.task)
    kind = e.TaskUndone if task in visit.done else e.TaskDone
    return (kind(station=visit.station, task=task),)


def _answer(tour: Tour, group: GroupProgress, command: c.GiveAnswer, _now: datetime) -> Events:
    visit = _at_station(group)
    station = _station(tour.route, visit)
    task = _task_number(station, command.task)
    answer = command.answer.strip()
    refuse_unless(bool(answer), _("Type the group's answer first."))
    correct = station.tasks[task - 1].accepts(answer)
    if correct is None:
        raise Refused(_("Task {task} has no answer to check: just tick it.").format(task=task))
    return (e.TaskAnswered(station=visit.station, task=task, answer=answer, correct=correct),)


def _hint(tour: Tour, group: GroupProgress, _command: c.ShowHint, _now: datetime) -> Events:
    visit = _at_station(group)
    hints = len(_station(tour.route, visit).hints)
    refuse_unless(hints > 0, _("This station has no hints."))
    hidden = [number for number in range(1, hints + 1) if number not in visit.hints_shown]
    refuse_unless(bool(hidden), _("All hints of this station are already shown."))
    return (e.HintShown(station=visit.station, hint=hidden[0]),)


def _note(_tour: Tour, group: GroupProgress, command: c.AddNote, _now: datetime) -> Events:
    text = command.text.strip()
    refuse_unless(bool(text), _("The note is empty."))
    current = group.current
    station = current.station if current is not None and current.arrived is not None else ""
    return (e.NoteAdded(station=station, text=text, tag=command.tag),)


def _pause(_tour: Tour, group: GroupProgress, command: c.TogglePause, _now: datetime) -> Events:
    if _under_way(group).paused:
        return (e.TimerResumed(),)
    return (e.TimerPaused(reason=command.reason.strip()),)


def _adjust(tour: Tour, group: GroupProgress, command: c.Adjust, _now: datetime) -> Events:
    visit = _at_station(group)
    minutes = _station(tour.route, visit).minutes + visit.adjusted + command.minutes
    refuse_unless(minutes > 0, _("The stay cannot get any shorter: press Enter to leave."))
    return (e.TimeAdjusted(station=visit.station, minutes=command.minutes),)


def _call(_tour: Tour, _group: GroupProgress, command: c.CallHelp, _now: datetime) -> Events:
    reason, text = command.reason.strip(), command.text.strip()
    refuse_unless(bool(reason or text), _("Say what is wrong first."))
    return (e.HelpCalled(reason=reason, text=text),)


def last_step(group: GroupProgress, device: str, calls: Iterable[HelpCall] = ()) -> e.Recorded | None:
    """Return the last step of the laptop `device` that can be taken back, or None.

    `calls` are the tour's calls for help: one that was answered is no longer such a step.
    """
    answered = {call.id for call in calls if call.answered is not None}
    own = (record for record in group.effective() if record.device == device)
    steps = (record for record in own if isinstance(record.event, UNDOABLE))
    return next((record for record in steps if record.id not in answered), None)


def whole_step(group: GroupProgress, last: e.Recorded) -> tuple[e.Recorded, ...]:
    """Return `last` and what the same command recorded before it, the last event first.

    The events of one command carry exactly the same time and follow one another in their laptop's log;
    only a start and a finish can end several of them.
    """
    step, begun_by = [last], BEGUN_BY.get(type(last.event), ())
    for record in group.effective():
        before = record.device == last.device and record.seq == step[-1].seq - 1
        if before and record.time == last.time and isinstance(record.event, begun_by):
            step.append(record)
    return tuple(step)


def _undo(progress: Progress, group: GroupProgress, command: c.Undo) -> Events:
    last = last_step(group, command.device, progress.calls)
    if last is None:
        raise Refused(_("There is nothing to take back."))
    return tuple(e.EventUndone(device=each.device, seq=each.seq) for each in whole_step(group, last))


@dataclass(frozen=True, slots=True)
class Correctable:
    """A start, an arrival or a leaving whose time can be set right, between `earliest` and `latest` (UTC)."""

    record: e.Recorded
    time: datetime
    earliest: datetime | None
    latest: datetime


def correctable(group: GroupProgress, now: datetime) -> tuple[Correctable, ...]:
    """Return the steps whose time can be set right at the moment `now`, the last one first."""
    found: list[Correctable] = []
    latest = now
    milestones = [each for each in group.effective() if isinstance(each.event, MILESTONES)]
    times = [group.amendments.times.get(each.id, each.time) for each in milestones]
    for index, record in enumerate(milestones):
        if isinstance(record.event, CORRECTABLE):
            earliest = times[index + 1] if index + 1 < len(times) else None
            found.append(Correctable(record, times[index], earliest, latest))
        latest = min(latest, times[index])
    return tuple(found)


def _clock(tour: Tour, moment: datetime) -> str:
    return hours_minutes(tour.on_wall(moment))


def _correct(tour: Tour, group: GroupProgress, command: c.CorrectTime, now: datetime) -> Events:
    step = next((each for each in correctable(group, now) if each.record.id == command.event), None)
    if step is None:
        raise Refused(_("Only the time of a start, an arrival or a leaving can be set right."))
    refuse_unless(command.time <= now, _("That time has not come yet."))
    true_time = _not_before(tour, step.earliest, command.time)
    late, early = _("It cannot be later than {time}."), _("It cannot be earlier than {time}.")
    refuse_unless(true_time <= step.latest, late.format(time=_clock(tour, step.latest)))
    if step.earliest is not None:
        begin = _clock(tour, step.earliest)
        refuse_unless(true_time >= step.earliest, early.format(time=begin))
    too_old = now - command.time > timedelta(days=1)
    refuse_unless(not too_old, _("That is more than a day ago."))
    return (e.TimeCorrected(device=command.event.device, seq=command.event.seq, time=true_time),)


def _not_before(tour: Tour, earliest: datetime | None, time: datetime) -> datetime:
    """Return `time`, or `earliest` where that is later in the same minute: clocks show whole minutes."""
    if earliest is None or _minute(tour, earliest) != _minute(tour, time):
        return time
    return max(time, earliest)


def _minute(tour: Tour, moment: datetime) -> datetime:
    return tour.on_wall(moment).replace(second=0, microsecond=0)


_DECIDERS: dict[type, Callable[[Tour, GroupProgress, Any, datetime], Events]] = {
    c.Start: _start,
    c.Arrive: _arrive,
    c.Leave: _leave,
    c.Skip: _skip,
    c.Finish: _finish,
    c.ToggleTask: _toggle,
    c.GiveAnswer: _answer,
    c.ShowHint: _hint,
    c.AddNote: _note,
    c.TogglePause: _pause,
    c.Adjust: _adjust,
    c.CorrectTime: _correct,
    c.CallHelp: _call,
}
