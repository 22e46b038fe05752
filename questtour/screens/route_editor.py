"""The stations that are still ahead of a group: their order, which of them stay, which are added."""

from textual import on, work
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Footer, OptionList, Static
from textual.widgets.option_list import Option

from questtour.i18n import _
from questtour.screens.base import Dialog, LanguageChanged, bindings
from questtour.screens.place import PlaceDialog

Way = tuple[str, ...]


class RouteEditor(Dialog[Way]):
    """Returns the stations in their new order, or None by Esc."""

    # Enter saves and never chooses a line: a click on a line only moves the cursor there.
    BINDINGS = [
        *bindings("way_up", "way_down", "way_drop", "way_add"),
        *bindings("way_save", priority=True),
    ]

    def __init__(self, title: str, way: Way, titles: dict[str, str]) -> None:
        """Take the stations ahead, and the titles of all that the group can be sent to, by id."""
        super().__init__()
        self._title, self._way, self._titles = title, list(way), titles

    def compose(self) -> ComposeResult:
        """Lay out the stations and the keys."""
        with Vertical(classes="box"):
            yield Static(Content(self._title), classes="title", markup=False)
            yield OptionList()
            yield Static(classes="text", markup=False)
        yield Footer(compact=True, show_command_palette=False)

    def on_mount(self) -> None:
        """Show the stations as they are."""
        self._draw(0)

    @on(LanguageChanged)
    def say_anew(self) -> None:
        """Say everything in the other language."""
        self._draw(self._cursor)
        self.refresh_bindings()

    @property
    def _list(self) -> OptionList:
        return self.query_one(OptionList)

    @property
    def _cursor(self) -> int:
        return self._list.highlighted or 0

    def _draw(self, cursor: int) -> None:
        lines = (Content(f"{number}  {self._titles[each]}") for number, each in enumerate(self._way, 1))
        self._list.set_options(Option(line) for line in lines)
        if self._way:
            self._list.highlighted = max(0, min(cursor, len(self._way) - 1))
        out = [self._titles[each] for each in self._titles if each not in self._way]
        words = _("Not on the way: {stations}").format(stations=", ".join(out)) if out else ""
        if not self._way:
            words = _("No station is left: the group goes to the finale.")
        self.query_one(".text", Static).update(Content(words))

    def action_way_up(self) -> None:
        """Let the group go there sooner."""
        self._move(-1)

    def action_way_down(self) -> None:
        """Let the group go there later."""
        self._move(+1)

    def _move(self, step: int) -> None:
        here, there = self._cursor, self._cursor + step
        if 0 <= there < len(self._way):
            self._way[here], self._way[there] = self._way[there], self._way[here]
            self._draw(there)

    def action_way_drop(self) -> None:
        """Take the station out."""
        if self._way:
            del self._way[self._cursor]
            self._draw(self._cursor)

    @work
    async def action_way_add(self) -> None:
        """Add one of the stations that are not on the way, after the one under the cursor."""
        out = [each for each in self._titles if each not in self._way]
        titles = [self._titles[each] for each in out]
        if not out:
            self.host.tell(_("All stations that are left are on the way already."), warning=True)
            return
        place = await self.app.push_screen_wait(PlaceDialog(_("Which station?"), "", titles))
        if place is not None:
            self._way.insert(self._cursor + 1 if self._way else 0, out[place])
            self._draw(self._cursor + 1)

    def action_way_save(self) -> None:
        """Return the way."""
        self.dismiss(tuple(self._way))
