"""What the form asks of a tour, and how a visitor's form is told from another's."""

import hashlib
import re
import secrets
from collections.abc import Mapping
from typing import Any, Protocol

from questtour.tour.route import Route

_FORM = re.compile(r"[0-9a-f]{32}")


class Visitors(Protocol):
    """A tour as the form sees it."""

    @property
    def route(self) -> Route | None:
        """Return the route sheet; None while the tour is not known yet."""
        ...

    @property
    def rehearsal(self) -> bool:
        """Tell whether it is a rehearsal."""
        ...

    @property
    def id(self) -> str:
        """Return what no other tour has, and what stays the same when the program is started anew."""
        ...

    def answered(self, form: str) -> bool:
        """Tell whether this form has been answered."""
        ...

    async def answer(self, group: str | None, answers: Mapping[str, Any], form: str) -> None:
        """Record a visitor's answers, and return when they are on the disk; UserFault says why not.

        A form that has been answered already stays as it is.
        """
        ...


def new_browser() -> str:
    """Return what a browser is to be known by: 128 bits of chance, and nothing about its owner."""
    return secrets.token_hex(16)


def form_of(browser: str, tour: str) -> str:
    """Return the id of the one form that a `browser` has on a `tour`.

    It does not tell which browser that is: the same phone on two tours leaves two ids with nothing in common.
    """
    return hashlib.blake2b(f"{tour}\n{browser}".encode(), digest_size=16).hexdigest()


def is_form(text: str) -> bool:
    """Tell whether `text` can be a form's id, or a browser's: both look the same."""
    return _FORM.fullmatch(text) is not None
