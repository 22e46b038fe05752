"""The look back at single visits: each group's way through its stations, one after another.

Moments are UTC, durations seconds.
"""

from dataclasses import dataclass

from questtour.tour.progress import GroupProgress, Progress, Tour, Visit
from questtour.tour.reflection_facts import Stay, stays, waited
from questtour.tour.score import open_tasks
from questtour.tour.timing import Planned, plan


@dataclass(frozen=True, slots=True)
class VisitLook:
    """One group's visit to one station, planned beside what happened."""

    group: str
    station: str
    plan: Planned
    """When the plan had it come and leave."""
    visit: Visit
    stay: Stay | None
    """The stay, where it came to its end."""
    waits: tuple[float, ...]
    """The seconds of each wait at the door."""
    done: int
    of_tasks: int
    open: tuple[int, ...]
    """The numbers of the tasks that were left open; none for a stay that did not come to its end."""


def visit_looks(progress: Progress) -> tuple[VisitLook, ...]:
    """Return every visit that began or was given up: groups in the sheet's order, visits as they came."""
    tour = progress.tour
    if tour is None:
        return ()
    known = {id(stay.visit): stay for stay in stays(progress)}
    return tuple(
        _look(tour, group, visit, planned, known)
        for group in progress.on_sheet
        for visit, planned in zip(group.visits, plan(tour, group, group.started or tour.opened), strict=False)
        if visit.arrived is not None or visit.skipped or visit.waits
    )


def _look(
    tour: Tour, group: GroupProgress, visit: Visit, planned: Planned, known: dict[int, Stay]
) -> VisitLook:
    station, stay = tour.route.station(visit.station), known.get(id(visit))
    tasks = len(station.tasks)
    done = sum(1 <= number <= tasks for number in visit.done)
    left = open_tasks(station, visit) if stay is not None else ()
    return VisitLook(group.id, visit.station, planned, visit, stay, waited([visit]), done, tasks, left)
