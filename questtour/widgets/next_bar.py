"""The bar that says what Enter does now; a click on it does the same."""

from textual import events
from textual.content import Content
from textual.message import Message

from questtour.i18n import _, language, ngettext
from questtour.tour.moment import Moment
from questtour.tour.next_step import Step
from questtour.widgets.line import Line
from questtour.wording import shown


def step_words(moment: Moment, step: Step) -> str:
    """Say what the obvious next step is."""
    title = shown(moment.station.title.in_(language())) if moment.station else ""
    onward = shown(moment.next_station.title.in_(language())) if moment.next_station else ""
    leave = _("Leave for “{title}”").format(title=onward) if onward else _("Leave: that was the last station")
    words = {
        Step.START: _("Start the tour"),
        Step.ARRIVE: _("We have arrived: “{title}”").format(title=title),
        Step.LEAVE: leave,
        Step.FINISH: _("Finish the tour"),
        Step.SURVEY: _("Pass the laptop round: the visitors answer the survey"),
        Step.LOOK_BACK: _("Write down how it went"),
        Step.NONE: _("See how it went") if moment.tour.rehearsal else _("Close: everything is saved"),
    }
    return words[step]


class NextBar(Line):
    """One wide button."""

    DEFAULT_CSS = """
    NextBar {
        height: 1;
        width: 1fr;
        background: $primary;
        color: $text;
        text-style: bold;
        text-wrap: nowrap;
        text-overflow: ellipsis;
        padding: 0 1;
        &:hover { background: $primary-lighten-1; }
    }
    """
    ALLOW_SELECT = False

    class Pressed(Message):
        """The bar was clicked."""

    def __init__(self) -> None:
        super().__init__(fixed=True)

    def show(self, moment: Moment, step: Step) -> None:
        """Show the next step, and what is still open at the moment."""
        count = len(moment.open_tasks)
        still = ngettext("{n} task open", "{n} tasks open", count).format(n=count) if count else ""
        words = step_words(moment, step) + (f"  ·  {still}" if still else "")
        self.say(Content.assemble((" Enter ", "reverse"), f" {words}"))

    def on_click(self, event: events.Click) -> None:
        """Pass the click on as the wish for the next step; a double click is one wish too."""
        event.stop()
        if event.chain == 1:
            self.post_message(self.Pressed())
