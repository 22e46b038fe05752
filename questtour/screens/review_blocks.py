"""A page of the look back: its blocks below each other, as wide as one reads well."""

from collections.abc import Iterator

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.widgets import Static

from questtour.i18n import _
from questtour.reports.blocks import Block, Counts, Grid, Head, Line, Page, Para, Point, Quote

BAR = 30
"""Columns of the longest bar."""


class PageView(VerticalScroll):
    """Shows a `Page`."""

    DEFAULT_CSS = """
    PageView { height: 1fr; padding: 0 1; scrollbar-size-vertical: 1; }
    PageView Static { height: auto; max-width: 116; }
    """

    def __init__(self, page: Page | None = None, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._page = page

    def compose(self) -> ComposeResult:
        """Lay out the text."""
        yield Static(drawn(self._page) if self._page else "", markup=False)

    def show(self, page: Page, *, stay: bool = False) -> None:
        """Show a page from its top, or where one is to `stay`; nothing happens where it says the same."""
        if page != self._page:
            self._page = page
            self.query_one(Static).update(drawn(page))
            if not stay:
                self.scroll_home(animate=False)


def drawn(page: Page) -> Group:
    """Return a page as Rich draws it; somebody's text is never markup."""
    parts: list[RenderableType] = []
    for number, block in enumerate(page.blocks):
        if isinstance(block, Head) and number:
            parts.append(Text(""))
        parts += _block(block)
    return Group(*parts)


def _block(block: Block) -> Iterator[RenderableType]:
    match block:
        case Head(text):
            yield Text(text, "bold")
        case Para(text, soft):
            yield Text(text, "dim" if soft else "")
        case Line(text):
            yield Text(text)
        case Point(text, note):
            yield _point(Text.assemble(text, (f"  ({note})", "dim") if note else ""))
        case Quote(text, by):
            yield Padding(Text(_("“{text}”").format(text=text), "italic"), (0, 0, 0, 2))
            if by:
                yield Padding(Text(by, "dim"), (0, 0, 0, 4))
        case Grid():
            yield _grid(block)
        case Counts():
            yield _counts(block)


def _point(text: Text) -> Table:
    """Return a line after a dot; what does not fit goes on below the text, not below the dot."""
    lines = Table.grid(padding=(0, 1, 0, 0))
    lines.add_column(width=1)
    lines.add_column(ratio=1)
    lines.add_row("•", text)
    return lines


def _grid(block: Grid) -> Table:
    table = Table(box=None, padding=(0, 1, 0, 0), header_style="dim", pad_edge=False)
    last = len(block.heads) - 1
    for column, head in enumerate(block.heads):
        figures = column in block.figures
        text = column in {0, last} and not figures
        table.add_column(
            Text(head),
            justify="right" if figures else "left",
            vertical="top",
            # Names and remarks give way before figures do.
            no_wrap=False,
            min_width=min(8, max((len(row[column]) for row in block.rows), default=0)) if text else None,
        )
    for row in block.rows:
        table.add_row(*map(Text, row))
    return table


def _counts(block: Counts) -> Padding:
    most = max((count for _name, count in block.lines), default=0)
    lines = Table.grid(padding=(0, 1, 0, 0))
    for name, count in block.lines:
        bar = "▇" * round(BAR * count / most) if most else ""
        lines.add_row(Text(name), Text(str(count), "bold"), Text(bar))
    return Padding(lines, (0, 0, 0, 2))
