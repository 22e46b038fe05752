"""The left column of a guide's screen: the whole way, planned and expected, and what was gathered."""

from datetime import datetime, timedelta

from textual.content import Content

from questtour.i18n import _, language
from questtour.tour.moment import Moment
from questtour.tour.progress import Visit
from questtour.tour.score import code_word, total_points
from questtour.widgets.line import Line
from questtour.wording import hours_minutes, shown

DONE, NOW, COMING, SKIPPED, WALKING, FINISH = "✓", "►", "·", "✗", "→", "■"
STYLES = {
    DONE: "dim",
    NOW: "bold reverse",
    COMING: "",
    SKIPPED: "dim strike",
    WALKING: "bold",
    FINISH: "bold",
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


class RoutePanel(Line):
    """A line a station: sign, planned arrival, actual or expected arrival where it differs, title."""

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
        self.say(Content("\n").join([*self._stations(moment), Content(""), *self._gathered(moment)]))

    def _stations(self, moment: Moment) -> list[Content]:
        expected = {each.station: each.arrive for each in moment.expected}
        rows = []
        for planned in moment.plan:
            visit = moment.group.visit(planned.station)
            fact = (visit.arrived if visit is not None else None) or expected.get(planned.station)
            title = shown(moment.tour.route.station(planned.station).title.in_(language()))
            rows.append((mark(visit), planned.arrive, self._if_other(moment, planned.arrive, fact), title))
        last = moment.plan[-1].leave if moment.plan else moment.now
        finish = (FINISH, last, self._if_other(moment, last, moment.finish), _("finish"))
        # The second column only takes room when there is something to compare.
        facts = any(fact for _sign, _time, fact, _title in [*rows, finish])
        head = f"{BLANK} {_('plan'):<5}" + (f" {_('fact')}" if facts else "")
        return [
            Content.styled(head, "dim"),
            *(self._line(moment, *row, facts=facts) for row in [*rows, finish]),
        ]

    def _line(
        self, moment: Moment, sign: str, planned: datetime, fact: str, title: str, *, facts: bool
    ) -> Content:
        second = f"{fact:<5} " if facts else ""
        return Content.styled(f"{sign} {self._clock(moment, planned)} {second}{title}", STYLES[sign])

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
