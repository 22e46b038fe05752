"""Rows of bars in time: two lines a group, the plan above the fact, under the hours of the day."""

from typing import ClassVar

from rich.segment import Segment
from rich.style import Style
from rich.text import Text
from textual.events import Resize
from textual.geometry import Size
from textual.scroll_view import ScrollView
from textual.strip import Strip

from questtour.i18n import _
from questtour.widgets.time_scale import Scale

ROWS = 2
"""Lines a group: the plan, and below it the fact."""
LABEL = 14
NARROW_LABEL = 10
Line = tuple[tuple[str, str], ...]


class TimeRows(ScrollView, can_focus=True):
    """Hours stand above, the signs are explained below, both while one scrolls."""

    DEFAULT_CSS = """
    TimeRows {
        height: 1fr;
        overflow-x: hidden;
        overflow-y: auto;
        scrollbar-size-vertical: 1;
        scrollbar-gutter: stable;
    }
    """
    LEGEND: ClassVar[str] = ""
    """What the signs mean, to be translated."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._scale: Scale | None = None
        self._seen: list[Line] = []

    # --- what is drawn --------------------------------------------------------------------------------------

    def count(self) -> int:
        """Return how many groups there are."""
        raise NotImplementedError

    def scale(self, width: int) -> Scale | None:
        """Return how the hours fit into `width` columns; None where there is nothing to show."""
        raise NotImplementedError

    def hours(self, scale: Scale) -> Line:
        """Return the line above."""
        raise NotImplementedError

    def half(self, scale: Scale, index: int, *, fact: bool) -> Line:
        """Return the plan of the group at `index`, or its fact."""
        raise NotImplementedError

    # --- drawing --------------------------------------------------------------------------------------------

    def draw(self) -> None:
        """Draw what is to be seen now; nothing is drawn where it looks the same."""
        width = max(1, self.scrollable_content_region.width - self.label)
        lines = self.count() * ROWS + self._frozen
        self.virtual_size = Size(self.scrollable_content_region.width, lines)
        self._scale = self.scale(width)
        seen = [self._line(y) for y in range(self.size.height)]
        if seen != self._seen:
            self._seen = seen
            self.refresh()

    def on_resize(self, _event: Resize) -> None:
        """Fit the hours into the width."""
        self._seen = []
        self.draw()

    @property
    def label(self) -> int:
        """Return the columns before the bars."""
        return LABEL if self.size.width >= 100 else NARROW_LABEL

    @property
    def _frozen(self) -> int:
        """Return how many lines do not scroll: the hours, and the signs where there is room."""
        return 2 if self.size.height >= 8 else 1

    def render_line(self, y: int) -> Strip:
        """Draw one line of what is seen."""
        base = self.rich_style
        segments = [Segment(text, base + Style.parse(style)) for text, style in self._line(y)]
        return Strip(segments).adjust_cell_length(self.size.width, base)

    def _line(self, y: int) -> Line:
        if self._scale is None:
            return ()
        if y == 0:
            return self.hours(self._scale)
        if self._frozen == 2 and y == self.size.height - 1:
            return ((_(self.LEGEND), "dim"),)
        index, half = divmod(y - 1 + self.scroll_offset.y, ROWS)
        return self.half(self._scale, index, fact=half == 1) if index < self.count() else ()


def fit(text: str, width: int) -> str:
    """Return `text` in exactly `width` columns, the last of them a gap."""
    cut = Text(text[: 8 * width])
    cut.truncate(width - 1, overflow="ellipsis", pad=True)
    return cut.plain + " "
