"""The look back at groups, in the sheet's order: what each had, never who was better."""

from dataclasses import dataclass
from datetime import datetime
from statistics import median

from questtour.tour.progress import GroupProgress, Progress, Tour
from questtour.tour.reflection_facts import waited
from questtour.tour.reflection_talk import calls
from questtour.tour.route import Group
from questtour.tour.score import total_points
from questtour.tour.timing import Planned, plan


@dataclass(frozen=True, slots=True)
class GroupLook:
    """A group as it fared; moments UTC, durations in seconds."""

    group: Group
    planned_start: datetime | None
    started: datetime | None
    planned_finish: datetime | None
    """When the plan has it leave its last station, in the order in which it went."""
    finished: datetime | None
    """When a group that has finished left its last station, as `planned_finish` has it; None for others."""
    offset: float | None
    """How late it came to its end, or left the last station that it was at (below zero: early)."""
    stations: int
    of_stations: int
    skipped: int
    tasks: int
    of_tasks: int
    hints: int
    points: int
    waits: tuple[float, ...]
    calls: int
    answered: tuple[float, ...]
    """In how many seconds its calls for help were answered."""

    @property
    def answered_within(self) -> float | None:
        """Return the median of `answered`; None for no call that was answered."""
        return median(self.answered) if self.answered else None


def group_look(progress: Progress, tour: Tour, group: GroupProgress) -> GroupLook:
    """Look back at one group."""
    planned = plan(tour, group, group.started or tour.opened)
    own = [each for each in calls(progress) if each.call.group == group.id]
    return GroupLook(
        tour.route.group(group.id),
        group.plan_start or (planned[0].arrive if planned else None),
        group.started,
        planned[-1].leave if planned else None,
        group.came_to_end,
        _offset(group, planned),
        sum(visit.arrived is not None and visit.ended is not None for visit in group.visits),
        len(group.order),
        sum(visit.skipped for visit in group.visits),
        sum(len(_known(visit.done, len(tour.route.station(visit.station).tasks))) for visit in group.visits),
        sum(len(tour.route.station(station).tasks) for station in group.order),
        sum(len(visit.hints) for visit in group.visits),
        total_points(tour.route, group),
        waited(group.visits),
        len(own),
        tuple(each.seconds for each in own if each.seconds is not None),
    )


def _offset(group: GroupProgress, planned: tuple[Planned, ...]) -> float | None:
    if group.came_to_end is not None and planned:
        return (group.came_to_end - planned[-1].leave).total_seconds()
    # What was passed by ahead of its time has ended too, and nobody was there.
    left = [
        (visit.ended - each.leave).total_seconds()
        for visit, each in zip(group.visits, planned, strict=False)
        if visit.ended is not None and visit.arrived is not None
    ]
    return left[-1] if left else None


def _known(numbers: frozenset[int], most: int) -> frozenset[int]:
    return frozenset(number for number in numbers if 1 <= number <= most)


def offset_of(group: GroupLook) -> float | None:
    """Return how late a group that finished was, in seconds; None for one that did not."""
    return group.offset if group.finished is not None else None
