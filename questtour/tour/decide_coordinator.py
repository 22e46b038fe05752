"""What comes of a coordinator's commands: about one group, or about the tour as a whole."""

from collections.abc import Callable
from typing import Any

from questtour.i18n import _
from questtour.tour import commands as c
from questtour.tour import events as e
from questtour.tour.progress import ON_ROUTE, GroupProgress, Phase, Progress
from questtour.tour.refusal import refuse_unless

Events = tuple[e.Event, ...]


def _claim(_progress: Progress, group: GroupProgress, command: c.Claim) -> Events:
    free = group.device in {None, command.device}
    refuse_unless(free, _("This group is led from another laptop already."))
    return () if group.device == command.device else (e.GroupClaimed(),)


def _plan_start(_progress: Progress, group: GroupProgress, command: c.PlanStart) -> Events:
    refuse_unless(group.phase is Phase.READY, _("The group has already set out."))
    return (e.PlanMoved(start=command.start),)


def to_come(group: GroupProgress) -> tuple[str, ...]:
    """Return the stations that a group can still be sent to: all but the one that it is at."""
    here = group.current
    return group.ahead if here is None or here.arrived is not None else (here.station, *group.ahead)


def _skip_station(_progress: Progress, group: GroupProgress, command: c.SkipStation) -> Events:
    here = group.current
    known = command.station in group.ahead or (here is not None and here.station == command.station)
    refuse_unless(known, _("That station is not ahead of the group any more."))
    return (e.StationSkipped(station=command.station, reason=command.reason.strip()),)


def _change_route(progress: Progress, group: GroupProgress, command: c.ChangeRoute) -> Events:
    refuse_unless(group.phase in ON_ROUTE, _("The group is not on its route now."))
    known = {station.id for station in progress.route.stations}
    been = set(group.order) - set(to_come(group))
    refuse_unless(set(command.route) <= known - been, _("The group cannot go to one of these stations."))
    refuse_unless(len(set(command.route)) == len(command.route), _("A station stands there twice."))
    return (e.RouteChanged(route=list(command.route), reason=command.reason.strip()),)


def _hand_over(progress: Progress, group: GroupProgress, command: c.HandOver) -> Events:
    refuse_unless(command.device in progress.devices, _("There is no such laptop on this tour."))
    refuse_unless(command.device != group.device, _("That laptop leads the group already."))
    return (e.GroupHanded(device=command.device),)


def _appoint(progress: Progress, command: c.Appoint) -> Events:
    refuse_unless(command.device in progress.devices, _("There is no such laptop on this tour."))
    new = command.device not in progress.coordinators
    refuse_unless(new, _("That laptop is a coordinator's already."))
    return (e.CoordinatorAppointed(device=command.device),)


def _send(progress: Progress, command: c.SendMessage) -> Events:
    text = command.text.strip()
    refuse_unless(bool(text), _("The message is empty."))
    refuse_unless(set(command.to) <= set(progress.groups), _("One of these groups is not on this tour."))
    return (e.MessageSent(to=list(command.to), text=text),)


def _read(progress: Progress, command: c.ReadMessage) -> Events:
    known = {message.id for message in progress.messages}
    refuse_unless(command.message in known, _("There is no such message."))
    return (e.MessageRead(device=command.message.device, seq=command.message.seq),)


def _answer(progress: Progress, command: c.AnswerHelp) -> Events:
    waiting = {call.id for call in progress.calls if call.answered is None}
    refuse_unless(command.call in waiting, _("Somebody has answered that call already."))
    return (e.HelpAnswered(device=command.call.device, seq=command.call.seq),)


def _close(progress: Progress, command: c.CloseStation) -> Events:
    known = {station.id for station in progress.route.stations}
    refuse_unless(command.station in known, _("There is no such station."))
    refuse_unless(command.station not in progress.closed, _("That station is closed already."))
    return (e.StationClosed(station=command.station, reason=command.reason.strip()),)


def _open(progress: Progress, command: c.OpenStation) -> Events:
    refuse_unless(command.station in progress.closed, _("That station is open."))
    return (e.StationOpened(station=command.station),)


ABOUT_GROUPS: dict[type, Callable[[Progress, GroupProgress, Any], Events]] = {
    c.Claim: _claim,
    c.PlanStart: _plan_start,
    c.SkipStation: _skip_station,
    c.ChangeRoute: _change_route,
    c.HandOver: _hand_over,
}

ABOUT_THE_TOUR: dict[type, Callable[[Progress, Any], Events]] = {
    c.Appoint: _appoint,
    c.SendMessage: _send,
    c.ReadMessage: _read,
    c.AnswerHelp: _answer,
    c.CloseStation: _close,
    c.OpenStation: _open,
}
