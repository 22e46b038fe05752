"""How a group is told of in one cell of the coordinator's screen: where it is, its timer, its laptop."""

from datetime import timedelta

from questtour.i18n import _, language
from questtour.tour.forecast import FORETOLD
from questtour.tour.foreseen import foreseen
from questtour.tour.links import LinkState
from questtour.tour.moment import Moment
from questtour.tour.overview import Attention, Need, Overview
from questtour.tour.progress import Phase, Progress
from questtour.tour.timing import TimerState
from questtour.widgets.now_panel import DOOR
from questtour.widgets.route_panel import BREAK, FINISH, NOW, WALKING
from questtour.wording import ON_TIME, countdown, duration, hours_minutes, shown, whole_minutes

PAUSE = "‖"
FAR = timedelta(hours=1)
"""How many hours a start is away tells nobody anything."""

SIGNS = {
    Need.HELP: "‼",
    Need.LOST: "?",
    Need.OVERTIME: "+",
    Need.TAKEN: "!",
    Need.DOOR: DOOR,
    Need.LATE: ">",
    Need.CLOSED: "✗",
}
"""What stands before a group that needs something; the list of needs has the same signs."""


def group_title(progress: Progress, group: str) -> str:
    """Return a group's name as it is shown."""
    return shown(progress.route.group(group).title.in_(language()))


def guide_name(progress: Progress, group: str) -> str:
    """Return the name of a group's guide as the sheet has it, or as the laptop's user gave it."""
    guide = progress.route.group(group).guide
    device = progress.devices.get(progress.groups[group].device or "")
    return shown(guide.in_(language()) if guide else device.name if device else "")


def station_title(progress: Progress, station: str) -> str:
    """Return a station's name as it is shown."""
    return shown(progress.route.station(station).title.in_(language()))


def names(progress: Progress, groups: tuple[str, ...]) -> str:
    """Return several groups' names in one line."""
    return ", ".join(group_title(progress, group) for group in groups)


def where(moment: Moment) -> str:
    """Say where the group is: `► station` there, `→ station` on the way."""
    if moment.phase is Phase.READY:
        return _("not set out")
    if moment.phase is Phase.FINISHED:
        return f"{FINISH} " + _("finished")
    if moment.station is None:
        return _("all stations done")
    sign = WALKING if moment.phase is Phase.WALKING else NOW
    return f"{sign} {shown(moment.station.title.in_(language()))}"


def timer(moment: Moment) -> str:
    """Say what the guide's timer shows, with a word or a sign for all but the ordinary countdown."""
    timing = moment.timing
    figures = countdown(timing.remaining)
    if timing.state is TimerState.WAITING:
        return _until_start(moment, figures)
    words = {
        TimerState.RUNNING: "{time}",
        TimerState.WARNING: "{time} !",
        TimerState.OVERTIME: _("+{time} over"),
        TimerState.PAUSED: f"{PAUSE} {{time}}",
        TimerState.BREAK: f"{BREAK} " + _("break {time}"),
        TimerState.STOPPED: "",
    }
    return words[timing.state].format(time=figures)


def _until_start(moment: Moment, figures: str) -> str:
    if moment.timing.remaining < timedelta():
        return _("time to start")
    if moment.timing.remaining >= FAR:
        start = moment.plan[0].arrive if moment.plan else moment.now
        return _("starts {time}").format(time=hours_minutes(moment.wall(start)))
    return _("in {time}").format(time=figures)


def link(overview: Overview, group: str) -> str:
    """Say whether the group's laptop is heard, and how old what is known of it is."""
    age = short(overview.age(group))
    words = {
        LinkState.LIVE: _("live"),
        LinkState.QUIET: _("quiet {time}").format(time=age),
        LinkState.LOST: _("lost {time}").format(time=age),
        LinkState.NEVER: _("not joined"),
    }
    return words[overview.link(group)]


def short(span: timedelta) -> str:
    """Return a span in its greatest unit: `25 s`, `3 min`, `2 h`."""
    seconds = max(0, int(span.total_seconds()))
    if seconds < 60:
        return _("{n} s").format(n=seconds)
    if seconds < 3600:
        return _("{n} min").format(n=seconds // 60)
    return _("{n} h").format(n=seconds // 3600)


def delay(moment: Moment) -> str:
    """Say how late or early the group is, in words that fit into a cell."""
    offset = moment.timing.offset
    if abs(offset) < ON_TIME:
        return _("as planned")
    text = _("{time} late") if offset > timedelta() else _("{time} early")
    return text.format(time=duration(offset))


def finish(overview: Overview, group: str) -> str:
    """Return when the group is expected to leave its last station, on the venue's clock."""
    moment = foreseen(overview.moments[group], overview.forecast)
    return hours_minutes(moment.wall(moment.finish))


def need_title(overview: Overview, each: Attention) -> str:
    """Say in capitals what is the matter, and for how long."""
    words = {
        Need.HELP: _("HELP"),
        Need.LOST: _("LOST"),
        Need.OVERTIME: _("OVER TIME"),
        Need.TAKEN: _("TAKEN"),
        Need.DOOR: _("WAITS") if _at_door(overview, each) else _("WILL WAIT"),
        Need.LATE: _("TOO LATE"),
        Need.CLOSED: _("CLOSED"),
    }
    age = "" if each.need >= Need.TAKEN else " " + short(overview.now - each.since)
    return f"{SIGNS[each.need]} {words[each.need]}{age}"


def need_text(overview: Overview, each: Attention) -> str:
    """Say what the matter is with a group, where, and since when."""
    moment = overview.moments[each.group]
    walking = moment.phase is Phase.WALKING
    texts = {
        Need.HELP: _("since {time}"),
        Need.LOST: _("laptop silent since {time}"),
        Need.OVERTIME: _("was due at “{station}” at {time}") if walking else _("“{station}” till {time}"),
        Need.TAKEN: _("comes to “{station}” at {time}, where {others} still is"),
        Need.DOOR: _door_text(overview, each),
        Need.LATE: _("finishes at {time}, {minutes} min too late"),
        Need.CLOSED: _("comes to “{station}”, which is closed, at {time}"),
    }
    text = texts[each.need].format(
        time=hours_minutes(moment.wall(each.since)),
        station=station_title(overview.progress, each.station) if each.station else "",
        others=names(overview.progress, each.others),
        minutes=whole_minutes(_to_come(overview, each)),
    )
    said = () if each.call is None else (each.call.reason, each.call.text)
    return " · ".join([*filter(None, map(shown, said)), text])


def _to_come(overview: Overview, each: Attention) -> timedelta:
    """Return how long a wait will last from now on, or how late a group will be."""
    return each.since + each.wait - overview.now if _at_door(overview, each) else each.wait


def _at_door(overview: Overview, each: Attention) -> bool:
    """Tell whether a group stands at the door already; who has not set out there does not."""
    moment = overview.moments[each.group]
    there = (
        moment.phase is Phase.WALKING and moment.visit is not None and moment.visit.station == each.station
    )
    return each.need is Need.DOOR and there and each.since <= overview.now


def _door_text(overview: Overview, each: Attention) -> str:
    if _at_door(overview, each):
        return _("before “{station}”, {minutes} min more ({others} there)")
    if each.wait < FORETOLD:
        return _("may have to wait before “{station}” at {time} ({others} there)")
    return _("will wait {minutes} min before “{station}” from {time} ({others} there)")


def remedy(need: Need) -> str:
    """Say what Enter does about it."""
    words = {
        Need.HELP: _("answer “on my way”"),
        Need.LOST: _("hand the group over"),
        Need.OVERTIME: _("write “please go on”, or give minutes"),
        Need.TAKEN: _("write to the guides, or see what else could be done"),
    }
    return words.get(need, _("see what could be done, and what it costs"))
