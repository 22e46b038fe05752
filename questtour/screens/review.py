"""The reflection screen: what was planned, what happened, why, and what next. It changes nothing."""

from functools import partial

from textual import on, work
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Footer

from questtour.eventlog.faults import LogFault
from questtour.files import FileFault
from questtour.i18n import N_, _
from questtour.reports import report_words as words
from questtour.reports.blocks import Page
from questtour.reports.figures import changes_page, survey_page
from questtour.reports.pages import group_page, station_page, walk_page
from questtour.reports.telling import spoken_page
from questtour.reports.voices import voices_page
from questtour.screens.base import LanguageChanged, TourScreen, bindings
from questtour.screens.help import HelpScreen
from questtour.screens.review_blocks import PageView
from questtour.screens.review_page import ReviewPage
from questtour.screens.review_reading import Review, read_review
from questtour.screens.review_tables import GroupLooks, LookTable, StationLooks
from questtour.tour.reflection import NothingToReflect, Reflection, TourLook
from questtour.widgets.line import Line
from questtour.widgets.panel_tabs import PanelTab, PanelTabs
from questtour.widgets.past_timeline import PastTimeline
from questtour.widgets.rehearsal_mark import rehearsal_mark

VIEWS = {
    "main": N_("In short"),
    "time": N_("Timeline"),
    "stations": N_("Stations"),
    "groups": N_("Groups"),
    "voices": N_("Voices"),
    "survey": N_("Survey"),
    "changes": N_("Changes"),
}
KEYS = tuple(f"see_{view}" for view in VIEWS)
EXPLAINED = (
    *KEYS,
    "next_view",
    "other_tour",
    "open_row",
    "read_again",
    "export_report",
    "command_palette",
    "leave_tour",
)
IDEAS = (
    N_("The first page is to be read out in the circle; the others show where its sentences come from."),
    N_("Stations stand by the time that they cost, groups as in the sheet: nobody is compared with anybody."),
    N_("Nothing can be changed here: look at whatever you like."),
)


class ReviewScreen(TourScreen[None]):
    """Seven views of one tour; several tours one after the other."""

    AUTO_FOCUS = "#main"
    BINDINGS = bindings(
        *("export_report", "read_again", "other_tour", "next_view", "previous_view", *KEYS),
        *("dismiss", "help", "language", "leave_tour"),
    )
    # Where the report was written must be read whole.
    CSS = "ReviewScreen Toast { width: 76; }"
    DEFAULT_CSS = """
    ReviewScreen {
        .title { height: 1; padding: 0 1; background: $panel; text-wrap: nowrap; text-overflow: ellipsis; }
        PanelTab { padding: 0; }
        PanelTabs { margin-bottom: 1; }
        .view { height: 1fr; display: none; }
        .view.-open { display: block; }
        .soft { height: 1; padding: 0 1; color: $text-muted; }
        LookTable { padding: 0 1; scrollbar-size-vertical: 1; }
        PastTimeline { padding: 0 1; }
    }
    """

    def __init__(self, review: Review) -> None:
        """Take the tours; they are looked back at anew where the language changes."""
        super().__init__()
        self._review = review
        self._found: Reflection = review.reflect()
        self._tour = len(self._found.tours) - 1
        self._view = "main"

    def compose(self) -> ComposeResult:
        """Lay out the title, the tabs, the views and the keys."""
        yield Line(classes="title", fixed=True)
        yield PanelTabs(VIEWS)
        with Vertical(classes="view", id="view-main"):
            yield PageView(id="main")
        with Vertical(classes="view", id="view-time"):
            yield PastTimeline(id="time")
        with Vertical(classes="view", id="view-stations"):
            yield Line(classes="soft", fixed=True)
            yield StationLooks(id="stations")
        with Vertical(classes="view", id="view-groups"):
            yield Line(classes="soft", fixed=True)
            yield GroupLooks(id="groups")
        for name in ("voices", "survey", "changes"):
            with Vertical(classes="view", id=f"view-{name}"):
                yield PageView(id=name)
        yield Footer(compact=True, show_command_palette=False)

    def on_mount(self) -> None:
        """Show the page to read out."""
        self._draw()

    @on(LanguageChanged)
    def say_anew(self) -> None:
        """Say everything in the other language."""
        self._found = self._review.reflect()
        self._draw()
        self.refresh_bindings()

    @property
    def look(self) -> TourLook:
        """Return the tour that is shown."""
        return self._found.tours[self._tour]

    # --- drawing ----------------------------------------------------------------------------------------

    def _draw(self, *, stay: bool = False) -> None:
        """Show the open view, from its top or where one is to `stay`; the others wait until wanted."""
        look = self.look
        self.query_one(".title", Line).say(self._title())
        self.query_one(PanelTabs).show(self._view)
        for view in VIEWS:
            self.query_one(f"#view-{view}").set_class(view == self._view, "-open")
        match self._view:
            case "time":
                self.query_one(PastTimeline).show(look)
            case "stations":
                text = _("What cost most time stands first. Enter: every visit, and what was said.")
                self.query_one("#view-stations .soft", Line).say(Content(text))
                self.query_one(StationLooks).show(look)
            case "groups":
                text = _("In the sheet's order: nobody is compared with anybody. Enter: the whole way.")
                self.query_one("#view-groups .soft", Line).say(Content(text))
                self.query_one(GroupLooks).show(look)
            case _:
                self._draw_page(look, stay)

    def _draw_page(self, look: TourLook, stay: bool) -> None:
        page = {
            "main": lambda: spoken_page(self._found, look),
            "voices": lambda: voices_page(look),
            "survey": lambda: survey_page(look),
            "changes": lambda: changes_page(self._found, self._review.command),
        }[self._view]()
        self.query_one(f"#{self._view}", PageView).show(page, stay=stay)

    def _title(self) -> Content:
        tour, count = self.look.tour, len(self._found.tours)
        parts = [words.said(tour.route.title), words.day(tour)]
        if count > 1:
            parts.append(_("tour {n} of {total}").format(n=self._tour + 1, total=count))
        if any(each.started and not each.finished for each in self.look.groups):
            parts.append(_("not over yet"))
        mark = rehearsal_mark(tour)
        text = Content.styled(" · ".join(parts), "bold")
        return Content.assemble(mark, " ", text) if mark else text

    # --- going from view to view ------------------------------------------------------------------------

    def action_see(self, view: str) -> None:
        """Open a view."""
        self._view = view
        self._draw()
        self.query_one(f"#{view}").focus()

    def action_next_view(self, step: int) -> None:
        """Open the view beside."""
        views = list(VIEWS)
        self.action_see(views[(views.index(self._view) + step) % len(views)])

    @on(PanelTab.Pressed)
    def pressed(self, event: PanelTab.Pressed) -> None:
        """Open the view whose tab was clicked."""
        self.action_see(event.panel)

    def action_other_tour(self) -> None:
        """Show the next tour; after the last comes the first."""
        self._tour = (self._tour + 1) % len(self._found.tours)
        self._draw()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer the way back and other tours only where there are such."""
        if action == "close":
            return self._can_go_back
        return action != "other_tour" or len(self._found.tours) > 1

    @property
    def _can_go_back(self) -> bool:
        # Below are Textual's own screen, and the one from which one came, if any.
        return len(self.app.screen_stack) > 2

    def action_close(self) -> None:
        """Go back to where one came from."""
        if self._can_go_back:
            self.dismiss(None)

    @on(LookTable.Opened)
    def opened(self, event: LookTable.Opened) -> None:
        """Show all that is known of a station, a walk or a group."""
        kind, *names = event.key
        self.app.push_screen(ReviewPage(partial(self._page_of, kind, *names)))

    def _page_of(self, kind: str, *names: str) -> Page:
        look = self.look
        match kind:
            case "station":
                return station_page(look, next(each for each in look.stations if each.station.id == names[0]))
            case "walk":
                return walk_page(look, next(each for each in look.walks if (each.origin, each.goal) == names))
            case _:
                return group_page(look, next(each for each in look.groups if each.group.id == names[0]))

    def action_help(self) -> None:
        """Say what the keys do."""
        self.app.push_screen(HelpScreen(IDEAS, EXPLAINED))

    # --- a tour that is still under way -----------------------------------------------------------------

    @work(thread=True, exclusive=True)
    def action_read_again(self) -> None:
        """Read the logs again, and stay where one is."""
        old = self._review
        try:
            review = read_review(old.logs, self.host.desk.folder, nameless=old.nameless)
        except (LogFault, NothingToReflect) as fault:
            self.app.call_from_thread(self.host.alarm, str(fault))
        else:
            self.app.call_from_thread(self._take, review)

    def _take(self, review: Review) -> None:
        self._review, self._found = review, review.reflect()
        # Logs that turned out to be of one tour count once.
        self._tour = min(self._tour, len(self._found.tours) - 1)
        self._draw(stay=True)
        self.refresh_bindings()
        self.host.tell(_("Read again."))

    # --- the report -------------------------------------------------------------------------------------

    @work(thread=True, exclusive=True)
    def action_export_report(self) -> None:
        """Write the report for paper beside the log."""
        self.app.call_from_thread(self.host.tell, _("Writing the report…"))
        try:
            path = self._review.write_report()
        except FileFault as fault:
            self.app.call_from_thread(self.host.alarm, str(fault))
        else:
            self.app.call_from_thread(self.host.tell, _("Saved: {path}").format(path=path))
