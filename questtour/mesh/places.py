"""Where the laptops of a tour meet: the Zenoh keys (DESIGN §6)."""

import re

DEVICE = re.compile(r"[A-Za-z0-9_-]{1,64}")
"""What a laptop's id looks like, so that it can be a piece of a Zenoh key."""


EVERY_TOUR = "questtour/*/here/*"
"""Where the tokens of all laptops of all tours stand: anybody can see that there is a tour, but not which."""


class Places:
    """The keys of one tour, whose public id is `topic`."""

    def __init__(self, topic: str) -> None:
        """Take the tour's public id, see `TourKey.topic`."""
        self._root = f"questtour/{topic}"

    def here(self, device: str) -> str:
        """Return where a laptop's token stands as long as it is there; `*` for all laptops."""
        return f"{self._root}/here/{device}"

    def events(self, device: str) -> str:
        """Return where a laptop puts its events as they happen; `*` for all laptops."""
        return f"{self._root}/events/{device}"

    def digest(self, device: str) -> str:
        """Return where a laptop says what it knows; `*` for all laptops."""
        return f"{self._root}/digest/{device}"

    def log(self, device: str) -> str:
        """Return where a laptop answers questions: what it has that others lack, and what its clock says."""
        return f"{self._root}/log/{device}"


def device_in(place: str) -> str:
    """Return the laptop that `place`, one of a tour's keys, belongs to."""
    return place.rsplit("/", 1)[-1]


def topic_in(place: str) -> str:
    """Return the public id of the tour that `place` belongs to."""
    return place.split("/")[1]
