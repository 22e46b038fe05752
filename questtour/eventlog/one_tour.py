"""Tells whether logs are of one tour, so that nobody merges what never belonged together."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from operator import attrgetter
from pathlib import Path

from questtour.eventlog.faults import MERGE_APART, MERGE_OTHER, fault
from questtour.eventlog.hlc import read_time
from questtour.eventlog.rows import Row
from questtour.tour.events import TourOpened, read_event

Chains = Mapping[str, Sequence[Row]]
"""A log's rows by laptop."""


def check_one_tour(logs: Mapping[Path, Chains]) -> None:
    """Raise LogFault unless `logs` are of one tour; their rows are good.

    One tour has one route sheet. Its logs share laptops; or, where guides had no network and each opened the
    tour alone, it was opened on one day. A log without events belongs to every tour.
    """
    traces = [_trace(path, chains) for path, chains in logs.items() if chains]
    _check_routes(traces)
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


def _trace(path: Path, chains: Chains) -> _Trace:
    openings = list(_openings(row for chain in chains.values() for row in chain))
    days = frozenset(day for _route, day in openings)
    return _Trace(path, frozenset(chains), openings[0][0] if openings else None, days)


def _openings(rows: Iterable[Row]) -> Iterable[tuple[str, date]]:
    """Yield the sheet's id and the day of each opening, the first one first."""
    opened = (row for row in rows if row.kind == TourOpened.kind)
    for row in sorted(opened, key=attrgetter("clock", "device", "seq")):
        event = read_event(row.kind, row.body)
        if isinstance(event, TourOpened) and isinstance(event.route.get("id"), str):
            yield event.route["id"], (read_time(row.time) + timedelta(minutes=event.utc_offset)).date()


def _check_routes(traces: Sequence[_Trace]) -> None:
    opened = [trace for trace in traces if trace.route is not None]
    for trace in opened[1:]:
        if trace.route != opened[0].route:
            wanted, other = opened[0].route, opened[0].path
            raise fault(MERGE_OTHER, trace.path, tour=trace.route, wanted=wanted, other=other)


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
