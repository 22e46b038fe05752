"""How a rehearsal ends: what came of it, and what to do next."""

from collections.abc import Iterator
from io import StringIO
from pathlib import Path

from rich.console import Console
from rich.table import Table
from textual import on
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Footer, Static

from questtour.i18n import _
from questtour.rehearsal.live import Live
from questtour.rehearsal.summary import summary_table
from questtour.reports.commands import export_command
from questtour.screens.base import LanguageChanged, TourScreen, bindings
from questtour.wording import shown

PAPER = 78
"""Columns in which a table is printed: it stands in a terminal of 80, and in any that is wider."""


def next_lines(live: Live, *, kept: bool) -> Iterator[str]:
    """Say what to do next, a command in each line."""
    if live.group is None:
        yield _("Lead a group yourself:  {command}").format(command="questtour demo --play atom")
    yield _("Rehearse your own sheet:  {command}").format(command="questtour rehearse my.toml")
    yield _("Lead a real tour:  {command}").format(command="questtour guide my.toml --group atom")
    if kept:
        yield _("Tables of it: {command}").format(command=export_command(live.session.log_path))
    else:
        yield _("Keep the log for tables:  {command}").format(command="questtour demo --log demo.db")
        yield _("Tables of a log: {command}").format(command=export_command(Path("demo.db")))


def printed(table: Table) -> list[str]:
    """Return a table's lines as they stand in a terminal."""
    paper = StringIO()
    Console(file=paper, width=PAPER, color_system=None).print(table)
    return [line.rstrip() for line in paper.getvalue().splitlines()]


class EndScreen(TourScreen[None]):
    """The last page; Enter leaves the program."""

    BINDINGS = bindings("end_page")
    DEFAULT_CSS = """
    EndScreen {
        .title { text-style: bold; color: $text-accent; height: auto; padding: 0 1; background: $panel; }
        VerticalScroll { padding: 0 1; height: 1fr; }
        Static { height: auto; }
        .advice { margin-top: 1; }
        .head { text-style: bold; margin-top: 1; }
    }
    """

    def __init__(self, live: Live, *, kept: bool) -> None:
        """Take the rehearsal, and whether its log stays."""
        super().__init__()
        self.live, self._kept = live, kept

    def compose(self) -> ComposeResult:
        """Lay out the title, what came of it, and what to do next."""
        yield Static(Content(self.title_words), classes="title", markup=False)
        with VerticalScroll():
            yield from self.body()
            yield Static(Content(_("What to do next")), classes="head", markup=False)
            lines = "\n".join(map(shown, next_lines(self.live, kept=self._kept)))
            yield Static(Content(lines), markup=False)
        yield Footer(compact=True, show_command_palette=False)

    @property
    def title_words(self) -> str:
        """Say what this page is about."""
        raise NotImplementedError

    def body(self) -> Iterator[Static]:
        """Return what came of it."""
        raise NotImplementedError

    @on(LanguageChanged)
    async def say_anew(self) -> None:
        """Say everything in the other language."""
        await self.recompose()

    def action_leave(self) -> None:
        """Leave the program."""
        self.host.leave()


class SummaryScreen(EndScreen):
    """For who has coordinated: how each group fared."""

    @property
    def title_words(self) -> str:
        """Say that it is over."""
        return _("The rehearsal is over: this is how the groups fared")

    def body(self) -> Iterator[Static]:
        """Return the table of the groups."""
        troupe = self.live.troupe
        yield Static(summary_table(troupe.progress, troupe.clock.now()), markup=False)
