"""What a visitor is told instead of the form: thanks, and why something did not work."""

from questtour.i18n import N_, _
from questtour.survey.pages import Told

LATER = 30
"""Seconds after which one may try again."""

_FAULTS = {
    400: (N_("That did not work"), N_("What was sent is not this form. Open it once more.")),
    403: (N_("That did not work"), N_("The form was sent from another page. Open it here, please.")),
    404: (N_("There is no such page"), N_("Begin with the form.")),
    405: (N_("That did not work"), N_("What was sent is not this form. Open it once more.")),
    413: (
        N_("That is too much"),
        N_("The answer is too long for us. Go back, make it shorter and send it again."),
    ),
    415: (N_("That did not work"), N_("What was sent is not this form. Open it once more.")),
    429: (N_("Very many at once"), N_("Wait half a minute and open the page once more.")),
    503: (N_("The tour has not been opened yet"), N_("Open this page once more in a minute.")),
}
_BROKEN = (N_("That did not work"), N_("It is our fault. Try once more in a minute, or tell your guide."))


def fault_page(status: int) -> Told:
    """Return what a visitor is told where the answer is the HTTP `status`, in the language in use."""
    heading, text = _FAULTS.get(status, _BROKEN)
    return Told(_(heading), _(text), back=status not in {429, 503})


def thanks() -> Told:
    """Return what is told when answers are safe."""
    return Told(_("Thank you!"), _("Your answers are saved. You can close this page."), done=True)


def already() -> Told:
    """Return what is told who comes again."""
    return Told(_("You have already answered, thank you"), _("Each visitor answers once."), done=True)


def nothing_said() -> str:
    """Return why an empty form was not taken."""
    return _("Nothing is answered yet. Answer at least one question.")


def not_saved() -> str:
    """Return why a form was not taken that could not be recorded."""
    return _("Your answers could not be saved. They still stand here: send them again in a minute.")


def too_many() -> str:
    """Return why a form was not taken when very many came."""
    return _("Very many answers come at once. Yours still stand here: send them again in half a minute.")
