"""From a wish to a tour: which log a guide's tour goes on in, or begins."""

from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from questtour.clock import Clock
from questtour.faults import UserFault
from questtour.i18n import _, language
from questtour.logbook import look_into, new_log, to_resume
from questtour.recent import remember_sheet
from questtour.session import Opening, Session, open_guide
from questtour.settings import Settings
from questtour.tour.route import Group, Route
from questtour.tour.route_reading import Sheet

if TYPE_CHECKING:
    # A guide who sets out alone waits for no network to be loaded.
    from questtour.joining import Entry


@dataclass(frozen=True, slots=True)
class Beginning:
    """What the program begins with: a tour, a tour to join, a sheet whose group is asked for, or nothing."""

    settings: Settings
    session: Session | None = None
    sheet: Sheet | None = None
    entry: "Entry | None" = None
    """The tour to join; with a `session`, that joins."""
    company: "Callable[[], Coroutine[Any, Any, None]] | None" = None
    """What goes on beside the user while the app runs: those who are simulated in a rehearsal."""


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
