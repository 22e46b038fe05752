"""Tells whether logs are of one tour, so that nobody merges what never belonged together."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from operator import attrgetter
from pathlib import Path
from typing import NamedTuple

from questtour.eventlog.faults import (
    MERGE_APART,
    MERGE_FORK,
    MERGE_OTHER,
    MERGE_REHEARSAL,
    MERGE_REHEARSALS,
    MERGE_TWO,
    LogFault,
    fault,
)
from questtour.eventlog.hlc import read_time
from questtour.eventlog.rows import Row
from questtour.tour.events import TourOpened, read_event

Chains = Mapping[str, Sequence[Row]]
"""A log's rows by laptop."""


def check_one_tour(logs: Mapping[Path, Chains]) -> None:
    """Raise LogFault unless `logs` are of one tour; their rows are good.

    One tour has one route sheet. Its logs share laptops; or, where guides had no network and each opened the
    tour alone, it was opened on one day. A rehearsal is all in one log: it has one opening. A log without
    events belongs to every tour.
    """
    traces = [_trace(path, chains) for path, chains in logs.items() if chains]
    _check_routes(traces)
    _check_rehearsals(traces)
    _check_together(traces)


@dataclass(frozen=True, slots=True)
class _Trace:
    """What tells of which tour a log is."""

    path: Path
    laptops: frozenset[str]
    route: str | None
    """The id of the sheet by which the tour was opened first, if it was."""
    days: frozenset[date]
    """The days at the venue when it was opened."""
    rehearsals: frozenset[bytes]
    """The hashes of the openings of rehearsals."""


class _Opening(NamedTuple):
    route: str
    day: date
    rehearsal: bytes | None
    """The event's hash, where a rehearsal was opened."""


def _trace(path: Path, chains: Chains) -> _Trace:
    openings = list(_openings(row for chain in chains.values() for row in chain))
    days = frozenset(each.day for each in openings)
    rehearsals = frozenset(each.rehearsal for each in openings if each.rehearsal is not None)
    return _Trace(path, frozenset(chains), openings[0].route if openings else None, days, rehearsals)


def _openings(rows: Iterable[Row]) -> Iterable[_Opening]:
    """Yield each opening, the first one first."""
    opened = (row for row in rows if row.kind == TourOpened.kind)
    for row in sorted(opened, key=attrgetter("clock", "device", "seq")):
        event = read_event(row.kind, row.body)
        if isinstance(event, TourOpened) and isinstance(event.route.get("id"), str):
            day = (read_time(row.time) + timedelta(minutes=event.utc_offset)).date()
            yield _Opening(event.route["id"], day, row.hash if event.rehearsal else None)


def story_fault(row: Row, path: Path, other: Path, logs: Mapping[Path, Chains]) -> LogFault:
    """Return the fault of `row` in the log at `path`, where the one at `other` has another in its place.

    The logs are of two rehearsals, whose laptops' ids follow from the seed; or of two tours, where already
    the laptop's first event is another one; else one log was copied, and two laptops went on with it.
    """
    if any(_trace(each, logs[each]).rehearsals for each in (path, other)):
        return fault(MERGE_REHEARSALS, path, other=other)
    line = MERGE_TWO if row.seq == 1 else MERGE_FORK
    return fault(line, path, seq=row.seq, device=row.device, other=other)


def _check_routes(traces: Sequence[_Trace]) -> None:
    opened = [trace for trace in traces if trace.route is not None]
    for trace in opened[1:]:
        if trace.route != opened[0].route:
            wanted, other = opened[0].route, opened[0].path
            raise fault(MERGE_OTHER, trace.path, tour=trace.route, wanted=wanted, other=other)


def _check_rehearsals(traces: Sequence[_Trace]) -> None:
    """Let a rehearsal be joined by nothing but copies of itself."""
    opened = [trace for trace in traces if trace.route is not None]
    for trace in opened[1:]:
        if trace.rehearsals != opened[0].rehearsals:
            line = MERGE_REHEARSALS if trace.rehearsals and opened[0].rehearsals else MERGE_REHEARSAL
            rehearsal, other = (trace, opened[0]) if trace.rehearsals else (opened[0], trace)
            raise fault(line, rehearsal.path, other=other.path)


def _check_together(traces: Sequence[_Trace]) -> None:
    """Go from log to log by the laptops and days that they share: all must be reached."""
    waiting = list(traces[1:])
    laptops, days = (set(traces[0].laptops), set(traces[0].days)) if traces else (set(), set())
    while waiting:
        near = next((each for each in waiting if each.laptops & laptops or each.days & days), None)
        if near is None:
            raise fault(MERGE_APART, waiting[0].path, other=traces[0].path)
        waiting.remove(near)
        laptops |= near.laptops
        days |= near.days
