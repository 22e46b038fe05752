"""The left column of a guide's screen: the whole way, planned and expected, and what was gathered."""

from datetime import datetime, timedelta
from typing import NamedTuple

from textual.content import Content

from questtour.i18n import _, language
from questtour.tour.moment import Moment
from questtour.tour.progress import Visit
from questtour.tour.score import code_word, total_points
from questtour.widgets.line import Line
from questtour.wording import hours_minutes, shown

DONE, NOW, COMING, SKIPPED, WALKING, FINISH, BREAK = "✓", "►", "·", "✗", "→", "■", "○"
STYLES = {
    DONE: "dim",
    NOW: "bold reverse",
    COMING: "",
    SKIPPED: "dim strike",
    WALKING: "bold",
    FINISH: "bold",
    BREAK: "italic",
}

BLANK = "\u00a0"
"""A space that is not cut off at the beginning of a line."""

SAME = timedelta(minutes=1)
"""An expected time is only worth a look when it differs from the plan by so much."""


def mark(visit: Visit | None) -> str:
    """Return the sign that tells how far a visit is."""
    if visit is None:
        return COMING
    if visit.ended is not None:
        return SKIPPED if visit.skipped else DONE
    return NOW if visit.arrived is not None else WALKING


class _Row(NamedTuple):
    """What a line says: sign, planned time (UTC), actual or expected time where it differs, title."""

    sign: str
    time: datetime
    fact: str
    title: str


class RoutePanel(Line):
    """A line a station: sign, planned arrival, actual or expected arrival where it differs, title.

    The breaks to come stand between them where there is room.
    """

    DEFAULT_CSS = """
    RoutePanel {
        width: 30;
        height: 1fr;
        padding: 0 1;
        border-right: tall $panel;
        text-wrap: nowrap;
        text-overflow: ellipsis;
    }
    """

    def __init__(self) -> None:
        super().__init__(fixed=True)

    def show(self, moment: Moment) -> None:
        """Show the moment."""
        gathered = [Content(""), *self._gathered(moment)]
        rows = self._stations(moment)
        # The nearest breaks, as far as there is room; before the first layout nobody knows how much.
        room = self.size.height - 1 - len(rows) - len(gathered) if self.size.height else 0
        rows = sorted([*self._breaks(moment)[: max(0, room)], *rows], key=lambda row: row.time)
        self.say(Content("\n").join([*self._way(moment, rows), *gathered]))

    def _stations(self, moment: Moment) -> list[_Row]:
        """Return the stations in the order of the way, and the finish."""
        expected = {each.station: each.arrive for each in moment.expected}
        rows = []
        for planned in moment.plan:
            visit = moment.group.visit(planned.station)
            fact = (visit.arrived if visit is not None else None) or expected.get(planned.station)
            title = shown(moment.tour.route.station(planned.station).title.in_(language()))
            fact_words = self._if_other(moment, planned.arrive, fact)
            rows.append(_Row(mark(visit), planned.arrive, fact_words, title))
        last = moment.plan[-1].leave if moment.plan else moment.now
        return [*rows, _Row(FINISH, last, self._if_other(moment, last, moment.finish), _("finish"))]

    @staticmethod
    def _breaks(moment: Moment) -> list[_Row]:
        """Return the break that is on and those to come."""
        coming = [each for each in moment.breaks_on_the_way if each[1][1] > moment.now]
        return [_Row(BREAK, start, "", shown(rest.title.in_(language()))) for rest, (start, _end) in coming]

    def _way(self, moment: Moment, rows: list[_Row]) -> list[Content]:
        # The second column only takes room when there is something to compare.
        facts = any(row.fact for row in rows)
        head = f"{BLANK} {_('plan'):<5}" + (f" {_('fact')}" if facts else "")
        return [Content.styled(head, "dim"), *(self._line(moment, row, facts=facts) for row in rows)]

    def _line(self, moment: Moment, row: _Row, *, facts: bool) -> Content:
        second = f"{row.fact:<5} " if facts else ""
        return Content.styled(
            f"{row.sign} {self._clock(moment, row.time)} {second}{row.title}", STYLES[row.sign]
        )

    def _if_other(self, moment: Moment, planned: datetime, fact: datetime | None) -> str:
        if fact is None or abs(fact - planned) < SAME:
            return ""
        return self._clock(moment, fact)

    def _clock(self, moment: Moment, when: datetime) -> str:
        return hours_minutes(moment.wall(when))

    def _gathered(self, moment: Moment) -> list[Content]:
        pieces = code_word(moment.tour.route, moment.group, language())
        points = _("Points: {n}").format(n=total_points(moment.tour.route, moment.group))
        if not pieces:
            return [Content(points)]
        word = " ".join(shown(piece.text) or ("·" if not piece.on_route else "_") for piece in pieces)
        return [Content(points), Content(_("Code word:")), Content.styled(f"{BLANK} {word}", "bold")]
