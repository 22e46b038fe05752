"""Points, tasks and the code word: what a group has gathered."""

from dataclasses import dataclass

from questtour.tour.progress import GroupProgress, Visit
from questtour.tour.route import Route, Station


def points(station: Station, visit: Visit) -> int:
    """Return the points of a visit: its tasks' points less what its hints cost."""
    earned = sum(task.points for number, task in enumerate(station.tasks, 1) if number in visit.done)
    spent = sum(hint.cost for number, hint in enumerate(station.hints, 1) if number in visit.hints_shown)
    return earned - spent


def total_points(route: Route, group: GroupProgress) -> int:
    """Return the points of the whole tour so far."""
    return sum(points(route.station(visit.station), visit) for visit in group.visits)


def open_tasks(station: Station, visit: Visit) -> tuple[int, ...]:
    """Return the numbers of the tasks that are not done."""
    return tuple(number for number in range(1, len(station.tasks) + 1) if number not in visit.done)


def holds_fragment(station: Station, visit: Visit | None) -> bool:
    """Tell whether the station's fragment is won: all tasks are done, or the group was there to the end."""
    if visit is None or visit.arrived is None:
        return False
    all_done = bool(station.tasks) and not open_tasks(station, visit)
    return all_done or (visit.ended is not None and not visit.skipped)


@dataclass(frozen=True, slots=True)
class Fragment:
    """A piece of the code word; `text` is empty until the group has won it."""

    station: str
    text: str
    on_route: bool
    """Whether this group passes there: other pieces are with the other groups."""


def code_word(route: Route, group: GroupProgress, language: str) -> tuple[Fragment, ...]:
    """Return the pieces of the code word in the sheet's order of stations."""
    pieces = []
    for station in route.stations:
        if station.key is None:
            continue
        won = holds_fragment(station, group.visit(station.id))
        text = station.key.in_(language) if won else ""
        pieces.append(Fragment(station.id, text, station.id in group.order))
    return tuple(pieces)
