"""One look at a group: everything that a guide's screen shows, taken at a single moment."""

from dataclasses import dataclass
from datetime import datetime

from questtour.tour import score
from questtour.tour.expected import Expected, expect, expected_finish
from questtour.tour.next_step import Step, next_step
from questtour.tour.progress import GroupProgress, Phase, Progress, Tour, Visit
from questtour.tour.route import Break, Group, Station
from questtour.tour.timing import Planned, Span, TimerState, Timing, breaks, heading, plan, timing


@dataclass(frozen=True, slots=True)
class Moment:
    """A group as it is at the moment `now` (UTC)."""

    now: datetime
    tour: Tour
    group: GroupProgress
    timing: Timing
    plan: tuple[Planned, ...]
    expected: tuple[Expected, ...]
    finish: datetime
    rests: tuple[Span, ...]
    """The group's planned breaks."""
    closed: frozenset[str]

    @property
    def phase(self) -> Phase:
        """Return where the group is on its way."""
        return self.group.phase

    @property
    def step(self) -> Step:
        """Return the obvious next step."""
        return next_step(self.group)

    @property
    def visit(self) -> Visit | None:
        """Return the visit under way."""
        return self.group.current

    @property
    def station(self) -> Station | None:
        """Return the station that the group is at or walks to."""
        return None if self.visit is None else self.tour.route.station(self.visit.station)

    @property
    def open_tasks(self) -> tuple[int, ...]:
        """Return the tasks of the station that the group is at which are not done."""
        station, visit = self.station, self.visit
        if station is None or visit is None or visit.arrived is None:
            return ()
        return score.open_tasks(station, visit)

    @property
    def next_station(self) -> Station | None:
        """Return the station after that one."""
        return self.tour.route.station(self.group.ahead[0]) if self.group.ahead else None

    @property
    def planned_breaks(self) -> tuple[tuple[Break, Span], ...]:
        """Return the group's breaks, each with its beginning and end (UTC), the earliest first."""
        return tuple(zip(self.tour.route.breaks_for(self.group.id), self.rests, strict=True))

    @property
    def break_now(self) -> Break | None:
        """Return the break that the timer counts down, or None."""
        if self.timing.state is not TimerState.BREAK:
            return None
        held = self.tour.route.rests_for(self.group.id, heading(self.visit))
        known = (rest for rest, (start, end) in self.planned_breaks if start <= self.now < end)
        return next(rest for rest in known if rest in held)

    @property
    def breaks_on_the_way(self) -> tuple[tuple[Break, Span], ...]:
        """Return those breaks that the group comes into, by the plan or as it is expected to go on."""
        if not self.plan:
            return ()
        begin, over = self.plan[0].arrive, max(self.plan[-1].leave, self.finish)
        return tuple(each for each in self.planned_breaks if each[1][1] > begin and each[1][0] < over)

    @property
    def sheet_group(self) -> Group:
        """Return the group as the sheet describes it."""
        return self.tour.route.group(self.group.id)

    def wall(self, moment: datetime) -> datetime:
        """Return `moment` on the venue's wall clock."""
        return self.tour.on_wall(moment)


def look(progress: Progress, group: str, now: datetime) -> Moment:
    """Return `group` as it is at the moment `now` (UTC); the tour must have been opened (ValueError)."""
    if progress.tour is None:
        raise ValueError("the tour has not been opened")
    tour, found = progress.tour, progress.groups[group]
    return Moment(
        now,
        tour,
        found,
        timing(tour, found, now),
        plan(tour, found, now),
        expect(tour, found, now),
        expected_finish(tour, found, now),
        breaks(tour, found, now),
        frozenset(progress.closed),
    )
