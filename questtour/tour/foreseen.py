"""What a forecast adds to a look at the tour: later times where somebody will wait, and what to do in time.

A forecast is made beside the screens and may be some seconds older than what they show: of a group that has
gone on since only that is taken from it which still lies ahead.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import islice

from questtour.tour.expected import Expected
from questtour.tour.forecast import FORETOLD, Conflict, Expectation, Forecast, GroupForecast
from questtour.tour.moment import Moment
from questtour.tour.options import Kind, Trouble
from questtour.tour.overview import Attention, Coming, Need, Overview
from questtour.tour.progress import ON_ROUTE
from questtour.tour.timing import Span

MOST = 6
"""So many needs of one kind, the soonest, are worth a line each: the later ones will have changed by then."""

WORSE = timedelta(minutes=2)
"""Who was let wait is told of again only where the wait has grown by so much."""

KINDS = {
    Need.DOOR: Kind.CONFLICT,
    Need.TAKEN: Kind.CONFLICT,
    Need.LATE: Kind.LATE,
    Need.OVERTIME: Kind.LATE,
    Need.CLOSED: Kind.CLOSED,
}


def foreseen(moment: Moment, expected: Forecast | None) -> Moment:
    """Return the moment with the forecast's times where there are any."""
    own = _own(moment, expected)
    if own is None:
        return moment
    told = _ahead(own)
    coming = tuple(_as_told(each, told.get(each.station), moment.now) for each in moment.expected)
    finish = coming[-1].leave if coming else moment.finish
    return replace(moment, expected=coming, finish=finish)


def waits(moment: Moment, expected: Forecast | None) -> tuple[Span, ...]:
    """Return from when until when (UTC) the group is expected to stand at doors from now on."""
    own = _own(moment, expected)
    if own is None:
        return ()
    told = _ahead(own)
    coming = [told[each.station] for each in moment.expected if each.station in told]
    return tuple(
        (max(moment.now, _door(each, each.arrive)), each.arrive)
        for each in coming
        if each.wait >= FORETOLD and each.arrive is not None and each.arrive > moment.now
    )


def finish_range(moment: Moment, expected: Forecast | None) -> Span | None:
    """Return between which moments (UTC) the group likely finishes; None where that is a fact, or unknown."""
    own = _own(moment, expected)
    if own is None or not moment.expected or own.finish_range is None:
        return None
    low, high = own.finish_range
    return (max(moment.now, low), high) if high > max(moment.now, low) else None


def arrivals(overview: Overview, station: str) -> tuple[Coming, ...]:
    """Return who is expected at the door of a station from now on, and when, the next one first."""
    plain = next(each.coming for each in overview.stations if each.id == station)
    found = [Coming(each.group, _at_door(overview, each, station)) for each in plain]
    return tuple(sorted(found, key=lambda each: each.at))


def _at_door(overview: Overview, coming: Coming, station: str) -> datetime:
    own = _own(overview.moments[coming.group], overview.forecast)
    told = _ahead(own).get(station) if own is not None else None
    return coming.at if told is None or told.arrive is None else _door(told, told.arrive)


def _door(visit: Expectation, arrive: datetime) -> datetime:
    return arrive - visit.wait


def _own(moment: Moment, expected: Forecast | None) -> GroupForecast | None:
    return None if expected is None else expected.groups.get(moment.group.id)


def _ahead(own: GroupForecast) -> dict[str, Expectation]:
    """Return the visits that are on or to come, by their stations; those that are over have no range."""
    return {visit.station: visit for visit in own.visits if visit.leave_range is not None}


def _as_told(plain: Expected, told: Expectation | None, now: datetime) -> Expected:
    if told is None or told.arrive is None or told.leave is None:
        return plain
    arrive = plain.arrive if plain.arrive <= now else max(now, told.arrive)
    return Expected(plain.station, arrive, max(now, arrive, told.leave))


# --- what somebody should do something about ----------------------------------------------------------------


def foresee(
    overview: Overview, expected: Forecast | None, accepted: Mapping[str, timedelta] | None = None
) -> Overview:
    """Return the overview with a forecast, and with the needs that follow from it after all others.

    `accepted` are needs, by their keys, about which somebody has decided, each with the wait of that time.
    """
    if expected is None:
        return overview
    overview = replace(overview, forecast=expected)
    known = accepted or {}
    needs = (
        each
        for each in (*overview.attention, *_needs_ahead(overview, expected))
        if each.key not in known or each.wait > known[each.key] + WORSE
    )
    return replace(overview, attention=tuple(needs))


def _needs_ahead(overview: Overview, expected: Forecast) -> Iterator[Attention]:
    yield from _closed(overview)
    told = {(each.group, each.station) for each in overview.attention if each.need is Need.TAKEN}
    doors = (
        each
        for each in expected.conflicts
        if (each.group, each.station) not in told
        # Who will be first in a closed room is nobody's worry before it is known who goes there at all.
        and each.station not in overview.progress.closed
        and _still_ahead(overview, each)
    )
    for each in islice(doors, MOST):
        yield Attention(Need.DOOR, each.group, each.at, each.station, others=each.others, wait=each.wait)
    late = [each for each in expected.late if each.late >= FORETOLD and _under_way(overview, each.id)]
    for group in late[:MOST]:
        assert group.finish is not None
        yield Attention(Need.LATE, group.id, group.finish, wait=group.late)


def _still_ahead(overview: Overview, conflict: Conflict) -> bool:
    """Tell whether a wait is still to come."""
    moment = overview.moments[conflict.group]
    here = moment.visit
    if here is not None and here.station == conflict.station and here.arrived is not None:
        return False
    return any(each.station == conflict.station for each in moment.expected)


def _under_way(overview: Overview, group: str) -> bool:
    return overview.moments[group].phase in ON_ROUTE


def _closed(overview: Overview) -> Iterator[Attention]:
    for station in overview.stations:
        coming = arrivals(overview, station.id) if station.closed is not None else ()
        if coming:
            groups = tuple(each.group for each in coming)
            yield Attention(Need.CLOSED, groups[0], coming[0].at, station.id, others=groups)


def trouble(need: Attention) -> Trouble:
    """Return what options are to be found about; KeyError for a need that has none."""
    kind = KINDS[need.need]
    group = "" if kind is Kind.CLOSED else need.group
    station = "" if kind is Kind.LATE else need.station
    return Trouble(kind, need.since, group, station, need.others)
