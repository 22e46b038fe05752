"""Says in a few lines how good a plan is."""

from collections.abc import Iterator
from datetime import timedelta

from questtour.i18n import _, ngettext
from questtour.planning.days import DAYS, Fare, in_minutes
from questtour.planning.explain import clock, decimal
from questtour.planning.problem import MINUTE
from questtour.planning.robust import Choice
from questtour.planning.solver import Found


def verdict_lines(found: Found, start: timedelta) -> Iterator[str]:
    """Yield the end with its proof, then waiting and walking; `start` is the tour's, since midnight."""
    yield _ending(found, start)
    yield _waiting(found)
    yield _("Walking: {walking}, all groups together.").format(walking=_minutes(found.walking))
    if pauses := len(found.plan.pauses):
        text = ngettext(
            "{n} pause on the way stands in the sheet as a break of one group.",
            "{n} pauses on the way stand in the sheet as breaks of one group each.",
            pauses,
        )
        yield text.format(n=pauses)


def _ending(found: Found, start: timedelta) -> str:
    if found.end <= found.bound:
        text = _("The last group is done at {end}. It is proved that nobody can end the tour sooner.")
        return text.format(end=clock(found.end))
    text = _(
        "The last group is done at {end}. It is proved that no plan ends before {bound}: "
        "a better one could save {minutes} min at most (gap {gap} %)."
    )
    return text.format(
        end=clock(found.end),
        bound=clock(found.bound),
        minutes=decimal((found.end - found.bound) / MINUTE),
        gap=decimal(round(found.gap(start) * 100, 1)),
    )


def _waiting(found: Found) -> str:
    if not found.waiting:
        return _("Nobody waits.")
    told = _minutes(found.waiting)
    if found.waiting <= found.least_waiting:
        text = _(
            "Waiting: {waiting}, all groups together. It is proved that with this end it cannot be less."
        )
    elif found.least_waiting:
        text = _("Waiting: {waiting}, all groups together; it is proved that {least} cannot be avoided.")
    else:
        text = _("Waiting: {waiting}, all groups together; less is not ruled out.")
    return text.format(waiting=told, least=_minutes(found.least_waiting))


def _minutes(span: timedelta) -> str:
    return _("{n} min").format(n=decimal(span / MINUTE))


def robust_lines(choice: Choice) -> Iterator[str]:
    """Yield what the chosen plan gives up against the shortest, for what, and how both fare."""
    if choice.chosen.plan == choice.shortest.plan:
        yield _kept_shortest(choice)
    else:
        yield _price(choice)
        yield _average(choice.chosen_fare, _("On an average uneven day: this plan"))
    yield _average(choice.shortest_fare, _("On an average uneven day: the shortest plan"))


def _kept_shortest(choice: Choice) -> str:
    text = ngettext(
        "The shortest plan stands up best too: {n} plan ending by {limit} was tried on {days} uneven days.",
        "The shortest plan stands up best too: {n} plans ending by {limit} were tried on {days} uneven days.",
        choice.tried,
    )
    return text.format(n=choice.tried, limit=clock(choice.limit), days=DAYS)


def _price(choice: Choice) -> str:
    later = choice.chosen.end - choice.shortest.end
    if later > timedelta():
        what = _("{minutes} min later than the shortest plan").format(minutes=decimal(later / MINUTE))
    else:
        what = _("No later than the shortest plan")
    better = choice.chosen_fare.better_days(choice.shortest_fare)
    text = ngettext(
        "{what}, but on {n} uneven day of {days} groups wait and run late less.",
        "{what}, but on {n} uneven days of {days} groups wait and run late less.",
        better,
    )
    return text.format(what=what, n=better, days=DAYS)


def _average(fare: Fare, which: str) -> str:
    text = _("{which} has {wait} min of waiting at doors and ends {late} min late, all groups together.")
    wait, late = (decimal(in_minutes(span)) for span in (fare.waiting, fare.lateness))
    return text.format(which=which, wait=wait, late=late)
