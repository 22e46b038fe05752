"""Commands on route sheets."""

import click

from questtour.cli.common import command
from questtour.i18n import N_
from questtour.speech import Argument, fail, language_option


@command(help=N_("Check route sheets: the timetable, or every fault."))
@click.argument("routes", cls=Argument, metavar=N_("ROUTE…"), nargs=-1, required=True)
@language_option
def check(routes: tuple[str, ...]) -> None:
    """Check every sheet and fail if one of them has faults."""
    from questtour.library import named_sheet
    from questtour.reports.timetable import print_timetable
    from questtour.tour.route_faults import RouteFaults

    faults: list[str] = []
    for route in routes:
        try:
            sheet = named_sheet(route)
        except RouteFaults as found:
            faults.extend(map(str, found.faults))
        else:
            print_timetable(sheet.route)
    if faults:
        fail(*faults)


@command(help=N_("Print the route sheet's JSON Schema, for editors."))
@language_option
def schema() -> None:
    """Print the schema."""
    import json

    from questtour.tour.route import schema as route_schema

    # ASCII is right in every encoding that a redirected output may have.
    click.echo(json.dumps(route_schema(), indent=2))


SHEETS = (check, schema)
