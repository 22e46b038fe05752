"""A choice of ready lines, by digit, arrows or mouse; where `free`, one's own words instead."""

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from questtour.i18n import _
from questtour.screens.base import Dialog


class ChoiceDialog(Dialog[str]):
    """Returns the line that was chosen or written, or None by Esc."""

    def __init__(self, title: str, text: str, choices: list[str], *, free: bool = False) -> None:
        super().__init__()
        self._title, self._text, self._choices, self._free = title, text, choices, free

    def compose(self) -> ComposeResult:
        """Lay out title, choices and the free line."""
        with Vertical(classes="box"):
            yield Static(Content(self._title), classes="title", markup=False)
            if self._text:
                yield Static(Content(self._text), classes="text", markup=False)
            lines = enumerate(self._choices, 1)
            yield OptionList(*(Option(Content(f"{number}  {line}")) for number, line in lines))
            if self._free:
                yield Input(placeholder=_("…or in your own words: Tab, type, Enter"))
            yield Static(Content(_("digit or ↑ ↓ and Enter: choose · Esc: back")), classes="key-line")

    def on_key(self, event: events.Key) -> None:
        """Choose by digit, unless somebody is typing one."""
        if isinstance(self.focused, Input) or not event.key.isdecimal():
            return
        number = int(event.key)
        if 1 <= number <= len(self._choices):
            event.stop()
            self.dismiss(self._choices[number - 1])

    @on(OptionList.OptionSelected)
    def chosen(self, event: OptionList.OptionSelected) -> None:
        """Return the chosen line."""
        self.dismiss(self._choices[event.option_index])

    @on(Input.Submitted)
    def written(self, event: Input.Submitted) -> None:
        """Return the written line; an empty one is no answer."""
        if event.value.strip():
            self.dismiss(event.value.strip())
