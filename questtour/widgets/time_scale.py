"""How a tour's hours fit into so many columns."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from questtour.tour.foreseen import finish_range
from questtour.tour.overview import Overview
from questtour.tour.progress import Tour

STEPS = (5, 10, 15, 30, 60, 120, 240, 480)
"""Minutes between two hours that are written."""
ROOM = 8
"""Columns that a written hour takes at least."""
LEAST = timedelta(minutes=30)


@dataclass(frozen=True, slots=True)
class Scale:
    """From `start` to `end` (UTC) in `width` columns."""

    start: datetime
    end: datetime
    width: int
    ticks: tuple[datetime, ...]
    """The hours that are written above."""

    def column(self, moment: datetime) -> int:
        """Return the column of a moment; what lies outside stands at the edge."""
        share = (moment - self.start) / (self.end - self.start)
        return min(self.width - 1, max(0, int(share * self.width)))


def scale_of(overview: Overview, width: int) -> Scale:
    """Return the scale that holds all that was planned, has happened and is expected."""
    tour = overview.progress.tour
    assert tour is not None
    times = [overview.now]
    for moment in overview.moments.values():
        times += [stay.arrive for stay in moment.plan[:1]]
        times += [stay.leave for stay in moment.plan[-1:]]
        times += [moment.finish] if moment.group.started else []
        likely = finish_range(moment, overview.forecast)
        times += [likely[1]] if likely is not None and moment.group.started else []
        times += [moment.group.started] if moment.group.started else []
    return scale_between(tour, min(times), max(times), width)


def scale_between(tour: Tour, start: datetime, end: datetime, width: int) -> Scale:
    """Return the scale from `start` to `end` (UTC), of half an hour at least."""
    end = max(end, start + LEAST)
    step = _step(end - start, width)
    # The hours are round ones on the venue's wall.
    wall = tour.on_wall(start)
    midnight = wall.replace(hour=0, minute=0, second=0, microsecond=0)
    first = start - (wall - midnight) % step
    ticks: list[datetime] = []
    tick = first + step if first < start else first
    while tick < end and len(ticks) < width:
        ticks.append(tick)
        tick += step
    return Scale(start, end, width, tuple(ticks))


def _step(span: timedelta, width: int) -> timedelta:
    room = max(1, width // ROOM)
    steps = (timedelta(minutes=minutes) for minutes in STEPS)
    return next((step for step in steps if span / step <= room), max(span / room, timedelta(minutes=480)))
