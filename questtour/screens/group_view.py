"""What the guide of a group sees, on the coordinator's laptop: to look at, not to lead."""

from collections.abc import Callable

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.widgets import Footer

from questtour.screens.base import LanguageChanged, ProgressChanged, bindings
from questtour.screens.foresight import Foresight
from questtour.screens.group import GroupScreen
from questtour.screens.group_actions import GroupActions
from questtour.screens.help import HelpScreen
from questtour.session import Session
from questtour.tour.foreseen import foreseen
from questtour.tour.links import Link, Links
from questtour.tour.slack import advice
from questtour.widgets.link_words import link_words
from questtour.widgets.now_panel import NowPanel
from questtour.widgets.route_panel import RoutePanel
from questtour.widgets.station_panel import StationPanel
from questtour.widgets.tour_header import TourHeader

LOOK_AGAIN = 0.5
KEYS = (
    *("dismiss", "tell_group", "group_more", "group_less", "skip_ahead", "change_route", "hand_over"),
    *("undo_for_group", "scroll_down", "scroll_up", "help"),
)
EXPLAINED = tuple(key for key in KEYS if key != "scroll_up")
"""The other arrow is named with this one."""


class GroupViewScreen(GroupScreen, GroupActions):
    """One group in full; Esc goes back to all of them."""

    CSS_PATH = "group_view.tcss"
    AUTO_FOCUS = ""
    HORIZONTAL_BREAKPOINTS = [(0, "-tiny"), (80, "-narrow"), (110, "-wide")]
    VERTICAL_BREAKPOINTS = [(0, "-short"), (34, "-tall")]
    BINDINGS = bindings(*KEYS)

    def __init__(
        self,
        session: Session,
        group: str,
        links: Callable[[], Links] | None = None,
        foresight: Foresight | None = None,
    ) -> None:
        """Take the group to look at, what tells how fresh what is known is, and what keeps the forecast."""
        super().__init__(session, group)
        self._links, self._foresight = links, foresight

    @property
    def links(self) -> Links:
        """Return how fresh what is known of the laptops is."""
        return self._links() if self._links else {self.session.device: Link(self.session.now)}

    @property
    def group_here(self) -> str | None:
        """Return the group that is looked at."""
        return self.group

    def compose(self) -> ComposeResult:
        """Lay out what the guide's screen has, but for what Enter does."""
        yield TourHeader()
        with Horizontal(id="body"):
            yield RoutePanel()
            with Vertical():
                yield NowPanel()
                yield StationPanel()
        yield Footer(compact=True, show_command_palette=False)

    def on_mount(self) -> None:
        """Draw the first moment and keep looking at the clock."""
        self.draw()
        # Only what is laid out knows how much room there is.
        self.call_after_refresh(self.draw)
        self._hear_no_more = self.session.subscribe(lambda _progress: self.post_message(ProgressChanged()))
        self.set_interval(LOOK_AGAIN, self.draw)

    def on_unmount(self) -> None:
        """Listen no longer: the tour goes on without this screen."""
        self._hear_no_more()

    @on(ProgressChanged)
    def draw(self) -> None:
        """Show the group as it is now."""
        moment = self.moment
        roomy = self.has_class("-wide") and self.has_class("-tall")
        link = link_words(self.links, self.own_group.device, self.session.now)
        self.query_one(TourHeader).show(moment, link)
        expected = self._foresight.forecast if self._foresight else None
        self.query_one(RoutePanel).show(foreseen(moment, expected))
        self.query_one(NowPanel).show(moment, large=roomy, advice=advice(moment, expected))
        self.query_one(StationPanel).show(moment, unfolded=True)

    @on(LanguageChanged)
    def say_anew(self) -> None:
        """Say everything in the other language."""
        self.draw()
        self.refresh_bindings()

    def on_resize(self) -> None:
        """Draw again: the size of the figures depends on the room there is."""
        if self.is_mounted:
            self.draw()

    def action_close(self) -> None:
        """Go back to all groups."""
        self.dismiss(None)

    def action_scroll_down(self) -> None:
        """Read further down."""
        self.query_one(StationPanel).scroll_relative(y=4, animate=False)

    def action_scroll_up(self) -> None:
        """Read further up."""
        self.query_one(StationPanel).scroll_relative(y=-4, animate=False)

    def action_help(self) -> None:
        """Say what every key does."""
        self.app.push_screen(HelpScreen((), EXPLAINED))
