"""A tour as bars in time: of each group what was planned, and what it did instead.

All moments are UTC. A screen and a chart draw the same bars.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import pairwise

from questtour.tour.progress import GroupProgress, Progress, Tour, Visit
from questtour.tour.timing import Span, breaks, plan, rests


class Part(StrEnum):
    """What a bar stands for."""

    PLAN = "plan"
    STAY = "stay"
    OVER = "over"
    """The part of a stay beyond the planned minutes."""
    WAIT = "wait"
    """At a door, because others were inside."""
    PAUSE = "pause"
    REST = "rest"
    """A planned break."""


@dataclass(frozen=True, slots=True)
class Bar:
    """A part of a group's way; `station` is empty for a break."""

    part: Part
    start: datetime
    end: datetime
    station: str = ""


@dataclass(frozen=True, slots=True)
class GroupBars:
    """A group's plan, and what it did. Bars of one kind do not overlap."""

    group: str
    plan: tuple[Bar, ...]
    fact: tuple[Bar, ...]


def bars(progress: Progress) -> tuple[GroupBars, ...]:
    """Return the bars of all groups that set out, in the sheet's order."""
    tour = progress.tour
    if tour is None:
        return ()
    last = latest(progress)
    return tuple(_group(tour, group, last) for group in progress.on_sheet if group.started is not None)


def latest(progress: Progress) -> datetime:
    """Return the last moment of which a tour's log tells something; it must have been opened (ValueError)."""
    if progress.tour is None:
        raise ValueError("the tour has not been opened")
    known = [progress.tour.opened]
    for group in progress.on_sheet:
        known += [each for each in (group.started, group.finished) if each is not None]
        for visit in group.visits:
            known += [each for each in (visit.set_out, visit.arrived, visit.ended) if each is not None]
            known += [each for pause in visit.pauses for each in (pause.start, pause.end) if each]
            known += [tick.time for tick in (*visit.ticks, *visit.hints)]
    return max(known)


def span_of(lines: Iterable[GroupBars]) -> Span | None:
    """Return from when to when the bars reach; None where there are none."""
    every = [bar for line in lines for bar in (*line.plan, *line.fact)]
    return (min(bar.start for bar in every), max(bar.end for bar in every)) if every else None


def _group(tour: Tour, group: GroupProgress, last: datetime) -> GroupBars:
    assert group.started is not None
    planned = plan(tour, group, group.started)
    on_plan, held = breaks(tour, group, group.started), rests(tour, group, group.started)
    begin, end = (planned[0].arrive, planned[-1].leave) if planned else (last, last)
    stays = [Bar(Part.PLAN, each.arrive, each.leave, each.station) for each in planned]
    kept = [Bar(Part.REST, *rest) for rest in on_plan if begin <= rest[0] < end]
    facts = [bar for visit in group.visits for bar in _visit(tour, visit, held, last)]
    return GroupBars(group.id, (*stays, *kept), tuple(facts))


def _visit(tour: Tour, visit: Visit, rests: tuple[Span, ...], last: datetime) -> Iterator[Bar]:
    for wait in visit.waits:
        yield from _bar(Part.WAIT, wait.start, wait.end or last, visit.station)
    if visit.arrived is None:
        return
    end = visit.ended or last
    left = timedelta(minutes=tour.route.station(visit.station).minutes)
    for start, until, part in _pieces(visit, rests, visit.arrived, end):
        if part is not Part.STAY:
            yield from _bar(part, start, until, visit.station)
            continue
        due = min(until, start + left)
        yield from _bar(Part.STAY, start, due, visit.station)
        yield from _bar(Part.OVER, due, until, visit.station)
        left -= due - start


def _pieces(
    visit: Visit, rests: tuple[Span, ...], start: datetime, end: datetime
) -> Iterator[tuple[datetime, datetime, Part]]:
    """Cut a stay where a pause or a break begins or ends."""
    pauses = [(pause.start, pause.end or end) for pause in visit.pauses]
    cuts = {start, end, *(each for span in (*pauses, *rests) for each in span)}
    known = sorted(each for each in cuts if start <= each <= end)
    for low, high in pairwise(known):
        part = Part.STAY
        if any(begin <= low < until for begin, until in rests):
            part = Part.REST
        elif any(begin <= low < until for begin, until in pauses):
            part = Part.PAUSE
        yield low, high, part


def _bar(part: Part, start: datetime, end: datetime, station: str) -> Iterator[Bar]:
    if end > start:
        yield Bar(part, start, end, station)
