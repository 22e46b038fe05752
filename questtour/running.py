"""Runs the app in the terminal, and says afterwards where the tour is, or that the program broke."""

import sys
from contextlib import suppress
from io import StringIO
from pathlib import Path

from rich.console import Console

from questtour.app import QuestApp
from questtour.files import FileFault, folder, whole_file
from questtour.i18n import _
from questtour.screens.host import Desk
from questtour.session import Session
from questtour.speech import fail, say
from questtour.tour.route_reading import Sheet


def need_terminal() -> None:
    """Refuse to go on where nothing can be drawn, before a log is made that nobody will see."""
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        fail(_("questtour needs a terminal to draw in: start it in a terminal window, without pipes."))


def run(desk: Desk, session: Session | None = None, sheet: Sheet | None = None) -> None:
    """Run the app: lead the tour of `session`, or ask for a group of `sheet`, or for everything.

    Raises:
        LogFault: the log could not be closed.
    """
    need_terminal()
    app = QuestApp(desk, session, sheet)
    # Textual prints what broke at length and in English: that goes into a file, not before a person.
    broken = StringIO()
    app.error_console = Console(file=broken, width=120, markup=False, highlight=False)
    try:
        app.run()
    finally:
        if app.session is not None:
            app.session.close()
    if app.session is not None:
        say(_("The tour is saved in {path}").format(path=app.session.log_path))
    if broken.getvalue():
        _tell_crash(desk.folder, broken.getvalue())


def _tell_crash(place: Path, what: str) -> None:
    path = place / "crash.txt"
    # Whoever cannot write the file is told of the crash all the same.
    with suppress(FileFault):
        folder(place)
        with whole_file(path, "utf-8") as file:
            file.write(what)
    text = _("The program broke, and we are sorry. Start it again: it goes on. For its makers: {path}")
    fail(text.format(path=path))
