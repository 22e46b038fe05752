"""What a coordinator reads of an option before it is chosen: what would be done, and what that costs."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from questtour.i18n import _, ngettext
from questtour.tour.options import Cost, Kind, Option, Remedy, Trouble
from questtour.tour.options_words import Change
from questtour.tour.progress import Progress
from questtour.widgets.hall_words import group_title, names, station_title
from questtour.wording import duration, hours_minutes

FINISHES = 4
"""The finishes of so many groups are told, those that change most."""

NEXT = 6
"""So many stations of a changed way are named."""

WORTH = timedelta(seconds=30)
"""What is saved or lost below that is not told."""


def trouble_text(progress: Progress, trouble: Trouble) -> str:
    """Say what the options are about."""
    group = group_title(progress, trouble.group) if trouble.group else ""
    station = station_title(progress, trouble.station) if trouble.station else ""
    texts = {
        Kind.CONFLICT: _("“{group}” will wait before “{station}”. What to do?"),
        Kind.LATE: _("“{group}” is late. What to do?"),
        Kind.CLOSED: _("“{station}” is closed, and groups come to it. What to do?"),
    }
    return texts[trouble.kind].format(group=group, station=station)


def option_title(progress: Progress, option: Option) -> str:
    """Say in one line what would be done."""
    if option.remedy is Remedy.WAIT:
        late = option.trouble.kind is Kind.LATE
        text = _("Leave “{group}” its way, and ask it to be quick") if late else _("Let “{group}” wait")
        return text.format(group=names(progress, (option.changes[0].group,)))
    if option.remedy is Remedy.REPLAN:
        groups = names(progress, tuple(change.group for change in option.changes))
        return _("Plan the remaining stations anew: {groups}").format(groups=groups)
    if len(option.changes) > 1:
        return _together(progress, option)
    return _change(progress, option.changes[0])


def _together(progress: Progress, option: Option) -> str:
    """Say what several groups would do alike about a closed station."""
    skipping = option.remedy is Remedy.SKIP
    text = (
        _("Skip “{station}”: {groups}") if skipping else _("Do at “{station}” what the sheet has: {groups}")
    )
    groups = names(progress, tuple(change.group for change in option.changes))
    return text.format(station=station_title(progress, option.trouble.station), groups=groups)


def _change(progress: Progress, change: Change) -> str:
    group = group_title(progress, change.group)
    if change.order is not None:
        titles = [station_title(progress, each) for each in change.order[:NEXT]]
        more = "…" if len(change.order) > NEXT else ""
        return _("“{group}” in another order: {stations}").format(
            group=group, stations=", ".join(titles) + more
        )
    if change.skip:
        skipped = station_title(progress, change.skip)
        return _("“{group}” skips “{station}”").format(group=group, station=skipped)
    if change.shorter:
        here = progress.groups[change.group].current
        place = station_title(progress, here.station) if here is not None else ""
        text = _("“{group}” leaves “{station}” {n} min sooner")
        return text.format(group=group, station=place, n=f"{change.shorter:g}")
    station = station_title(progress, change.fallback)
    return _("“{group}” does at “{station}” what the sheet has").format(group=group, station=station)


def option_costs(progress: Progress, option: Option) -> str:
    """Say what it saves and costs: waiting, lateness, finishes, tasks, and who must be told."""
    told = _("told: {groups}").format(groups=names(progress, option.cost.told))
    return " · ".join([*_saved(option.cost), *_finishes(progress, option.cost), *_lost(option.cost), told])


def _saved(cost: Cost) -> Iterator[str]:
    if abs(cost.waiting_saved) >= WORTH:
        saves = cost.waiting_saved > timedelta()
        text = _("saves {time} of waiting") if saves else _("{time} more of waiting")
        yield text.format(time=duration(cost.waiting_saved))
    else:
        yield _("saves no waiting")
    if abs(cost.late_saved) >= WORTH:
        sooner = cost.late_saved > timedelta()
        text = _("{time} less too late") if sooner else _("{time} more too late")
        yield text.format(time=duration(cost.late_saved))


def _finishes(progress: Progress, cost: Cost) -> Iterator[str]:
    changed = sorted(cost.finishes, key=lambda group: -abs(cost.finishes[group][1] - cost.finishes[group][0]))
    parts = [_finish(progress, group, *cost.finishes[group]) for group in changed[:FINISHES]]
    if parts:
        yield _("finish: {finishes}").format(finishes=", ".join(parts))
    if len(changed) > FINISHES:
        rest = len(changed) - FINISHES
        yield ngettext("{n} group more is moved", "{n} groups more are moved", rest).format(n=rest)


def _finish(progress: Progress, group: str, before: datetime, after: datetime) -> str:
    was, will = _clock(progress, before), _clock(progress, after)
    return f"{group_title(progress, group)} {was}" + ("" if was == will else f" → {will}")


def _clock(progress: Progress, moment: datetime) -> str:
    assert progress.tour is not None
    return hours_minutes(progress.tour.on_wall(moment))


def _lost(cost: Cost) -> Iterator[str]:
    if cost.tasks_lost:
        lost = ngettext("{n} task lost", "{n} tasks lost", cost.tasks_lost)
        yield lost.format(n=cost.tasks_lost)
