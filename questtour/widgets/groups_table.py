"""Every group in a row: where it is, how long still, how late, and whether its laptop is heard."""

from collections.abc import Callable
from typing import Any

from textual import on
from textual.events import Resize
from textual.message import Message
from textual.widgets import DataTable

from questtour.i18n import _, language
from questtour.tour.foreseen import foreseen
from questtour.tour.links import LinkState
from questtour.tour.moment import Moment
from questtour.tour.overview import Need, Overview
from questtour.tour.timing import Pace, TimerState
from questtour.widgets import hall_words as words
from questtour.widgets.live_table import Cell, Head, LiveTable, Row

MARKED = "▣"
SHEET = "sheet"
"""The name of the order that the sheet has."""

Seen = tuple[Moment, Need | None, str, bool, str, str]
"""What a row is worded from: the moment, what the group needs, link, mark, finish, the language."""

LOUD = "bold reverse"
TIMERS = {
    TimerState.WARNING: "bold",
    TimerState.OVERTIME: LOUD,
    TimerState.PAUSED: "italic",
    TimerState.BREAK: "italic",
}
LINKS = {LinkState.LOST: LOUD, LinkState.QUIET: "bold", LinkState.NEVER: "dim"}
PACES = {Pace.ON_TIME: "", Pace.LATE: "bold", Pace.VERY_LATE: "bold"}
_WORST = (LinkState.LOST, LinkState.QUIET, LinkState.NEVER, LinkState.LIVE)

SORTED: dict[str, Callable[[Overview, str], Any]] = {
    SHEET: lambda overview, group: 0,
    "sign": lambda overview, group: min(overview.needs_of(group), default=len(Need) + 1),
    "group": lambda overview, group: words.group_title(overview.progress, group).casefold(),
    "guide": lambda overview, group: words.guide_name(overview.progress, group).casefold(),
    "where": lambda overview, group: _place(overview.moments[group]),
    "timer": lambda overview, group: _left(overview.moments[group]),
    "offset": lambda overview, group: -overview.moments[group].timing.offset,
    "link": lambda overview, group: (_WORST.index(overview.link(group)), -overview.age(group)),
    "finish": lambda overview, group: -_finish(overview, group),
    "tasks": lambda overview, group: _tasks(overview.moments[group]),
    "hints": lambda overview, group: -_told(overview.moments[group]),
}
"""What rows are sorted by, by the column's name: what wants a look stands first."""


def _left(moment: Moment) -> tuple[bool, object]:
    return moment.timing.state in {TimerState.STOPPED, TimerState.WAITING}, moment.timing.remaining


def _finish(overview: Overview, group: str) -> float:
    return foreseen(overview.moments[group], overview.forecast).finish.timestamp()


def _place(moment: Moment) -> tuple[bool, str, str]:
    return moment.station is None, words.where(moment)[2:].casefold(), moment.phase.value


def _told(moment: Moment) -> int:
    return len(moment.visit.hints) if moment.visit is not None else 0


def _tasks(moment: Moment) -> float:
    station, visit = moment.station, moment.visit
    if station is None or visit is None or not station.tasks:
        return 2.0
    return len(visit.done) / len(station.tasks)


class GroupsTable(LiveTable):
    """Shows an `Overview`; sorts, filters and marks groups without losing the cursor's."""

    class Opened(Message):
        """Somebody wants to see a group in full."""

        def __init__(self, group: str) -> None:
            super().__init__()
            self.group = group

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.fixed_columns = 2
        self._overview: Overview | None = None
        self._marked: set[str] = set()
        self._filter = ""
        self._sorted = SHEET
        self._worded: dict[str, tuple[Seen, Row]] = {}

    # --- what is asked of it ----------------------------------------------------------------------------

    @property
    def group(self) -> str | None:
        """Return the group under the cursor."""
        return self.current

    @property
    def marked(self) -> tuple[str, ...]:
        """Return the marked groups, in the sheet's order; those that the filter hides are marked still."""
        known = self._overview.moments if self._overview is not None else ()
        return tuple(group for group in known if group in self._marked)

    @property
    def filter(self) -> str:
        """Return the text that rows must hold to be shown."""
        return self._filter

    @filter.setter
    def filter(self, text: str) -> None:
        self._filter = text
        self._again()

    @property
    def sorted_by(self) -> str:
        """Return the column that rows are sorted by, or `sheet`."""
        return self._sorted

    def sort_by(self, name: str) -> None:
        """Sort by a column, or by `sheet`; a name that there is not is a KeyError."""
        SORTED[name]
        self._sorted = name
        self._again()

    def sort_next(self) -> None:
        """Sort by the next column."""
        known = list(SORTED)
        self.sort_by(known[(known.index(self._sorted) + 1) % len(known)])

    def toggle_mark(self) -> None:
        """Mark the group under the cursor, or take its mark away."""
        if self.group is not None:
            self._marked ^= {self.group}
            self._again()

    def unmark(self) -> None:
        """Take all marks away."""
        self._marked.clear()
        self._again()

    def show(self, overview: Overview) -> None:
        """Show the overview."""
        self._overview = overview
        groups = [group for group in overview.moments if self._kept(overview, group)]
        groups.sort(key=lambda group: SORTED[self._sorted](overview, group))
        needs: dict[str, Need] = {}
        for each in overview.attention:
            needs.setdefault(each.group, each.need)
        rows = {group: self._row_of(overview, group, needs.get(group)) for group in groups}
        self.show_rows(self._columns(), rows)

    # --- how it looks -----------------------------------------------------------------------------------

    def _again(self) -> None:
        if self._overview is not None:
            self.show(self._overview)

    def _kept(self, overview: Overview, group: str) -> bool:
        wanted = " ".join(self._filter.split()).casefold()
        progress = overview.progress
        said = (words.group_title(progress, group), words.guide_name(progress, group), group)
        return not wanted or wanted in "\n".join((*said, words.where(overview.moments[group]))).casefold()

    def _columns(self) -> list[Head]:
        roomy = self.size.width >= 110
        heads = [
            ("sign", "", 4),
            ("group", _("group"), 13 if roomy else 10),
            ("where", _("where"), 19 if roomy else 14),
            ("timer", _("left"), 16 if roomy else 14),
            ("offset", _("plan"), 17),
            ("link", _("link"), 14),
            ("finish", _("finish"), 7),
            ("tasks", _("tasks"), 8),
            ("hints", _("hints"), 10),
            ("guide", _("guide"), 10),
        ]
        return [
            Head(name, f"▼{title}" if name == self._sorted else title, width) for name, title, width in heads
        ]

    def _row_of(self, overview: Overview, group: str, need: Need | None) -> Row:
        """Return the row; of 200 groups only those that were looked at anew are worded anew."""
        link, marked = words.link(overview, group), group in self._marked
        finish = words.finish(overview, group)
        seen = (overview.moments[group], need, link, marked, finish, language())
        known = self._worded.get(group)
        same = known is not None and known[0][0] is seen[0] and known[0][1:] == seen[1:]
        if known is None or not same:
            known = self._worded[group] = (seen, self._row(overview, group, need))
        return known[1]

    def _row(self, overview: Overview, group: str, need: Need | None) -> Row:
        moment = overview.moments[group]
        progress = overview.progress
        mark = MARKED if group in self._marked else " "
        helped = LOUD if need is Need.HELP else "bold"
        on_way = moment.timing.state not in {TimerState.WAITING, TimerState.STOPPED}
        return (
            Cell(f"{mark}{words.SIGNS[need] if need else ' '}", LOUD if need is Need.HELP else "bold"),
            Cell(words.group_title(progress, group), helped),
            Cell(words.where(moment), "" if on_way else "dim"),
            Cell(words.timer(moment), TIMERS.get(moment.timing.state, "")),
            Cell(words.delay(moment), PACES[moment.timing.pace]),
            Cell(words.link(overview, group), LINKS.get(overview.link(group), "")),
            Cell(words.finish(overview, group)),
            Cell(self._done(moment)),
            Cell(self._hints(moment)),
            Cell(words.guide_name(progress, group)),
        )

    @staticmethod
    def _done(moment: Moment) -> str:
        if moment.station is None or moment.visit is None:
            return ""
        return f"{len(moment.visit.done)}/{len(moment.station.tasks)}"

    @staticmethod
    def _hints(moment: Moment) -> str:
        if moment.station is None or moment.visit is None:
            return ""
        return f"{len(moment.visit.hints)}/{len(moment.station.hints)}"

    def on_resize(self, _event: Resize) -> None:
        """Give the columns the room there is."""
        self._again()

    @on(DataTable.RowSelected)
    def opened(self, event: DataTable.RowSelected) -> None:
        """Tell that somebody wants to see the group."""
        event.stop()
        if self.group is not None:
            self.post_message(self.Opened(self.group))

    @on(DataTable.HeaderSelected)
    def sorted_by_mouse(self, event: DataTable.HeaderSelected) -> None:
        """Sort by the column that was clicked; a second click goes back to the sheet's order."""
        event.stop()
        name = event.column_key.value or SHEET
        self.sort_by(SHEET if name == self._sorted else name)
