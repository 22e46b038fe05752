"""The one page to read out in the circle: what was planned, what happened, why, what we learned, what next.

Each sentence can be read aloud by a pupil: short, kind, about stations and times, and never about who was
better. In a chapter what cost most time comes first.
"""

from collections.abc import Iterator
from typing import NamedTuple

from questtour.i18n import _, ngettext
from questtour.reports import report_words as words
from questtour.reports.blocks import Block, Head, Page, Para, Point, Quote
from questtour.reports.intentions import intention
from questtour.tour.events import NoteTag
from questtour.tour.reflection import Reflection, TourLook
from questtour.tour.reflection_facts import OVER
from questtour.tour.reflection_stations import StationLook, WalkLook
from questtour.tour.reflection_survey import QuestionLook
from questtour.tour.route_values import hhmm
from questtour.tour.timetable import timetable

WHY = 6
"""So many reasons are read out at most: more nobody keeps in mind."""
NEXT = 5
QUOTES = 4
VISITORS = 3
FEW_STAYS = 2
"""Of fewer stays nothing is said about tasks left open: one group is no habit."""


class Reason(NamedTuple):
    """Why it went as it did, and the seconds that it cost all groups."""

    lost: float
    text: str


def spoken_page(found: Reflection, look: TourLook) -> Page:
    """Return the page of one tour of those that were looked back at."""
    reasons = sorted(_reasons(look), key=lambda each: -each.lost)[:WHY]
    why = [each.text for each in reasons] or [_unremarkable(look)]
    chapters: list[tuple[str, list[Block]]] = [
        (_("What we planned"), [*map(Point, _planned(look))]),
        (_("What happened"), [*map(Point, _happened(look))]),
        (_("Why it went so"), [*map(Point, why), *list(_written(look, "hard"))[:QUOTES]]),
        (_("What we learned"), list(_learned(look))),
        (_("What we do next time"), list(_next(found, look))),
    ]
    if said := list(_visitors(look)):
        chapters.insert(-1, (_("What the visitors said"), said))
    blocks = [block for title, lines in chapters for block in (Head(title), *lines)]
    return Page(_("In short"), tuple(blocks))


# --- what was planned, and what happened --------------------------------------------------------------------


def _planned(look: TourLook) -> Iterator[str]:
    tour, route = look.tour, look.tour.route
    title, day, venue = words.said(route.title), words.day(tour), words.said(route.venue)
    where = " · ".join(filter(None, (title, venue, day)))
    if tour.rehearsal:
        yield _("A rehearsal: {where}. The groups were simulated.").format(where=where)
    else:
        yield _("Our tour: {where}.").format(where=where)
    count = len(route.groups)
    groups = ngettext("{n} group", "{n} groups", count).format(n=count)
    count = len(route.stations)
    stations = ngettext("{n} station", "{n} stations", count).format(n=count)
    plan = timetable(route)
    start = hhmm(min(plan.start(group.id) for group in route.groups))
    text = _("The plan had {groups} and {stations}, from {start} to {end}.")
    yield text.format(groups=groups, stations=stations, start=start, end=hhmm(plan.last_finish))


def _happened(look: TourLook) -> Iterator[str]:
    groups = look.groups
    if not groups:
        yield _("Nobody set out.")
        return
    yield from _ends(look)
    done, tasks = sum(each.tasks for each in groups), sum(each.of_tasks for each in groups)
    hints = sum(each.hints for each in groups)
    if tasks:
        told = ngettext("took {n} hint", "took {n} hints", hints).format(n=hints)
        text = _("Together the groups solved {done} of {tasks} tasks, and {told}.")
        yield text.format(done=done, tasks=tasks, told=told)
    waited = round(sum(sum(each.waits) for each in groups) / 60)
    if waited:
        text = ngettext(
            "At doors that were taken all groups together waited {n} minute.",
            "At doors that were taken all groups together waited {n} minutes.",
            waited,
        )
        yield text.format(n=waited)
    yield from _calls(look)
    yield from _survey(look)


def _ends(look: TourLook) -> Iterator[str]:
    finished, total = sum(each.finished is not None for each in look.groups), len(look.known)
    if finished == total:
        yield _("All groups came to the end.")
    else:
        yield _("To the end came {n} of {total} groups.").format(n=finished, total=total)
    if missing := look.missing:
        names = ", ".join(words.group_name(look.tour, each) for each in missing)
        yield _("Did not set out: {groups}.").format(groups=names)
    late = look.offset
    if late is not None:
        yield _end(late)


def _end(late: float) -> str:
    count = round(abs(late) / 60)
    if not count:
        return _("On the whole the finish was on time.")
    if late > 0:
        text = ngettext(
            "On the whole the finish was {n} minute later than planned.",
            "On the whole the finish was {n} minutes later than planned.",
            count,
        )
    else:
        text = ngettext(
            "On the whole the finish was {n} minute sooner than planned.",
            "On the whole the finish was {n} minutes sooner than planned.",
            count,
        )
    return text.format(n=count)


def _calls(look: TourLook) -> Iterator[str]:
    count = len(look.calls)
    if not count:
        yield _("Nobody called for help.")
        return
    text = ngettext("The guides called for help {n} time.", "The guides called for help {n} times.", count)
    told = text.format(n=count)
    if answered := words.answered(look):
        told += f" {answered}"
    open_ = sum(each.seconds is None for each in look.calls)
    if open_:
        told += " " + _("Without an answer stayed: {n}.").format(n=open_)
    yield told


def _survey(look: TourLook) -> Iterator[str]:
    survey = look.survey
    if not survey.replies:
        return
    yield words.replies(survey)
    scales = [each for each in survey.questions if each.share is not None]
    # The built-in survey asks this as its sum; of a sheet's own questions the first says most.
    first = next((each for each in scales if each.question.id == "satisfaction"), next(iter(scales), None))
    if first is not None:
        yield _share(first)


def _share(look: QuestionLook) -> str:
    text = _("“{question}”: {n} of {answered} who answered chose 4 or 5.")
    high = sum(look.counts[3:])
    told = text.format(question=words.clipped(look.question.text), n=high, answered=look.answered)
    return told + " " + _("These are few answers.") if look.few else told


# --- why ----------------------------------------------------------------------------------------------------


def _unremarkable(look: TourLook) -> str:
    if look.offset is not None and abs(look.offset) < OVER:
        return _("It went as it was planned.")
    return _("No station and no walk stands out: what do you remember?")


def _reasons(look: TourLook) -> Iterator[Reason]:
    for station in look.stations:
        yield from _station(look, station)
    for walk in look.walks:
        yield from _walk(look, walk)
    for closure in look.closures:
        text = _("“{station}” was out of order from {start} to {end}{why}.")
        if closure.opened is None:
            text = _("“{station}” was out of order from {start} on{why}.")
        end = words.clock(look.tour, closure.opened)
        start = words.clock(look.tour, closure.closed)
        why = f": {_clause(closure.reason)}" if closure.reason else ""
        title = words.station_title(look.tour, closure.station)
        # What made the whole tour go another way is told first.
        yield Reason(float("inf"), text.format(station=title, start=start, end=end, why=why))


def _station(look: TourLook, each: StationLook) -> Iterator[Reason]:
    title, stays = words.station_title(look.tour, each.station.id), len(each.stays)
    if each.late and each.spent is not None:
        text = ngettext(
            "“{station}”: {late} of {count} group stayed longer than planned{usual}.",
            "“{station}”: {late} of {count} groups stayed longer than planned{usual}.",
            stays,
        )
        usual = _usual(each.spent.median, each.planned, stays)
        told = text.format(station=title, late=each.late, count=stays, usual=usual)
        yield Reason(sum(max(0.0, stay.over) for stay in each.stays), told)
    if sum(each.waits) >= OVER:
        count = len(each.waits)
        text = ngettext(
            "At the door of “{station}” a group had to wait {n} time, {time} min in all.",
            "At the door of “{station}” groups had to wait {n} times, {time} min in all.",
            count,
        )
        told = text.format(station=title, n=count, time=round(sum(each.waits) / 60))
        yield Reason(sum(each.waits), told)
    if each.skipped:
        text = ngettext("“{station}” fell out {n} time", "“{station}” fell out {n} times", each.skipped)
        why = "; ".join(dict.fromkeys(map(_clause, each.reasons)))
        told = text.format(station=title, n=each.skipped) + (f": {why}." if why else ".")
        yield Reason(each.skipped * each.planned, told)
    for number, count in enumerate(each.open, 1):
        if stays >= FEW_STAYS and 2 * count >= stays:
            text = _("“{station}”: task {number} was left open by {count} of {total} groups.")
            told = text.format(station=title, number=number, count=count, total=stays)
            yield Reason(count, told)


def _clause(reason: str) -> str:
    """Return somebody's reason as a part of a sentence, which has its own full stop."""
    return words.clipped(reason).rstrip(". ")


def _walk(look: TourLook, walk: WalkLook) -> Iterator[Reason]:
    if walk.spent.median - walk.planned >= OVER:
        text = _("The walk “{origin}” – “{goal}” took longer than planned{usual}.")
        origin = words.station_title(look.tour, walk.origin)
        goal = words.station_title(look.tour, walk.goal)
        usual = _usual(walk.spent.median, walk.planned, len(walk.walks))
        told = text.format(origin=origin, goal=goal, usual=usual)
        yield Reason(walk.lost, told)


def _usual(spent: float, planned: float, count: int) -> str:
    """Return how long it took in the middle, in minutes as one says them; nothing where that was in time."""
    if spent - planned < OVER:
        return ""
    usual, plan = words.decimal(round(spent / 60)), words.decimal(round(planned / 60))
    text = _(", usually {spent} min instead of {planned}")
    if count < words.HABIT:
        text = _(", {spent} min instead of {planned}")
    return text.format(spent=usual, planned=plan)


# --- what we learned, and what next -------------------------------------------------------------------------


def _learned(look: TourLook) -> Iterator[Block]:
    """Return what was learned in the guides' words: first what they wrote at the end, then their notes."""
    written = list(_written(look, "learned"))
    noted = [
        Quote(words.clipped(each.note.text), words.group_name(look.tour, each.group))
        for each in look.noted(NoteTag.LEARNED)
    ]
    told = [*written, *noted][:QUOTES]
    if told:
        yield from told
    else:
        yield Para(_("Nobody has written down yet what they learned: tell each other now."))


def _visitors(look: TourLook) -> Iterator[Block]:
    lines = dict.fromkeys(words.clipped(line) for each in look.survey.questions for line in each.lines)
    yield from (Quote(line) for line in list(lines)[:VISITORS])


def _next(found: Reflection, look: TourLook) -> Iterator[Block]:
    if len(found.tours) > 1 and found.changes:
        yield Para(words.of_all(found), soft=True)
    changes = [intention(found.last.tour, each) for each in found.changes[:NEXT]]
    yield from map(Point, changes or [_("The facts suggest no change of the sheet.")])
    yield from list(_written(look, "change"))[:QUOTES]


def _written(look: TourLook, prompt: str) -> Iterator[Quote]:
    for each in look.written:
        text = each.answers.get(prompt)
        if isinstance(text, str) and text.strip():
            yield Quote(words.clipped(text), words.group_name(look.tour, each.group))
