"""The forecast: how soon, and how right it was in rehearsals with uneven groups and stations that run over.

How soon is measured on tours made here; how right on rehearsals, each asked at 25, 50 and 75 % of its time,
beside «plan plus present offset». `python tests/bench/forecasting.py 300` plays so many rehearsals.
"""

import asyncio
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from statistics import fmean, median
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

from figures import Figure, show
from places import folder

from questtour.eventlog.reading import read_records
from questtour.rehearsal.casting import Casting
from questtour.rehearsal.manner import Manner
from questtour.rehearsal.troupe import open_troupe
from questtour.tour import events as e
from questtour.tour.clocks import in_tour_time
from questtour.tour.evolve import fold
from questtour.tour.forecast import State, forecast
from questtour.tour.options import options, troubles
from questtour.tour.progress import Progress, Tour, Visit
from questtour.tour.timing import plan, timing

REHEARSALS = 300
UNEVEN = replace(Manner(), pace=0.125, slowness=0.15, skip=0.0, skip_late=0.0)
"""One group in three is 13 % off its plan or more, one station in three 15 %: twice what rehearsals have.

Nobody leaves a station out: that is a decision, and the forecast tells what comes if nothing is decided.
"""

ASKED = (0.25, 0.5, 0.75)
LONG, AHEAD, EVERY = timedelta(minutes=2), timedelta(minutes=10), timedelta(minutes=5)
ROUNDS = 20


def sheet(groups: int, places: int) -> dict[str, Any]:
    """Return a sheet on which groups go round, each beginning one station further."""
    room = -(-groups // places)
    names = [f"s{number}" for number in range(places)]
    stations = [{"id": name, "title": name, "minutes": 10, "capacity": room} for name in names]
    rounds = [
        {"id": f"g{n}", "title": f"G{n}", "route": names[n % places :] + names[: n % places]}
        for n in range(groups)
    ]
    return {"id": "bench", "title": "T", "start": "10:00", "stations": stations, "groups": rounds}


# --- how soon ---------------------------------------------------------------------------------------------


def half_way(groups: int, places: int) -> tuple[Progress, datetime]:
    """Return a tour whose groups have done a third of their stations, unevenly, and are at the next one."""
    raw = sheet(groups, places)
    start = datetime.fromisoformat("2026-05-14T10:00+00:00")
    records: list[e.Recorded] = []

    def tell(moment: datetime, group: str | None, *events: e.Event) -> None:
        for event in events:
            number = len(records) + 1
            records.append(e.Recorded("d", number, moment, f"{number:09}", group, event))

    tell(start - timedelta(hours=1), None, e.TourOpened(route=raw))
    for number, group in enumerate(raw["groups"]):
        moment = start
        tell(moment, group["id"], e.GroupClaimed(), e.GroupStarted())
        for place, station in enumerate(group["route"][: places // 3 + 1]):
            tell(moment, group["id"], e.StationArrived(station=station))
            if place < places // 3:
                moment += timedelta(minutes=8 + (number * 7 + place * 3) % 6)
                tell(moment, group["id"], e.StationLeft(station=station))
                moment += timedelta(minutes=3)
    return fold(records), max(record.time for record in records)


def _milliseconds(work: Callable[[], object], rounds: int) -> float:
    taken = []
    for _turn in range(rounds):
        began = time.perf_counter()
        work()
        taken.append((time.perf_counter() - began) * 1000)
    return median(taken)


def speed() -> Iterator[Figure]:
    """Measure a forecast of a usual and of a huge tour, and the options for one conflict."""
    for groups, places, most in ((12, 12, 10), (200, 20, 300)):
        progress, now = half_way(groups, places)
        taken = _milliseconds(lambda progress=progress, now=now: forecast(progress, now), ROUNDS)  # type: ignore[misc]
        yield Figure(f"forecast of {groups} × {places}", taken, " ms", most=most, how="a third is done")
    progress, now = half_way(12, 12)
    (first, *_) = troubles(progress, forecast(progress, now))
    taken = _milliseconds(lambda: options(progress, now, about=first), 5)
    yield Figure("options for a conflict of 12 × 12", taken, " ms", most=1000)


# --- how right --------------------------------------------------------------------------------------------


@dataclass
class Score:
    """What was found in one rehearsal; errors in seconds, ours beside those of plan plus offset."""

    finish: list[tuple[float, float]] = field(default_factory=list)
    arrive: list[tuple[float, float]] = field(default_factory=list)
    held: list[bool] = field(default_factory=list)
    """Whether the likely range of a finish or an arrival held the truth."""
    foretold: list[bool] = field(default_factory=list)
    """Of each long wait, whether it was foretold ten minutes before."""
    false: list[bool] = field(default_factory=list)
    """Of each wait that was foretold ten minutes ahead, whether the group did not wait at all."""


def rehearse(seed: int) -> Score:
    """Play a rehearsal, and look how right the forecast was."""
    raw, score = sheet(*((8, 8), (6, 6), (12, 12))[seed % 3]), Score()
    with folder() as place:
        log = place / "tour.db"
        with open_troupe(log, raw, Casting(seed, manner=UNEVEN)) as troupe:
            asyncio.run(troupe.play())
        records = in_tour_time(read_records(log))
    truth = fold(records)
    starts = [group.started for group in truth.groups.values() if group.started is not None]
    ends = [
        visit.ended for group in truth.groups.values() for visit in group.visits if visit.ended is not None
    ]
    start, end = min(starts), max(ends)
    for part in ASKED:
        _ask(score, truth, *_known(records, start + (end - start) * part))
    _ask_for_waits(score, truth, records, end)
    return score


def _known(records: list[e.Recorded], now: datetime) -> tuple[Progress, datetime]:
    return fold(record for record in records if record.time <= now), now


def _off(one: datetime | None, other: datetime) -> float:
    assert one is not None
    return abs((one - other).total_seconds())


def _ask(score: Score, truth: Progress, known: Progress, now: datetime) -> None:
    tour = known.tour
    assert tour is not None
    for group, expected in forecast(known, now).groups.items():
        coming = [each for each in expected.visits if each.state in {State.NOW, State.NEXT}]
        really = truth.groups[group]
        last = really.visits[-1].ended
        if not coming or last is None or expected.finish_range is None:
            continue
        plain = _plain(tour, known, group, now)
        planned_finish = max(now, *(leave for _, leave in plain.values()))
        score.finish.append((_off(expected.finish, last), _off(planned_finish, last)))
        score.held.append(expected.finish_range[0] <= last <= expected.finish_range[1])
        for visit in coming:
            went = really.visit(visit.station)
            if visit.arrive_range is None or went is None or went.arrived is None or went.arrived <= now:
                continue
            by_plan = max(now, plain[visit.station][0])
            score.arrive.append((_off(visit.arrive, went.arrived), _off(by_plan, went.arrived)))
            score.held.append(visit.arrive_range[0] <= went.arrived <= visit.arrive_range[1])


def _plain(tour: Tour, known: Progress, group: str, now: datetime) -> dict[str, tuple[datetime, datetime]]:
    """Return arrivals and leavings as planned, later by the present offset."""
    own = known.groups[group]
    offset = timing(tour, own, now).offset
    return {each.station: (each.arrive + offset, each.leave + offset) for each in plan(tour, own, now)}


def _waited(visit: Visit | None) -> timedelta:
    waits = () if visit is None else visit.waits
    return sum((each.end - each.start for each in waits if each.end is not None), timedelta())


def _ask_for_waits(score: Score, truth: Progress, records: list[e.Recorded], end: datetime) -> None:
    for group in truth.groups.values():
        for visit in group.visits:
            if _waited(visit) <= LONG or group.started is None:
                continue
            asked = visit.waits[0].start - AHEAD
            if asked >= group.started:
                told = forecast(*_known(records, asked)).conflicts
                score.foretold.append(
                    any((each.group, each.station) == (group.id, visit.station) for each in told)
                )
    now = min(group.started for group in truth.groups.values() if group.started is not None)
    while (now := now + EVERY) < end:
        for each in forecast(*_known(records, now)).conflicts:
            visit = truth.groups[each.group].visit(each.station)
            if abs(each.at - now - AHEAD) <= EVERY / 2 and visit is not None and not visit.skipped:
                score.false.append(_waited(visit) == timedelta())


def accuracy(count: int) -> Iterator[Figure]:
    """Play `count` rehearsals, and tell how right the forecast was."""
    with ProcessPoolExecutor() as pool:
        scores = list(pool.map(rehearse, range(1, count + 1)))
    for what, pairs in (
        ("expected finish", [pair for score in scores for pair in score.finish]),
        ("expected arrival", [pair for score in scores for pair in score.arrive]),
    ):
        ours, plain = fmean(pair[0] for pair in pairs), fmean(pair[1] for pair in pairs)
        how = f"off by {ours:.0f} s, plan plus offset by {plain:.0f} s; {len(pairs)} times"
        yield Figure(
            f"{what}: error below that of plan plus offset", 100 * (1 - ours / plain), " %", least=30, how=how
        )
    held = [each for score in scores for each in score.held]
    share = 100 * fmean(held)
    yield Figure(
        "likely ranges that held the truth", share, " %", least=75, how=f"and ≤ 90 %; {len(held)} ranges"
    )
    foretold = [each for score in scores for each in score.foretold]
    how = f"ten minutes before; {len(foretold)} waits"
    yield Figure("waits over 2 minutes that were foretold", 100 * fmean(foretold), " %", least=80, how=how)
    false = [each for score in scores for each in score.false]
    how = f"of {len(false)} foretold ten minutes ahead, nobody waited"
    yield Figure("false among waits foretold", 100 * fmean(false), " %", most=25, how=how)


def measure(count: int = REHEARSALS) -> list[Figure]:
    """Measure how soon, then how right."""
    return [*speed(), *accuracy(count)]


if __name__ == "__main__":
    show(measure(int(sys.argv[1]) if len(sys.argv) > 1 else REHEARSALS))
