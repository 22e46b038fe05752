"""The laptops of a tour in a line each: whose, what for, which group, and whether it is heard."""

from datetime import datetime

from questtour.i18n import N_, _, language
from questtour.tour.links import Links
from questtour.tour.progress import Progress
from questtour.widgets.link_words import link_words
from questtour.wording import shown

ROLES = {
    "guide": N_("guide"),
    "coordinator": N_("coordinator"),
    "board": N_("board in the hall"),
    "visitors": N_("visitors' form"),
}
NAMELESS = 6
"""So many signs of its id stand for a laptop whose user gave no name."""


def device_name(progress: Progress, device: str) -> str:
    """Return whose laptop it is."""
    return shown(progress.devices[device].name) or device[:NAMELESS]


def device_line(progress: Progress, device: str, links: Links, now: datetime) -> str:
    """Say all that matters of a laptop."""
    known = progress.devices[device].role
    role = _("coordinator") if device in progress.coordinators else _(ROLES.get(known, ROLES["guide"]))
    led = [shown(progress.route.group(each).title.in_(language())) for each in progress.led_by(device)]
    parts = [device_name(progress, device), role, ", ".join(led), link_words(links, device, now)]
    return " · ".join(filter(None, parts))
