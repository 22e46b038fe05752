"""How fresh what is known of a laptop is."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

QUIET = timedelta(seconds=15)
"""A laptop sends a sign of life every few seconds: silence for so long is worth telling."""


class LinkState(StrEnum):
    """Whether a laptop is heard."""

    LIVE = "live"
    QUIET = "quiet"
    LOST = "lost"
    NEVER = "never"


@dataclass(frozen=True, slots=True)
class Link:
    """What the mesh knows of a laptop."""

    heard: datetime
    """When it was last heard (UTC, this laptop's clock)."""
    alive: bool = True
    """Whether its presence is announced in the mesh."""

    def age(self, now: datetime) -> timedelta:
        """Return how old what is known of it is."""
        return max(timedelta(), now - self.heard)

    def state(self, now: datetime) -> LinkState:
        """Return whether it is heard at the moment `now`."""
        if not self.alive:
            return LinkState.LOST
        return LinkState.LIVE if self.age(now) < QUIET else LinkState.QUIET


Links = Mapping[str, Link]
"""By the laptop's id."""


@dataclass(slots=True)
class Standing:
    """How it stands with the mesh, for whoever looks after the tour."""

    dropped: dict[str, int] = field(default_factory=dict)
    """What failed before it came into the log: so many for each reason."""
    twins: set[str] = field(default_factory=set)
    """Laptops that run on a copy of another one's log."""
    trouble: str = ""
    """Why the log could not take what came, if it could not."""


def state_of(links: Links, device: str | None, now: datetime) -> LinkState:
    """Return whether the laptop `device` is heard; a group that nobody leads was never heard."""
    if device is None or device not in links:
        return LinkState.NEVER
    return links[device].state(now)
