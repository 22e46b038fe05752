"""A group's plan, its past and its future as bars of signs: each kind has its own, colours or not."""

from datetime import datetime

from rich.cells import cell_len, set_cell_size

from questtour.i18n import N_, language
from questtour.tour.forecast import Forecast
from questtour.tour.foreseen import finish_range, foreseen, waits
from questtour.tour.moment import Moment
from questtour.tour.progress import Visit
from questtour.tour.route import Route
from questtour.tour.timing import Span, TimerState
from questtour.widgets.time_scale import Scale
from questtour.wording import shown

PLAN, DONE, NOW, OVER, AHEAD, REST, PAUSED, LINE = "─", "▒", "█", "!", "░", "○", "‖", "┃"
DOOR, LIKELY, END = "≡", "·", "■"
LEGEND = N_("─ plan ▒ been █ now ! over ░ ahead ≡ at a door ·■· likely end ○ break ‖ pause")
STYLES = {
    PLAN: "dim",
    DONE: "",
    NOW: "bold",
    OVER: "bold red",
    AHEAD: "dim",
    REST: "italic",
    PAUSED: "bold",
    DOOR: "bold",
    LIKELY: "dim",
    END: "",
}


class Canvas:
    """One line of signs, each with its style."""

    def __init__(self, width: int) -> None:
        self._signs = [" "] * width
        self._styles = [""] * width

    def bar(self, start: int, end: int, sign: str) -> None:
        """Fill the columns from `start` up to but not with `end`, at least one."""
        for column in range(start, min(max(end, start + 1), len(self._signs))):
            self._signs[column], self._styles[column] = sign, STYLES[sign]

    def text(self, start: int, text: str, style: str | None = None) -> None:
        """Write over what is there; what does not fit is cut off. Wide letters take two columns."""
        column = max(0, start)
        for letter in text:
            width = cell_len(letter)
            if width == 0 or column + width > len(self._signs):
                continue
            self._signs[column : column + width] = [letter, *[""] * (width - 1)]
            if style is not None:
                self._styles[column : column + width] = [style] * width
            column += width

    def mark(self, column: int) -> None:
        """Draw the present moment."""
        if self._signs[column] == "" or cell_len(self._signs[column]) != 1:
            # Half a wide letter cannot be written over.
            return
        self._signs[column], self._styles[column] = LINE, "bold"

    def runs(self) -> tuple[tuple[str, str], ...]:
        """Return the line as texts of one style each."""
        runs: list[tuple[str, str]] = []
        for sign, style in zip(self._signs, self._styles, strict=True):
            if runs and runs[-1][1] == style:
                runs[-1] = (runs[-1][0] + sign, style)
            else:
                runs.append((sign, style))
        return tuple(runs)


class Bars:
    """Draws one group on one line; what is to come as the forecast has it, if there is one."""

    def __init__(self, scale: Scale, moment: Moment, expected: Forecast | None = None) -> None:
        self.canvas = Canvas(scale.width)
        self._scale, self._moment = scale, foreseen(moment, expected)
        self._waits, self._likely = waits(moment, expected), finish_range(moment, expected)

    def plan(self) -> Canvas:
        """Draw the planned stays and breaks."""
        stays = self._moment.plan
        for each in stays:
            self._bar(each.arrive, each.leave, PLAN)
        self._rests()
        for each in stays:
            self._name(each.station, each.arrive, each.leave)
        return self.canvas

    def fact(self) -> Canvas:
        """Draw what has happened up to now, and from now on what is expected."""
        now = self._moment.now
        been = [visit for visit in self._moment.group.visits if visit.arrived is not None]
        self._future()
        for visit in been:
            self._visit(visit, visit.arrived or now)
        self._rests()
        for pause in (pause for visit in been for pause in visit.pauses):
            self._bar(pause.start, pause.end or now, PAUSED)
        for visit in been:
            self._name(visit.station, visit.arrived or now, visit.ended or now)
        here = self._moment.visit
        for each in self._moment.expected:
            if here is None or here.arrived is None or each.station != here.station:
                self._name(each.station, each.arrive, each.leave)
        return self.canvas

    def _future(self) -> None:
        """Draw the coming stays, the waits before them, and when the last one likely ends."""
        if self._likely is not None:
            self._bar(*self._likely, LIKELY)
        for each in self._moment.expected:
            self._bar(max(each.arrive, self._moment.now), each.leave, AHEAD)
        for start, end in self._waits:
            self._bar(start, end, DOOR)
        if self._likely is not None:
            self._bar(self._likely[0], min(self._likely[1], self._moment.finish), LIKELY)
            finish = self._scale.column(self._moment.finish)
            self.canvas.bar(finish, finish + 1, END)

    def _visit(self, visit: Visit, arrived: datetime) -> None:
        if visit.ended is not None:
            self._bar(arrived, visit.ended, DONE)
            return
        now, timing = self._moment.now, self._moment.timing
        over = timing.state is TimerState.OVERTIME
        since = now + timing.remaining if over else now
        self._bar(arrived, since, NOW)
        if over:
            self._bar(since, now, OVER)

    def _rests(self) -> None:
        for _rest, (start, end) in self._moment.breaks_on_the_way:
            self._bar(start, end, REST)

    def _bar(self, start: datetime, end: datetime, sign: str) -> None:
        if end > start:
            self.canvas.bar(self._scale.column(start), self._scale.column(end), sign)

    def _name(self, station: str, start: datetime, end: datetime) -> None:
        """Write the station's name into its bar, or its number in the sheet, as far as there is room."""
        longest = self._longest(start, end)
        write_name(self.canvas, self._scale, self._moment.tour.route, station, longest)

    def _longest(self, start: datetime, end: datetime) -> Span:
        """Return the longest part of a stay that no break lies over."""
        parts = [(start, end)]
        for low, high in self._moment.rests:
            cut = [((a, min(b, low)), (max(a, high), b)) for a, b in parts]
            parts = [part for pair in cut for part in pair if part[0] < part[1]] or parts
        return max(parts, key=lambda part: part[1] - part[0])


def write_name(canvas: Canvas, scale: Scale, route: Route, station: str, span: Span) -> None:
    """Write a station's name into its bar, or its number in the sheet, as far as there is room."""
    first = scale.column(span[0]) + 1
    room = scale.column(span[1]) - first
    title = shown(route.station(station).title.in_(language()))[: 4 * max(room, 1)]
    if room < 3:
        title = str([each.id for each in route.stations].index(station) + 1)
    if room >= cell_len(title):
        canvas.text(first, title)
    elif room >= 3:
        canvas.text(first, set_cell_size(title, room - 1) + "…")
