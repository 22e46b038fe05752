"""What somebody should hear of what others did: the tour as it was, beside the tour as it is."""

from dataclasses import dataclass
from enum import StrEnum

from questtour.tour.progress import Message, Progress


class Tiding(StrEnum):
    """What happened to a guide's group without the guide."""

    MESSAGE = "message"
    HELP_COMES = "help-comes"
    CLOSED = "closed"
    REOPENED = "reopened"
    REROUTED = "rerouted"
    TAKEN_AWAY = "taken-away"
    GIVEN = "given"
    APPOINTED = "appointed"


@dataclass(frozen=True, slots=True)
class Heard:
    """One tiding; `about` is the message, the reason, or the id of a station or group."""

    tiding: Tiding
    about: str = ""
    text: str = ""


def messages_to(progress: Progress, group: str) -> tuple[Message, ...]:
    """Return what `group` was told, the first message first."""
    return tuple(message for message in progress.messages if not message.to or group in message.to)


def unread(progress: Progress, group: str, device: str) -> tuple[Message, ...]:
    """Return those of them that others sent, and that were not read on `device`."""
    told = messages_to(progress, group)
    return tuple(each for each in told if device not in {each.id.device, *each.read_by})


def heard(before: Progress, now: Progress, group: str, device: str) -> tuple[Heard, ...]:
    """Return what the laptop `device`, which leads `group`, should hear of what has changed."""
    found: list[Heard] = []
    known = {message.id for message in before.messages}
    told = [each for each in unread(now, group, device) if each.id not in known]
    found += [Heard(Tiding.MESSAGE, text=message.text) for message in told]
    found += _answered(before, now, group)
    found += _stations(before, now, group)
    found += _route(before, now, group, device)
    found += _hands(before, now, device)
    if device in now.coordinators - before.coordinators:
        found.append(Heard(Tiding.APPOINTED))
    return tuple(found)


def _answered(before: Progress, now: Progress, group: str) -> list[Heard]:
    waiting = {call.id for call in before.calls if call.answered is None}
    answered = [call for call in now.calls if call.id in waiting and call.answered is not None]
    return [Heard(Tiding.HELP_COMES, text=call.reason) for call in answered if call.group == group]


def _stations(before: Progress, now: Progress, group: str) -> list[Heard]:
    route = set(now.groups[group].order) if group in now.groups else set()
    closed = [each for each in now.closed if each not in before.closed and each in route]
    opened = [each for each in before.closed if each not in now.closed and each in route]
    return [Heard(Tiding.CLOSED, each, now.closed[each]) for each in closed] + [
        Heard(Tiding.REOPENED, each) for each in opened
    ]


def _route(before: Progress, now: Progress, group: str, device: str) -> list[Heard]:
    if group not in before.groups or group not in now.groups:
        return []
    trail = now.groups[group].trail
    changed = before.groups[group].order != now.groups[group].order
    by_other = trail is not None and trail.last.device != device
    return [Heard(Tiding.REROUTED)] if changed and by_other else []


def _hands(before: Progress, now: Progress, device: str) -> list[Heard]:
    had, has = before.led_by(device), now.led_by(device)
    return [Heard(Tiding.TAKEN_AWAY, each) for each in had if each not in has] + [
        Heard(Tiding.GIVEN, each) for each in has if each not in had
    ]
