"""Commands on event logs."""

import sys
from pathlib import Path

import click

from questtour.cli.common import LOG, command, told_faults
from questtour.clock import SystemClock
from questtour.i18n import N_, _, ngettext
from questtour.speech import Argument, language_option, option, say


@command(help=N_("Write a log as csv tables (a folder) or jsonl (a file)."))
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
    with told_faults():
        count = count_rows(log)
        with meter(_("Export"), SystemClock(), count) as step:
            if form == "jsonl":
                export_jsonl(log, output, step)
            else:
                export_csv(log, output, delimiter, step)
    say(ngettext("{n} event → {path}", "{n} events → {path}", count).format(n=count, path=output))


@command(help=N_("Check a log's signatures, chains and integrity."))
@LOG
@language_option
def verify(log: Path) -> None:
    """Verify a log and say what was found about each laptop."""
    from questtour.eventlog.verify import verify as verify_log
    from questtour.reports.meter import meter
    from questtour.reports.verdict import verdict_lines

    with told_faults(), meter(_("Verify"), SystemClock()) as step:
        verdict = verify_log(log, step.reach)
    say(*verdict_lines(verdict))
    if not verdict.good:
        sys.exit(1)


@command(help=N_("Merge logs of one tour into one, in any order and any number of times."))
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

    with told_faults(), meter(_("Merge"), SystemClock()) as step:
        merged = merge_logs(logs, into, step.reach)
    events = ngettext("{n} event", "{n} events", merged.events).format(n=merged.events)
    laptops = ngettext("{n} laptop", "{n} laptops", merged.laptops).format(n=merged.laptops)
    say(_("Merged: {events}, {laptops} → {path}").format(events=events, laptops=laptops, path=into))


LOGS = (export, verify, merge)
