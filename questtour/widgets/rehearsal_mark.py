"""How a rehearsal is told from a real tour: the same sign on every screen."""

from textual.content import Content

from questtour.i18n import _
from questtour.tour.progress import Tour


def rehearsal_mark(tour: Tour | None) -> Content | None:
    """Return what stands in the header of a rehearsal, without colour too; None for a real tour."""
    if tour is None or not tour.rehearsal:
        return None
    return Content.styled(" " + _("REHEARSAL") + " ", "bold reverse")
