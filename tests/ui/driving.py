"""Drives the program as a guide does: keys, clicks and pastes, a clock that only the test moves, no sleeping.

`opened` gives a tour on its screen, `started` the start screen. A press moves the clock on by `BETWEEN`,
because nobody presses two keys at the same moment. What a step leads to is waited for with `sees` and
`until`; that it leads to nothing is known after `settled`.
"""

import asyncio
import itertools
import re
import time
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any, Literal

from helpers import HandClock, at
from textual import events
from textual.geometry import Offset
from textual.pilot import Pilot
from textual.screen import Screen
from textual.strip import Strip
from textual.widget import Widget
from textual.widgets._toast import Toast

from questtour import i18n
from questtour.app import QuestApp
from questtour.eventlog.log import EventLog
from questtour.eventlog.writer import Draft
from questtour.launch import Beginning
from questtour.library import find_sheet, read_sheet_file
from questtour.screens.base import Dialog
from questtour.screens.guide import GuideScreen
from questtour.screens.host import Desk
from questtour.screens.start import StartScreen
from questtour.session import Opening, Session, open_guide
from questtour.settings import Settings
from questtour.tour import events as e
from questtour.tour.ledger import Ledger
from questtour.tour.progress import GroupProgress, Phase, Visit
from questtour.widgets.blocks import Look
from questtour.widgets.station_panel import BlockView

Raw = dict[str, Any]
Size = tuple[int, int]

PATIENCE = 30.0
"""Seconds of the real clock that anything may take before a test gives up."""

BETWEEN = timedelta(seconds=1)
"""Of the test's own clock, between two presses."""

SIGN_NAMES = {
    " ": "space",
    "+": "plus",
    "=": "equals_sign",
    "-": "minus",
    "_": "underscore",
    "?": "question_mark",
    ",": "comma",
    ".": "full_stop",
    "[": "left_square_bracket",
    "]": "right_square_bracket",
}
"""Textual's names of the signs that are no letters or digits."""
NAMED_SIGNS = {name: sign for sign, name in SIGN_NAMES.items()}


_FRAMES = re.compile("[▌▐▎▊│─╭╮╰╯▔▁]+")


class FakeClock(HandClock):
    """A clock that only the test moves."""

    def go(self, **span: float) -> None:
        """Let time pass: `go(minutes=3)`."""
        self.moment += timedelta(**span)

    def be(self, wall: str) -> None:
        """Let the venue's clock show `10:05` or `10:05:30`."""
        self.moment = at(wall)


class HeardApp(QuestApp):
    """The program, with somebody who counts how often the bell rings."""

    bells = 0

    def bell(self) -> None:
        """Hear it."""
        self.bells += 1


class Laptop:
    """The program on a guide's laptop, and the hands on it."""

    def __init__(self, app: HeardApp, pilot: Pilot[None], clock: FakeClock) -> None:
        self.app, self.pilot, self.clock = app, pilot, clock

    # --- what there is ----------------------------------------------------------------------------------

    @property
    def session(self) -> Session:
        assert self.app.session is not None
        return self.app.session

    @property
    def group(self) -> GroupProgress:
        return self.session.own_group

    @property
    def visit(self) -> Visit:
        assert self.group.current is not None
        return self.group.current

    @property
    def phase(self) -> Phase:
        return self.group.phase

    @property
    def screen(self) -> Screen[Any]:
        return self.app.screen

    @property
    def guide(self) -> GuideScreen:
        return next(each for each in self.app.screen_stack if isinstance(each, GuideScreen))

    def happened(self, kind: type[e.Event]) -> list[Any]:
        """Return this group's events of one kind that still hold, the first one first."""
        events = [record.event for record in self.group.effective()]
        return [event for event in reversed(events) if isinstance(event, kind)]

    # --- what is seen -----------------------------------------------------------------------------------

    def strips(self) -> list[Strip]:
        """Return what goes to the terminal for the top screen; Textual has no public way to that."""
        return self.screen._compositor.render_strips()

    def text(self, part: type[Widget] | str | Widget | None = None) -> str:
        """Return the text of the top screen, or of a part of it, without the spaces at the lines' ends."""
        lines = self.strips()
        if part is not None:
            widget = part if isinstance(part, Widget) else self.screen.query_one(part)
            place = widget.region
            lines = [line.crop(place.x, place.right) for line in lines[place.y : place.bottom]]
        return "\n".join(line.text.rstrip() for line in lines)

    def words(self, part: type[Widget] | str | Widget | None = None) -> str:
        """Return the same text with one space wherever there is a gap, a frame or a new line."""
        return " ".join(_FRAMES.sub(" ", self.text(part)).split())

    async def until(self, holds: Callable[[], object]) -> None:
        """Wait until something holds."""
        deadline = time.monotonic() + PATIENCE
        for turn in itertools.count():
            if holds():
                return
            assert time.monotonic() < deadline, f"it never came to that; the screen:\n{self.text()}"
            # Mostly it comes in the next turns of the loop; else it waits for the disk.
            await asyncio.sleep(0 if turn < 50 else 0.005)

    async def sees(self, *texts: str, part: type[Widget] | str | None = None) -> None:
        """Wait until all the texts are on the screen, or in a part of it."""
        await self.until(lambda: all(text in self.words(part) for text in texts))

    async def misses(self, *texts: str) -> None:
        """Wait until none of the texts is on the screen."""
        await self.until(lambda: not any(text in self.words() for text in texts))

    async def is_told(self, text: str) -> None:
        """Wait until a message says this."""
        await self.until(lambda: any(text in self.words(each) for each in self.screen.query(Toast)))

    async def shows(self, screen: type[Screen[Any]]) -> None:
        """Wait until such a screen is on top and laid out."""
        await self.until(lambda: isinstance(self.screen, screen))
        await self.settled()

    async def settled(self) -> None:
        """Wait until the program has nothing left to do but to wait for a person."""
        # A key goes from the app to the focus and up again; a click from the app to a widget, and what the
        # widget makes of it goes up from there.
        for _ in range(2):
            await self._queues_are_empty()
        await self.pilot.pause(0)
        await self._queues_are_empty()
        await self.until(lambda: not self._at_work())
        await self.pilot.pause(0)
        # What was put off until the screen is drawn, such as scrolling to a new line.
        await self._done(self.screen.call_after_refresh)

    async def _queues_are_empty(self) -> None:
        """Wait until the app, the screen and the focus have dealt with what lies before them now."""
        for pump in (self.app, self.screen, self.screen.focused):
            if pump is not None:
                await self._done(pump.call_later)

    async def _done(self, schedule: Callable[[Callable[[], None]], bool]) -> None:
        """Wait until what is scheduled now is called; a program that has ended calls nothing any more."""
        called = asyncio.Event()
        if schedule(called.set):
            await self.until(lambda: called.is_set() or not self.app.is_running)

    def _at_work(self) -> bool:
        asking = any(isinstance(each, Dialog) for each in self.app.screen_stack)
        return not asking and any(not worker.is_finished for worker in self.app.workers)

    # --- what is done -----------------------------------------------------------------------------------

    async def press(self, *keys: str) -> None:
        """Press keys one after another: Textual's names, or signs; each is dealt with before the next."""
        for key in keys:
            self.clock.moment += BETWEEN
            self.send(key)
            await self.settled()

    def send(self, key: str) -> None:
        """Send a key as the terminal does, without waiting for what comes of it."""
        sign = key if len(key) == 1 else NAMED_SIGNS.get(key)
        self.app.post_message(events.Key(SIGN_NAMES.get(key, key), sign))

    async def paste(self, text: str) -> None:
        """Paste `text`, as the terminal tells it."""
        self.app.post_message(events.Paste(text))
        await self.settled()

    async def click(
        self, part: type[Widget] | str | Widget, x: int = 1, y: int = 0, *, times: int = 1
    ) -> None:
        """Click on a cell inside a widget with the left button; twice at once is a double click."""
        widget = part if isinstance(part, Widget) else self.screen.query_one(part)
        # Textual tells a double click by the time of its events: here the test's own clock makes it.
        self.clock.moment += BETWEEN
        for _ in range(times):
            self.clock.moment += timedelta(milliseconds=50)
            self._button(events.MouseDown, widget, x, y)
            self._button(events.MouseUp, widget, x, y)
        await self.settled()

    def _button(self, kind: type[events.MouseEvent], widget: Widget, x: int, y: int) -> None:
        place = widget.content_region.offset + Offset(x, y)
        assert place in self.screen.size.region, f"{widget} is not to be seen:\n{self.text()}"
        event = kind(
            widget=None,
            x=place.x,
            y=place.y,
            delta_x=0,
            delta_y=0,
            button=1,
            shift=False,
            meta=False,
            ctrl=False,
            screen_x=place.x,
            screen_y=place.y,
        )
        event.time = self.clock.monotonic()
        self.app.post_message(event)

    async def pass_(self, **span: float) -> None:
        """Let time pass, and let the guide's screen look at the clock."""
        self.clock.go(**span)
        self.guide.tick()
        await self.settled()

    # --- longer ways ------------------------------------------------------------------------------------

    async def walk_to(self, number: int = 1) -> None:
        """Start, and come to the station with that number on the way; the tasks are left as they are."""
        while True:
            if self.phase is Phase.AT_STATION and len(self.group.visits) == number:
                return
            await self.press("enter")
            if isinstance(self.screen, Dialog):
                await self.press("enter")

    def block(self, look: Look, number: int = 0) -> BlockView:
        """Return a block of the middle: a task by its number, or the only one that looks so."""
        views = self.guide.query(BlockView)
        return next(view for view in views if view.block.look is look and view.block.number == number)

    def offer(self) -> BlockView:
        """Return the line that offers the next hint."""
        return next(view for view in self.guide.query(BlockView) if view.block.key == "offer")

    def tasks_done(self) -> set[int]:
        return set(self.visit.done)


@cache
def raw_sheet(name: str) -> Raw:
    """Return a shipped sheet as its author wrote it; nobody changes it."""
    return read_sheet_file(find_sheet(name)).raw


def _session(path: Path, clock: FakeClock, sheet: str | Raw, group: str | None) -> Session:
    raw = raw_sheet(sheet) if isinstance(sheet, str) else sheet
    return open_guide(path, clock, Opening(raw, group or raw["groups"][0]["id"]))


@asynccontextmanager
async def opened(
    folder: Path,
    sheet: str | Raw = "short",
    group: str | None = None,
    lang: Literal["en", "ru"] = "en",
    size: Size = (80, 24),
    *,
    clock: FakeClock | None = None,
    settings: Settings | None = None,
    before: Iterable[e.Event] = (),
) -> AsyncIterator[Laptop]:
    """Lead `group` by `sheet` (a shipped one by its name) on the log in `folder`; it is 10:00 if not told.

    `before` are events that happen before the screen opens.
    """
    i18n.use(lang)
    clock = clock or FakeClock(at("10:00"))
    session = _session(folder / "tour.db", clock, sheet, group)
    if drafts := [Draft(event, None) for event in before]:
        for record in log_of(session).append(drafts).result():
            ledger_of(session).add([record])
    beginning = Beginning(settings or Settings(), session)
    app = HeardApp(Desk(clock, folder / "settings.toml", folder), lambda: beginning)
    try:
        async with app.run_test(size=size, notifications=True) as pilot:
            laptop = Laptop(app, pilot, clock)
            await laptop.shows(GuideScreen)
            yield laptop
    finally:
        session.close()


@asynccontextmanager
async def started(
    folder: Path,
    lang: Literal["en", "ru"] = "en",
    size: Size = (80, 24),
    clock: FakeClock | None = None,
) -> AsyncIterator[Laptop]:
    """Show the start screen to somebody whose logs are in `folder`."""
    i18n.use(lang)
    clock = clock or FakeClock(at("10:00"))
    app = HeardApp(Desk(clock, folder / "settings.toml", folder), lambda: Beginning(Settings()))
    try:
        async with app.run_test(size=size, notifications=True) as pilot:
            laptop = Laptop(app, pilot, clock)
            await laptop.shows(StartScreen)
            yield laptop
    finally:
        if app.session is not None:
            app.session.close()


def ledger_of(session: Session) -> Ledger:
    """Return what the session knows, which only tests may reach for."""
    return session._ledger


def log_of(session: Session) -> EventLog:
    """Return the session's log, which only tests may reach for."""
    return session._log
