"""The heart of a guide's screen: where we are, the big countdown, how late that is, whose door is taken."""

from datetime import datetime, timedelta

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content

from questtour.i18n import _, language
from questtour.keys import written
from questtour.tour.moment import Moment
from questtour.tour.progress import Phase
from questtour.tour.timing import TimerState, go_on, heading
from questtour.widgets.big_time import BigTime
from questtour.widgets.blocks import room_words
from questtour.widgets.line import Line
from questtour.wording import countdown, hours_minutes, minutes, offset, shown

LOUD = {TimerState.WARNING, TimerState.OVERTIME, TimerState.PAUSED}
"""States whose words are drawn in reverse, so that nobody overlooks them, with colours or without."""

FAR = timedelta(hours=1)
DOOR = "≡"
"""Stands before what a guide should know of a door; the coordinator's screen has it for the same."""
ROOM = 6
"""So many figures and signs leave room for the words beside them in 80 columns; more were forgotten."""


def headline(moment: Moment) -> str:
    """Say where the group is, or where it goes."""
    station = moment.station
    if moment.phase is Phase.READY:
        return _("Before the start")
    if station is None:
        return _("The tour is over") if moment.phase is Phase.FINISHED else _all_done(moment)
    text = _("On the way to “{title}”") if moment.phase is Phase.WALKING else _("“{title}”")
    number = f"{len(moment.group.visits)}/{len(moment.group.order)}"
    where = [f"{number} {text.format(title=shown(station.title.in_(language())))}", room_words(station)]
    rest = moment.break_now
    what = "" if rest is None else shown(rest.title.in_(language()))
    return " · ".join(filter(None, [what, *where]))


def _all_done(moment: Moment) -> str:
    skipped = any(visit.skipped for visit in moment.group.visits)
    return _("The route is done") if skipped else _("All stations are done")


def state_words(moment: Moment) -> str:
    """Say in capitals what the figures mean."""
    walking = moment.phase is Phase.WALKING
    at_door = moment.visit is not None and moment.visit.at_door
    words = {
        TimerState.WAITING: _("UNTIL THE START"),
        TimerState.RUNNING: _("STILL TO WALK") if walking else _("TIME LEFT"),
        TimerState.WARNING: _("ALMOST THERE?") if walking else _("TIME TO WRAP UP"),
        TimerState.OVERTIME: _("WALKING TOO LONG") if walking else _("OVER TIME"),
        TimerState.PAUSED: _("AT THE DOOR") if at_door else _("PAUSE"),
        TimerState.BREAK: _("BREAK"),
        TimerState.STOPPED: "",
    }
    if moment.timing.state is TimerState.WAITING and moment.timing.remaining < timedelta():
        return _("READY TO START")
    return words[moment.timing.state]


def _until(moment: Moment) -> datetime:
    """Return when the stay, the walk or the break is over; a stay stands still in the breaks on its way."""
    if moment.timing.state is TimerState.BREAK:
        return moment.now + moment.timing.remaining
    return go_on(moment.tour, moment.group, moment.now, moment.timing.remaining, heading(moment.visit))


def _in_minutes(time: str) -> str:
    """Write `1:03:20` as `63:20`: two figures less."""
    *hours, minute, second = time.split(":")
    return f"{int(hours[0]) * 60 + int(minute)}:{second}" if hours else time


class NowPanel(Vertical):
    """Headline above; below it the countdown with its meaning at its side, and what others make advisable."""

    DEFAULT_CSS = """
    NowPanel {
        height: auto;
        padding: 0 1;
        & > .headline { height: 1; text-style: bold; text-wrap: nowrap; text-overflow: ellipsis; }
        & > Horizontal { height: auto; }
        & .beside { width: 1fr; height: 5; padding: 0 0 0 1; }
        & > .advice { height: auto; margin-top: 1; text-style: bold; color: $text-warning; }
        &.-warning .beside { color: $text-warning; }
        &.-overtime .beside { color: $text-error; text-style: bold; }
    }
    """

    def compose(self) -> ComposeResult:
        """Lay out the headline, the figures and the words beside them."""
        yield Line(classes="headline")
        with Horizontal():
            yield BigTime()
            yield Line(classes="beside", fixed=True)
        yield Line(classes="advice")

    def show(self, moment: Moment, *, large: bool, advice: str = "") -> None:
        """Show the moment; `large` draws the figures twice as big, `advice` is what others make advisable."""
        self.query_one(".headline", Line).say(Content(headline(moment)))
        state = moment.timing.state
        for each in TimerState:
            self.set_class(each is state, f"-{each}")
        figures = self.query_one(BigTime)
        figures.large, figures.state = large, state.value
        # How many hours the start is away tells nobody anything, nor how long a tour was forgotten.
        far = state is TimerState.WAITING and abs(moment.timing.remaining) >= FAR
        figures.text = ("+" if state is TimerState.OVERTIME else "") + _in_minutes(
            countdown(moment.timing.remaining)
        )
        figures.display = state is not TimerState.STOPPED and not far and len(figures.text) <= ROOM
        self.query_one(".beside", Line).say(self._beside(moment))
        wanted = bool(advice) and state is not TimerState.PAUSED
        self.query_one(".advice", Line).display = wanted
        self.query_one(".advice", Line).say(Content(f"{DOOR} {advice}" if wanted else ""))

    def _beside(self, moment: Moment) -> Content:
        loud = moment.timing.state in LOUD
        lines = [Content.styled(f" {state_words(moment)} ", "bold reverse")] if loud else []
        lines = lines or [Content.styled(state_words(moment), "bold")]
        if moment.timing.state is TimerState.WAITING:
            start = hours_minutes(moment.wall(moment.plan[0].arrive)) if moment.plan else ""
            lines.append(Content(_("by the sheet at {time}").format(time=start)))
            return Content("\n").join(lines)
        if moment.timing.state is TimerState.PAUSED:
            lines.append(Content(_("{key}: go on").format(key=written("pause"))))
        lines.append(Content.styled(offset(moment.timing.offset), "bold"))
        if moment.timing.total and moment.timing.state is not TimerState.OVERTIME:
            whole = minutes(round(moment.timing.total.total_seconds() / 60, 1))
            until = hours_minutes(moment.wall(_until(moment)))
            lines.append(Content(_("of {minutes}, till {time}").format(minutes=whole, time=until)))
        return Content("\n").join(lines)
