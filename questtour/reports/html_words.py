"""The words of the report, in the language in use."""

from questtour.i18n import _


def html_words() -> dict[str, str]:
    """Return the report's words by the names that its template has for them."""
    return {
        "arrow": " → ",
        "charts": _("Charts need Altair: pip install 'questtour[report]'"),
        "closed": _("out of order"),
        "each_group": _("Group by group"),
        "each_station": _("Station by station"),
        "finished": _("finished"),
        "group": _("Group"),
        "groups": _("Groups"),
        "detail": _("In detail"),
        "hints": _("Hints"),
        "late": _("Longer than planned"),
        "lost": _("Time lost"),
        "no_groups": _("Nobody set out."),
        "not_finished": _("on the way"),
        "of": _("of"),
        "offset": _("At the end"),
        "open": _("Tasks left open"),
        "over": _("Stays over the plan (median)"),
        "planned": _("Planned"),
        "points": _("Points"),
        "range": _("least – most"),
        "rehearsal": _("Rehearsal"),
        "rehearsed": _("simulated groups; nothing here happened to people"),
        "skipped": _("Skipped"),
        "spent": _("Spent (median)"),
        "start": _("Start"),
        "station": _("Station"),
        "stations": _("Stations, those first that cost most time"),
        "tasks": _("Tasks"),
        "title": _("Looking back"),
        "unranked": _("In the order of the sheet: nobody is compared with anybody."),
        "visits": _("Visits"),
        "voices": _("Voices"),
        "waited": _("Waited at doors"),
        "waits": _("Waits"),
        "walk": _("Walk"),
        "walks": _("Walks"),
    }
