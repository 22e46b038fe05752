"""How a rehearsal went, as the table that is printed at its end."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from rich import box
from rich.table import Table
from rich.text import Text

from questtour.i18n import _, language, ngettext
from questtour.tour.progress import GroupProgress, Phase, Progress, Tour
from questtour.tour.timing import timing
from questtour.wording import hours_minutes_on, lateness, rough, shown


@dataclass(frozen=True, slots=True)
class GroupSummary:
    """How one group fared up to a moment."""

    finish: datetime | None
    """When it left its last station (UTC), as everywhere: the farewell is not counted. None for one that is
    still on its way."""
    offset: timedelta
    """How late it is (below zero: early)."""
    stations: int
    """Stations that it has been at."""
    of_stations: int
    skipped: int
    waits: int
    """How often it waited at a door, and how long in all."""
    waited: timedelta
    tasks: int
    hints: int


def summarize(tour: Tour, group: GroupProgress, now: datetime) -> GroupSummary:
    """Return how `group` has fared up to the moment `now` (UTC)."""
    waits = [wait for visit in group.visits for wait in visit.waits]
    return GroupSummary(
        finish=group.came_to_end,
        offset=timing(tour, group, now).offset if group.phase is not Phase.READY else timedelta(),
        stations=sum(visit.arrived is not None and visit.ended is not None for visit in group.visits),
        of_stations=len(group.order),
        skipped=sum(visit.skipped for visit in group.visits),
        waits=len(waits),
        waited=sum(((wait.end or now) - wait.start for wait in waits), timedelta()),
        tasks=sum(len(visit.done) for visit in group.visits),
        hints=sum(len(visit.hints) for visit in group.visits),
    )


def summary_table(progress: Progress, now: datetime) -> Table:
    """Return the table of a tour at the moment `now` (UTC), a row for each group; the tour must be open."""
    tour = progress.tour
    if tour is None:
        raise ValueError("the tour has not been opened")
    # With a frame or wider gaps the Russian words would not fit into 80 columns.
    table = Table(header_style="bold", box=box.SIMPLE_HEAD, show_edge=False, padding=0)
    for title in (_("Group"), _("Finish"), _("Against the plan")):
        table.add_column(Text(title), overflow="fold")
    for title in (_("Stations"), _("Skipped"), _("Waits"), _("Tasks"), _("Hints")):
        table.add_column(Text(title), justify="right", overflow="fold")
    for group in progress.on_sheet:
        title = tour.route.group(group.id).title.in_(language())
        table.add_row(Text(shown(title)), *_cells(tour, summarize(tour, group, now)))
    return table


def _cells(tour: Tour, group: GroupSummary) -> tuple[str, ...]:
    return (
        hours_minutes_on(tour.on_wall(group.finish), tour.on_wall(tour.opened).date())
        if group.finish is not None
        else "–",
        lateness(group.offset),
        f"{group.stations}/{group.of_stations}",
        str(group.skipped),
        f"{group.waits} ({rough(group.waited)})" if group.waits else "0",
        str(group.tasks),
        str(group.hints),
    )


def count_line(progress: Progress, events: int) -> str:
    """Return one line that says how much happened, the same for the same rehearsal."""
    finished = sum(group.phase is Phase.FINISHED for group in progress.on_sheet)
    groups = ngettext("{n} group", "{n} groups", len(progress.on_sheet)).format(n=len(progress.on_sheet))
    count = ngettext("{n} event", "{n} events", events).format(n=events)
    return _("{groups}, of which {finished} have finished; {events}").format(
        groups=groups, finished=finished, events=count
    )
