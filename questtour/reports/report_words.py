"""Words for figures in reports: durations, shares, days, and names of what a sheet has."""

from datetime import datetime, timedelta

from questtour.i18n import N_, _, language, ngettext
from questtour.tour import reflection_form
from questtour.tour.events import NoteTag
from questtour.tour.progress import Tour
from questtour.tour.reflection import Reflection, TourLook
from questtour.tour.reflection_stations import WalkLook
from questtour.tour.reflection_survey import QuestionLook, SurveyLook
from questtour.tour.route import SurveyKind, Text
from questtour.tour.survey_questions import MOST_TEXT, Question
from questtour.wording import ON_TIME, duration, hours_minutes, shown_block

NONE = "–"
"""Stands where nothing is known."""

A_FEW_MINUTES = 90.0
"""Seconds from which on one counts in minutes when one speaks."""

HABIT = 3
"""Of fewer times nobody says *usually*."""

TAG_WORDS = {
    NoteTag.LEARNED: N_("What we learned"),
    NoteTag.IDEA: N_("Ideas"),
    NoteTag.RISK: N_("Risks"),
    NoteTag.NOTE: N_("Notes"),
}

PROMPTS = reflection_form.PROMPTS
"""What the guides are asked when they look back."""


def said(text: Text | None) -> str:
    """Return a text of the sheet in the language in use, safe to show; nothing for none."""
    return clipped(text.in_(language())) if text else ""


def clipped(text: str) -> str:
    """Return somebody's text, safe to show, and no longer than anybody reads."""
    safe = shown_block(text[: MOST_TEXT + 1]).strip()
    return safe if len(safe) <= MOST_TEXT else f"{safe[:MOST_TEXT]}…"


def station_title(tour: Tour, station: str) -> str:
    """Return a station's title; an id that the sheet does not have is its own title."""
    return next((said(each.title) for each in tour.route.stations if each.id == station), clipped(station))


def way(tour: Tour, walk: WalkLook) -> str:
    """Return the stations between which a walk leads."""
    return f"{station_title(tour, walk.origin)} → {station_title(tour, walk.goal)}"


def group_title(tour: Tour, group: str | None) -> str:
    """Return a group's title, with its guide; nothing for none."""
    known = next((each for each in tour.route.groups if each.id == group), None)
    if known is None:
        return clipped(group or "")
    guide = said(known.guide)
    return f"{said(known.title)} ({guide})" if guide else said(known.title)


def group_name(tour: Tour, group: str | None) -> str:
    """Return a group's title alone, as one says it; nothing for none."""
    known = next((each for each in tour.route.groups if each.id == group), None)
    return clipped(group or "") if known is None else said(known.title)


def after(seconds: float) -> str:
    """Return in how many seconds or minutes something came, as one says it."""
    if seconds < A_FEW_MINUTES:
        count = round(seconds)
        return ngettext("after {n} second", "after {n} seconds", count).format(n=count)
    count = round(seconds / 60)
    return ngettext("after {n} minute", "after {n} minutes", count).format(n=count)


def answered(look: TourLook) -> str:
    """Say how soon calls for help were answered; nothing where none was."""
    seconds = look.answered_within
    if seconds is None:
        return ""
    count = sum(each.seconds is not None for each in look.calls)
    text = _("Usually the answer came {after}.") if count >= HABIT else _("The answer came {after}.")
    return text.format(after=after(seconds))


def span(seconds: float | None) -> str:
    """Return seconds as `12:40`, without a sign."""
    return NONE if seconds is None else duration(timedelta(seconds=round(seconds)))


def late(seconds: float | None) -> str:
    """Return how late (above zero) or early something was, in words."""
    return _away(seconds, _("{time} later"), _("{time} sooner"))


def late_stay(seconds: float | None) -> str:
    """Return by how much a stay was longer (above zero) or shorter than planned, in words."""
    return _away(seconds, _("{time} longer"), _("{time} shorter"))


def _away(seconds: float | None, above: str, below: str) -> str:
    if seconds is None:
        return NONE
    if abs(seconds) < ON_TIME.total_seconds():
        return _("as planned")
    return (above if seconds > 0 else below).format(time=span(abs(seconds)))


def clock(tour: Tour, moment: datetime | None) -> str:
    """Return the time on the venue's wall clock."""
    return NONE if moment is None else hours_minutes(tour.on_wall(moment))


def day(tour: Tour) -> str:
    """Return the day of the tour at its venue."""
    wall = tour.on_wall(tour.opened)
    return f"{wall:%d.%m.%Y}" if language() == "ru" else f"{wall:%Y-%m-%d}"


def decimal(count: float) -> str:
    """Return a number with the decimal sign of the language in use."""
    return f"{count:g}".replace(".", _("."))


def percent(share: float) -> str:
    """Return a share from 0 to 1 in hundredths."""
    return _("{percent} %").format(percent=decimal(round(share * 100, 1)))


def of_all(found: Reflection) -> str:
    """Say that something was found in several tours, and not in the last alone."""
    count = len(found.tours)
    return ngettext("From {n} tour.", "From all {n} tours together.", count).format(n=count)


def of_present(look: QuestionLook) -> str:
    """Return how many answered, and of how many where somebody has counted them."""
    if look.present is None or look.answered > look.present:
        return str(look.answered)
    return _("{n} of {total}").format(n=look.answered, total=look.present)


def replies(look: SurveyLook) -> str:
    """Return how many visitors answered, of how many."""
    if look.present is None:
        return _("Visitors who answered the survey: {n}.").format(n=look.replies)
    text = _("The survey was answered by {n} of {total} visitors.")
    if look.replies > look.present:
        text = _("Answers to the survey: {n}, more than the {total} visitors that the sheet has.")
    return text.format(n=look.replies, total=look.present)


def answer_names(question: Question) -> tuple[str, ...]:
    """Return the answers that a question offers, in the order in which they are counted."""
    if question.kind is SurveyKind.SCALE:
        return tuple("12345")
    if question.kind is SurveyKind.YES_NO:
        return _("yes"), _("no")
    return tuple(map(clipped, question.options))
