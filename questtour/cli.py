"""The command line. Each command imports what it alone needs, so that a guide's screen starts fast."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import TextIOWrapper
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING

import click

from questtour.clock import SystemClock
from questtour.faults import UserFault
from questtour.i18n import N_, _, ngettext
from questtour.mesh.ways import ANYWHERE, PORT, Ways
from questtour.settings_file import SettingsFault, data_folder, language_of, read_settings, settings_path
from questtour.speech import Argument, Group, fail, language_option, option, say, speak_early, version_option

if TYPE_CHECKING:
    from questtour.launch import Beginning
    from questtour.screens.host import Desk
    from questtour.tour.route_reading import Sheet

LOG = click.argument("log", cls=Argument, metavar=N_("LOG"), type=click.Path(path_type=Path))
LOG_OPTION = option(
    "--log",
    metavar=N_("LOG"),
    type=click.Path(path_type=Path),
    help=N_("The event log; by default a file of its own a tour."),
)


CONNECT_OPTION = option(
    "--connect",
    metavar=N_("PLACE"),
    multiple=True,
    help=N_("Reach the others through tcp/HOST:7447, where laptops do not find each other by themselves."),
)
LISTEN = f"tcp/0.0.0.0:{PORT}"


@click.group(
    cls=Group,
    invoke_without_command=True,
    help=N_("Leads groups of visitors through school labs on a quest tour, live."),
    context_settings={"help_option_names": ["--help", "-h"]},
)
@LOG_OPTION
@language_option
@version_option
@click.pass_context
def cli(context: click.Context, log: Path | None) -> None:
    """Show the start screen when no command is named."""
    if context.invoked_subcommand is None:
        _run(_desk(log, Ways()), lambda: _beginning().asked())


@cli.command(help=N_("Lead a group. ROUTE is a file, or a sheet that ships."))
@click.argument("route", cls=Argument, metavar=N_("[ROUTE]"), required=False)
@option("--group", metavar=N_("GROUP"), help=N_("The group to lead: its id or its title."))
@option("--join", metavar=N_("CODE"), help=N_("Join the tour that has this code."))
@CONNECT_OPTION
@LOG_OPTION
@language_option
def guide(
    route: str | None, group: str | None, join: str | None, connect: tuple[str, ...], log: Path | None
) -> None:
    """Lead a group, or resume its tour; ask for what was not named."""
    if join is not None:
        desk = _desk(log, Ways(connect))
        _run(desk, lambda: _beginning().joined(desk, join, "guide", route, group))
        return
    resumed = log if log is not None and log.exists() else None
    if route is None and group is not None and resumed is None:
        raise click.UsageError(_("Name the ROUTE to which the group belongs, too."))
    desk = _desk(log, Ways(connect))
    _run(desk, lambda: _beginning().led(desk, route, group, resumed))


@cli.command(help=N_("Open a tour for many laptops, and see them all."))
@click.argument("route", cls=Argument, metavar=N_("ROUTE"))
@CONNECT_OPTION
@option(
    "--listen", metavar=N_("PLACE"), default=LISTEN, show_default=True, help=N_("Where others can reach us.")
)
@LOG_OPTION
@language_option
def coordinate(route: str, connect: tuple[str, ...], listen: str, log: Path | None) -> None:
    """Open a tour, or go on with today's."""
    desk = _desk(log, Ways(connect, (listen, ANYWHERE)))
    _run(desk, lambda: _beginning().coordinated(desk, route))


@cli.command(help=N_("Show a tour to everybody in the hall; nothing can be done there."))
@option(
    "--join", metavar=N_("CODE"), required=True, help=N_("The tour's code, from the coordinator's screen.")
)
@CONNECT_OPTION
@LOG_OPTION
@language_option
def board(join: str, connect: tuple[str, ...], log: Path | None) -> None:
    """Show the tour with that code."""
    desk = _desk(log, Ways(connect))
    _run(desk, lambda: _beginning().joined(desk, join, "board"))


@cli.command(help=N_("Pass messages on between laptops that cannot see each other."))
@option(
    "--listen", metavar=N_("PLACE"), default=LISTEN, show_default=True, help=N_("Where laptops reach it.")
)
@language_option
def relay(listen: str) -> None:
    """Pass messages on until Ctrl+C."""
    from threading import Event

    from questtour.mesh.zenoh_network import relay as pass_on

    text = _("Passing messages on at {place}. On each laptop: --connect {example}. Ctrl+C ends it.")
    example = listen.replace("0.0.0.0", _("THIS-COMPUTER"))
    with _faults():
        pass_on(listen, lambda: say(text.format(place=listen, example=example)), Event())


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
            sheet = _sheet(route)
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

    # ASCII is right in every encoding that a redirected output may have.
    click.echo(json.dumps(route_schema(), indent=2))


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
        with meter(_("Export"), SystemClock(), count) as step:
            if form == "jsonl":
                export_jsonl(log, output, step)
            else:
                export_csv(log, output, delimiter, step)
    say(ngettext("{n} event → {path}", "{n} events → {path}", count).format(n=count, path=output))


@cli.command(help=N_("Check a log's signatures, chains and integrity."))
@LOG
@language_option
def verify(log: Path) -> None:
    """Verify a log and say what was found about each laptop."""
    from questtour.eventlog.verify import verify as verify_log
    from questtour.reports.meter import meter
    from questtour.reports.verdict import verdict_lines

    with _faults(), meter(_("Verify"), SystemClock()) as step:
        verdict = verify_log(log, step.reach)
    say(*verdict_lines(verdict))
    if not verdict.good:
        sys.exit(1)


@cli.command(help=N_("Merge logs of one tour into one, in any order and any number of times."))
@click.argument(
    "logs", cls=Argument, metavar=N_("LOG…"), nargs=-1, required=True, type=click.Path(path_type=Path)
)
@option(
    "--into",
    metavar=N_("LOG"),
    type=click.Path(path_type=Path),
    required=True,
    help=N_("The log to write; what it holds from an earlier merge is kept."),
)
@language_option
def merge(logs: tuple[Path, ...], into: Path) -> None:
    """Merge logs, and say what came of it."""
    from questtour.eventlog.merge import merge as merge_logs
    from questtour.reports.meter import meter

    with _faults(), meter(_("Merge"), SystemClock()) as step:
        merged = merge_logs(logs, into, step.reach)
    events = ngettext("{n} event", "{n} events", merged.events).format(n=merged.events)
    laptops = ngettext("{n} laptop", "{n} laptops", merged.laptops).format(n=merged.laptops)
    say(_("Merged: {events}, {laptops} → {path}").format(events=events, laptops=laptops, path=into))


@cli.command(help=N_("Show versions, every path, the terminal and the language."))
@language_option
def info() -> None:
    """Print what somebody who helps would ask for."""
    from questtour.reports.info import info_lines
    from questtour.settings import Settings, load_settings

    try:
        settings = load_settings(settings_path())
    except SettingsFault as fault:
        settings = Settings()
        say(str(fault))
    say(*info_lines(settings))


def main() -> None:
    """Run the program; the language is chosen first, for even a misuse is told in it."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            # A console or a file in an old encoding must not turn a finished job into an error.
            stream.reconfigure(errors="replace")
    speak_early(sys.argv[1:], None)
    if "info" not in sys.argv[1:]:
        with _faults():
            speak_early(sys.argv[1:], language_of(read_settings(settings_path())))
    cli(prog_name="questtour")


def _run(desk: "Desk", begin: "Callable[[], Beginning]") -> None:
    from questtour.running import run

    with _faults():
        run(desk, begin, read_settings(settings_path()).get("theme"))


def _desk(log: Path | None, ways: Ways) -> "Desk":
    from questtour.screens.host import Desk

    return Desk(SystemClock(), settings_path(), data_folder(), log, ways)


def _sheet(route: str) -> "Sheet":
    from questtour.library import find_sheet, read_sheet_file

    return read_sheet_file(find_sheet(route))


def _beginning() -> ModuleType:
    """Return what the app can begin with: it loads a lot, and is asked for after the first frame."""
    from questtour import beginning

    return beginning


@contextmanager
def _faults() -> Iterator[None]:
    """Turn what a person can mend into a line each and status 1."""
    try:
        yield
    except UserFault as fault:
        fail(*str(fault).splitlines())
