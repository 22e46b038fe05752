"""Commands that run a tour: what a guide, a coordinator and the hall start."""

from pathlib import Path

import click

from questtour.cli.common import LOG_OPTION, ROUTE, beginning, command, desk_for, run, told_faults
from questtour.i18n import N_, _
from questtour.mesh.ways import ANYWHERE, PORT, Ways
from questtour.speech import Argument, language_option, option, say

CONNECT_OPTION = option(
    "--connect",
    metavar=N_("PLACE"),
    multiple=True,
    help=N_("Reach the others through tcp/HOST:7447, where laptops do not find each other by themselves."),
)
LISTEN = f"tcp/0.0.0.0:{PORT}"


@command(help=N_("Lead a group. ROUTE is a file, or a sheet that ships."))
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
        desk = desk_for(log, Ways(connect))
        run(desk, lambda: beginning().joined(desk, join, "guide", route, group))
        return
    resumed = log if log is not None and log.exists() else None
    if route is None and group is not None and resumed is None:
        raise click.UsageError(_("Name the ROUTE to which the group belongs, too."))
    desk = desk_for(log, Ways(connect))
    run(desk, lambda: beginning().led(desk, route, group, resumed))


@command(help=N_("Open a tour for many laptops, and see them all."))
@ROUTE
@CONNECT_OPTION
@option(
    "--listen", metavar=N_("PLACE"), default=LISTEN, show_default=True, help=N_("Where others can reach us.")
)
@LOG_OPTION
@language_option
def coordinate(route: str, connect: tuple[str, ...], listen: str, log: Path | None) -> None:
    """Open a tour, or go on with today's."""
    desk = desk_for(log, Ways(connect, (listen, ANYWHERE)))
    run(desk, lambda: beginning().coordinated(desk, route))


@command(help=N_("Show a tour to everybody in the hall; nothing can be done there."))
@option(
    "--join", metavar=N_("CODE"), required=True, help=N_("The tour's code, from the coordinator's screen.")
)
@CONNECT_OPTION
@LOG_OPTION
@language_option
def board(join: str, connect: tuple[str, ...], log: Path | None) -> None:
    """Show the tour with that code."""
    desk = desk_for(log, Ways(connect))
    run(desk, lambda: beginning().joined(desk, join, "board"))


@command(
    help=N_(
        "Let visitors answer the survey on their phones: show the form's QR code and address. "
        "ROUTE begins a tour for the survey alone; --log asks about a tour that is over."
    )
)
@click.argument("route", cls=Argument, metavar=N_("[ROUTE]"), required=False)
@option("--join", metavar=N_("CODE"), help=N_("Join the tour that has this code."))
@option(
    "--listen",
    metavar=N_("HOST:PORT"),
    default="0.0.0.0:8080",
    show_default=True,
    help=N_("Where phones reach the form; where the port is taken, the next one that is free."),
)
@CONNECT_OPTION
@LOG_OPTION
@language_option
def survey(
    route: str | None, join: str | None, listen: str, connect: tuple[str, ...], log: Path | None
) -> None:
    """Serve the visitors' form of a tour."""
    from questtour.survey.addresses import read_place

    if route is not None and join is not None:
        raise click.UsageError(_("Name one tour: --join CODE, a ROUTE, or --log LOG."))
    if route is None and join is None and log is None:
        raise click.UsageError(_("Name the tour: --join CODE, a ROUTE, or --log LOG."))
    with told_faults():
        desk = desk_for(log, Ways(connect), read_place(listen))
    run(desk, lambda: beginning().for_visitors(desk, route, join))


@command(help=N_("Pass messages on between laptops that cannot see each other."))
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
    with told_faults():
        pass_on(listen, lambda: say(text.format(place=listen, example=example)), Event())


LIVE = (guide, coordinate, board, survey, relay)
