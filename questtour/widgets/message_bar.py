"""What the coordinator told and nobody here has read yet, or what ended all telling: a line that stays."""

from textual import events
from textual.content import Content
from textual.message import Message as Posted

from questtour.i18n import _, ngettext
from questtour.keys import written
from questtour.tour.progress import Message
from questtour.widgets.line import Line
from questtour.wording import shown


class MessageBar(Line):
    """The last of the messages; a click opens them."""

    DEFAULT_CSS = """
    MessageBar {
        height: auto;
        max-height: 3;
        width: 1fr;
        background: $warning;
        color: $background;
        text-style: bold;
        padding: 0 1;
        display: none;
        &.-unread { display: block; }
    }
    """
    ALLOW_SELECT = False

    class Pressed(Posted):
        """The bar was clicked."""

    def show(self, messages: tuple[Message, ...], before_all: str = "") -> None:
        """Show the last of the unread `messages`, or what stands `before_all` of them, until it is over."""
        self.set_class(bool(messages or before_all), "-unread")
        if before_all:
            self.say(Content(f"! {before_all}"))
            return
        if not messages:
            return
        more = len(messages) - 1
        count = ngettext("(and {n} more) ", "(and {n} more) ", more).format(n=more) if more else ""
        read = _("{key}: read").format(key=written("messages"))
        text = _("Coordinator: {text}").format(text=shown(messages[-1].text))
        self.say(Content.assemble("✉ ", text, "  ", count, (f" {read} ", "reverse")))

    def on_click(self, event: events.Click) -> None:
        """Pass the click on."""
        event.stop()
        self.post_message(self.Pressed())
