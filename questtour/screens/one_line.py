"""One line to type: a time, a number, a few words."""

from collections.abc import Callable

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input, Static

from questtour.i18n import _
from questtour.screens.base import Dialog


class LineDialog(Dialog[str]):
    """Returns what was typed once it is right, or None by Esc."""

    DEFAULT_CSS = """
    LineDialog .fault { height: auto; color: $text-error; text-style: bold; }
    """

    def __init__(self, title: str, text: str, value: str, wrong: Callable[[str], str]) -> None:
        """Take `wrong`, which tells what is wrong with a line; it is empty where nothing is."""
        super().__init__()
        self._title, self._text, self._value, self._wrong = title, text, value, wrong

    def compose(self) -> ComposeResult:
        """Lay out title, line and what is wrong with it."""
        with Vertical(classes="box"):
            yield Static(Content(self._title), classes="title", markup=False)
            if self._text:
                yield Static(Content(self._text), classes="text", markup=False)
            yield Input(value=self._value)
            yield Static(classes="fault", markup=False)
            yield Static(Content(_("Enter: go on · Esc: back")), classes="key-line", markup=False)

    @on(Input.Submitted)
    def written(self, event: Input.Submitted) -> None:
        """Return the line, or say what is wrong with it."""
        line = event.value.strip()
        fault = self._wrong(line)
        if not fault:
            self.dismiss(line)
            return
        self.query_one(".fault", Static).update(Content(fault))
