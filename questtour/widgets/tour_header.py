"""The top line of a guide's screen: which tour, which group, who leads it, what time it is."""

from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content

from questtour.i18n import language
from questtour.tour.moment import Moment
from questtour.widgets.line import Line
from questtour.widgets.rehearsal_mark import rehearsal_mark
from questtour.wording import hours_minutes, shown


class TourHeader(Horizontal):
    """Tour on the left, group and guide in the middle, the venue's clock on the right."""

    DEFAULT_CSS = """
    TourHeader {
        dock: top;
        height: 1;
        background: $panel;
        padding: 0 1;
        & > .tour { width: 1fr; color: $text-muted; }
        & > .group { width: auto; max-width: 50%; margin: 0 2; text-style: bold; }
        & > .mark { width: auto; margin-right: 2; }
        & > .link { width: auto; margin-right: 2; }
        & > .clock { width: 5; text-style: bold; }
        Line { height: 1; text-wrap: nowrap; text-overflow: ellipsis; }
    }
    """

    def compose(self) -> ComposeResult:
        """Lay out the parts."""
        yield Line(classes="tour")
        yield Line(classes="group")
        yield Line(classes="mark")
        yield Line(classes="link")
        yield Line(classes="clock", fixed=True)

    def show(self, moment: Moment, link: str = "") -> None:
        """Show the moment, and how it stands with the `link` to the coordinator, if there is one."""
        sheet = moment.sheet_group
        names = [
            shown(sheet.title.in_(language())),
            shown(sheet.guide.in_(language()) if sheet.guide else ""),
        ]
        texts = {
            ".tour": shown(moment.tour.route.title.in_(language())),
            ".group": " · ".join(names),
            ".link": link,
            ".clock": hours_minutes(moment.wall(moment.now)),
        }
        mark = rehearsal_mark(moment.tour)
        # Whether a simulated laptop is heard need not be told.
        self.query_one(".link").display = bool(link) and mark is None
        self.query_one(".mark").display = mark is not None
        self.query_one(".mark", Line).say(mark or Content(""))
        for part, text in texts.items():
            self.query_one(part, Line).say(Content(text))
