"""The command line. Each command imports what it alone needs, so that a guide's screen starts fast."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING

import click

from questtour.clock import SystemClock
from questtour.i18n import N_, _, ngettext
from questtour.settings import Settings, SettingsFault, data_folder, load_settings, settings_path
from questtour.speech import Argument, Group, fail, language_option, option, speak_early, version_option

if TYPE_CHECKING:
    from questtour.app import QuestApp
    from questtour.screens.host import Desk
    from questtour.session import Session
    from questtour.tour.route_reading import Sheet

LOG = click.argument("log", cls=Argument, metavar=N_("LOG"), type=click.Path(path_type=Path))
LOG_OPTION = option(
    "--log",
    metavar=N_("LOG"),
    type=click.Path(path_type=Path),
    help=N_("The event log; by default a file of its own a tour."),
)


@click.group(
    cls=Group,
    invoke_without_command=True,
    help=N_("Leads groups of visitors through school labs on a quest tour, live."),
    context_settings={"help_option_names": ["--help", "-h"]},
)
@language_option
@version_option
@click.pass_context
def cli(context: click.Context) -> None:
    """Show the start screen when no command is named."""
    if context.invoked_subcommand is None:
        _run_app(_desk(None))


@cli.command(help=N_("Lead a group. ROUTE is a file, or a sheet that ships."))
@click.argument("route", cls=Argument, metavar=N_("[ROUTE]"), required=False)
@option("--group", metavar=N_("GROUP"), help=N_("The group to lead: its id or its title."))
@LOG_OPTION
@language_option
def guide(route: str | None, group: str | None, log: Path | None) -> None:
    """Lead a group, or resume its tour; ask for what was not named."""
    desk = _desk(log)
    with _faults():
        if route is None:
            _run_app(desk, _resumed(log) if log is not None and log.exists() else None)
        elif group is None:
            _run_app(desk, None, *_sheet(route))
        else:
            _run_app(desk, _launched(desk, route, group))


@cli.command(help=N_("Check route sheets: the timetable, or every fault."))
@click.argument("routes", cls=Argument, metavar=N_("ROUTE…"), nargs=-1, required=True)
@language_option
def check(routes: tuple[str, ...]) -> None:
    """Check every sheet and fail if one of them has faults."""
    from questtour.reports.timetable import print_timetable
    from questtour.tour.route_faults import RouteFaults

    faults: list[str] = []
    for route in routes:
        try:
            _path, sheet = _found(route)
        except RouteFaults as found:
            faults.extend(map(str, found.faults))
        else:
            print_timetable(sheet.route)
    if faults:
        fail(*faults)


@cli.command(help=N_("Print the route sheet's JSON Schema, for editors."))
@language_option
def schema() -> None:
    """Print the schema."""
    import json

    from questtour.tour.route import schema as route_schema

    click.echo(json.dumps(route_schema(), ensure_ascii=False, indent=2))


@cli.command(help=N_("Write a log as csv tables (a folder) or jsonl (a file)."))
@LOG
@option("--format", "form", type=click.Choice(["csv", "jsonl"]), required=True, help=N_("What to write."))
@option(
    "--output",
    metavar=N_("PATH"),
    type=click.Path(path_type=Path),
    required=True,
    help=N_("The file, or for csv the folder."),
)
@option(
    "--delimiter",
    metavar=N_("SIGN"),
    default=",",
    help=N_("The sign between the cells of csv; \\t is the tab."),
)
@language_option
def export(log: Path, form: str, output: Path, delimiter: str) -> None:
    """Export a log."""
    from questtour.eventlog.reading import count_rows
    from questtour.reports.export import export_csv, export_jsonl
    from questtour.reports.meter import meter

    delimiter = delimiter.replace("\\t", "\t")
    if len(delimiter) != 1 or delimiter in '"\r\n':
        raise click.UsageError(_("The delimiter must be one sign, and neither a quote nor a line break."))
    with _faults():
        count = count_rows(log)
        with meter(_("Export"), count) as step:
            if form == "jsonl":
                export_jsonl(log, output, step)
            else:
                export_csv(log, output, delimiter, step)
    click.echo(ngettext("{n} event → {path}", "{n} events → {path}", count).format(n=count, path=output))


@cli.command(help=N_("Check a log's signatures, chains and integrity."))
@LOG
@language_option
def verify(log: Path) -> None:
    """Verify a log and say what was found about each laptop."""
    from questtour.eventlog.verify import verify as verify_log
    from questtour.reports.meter import meter
    from questtour.reports.verdict import verdict_lines

    with _faults(), meter(_("Verify")) as step:
        verdict = verify_log(log, step.reach)
    for line in verdict_lines(verdict):
        click.echo(line)
    if not verdict.good:
        sys.exit(1)


@cli.command(help=N_("Show versions, every path, the terminal and the language."))
@language_option
def info() -> None:
    """Print what somebody who helps would ask for."""
    from questtour.reports.info import info_lines

    for line in info_lines(_settings()):
        click.echo(line)


def main() -> None:
    """Run the program; the language is chosen first, for even a misuse is told in it."""
    speak_early(sys.argv[1:], None)
    try:
        speak_early(sys.argv[1:], load_settings(settings_path()).language)
    except SettingsFault as fault:
        fail(str(fault))
    cli(prog_name="questtour")


def _settings() -> Settings:
    try:
        return load_settings(settings_path())
    except SettingsFault as fault:
        fail(str(fault))


def _desk(log: Path | None) -> "Desk":
    from questtour.screens.host import Desk

    return Desk(SystemClock(), _settings(), settings_path(), data_folder(), log)


def _found(route: str) -> "tuple[Path, Sheet]":
    from questtour.library import find_sheet, read_sheet_file

    path = find_sheet(route)
    return path, read_sheet_file(path)


def _sheet(route: str) -> "tuple[Sheet, Path]":
    path, sheet = _found(route)
    return sheet, path


def _launched(desk: "Desk", route: str, group: str) -> "Session":
    from questtour.launch import GuideWish, find_group, launch
    from questtour.recent import remember_sheet

    path, sheet = _found(route)
    find_group(sheet.route, group)
    _need_terminal()
    session = launch(GuideWish(sheet, group), desk.clock, desk.folder, desk.log)
    remember_sheet(desk.folder, path)
    return session


def _need_terminal() -> None:
    """Refuse to go on where nothing can be drawn, before a log is made that nobody will see."""
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        fail(_("questtour needs a terminal to draw in: start it in a terminal window, without pipes."))


def _resumed(log: Path) -> "Session":
    from questtour.session import open_guide

    _need_terminal()
    return open_guide(log, SystemClock())


def _run_app(
    desk: "Desk", session: "Session | None" = None, sheet: "Sheet | None" = None, path: Path | None = None
) -> None:
    """Run the app, and say afterwards where the tour is kept."""
    _need_terminal()
    from questtour.app import QuestApp

    app = QuestApp(desk, session, sheet, path)
    crash = _Crash(app)
    try:
        app.run()
    finally:
        if app.session is not None:
            app.session.close()
    if app.session is not None:
        click.echo(_("The tour is saved in {path}").format(path=app.session.log_path))
    crash.tell(desk.folder)


class _Crash:
    """Keeps what Textual would print about an error of ours off a person's screen, and in a file."""

    def __init__(self, app: "QuestApp") -> None:
        from rich.console import Console

        self._app = app
        self._told = StringIO()
        app.error_console = Console(file=self._told, width=120, markup=False, highlight=False)

    def tell(self, folder: Path) -> None:
        """Say in one line that the program broke, if it did, and where its makers can read why."""
        if not self._told.getvalue():
            return
        path = folder / "crash.txt"
        with suppress(OSError):
            folder.mkdir(parents=True, exist_ok=True)
            path.write_text(self._told.getvalue(), encoding="utf-8")
        text = _("The program broke, and we are sorry. Start it again: it goes on. For its makers: {path}")
        fail(text.format(path=path))


@contextmanager
def _faults() -> Iterator[None]:
    """Turn what a person can mend into one line each and status 1."""
    from questtour.eventlog.faults import LogFault
    from questtour.launch import NoSuchGroup
    from questtour.reports.files import OutputFault
    from questtour.session import WrongTour
    from questtour.tour.route_faults import RouteFaults

    try:
        yield
    except RouteFaults as found:
        fail(*map(str, found.faults))
    except (LogFault, NoSuchGroup, OutputFault, WrongTour) as fault:
        fail(str(fault))
    except OSError as error:
        fail(f"{error.filename or ''}: {error.strerror or error}".lstrip(": "))
