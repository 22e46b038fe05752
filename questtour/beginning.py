"""What the app begins with, for each command: called when its first frame is painted, off the event loop.

All raise UserFault: what a person must mend is told when the terminal is as it was before. A guide who leads
alone waits for no network to be loaded, nor has the memory for it taken.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from questtour.eventlog.faults import NO_LOG, fault
from questtour.faults import UserFault
from questtour.launch import Beginning, find_group, launch, set_out_alone
from questtour.library import named_sheet
from questtour.running import need_terminal
from questtour.screens.host import Desk
from questtour.session import Session, open_guide, open_member, own_group_or_fail
from questtour.settings import Settings, load_settings
from questtour.settings_file import settings_path

if TYPE_CHECKING:
    from textual.screen import Screen

    # Only a rehearsal has one.
    from questtour.rehearsal.live import Live


def asked() -> Beginning:
    """Ask for everything on the screen."""
    need_terminal()
    return Beginning(_settings())


def led(desk: Desk, route: str | None, group: str | None, resumed: Path | None) -> Beginning:
    """Lead `group` by the sheet `route`, or go on with the log `resumed`; ask for what is not named."""
    if route is None:
        return asked() if resumed is None else _resumed(desk, resumed, group)
    settings, sheet = _settings(), named_sheet(route)
    if group is None:
        return Beginning(settings, sheet=sheet)
    find_group(sheet.route, group)
    need_terminal()
    return Beginning(settings, launch(sheet, group, desk.clock, desk.folder, desk.log))


def _resumed(desk: Desk, log: Path, group: str | None) -> Beginning:
    need_terminal()
    settings = _settings()
    session = open_guide(log, desk.clock)
    try:
        wanted = find_group(session.tour.route, group).id if group is not None else None
        own_group_or_fail(session, wanted)
    except UserFault:
        session.close()
        raise
    return Beginning(settings, session)


def joined(desk: Desk, code: str, role: str, route: str | None = None, group: str | None = None) -> Beginning:
    """Join the tour with the join code `code`; a tour of `group` that was begun alone comes along."""
    from questtour.joining import Entry
    from questtour.mesh.codes import TourKey

    settings, key = _settings(), TourKey.from_code(code)
    sheet = named_sheet(route) if route is not None else None
    need_terminal()
    alone = set_out_alone(sheet, group, desk.clock, desk.folder, desk.log) if sheet and group else None
    entry = Entry(key, role, sheet.route.id if sheet else None, group)
    return Beginning(settings, alone, entry=entry)


def coordinated(desk: Desk, route: str) -> Beginning:
    """Open the tour of the sheet `route` for many laptops, or go on with today's."""
    from questtour.joining import hall_session

    settings, sheet = _settings(), named_sheet(route)
    need_terminal()
    return Beginning(settings, hall_session(sheet, desk.clock, desk.folder, desk.log))


def for_visitors(desk: Desk, route: str | None, code: str | None) -> Beginning:
    """Serve the visitors' form of a tour: that with the join code `code`, or the sheet `route`, or a log."""
    from questtour.survey.addresses import Place, listening
    from questtour.survey.extra import need_web

    need_web()
    # Whoever named a place that will not do hears of it at once.
    listening(desk.form_place or Place()).close()
    if code is not None:
        return joined(desk, code, "visitors")
    if route is not None:
        return replace(coordinated(desk, route), for_visitors=True)
    settings, log = _settings(), desk.log
    assert log is not None, "the command line asks for one of the three"
    if not log.exists():
        raise fault(NO_LOG, log)
    need_terminal()
    return Beginning(settings, _any_tour(log, desk), for_visitors=True)


def _any_tour(log: Path, desk: Desk) -> Session:
    """Open a log with a tour, whoever wrote it."""
    session = open_member(log, desk.clock)
    try:
        # A log without a tour has nothing to ask the visitors about.
        _tour = session.tour
    except UserFault:
        session.close()
        raise
    return session


def rehearsed(live: "Callable[[], Live]", *, kept: bool = True) -> Beginning:
    """Coordinate the rehearsal that `live` opens, or lead a group in it; its log stays if it is `kept`."""
    from questtour.screens.demo import on_stage

    need_terminal()
    return on_stage(live(), _settings(), kept=kept)


def reviewed(desk: Desk, logs: Sequence[Path], *, nameless: bool = False) -> Beginning:
    """Look back at the tours in `logs`, with pseudonyms for people if `nameless`."""
    # What is wrong with a log is told also where there is no terminal.
    from questtour.screens.review_reading import read_review

    review = read_review(logs, desk.folder, nameless=nameless)
    need_terminal()

    def page() -> "Screen[None]":
        from questtour.screens.review import ReviewScreen

        return ReviewScreen(review)

    return Beginning(_settings(), page=page)


def _settings() -> Settings:
    return load_settings(settings_path())
