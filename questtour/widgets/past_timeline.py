"""A tour that was, as bars: a row a group, the plan above what happened."""

from questtour.i18n import N_, language
from questtour.tour.progress import Tour
from questtour.tour.reflection import TourLook
from questtour.tour.reflection_bars import Bar, Part, span_of
from questtour.tour.timing import Span
from questtour.widgets.time_rows import Line, TimeRows, fit
from questtour.widgets.time_scale import Scale, scale_between
from questtour.widgets.timeline_bars import DONE, DOOR, OVER, PAUSED, PLAN, REST, Canvas, write_name
from questtour.wording import hours_minutes, shown

SIGNS = {
    Part.PLAN: PLAN,
    Part.STAY: DONE,
    Part.OVER: OVER,
    Part.WAIT: DOOR,
    Part.PAUSE: PAUSED,
    Part.REST: REST,
}


class PastTimeline(TimeRows):
    """Shows a `TourLook`."""

    LEGEND = N_("above ─ plan; below ▒ stay ! over the plan ≡ waited at a door ‖ pause ○ break")

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._look: TourLook | None = None
        self._span: Span | None = None

    def show(self, look: TourLook) -> None:
        """Show a tour."""
        self._look, self._span = look, span_of(look.bars)
        self.draw()

    def count(self) -> int:
        """Return how many groups set out."""
        return len(self._look.bars) if self._look is not None else 0

    def scale(self, width: int) -> Scale | None:
        """Return how the hours fit into `width` columns."""
        if self._look is None or self._span is None:
            return None
        return scale_between(self._look.tour, *self._span, width)

    def hours(self, scale: Scale) -> Line:
        """Return the hours."""
        assert self._look is not None
        canvas = Canvas(scale.width)
        for tick in scale.ticks:
            text = hours_minutes(self._look.tour.on_wall(tick))
            if scale.column(tick) + len(text) <= scale.width:
                canvas.text(scale.column(tick), text, "dim")
        return ((" " * self.label, ""), *canvas.runs())

    def half(self, scale: Scale, index: int, *, fact: bool) -> Line:
        """Return a group's plan, or what it did."""
        assert self._look is not None
        line, tour = self._look.bars[index], self._look.tour
        canvas = _drawn(tour, scale, line.fact if fact else line.plan)
        title = "" if fact else shown(tour.route.group(line.group).title.in_(language()))
        return ((fit(title, self.label), "" if fact else "bold"), *canvas.runs())


def _drawn(tour: Tour, scale: Scale, parts: tuple[Bar, ...]) -> Canvas:
    canvas = Canvas(scale.width)
    for bar in parts:
        canvas.bar(scale.column(bar.start), scale.column(bar.end), SIGNS[bar.part])
    named = [bar for bar in parts if bar.part in {Part.PLAN, Part.STAY}]
    for bar in named:
        # A stay that a pause cut in two is named once, where there is most room.
        longest = max((each for each in named if each.station == bar.station), key=_length)
        if bar is longest:
            write_name(canvas, scale, tour.route, bar.station, (bar.start, bar.end))
    return canvas


def _length(bar: Bar) -> float:
    return (bar.end - bar.start).total_seconds()
