"""One door to all exports: which format, of which tours, with names or without."""

from collections.abc import Sequence
from pathlib import Path

from questtour.reports.anonymous import anonymous
from questtour.reports.export import Step, export_csv, export_jsonl, no_step, spare
from questtour.reports.sources import Source


def write_export(
    tours: Sequence[Source],
    form: str,
    output: Path,
    *,
    delimiter: str = ",",
    nameless: bool = False,
    step: Step = no_step,
) -> None:
    """Write `tours` at `output` in the format `form`: csv, jsonl, xlsx, html or xapi.

    Raises:
        LogFault: a log cannot be read.
        NothingToReflect: there is no tour to report of, or rehearsals and real tours are mixed.
        FileFault: the output cannot be written, or is a log.
    """
    spare(tours, output, form)
    given = anonymous(tours) if nameless else tours
    match form:
        case "csv":
            export_csv(given, output, delimiter, step)
        case "jsonl":
            export_jsonl(given, output, step)
        case "xlsx":
            from questtour.reports.xlsx import export_xlsx

            export_xlsx(given, output)
        case "xapi":
            from questtour.reports.xapi import export_xapi

            export_xapi(given, output, step)
        case _:
            from questtour.reports.html import export_html

            export_html(given, output, nameless=nameless)
