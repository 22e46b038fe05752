"""Says in plain words why a tour cannot be planned as its sheet asks."""

from collections.abc import Iterator
from datetime import timedelta

from questtour.faults import UserFault
from questtour.i18n import _, language, ngettext
from questtour.planning.problem import MINUTE, Axis, Needs, Problem, rounds, visitors
from questtour.tour.route import Station
from questtour.tour.route_values import Text, hhmm
from questtour.tour.timetable import working
from questtour.wording import shown

_DAY = timedelta(days=1)


class PlanFault(UserFault):
    """There is no plan; the text says why, a line a reason."""


def obstacles(problem: Problem) -> list[str]:
    """Return what can be seen without a solver to be too much for the time until `finish_by`."""
    limit = problem.route.finish_by
    if limit is None:
        return []
    return [*_crowded(problem, limit), *_too_long(problem, limit)]


def _crowded(problem: Problem, limit: timedelta) -> Iterator[str]:
    axis = problem.shared or Axis((), problem.unit)
    for station in problem.route.stations:
        groups = visitors(problem, station.id)
        if not groups:
            continue
        begin = min(needs.starts[needs.earliest] for needs in groups)
        took = rounds(len(groups), station.capacity) * (station.stay // problem.unit)
        end = axis.wall(axis.work(begin) + took)
        if end > limit:
            yield _crowd_line(station, len(groups), axis, (begin, end), limit)


def _rest(axis: Axis, begin: timedelta, end: timedelta) -> str:
    """Name the breaks between two moments, which a sum of stays and walks leaves out; nothing for none."""
    count = sum(begin < each.end and each.at < end for each in axis.breaks)
    lost = end - begin - working(axis.breaks, begin, end)
    text = ngettext(" and a break of {minutes} min", " and breaks of {minutes} min in all", count)
    return text.format(minutes=decimal(lost / MINUTE)) if lost else ""


def _crowd_line(
    station: Station, groups: int, axis: Axis, span: tuple[timedelta, timedelta], limit: timedelta
) -> str:
    begin, end = span
    told = ngettext("{n} group", "{n} groups", groups).format(n=groups)
    room = ""
    if station.capacity > 1:
        many = ngettext("{n} at a time", "{n} at a time", station.capacity).format(n=station.capacity)
        room = f" ({many})"
    text = _(
        "{groups}{room} × {minutes} min at “{station}”{rest} do not fit in before {limit}: from {begin} on "
        "they need until {end}. Shorten the stay, raise `capacity`, or leave the station out of some routes."
    )
    return text.format(
        groups=told,
        room=room,
        minutes=decimal(station.minutes),
        station=words(station.title),
        rest=_rest(axis, begin, end),
        limit=hhmm(limit),
        begin=hhmm(begin),
        end=clock(end),
    )


def _too_long(problem: Problem, limit: timedelta) -> Iterator[str]:
    for needs in problem.needs:
        end = needs.axis.wall(needs.earliest + needs.least)
        if end > limit:
            yield _long_line(problem, needs, end, limit)


def _long_line(problem: Problem, needs: Needs, end: timedelta, limit: timedelta) -> str:
    unit = problem.unit
    text = _(
        "“{group}” does not get round before {limit}: {stays} min of stays and at least {walks} min of "
        "walks{rest} from {begin} on need until {end}. Shorten stays, start earlier, or give the group "
        "fewer stations."
    )
    return text.format(
        group=words(problem.route.group(needs.group).title),
        limit=hhmm(limit),
        stays=decimal(sum(needs.stays.values()) * unit / MINUTE),
        walks=decimal(needs.least_walk * unit / MINUTE),
        rest=_rest(needs.axis, needs.starts[needs.earliest], end),
        begin=hhmm(needs.starts[needs.earliest]),
        end=clock(end),
    )


def late(problem: Problem, end: timedelta, bound: timedelta) -> str:
    """Say that even the best plan found ends after `finish_by`; `bound`: none can end sooner."""
    limit = problem.route.finish_by or end
    if bound > limit:
        text = _(
            "It cannot be done by {limit}: whatever the orders, the last group is not through before "
            "{bound}. Start earlier, shorten stays, or give groups fewer stations."
        )
    else:
        text = _(
            "No plan was found that ends by {limit}: the best one ends at {end}. A better one is not "
            "ruled out: allow more --seconds, or shorten stays."
        )
    return text.format(limit=hhmm(limit), end=clock(end), bound=clock(bound))


def nothing_fits() -> str:
    """Say that no plan exists at all: only what is fixed in the sheet can be to blame."""
    return _(
        "The groups cannot keep out of each other's way: what is fixed does not leave enough freedom. "
        "Take away a group's `start`, or keep fewer groups."
    )


def past_midnight() -> str:
    """Say that the plan has what a sheet cannot say: its times are all of one day."""
    return _("The plan goes on after midnight, which a route sheet cannot say. Start the tour earlier.")


def not_found() -> str:
    """Say that the time was too short to find any plan."""
    return _("No plan was found in this time. Allow more --seconds.")


def words(text: Text) -> str:
    """Return somebody's text as one safe line in the language in use."""
    return shown(text.in_(language()))


def decimal(count: float) -> str:
    """Return a number of minutes with the language's decimal sign."""
    return f"{count:g}".replace(".", _("."))


def clock(time: timedelta) -> str:
    """Return a time of the clock; a begun minute counts, and the next day is named."""
    whole = -(-time // MINUTE) * MINUTE
    return hhmm(whole) if whole < _DAY else _("{time} of the next day").format(time=hhmm(whole))
