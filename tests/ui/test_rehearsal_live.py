"""A rehearsal that is watched: the coordinator's screen is alive, and a person coordinates."""

from functools import partial

from helpers import minutes
from rehearsing import place, tour, wall
from ui.driving import HeardApp, Laptop

from questtour import i18n
from questtour.eventlog.verify import verify
from questtour.launch import Beginning
from questtour.rehearsal.casting import Casting
from questtour.rehearsal.troupe import open_troupe
from questtour.screens.coordinator import CoordinatorScreen
from questtour.screens.host import Desk
from questtour.settings import Settings

SHEET = tour([place("a", 10), place("b", 10)])


async def test_the_whole_tour_is_seen_while_it_is_played_and_its_log_is_whole(tmp_path):
    i18n.use("en")
    log = tmp_path / "live.db"
    troupe = open_troupe(log, SHEET, Casting(coordinated=True))
    company = partial(troupe.play_live, 3600.0, wall("10:20"))
    beginning = Beginning(Settings(sound=False), troupe.hall, company=company)
    app = HeardApp(Desk(troupe.clock, None, tmp_path), lambda: beginning)
    async with app.run_test(size=(120, 40)) as pilot:
        laptop = Laptop(app, pilot, troupe.clock)
        await laptop.shows(CoordinatorScreen)
        await laptop.until(lambda: troupe.clock.now() >= wall("10:20"))
        await laptop.sees("G", "H")
        assert all(group.visits for group in troupe.progress.on_sheet)
    troupe.close()
    assert verify(log).good
    assert troupe.clock.now() < wall("10:20") + minutes(5)
