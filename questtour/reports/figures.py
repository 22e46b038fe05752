"""The look back's pages of figures: the survey, what to change, and how it went from tour to tour."""

from collections.abc import Iterator

from questtour.i18n import _
from questtour.reports import report_words as words
from questtour.reports.blocks import Block, Counts, Grid, Head, Line, Page, Para, Point, Quote
from questtour.reports.revision_words import advice, sureness
from questtour.tour.reflection import Reflection, TourLook
from questtour.tour.reflection_survey import QuestionLook


def survey_page(look: TourLook) -> Page:
    """Return the survey's figures, each with its denominator, and the article's beside."""
    survey = look.survey
    if not survey.replies:
        return Page(_("Survey"), (Para(_("Nobody answered the survey.")),))
    blocks = [Para(words.replies(survey)), *(block for each in survey.questions for block in _question(each))]
    source = Para(_("The article: survey of a quest tour at a school “Kvantorium”, Yaroslavl."), soft=True)
    return Page(_("Survey"), (*blocks, source))


def _question(each: QuestionLook) -> Iterator[Block]:
    question = each.question
    yield Head(words.clipped(question.text))
    if not each.counts:
        yield from (Quote(words.clipped(line)) for line in each.lines)
        if not each.lines:
            yield Para(_("Nobody wrote anything."), soft=True)
        return
    yield Para(" · ".join(_facts(each)))
    if each.answered and each.few:
        yield Para(_("few answers: the share says little"))
    names = words.answer_names(question)
    yield Counts(tuple(zip(names, each.counts, strict=True)), each.answered)


def _facts(each: QuestionLook) -> Iterator[str]:
    yield _("answered: {count}").format(count=words.of_present(each))
    if each.share is not None:
        yield _("4 and 5: {share}").format(share=words.percent(each.share))
    if each.question.published:
        yield _("in the article: {share}").format(share=each.question.published)


def changes_page(found: Reflection, command: str) -> Page:
    """Return what to change in the last tour's sheet, and the `command` that writes it."""
    route = found.last.tour.route
    points = [Point(words.clipped(advice(route, each)), sureness(each)) for each in found.changes]
    blocks: list[Block] = [Para(_("The facts suggest no change."))]
    if points:
        several = [Para(words.of_all(found), soft=True)] if len(found.tours) > 1 else []
        blocks = [*several, Para(_("Sorted by what cost most time."), soft=True), *points]
    if any(each.after is not None for each in found.changes):
        text = _("This command writes it into a new sheet, and asks about each change:")
        blocks += [Head(_("The next sheet")), Para(text, soft=True), Line(command)]
    if len(found.tours) > 1:
        blocks += [Head(_("From tour to tour")), trend_grid(found)]
        if shares := shares_grid(found):
            blocks += [Head(_("4 and 5")), shares]
    return Page(_("What to change"), tuple(blocks))


def trend_grid(found: Reflection) -> Grid:
    """Return a row a tour."""
    heads = (
        _("Tour"),
        _("Groups"),
        _("finished"),
        _("At the end"),
        _("Stays over the plan (median)"),
        _("Waited at doors"),
    )
    rows = tuple(
        (
            words.day(look.tour),
            str(point.groups),
            str(point.finished),
            words.late(point.offset),
            words.late_stay(point.overrun),
            words.span(point.waited),
        )
        for look, point in zip(found.tours, found.trend, strict=True)
    )
    return Grid(heads, rows, frozenset({1, 2, 5}))


def shares_grid(found: Reflection) -> Grid | None:
    """Return a row a scale that more than one tour asked, with its share in every tour; None for none."""
    asked = {each.question.id: each.question.text for look in found.tours for each in look.survey.questions}
    rows = [
        (words.clipped(text), *(_percent(point.shares.get(name)) for point in found.trend))
        for name, text in asked.items()
        if sum(name in point.shares for point in found.trend) > 1
    ]
    heads = (_("Question"), *(words.day(look.tour) for look in found.tours))
    return Grid(heads, tuple(rows), frozenset(range(1, len(heads)))) if rows else None


def _percent(share: float | None) -> str:
    return words.NONE if share is None else words.percent(share)
