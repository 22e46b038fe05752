"""The look back's pages about one station, one walk and one group: each visit, and what was said."""

from collections.abc import Iterator, Sequence

from questtour.i18n import _, language, ngettext
from questtour.reports import report_words as words
from questtour.reports.blocks import Block, Grid, Head, Page, Para, Quote
from questtour.reports.voices import note_quote, written_quotes
from questtour.tour.reflection import TourLook
from questtour.tour.reflection_facts import Spread
from questtour.tour.reflection_groups import GroupLook
from questtour.tour.reflection_stations import StationLook, WalkLook
from questtour.tour.reflection_visits import VisitLook

FIGURES = frozenset({1, 2, 3, 4, 5, 6})


def station_page(look: TourLook, each: StationLook, *, voices: bool = True) -> Page:
    """Return all that is known of a station; without `voices` what happened, and not what was said."""
    title, name = words.station_title(look.tour, each.station.id), each.station.id
    visits = [one for one in look.visits if one.station == name]
    blocks: list[Block] = [*map(Para, _station_facts(look, each))]
    if visits:
        rows = [(words.group_title(look.tour, one.group), *_visit(look, one)) for one in visits]
        blocks += [Head(_("Every visit")), Grid((_("Group"), *_visit_heads()), tuple(rows), FIGURES)]
    blocks += [*_tasks(each), *_hints(each)]
    said: list[Quote] = [note_quote(look, one) for one in look.notes if one.note.station == name]
    said += written_quotes(look, station=name)
    if said and voices:
        blocks += [Head(_("What was said there")), *said]
    return Page(title, tuple(blocks))


def _station_facts(look: TourLook, each: StationLook) -> Iterator[str]:
    planned = _("Planned: {time}").format(time=words.span(each.planned))
    yield planned if each.spent is None else f"{planned} · {_spread(each.spent)}"
    if each.stays:
        text = _("Longer than planned by a minute or more: {late} of {count}")
        yield text.format(late=each.late, count=len(each.stays))
    if each.waits:
        yield _waits(each.waits)
    if each.skipped:
        yield _("Passed by, or given up: {n}").format(n=each.skipped)
    for closure in look.closures:
        if closure.station == each.station.id:
            why = f": {words.clipped(closure.reason)}" if closure.reason else ""
            start, end = words.clock(look.tour, closure.closed), words.clock(look.tour, closure.opened)
            yield _("Out of order {start} – {end}{why}").format(start=start, end=end, why=why)
    yield _("Time lost, all groups together: {time}").format(time=words.span(each.lost))


def _spread(spent: Spread) -> str:
    text = _("spent: {median} (median), from {least} to {most}")
    return text.format(
        median=words.span(spent.median), least=words.span(spent.least), most=words.span(spent.most)
    )


def _waits(waits: Sequence[float]) -> str:
    text = ngettext("{n} wait at the door: {time}", "{n} waits at the door: {time}", len(waits))
    return text.format(n=len(waits), time=words.span(sum(waits)))


def _visit_heads() -> tuple[str, ...]:
    return (
        _("Planned"),
        _("Came"),
        _("Left"),
        _("Spent"),
        _("Tasks"),
        _("Hints"),
        _("Remarks"),
    )


def _visit(look: TourLook, one: VisitLook) -> tuple[str, ...]:
    tour, visit = look.tour, one.visit
    spent = one.stay.spent if one.stay is not None else None
    return (
        words.clock(tour, one.plan.arrive),
        words.clock(tour, visit.arrived),
        words.clock(tour, visit.ended if visit.arrived else None),
        words.span(spent),
        _("{n} of {total}").format(n=one.done, total=one.of_tasks),
        str(len(visit.hints)),
        " · ".join(_remarks(one)),
    )


def _remarks(one: VisitLook) -> Iterator[str]:
    visit = one.visit
    if visit.skipped:
        yield words.clipped(visit.reason) or _("skipped")
    elif visit.ended is None:
        yield _("still there") if visit.arrived is not None else _("on the way")
    if one.stay is not None:
        yield words.late_stay(one.stay.over)
    if one.waits:
        yield _("waited {time}").format(time=words.span(sum(one.waits)))
    for pause in visit.pauses:
        if pause not in visit.waits and pause.end is not None:
            time = words.span((pause.end - pause.start).total_seconds())
            why = words.clipped(pause.reason)
            yield _("pause {time}").format(time=time) + (f" ({why})" if why else "")


def _tasks(each: StationLook) -> Iterator[Block]:
    if each.station.tasks and each.stays:
        yield Head(_("The tasks"))
        total = len(each.stays)
        rows = tuple(
            (str(number), words.clipped(task.text.in_(language())), _of(count, total))
            for number, (task, count) in enumerate(zip(each.station.tasks, each.open, strict=True), 1)
        )
        yield Grid((_("No."), _("Task"), _("Left open")), rows, frozenset({2}))


def _hints(each: StationLook) -> Iterator[Block]:
    if each.station.hints and each.visits:
        yield Head(_("The hints"))
        rows = tuple(
            (str(number), words.clipped(hint.text.in_(language())), _of(count, each.visits))
            for number, (hint, count) in enumerate(zip(each.station.hints, each.hints, strict=True), 1)
        )
        yield Grid((_("No."), _("Hint"), _("Times told")), rows, frozenset({2}))


def _of(count: int, total: int) -> str:
    return _("{n} of {total}").format(n=count, total=total)


def walk_page(look: TourLook, each: WalkLook) -> Page:
    """Return all that is known of the walk between two stations."""
    heads = (_("Group"), _("Planned"), _("Spent"))
    rows = tuple(
        (words.group_title(look.tour, one.group), words.span(one.planned), words.span(one.spent))
        for one in each.walks
    )
    planned = _("Planned: {time}").format(time=words.span(each.planned))
    facts = Para(f"{planned} · {_spread(each.spent)}")
    return Page(words.way(look.tour, each), (facts, Grid(heads, rows, frozenset({1, 2}))))


def walks_page(look: TourLook) -> Page:
    """Return every walk of every group, by the ways."""
    heads = (_("Walk"), _("Group"), _("Planned"), _("Spent"))
    rows = tuple(
        (
            words.way(look.tour, each),
            words.group_title(look.tour, one.group),
            words.span(one.planned),
            words.span(one.spent),
        )
        for each in look.walks
        for one in each.walks
    )
    return Page(_("Every walk"), (Grid(heads, rows, frozenset({2, 3})),) if rows else ())


def group_page(look: TourLook, each: GroupLook, *, voices: bool = True) -> Page:
    """Return all that is known of one group; without `voices` its way, and not what its guide said."""
    name = each.group.id
    blocks: list[Block] = [*map(Para, _group_facts(look, each))]
    visits = [one for one in look.visits if one.group == name]
    if visits:
        rows = [(words.station_title(look.tour, one.station), *_visit(look, one)) for one in visits]
        blocks += [Head(_("The way")), Grid((_("Station"), *_visit_heads()), tuple(rows), FIGURES)]
    if not voices:
        return Page(words.group_title(look.tour, name), tuple(blocks))
    if written := written_quotes(look, group=name):
        blocks += [Head(_("What the guide wrote")), *written]
    if notes := [note_quote(look, one, by_station=True) for one in look.notes if one.group == name]:
        blocks += [Head(_("Notes")), *notes]
    return Page(words.group_title(look.tour, name), tuple(blocks))


def _group_facts(look: TourLook, each: GroupLook) -> Iterator[str]:
    tour = look.tour
    if each.started is None:
        yield _("Did not set out.")
        return
    text = _("Set out {fact} (planned {planned})")
    start = text.format(fact=words.clock(tour, each.started), planned=words.clock(tour, each.planned_start))
    planned = words.clock(tour, each.planned_finish)
    if each.finished is not None:
        end = _("finished {fact} (planned {planned})")
        yield f"{start} · {end.format(fact=words.clock(tour, each.finished), planned=planned)}"
    else:
        yield f"{start} · {_('still on the way (planned until {planned})').format(planned=planned)}"
    yield _("The last station left: {late}").format(late=words.late(each.offset))
    text = _("Stations: {stations} · tasks: {tasks} · hints: {hints} · points: {points}")
    yield text.format(
        stations=_of(each.stations, each.of_stations),
        tasks=_of(each.tasks, each.of_tasks),
        hints=each.hints,
        points=each.points,
    )
    if each.waits:
        yield _waits(each.waits)
    if each.calls:
        text = ngettext("{n} call for help", "{n} calls for help", each.calls).format(n=each.calls)
        within = each.answered_within
        known = "" if within is None else f", {_('answered')} {words.after(within)}"
        yield text + known
