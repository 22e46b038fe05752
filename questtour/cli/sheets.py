"""Commands on route sheets."""

from pathlib import Path

import click

from questtour.cli.common import NEW_SHEET, ROUTE, command, tell, tell_replaced, told_faults
from questtour.cli.values import Number
from questtour.files import is_file
from questtour.i18n import N_, _, ngettext
from questtour.speech import Argument, fail, language_option, option, say


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

    from questtour.tour.route_schema import schema as route_schema

    # ASCII is right in every encoding that a redirected output may have.
    click.echo(json.dumps(route_schema(), indent=2))


@command(
    help=N_(
        "Plan orders and starts so that no station is full when a group comes, and write them to a new sheet."
    )
)
@ROUTE
@NEW_SHEET
@option(
    "--keep",
    metavar=N_("GROUP"),
    multiple=True,
    help=N_("Keep the order and times of this group, named by id or title."),
)
@option("--robust", is_flag=True, help=N_("Choose what stands up best on uneven days, not the shortest."))
@option(
    "--no-pauses",
    is_flag=True,
    help=N_("Without pauses in the plan: no group stands still on its way to a full station."),
)
@option(
    "--seconds",
    metavar=N_("N"),
    type=Number(1, 3600),
    default=15,
    show_default=True,
    help=N_("How long to look for the best plan."),
)
@language_option
def plan(
    *, route: str, output: Path, keep: tuple[str, ...], robust: bool, no_pauses: bool, seconds: float
) -> None:
    """Plan a sheet, write the plan, and say how good it is."""
    from questtour.library import sheet_to_plan

    with told_faults():
        path, text, sheet = sheet_to_plan(route)
        _need_solver()
        from questtour.planning.make import Wishes, make
        from questtour.planning.verdict import robust_lines, verdict_lines
        from questtour.planning.write import planned_text, write_plan
        from questtour.reports.matrix import print_matrix
        from questtour.tour.timetable import timetable

        earlier = is_file(output)
        made = make(sheet.raw, sheet.route, Wishes(keep, not no_pauses, robust, seconds))
        write_plan(path, output, planned_text(text, sheet.route, made.found.plan), sheet.route.id)
    print_matrix(made.route, timetable(made.route))
    say(*verdict_lines(made.found, sheet.route.start), *(robust_lines(made.choice) if made.choice else ()))
    say(_("The plan → {path}").format(path=output))
    if earlier:
        tell_replaced(output)


def _need_solver() -> None:
    try:
        import ortools  # noqa: F401 - only whether it is there
    except ImportError:
        fail(_("Planning needs OR-Tools, which is not installed: pip install 'questtour[plan]'"))


@command(help=N_("Write printable route sheets: a page for each group and station, one for the coordinator."))
@ROUTE
@option(
    "--output",
    metavar=N_("PATH"),
    type=click.Path(path_type=Path),
    required=True,
    help=N_("The file to write, such as sheets.html; open it in a browser and print."),
)
@language_option
def sheets(route: str, output: Path) -> None:
    """Write the sheets, and say how many pages they are."""
    from questtour.library import named_sheet
    from questtour.reports.export import spare_other
    from questtour.reports.sheets import write_sheets
    from questtour.reports.timetable import meeting_lines
    from questtour.sheet_writing import spare

    with told_faults():
        sheet = named_sheet(route)
        spare(Path(sheet.name), output)
        spare_other(output, "html")
        earlier = is_file(output)
        pages = write_sheets(sheet.route, output)
    for line in meeting_lines(sheet.route):
        tell(line)
    say(ngettext("{n} page → {path}", "{n} pages → {path}", pages).format(n=pages, path=output))
    if output.suffix.lower() not in {".html", ".htm"}:
        tell(
            _("“{path}” is a web page: only with a name that ends in .html a browser opens it.").format(
                path=output
            )
        )
    if earlier:
        tell_replaced(output)


SHEETS = (check, schema, plan, sheets)
