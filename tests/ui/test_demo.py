"""The demo, and training: a rehearsal on the screen, to watch or to lead a group in."""

import re
from dataclasses import replace
from functools import partial

import pytest
from rehearsing import place, tour, wall
from textual.widgets import Static
from ui.driving import started
from ui.playing import playing
from ui.test_language import foreign

from questtour.i18n import _
from questtour.rehearsal.casting import Casting
from questtour.rehearsal.demo import WATCHED, open_demo
from questtour.rehearsal.live import open_live
from questtour.rehearsal.manner import PUNCTUAL
from questtour.screens.coach import CoachScreen
from questtour.screens.demo import DemoGroupScreen, DemoGuideScreen, DemoHallScreen
from questtour.screens.demo_end import SummaryScreen
from questtour.tour.progress import Phase
from questtour.widgets.demo_bar import DemoBar
from questtour.widgets.now_panel import NowPanel

DEMO = partial(open_demo, None, None, None)
PLAY = partial(open_demo, "atom", None, None)
FIRST_CALL = 18.0
"""Real seconds at 30× from the demo's first look to the moment when a call for help is open."""

SMALL = tour([place("a", 10), place("b", 10)])
"""Two stations for one group at a time: `g` begins at `a`, `h` at `b`, both at 10:00."""


def training(tmp_path, speed=60.0, manner=PUNCTUAL, sheet=SMALL):
    casting = Casting(manner=manner, played=frozenset({"g"}))
    return lambda real: open_live(tmp_path / "own.db", sheet, casting, speed, real=real)


# --- watching ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("lang", "mark"), [("en", "REHEARSAL"), ("ru", "РЕПЕТИЦИЯ")])
async def test_every_screen_says_that_it_is_a_rehearsal_and_all_laptops_are_heard(tmp_path, lang, mark):
    async with playing(DEMO, tmp_path, lang) as player:
        await player.sees(mark, "×30", "09:56")
        assert player.words().count(_("live")) == 4
        assert _("no network") not in player.words()
        await player.press("enter")
        await player.shows(DemoGroupScreen)
        await player.sees(mark, "×30")
        await player.press("escape", "d")
        assert _("no link") not in player.words()


async def test_something_happens_at_once_and_the_first_call_comes_within_half_a_minute(tmp_path):
    async with playing(DEMO, tmp_path) as player:
        await player.pass_(seconds=3)
        assert any(group.phase is Phase.WALKING for group in player.live.troupe.progress.on_sheet)
        await player.pass_(seconds=FIRST_CALL - 3)
        await player.sees("HELP", "10:0")


async def test_a_call_waits_for_the_person_whose_one_key_helps_the_group_to_go_on_sooner(tmp_path):
    async with playing(DEMO, tmp_path) as player:
        await player.pass_(seconds=FIRST_CALL)
        (call,) = player.live.troupe.progress.calls
        assert player.of(call.group).paused
        await player.press("a")
        await player.until(lambda: player.live.troupe.progress.calls[0].answered)
        await player.pass_(seconds=5)
        assert not player.of(call.group).paused
    async with playing(DEMO, tmp_path) as player:
        await player.pass_(seconds=FIRST_CALL + 5)
        assert player.of(call.group).paused, "nobody has answered"


async def test_thirty_seconds_pass_in_one_and_the_speed_is_changed_in_both_layouts(tmp_path):
    async with playing(DEMO, tmp_path) as player:
        clock, begun = player.live.troupe.clock, player.live.troupe.clock.now()
        await player.pass_(seconds=10)
        assert (clock.now() - begun).total_seconds() == 300
        for key, speed in {"]": 60, "ъ": 120, "Ъ": 300, "[": 120, "х": 60, "Х": 30}.items():
            await player.press(key)
            assert clock.speed == player.live.speed == speed
            assert f"×{speed}" in player.words(DemoBar)
        await player.press(*("]" * 9))
        assert clock.speed == 300
        await player.press(*("[" * 9))
        assert clock.speed == 1


async def test_everything_stands_still_and_goes_on_step_by_step_in_both_layouts(tmp_path):
    async with playing(DEMO, tmp_path) as player:
        clock = player.live.troupe.clock
        for key in "kлKЛ":
            await player.press(key)
        assert not player.live.paused, "an even number of times is none"
        await player.press("k")
        await player.sees("stands still")
        before = clock.now()
        await player.pass_(minutes=5)
        assert clock.now() == before
        for key in (".", "ю"):
            progress, before = player.live.troupe.progress, clock.now()
            await player.press(key)
            await player.until(lambda progress=progress: player.live.troupe.progress is not progress)
            assert player.live.paused
            assert clock.now() > before
        await player.press("]")
        assert (player.live.paused, clock.speed) == (False, 60)


async def test_the_palette_knows_what_runs_a_rehearsal(tmp_path):
    async with playing(DEMO, tmp_path) as player:
        await player.press("ctrl+p")
        await player.paste("faster")
        await player.press("enter")
        await player.until(lambda: player.live.speed == 60)


async def test_a_group_is_opened_and_its_guides_screen_is_alive(tmp_path):
    async with playing(DEMO, tmp_path) as player:
        await player.pass_(seconds=8)
        await player.press("enter")
        await player.shows(DemoGroupScreen)
        before = player.text(NowPanel)
        await player.pass_(seconds=2)
        assert player.text(NowPanel) != before
        await player.press("]")
        assert player.live.speed == 60
        await player.press("escape")
        assert isinstance(player.screen, DemoHallScreen)


async def test_who_runs_to_the_end_reads_how_the_groups_fared_and_nothing_is_kept(tmp_path):
    async with playing(DEMO, tmp_path, "ru") as player:
        folder = player.session.log_path.parent
        await player.press("j")
        await player.until(lambda: isinstance(player.screen, SummaryScreen))
        await player.sees("Атом", "Нейрон", "Вектор", "Пиксель", "6/6", "questtour rehearse my.toml")
        assert all(group.phase is Phase.FINISHED for group in player.live.troupe.progress.on_sheet)
        assert folder.exists()
        await player.press("enter")
        await player.until(lambda: player.app.return_code == 0)
    assert not folder.exists()


async def test_a_demo_is_left_at_once_in_its_middle(tmp_path):
    async with playing(DEMO, tmp_path) as player:
        folder = player.session.log_path.parent
        player.send("q")
        await player.until(lambda: player.app.return_code == 0)
    assert not folder.exists()


async def test_whoever_only_watches_gets_to_the_end(tmp_path):
    slow = replace(PUNCTUAL, jam=1.0)
    casting = Casting(WATCHED, manner=slow, coordinated=True)
    opened = lambda real: open_live(tmp_path / "a.db", SMALL, casting, 300.0, real=real)  # noqa: E731
    async with playing(opened, tmp_path) as player:
        await player.pass_(seconds=60)
        await player.until(lambda: isinstance(player.screen, SummaryScreen))
        assert player.live.troupe.progress.calls


async def test_the_start_screen_offers_the_demo(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    async with started(tmp_path) as laptop:
        await laptop.sees("4 See a demo")
        laptop.send("4")
        await laptop.until(lambda: isinstance(laptop.screen, DemoHallScreen))
        folder = laptop.session.log_path.parent
        laptop.send("q")
        await laptop.until(lambda: laptop.app.return_code == 0)
    await laptop.app.part()
    assert not folder.exists()
    assert not list(tmp_path.glob("*.db"))


# --- leading a group --------------------------------------------------------------------------------------


async def test_the_coordinator_of_a_demo_writes_and_closes_a_station_and_answers_a_call(tmp_path):
    async with playing(PLAY, tmp_path) as player:
        assert isinstance(player.screen, DemoGuideScreen)
        await player.sees("REHEARSAL", "×10", "Anya")
        await player.pass_(seconds=4)
        await player.sees("Good luck")
        await player.press("enter", "enter", "c", "1", "enter")
        await player.until(lambda: player.live.troupe.progress.calls)
        await player.pass_(seconds=12)
        assert player.live.troupe.progress.calls[0].answered
        await player.pass_(seconds=40)
        assert player.live.troupe.progress.closed
        await player.pass_(seconds=120)
        assert not player.live.troupe.progress.closed


async def test_a_simulated_group_waits_at_the_door_until_the_person_leaves(tmp_path):
    async with playing(training(tmp_path), tmp_path) as player:
        assert player.live.troupe.clock.now() < wall("9:57")
        await player.pass_(seconds=4)
        await player.press("enter", "enter")
        await player.until(lambda: player.of("g").phase is Phase.AT_STATION)
        await player.pass_(seconds=14)
        assert player.of("h").current.at_door, "the person is still inside"
        await player.press("enter", "enter")
        await player.until(lambda: player.of("g").phase is Phase.WALKING)
        await player.pass_(seconds=0.1)
        assert player.of("h").phase is Phase.AT_STATION
        assert player.of("h").current.station == "a"


async def lead(player):
    """Lead the own group through both stations: four minutes too long at the first, all tasks undone."""
    await player.pass_(seconds=3.5)
    await player.press("enter", "enter")
    await player.pass_(seconds=14)
    await player.press("enter", "enter")
    await player.pass_(seconds=3)
    await player.press("enter")
    await player.pass_(seconds=10)
    await player.press("enter", "enter", "enter")


@pytest.mark.parametrize("lang", ["en", "ru"])
async def test_after_the_last_step_a_page_tells_how_the_pace_went(tmp_path, lang):
    async with playing(training(tmp_path), tmp_path, lang, kept=True) as player:
        await lead(player)
        assert player.of("g").phase is Phase.FINISHED
        await player.sees(_("See how it went"))
        await player.press("enter")
        await player.shows(CoachScreen)
        advice = {
            "en": ("“A”: 4 min above the plan", "4:00 longer"),
            "ru": ("«A»: сверх плана 4 мин", "на 4:00"),
        }
        await player.sees(*advice[lang], "questtour export")
        printed = "\n".join(player.app.company.parting())
        assert all(text in printed for text in advice[lang])
        await player.press("enter")
        await player.until(lambda: player.app.return_code == 0)


async def test_who_leaves_early_reads_about_what_there_was_and_who_was_nowhere_just_leaves(tmp_path):
    async with playing(training(tmp_path), tmp_path) as player:
        await player.press("enter", "enter")
        await player.pass_(seconds=7)
        await player.press("enter", "enter", "q")
        await player.shows(CoachScreen)
        await player.sees("1 station", "When you left")
        await player.press("q")
        await player.until(lambda: player.app.return_code == 0)
    async with playing(PLAY, tmp_path) as player:
        player.send("q")
        await player.until(lambda: player.app.return_code == 0)
        assert not any("station" in line for line in player.app.company.parting())


async def test_nobody_runs_to_the_end_of_a_tour_that_waits_for_the_own_group(tmp_path):
    async with playing(PLAY, tmp_path) as player:
        await player.press("j")
        assert not player.live.rushing
        assert "to the end" not in player.words(DemoBar)


# --- words ------------------------------------------------------------------------------------------------


def strange(player, lang):
    """Return the words on the screen that are not of the language; commands are typed in Latin letters."""
    text = re.sub(r"`?questtour [\w./ -]+`?", "", player.words())
    return foreign(text, lang) - {"G", "H", "A", "B", "D"}


@pytest.mark.parametrize("lang", ["en", "ru"])
async def test_every_word_is_in_the_language(tmp_path, lang):
    async with playing(DEMO, tmp_path, lang, size=(100, 50)) as player:
        found = {}
        for key in ("k", ".", "]", "?", "escape", "enter", "?", "escape", "escape", "ctrl+p", "escape"):
            await player.press(key)
            found[key] = strange(player, lang)
        await player.press("j")
        await player.until(lambda: isinstance(player.screen, SummaryScreen))
        found["end"] = strange(player, lang)
        assert not any(found.values()), found


async def test_every_word_changes_when_the_language_is_switched(tmp_path):
    async with playing(training(tmp_path), tmp_path, size=(100, 50)) as player:
        player.app.action_switch_language()
        await player.settled()
        assert "за остальных играет программа" in player.words()
        await lead(player)
        await player.press("enter")
        await player.shows(CoachScreen)
        assert not strange(player, "ru") - {"own", "db", "csv"}
        player.app.action_switch_language()
        await player.settled()
        assert not strange(player, "en")
        assert player.screen.query(Static)
