"""Whether what the form is served with is installed."""

from importlib.util import find_spec

from questtour.faults import UserFault
from questtour.i18n import _

LIBRARIES = ("aiohttp", "ifaddr", "segno")


class NoWeb(UserFault):
    """The extra is not installed; the text says how to get it."""


def need_web() -> None:
    """Raise NoWeb unless all that the extra `web` brings is there."""
    if any(find_spec(name) is None for name in LIBRARIES):
        raise NoWeb(_("The visitors' form needs a web server: pip install 'questtour[web]'"))
