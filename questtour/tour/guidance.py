"""What a guide is advised: which points of a story can wait, and when it is time for a hint."""

from datetime import timedelta

from questtour.tour.moment import Moment
from questtour.tour.progress import Visit
from questtour.tour.route import Hint, Keep, Station
from questtour.tour.timing import Pace, moving, rests

CAN_WAIT = {Pace.ON_TIME: (), Pace.LATE: (Keep.IF_TIME,), Pace.VERY_LATE: (Keep.IF_TIME, Keep.NICE)}
"""Which points of a story can wait when a group is how late."""


def next_hint(station: Station, visit: Visit) -> tuple[int, Hint] | None:
    """Return the next hint that was not told yet, with its number from 1, or None."""
    hints = enumerate(station.hints, 1)
    return next(((number, hint) for number, hint in hints if number not in visit.hints_shown), None)


def due(moment: Moment) -> int | None:
    """Return the number of the hint that it is time for, or None."""
    station, visit = moment.station, moment.visit
    if station is None or visit is None or visit.arrived is None or not moment.open_tasks:
        return None
    found = next_hint(station, visit)
    if found is None or found[1].after is None:
        return None
    since = moving(visit, rests(moment.tour, moment.group, moment.now), visit.arrived, moment.now)
    return found[0] if since >= timedelta(minutes=found[1].after) else None
