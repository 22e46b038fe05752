"""Which tour to look back at: the logs on this laptop, the one used last first."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from textual import on, work
from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Footer, OptionList

from questtour.eventlog.faults import LogFault
from questtour.eventlog.reading import read_records
from questtour.i18n import _, language
from questtour.logbook import LISTED
from questtour.reports.report_words import day
from questtour.screens.base import LanguageChanged, TourScreen, bindings
from questtour.screens.numbered import DIGITS, NumberedScreen
from questtour.screens.review_reading import read_review
from questtour.tour.evolve import fold
from questtour.tour.progress import Tour
from questtour.tour.reflection import NothingToReflect
from questtour.wording import shown


@dataclass(frozen=True, slots=True)
class PastTour:
    """A log that can be looked back at."""

    path: Path
    tour: Tour


def past_tours(folder: Path) -> Iterator[PastTour]:
    """Yield the tours whose logs are in `folder`, the one used last first, without what cannot be read."""
    for path in past_logs(folder):
        try:
            tour = fold(read_records(path)).tour
        except LogFault:
            continue
        if tour is not None:
            yield PastTour(path, tour)


def past_logs(folder: Path) -> list[Path]:
    """Return the logs in `folder`, the one used last first."""
    known = []
    for path in folder.glob("*.db") if folder.is_dir() else ():
        try:
            known.append((path.stat().st_mtime, path))
        except OSError:
            # It was moved away a moment ago.
            continue
    return [path for _time, path in sorted(known, reverse=True)][:LISTED]


class PastScreen(NumberedScreen):
    """A list of tours; Esc goes back."""

    BINDINGS = [*bindings("dismiss", "language", "leave_tour"), *DIGITS]

    def __init__(self) -> None:
        super().__init__()
        self._tours: tuple[PastTour, ...] = ()

    def compose(self) -> ComposeResult:
        """Lay out the question and the list."""
        yield from self.compose_choice()
        yield Footer(compact=True, show_command_palette=False)

    def on_mount(self) -> None:
        """Look for the logs."""
        self._ask()
        self._look_around()
        self.query_one(OptionList).focus()

    @work(thread=True)
    def _look_around(self) -> None:
        self.app.call_from_thread(self._offer, tuple(past_tours(self.host.desk.folder)))

    def _offer(self, tours: tuple[PastTour, ...]) -> None:
        # Whoever left meanwhile needs no list.
        if self.is_running:
            self._tours = tours
            self._ask()

    @on(LanguageChanged)
    def _ask(self) -> None:
        self.ask(_("Look back at which tour?"), map(self._line, self._tours))

    @staticmethod
    def _line(each: PastTour) -> Content:
        title = shown(each.tour.route.title.in_(language()))
        kind = f" · {_('Rehearsal')}" if each.tour.rehearsal else ""
        return Content.assemble(f"{title}, {day(each.tour)}{kind}", (f"  {shown(each.path.name)}", "dim"))

    @on(OptionList.OptionSelected)
    def chosen(self, event: OptionList.OptionSelected) -> None:
        """Read the log, and look back."""
        self.say(_("Opening the tour…"))
        self._open(self._tours[event.option_index].path)

    @work(thread=True, exclusive=True)
    def _open(self, log: Path) -> None:
        # Only who looks back waits for it.
        from questtour.screens.review import ReviewScreen

        try:
            review = read_review([log], self.host.desk.folder)
        except (LogFault, NothingToReflect) as fault:
            self.app.call_from_thread(self.say, str(fault))
        else:
            self.app.call_from_thread(self.say, "")
            self.app.call_from_thread(self._show, ReviewScreen(review))

    def _show(self, screen: TourScreen[None]) -> None:
        self.app.push_screen(screen)

    def action_close(self) -> None:
        """Go back."""
        self.dismiss(None)
