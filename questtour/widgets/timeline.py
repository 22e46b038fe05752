"""The whole tour as bars: a row a group, the plan above what happened and what is expected."""

from datetime import datetime

from questtour.tour.overview import Overview
from questtour.widgets.hall_words import finish, group_title
from questtour.widgets.route_panel import FINISH
from questtour.widgets.time_rows import Line, TimeRows, fit
from questtour.widgets.time_scale import Scale, scale_of
from questtour.widgets.timeline_bars import LEGEND, Bars, Canvas
from questtour.wording import hours_minutes

BESIDE = 6
"""An hour that is written nearer to the present one is left out."""


class Timeline(TimeRows):
    """Shows an `Overview`; hours stand above, the signs are explained below, both while one scrolls."""

    LEGEND = LEGEND

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._overview: Overview | None = None

    def show(self, overview: Overview) -> None:
        """Show the overview; nothing is drawn where it looks the same."""
        self._overview = overview
        self.draw()

    def count(self) -> int:
        """Return how many groups there are."""
        return len(self._overview.moments) if self._overview is not None else 0

    def scale(self, width: int) -> Scale | None:
        """Return how the hours fit into `width` columns."""
        return scale_of(self._overview, width) if self._overview is not None else None

    def hours(self, scale: Scale) -> Line:
        """Return the line above: the hours, and the present moment."""
        return self._hours(self._overview, scale) if self._overview is not None else ()

    def half(self, scale: Scale, index: int, *, fact: bool) -> Line:
        """Return a group's plan, or its fact."""
        if self._overview is None:
            return ()
        return self._half(self._overview, scale, list(self._overview.moments)[index], fact=fact)

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
        return ((fit(label, self.label), "" if fact else "bold"), *canvas.runs())

    def _hours(self, overview: Overview, scale: Scale) -> Line:
        canvas = Canvas(scale.width)
        now = scale.column(overview.now)
        for tick in scale.ticks:
            if abs(scale.column(tick) - now) > BESIDE:
                canvas.text(scale.column(tick), self._clock(overview, tick), "dim")
        text = f"▼{self._clock(overview, overview.now)}"
        canvas.text(min(now, scale.width - len(text)), text, "bold reverse")
        return ((" " * self.label, ""), *canvas.runs())

    @staticmethod
    def _clock(overview: Overview, moment: datetime) -> str:
        tour = overview.progress.tour
        assert tour is not None
        return hours_minutes(tour.on_wall(moment))
