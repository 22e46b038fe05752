"""What is seen while the tour is read from the disk: the frame of what comes."""

from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Footer, Static

from questtour.i18n import _
from questtour.screens.base import TourScreen


class OpeningScreen(TourScreen[None]):
    """The name of the program, and that it is at work."""

    DEFAULT_CSS = """
    OpeningScreen {
        align: center middle;
        #name { dock: top; height: 1; padding: 0 1; background: $primary; color: $text; text-style: bold; }
        #doing { width: 100%; text-align: center; height: 1; color: $text-muted; }
    }
    """

    def compose(self) -> ComposeResult:
        """Lay out a header, one line, and the row of the keys."""
        yield Static("questtour", id="name")
        yield Static(Content(_("Opening the tour…")), id="doing")
        yield Footer(compact=True, show_command_palette=False)
