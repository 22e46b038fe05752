"""The look back as one HTML file that needs nothing from elsewhere, to read out and to print."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from questtour.files import whole_file
from questtour.i18n import _, language
from questtour.paper import html_of
from questtour.reports import report_words as words
from questtour.reports.blocks import Block, Grid, Head, Page, Para, Quote
from questtour.reports.commands import revise_command
from questtour.reports.figures import changes_page, survey_page
from questtour.reports.html_words import html_words
from questtour.reports.pages import group_page, station_page, walks_page
from questtour.reports.sources import Source
from questtour.reports.telling import spoken_page
from questtour.reports.voices import voices_page
from questtour.tour.reflection import Reflection, TourLook, reflect

MOST_LINES = 200
"""Free lines of one kind that are printed, at most: the file stays small, and somebody reads them."""

MOST_LETTERS = 60_000
"""Letters of free lines of one kind, all together."""


def export_html(tours: Sequence[Source], output: Path, *, nameless: bool = False) -> None:
    """Write the report of `tours` at `output`, in the language in use; if `nameless`, it names no log.

    Raises:
        LogFault: a log cannot be read.
        NothingToReflect: no tour was opened, or rehearsals and real tours are mixed.
        FileFault: the file cannot be written.
    """
    found = reflect([source.progress() for source in tours])
    logs = [path for source in tours for path in source.paths if not nameless]
    page = report_html(found, revise_command(Path(f"{found.last.tour.route.id}.toml"), logs))
    with whole_file(output, "utf-8") as file:
        file.write(page)


def report_html(found: Reflection, command: str) -> str:
    """Return the report, with the `command` that makes the next sheet.

    Without the extra `report` it has tables, and a line on how to get charts.
    """
    filters = (words.span, words.late, words.late_stay, words.said, words.clipped, kind)
    return html_of(
        "questtour.reports",
        "report.html",
        {each.__name__: each for each in filters},
        found=found,
        language=language(),
        words=html_words(),
        title=words.said(found.last.tour.route.title),
        changes=short(changes_page(found, command)),
        tours=[_tour(found, look) for look in found.tours],
        points=found.trend,
    )


def kind(block: Block) -> str:
    """Return what the template calls a kind of block."""
    return type(block).__name__.lower()


def _tour(found: Reflection, look: TourLook) -> dict[str, Any]:
    """Return what the template draws of one tour: figures as they are, and names as people read them."""
    tour = look.tour
    stations = (station_page(look, each, voices=False) for each in look.by_weight)
    groups = (group_page(look, each, voices=False) for each in look.groups)
    return {
        "look": look,
        "day": words.day(tour),
        "venue": words.said(tour.route.venue),
        "spoken": short(spoken_page(found, look)),
        "charts": _charts(look),
        "clock": lambda moment: words.clock(tour, moment),
        "station": lambda station: words.station_title(tour, station) if station else "",
        "group": lambda group: words.group_title(tour, group),
        "stations": [short(page) for page in stations],
        "groups": [short(page) for page in groups],
        "voices": short(voices_page(look)),
        "survey": short(survey_page(look)),
        "walks": short(walks_page(look)),
    }


def short(page: Page) -> Page:
    """Return a page with no more lines under each of its heads than somebody reads."""
    return replace(page, blocks=tuple(_short(page.blocks)))


def _short(blocks: Sequence[Block]) -> Iterator[Block]:
    lines = letters = left_out = 0
    for block in (*blocks, Head("")):
        if isinstance(block, Head):
            if left_out:
                yield Para(_("and more lines: {n}").format(n=left_out), soft=True)
            lines = letters = left_out = 0
        elif isinstance(block, Quote):
            lines, letters = lines + 1, letters + len(block.text)
            if lines > MOST_LINES or letters > MOST_LETTERS:
                left_out += 1
                continue
        elif isinstance(block, Grid) and len(block.rows) > MOST_LINES:
            left_out = len(block.rows) - MOST_LINES
            yield replace(block, rows=block.rows[:MOST_LINES])
            continue
        if block != Head(""):
            yield block


def _charts(look: TourLook) -> list[tuple[str, str]] | None:
    from questtour.reports.charts import charts

    try:
        return charts(look)
    except ImportError:
        return None
