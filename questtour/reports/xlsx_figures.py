"""The figures of the look back as rows for a workbook."""

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from questtour.i18n import _
from questtour.reports.report_words import day, said, station_title
from questtour.reports.revision_words import advice, sureness
from questtour.tour.reflection import Reflection
from questtour.tour.reflection_facts import Spread

Row = dict[str, Any]


class Figures(NamedTuple):
    """A sheet of figures: its name, its columns and its rows; and of what its chart is made."""

    name: str
    columns: tuple[str, ...]
    rows: Callable[[Reflection], Iterator[Row]]
    chart: tuple[str, str, str] | None = None
    """The columns with the names, the planned and the spent times."""


def _spread(spent: Spread | None) -> Row:
    return {
        "median_seconds": spent and spent.median,
        "least_seconds": spent and spent.least,
        "most_seconds": spent and spent.most,
    }


def _summary(found: Reflection) -> Iterator[Row]:
    for look, point in zip(found.tours, found.trend, strict=True):
        yield {
            "title": said(look.tour.route.title),
            "day": day(look.tour),
            "sort": _("rehearsal") if found.rehearsal else _("tour"),
            "groups": point.groups,
            "finished": point.finished,
            "offset_minutes": None if point.offset is None else round(point.offset / 60, 1),
            "overrun_minutes": None if point.overrun is None else round(point.overrun / 60, 1),
            "waited_seconds": point.waited,
            "replies": point.replies,
        }


def _stations(found: Reflection) -> Iterator[Row]:
    for look in found.tours:
        for each in look.by_weight:
            yield {
                "day": day(look.tour),
                "title": said(each.station.title),
                "planned_seconds": each.planned,
                **_spread(each.spent),
                "visits": each.visits,
                "late": each.late,
                "skipped": each.skipped,
                "hints_told": sum(each.hints),
                "open_tasks": sum(each.open),
                "waits": len(each.waits),
                "waited_seconds": sum(each.waits),
                "lost_seconds": each.lost,
                "closed": "" if each.closed is None else each.closed or _("yes"),
            }


def _walks(found: Reflection) -> Iterator[Row]:
    for look in found.tours:
        for each in look.walks:
            yield {
                "day": day(look.tour),
                "origin": station_title(look.tour, each.origin),
                "goal": station_title(look.tour, each.goal),
                "planned_seconds": each.planned,
                **_spread(each.spent),
                "walks": each.spent.count,
            }


def _groups(found: Reflection) -> Iterator[Row]:
    for look in found.tours:
        for each in look.groups:
            yield {
                "day": day(look.tour),
                "title": said(each.group.title),
                "guide": said(each.group.guide),
                "visited": each.stations,
                "stations": each.of_stations,
                "skipped": each.skipped,
                "offset_minutes": None if each.offset is None else round(each.offset / 60, 1),
                "tasks_done": each.tasks,
                "tasks_total": each.of_tasks,
                "hints_shown": each.hints,
                "points": each.points,
                "waits": len(each.waits),
                "waited_seconds": sum(each.waits),
                "calls": each.calls,
                "answered_after_seconds": each.answered_within,
            }


def _survey(found: Reflection) -> Iterator[Row]:
    for look in found.tours:
        for each in look.survey.questions:
            yield {
                "day": day(look.tour),
                "question_text": each.question.text,
                "answered": each.answered,
                "present": each.present,
                "share": each.share,
                "published": each.question.published,
                "counts": " / ".join(map(str, each.counts)),
                "warning": _("few answers") if each.answered and each.few else "",
            }


def _changes(found: Reflection) -> Iterator[Row]:
    for each in found.changes:
        yield {
            "advice": advice(found.last.tour.route, each),
            "before_minutes": each.before if each.after is not None else None,
            "after_minutes": each.after,
            "sure": sureness(each),
        }


_SPREAD = ("planned_seconds", "median_seconds", "least_seconds", "most_seconds")

FIGURES = (
    Figures(
        "summary",
        (
            *("title", "day", "sort", "groups", "finished", "offset_minutes", "overrun_minutes"),
            *("waited_seconds", "replies"),
        ),
        _summary,
    ),
    Figures(
        "stations",
        (
            *("day", "title", *_SPREAD, "visits", "late", "skipped", "hints_told", "open_tasks"),
            *("waits", "waited_seconds", "lost_seconds", "closed"),
        ),
        _stations,
        ("title", "planned_seconds", "median_seconds"),
    ),
    Figures("walks", ("day", "origin", "goal", *_SPREAD, "walks"), _walks),
    Figures(
        "groups",
        (
            *("day", "title", "guide", "visited", "stations", "skipped", "offset_minutes", "tasks_done"),
            *("tasks_total", "hints_shown", "points", "waits", "waited_seconds", "calls"),
            "answered_after_seconds",
        ),
        _groups,
    ),
    Figures(
        "figures",
        ("day", "question_text", "answered", "present", "share", "published", "counts", "warning"),
        _survey,
    ),
    Figures("changes", ("advice", "before_minutes", "after_minutes", "sure"), _changes),
)
