"""One look at a whole tour: every group, every station, and what needs somebody's attention now."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import IntEnum

from questtour.tour.forecast import Forecast
from questtour.tour.links import Links, LinkState, state_of
from questtour.tour.moment import Moment, look
from questtour.tour.progress import ON_ROUTE, HelpCall, Phase, Progress
from questtour.tour.timing import TimerState


@dataclass(frozen=True, slots=True)
class Coming:
    """A group that is expected at a station, and when (UTC)."""

    group: str
    at: datetime


@dataclass(frozen=True, slots=True)
class StationNow:
    """A station at one moment."""

    id: str
    inside: tuple[str, ...]
    """Groups that are there, in the order of their arrival."""
    coming: tuple[Coming, ...]
    """Groups that are still expected, the next one first."""
    closed: str | None
    """Why it is closed, or None."""
    room_for: int
    """How many groups more it holds now."""


class Need(IntEnum):
    """What needs attention; the smaller, the more urgent."""

    HELP = 1
    LOST = 2
    OVERTIME = 3
    TAKEN = 4
    CLOSED = 5
    """Groups will come to a station that is closed."""
    DOOR = 6
    """A group will wait at a station's door, by the forecast."""
    LATE = 7
    """A group will miss the sheet's `finish_by`, by the forecast."""


@dataclass(frozen=True, slots=True)
class Attention:
    """Something that somebody should do something about."""

    need: Need
    group: str
    since: datetime
    """Since when (UTC); for a station that is taken or closed, when the group is expected at its door; for a
    group that will be late, when it is expected to finish."""
    station: str = ""
    call: HelpCall | None = None
    others: tuple[str, ...] = ()
    """For a station that is taken: the groups that are there, and who comes before; for a closed one, all
    that will come."""
    wait: timedelta = timedelta()
    """How long it is expected to wait at the door, or by how much to finish too late."""

    @property
    def key(self) -> str:
        """Return what tells this need from the others, at every look."""
        match self.need:
            case Need.TAKEN | Need.DOOR:
                # A wait is the same one, whether a forecast tells of it or one sees it come.
                return f"WAIT-{self.group}-{self.station}"
            case Need.CLOSED:
                # Who comes first changes while the groups go on.
                return closed_key(self.station)
            case _:
                call = "" if self.call is None else f"{self.call.id.device}-{self.call.id.seq}"
                return f"{self.need.name}-{self.group}-{call}"


def closed_key(station: str) -> str:
    """Return the key of the need that a closed station is."""
    return f"CLOSED-{station}"


@dataclass(frozen=True, slots=True)
class Overview:
    """A tour at the moment `now` (UTC)."""

    now: datetime
    progress: Progress
    moments: dict[str, Moment]
    """Each group as it is, in the sheet's order."""
    stations: tuple[StationNow, ...]
    attention: tuple[Attention, ...]
    links: Links
    forecast: Forecast | None = None
    """What was expected lately of all groups together, where somebody has made a forecast."""

    def link(self, group: str) -> LinkState:
        """Return whether the group's laptop is heard."""
        return state_of(self.links, self.moments[group].group.device, self.now)

    def age(self, group: str) -> timedelta:
        """Return how long ago the group's laptop was heard; zero where it never was."""
        device = self.moments[group].group.device
        if device is None or device not in self.links:
            return timedelta()
        return self.links[device].age(self.now)

    def needs_of(self, group: str) -> tuple[Need, ...]:
        """Return what the group needs, the most urgent first."""
        return tuple(each.need for each in self.attention if each.group == group)


SOON = timedelta(minutes=3)
"""A group that is expected so soon at a station that is taken is worth a word."""


FRESH = timedelta(seconds=0.5)
"""A moment so young is as good as a new one, where the group has done nothing since."""


def survey(progress: Progress, now: datetime, links: Links, before: Overview | None = None) -> Overview:
    """Look at the whole tour at the moment `now` (UTC); it must have been opened (ValueError).

    With the look `before` only those groups are looked at anew that have changed, or that were looked at
    `FRESH` ago: of 200 groups one changes at a time.
    """
    moments = {group.id: _moment(progress, group.id, now, before) for group in progress.route.groups}
    stations = tuple(_station(progress, moments, station.id) for station in progress.route.stations)
    overview = Overview(now, progress, moments, stations, (), links)
    needs = sorted(_needs(overview), key=lambda each: (each.need, each.since, each.group))
    return replace(overview, attention=tuple(needs))


def _moment(progress: Progress, group: str, now: datetime, before: Overview | None) -> Moment:
    known = None if before is None else before.moments.get(group)
    if known is None or known.tour is not progress.tour or known.group is not progress.groups[group]:
        return look(progress, group, now)
    fresh = timedelta() <= now - known.now < FRESH and known.closed == progress.closed.keys()
    return known if fresh else look(progress, group, now)


def _station(progress: Progress, moments: dict[str, Moment], station: str) -> StationNow:
    inside: list[Coming] = []
    coming: list[Coming] = []
    for group, moment in moments.items():
        visit = moment.visit
        if visit is not None and visit.station == station and visit.arrived is not None:
            inside.append(Coming(group, visit.arrived))
        elif moment.phase in ON_ROUTE:
            coming += [Coming(group, each.arrive) for each in moment.expected if each.station == station]
    inside.sort(key=lambda each: each.at)
    coming.sort(key=lambda each: each.at)
    room = progress.route.station(station).capacity - len(inside)
    there = tuple(each.group for each in inside)
    return StationNow(station, there, tuple(coming), progress.closed.get(station), max(0, room))


def _needs(overview: Overview) -> Iterator[Attention]:
    for call in overview.progress.calls:
        if call.answered is None and call.group is not None and call.group in overview.moments:
            yield Attention(Need.HELP, call.group, call.time, call=call)
    for group, moment in overview.moments.items():
        yield from _lost(overview, group, moment)
        yield from _overtime(group, moment)
    for station in overview.stations:
        yield from _taken(overview, station)


def _lost(overview: Overview, group: str, moment: Moment) -> Iterator[Attention]:
    device = moment.group.device
    under_way = moment.phase in {Phase.WALKING, Phase.AT_STATION, Phase.CLOSING}
    if device is not None and under_way and overview.link(group) is LinkState.LOST:
        yield Attention(Need.LOST, group, overview.links[device].heard)


def _overtime(group: str, moment: Moment) -> Iterator[Attention]:
    if moment.timing.state is TimerState.OVERTIME and moment.visit is not None:
        since = moment.now + moment.timing.remaining
        yield Attention(Need.OVERTIME, group, since, moment.visit.station)


def _taken(overview: Overview, station: StationNow) -> Iterator[Attention]:
    """Tell of the groups that will find the station full when they come soon."""
    free = overview.progress.route.station(station.id).capacity - len(station.inside)
    before: list[str] = []
    for coming in station.coming:
        if coming.at - overview.now > SOON:
            return
        walking = overview.moments[coming.group].visit
        if walking is None or walking.station != station.id:
            continue
        free -= 1
        leaving = sum(_leaves_by(overview, group, coming.at) for group in station.inside)
        if free + leaving < 0:
            yield Attention(
                Need.TAKEN, coming.group, coming.at, station.id, others=(*station.inside, *before)
            )
        before.append(coming.group)


def _leaves_by(overview: Overview, group: str, at: datetime) -> bool:
    """Tell whether a group at a station will be gone; of those that stand still or overstay, nobody knows."""
    moment = overview.moments[group]
    if moment.timing.state in {TimerState.OVERTIME, TimerState.PAUSED}:
        return False
    return bool(moment.expected) and moment.expected[0].leave <= at
