"""The whole route sheet of the group: planned beside what happened and what is expected."""

from datetime import datetime

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import DataTable, Footer, Static

from questtour.i18n import _, language
from questtour.screens.base import LanguageChanged, TourScreen, bindings
from questtour.session import Session
from questtour.tour.expected import Expected
from questtour.tour.moment import Moment, look
from questtour.tour.progress import Visit
from questtour.tour.timing import Planned, moving, rests
from questtour.widgets.route_panel import BREAK, mark
from questtour.wording import duration, hours_minutes, shown


class RouteSheetScreen(TourScreen[None]):
    """A row a station; Esc goes back."""

    BINDINGS = bindings("dismiss", "close_sheet")
    DEFAULT_CSS = """
    RouteSheetScreen {
        #title { text-style: bold; padding: 0 1; height: 1; }
        #explained { color: $text-muted; padding: 0 1; height: auto; }
        DataTable { height: 1fr; }
    }
    """

    def __init__(self, session: Session, group: str) -> None:
        super().__init__()
        self._session, self._group = session, group

    def compose(self) -> ComposeResult:
        """Lay out the table."""
        moment = look(self._session.progress, self._group, self._session.now)
        title = shown(moment.sheet_group.title.in_(language()))
        text = _("Route sheet of the group “{title}”").format(title=title)
        yield Static(Content(text), id="title", markup=False)
        table: DataTable[Text] = DataTable(cursor_type="row", zebra_stripes=True)
        heads = ["", _("station"), _("room"), _("plan"), _("fact"), _("spent"), _("tasks"), _("hints")]
        table.add_columns(*(Text(head) for head in heads))
        for row in self._rows(moment):
            table.add_row(*(Text(cell) for cell in row))
        yield table
        signs = _("✓ visited  ► here  → on the way  ✗ skipped  · ahead;  ~ expected")
        if moment.breaks_on_the_way:
            signs += ";  " + _("○ break")
        yield Static(Content(signs), id="explained", markup=False)
        yield Footer(compact=True, show_command_palette=False)

    @on(LanguageChanged)
    async def say_anew(self) -> None:
        """Say everything in the other language."""
        await self.recompose()
        self.query_one(DataTable).focus()

    def action_close(self) -> None:
        """Go back."""
        self.dismiss(None)

    def _rows(self, moment: Moment) -> list[list[str]]:
        """Return what stands in the table: stations and breaks, by their planned times."""
        expected = {each.station: each for each in moment.expected}
        breaks = [
            (start, [BREAK, shown(rest.title.in_(language())), "", self._span(moment, start, end), *[""] * 4])
            for rest, (start, end) in moment.breaks_on_the_way
        ]
        visits = [
            (planned.arrive, self._row(moment, planned, expected.get(planned.station)))
            for planned in moment.plan
        ]
        return [row for _start, row in sorted([*breaks, *visits], key=lambda timed: timed[0])]

    def _row(self, moment: Moment, planned: Planned, expected: Expected | None) -> list[str]:
        station = moment.tour.route.station(planned.station)
        visit = moment.group.visit(station.id)
        done = len(visit.done) if visit is not None else 0
        told = len(visit.hints) if visit is not None else 0
        return [
            mark(visit),
            shown(station.title.in_(language())),
            shown(station.room.in_(language())) if station.room else "",
            self._span(moment, planned.arrive, planned.leave),
            self._fact(moment, visit, expected),
            self._spent(moment, visit),
            f"{done}/{len(station.tasks)}",
            f"{told}/{len(station.hints)}",
        ]

    @staticmethod
    def _span(moment: Moment, start: datetime, end: datetime) -> str:
        return f"{hours_minutes(moment.wall(start))}–{hours_minutes(moment.wall(end))}"

    def _fact(self, moment: Moment, visit: Visit | None, expected: Expected | None) -> str:
        if visit is not None and visit.ended is not None:
            if visit.arrived is None:
                return _("skipped")
            return self._span(moment, visit.arrived, visit.ended)
        return "~" + self._span(moment, expected.arrive, expected.leave) if expected else ""

    @staticmethod
    def _spent(moment: Moment, visit: Visit | None) -> str:
        if visit is None or visit.arrived is None:
            return ""
        return duration(
            moving(
                visit, rests(moment.tour, moment.group, moment.now), visit.arrived, visit.ended or moment.now
            )
        )
