"""The first screen: go on with a tour, or choose a route sheet and a group."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from textual import on, work
from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Footer, OptionList, Static

from questtour.eventlog.faults import LogFault
from questtour.files import FileFault
from questtour.i18n import _, language
from questtour.launch import launch
from questtour.library import read_sheet_file, sheets_in, shipped_sheets
from questtour.logbook import OpenTour, open_tours
from questtour.recent import recent_sheets
from questtour.screens.base import LanguageChanged, bindings
from questtour.screens.numbered import DIGITS, NumberedScreen
from questtour.session import Session, WrongTour, open_guide, reopen_coordinator
from questtour.tour.route_faults import RouteFaults
from questtour.tour.route_reading import Sheet
from questtour.wording import hours_minutes, shown


@dataclass(frozen=True, slots=True)
class Shelf:
    """What can be chosen from: tours to go on with, and sheets to begin with."""

    tours: tuple[OpenTour, ...]
    sheets: tuple[Sheet, ...]
    past: bool = False
    """Whether there is a log to look back at."""


def look_around(folder: Path, here: Path) -> Shelf:
    """Look into the logs in `folder`, and for sheets: used last, in the folder `here`, shipped."""
    paths = dict.fromkeys(
        path.resolve() for path in [*recent_sheets(folder), *sheets_in(here), *shipped_sheets()]
    )
    past = folder.is_dir() and any(folder.glob("*.db"))
    return Shelf(tuple(open_tours(folder)), tuple(_readable(paths)), past)


def _readable(paths: Iterable[Path]) -> Iterator[Sheet]:
    for path in paths:
        try:
            yield read_sheet_file(path)
        except RouteFaults:
            # `questtour check` tells what is wrong with a sheet; here only good ones are offered.
            continue


class StartScreen(NumberedScreen):
    """Two lists, one after the other: which tour or sheet, then which group."""

    BINDINGS = [
        *bindings("dismiss", "language", "leave_tour"),
        *DIGITS,
    ]
    DEFAULT_CSS = """
    StartScreen {
        #name { text-style: bold; color: $text-accent; width: 100%; text-align: center; height: 1; }
        #what { width: 100%; text-align: center; height: auto; margin: 0 2 1 2; }
    }
    """

    def __init__(self, sheet: Sheet | None = None) -> None:
        super().__init__()
        self._shelf = Shelf((), ())
        self._sheet = sheet
        self._given = sheet is not None

    def compose(self) -> ComposeResult:
        """Lay out the question and the list."""
        yield Static("questtour", id="name")
        yield Static(id="what", markup=False)
        yield from self.compose_choice()
        yield Footer(compact=True, show_command_palette=False)

    def on_mount(self) -> None:
        """Look around, unless the sheet is known already."""
        if self._sheet is None:
            self._look_around()
        self._ask()
        self.query_one(OptionList).focus()

    @work(thread=True)
    def _look_around(self) -> None:
        shelf = look_around(self.host.desk.folder, Path.cwd())
        self.app.call_from_thread(self._offer, shelf)

    def _offer(self, shelf: Shelf) -> None:
        # Whoever left meanwhile needs no shelf.
        if self.is_running:
            self._shelf = shelf
            self._ask()

    @on(LanguageChanged)
    def _ask(self) -> None:
        """Ask the question of the moment in the language of the moment."""
        what = _("Leads a group of visitors through the labs: what now, how long still, what next.")
        self.query_one("#what", Static).update(Content(what))
        question = _("Which tour?") if self._sheet is None else _("Which group do you lead?")
        self.ask(question, self._lines())

    def _lines(self) -> list[Content]:
        if self._sheet is not None:
            groups = range(len(self._sheet.route.groups))
            coordinate = Content(_("None: coordinate this tour, for many laptops"))
            return [*(self._group_line(self._sheet, index) for index in groups), coordinate]
        tours = [self._tour_line(found) for found in self._shelf.tours]
        sheets = [self._sheet_line(sheet) for sheet in self._shelf.sheets]
        join = Content(_("Join a coordinator's tour with its code"))
        demo = Content(_("See a demo: four simulated groups, sped up"))
        past = [Content(_("Look back at a tour that was"))] if self._shelf.past else []
        return [*tours, *sheets, join, demo, *past]

    def _tour_line(self, found: OpenTour) -> Content:
        route = found.tour.route
        wall = found.tour.on_wall(found.tour.opened)
        when = f"{wall:%d.%m} {hours_minutes(wall)}"
        group, text = "", _("Go on as coordinator: {tour}, opened {when}")
        if found.group is not None:
            group = shown(route.group(found.group.id).title.in_(language()))
            text = _("Go on: “{group}”, {tour}, opened {when}")
        return Content.styled(
            text.format(group=group, tour=shown(route.title.in_(language())), when=when), "bold"
        )

    @staticmethod
    def _sheet_line(sheet: Sheet) -> Content:
        title = shown(sheet.route.title.in_(language()))
        return Content.assemble(title, (f"  {shown(Path(sheet.name).name)}", "dim"))

    @staticmethod
    def _group_line(sheet: Sheet, index: int) -> Content:
        group = sheet.route.groups[index]
        guide = shown(group.guide.in_(language())) if group.guide else ""
        return Content.assemble(shown(group.title.in_(language())), (f"  {guide}", "dim"))

    @on(OptionList.OptionSelected)
    def chosen(self, event: OptionList.OptionSelected) -> None:
        """Go on with a tour, open a sheet, or set out with a group."""
        index, tours, sheets = event.option_index, self._shelf.tours, self._shelf.sheets
        self.say("")
        if self._sheet is not None:
            self._begin(self._sheet, index)
        elif index < len(tours):
            self._resume(tours[index])
        elif index - len(tours) < len(sheets):
            self._sheet = sheets[index - len(tours)]
            self._ask()
        elif index - len(tours) == len(sheets):
            self._join()
        elif index - len(tours) - len(sheets) == 1:
            self._see_demo()
        else:
            self._look_back()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer the way back only where there is one."""
        return action != "close" or self._can_go_back

    @property
    def _can_go_back(self) -> bool:
        return self._sheet is not None and not self._given

    def action_close(self) -> None:
        """Go back to the first question."""
        if self._can_go_back:
            self._sheet = None
            self._ask()

    @work(thread=True, exclusive=True)
    def _begin(self, sheet: Sheet, index: int) -> None:
        """Set out with the group at `index`, or open the tour for many laptops."""
        desk, groups = self.host.desk, sheet.route.groups
        if index < len(groups):
            self._lead(partial(launch, sheet, groups[index].id, desk.clock, desk.folder, desk.log))
            return
        # Only a coordinator waits for what makes codes.
        from questtour.joining import hall_session

        self._lead(partial(hall_session, sheet, desk.clock, desk.folder, desk.log))

    @work(thread=True, exclusive=True)
    def _resume(self, found: OpenTour) -> None:
        open_tour = open_guide if found.group is not None else reopen_coordinator
        self._lead(partial(open_tour, found.path, self.host.desk.clock))

    def _join(self) -> None:
        # Only who joins waits for the network to be loaded.
        from questtour.screens.join import JoinScreen

        self.app.push_screen(JoinScreen())

    def _look_back(self) -> None:
        # Only who looks back waits for it.
        from questtour.screens.past import PastScreen

        self.app.push_screen(PastScreen())

    @work(thread=True, exclusive=True)
    def _see_demo(self) -> None:
        """Show the program at work; nothing of it is kept."""
        # Only a rehearsal needs those who play it.
        from questtour.rehearsal.demo import open_demo
        from questtour.screens.demo import OnStage

        try:
            live = open_demo()
        except (FileFault, LogFault, WrongTour) as fault:
            self.app.call_from_thread(self.say, str(fault))
        else:
            self.app.call_from_thread(self.host.rehearse, OnStage(live, kept=False))

    def _lead(self, open_tour: "partial[Session]") -> None:
        """Open the tour on this thread and show it on the app's; say why where it cannot be opened."""
        try:
            session = open_tour()
        except (FileFault, LogFault, WrongTour) as fault:
            self.app.call_from_thread(self.say, str(fault))
        else:
            self.app.call_from_thread(self.host.show_tour, session)
