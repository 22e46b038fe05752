"""Which of several panels is to be seen, where there is no room for all of them."""

from textual import events
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content
from textual.message import Message

from questtour.i18n import _
from questtour.widgets.line import Line


class PanelTab(Line):
    """One of them."""

    DEFAULT_CSS = """
    PanelTab { width: auto; height: 1; padding: 0 1; &:hover { background: $boost; } }
    """
    ALLOW_SELECT = False

    class Pressed(Message):
        """The tab of `panel` was clicked."""

        def __init__(self, panel: str) -> None:
            super().__init__()
            self.panel = panel

    def __init__(self, panel: str) -> None:
        super().__init__()
        self.panel = panel

    def on_click(self, event: events.Click) -> None:
        """Pass the click on."""
        event.stop()
        self.post_message(self.Pressed(self.panel))


class PanelTabs(Horizontal):
    """A line of tabs; the one that is open stands in brackets and in reverse."""

    DEFAULT_CSS = "PanelTabs { height: 1; background: $surface; }"

    def __init__(self, panels: dict[str, str]) -> None:
        """Take the panels' titles, to be translated, by their ids."""
        super().__init__()
        self._panels = panels

    def compose(self) -> ComposeResult:
        """Lay out the tabs."""
        for panel in self._panels:
            yield PanelTab(panel)

    def show(self, current: str) -> None:
        """Show which panel is open."""
        for number, tab in enumerate(self.query(PanelTab), 1):
            title = f"{number} {_(self._panels[tab.panel])}"
            open_ = tab.panel == current
            tab.say(Content.styled(f"[{title}]", "bold reverse") if open_ else Content(f" {title} "))
