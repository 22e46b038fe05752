"""The whole tour as bars: a row a group, the plan above what happened and what is expected."""

from datetime import datetime

from rich.segment import Segment
from rich.style import Style
from rich.text import Text
from textual.events import Resize
from textual.geometry import Size
from textual.scroll_view import ScrollView
from textual.strip import Strip

from questtour.i18n import _
from questtour.tour.overview import Overview
from questtour.widgets.hall_words import finish, group_title
from questtour.widgets.route_panel import FINISH
from questtour.widgets.time_scale import Scale, scale_of
from questtour.widgets.timeline_bars import LEGEND, Bars, Canvas
from questtour.wording import hours_minutes

ROWS = 2
"""Lines a group: the plan, and below it the fact."""
BESIDE = 6
"""An hour that is written nearer to the present one is left out."""
LABEL = 14
NARROW_LABEL = 10
Line = tuple[tuple[str, str], ...]


class Timeline(ScrollView, can_focus=True):
    """Shows an `Overview`; hours stand above, the signs are explained below, both while one scrolls."""

    DEFAULT_CSS = """
    Timeline {
        height: 1fr;
        overflow-x: hidden;
        overflow-y: auto;
        scrollbar-size-vertical: 1;
        scrollbar-gutter: stable;
    }
    """

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._overview: Overview | None = None
        self._scale: Scale | None = None
        self._seen: list[Line] = []

    def show(self, overview: Overview) -> None:
        """Show the overview; nothing is drawn where it looks the same."""
        self._overview = overview
        self._measure()
        seen = [self._line(y) for y in range(self.size.height)]
        if seen != self._seen:
            self._seen = seen
            self.refresh()

    def on_resize(self, _event: Resize) -> None:
        """Fit the hours into the width."""
        if self._overview is not None:
            self._seen = []
            self.show(self._overview)

    @property
    def _frozen(self) -> int:
        """Return how many lines do not scroll: the hours, and the signs where there is room."""
        return 2 if self.size.height >= 8 else 1

    @property
    def _label(self) -> int:
        return LABEL if self.size.width >= 100 else NARROW_LABEL

    def _measure(self) -> None:
        assert self._overview is not None
        lines = len(self._overview.moments) * ROWS + self._frozen
        width = max(1, self.scrollable_content_region.width - self._label)
        self.virtual_size = Size(self.scrollable_content_region.width, lines)
        self._scale = scale_of(self._overview, width)

    def render_line(self, y: int) -> Strip:
        """Draw one line of what is seen."""
        base = self.rich_style
        segments = [Segment(text, base + Style.parse(style)) for text, style in self._line(y)]
        return Strip(segments).adjust_cell_length(self.size.width, base)

    def _line(self, y: int) -> Line:
        if self._overview is None or self._scale is None:
            return ()
        if y == 0:
            return self._hours(self._overview, self._scale)
        if self._frozen == 2 and y == self.size.height - 1:
            return ((_(LEGEND), "dim"),)
        index, half = divmod(y - 1 + self.scroll_offset.y, ROWS)
        groups = list(self._overview.moments)
        if index >= len(groups):
            return ()
        return self._half(self._overview, self._scale, groups[index], fact=half == 1)

    def _half(self, overview: Overview, scale: Scale, group: str, *, fact: bool) -> Line:
        moment = overview.moments[group]
        bars = Bars(scale, moment, overview.forecast)
        if fact:
            canvas = bars.fact()
            label = f"  {FINISH} {finish(overview, group)}"
        else:
            canvas = bars.plan()
            label = group_title(overview.progress, group)
        canvas.mark(scale.column(overview.now))
        return ((fit(label, self._label), "" if fact else "bold"), *canvas.runs())

    def _hours(self, overview: Overview, scale: Scale) -> Line:
        canvas = Canvas(scale.width)
        now = scale.column(overview.now)
        for tick in scale.ticks:
            if abs(scale.column(tick) - now) > BESIDE:
                canvas.text(scale.column(tick), self._clock(overview, tick), "dim")
        text = f"▼{self._clock(overview, overview.now)}"
        canvas.text(min(now, scale.width - len(text)), text, "bold reverse")
        return ((" " * self._label, ""), *canvas.runs())

    @staticmethod
    def _clock(overview: Overview, moment: datetime) -> str:
        tour = overview.progress.tour
        assert tour is not None
        return hours_minutes(tour.on_wall(moment))


def fit(text: str, width: int) -> str:
    """Return `text` in exactly `width` columns, the last of them a gap."""
    cut = Text(text[: 8 * width])
    cut.truncate(width - 1, overflow="ellipsis", pad=True)
    return cut.plain + " "
