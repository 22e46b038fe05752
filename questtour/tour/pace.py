"""How fast groups and stations really are: learned from finished visits, and shrunk towards the plan.

What lasted `spent` where `planned` was meant is taken as log(spent / planned) = level + row + column + noise:
for stays a row is a group and a column a station, for walks a column is a way. The effects are the posterior
means of a normal model with known prior strengths (empirical Bayes, as in additive models with random
effects), found by a few alternating passes. A strength says how many visits weigh as much as the plan does:
with fewer the effect stays near zero. Without visits everything is as planned.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from math import exp, log, sqrt
from typing import NamedTuple

from questtour.tour.progress import GroupProgress, Progress, Tour, Visit
from questtour.tour.timing import moving, rests

PASSES = 6
"""Alternating passes; after so many the effects move by less than a thousandth."""

MOST = log(4.0)
"""Nothing lasts four times as long as planned, or a quarter of it: what was pressed too late is no pace."""

SHARED = 0.5
"""The part of the stations' uncertainty that hits all groups alike."""

OLD = 0.5
"""What a visit of an earlier tour counts beside one of today: the station is the same, the day is not."""


@dataclass(frozen=True, slots=True)
class Prior:
    """What is believed before anything was seen; `rows`, `columns` and `level` in visits."""

    noise: float
    """The spread of log(spent / planned) that neither group nor station explains."""
    rows: float
    columns: float
    level: float
    trust: float = 12.0
    """How many visits the believed `noise` weighs."""


STAYS = Prior(noise=0.2, rows=2.5, columns=1.5, level=6.0)
"""Stays scatter by a fifth; groups differ by 0.13 and stations by 0.16: noise² / strength = spread²."""

WALKS = Prior(noise=0.25, rows=6.0, columns=6.0, level=4.0)
"""Walks scatter more, and depend less on who walks where."""


class Seen(NamedTuple):
    """Something that lasted as long as it did."""

    row: str
    column: str
    ratio: float
    """log(spent / planned)"""
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Effects:
    """What was learned of one kind of thing; all figures in log(spent / planned)."""

    prior: Prior
    level: float = 0.0
    rows: Mapping[str, float] = field(default_factory=dict)
    columns: Mapping[str, float] = field(default_factory=dict)
    row_counts: Mapping[str, float] = field(default_factory=dict)
    column_counts: Mapping[str, float] = field(default_factory=dict)
    spread: float = 0.0
    """The likely noise: what was seen, shrunk towards the prior's."""
    evenness: float = 1.0
    """1 where everything seen lasted as the effects say, 0 where it scatters as much as is likely."""

    @property
    def common(self) -> float:
        """Return the deviation that all coming things share, as a part of the time that they take.

        Full stations pass a delay on to everybody, so what is uncertain of the stations does not even out
        over a tour. `SHARED` of it was found to hold ranges right in simulated tours of 6 × 6 to 12 × 12.
        """
        known = sum(self.column_counts.values()) / max(1, len(self.column_counts))
        return self.spread * sqrt(SHARED / (known + self.prior.columns))

    def effect(self, row: str, column: str) -> float:
        """Return the expected log(spent / planned)."""
        return self.level + self.rows.get(row, 0.0) + self.columns.get(column, 0.0)

    def row_variance(self, row: str) -> float:
        """Return how uncertain the row's effect still is, as a variance."""
        return self.spread**2 / (self.row_counts.get(row, 0.0) + self.prior.rows)

    def own_variance(self, column: str) -> float:
        """Return the variance of one thing besides its row's: noise, and what is uncertain of the column."""
        return self.spread**2 * (1 + 1 / (self.column_counts.get(column, 0.0) + self.prior.columns))

    def factor(self, row: str, column: str) -> float:
        """Return how many times the plan a thing lasts on average: its scatter makes that larger."""
        variance = self.row_variance(row) + self.own_variance(column)
        return exp(self.effect(row, column) + (1 - self.evenness) * variance / 2)


def fit(seen: Sequence[Seen], prior: Prior) -> Effects:
    """Return the effects that `seen` and `prior` add up to."""
    if not seen:
        return Effects(prior, spread=prior.noise)
    by_row: dict[str, list[Seen]] = defaultdict(list)
    by_column: dict[str, list[Seen]] = defaultdict(list)
    for each in seen:
        by_row[each.row].append(each)
        by_column[each.column].append(each)
    total = sum(each.weight for each in seen)
    level, rows, columns = 0.0, dict.fromkeys(by_row, 0.0), dict.fromkeys(by_column, 0.0)
    row_counts = {row: sum(each.weight for each in group) for row, group in by_row.items()}
    column_counts = {column: sum(each.weight for each in group) for column, group in by_column.items()}
    for _turn in range(PASSES):
        rest = sum(w * (ratio - rows[row] - columns[column]) for row, column, ratio, w in seen)
        level = rest / (total + prior.level)
        for row, group in by_row.items():
            rest = sum(w * (ratio - level - columns[column]) for _, column, ratio, w in group)
            rows[row] = rest / (row_counts[row] + prior.rows)
        for column, group in by_column.items():
            rest = sum(w * (ratio - level - rows[row]) for row, _, ratio, w in group)
            columns[column] = rest / (column_counts[column] + prior.columns)
    left = sum(w * (ratio - level - rows[row] - columns[column]) ** 2 for row, column, ratio, w in seen)
    taken = sum(n / (n + prior.rows) for n in row_counts.values())
    taken += sum(n / (n + prior.columns) for n in column_counts.values())
    free = max(total - taken, total / 4)
    spread = sqrt((left * total / free + prior.trust * prior.noise**2) / (total + prior.trust))
    evenness = max(0.0, 1 - sqrt(left / free) / spread)
    return Effects(prior, level, rows, columns, row_counts, column_counts, spread, evenness)


# --- what was seen ----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Paces:
    """What was learned of stays and of walks."""

    stays: Effects
    walks: Effects


def learn(progress: Progress, history: Iterable[Progress] = ()) -> Paces:
    """Learn from the finished visits of a tour, and of earlier tours (`history`)."""
    tours = [("", 1.0, progress), *((f"{n}:", OLD, each) for n, each in enumerate(history, 1))]
    known = [(prefix, weight, each, each.tour) for prefix, weight, each in tours if each.tour is not None]
    stays = chain.from_iterable(_stays(tour, each, prefix, w) for prefix, w, each, tour in known)
    walks = chain.from_iterable(_walks(tour, each, prefix, w) for prefix, w, each, tour in known)
    return Paces(fit(tuple(stays), STAYS), fit(tuple(walks), WALKS))


def way(origin: str, goal: str) -> str:
    """Return the name of the way between two stations: what one learns of it holds both ways."""
    return f"{origin}\n{goal}" if origin < goal else f"{goal}\n{origin}"


def asked(tour: Tour, visit: Visit) -> float:
    """Return the seconds by which a stay is measured.

    Who gives a stay more minutes shows that the sheet's are too few; who takes some away has the group hurry,
    and that is not its pace.
    """
    return (tour.route.station(visit.station).minutes + min(0.0, visit.adjusted)) * 60


def _ratio(spent: float, planned: float) -> float | None:
    if spent <= 0 or planned <= 0:
        return None
    ratio = log(spent / planned)
    return ratio if -MOST <= ratio <= MOST else None


def _stays(tour: Tour, progress: Progress, prefix: str, weight: float) -> Iterable[Seen]:
    for group in progress.on_sheet:
        held = rests(tour, group, group.started) if group.started is not None else ()
        for visit in group.visits:
            if visit.skipped or visit.arrived is None or visit.ended is None:
                continue
            spent = moving(visit, held, visit.arrived, visit.ended).total_seconds()
            ratio = _ratio(spent, asked(tour, visit))
            if ratio is not None:
                yield Seen(prefix + group.id, visit.station, ratio, weight)


def _walks(tour: Tour, progress: Progress, prefix: str, weight: float) -> Iterable[Seen]:
    for group in progress.on_sheet:
        place: str | None = None
        for visit in group.visits:
            if visit.arrived is None:
                # Who has set out to one station and gone to another walked neither of the ways.
                place = None if visit.set_out is not None else place
                continue
            if place is not None:
                ratio = _walk_ratio(tour, group, visit, place)
                if ratio is not None:
                    yield Seen(prefix + group.id, way(place, visit.station), ratio, weight)
            place = visit.station


def _walk_ratio(tour: Tour, group: GroupProgress, visit: Visit, origin: str) -> float | None:
    if visit.set_out is None or visit.arrived is None:
        return None
    # Who waits at the door has come: the walk is over, and the rest says nothing of it.
    over = visit.waits[0].start if visit.waits else visit.arrived
    held = rests(tour, group, visit.set_out, visit.station)
    spent = moving(visit, held, visit.set_out, over).total_seconds()
    return _ratio(spent, tour.route.walk(origin, visit.station).total_seconds())
