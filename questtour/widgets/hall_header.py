"""The top of the coordinator's screen: the tour, its join code small or large, the venue's clock."""

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import Digits

from questtour.i18n import _, language
from questtour.tour.overview import Overview
from questtour.widgets.line import Line
from questtour.widgets.rehearsal_mark import rehearsal_mark
from questtour.wording import hours_minutes, shown


class HallHeader(Vertical):
    """One line; while `large` the code in big figures below it."""

    DEFAULT_CSS = """
    HallHeader {
        height: auto;
        & > Horizontal { height: 1; background: $panel; padding: 0 1; }
        & .tour { width: 1fr; color: $text-muted; }
        & .code { width: auto; margin: 0 2; text-style: bold; }
        & .clock { width: 5; text-style: bold; }
        & Line { height: 1; text-wrap: nowrap; text-overflow: ellipsis; }
        & > .large { height: auto; display: none; padding: 0 1; background: $surface; }
        & .large Line { width: 100%; text-align: center; }
        & Digits { width: 100%; text-align: center; text-style: bold; color: $text-accent; }
        &.-large > .large { display: block; }
        &.-large .code { display: none; }
    }
    """

    def __init__(self, code: str) -> None:
        """Take the join code as it is dictated; it is empty where the laptop is alone."""
        super().__init__()
        self._code = code

    def compose(self) -> ComposeResult:
        """Lay out the line and the large code."""
        with Horizontal():
            yield Line(classes="tour")
            yield Line(classes="code")
            yield Line(classes="clock", fixed=True)
        with Vertical(classes="large"):
            yield Line(classes="above")
            yield Digits(self._code)
            yield Line(classes="below")

    def show(self, overview: Overview, *, large: bool) -> None:
        """Show the moment."""
        tour = overview.progress.tour
        self.set_class(large and bool(self._code), "-large")
        code = Content(_("Join code {code}").format(code=self._code) if self._code else _("no network"))
        command = f"questtour guide --join {self._code.replace(' ', '')}"
        texts = {
            ".tour": shown(overview.progress.route.title.in_(language())) + " · " + _("coordinator"),
            ".clock": hours_minutes(tour.on_wall(overview.now)) if tour else "",
            ".above": _("Join code"),
            ".below": _("On each guide's laptop: {command}").format(command=command),
        }
        for part, text in texts.items():
            self.query_one(part, Line).say(Content(text))
        self.query_one(".code", Line).say(rehearsal_mark(tour) or code)
