"""A group on the hall's board: its name, where it is, and its timer, to be read from afar."""

from datetime import timedelta

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content

from questtour.tour.moment import Moment
from questtour.tour.overview import Overview
from questtour.tour.timing import TimerState
from questtour.widgets.big_time import BigTime
from questtour.widgets.hall_words import group_title, timer, where
from questtour.widgets.line import Line
from questtour.widgets.now_panel import state_words
from questtour.wording import countdown

ROOM = timedelta(minutes=100)
"""From there on the figures do not fit, and say nothing to people in the hall."""


class GroupCard(Vertical):
    """Large figures, or one line where many groups share the board."""

    DEFAULT_CSS = """
    GroupCard {
        height: auto;
        padding: 0 1;
        Line { height: 1; text-wrap: nowrap; text-overflow: ellipsis; }
        & > .name { text-style: bold reverse; }
        & > .state { text-style: bold; }
        & > BigTime { height: 5; }
        &.-warning .state { color: $text-warning; }
        &.-overtime .state { color: $text-error; }
    }
    """

    def compose(self) -> ComposeResult:
        """Lay out the lines and the figures."""
        yield Line(classes="name", fixed=True)
        yield Line(classes="where", fixed=True)
        yield BigTime()
        yield Line(classes="state", fixed=True)

    def show(self, overview: Overview, group: str, *, large: bool) -> None:
        """Show the group, with `large` figures or in a line."""
        moment = overview.moments[group]
        timing = moment.timing
        for each in TimerState:
            self.set_class(each is timing.state, f"-{each}")
        self.query_one(".name", Line).say(Content(f" {group_title(overview.progress, group)} "))
        self.query_one(".where", Line).say(Content(where(moment)))
        figures = self.query_one(BigTime)
        figures.state = timing.state.value
        figures.text = self._figures(moment)
        figures.display = large
        state = state_words(moment) if large and figures.text else timer(moment)
        self.query_one(".state", Line).say(Content(state))

    @staticmethod
    def _figures(moment: Moment) -> str:
        timing = moment.timing
        late_start = timing.state is TimerState.WAITING and timing.remaining < timedelta()
        if timing.state is TimerState.STOPPED or late_start or abs(timing.remaining) >= ROOM:
            return ""
        *hours, minute, second = countdown(timing.remaining).split(":")
        minutes = int(minute) + 60 * sum(map(int, hours))
        sign = "+" if timing.state is TimerState.OVERTIME else ""
        return f"{sign}{minutes}:{second}"
