"""A table of rows that stay: only cells that changed are written, and only their lines drawn anew."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from rich.text import Text
from textual.coordinate import Coordinate
from textual.geometry import Offset
from textual.strip import Strip
from textual.widgets import DataTable

Key = tuple[object, ...]


class Cell(NamedTuple):
    """What a cell says, and in which Rich style."""

    text: str
    style: str = ""


class Head(NamedTuple):
    """A column: its name in the code, its title, its width in terminal columns with the gap after it."""

    name: str
    title: str
    width: int


Row = tuple[Cell, ...]
Drawn = tuple[str, int, int, bool, bool, str, int, int]
"""What a line depends on: row, version, place, cursor, focus, theme, how far it is scrolled, width."""


class _Written(Text):
    """A cell that knows its row, so that Textual can sort by it."""

    row: str = ""


class LiveTable(DataTable[Text]):
    """Rows by stable keys; the cursor stays on its row whatever happens to the others."""

    DEFAULT_CSS = """
    LiveTable {
        height: 1fr;
        /* The arrows scroll sideways; a bar for that would take a line. */
        scrollbar-size-horizontal: 0;
        & > .datatable--header { text-style: bold; }
    }
    """

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(cursor_type="row", cell_padding=0, id=id)
        self._heads: tuple[Head, ...] = ()
        self._cells: dict[str, Row] = {}
        self._order: list[str] = []
        self._versions: dict[str, int] = {}
        self._lines: dict[int, tuple[Drawn, Strip]] = {}

    @property
    def current(self) -> str | None:
        """Return the key of the row under the cursor."""
        row = self.cursor_row
        return self._order[row] if 0 <= row < len(self._order) else None

    def move_to(self, key: str) -> None:
        """Put the cursor on a row; one that is not shown leaves it where it is."""
        if key in self._order:
            self.move_cursor(row=self._order.index(key), animate=False)

    def show_rows(self, heads: Sequence[Head], rows: Mapping[str, Row]) -> None:
        """Show `rows` in their order."""
        if tuple(heads) != self._heads or rows.keys() != self._cells.keys():
            self._build(tuple(heads), rows)
            return
        for key, row in rows.items():
            self._change(key, row)
        if list(rows) != self._order:
            self._reorder(list(rows))

    def _build(self, heads: tuple[Head, ...], rows: Mapping[str, Row]) -> None:
        current, index, scrolled = self.current, self.cursor_row, self.scroll_offset
        self.clear(columns=True)
        self._heads, self._cells, self._order = heads, dict(rows), list(rows)
        self._versions, self._lines = dict.fromkeys(rows, 0), {}
        for head in heads:
            self.add_column(Text(_cut(head.title, head.width)), width=head.width, key=head.name)
        for key, row in rows.items():
            cells = (self._written(key, head, cell) for head, cell in zip(heads, row, strict=True))
            self.add_row(*cells, key=key)
        if current is not None and self._order:
            index = self._order.index(current) if current in rows else min(index, len(rows) - 1)
            # The rows are measured later: only then can one scroll to where one was.
            self.cursor_coordinate = Coordinate(index, 0)
            self.call_after_refresh(self._see_again, scrolled)

    def _see_again(self, scrolled: Offset) -> None:
        """Scroll to where one was, or as near to it as the cursor's row is seen."""
        self.scroll_to(scrolled.x, scrolled.y, animate=False, immediate=True)
        self.move_cursor(row=self.cursor_row, animate=False)

    def _change(self, key: str, row: Row) -> None:
        before = self._cells[key]
        if row == before:
            return
        for head, old, new in zip(self._heads, before, row, strict=True):
            if new != old:
                self.update_cell(key, head.name, self._written(key, head, new))
        self._cells[key] = row
        self._versions[key] += 1

    def _reorder(self, order: list[str]) -> None:
        current = self.current
        places = {key: place for place, key in enumerate(order)}
        self._order = order
        self.sort(self._heads[0].name, key=lambda cell: places[cell.row])
        if current is not None:
            self.move_to(current)

    @staticmethod
    def _written(key: str, head: Head, cell: Cell) -> Text:
        text = _Written(_cut(cell.text, head.width), cell.style, no_wrap=True)
        text.row = key
        return text

    def notify_style_update(self) -> None:
        """Forget the lines: they have other colours now."""
        self._lines.clear()
        super().notify_style_update()

    def render_line(self, y: int) -> Strip:
        """Draw a line; Textual's own table draws all of them anew when a single cell has changed."""
        row = y - self.header_height + self.scroll_offset.y
        if y < self.header_height:
            return self._drawn_head()
        if row >= len(self._order):
            return Strip.blank(self.size.width, self.rich_style)
        key = self._order[row]
        cursor = row == self.cursor_row and self.show_cursor
        drawn = (
            *(key, self._versions[key], row, cursor, self.has_focus, self.app.theme),
            *(self.scroll_offset.x, self.size.width),
        )
        known = self._lines.get(y)
        if known is None or known[0] != drawn:
            style = self.get_component_rich_style("datatable--cursor") if cursor else self.rich_style
            known = self._lines[y] = (drawn, self._drawn_row(row, self._cells[key], style))
        return known[1]

    def _drawn_head(self) -> Strip:
        style = self.get_component_rich_style("datatable--header")
        return self._drawn_row(-1, tuple(Cell(head.title) for head in self._heads), style)

    def _drawn_row(self, row: int, cells: Row, base: Style) -> Strip:
        segments = []
        for column, (head, cell) in enumerate(zip(self._heads, cells, strict=True)):
            text = _cut(cell.text, head.width)
            # Textual finds out by this what was clicked.
            style = base + Style(meta={"row": row, "column": column})
            segments.append(Segment(text, style + Style.parse(cell.style)))
            segments.append(Segment(" " * (head.width - cell_len(text)), style))
        fixed = 2 * self.fixed_columns
        still, rest = Strip(segments[:fixed]), Strip(segments[fixed:])
        left = self.scroll_offset.x
        seen = Strip.join([still, rest.crop(left, left + max(0, self.size.width - still.cell_length))])
        return seen.adjust_cell_length(self.size.width, base)


def _cut(text: str, width: int) -> str:
    """Cut a text so that a gap of one column remains."""
    # Measuring ten thousand letters takes long, and few of them are seen.
    cut = Text(text[: 8 * width])
    cut.truncate(max(1, width - 1), overflow="ellipsis")
    return cut.plain
