"""A rehearsal on the screen: time passes only when the test says so."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

from helpers import HandClock, at
from ui.driving import FakeClock, HeardApp, Laptop, Size

from questtour import i18n
from questtour.app import COMPANY
from questtour.rehearsal.live import Live
from questtour.rehearsal.stage import Stage
from questtour.screens.base import Dialog
from questtour.screens.demo import DemoScreen, OnStage, on_stage
from questtour.screens.host import Desk
from questtour.settings import Settings
from questtour.tour.progress import GroupProgress


class Player(Laptop):
    """The program in a rehearsal, and the hands on it."""

    real: HandClock

    @property
    def live(self) -> Live:
        company = self.app.company
        assert isinstance(company, OnStage)
        return company.live

    @property
    def demo(self) -> DemoScreen:
        return next(each for each in reversed(self.app.screen_stack) if isinstance(each, DemoScreen))

    def of(self, group: str) -> GroupProgress:
        """Return how far a group has come."""
        return self.live.troupe.progress.groups[group]

    def _at_work(self) -> bool:
        # Those who are simulated are at work as long as the tour lasts.
        asking = any(isinstance(each, Dialog) for each in self.app.screen_stack)
        return not asking and any(not each.is_finished for each in self.app.workers if each.name != COMPANY)

    async def pass_(self, **span: float) -> None:
        """Let real time pass: everybody does what is due meanwhile, and the screen looks at the clock."""
        self.real.moment += timedelta(**span)
        stage: Stage = self.live.troupe._stage
        stage.stir()
        await self.until(lambda: self.live.ended or not self._somebody_is_due(stage))
        self.demo.look()
        self.demo.show_bar()
        await self.settled()

    def _somebody_is_due(self, stage: Stage) -> bool:
        moment = stage._next()
        return stage._acting is not None or (moment is not None and moment <= self.live.troupe.clock.now())


@asynccontextmanager
async def playing(
    opened: Callable[[HandClock], Live],
    folder: Path,
    lang: Any = "en",
    size: Size = (80, 24),
    *,
    kept: bool = False,
) -> AsyncIterator[Player]:
    """Show the rehearsal that `opened` opens with a real clock that it is given."""
    i18n.use(lang)
    real, keys = HandClock(at("10:00")), FakeClock(at("10:00"))
    app = HeardApp(Desk(keys, None, folder), lambda: on_stage(opened(real), Settings(sound=False), kept=kept))
    try:
        async with app.run_test(size=size, notifications=True) as pilot:
            player = Player(app, pilot, keys)
            player.real = real
            await player.shows(DemoScreen)
            yield player
    finally:
        await app.part()
