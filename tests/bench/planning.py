"""How good a plan is, and how soon: uneven stays, one walk for all or many, breaks, two groups at once."""

import sys
import time
from dataclasses import dataclass
from random import Random
from typing import Any

from figures import Figure, show

from questtour.planning.problem import problem_of
from questtour.planning.solver import Found, solve
from questtour.tour.route import Route

ROUNDS = 2
SECONDS = {6: 5.0, 12: 20.0}
_GAP = {6: 0.0, 12: 10.0}


@dataclass(frozen=True)
class Kind:
    """What makes a tour harder to plan."""

    name: str
    walks: bool = False
    shared_break: bool = False
    own_breaks: bool = False
    pairs: bool = False


KINDS = (
    Kind("one walk for all"),
    Kind("walks differ", walks=True),
    Kind("walks differ, a break, some stations for two", walks=True, shared_break=True, pairs=True),
    Kind("walks differ, breaks by group, some stations for two", walks=True, own_breaks=True, pairs=True),
)


def measure(rounds: int = ROUNDS) -> list[Figure]:
    """Plan tours of 6 × 6 and 12 × 12 of each kind; the worst of all rounds counts."""
    return [figure for size in SECONDS for kind in KINDS for figure in _figures(size, kind, rounds)]


def _figures(size: int, kind: Kind, rounds: int) -> list[Figure]:
    told = [_planned(_tour(size, kind, seed), SECONDS[size]) for seed in range(rounds)]
    gaps, wall, cpu = zip(*told, strict=True)
    what, how = f"{size} × {size}, {kind.name}", f"worst of {rounds}"
    return [
        Figure(f"plan {what}: gap", max(gaps), "%", most=_GAP[size], how=how),
        Figure(f"plan {what}: time", max(wall), "s", most=SECONDS[size], how=how),
        Figure(f"plan {what}: CPU time", max(cpu), "s", how=how),
        Figure(f"plan {what}: within the bound", sum(gap <= _GAP[size] for gap in gaps), how=f"of {rounds}"),
    ]


def _planned(route: Route, seconds: float) -> tuple[float, float, float]:
    """Return the gap in hundredths, and the seconds on the clock and of all cores."""
    begun, cpu = time.perf_counter(), time.process_time()
    found: Found | None = solve(problem_of(route), seconds)
    gap = 100 * found.gap(route.start) if found else 100.0
    return gap, time.perf_counter() - begun, time.process_time() - cpu


def _tour(size: int, kind: Kind, seed: int) -> Route:
    random = Random(seed)
    stations = [
        {
            "id": f"s{n}",
            "title": "S",
            "minutes": random.randint(6, 18),
            "capacity": 2 if kind.pairs and random.random() < 0.3 else 1,
        }
        for n in range(size)
    ]
    groups = [{"id": f"g{n}", "title": "G"} for n in range(size)]
    raw: dict[str, Any] = {"id": "x", "title": "X", "start": "10:00", "stations": stations, "groups": groups}
    if kind.walks:
        pairs = [(f"s{a}", f"s{b}") for a in range(size) for b in range(a)]
        raw["transfers"] = [
            {"from": a, "to": b, "minutes": random.randint(1, 8)} for a, b in pairs if random.random() < 0.5
        ]
    half = [each["id"] for each in groups[: size // 2]]
    if kind.shared_break:
        raw["breaks"] = [{"title": "B", "at": "11:10", "minutes": 30}]
    if kind.own_breaks:
        rest = [each["id"] for each in groups[size // 2 :]]
        raw["breaks"] = [
            {"title": "B", "at": "11:00", "minutes": 30, "groups": half},
            {"title": "B", "at": "11:30", "minutes": 30, "groups": rest},
        ]
    return Route.model_validate(raw)


if __name__ == "__main__":
    show(measure(int(sys.argv[1]) if len(sys.argv) > 1 else ROUNDS))
