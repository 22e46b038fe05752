"""The program on the coordinator's laptop, and the hands on it; the network is pretended."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from ui.driving import FakeClock, HeardApp, Laptop, Size, at
from ui.halls import Raw, busy_hall, links_of

from questtour import i18n
from questtour.launch import Beginning
from questtour.mesh.codes import TourKey, spell
from questtour.screens.coordinator import CoordinatorScreen
from questtour.screens.host import Desk
from questtour.session import Session
from questtour.settings import Settings
from questtour.tour.links import Link, Links
from questtour.tour.progress import GroupProgress
from questtour.widgets.groups_table import GroupsTable

CODE = "123456789012"


@dataclass
class Standing:
    """As a meeting keeps it."""

    dropped: dict[str, int] = field(default_factory=dict)
    twins: set[str] = field(default_factory=set)
    trouble: str = ""


class PretendedMeeting:
    """What the screen asks of a meeting."""

    def __init__(self, session: Session, links: Callable[[], Links]) -> None:
        self.session = session
        self.key = TourKey(CODE, "0" * 32, bytes(32))
        self.code = spell(CODE)
        self.standing = Standing()
        self._links = links
        self.listeners: list[Callable[[Any], object]] = []

    @property
    def links(self) -> Links:
        return {**self._links(), self.session.device: Link(self.session.now)}

    def subscribe(self, listener: Callable[[Any], object]) -> None:
        self.listeners.append(listener)

    def tell(self, news: object = None) -> None:
        """Let the mesh have news."""
        for listener in self.listeners:
            listener(news)


class HallApp(HeardApp):
    """The program, that shows the coordinator's screen."""

    pretended: PretendedMeeting | None = None

    def show_tour(self, session: Session, meeting: object = None) -> None:
        """Show the coordinator's screen, whoever else is there."""
        self.session = session
        self.push_screen(CoordinatorScreen(session, self.pretended))  # type: ignore[arg-type]


class Hall(Laptop):
    """The coordinator's laptop."""

    @property
    def hall(self) -> CoordinatorScreen:
        return next(each for each in self.app.screen_stack if isinstance(each, CoordinatorScreen))

    @property
    def meeting(self) -> PretendedMeeting:
        assert isinstance(self.app, HallApp)
        assert self.app.pretended is not None
        return self.app.pretended

    @property
    def table(self) -> GroupsTable:
        return self.hall.query_one(GroupsTable)

    def of(self, group: str) -> GroupProgress:
        """Return how far a group has come."""
        return self.session.progress.groups[group]

    async def go_to(self, group: str) -> None:
        """Put the cursor on a group."""
        self.table.move_to(group)
        await self.settled()

    async def pass_(self, **span: float) -> None:
        """Let time pass, and let the screen look at the clock."""
        self.clock.go(**span)
        self.hall.tick()
        await self.settled()


@asynccontextmanager
async def coordinating(
    folder: Path,
    groups: int = 6,
    lang: Literal["en", "ru"] = "en",
    size: Size = (120, 40),
    *,
    alone: bool = False,
    sheet: Raw | None = None,
) -> AsyncIterator[Hall]:
    """Show a busy hall to its coordinator; `alone` has no network."""
    i18n.use(lang)
    clock = FakeClock(at("09:40"))
    session = busy_hall(folder, clock, groups, sheet)
    beginning = Beginning(Settings(), session)
    app = HallApp(Desk(clock, folder / "settings.toml", folder), lambda: beginning)
    heard = (lambda: links_of(session)) if groups else dict
    app.pretended = None if alone else PretendedMeeting(session, heard)
    try:
        async with app.run_test(size=size, notifications=True) as pilot:
            laptop = Hall(app, pilot, clock)
            await laptop.shows(CoordinatorScreen)
            yield laptop
    finally:
        session.close()
