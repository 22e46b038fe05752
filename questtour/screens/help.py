"""Help that one reads once: what the screen shows, and what every key does."""

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from questtour.i18n import N_, _
from questtour.keys import BY_ID
from questtour.screens.base import Dialog, bindings

IDEAS = (
    N_("Enter does the obvious next step; the bar at the bottom says which. That is all one needs."),
    N_("Everything is saved at once. Nothing you press can lose the tour: u takes back the last step."),
    N_("Letters work in both keyboard layouts and with Caps Lock. The mouse works everywhere."),
)
SECTIONS = (
    (N_("At the station"), ("task_1", "tick_next", "hint", "more_time", "less_time", "unfold")),
    (N_("On the way"), ("next_step", "undo", "pause", "skip", "set_time")),
    (N_("Telling and asking"), ("note", "call", "messages")),
    (N_("Finding one's way"), ("route_sheet", "scroll_down", "help", "command_palette", "leave_tour")),
)
NAMES = {
    "enter": "Enter",
    "space": "Space",
    "plus": "+",
    "minus": "−",
    "f1": "F1",
    "question_mark": "?",
    "ctrl+p": "Ctrl+P",
    "ctrl+q": "Ctrl+Q",
    "down": "↓",
    "pagedown": "PgDn",
    "1": "1–9",
}


def key_names(keys: tuple[str, ...]) -> str:
    """Return keys as they are written on a keyboard."""
    return " ".join(_(NAMES.get(key, key)) for key in keys)


class HelpScreen(Dialog[None]):
    """Closed by the same key that opened it."""

    BINDINGS = bindings("close_help")
    DEFAULT_CSS = """
    HelpScreen VerticalScroll.box { width: 76; height: auto; max-height: 100%; }
    HelpScreen Static { height: auto; }
    """

    def compose(self) -> ComposeResult:
        """Lay out the ideas and the keys."""
        with VerticalScroll(classes="box"):
            for idea in IDEAS:
                yield Static(Content(f"• {_(idea)}"), markup=False)
            for title, ids in SECTIONS:
                yield Static(Content(_(title)), classes="title", markup=False)
                for action in map(BY_ID.__getitem__, ids):
                    keys = Content.styled(f" {key_names(action.keys):<9}", "bold")
                    yield Static(Content.assemble(keys, " ", _(action.tooltip)), markup=False)
            yield Static(Content(_("Esc: back")), classes="key-line", markup=False)
