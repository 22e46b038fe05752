"""One question with two answers: Enter takes the first, Esc the second."""

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import Button, Static

from questtour.screens.base import Dialog


class Question(Dialog[bool]):
    """Returns True for the first answer; False, or None by Esc, for the second."""

    DEFAULT_CSS = """
    Question {
        Horizontal { height: 3; align: center middle; }
        Button { margin: 0 1; }
    }
    """

    def __init__(self, title: str, text: str, yes: str, no: str) -> None:
        super().__init__()
        self._title, self._text, self._yes, self._no = title, text, yes, no

    def compose(self) -> ComposeResult:
        """Lay out the question and its answers."""
        with Vertical(classes="box"):
            yield Static(Content(self._title), classes="title", markup=False)
            yield Static(Content(self._text), classes="text", markup=False)
            with Horizontal():
                yield Button(Content(f"Enter · {self._yes}"), id="yes", variant="primary")
                yield Button(Content(f"Esc · {self._no}"), id="no")

    @on(Button.Pressed)
    def answered(self, event: Button.Pressed) -> None:
        """Return what was chosen."""
        self.dismiss(event.button.id == "yes")
