"""A note: one line and what it is about."""

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input, RadioButton, RadioSet, Static

from questtour.i18n import N_, _
from questtour.screens.base import Dialog, bindings
from questtour.tour.events import NoteTag

TAGS = {
    NoteTag.NOTE: N_("note"),
    NoteTag.RISK: N_("risk"),
    NoteTag.IDEA: N_("idea"),
    NoteTag.LEARNED: N_("learned"),
}


class TagButton(RadioButton):
    """A tag; whether it is chosen shows without colour too."""

    BUTTON_INNER = " "

    def watch_value(self) -> None:
        """Put the dot in, or take it out."""
        self.BUTTON_INNER = "●" if self.value else " "
        super().watch_value()


class NoteDialog(Dialog[tuple[str, NoteTag]]):
    """Returns the text and its tag, or None by Esc."""

    BINDINGS = bindings("tag_up", "tag_down", priority=True)
    DEFAULT_CSS = """
    NoteDialog RadioSet { layout: horizontal; width: 100%; border: none; padding: 0; margin-top: 1; }
    NoteDialog RadioButton { margin-right: 1; padding: 0; }
    """

    def __init__(self) -> None:
        super().__init__()
        self._chosen = 0

    def compose(self) -> ComposeResult:
        """Lay out the line and the tags."""
        with Vertical(classes="box"):
            yield Static(Content(_("A note for the look back")), classes="title", markup=False)
            yield Input(placeholder=_("Type it and press Enter"))
            with RadioSet():
                for tag, title in TAGS.items():
                    yield TagButton(Content(_(title)), value=tag is NoteTag.NOTE)
            keys = _("↑ ↓: what it is about · Enter: save · Esc: back")
            yield Static(Content(keys), classes="key-line", markup=False)

    def on_mount(self) -> None:
        """Begin with the text; the tags follow the arrows meanwhile."""
        self.query_one(RadioSet).can_focus = False
        self.query_one(Input).focus()

    @property
    def tag(self) -> NoteTag:
        """Return the tag that is chosen."""
        return list(TAGS)[self._chosen]

    def action_next_tag(self, step: int) -> None:
        """Choose the next tag, or the one before."""
        buttons = list(self.query(RadioButton))
        # The buttons learn of one another by messages: two quick steps would both begin at the first tag.
        self._chosen = (self._chosen + step) % len(buttons)
        buttons[self._chosen].value = True

    @on(RadioSet.Changed)
    def tag_chosen(self, event: RadioSet.Changed) -> None:
        """Follow a click."""
        self._chosen = event.index

    @on(Input.Submitted)
    def written(self, event: Input.Submitted) -> None:
        """Return the note; an empty one is none."""
        if event.value.strip():
            self.dismiss((event.value.strip(), self.tag))
