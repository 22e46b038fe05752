"""What the commands share: options, and how a fault is told."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING

import click

from questtour.clock import SystemClock
from questtour.faults import UserFault
from questtour.i18n import N_, _
from questtour.mesh.ways import Ways
from questtour.settings_file import data_folder, read_settings, settings_path
from questtour.speech import Argument, Command, fail, option
from questtour.wording import shown_block

if TYPE_CHECKING:
    from questtour.launch import Beginning
    from questtour.screens.host import Desk
    from questtour.survey.addresses import Place

LOG = click.argument("log", cls=Argument, metavar=N_("LOG"), type=click.Path(path_type=Path))
LOG_FILES = click.argument(
    "logs", cls=Argument, metavar=N_("LOG…"), nargs=-1, required=True, type=click.Path(path_type=Path)
)
ROUTE = click.argument("route", cls=Argument, metavar=N_("ROUTE"))
NEW_SHEET = option(
    "--output",
    metavar=N_("NEW.toml"),
    type=click.Path(path_type=Path),
    required=True,
    help=N_("The sheet to write, with your comments; yours stays as it is."),
)
LOG_OPTION = option(
    "--log",
    metavar=N_("LOG"),
    type=click.Path(path_type=Path),
    help=N_("The event log; by default a file of its own a tour."),
)


command = partial(click.command, cls=Command)
"""Makes a command of a function; its `help` is in the catalogue."""


def run(desk: "Desk", begin: "Callable[[], Beginning]") -> None:
    """Run the app, which begins with what `begin` reads."""
    from questtour.running import run as run_app

    with told_faults():
        run_app(desk, begin, read_settings(settings_path()).get("theme"))


def desk_for(log: Path | None, ways: Ways, form_place: "Place | None" = None) -> "Desk":
    """Return what the app works with on this computer."""
    from questtour.screens.host import Desk

    return Desk(SystemClock(), settings_path(), data_folder(), log, ways, form_place)


def beginning() -> ModuleType:
    """Return what the app can begin with: it loads a lot, and is asked for after the first frame."""
    from questtour import beginning as beginnings

    return beginnings


def tell(line: str) -> None:
    """Print what is not the outcome itself to the error stream: a pipe must not get it."""
    click.echo(shown_block(line), err=True)


def tell_replaced(path: Path) -> None:
    """Say that a file which was there before is now another."""
    tell(_("The earlier file “{path}” was replaced.").format(path=path))


@contextmanager
def told_faults() -> Iterator[None]:
    """Turn what a person can mend into a line each and status 1."""
    try:
        yield
    except UserFault as fault:
        fail(*str(fault).splitlines())
