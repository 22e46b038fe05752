"""What a guide should know of others, in one short line: a door that is taken, time to spare, or none."""

from datetime import datetime, timedelta

from questtour.i18n import _, language, ngettext
from questtour.tour.forecast import FORETOLD, Expectation, Forecast, State
from questtour.tour.moment import Moment
from questtour.tour.progress import Phase, Progress
from questtour.tour.timing import TimerState
from questtour.wording import hours_minutes, shown, whole_minutes

ABOUT_TO_LEAVE = timedelta(minutes=2)
"""Who leaves so soon is told when to leave; who stays longer, how much time there is to spare."""

SOON = timedelta(minutes=10)
"""Of groups that come later to the station that one is at nothing is told: much may change until then."""


def knows_others(progress: Progress, group: str) -> bool:
    """Tell whether something is known of other groups; who leads the only one needs no forecast."""
    return any(each.id != group and each.device is not None for each in progress.on_sheet)


def advice(moment: Moment, expected: Forecast | None) -> str:
    """Return what to say to the guide now, or an empty text."""
    own = None if expected is None else expected.groups.get(moment.group.id)
    if own is None or expected is None or moment.visit is None or moment.timing.state is TimerState.BREAK:
        return ""
    coming = {each.station: each for each in own.visits if each.state in {State.NOW, State.NEXT}}
    if moment.phase is Phase.WALKING:
        told = coming.get(moment.visit.station)
        return _taken(moment, told) if told is not None else ""
    if moment.phase is not Phase.AT_STATION:
        return ""
    told = coming.get(moment.group.ahead[0]) if moment.group.ahead else None
    return (_before_leaving(moment, told) if told is not None else "") or _others(moment, expected)


def _taken(moment: Moment, coming: Expectation) -> str:
    """Say until when the next station is full, if the group will stand before it."""
    if coming.wait < FORETOLD or coming.arrive is None or coming.arrive <= moment.now:
        return ""
    text = _("“{station}” is taken till {time}: no hurry")
    return text.format(station=_title(moment, coming.station), time=_clock(moment, coming.arrive))


def _before_leaving(moment: Moment, coming: Expectation) -> str:
    if not _taken(moment, coming) or coming.arrive is None:
        return ""
    here = moment.expected[0]
    leave = coming.arrive - moment.tour.route.walk(here.station, coming.station)
    spare = leave - max(moment.now, here.leave)
    text = _("“{station}” is taken till {time}").format(
        station=_title(moment, coming.station), time=_clock(moment, coming.arrive)
    )
    if spare < FORETOLD:
        return text
    if here.leave - moment.now > ABOUT_TO_LEAVE:
        n = whole_minutes(spare)
        return text + ", " + ngettext("{n} minute to spare", "{n} minutes to spare", n).format(n=n)
    n = whole_minutes(leave - moment.now)
    return text + ", " + ngettext("leave in {n} minute", "leave in {n} minutes", n).format(n=n)


def _others(moment: Moment, expected: Forecast) -> str:
    """Say who will stand before the station that the group is at: it should not stay longer than it must."""
    assert moment.visit is not None
    for each in expected.conflicts:
        here = each.station == moment.visit.station and moment.group.id in each.others
        if here and each.wait >= FORETOLD and each.at - moment.now <= SOON:
            group = shown(moment.tour.route.group(each.group).title.in_(language()))
            text = _("“{group}” will wait at your door from {time}: do not linger")
            return text.format(group=group, time=_clock(moment, max(moment.now, each.at)))
    return ""


def _title(moment: Moment, station: str) -> str:
    return shown(moment.tour.route.station(station).title.in_(language()))


def _clock(moment: Moment, when: datetime) -> str:
    return hours_minutes(moment.wall(when))
