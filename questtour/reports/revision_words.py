"""Suggestions of the look back in a person's words: what, why, and how sure that is."""

from questtour.i18n import N_, _, language
from questtour.tour.revision import Kind, Suggestion, Sureness
from questtour.tour.route import Route
from questtour.wording import shown

_SURE = {Sureness.SURE: N_("sure"), Sureness.LIKELY: N_("likely"), Sureness.WEAK: N_("weak: few visits")}

_LONGER = {
    Kind.STAY: N_(
        "{station}: {hits} of {count} visits were longer by half a minute or more, median {seen} min; "
        "we suggest {after} instead of {before}"
    ),
    Kind.WALK: N_(
        "The walk {station} – {goal}: {hits} of {count} were longer by half a minute or more, "
        "median {seen} min; we suggest {after} instead of {before}"
    ),
    Kind.USUAL_WALK: N_(
        "The usual walk: {hits} of {count} were longer by half a minute or more, median {seen} min; "
        "we suggest {after} instead of {before}"
    ),
}
_SHORTER = {
    Kind.STAY: N_(
        "{station}: {hits} of {count} visits were shorter by half a minute or more, median {seen} min; "
        "we suggest {after} instead of {before}"
    ),
    Kind.WALK: N_(
        "The walk {station} – {goal}: {hits} of {count} were shorter by half a minute or more, "
        "median {seen} min; we suggest {after} instead of {before}"
    ),
    Kind.USUAL_WALK: N_(
        "The usual walk: {hits} of {count} were shorter by half a minute or more, median {seen} min; "
        "we suggest {after} instead of {before}"
    ),
}
_HABITS = {
    Kind.SKIPPED: N_(
        "{station}: {hits} of {count} groups passed it by; is it needed, and does the time suffice?"
    ),
    Kind.TASK: N_(
        "{station}: none of {count} groups finished task {number}; make it easier, or leave it out"
    ),
    Kind.HINT_LATE: N_(
        "{station}: hint {number} is due after {before} min, but {hits} of {count} groups "
        "got it much later, after {seen} min; "
        ""
        "tell it sooner"
    ),
    Kind.HINT_UNUSED: N_(
        "{station}: {hits} of {count} groups solved all tasks without a hint; "
        "the hints come too late, or are not needed"
    ),
}


def advice(route: Route, each: Suggestion) -> str:
    """Return a suggestion as one sentence."""
    longer = each.after is not None and each.after > each.before
    words = _LONGER | _HABITS if longer else _SHORTER | _HABITS
    return _(words[each.kind]).format(
        station=_title(route, each.station),
        goal=_title(route, each.goal),
        number=each.number,
        hits=each.hits,
        count=each.count,
        seen=_decimal(each.seen),
        before=_decimal(each.before),
        after=_decimal(each.after or 0),
    )


def sureness(each: Suggestion) -> str:
    """Return how sure a suggestion is."""
    return _(_SURE[each.sure])


def _title(route: Route, station: str) -> str:
    return shown(route.station(station).title.in_(language())) if station else ""


def _decimal(count: float) -> str:
    return f"{round(count, 1):g}".replace(".", _("."))
