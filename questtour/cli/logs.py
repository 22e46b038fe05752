"""Commands on event logs."""

import sys
from datetime import datetime, timedelta
from pathlib import Path

import click

from questtour.cli.common import (
    LOG,
    LOG_FILES,
    beginning,
    command,
    desk_for,
    run,
    tell,
    tell_replaced,
    told_faults,
)
from questtour.cli.values import Moment
from questtour.clock import SystemClock
from questtour.files import is_file
from questtour.i18n import N_, _, ngettext
from questtour.mesh.ways import Ways
from questtour.speech import language_option, option, say

ANONYMOUS = option(
    "--anonymous", is_flag=True, help=N_("Replace people's names by pseudonyms, also in free texts.")
)


@command(
    help=N_(
        "Write logs as csv tables (a folder), jsonl, xlsx, html or xapi (a file). Several logs are several "
        "tours, or one tour's laptops."
    )
)
@LOG_FILES
@option(
    "--format",
    "form",
    type=click.Choice(["csv", "jsonl", "xlsx", "html", "xapi"]),
    required=True,
    help=N_("What to write."),
)
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
@ANONYMOUS
@language_option
def export(logs: tuple[Path, ...], form: str, output: Path, delimiter: str, anonymous: bool) -> None:
    """Export logs."""
    from questtour.reports.exporting import write_export
    from questtour.reports.meter import meter
    from questtour.reports.sources import sources

    delimiter = delimiter.replace("\\t", "\t")
    if len(delimiter) != 1 or delimiter in '"\r\n':
        raise click.UsageError(_("The delimiter must be one sign, and neither a quote nor a line break."))
    earlier = is_file(output / "events.csv" if form == "csv" else output)
    with told_faults():
        given = sources(logs)
        count = sum(source.count for source in given)
        with meter(_("Export"), SystemClock(), count) as step:
            write_export(given, form, output, delimiter=delimiter, nameless=anonymous, step=step)
    say(ngettext("{n} event → {path}", "{n} events → {path}", count).format(n=count, path=output))
    if earlier and form == "csv":
        tell(_("Earlier tables in “{path}” were replaced.").format(path=output))
    elif earlier:
        tell_replaced(output)


@command(help=N_("Check a log's signatures, chains and integrity."))
@LOG
@option(
    "--all", "every", is_flag=True, help=N_("Name each laptop, also where there are many and all are good.")
)
@language_option
def verify(log: Path, every: bool) -> None:
    """Verify a log and say what was found."""
    from questtour.eventlog.faults import NO_EVENTS, fault
    from questtour.eventlog.verify import verify as verify_log
    from questtour.reports.meter import meter
    from questtour.reports.verdict import verdict_lines

    with told_faults(), meter(_("Verify"), SystemClock()) as step:
        verdict = verify_log(log, step.reach)
        if not verdict.devices and verdict.good:
            # Whoever took all events out must not be told that all is well.
            raise fault(NO_EVENTS, log)
    say(*verdict_lines(verdict, every=every))
    if not verdict.good:
        sys.exit(1)


@command(help=N_("Merge logs of one tour into one, in any order and any number of times."))
@LOG_FILES
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

    with told_faults(), meter(_("Merge"), SystemClock()) as step:
        merged = merge_logs(logs, into, step.reach)
    events = ngettext("{n} event", "{n} events", merged.events).format(n=merged.events)
    laptops = ngettext("{n} laptop", "{n} laptops", merged.laptops).format(n=merged.laptops)
    say(_("Merged: {events}, {laptops} → {path}").format(events=events, laptops=laptops, path=into))


@command(help=N_("Say what is expected from here: who finishes when, who will wait where, what to do."))
@LOG
@option(
    "--at",
    "when",
    metavar=N_("TIME"),
    type=Moment(),
    help=N_(
        "What was known then: HH:MM on the venue's clock, or ISO 8601 with a zone; by default the last event."
    ),
)
@option(
    "--history",
    metavar=N_("LOG"),
    type=click.Path(path_type=Path),
    multiple=True,
    help=N_("The log of an earlier tour, to learn from; can be given again."),
)
@option("--json", "as_json", is_flag=True, help=N_("Print JSON, with options."))
@language_option
def forecast(log: Path, when: datetime | timedelta | None, history: tuple[Path, ...], as_json: bool) -> None:
    """Print the forecast of a log."""
    import json

    from questtour.reports.forecast import (
        forecast_json,
        past_tours,
        print_forecast,
        progress_at,
        unheard_lines,
    )

    with told_faults():
        earlier = past_tours(history)
        known = progress_at(log, when)
    progress, now, _last = known
    for line in unheard_lines(known, log):
        tell(line)
    if as_json:
        click.echo(json.dumps(forecast_json(progress, now, earlier), ensure_ascii=False, indent=2))
    else:
        print_forecast(progress, now, earlier)


@command(help=N_("Look back at tours: plan and fact, stations, groups, voices, survey, what to change."))
@LOG_FILES
@ANONYMOUS
@language_option
def review(logs: tuple[Path, ...], anonymous: bool) -> None:
    """Show the reflection screen; the logs stay as they are."""
    desk = desk_for(None, Ways())
    run(desk, lambda: beginning().reviewed(desk, logs, nameless=anonymous))


LOGS = (review, export, verify, merge, forecast)
