"""One of two hundred groups changes: how long until the coordinator's screen of 120×40 shows it."""

import asyncio
import sys
import time
from pathlib import Path
from statistics import median

sys.path.insert(0, str(Path(__file__).parents[1]))

from figures import Figure, percentile, show
from places import folder
from ui.coordinating import Hall, HallApp, coordinating
from ui.halls import hear

from questtour.screens.base import ProgressChanged
from questtour.tour import commands as c

GROUPS, CHANGES = 200, 60
MOST = 30.0
"""Milliseconds; the middle one of the changes."""

FIRST = "vector"
"""A group that is at a station, and can be seen without scrolling."""


def measure() -> list[Figure]:
    """Tick a task of one group over and over."""
    with folder() as place:
        taken = asyncio.run(_changes(place))
    how = f"95 of 100 in {percentile(taken, 95):.1f} ms; {CHANGES} changes, each painted"
    return [Figure(f"one of {GROUPS} groups changes", median(taken), " ms", most=MOST, how=how)]


async def _changes(place: Path) -> list[float]:
    async with coordinating(place, GROUPS) as hall:
        painted = _watch(hall.app)
        await asyncio.sleep(1)
        return [await _change(hall, painted) for _turn in range(CHANGES)]


def _watch(app: HallApp) -> list[float]:
    """Return a list that grows whenever something was painted; Textual has no public word for it."""
    painted: list[float] = []
    display = app._display

    def paint(*given: object) -> None:
        display(*given)  # type: ignore[arg-type]
        painted.append(time.perf_counter())

    app._display = paint  # type: ignore[method-assign,assignment]
    return painted


async def _change(hall: Hall, painted: list[float]) -> float:
    """Return the milliseconds from the news of a change to the last of its pictures.

    Forecasts of all groups are made meanwhile, as in the hall.
    """
    await asyncio.sleep(0.05)
    painted.clear()
    began = time.perf_counter()
    hear(hall.session, "10:36:00", c.ToggleTask(FIRST, 3))
    hall.hall.post_message(ProgressChanged())
    await asyncio.sleep(0.4)
    return (painted[-1] - began) * 1000


if __name__ == "__main__":
    show(measure())
