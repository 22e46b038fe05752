"""One page of the look back in front of the others: a station, a walk or a group."""

from collections.abc import Callable

from textual import on
from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Footer

from questtour.reports.blocks import Page
from questtour.screens.base import LanguageChanged, TourScreen, bindings
from questtour.screens.review_blocks import PageView
from questtour.widgets.line import Line
from questtour.wording import shown


class ReviewPage(TourScreen[None]):
    """Closed by Esc, q or Enter."""

    AUTO_FOCUS = "PageView"
    BINDINGS = bindings("close_page", "language")
    DEFAULT_CSS = """
    ReviewPage .title { height: 1; padding: 0 1; background: $panel; text-style: bold; text-wrap: nowrap; }
    """

    def __init__(self, page: Callable[[], Page]) -> None:
        """Take what makes the page in the language of the moment."""
        super().__init__()
        self._page = page

    def compose(self) -> ComposeResult:
        """Lay out the title, the page and the keys."""
        yield Line(classes="title", fixed=True)
        yield PageView()
        yield Footer(compact=True, show_command_palette=False)

    def on_mount(self) -> None:
        """Show the page."""
        self.say_anew()

    @on(LanguageChanged)
    def say_anew(self) -> None:
        """Say everything in the language of the moment."""
        page = self._page()
        self.query_one(".title", Line).say(Content(shown(page.title)))
        self.query_one(PageView).show(page)
        self.refresh_bindings()

    def action_close(self) -> None:
        """Go back."""
        self.dismiss(None)
