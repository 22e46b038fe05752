"""A choice among lines that may read the same: laptops, stations, groups, ways to begin."""

from collections.abc import Sequence

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from questtour.i18n import _
from questtour.screens.base import Dialog

DIGITS = 9


class PlaceDialog(Dialog[int]):
    """Returns the place of the chosen line, from 0, or None by Esc."""

    def __init__(self, title: str, text: str, lines: Sequence[str]) -> None:
        super().__init__()
        self._title, self._text, self._lines = title, text, lines

    def compose(self) -> ComposeResult:
        """Lay out title and lines."""
        with Vertical(classes="box"):
            yield Static(Content(self._title), classes="title", markup=False)
            if self._text:
                yield Static(Content(self._text), classes="text", markup=False)
            yield OptionList(*(Option(self._line(number)) for number in range(1, len(self._lines) + 1)))
            yield Static(Content(_("digit or ↑ ↓ and Enter: choose · Esc: back")), classes="key-line")

    def _line(self, number: int) -> Content:
        key = str(number) if number <= DIGITS else " "
        return Content(f"{key}  {self._lines[number - 1]}")

    def on_key(self, event: events.Key) -> None:
        """Choose by digit."""
        number = int(event.key) if event.key.isdecimal() else 0
        if 1 <= number <= min(DIGITS, len(self._lines)):
            event.stop()
            self.dismiss(number - 1)

    @on(OptionList.OptionSelected)
    def chosen(self, event: OptionList.OptionSelected) -> None:
        """Return the chosen line's place."""
        self.dismiss(event.option_index)
