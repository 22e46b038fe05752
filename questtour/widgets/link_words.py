"""How it stands with a link, in a few words."""

from datetime import timedelta

from questtour.i18n import _
from questtour.tour.links import LinkState
from questtour.wording import duration


def link_words(state: LinkState, age: timedelta) -> str:
    """Say whether a laptop is heard, with a sign before it; `age` is how old what is known of it is."""
    words = {
        LinkState.LIVE: "● " + _("linked ({time})"),
        LinkState.QUIET: "◐ " + _("quiet for {time}"),
        LinkState.LOST: "○ " + _("no link for {time}"),
        LinkState.NEVER: "○ " + _("no link"),
    }
    return words[state].format(time=duration(age))
