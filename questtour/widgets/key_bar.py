"""A bar that says what a key does; a click on it does the same."""

from textual import events
from textual.content import Content
from textual.message import Message

from questtour.widgets.line import Line


class KeyBar(Line):
    """One wide button; without words it is not there."""

    DEFAULT_CSS = """
    KeyBar {
        height: 3;
        width: 1fr;
        padding: 1 1;
        background: $panel;
        text-wrap: nowrap;
        text-overflow: ellipsis;
        &:hover { background: $primary; }
        &.-main { width: 2fr; background: $primary; color: $text; text-style: bold; }
        &.-main:hover { background: $primary-lighten-1; }
    }
    """
    ALLOW_SELECT = False

    class Pressed(Message):
        """The bar was clicked."""

        def __init__(self, action: str) -> None:
            super().__init__()
            self.action = action

    def __init__(self, key: str, action: str, *, classes: str | None = None) -> None:
        """Take the key as it is written on a keyboard, and the screen's action that it stands for."""
        super().__init__(classes=classes, fixed=True)
        self._key, self._action = key, action

    def show(self, words: str) -> None:
        """Say what the key does now."""
        self.display = bool(words)
        self.say(Content.assemble((f" {self._key} ", "reverse"), f" {words}"))

    def on_click(self, event: events.Click) -> None:
        """Pass the click on as the wish for what the key does; a double click is one wish too."""
        event.stop()
        if event.chain == 1:
            self.post_message(self.Pressed(self._action))
