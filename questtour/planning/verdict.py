"""Says in a few lines how good a plan is."""

from collections.abc import Iterator
from datetime import timedelta

from questtour.i18n import _, ngettext
from questtour.planning.days import DAYS, in_minutes
from questtour.planning.explain import clock, decimal
from questtour.planning.problem import MINUTE
from questtour.planning.robust import Choice
from questtour.planning.solver import Found


def verdict_lines(found: Found, start: timedelta) -> Iterator[str]:
    """Yield the end with its proof, then waiting and walking; `start` is the tour's, since midnight."""
    if found.end <= found.bound:
        yield _("The last group is done at {end}: proved, it cannot be sooner.").format(end=clock(found.end))
    else:
        text = _("The last group is done at {end}; proved: not before {bound}. The gap is {gap} %.")
        gap = decimal(round(found.gap(start) * 100, 1))
        yield text.format(end=clock(found.end), bound=clock(found.bound), gap=gap)
    yield _("{waiting}; walking: {walking}, all groups together.").format(
        waiting=_waiting(found), walking=_minutes(found.walking)
    )
    if pauses := len(found.plan.pauses):
        text = ngettext(
            "{n} pause on the way stands in the sheet as a break of one group.",
            "{n} pauses on the way stand in the sheet as breaks of one group each.",
            pauses,
        )
        yield text.format(n=pauses)


def _waiting(found: Found) -> str:
    if found.waiting <= found.least_waiting:
        return _("Waiting: {waiting}, the least possible").format(waiting=_minutes(found.waiting))
    return _("Waiting: {waiting}, proved not less than {least}").format(
        waiting=_minutes(found.waiting), least=_minutes(found.least_waiting)
    )


def _minutes(span: timedelta) -> str:
    return _("{n} min").format(n=decimal(span / MINUTE))


def robust_lines(choice: Choice) -> Iterator[str]:
    """Yield how the chosen plan and the shortest one fare on the days on which both were tried."""
    fares = [choice.chosen_fare, choice.shortest_fare]
    numbers = [decimal(in_minutes(span)) for fare in fares for span in (fare.waiting, fare.lateness)]
    intro = ngettext(
        "On {n} uneven day, on average and all groups together,",
        "On {n} uneven days, on average and all groups together,",
        DAYS,
    ).format(n=DAYS)
    if choice.chosen.plan == choice.shortest.plan:
        text = _(
            "{intro} this plan has {wait} min of waiting at doors and ends {late} min late: of {n} the best."
        )
        yield text.format(intro=intro, wait=numbers[0], late=numbers[1], n=choice.tried)
        return
    text = _(
        "{intro} this plan has {wait} min of waiting at doors and ends {late} min late; "
        "the shortest one {shortest_wait} and {shortest_late}."
    )
    yield text.format(
        intro=intro, wait=numbers[0], late=numbers[1], shortest_wait=numbers[2], shortest_late=numbers[3]
    )
    yield _("It ends at {end}, the shortest one at {shortest}.").format(
        end=clock(choice.chosen.end), shortest=clock(choice.shortest.end)
    )
