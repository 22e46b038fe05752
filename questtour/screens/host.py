"""What screens may ask of the app around them: what lies on the desk, a word, a ring, another screen."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from textual.app import App
from textual.events import Event, Key, Paste
from textual.notifications import SeverityLevel

from questtour.clock import Clock
from questtour.wording import shown

if TYPE_CHECKING:
    # The first frame is painted before these are loaded.
    from questtour.session import Session

BOUNCE = 0.1
"""Seconds: a key held down repeats faster than that (every 25 to 90 ms), nobody's finger does."""

RING_GAP = 0.35
"""Seconds between two rings of the bell: closer together, terminals make one of them."""


@dataclass(frozen=True, slots=True)
class Desk:
    """What the app needs from the world outside."""

    clock: Clock
    settings_path: Path | None = None
    """Where a choice made in the app is remembered; None remembers nothing."""
    folder: Path = field(default_factory=Path)
    """Where logs and pictures are kept."""
    log: Path | None = None
    """The log that the user named, if any."""


class Host(App[None], inherit_bindings=False):
    """An app that can tell, ring and lead a tour."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self.sound = True
        self._last_enter = float("-inf")

    async def on_event(self, event: Event) -> None:
        """Take Enter once however long it is held: it must not run through the tour and its questions.

        What is pasted becomes one line without the codes that a terminal would obey.
        """
        if isinstance(event, Key) and event.key == "enter" and not event.is_forwarded and self._held():
            return
        if isinstance(event, Paste):
            event.text = shown(event.text)
        await super().on_event(event)

    def _held(self) -> bool:
        now = self.desk.clock.monotonic()
        held, self._last_enter = now - self._last_enter < BOUNCE, now
        return held

    def show_tour(self, session: "Session") -> None:
        """Lead the tour of `session` from now on."""
        raise NotImplementedError

    def tell(self, text: str, *, warning: bool = False) -> None:
        """Say one line for a moment."""
        self._say(text, "warning" if warning else "information", 4)

    def alarm(self, text: str) -> None:
        """Say what went wrong, loudly and for long."""
        self.ring(3)
        self._say(text, "error", 30)

    def _say(self, text: str, severity: SeverityLevel, seconds: float) -> None:
        # The last message takes the place of the one before: several would hide the countdown.
        self.clear_notifications()
        self.notify(shown(text), severity=severity, timeout=seconds, markup=False)

    def ring(self, times: int) -> None:
        """Ring the bell so many times, where the user wants sound."""
        if self.sound:
            for number in range(times):
                self.set_timer(number * RING_GAP + 0.001, self.bell)
