"""Laptops' clocks are wrong: what their times mean on the coordinator's clock.

A laptop records how far its clock is ahead of the coordinator's (`clock.measured`), and that its clock
jumped (`clock.jumped`). Between two jumps a clock is wrong by the same amount, so a measurement speaks for
the events before it too. Across a jump without measurements on one side, a jump back is the clock's; one
forward is taken for the laptop's sleep, which looks the same and is far more common.
"""

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import timedelta

from questtour.tour import events as e


@dataclass(slots=True)
class _Stretch:
    """A laptop's events between two jumps of its clock."""

    since: int
    """The number of the first event."""
    jump: float = 0.0
    """Seconds by which the clock was put back (below zero) right before it."""
    measured: list[tuple[int, float]] = field(default_factory=list)
    """From which event on the clock was ahead by how many seconds."""


class Offsets:
    """By how much one laptop's clock was ahead, event by event."""

    def __init__(self, events: Iterable[e.Recorded]) -> None:
        """Take the laptop's measurements and jumps, in the order of their numbers."""
        stretches = [_Stretch(0)]
        for record in events:
            if isinstance(record.event, e.ClockMeasured):
                stretches[-1].measured.append((record.seq, record.event.offset))
            elif isinstance(record.event, e.ClockJumped):
                stretches.append(_Stretch(record.seq, min(record.event.seconds, 0.0)))
        _complete(stretches)
        self._since: list[int] = []
        self._ahead: list[timedelta] = []
        for stretch in stretches:
            for place, (seq, ahead) in enumerate(stretch.measured):
                self._since.append(seq if place else stretch.since)
                # Jumps add up: however many somebody makes up, calendars must still be able to reckon.
                self._ahead.append(timedelta(seconds=max(-e.CENTURY, min(ahead, e.CENTURY))))

    def at(self, seq: int) -> timedelta:
        """Return by how much the clock was ahead at event `seq`."""
        return self._ahead[max(bisect_right(self._since, seq) - 1, 0)]

    @property
    def now(self) -> timedelta:
        """Return by how much the clock is ahead after the last event."""
        return self._ahead[-1]


def _complete(stretches: list[_Stretch]) -> None:
    """Give each stretch that has no measurement what its neighbours say."""
    known = next((place for place, stretch in enumerate(stretches) if stretch.measured), None)
    if known is None:
        known = len(stretches) - 1
        stretches[known].measured.append((stretches[known].since, 0.0))
    for place in range(known - 1, -1, -1):
        after = stretches[place + 1]
        stretches[place].measured.append((stretches[place].since, after.measured[0][1] - after.jump))
    for before, stretch in zip(stretches[known:], stretches[known + 1 :], strict=False):
        if not stretch.measured:
            stretch.measured.append((stretch.since, before.measured[-1][1] + stretch.jump))


def offsets(records: Iterable[e.Recorded]) -> dict[str, Offsets]:
    """Return the offsets of each laptop that said anything about its clock."""
    said: dict[str, list[e.Recorded]] = {}
    for record in records:
        if isinstance(record.event, e.ClockMeasured | e.ClockJumped):
            said.setdefault(record.device, []).append(record)
    return {device: Offsets(sorted(events, key=_seq)) for device, events in said.items()}


def in_tour_time(records: Iterable[e.Recorded]) -> list[e.Recorded]:
    """Return `records` with the times that the coordinator's clock would have shown."""
    records = list(records)
    if wrong := offsets(records):
        return [
            shifted(record, -wrong[record.device].at(record.seq)) if record.device in wrong else record
            for record in records
        ]
    return records


def shifted(record: e.Recorded, by: timedelta) -> e.Recorded:
    """Return `record` with its time, and the times that it speaks of, later by `by`."""
    if not by:
        return record
    return replace(record, time=record.time + by, event=shifted_event(record.event, by))


def shifted_event(event: e.Event | e.Unknown, by: timedelta) -> e.Event | e.Unknown:
    """Return `event` with the times that it speaks of later by `by`."""
    if isinstance(event, e.TimeCorrected):
        return event.model_copy(update={"time": event.time + by})
    if isinstance(event, e.PlanMoved):
        return event.model_copy(update={"start": event.start + by})
    return event


def _seq(record: e.Recorded) -> int:
    return record.seq
