"""The page after a rehearsal in which one has led a group: how the pace went, and what to try next time."""

from collections.abc import Iterator

from textual.content import Content
from textual.widgets import Static

from questtour.i18n import _
from questtour.rehearsal.live import Live
from questtour.reports.pacing import advice_lines, pace_lines, pace_table
from questtour.screens.demo_end import EndScreen, printed
from questtour.tour.pacing import Pacing, pacing


def pacing_of(live: Live) -> Pacing | None:
    """Return how the person kept the pace; None for one who leads nobody, or has been nowhere yet."""
    if live.group is None:
        return None
    found = pacing(live.session.tour, live.troupe.progress.groups[live.group], live.session.now)
    return found if found.been else None


def coach_lines(live: Live) -> Iterator[str]:
    """Return the page as lines that can be printed; none where there is nothing to tell."""
    found = pacing_of(live)
    if found is not None:
        route = live.session.tour.route
        yield from (*pace_lines(found), *printed(pace_table(route, found)), *advice_lines(route, found))


class CoachScreen(EndScreen):
    """What went well comes first, then the stations, then one or two pieces of advice."""

    @property
    def title_words(self) -> str:
        """Say what this page is about."""
        return _("How your pace went")

    def body(self) -> Iterator[Static]:
        """Return what went well, the stations, and the advice."""
        found = pacing_of(self.live)
        if found is None:
            return
        route = self.live.session.tour.route
        yield Static(Content("\n".join(pace_lines(found))), markup=False)
        yield Static(pace_table(route, found), markup=False)
        yield Static(Content(_("For the next time")), classes="head", markup=False)
        yield Static(Content("\n".join(f"• {line}" for line in advice_lines(route, found))), markup=False)
