"""Help that one reads once: what the screen shows, and what every key does."""

from collections.abc import Sequence

from textual import on
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from questtour.i18n import N_, _
from questtour.keys import BY_ID, Action, written
from questtour.screens.base import Dialog, LanguageChanged, bindings

IDEAS = (
    N_("Enter does the obvious next step; the blue bar says which. That is all."),
    N_("Everything is saved at once; u takes back the last step."),
    N_("Letters work in both layouts and with Caps Lock. The mouse works too."),
)
EXPLAINED = (
    "next_step",
    "undo",
    "task_1",
    "tick_next",
    "hint",
    "more_time",
    "less_time",
    "pause",
    "skip",
    "set_time",
    "note",
    "call",
    "messages",
    "route_sheet",
    "survey",
    "look_back",
    "switch_group",
    "unfold",
    "scroll_down",
    "command_palette",
    "leave_tour",
)
"""Actions in the order in which one is likely to need them."""


def key_name(action: Action) -> str:
    """Return an action's key as it is written on a keyboard."""
    return "1–9" if action.id == "task_1" else written(action.id)


class HelpScreen(Dialog[None]):
    """Closed by the same key that opened it."""

    BINDINGS = bindings("close_help")
    DEFAULT_CSS = """
    HelpScreen VerticalScroll.box { width: 78; max-width: 100%; height: auto; max-height: 100%; }
    HelpScreen Static { height: auto; }
    """

    def __init__(self, ideas: Sequence[str] = IDEAS, explained: Sequence[str] = EXPLAINED) -> None:
        """Take what there is to know, to be translated, and the actions of the screen that was open."""
        super().__init__()
        self._ideas, self._explained = ideas, explained

    def compose(self) -> ComposeResult:
        """Lay out the ideas and the keys."""
        with VerticalScroll(classes="box") as box:
            box.border_title = Content(_("Help"))
            box.border_subtitle = Content(_("Esc: back"))
            for idea in self._ideas:
                yield Static(Content(f"• {_(idea)}"), markup=False)
            for action in map(BY_ID.__getitem__, self._explained):
                keys = Content.styled(f" {key_name(action):<7}", "bold")
                yield Static(Content.assemble(keys, " ", _(action.tooltip)), markup=False)

    @on(LanguageChanged)
    async def say_anew(self) -> None:
        """Say everything in the other language."""
        await self.recompose()
