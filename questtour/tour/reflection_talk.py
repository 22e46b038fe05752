"""The look back at what guides and coordinator said to each other."""

from dataclasses import dataclass

from questtour.tour.progress import HelpCall, Message, Progress


@dataclass(frozen=True, slots=True)
class CallLook:
    """A call for help, and in how many seconds it was answered; None for one that nobody answered."""

    call: HelpCall
    seconds: float | None


@dataclass(frozen=True, slots=True)
class MessageLook:
    """A message, and which of the groups that it was for read it."""

    message: Message
    to: tuple[str, ...]
    """The groups that it was for and that somebody led, in the sheet's order."""
    read_by: tuple[str, ...]


def calls(progress: Progress) -> tuple[CallLook, ...]:
    """Return the calls: those that nobody answered first, then those that waited longest."""
    looks = [CallLook(call, _seconds(call)) for call in progress.calls]
    return tuple(sorted(looks, key=lambda each: (each.seconds is not None, -(each.seconds or 0))))


def _seconds(call: HelpCall) -> float | None:
    return None if call.answered is None else max(0.0, (call.answered - call.time).total_seconds())


def messages(progress: Progress) -> tuple[MessageLook, ...]:
    """Return the messages in the order in which they were sent."""
    led = {group.id: group.device for group in progress.on_sheet if group.device is not None}
    looks = []
    for message in progress.messages:
        to = tuple(group for group in led if not message.to or group in message.to)
        read = tuple(group for group in to if led[group] in message.read_by)
        looks.append(MessageLook(message, to, read))
    return tuple(looks)
