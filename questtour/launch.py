"""From a wish to a tour: which log a guide's tour goes on in, or begins."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from questtour.clock import Clock
from questtour.faults import UserFault
from questtour.i18n import _, language
from questtour.logbook import look_into, new_log, to_resume
from questtour.recent import remember_sheet
from questtour.session import Opening, Session, open_guide
from questtour.settings import Settings
from questtour.tour.links import Links, Standing
from questtour.tour.route import Group, Route
from questtour.tour.route_reading import Sheet

if TYPE_CHECKING:
    # A guide who sets out alone waits for no network to be loaded.
    from textual.screen import Screen

    from questtour.joining import Entry


class Others(Protocol):
    """A laptop's place among the other laptops of its tour."""

    @property
    def code(self) -> str:
        """Return the join code as it is dictated; empty where there is none."""
        ...

    @property
    def links(self) -> Links:
        """Return how fresh what is known of each laptop is."""
        ...

    @property
    def standing(self) -> Standing:
        """Return how it stands with the mesh."""
        ...

    def subscribe(self, listener: Callable[[Any], object]) -> None:
        """Call `listener` with all news of the mesh, on the event loop's thread."""
        ...

    async def close(self) -> None:
        """Leave the others."""
        ...


class Company(Protocol):
    """Who else is on the tour where all of it is in this one program: those who are simulated."""

    kept: bool
    """Whether the log stays when the program ends."""

    @property
    def session(self) -> Session:
        """Return the session of the user's laptop."""
        ...

    @property
    def others(self) -> Others:
        """Return this laptop's place among theirs."""
        ...

    async def play(self) -> None:
        """Play until the tour is over."""
        ...

    def first_screen(self) -> "Screen[None]":
        """Return what is seen first."""
        ...

    def last_screen(self) -> "Screen[None] | None":
        """Return what is seen before the program ends, where there is something to tell."""
        ...

    def parting(self) -> Iterable[str]:
        """Return the lines that stay in the terminal afterwards."""
        ...


@dataclass(frozen=True, slots=True)
class Beginning:
    """What the program begins with: a tour, a tour to join, a sheet whose group is asked for, or nothing."""

    settings: Settings
    session: Session | None = None
    sheet: Sheet | None = None
    entry: "Entry | None" = None
    """The tour to join; with a `session`, that joins."""
    company: Company | None = None
    """Those who are simulated in a rehearsal."""
    page: "Callable[[], Screen[None]] | None" = None
    """Makes the screen to be seen, where no tour is to be led."""
    for_visitors: bool = False
    """Whether only the visitors' form is shown."""


class NoSuchGroup(UserFault):
    """The sheet has no such group; the text is for a person."""


def find_group(route: Route, wanted: str) -> Group:
    """Return the group with the id or the title `wanted`, upper or lower case.

    Raises:
        NoSuchGroup: there is none; the text names those that there are.
    """
    name = wanted.strip().casefold()
    by_title = {title.casefold(): group for group in route.groups for title in group.title.wordings()}
    by_id = {group.id.casefold(): group for group in route.groups}
    if found := by_id.get(name) or by_title.get(name):
        return found
    known = ", ".join(f"{group.id} ({group.title.in_(language())})" for group in route.groups)
    text = _("There is no group “{group}” in this sheet. There are: {known}.")
    raise NoSuchGroup(text.format(group=wanted, known=known))


def launch(sheet: Sheet, group: str, clock: Clock, folder: Path, log: Path | None = None) -> Session:
    """Open the tour: in `log` where that is given, else today's unfinished one in `folder`, else a new one.

    `group` is an id or a title.

    Raises:
        NoSuchGroup: the sheet has no such group.
        LogFault: the log cannot be used.
        WrongTour: the log holds another tour or another group.
        FileFault: the folder for logs cannot be made.
    """
    found = find_group(sheet.route, group)
    guide = found.guide.in_(language()) if found.guide else ""
    opening = Opening(sheet.raw, found.id, guide)
    session = open_guide(log or _own_log(sheet, found.id, clock, folder), clock, opening)
    remember_sheet(folder, Path(sheet.name))
    return session


def set_out_alone(
    sheet: Sheet, group: str, clock: Clock, folder: Path, log: Path | None = None
) -> Session | None:
    """Return the unfinished tour of `group` that was begun alone: today's, or that in `log`; or None.

    Raises:
        NoSuchGroup: the sheet has no such group.
        LogFault: the log cannot be used.
        WrongTour: the log holds another tour or another group.
    """
    found = find_group(sheet.route, group)
    if log is None:
        begun = to_resume(folder, sheet.route.id, found.id, clock.now())
    else:
        # A log in which nobody leads yet is that of a laptop that did not get as far as joining.
        begun = look_into(log) if log.exists() else None
    if begun is None:
        return None
    return open_guide(begun.path, clock, Opening(sheet.raw, found.id))


def _own_log(sheet: Sheet, group: str, clock: Clock, folder: Path) -> Path:
    now = clock.now()
    found = to_resume(folder, sheet.route.id, group, now)
    # A sheet that was mended before the group set out makes a new tour; later the log's own sheet holds.
    if found is not None and (found.begun or found.tour.route == sheet.route):
        return found.path
    return new_log(folder, sheet.route.id, group, clock.local(now))
