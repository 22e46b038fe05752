"""The hall's board, for a projector: where every group is. Read-only, and nothing private."""

from collections.abc import Callable

from textual import on
from textual.app import ComposeResult
from textual.containers import Grid, Horizontal
from textual.content import Content
from textual.widgets import Footer

from questtour.i18n import language
from questtour.screens.base import LanguageChanged, ProgressChanged, TourScreen, bindings
from questtour.screens.help import HelpScreen
from questtour.session import Session
from questtour.tour.links import Links
from questtour.tour.overview import Overview, survey
from questtour.widgets.group_card import GroupCard
from questtour.widgets.line import Line
from questtour.widgets.rehearsal_mark import rehearsal_mark
from questtour.widgets.stations_table import StationsTable
from questtour.widgets.timeline import Timeline
from questtour.wording import hours_minutes, shown

LOOK_AGAIN = 0.5
"""Seconds between two looks at the clock: those in the hall count no seconds."""
TURN = 10.0
"""Seconds after which the board shows the next groups, where there are more than fit."""
ROOMY = (110, 36)
"""Columns and lines that large groups need."""
LARGE = 6
"""So many groups are drawn large."""


class BoardScreen(TourScreen[None]):
    """Groups above, stations and the timeline below; nothing there takes a key but to leave."""

    CSS_PATH = "board.tcss"
    AUTO_FOCUS = ""
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (110, "-wide")]
    VERTICAL_BREAKPOINTS = [(0, "-short"), (36, "-tall")]
    BINDINGS = bindings("help", "language", "leave_tour")

    def __init__(self, session: Session, links: Callable[[], Links]) -> None:
        super().__init__()
        self.session = session
        self._links = links

    def compose(self) -> ComposeResult:
        """Lay out the tour and the clock, the groups, the stations, the timeline."""
        with Horizontal(id="head"):
            yield Line(classes="tour", fixed=True)
            yield Line(classes="clock", fixed=True)
        with Grid(id="groups"):
            for group in self.session.tour.route.groups:
                yield GroupCard(id=f"card-{group.id}")
        stations = StationsTable(id="stations")
        stations.show_cursor = stations.can_focus = False
        yield stations
        timeline = Timeline(id="timeline")
        timeline.can_focus = False
        yield timeline
        yield Footer(compact=True, show_command_palette=False)

    def on_mount(self) -> None:
        """Draw the first look, and keep looking."""
        self._draw()
        self.session.subscribe(lambda _progress: self.post_message(ProgressChanged()))
        self.set_interval(LOOK_AGAIN, self.tick)
        self.set_interval(TURN, self.turn)

    def on_resize(self) -> None:
        """Draw again: how large the groups are depends on the room there is."""
        if self.is_mounted:
            self._draw()

    def tick(self) -> None:
        """Look at the clock."""
        self._draw()

    def turn(self) -> None:
        """Show the next groups, where there are more than fit; after the last come the first again."""
        for part in (self.query_one("#groups"), self.query_one("#timeline"), self.query_one("#stations")):
            if part.scroll_y >= part.max_scroll_y:
                part.scroll_home(animate=False)
            else:
                part.scroll_page_down(animate=False)

    @on(ProgressChanged)
    def redraw(self) -> None:
        """Draw the tour as it is now."""
        self._draw()

    @on(LanguageChanged)
    def say_anew(self) -> None:
        """Say everything in the other language."""
        self._draw()
        self.refresh_bindings()

    def _draw(self) -> None:
        session = self.session
        overview = survey(session.progress, session.now, self._links())
        title = shown(session.tour.route.title.in_(language()))
        mark = rehearsal_mark(session.tour)
        self.query_one(".tour", Line).say(Content.assemble(mark, " ", title) if mark else Content(title))
        clock = hours_minutes(session.tour.on_wall(overview.now))
        self.query_one(".clock", Line).say(Content(clock))
        self._draw_groups(overview)
        self.query_one(StationsTable).show(overview)
        self.query_one(Timeline).show(overview)

    def _draw_groups(self, overview: Overview) -> None:
        columns, lines = self.size
        large = len(overview.moments) <= LARGE and columns >= ROOMY[0] and lines >= ROOMY[1]
        self.set_class(not large, "-many")
        for group, card in zip(overview.moments, self.query(GroupCard), strict=True):
            card.show(overview, group, large=large)

    def action_help(self) -> None:
        """Say what the keys do."""
        self.app.push_screen(HelpScreen())
