"""How it stands with a link, in a few words."""

from datetime import datetime, timedelta

from questtour.i18n import _
from questtour.tour.links import Links, LinkState, state_of
from questtour.wording import duration


def link_words(links: Links, device: str | None, now: datetime) -> str:
    """Say whether the laptop `device` is heard, with a sign before it, and how old what is known of it is."""
    link = links.get(device or "")
    age = link.age(now) if link is not None else timedelta()
    words = {
        LinkState.LIVE: "● " + _("linked ({time})"),
        LinkState.QUIET: "◐ " + _("quiet for {time}"),
        LinkState.LOST: "○ " + _("no link for {time}"),
        LinkState.NEVER: "○ " + _("no link"),
    }
    return words[state_of(links, device, now)].format(time=duration(age))
