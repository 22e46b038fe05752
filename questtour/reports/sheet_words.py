"""The words that are printed on every route sheet, in the language in use."""

from questtour.i18n import _


def sheet_words() -> dict[str, str]:
    """Return the words of the paper's template by name."""
    return {
        "group": _("Group"),
        "station": _("Station"),
        "guide": _("Guide"),
        "room": _("Room"),
        "time": _("Time"),
        "tasks": _("Tasks"),
        "story": _("What to tell"),
        "hints": _("Hints"),
        "answer": _("Right answer"),
        "number": _("No."),
        "key": _("Piece of the code word"),
        "done": _("Host's signature"),
        "walk": _("walk {n} min"),
        "after": _("after {n} min"),
        "cost": _("−{n} pt."),
        "capacity": _("Room for {n} at once"),
        "equipment": _("What must stand ready"),
        "fallback": _("If the equipment fails"),
        "exchange": _("Ask the visitors"),
        "guide_signature": _("Guide's signature"),
        "host_signature": _("Host's signature"),
        "coordinator": _("Coordinator"),
        "coordinator_signature": _("Coordinator's signature"),
        "who_where": _("Who is where, and when"),
        "begins": _("Begins"),
        "ends": _("Ends"),
        "breaks": _("Breaks"),
        "notes": _("Notes"),
        "all_groups": _("all groups"),
        "finish_by": _("The tour must be over by {time}."),
        "no_group": _("No group comes here."),
    }
