"""A rehearsal that is watched: the coordinator's screen is alive, and a person coordinates."""

from rehearsing import place, tour, wall
from ui.driving import HeardApp, Laptop

from questtour import i18n
from questtour.clock import SystemClock
from questtour.eventlog.verify import verify
from questtour.rehearsal.casting import Casting
from questtour.rehearsal.live import open_live
from questtour.screens.coordinator import CoordinatorScreen
from questtour.screens.demo import on_stage
from questtour.screens.demo_end import SummaryScreen
from questtour.screens.host import Desk
from questtour.settings import Settings

SHEET = tour([place("a", 10), place("b", 10)])


async def test_the_whole_tour_is_seen_while_it_is_played_and_its_log_is_whole(tmp_path):
    i18n.use("en")
    log = tmp_path / "live.db"

    def begin():
        live = open_live(log, SHEET, Casting(coordinated=True), 3600.0, wall("10:20"), soon=False)
        return on_stage(live, Settings(sound=False), kept=True)

    app = HeardApp(Desk(SystemClock(), None, tmp_path), begin)
    async with app.run_test(size=(120, 40)) as pilot:
        laptop = Laptop(app, pilot, None)
        await laptop.until(lambda: isinstance(laptop.screen, CoordinatorScreen))
        await laptop.until(lambda: isinstance(laptop.screen, SummaryScreen))
        await laptop.sees("G", "H")
        troupe = app.company.live.troupe
        assert all(group.visits for group in troupe.progress.on_sheet)
        assert wall("10:20") <= troupe.clock.now() < wall("10:25")
    await app.part()
    assert verify(log).good
