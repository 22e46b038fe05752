"""What a change of plan is, in commands and in words for the guides whom it concerns."""

from collections.abc import Iterator
from dataclasses import dataclass

from questtour.i18n import _, language
from questtour.tour import commands as c
from questtour.tour.forecast import Expectation, Forecast, State
from questtour.tour.progress import Progress
from questtour.wording import hours_minutes, minutes, shown


@dataclass(frozen=True, slots=True)
class Change:
    """What one group is to do otherwise; or what its guide should know, where nothing changes."""

    group: str
    order: tuple[str, ...] | None = None
    """Its coming stations, in the order in which they are to be visited."""
    skip: str = ""
    """A station to pass by."""
    shorter: float = 0.0
    """By how many minutes its present stay is to be shorter."""
    waits: str = ""
    """The station at whose door it will wait."""
    fallback: str = ""
    """The closed station where it is to do what the sheet has for that."""
    late: bool = False
    """It goes on as it is, though it is late."""


def commands_for(
    progress: Progress, expected: Forecast, changes: tuple[Change, ...]
) -> tuple[c.Command, ...]:
    """Return the commands that carry out `changes`: first what changes, then a message to each guide.

    Messages are worded in the language in use.
    """
    return (
        *(command for change in changes for command in _changing(change)),
        *(c.SendMessage(_message(progress, expected, change), to=(change.group,)) for change in changes),
    )


def _changing(change: Change) -> Iterator[c.Command]:
    reason = _("to even out the tour")
    if change.order is not None:
        yield c.ChangeRoute(change.group, change.order, reason)
    if change.skip:
        yield c.SkipStation(change.group, change.skip, reason)
    if change.shorter:
        yield c.Adjust(change.group, -change.shorter)


def _message(progress: Progress, expected: Forecast, change: Change) -> str:
    if change.order is not None:
        names = ", ".join(_name(progress, station) for station in change.order)
        return _("Please visit the stations in this order: {stations}.").format(stations=names)
    if change.skip:
        return _("Please leave out “{station}”.").format(station=_name(progress, change.skip))
    if change.shorter:
        return _("Please leave {minutes} earlier than planned.").format(minutes=minutes(change.shorter))
    if change.fallback:
        text = _("“{station}” is out of order. Go there, and do what the route sheet has for that.")
        return text.format(station=_name(progress, change.fallback))
    if change.late:
        return _("You are behind the plan: tell only what matters most, and go on swiftly.")
    return _taken(progress, expected, change)


def _taken(progress: Progress, expected: Forecast, change: Change) -> str:
    """Say until when the station is taken for which the group will wait."""
    visits = expected.groups[change.group].visits
    visit = next((each for each in visits if each.station == change.waits and _coming(each)), None)
    name = _name(progress, change.waits)
    if visit is None or visit.arrive is None or progress.tour is None:
        return _("“{station}” is taken: take your time.").format(station=name)
    free = hours_minutes(progress.tour.on_wall(visit.arrive))
    return _("“{station}” is taken until about {time}: take your time.").format(station=name, time=free)


def _coming(visit: Expectation) -> bool:
    return visit.state in {State.NOW, State.NEXT}


def _name(progress: Progress, station: str) -> str:
    return shown(progress.route.station(station).title.in_(language()))
