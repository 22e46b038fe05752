"""Runs the app in the terminal, and says afterwards where the tour is, or that the program broke."""

import asyncio
import sys
from collections.abc import Callable
from contextlib import suppress
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console

from questtour.app import QuestApp
from questtour.files import FileFault, folder, whole_file
from questtour.i18n import _
from questtour.reports.commands import what_next
from questtour.screens.host import Desk
from questtour.settings_file import CRASH
from questtour.speech import fail, say

if TYPE_CHECKING:
    from questtour.launch import Beginning


def need_terminal() -> None:
    """Refuse to go on where nothing can be drawn, before a log is made that nobody will see."""
    if not _has_terminal():
        fail(_("questtour needs a terminal to draw in: start it in a terminal window, without pipes."))


def _has_terminal() -> bool:
    # While the app runs, `sys.stdout` is its own.
    return all(stream is not None and stream.isatty() for stream in (sys.__stdin__, sys.__stdout__))


def run(desk: Desk, begin: "Callable[[], Beginning]", theme: object = None) -> None:
    """Run the app: it paints its first frame, reads with `begin` what to begin with, and shows that.

    Raises what `begin` raises, when the terminal is as it was before, and:
        LogFault: the log could not be closed.
    """
    if not _has_terminal():
        # Of a wrong sheet one wants to hear all the same.
        begin()
        need_terminal()
    app = QuestApp(desk, begin, theme)
    # Textual prints what broke at length and in English: that goes into a file, not before a person.
    broken = StringIO()
    app.error_console = Console(file=broken, width=120, markup=False, highlight=False)
    asyncio.run(_run(app))
    if app.fault is not None:
        raise app.fault
    if app.company is not None:
        say(*app.company.parting())
    if app.session is not None and (app.company is None or app.company.kept):
        say(_("The tour is saved in {path}").format(path=app.session.log_path))
        if app.session.is_over:
            say(*what_next(app.session.log_path))
    if broken.getvalue():
        _tell_crash(desk.folder, broken.getvalue())


async def _run(app: QuestApp) -> None:
    try:
        await app.run_async()
    finally:
        # The loop must still run: the others hear that this laptop leaves.
        await app.part()


def _tell_crash(place: Path, what: str) -> None:
    path = place / CRASH
    # Whoever cannot write the file is told of the crash all the same.
    with suppress(FileFault):
        folder(place)
        with whole_file(path, "utf-8") as file:
            file.write(what)
    text = _("The program broke, and we are sorry. Start it again: it goes on. For its makers: {path}")
    fail(text.format(path=path))
