"""The look back as one HTML file that needs nothing from elsewhere, to read out and to print."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from questtour.files import whole_file
from questtour.i18n import _, language
from questtour.paper import html_of
from questtour.reports import report_words as words
from questtour.reports.html_words import html_words
from questtour.reports.revision_words import advice, sureness
from questtour.reports.sources import Source
from questtour.tour.reflection import TAGS, Reflection, TourLook, reflect
from questtour.tour.reflection_survey import QuestionLook
from questtour.tour.route import SurveyKind

MOST_LINES = 200
"""Free lines of one kind that are printed, at most: the file stays small, and somebody reads them."""

MOST_LETTERS = 60_000
"""Letters of free lines of one kind, all together."""


def export_html(tours: Sequence[Source], output: Path) -> None:
    """Write the report of `tours` at `output`, in the language in use.

    Raises:
        LogFault: a log cannot be read.
        NothingToReflect: no tour was opened, or rehearsals and real tours are mixed.
        FileFault: the file cannot be written.
    """
    page = report_html(reflect([source.progress() for source in tours]))
    with whole_file(output, "utf-8") as file:
        file.write(page)


def report_html(found: Reflection) -> str:
    """Return the report; without the extra `report` it has tables, and a line on how to get charts."""
    filters = (words.span, words.late, words.said, words.clipped, words.decimal, words.percent)
    return html_of(
        __package__,
        "report.html",
        {each.__name__: each for each in filters},
        found=found,
        language=language(),
        words=html_words(),
        title=words.said(found.last.tour.route.title),
        changes=[(advice(found.last.tour.route, each), sureness(each)) for each in found.changes],
        tours=[_tour(look) for look in found.tours],
        trend=[(words.day(look.tour), point) for look, point in zip(found.tours, found.trend, strict=True)],
        shared=_shared(found),
    )


def _tour(look: TourLook) -> dict[str, Any]:
    """Return what the template draws of one tour: figures as they are, and names as people read them."""
    tour = look.tour
    return {
        "look": look,
        "day": words.day(tour),
        "venue": words.said(tour.route.venue),
        "charts": _charts(look),
        "clock": lambda moment: words.clock(tour, moment),
        "station": lambda station: words.station_title(tour, station) if station else "",
        "group": lambda group: words.group_title(tour, group),
        "notes": [(_(words.TAG_WORDS[tag]), _short(look.noted(tag))) for tag in TAGS if look.noted(tag)],
        "questions": [_question(each) for each in look.survey.questions],
        "written": [_written(answers.group, answers.answers) for answers in look.written],
    }


def _short(said: Sequence[Any]) -> tuple[Sequence[Any], int]:
    return said[:MOST_LINES], max(0, len(said) - MOST_LINES)


def _charts(look: TourLook) -> list[tuple[str, str]] | None:
    from questtour.reports.charts import charts

    try:
        return charts(look)
    except ImportError:
        return None


def _question(each: QuestionLook) -> dict[str, Any]:
    kind, counts = each.question.kind, each.counts
    names: tuple[str, ...] = each.question.options
    if kind is SurveyKind.SCALE:
        names = tuple("12345")
    elif kind is SurveyKind.YES_NO:
        names = (_("yes"), _("no"))
    lines, letters = [], 0
    for line in map(words.clipped, each.lines[:MOST_LINES]):
        letters += len(line)
        if letters > MOST_LETTERS:
            break
        lines.append(line)
    return {
        "look": each,
        "answered": words.of_present(each),
        "bars": [
            (words.clipped(name), count, 100 * count / each.answered if each.answered else 0)
            for name, count in zip(names, counts, strict=bool(counts))
        ],
        "lines": lines,
        "more": len(each.lines) - len(lines),
    }


def _written(group: str | None, answers: Any) -> tuple[str | None, list[tuple[str, str]]]:  # noqa: ANN401
    told = [
        (_(words.PROMPTS[name]) if name in words.PROMPTS else words.clipped(name), words.clipped(text))
        for name, text in answers.items()
        if isinstance(text, str) and text.strip()
    ]
    return group, told


def _shared(found: Reflection) -> list[tuple[str, list[float | None]]]:
    """Return the scales that more than one tour asked, each with its share in every tour."""
    asked = {each.question.id: each.question.text for look in found.tours for each in look.survey.questions}
    rows = [(text, [point.shares.get(name) for point in found.trend]) for name, text in asked.items()]
    return [row for row in rows if sum(share is not None for share in row[1]) > 1]
