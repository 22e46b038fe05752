"""Suggestions of the look back as what a circle means to do: sentences in the first person, to read out."""

from questtour.i18n import N_, _
from questtour.reports import report_words as words
from questtour.tour.progress import Tour
from questtour.tour.revision import Kind, Suggestion

_TIMES = {
    Kind.STAY: N_("We plan {after} min for “{station}” instead of {before}: it took {seen} min."),
    Kind.WALK: N_(
        "We plan {after} min for the walk “{station}” – “{goal}” instead of {before}: it took {seen} min."
    ),
    Kind.USUAL_WALK: N_("We plan {after} min for a walk instead of {before}: it took {seen} min."),
}
_HABITS = {
    Kind.SKIPPED: N_("We ask whether “{station}” is needed: for {hits} of {count} groups it fell out."),
    Kind.TASK: N_(
        "We make task {number} at “{station}” easier, or leave it out: nobody of {count} groups solved it."
    ),
    Kind.HINT_LATE: N_("We give hint {number} at “{station}” sooner: {hits} of {count} groups got it late."),
    Kind.HINT_UNUSED: N_(
        "We look at the hints of “{station}”: {hits} of {count} groups solved everything without them."
    ),
}


def intention(tour: Tour, each: Suggestion) -> str:
    """Return a suggestion as one sentence of the circle."""
    return _((_TIMES | _HABITS)[each.kind]).format(
        station=words.station_title(tour, each.station),
        goal=words.station_title(tour, each.goal),
        number=each.number,
        hits=each.hits,
        count=each.count,
        before=words.decimal(round(each.before, 1)),
        after=words.decimal(round(each.after or 0, 1)),
        seen=words.decimal(round(each.seen, 1)),
    )
