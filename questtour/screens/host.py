"""What screens may ask of the app around them: what lies on the desk, a word, a ring, another screen."""

from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from textual.app import App
from textual.events import Event, Key, Paste
from textual.notifications import SeverityLevel

from questtour.clock import Clock
from questtour.mesh.ways import Ways
from questtour.wording import shown

if TYPE_CHECKING:
    # The first frame is painted before these are loaded.
    from questtour.joining import OpenNetwork
    from questtour.launch import Company, Others
    from questtour.session import Session
    from questtour.survey.addresses import Place
    from questtour.survey.server import FormServer

BOUNCE = 0.1
"""Seconds: a key held down repeats faster than that (every 25 to 90 ms), nobody's finger does."""

HOLD = 0.8
"""Seconds: a key held down begins to repeat sooner than that (after 250 to 660 ms)."""

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
    ways: Ways = field(default_factory=Ways)
    """How other laptops are reached."""
    form_place: "Place | None" = None
    """Where the visitors' form is served, if the user named a place."""
    network: "OpenNetwork | None" = None
    """What carries messages between laptops, in place of the real network."""

    @property
    def open_network(self) -> "OpenNetwork":
        """Return what opens the network."""
        from questtour.joining import over_zenoh

        return self.network or over_zenoh


class Host(App[None], inherit_bindings=False):
    """An app that can tell, ring and lead a tour."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self.sound = True
        self.meeting: Others | None = None
        """This laptop's place among the others, where there are any."""
        self.form: FormServer | None = None
        """The visitors' form, while it is served."""
        self._last_enter = float("-inf")
        self._doubtful: Key | None = None
        self._unsaid: tuple[str, SeverityLevel, float] | None = None

    async def on_event(self, event: Event) -> None:
        """Take Enter once however long it is held: it must not run through the tour and its questions.

        What is pasted becomes one line without the codes that a terminal would obey.
        """
        if isinstance(event, Key) and not event.is_forwarded and not await self._meant(event):
            return
        if isinstance(event, Paste):
            event.text = shown(event.text)
        await super().on_event(event)

    async def _meant(self, key: Key) -> bool:
        """Tell whether a person meant `key`, as far as is known; a doubtful Enter is done a moment later.

        Terminals do not tell when a key goes up. The first repeat of a held Enter comes as late as a quick
        second press does, but the next one comes at once after it: then both were none.
        """
        if key.key != "enter":
            await self._do_doubtful()
            # Another key ends the repeats of the one before.
            self._last_enter = float("-inf")
            return True
        now = self.desk.clock.monotonic()
        since, self._last_enter = now - self._last_enter, now
        if since < BOUNCE:
            self._doubtful = None
            return False
        await self._do_doubtful()
        if since < HOLD:
            self._doubtful = key
            self.set_timer(BOUNCE, partial(self._believe, key, now))
        return since >= HOLD

    async def _believe(self, enter: Key, pressed: float) -> None:
        """Do what a doubtful `enter` was pressed for, if no repeat has come after it."""
        if enter is not self._doubtful:
            return
        left = pressed + BOUNCE - self.desk.clock.monotonic()
        if left > 0:
            self.set_timer(left, partial(self._believe, enter, pressed))
        else:
            await self._do_doubtful()

    async def _do_doubtful(self) -> None:
        enter, self._doubtful = self._doubtful, None
        if enter is not None:
            await super().on_event(enter)

    def rehearse(self, company: "Company") -> None:
        """Show a rehearsal from now on, with those who are simulated in it."""
        raise NotImplementedError

    def show_tour(self, session: "Session", meeting: "Others | None" = None) -> None:
        """Show the tour of `session` from now on, among others where there is a `meeting`."""
        raise NotImplementedError

    def leave(self) -> None:
        """Leave the program; where there is something to tell before, tell that first."""
        raise NotImplementedError

    def leave_joining(self) -> None:
        """Go back to where one was before one wanted to join a tour."""
        raise NotImplementedError

    async def serve_form(self, session: "Session") -> None:
        """Serve the visitors' form from now on, where that is not done yet; raises NoWeb and NoPlace."""
        if self.form is None:
            # Few tours end with phones, and a web server takes long to load.
            from questtour.survey.extra import need_web

            need_web()
            from questtour.screens.visitors import SessionVisitors
            from questtour.survey.server import FormServer

            self.form = FormServer(SessionVisitors(session), self.desk.clock, self.desk.form_place)
            try:
                await self.form.start()
            except BaseException:
                self.form = None
                raise

    async def stop_form(self) -> None:
        """Serve the visitors' form no longer."""
        form, self.form = self.form, None
        if form is not None:
            await form.stop()

    def tell(self, text: str, *, warning: bool = False) -> None:
        """Say one line for a moment."""
        self._say(text, "warning" if warning else "information", 4)

    def alarm(self, text: str) -> None:
        """Say what went wrong, loudly and for long."""
        self.ring(3)
        self._say(text, "error", 30)

    def _say(self, text: str, severity: SeverityLevel, seconds: float) -> None:
        if self.with_guests:
            self._unsaid = (text, severity, seconds)
            return
        # The last message takes the place of the one before: several would hide the countdown.
        self.clear_notifications()
        self.notify(shown(text), severity=severity, timeout=seconds, markup=False)

    @property
    def with_guests(self) -> bool:
        """Tell whether visitors hold the laptop now."""
        return bool(self.screen_stack) and getattr(self.screen, "with_guests", False)

    def speak_up(self) -> None:
        """Say what was last left unsaid while visitors held the laptop."""
        if self._unsaid is not None and not self.with_guests:
            unsaid, self._unsaid = self._unsaid, None
            self._say(*unsaid)

    def ring(self, times: int) -> None:
        """Ring the bell so many times, where the user wants sound and no visitor holds the laptop."""
        if self.sound and not self.with_guests:
            for number in range(times):
                self.set_timer(number * RING_GAP + 0.001, self.bell)
