"""From a quarter of a screen to a projector, with colours or without: what counts is always in sight."""

import pytest
from textual.widgets._toast import Toast
from ui.driving import Laptop, opened, started
from ui.sheets import everything

from questtour.i18n import _
from questtour.tour.progress import Phase
from questtour.widgets.big_time import BigTime
from questtour.widgets.next_bar import NextBar
from questtour.widgets.now_panel import NowPanel
from questtour.widgets.route_panel import RoutePanel
from questtour.widgets.station_panel import StationPanel

SIZES = [(40, 12), (80, 24), (120, 40), (200, 60)]
BETWEEN_THEM = [(79, 24), (110, 34)]
"""Where one layout gives way to the next."""


def assert_in_sight(laptop: Laptop) -> None:
    """The countdown is drawn whole, its meaning stands beside it, and the last lines say what Enter does."""
    whole = laptop.screen.size.region
    figures = laptop.guide.query_one(BigTime)
    picture = figures.region
    rows = laptop.text(BigTime).splitlines()
    assert picture in whole, laptop.text()
    assert (len(rows), picture.height) in {(5, 5), (10, 10)}, laptop.text()
    assert figures.size.width == max(map(len, figures.render().plain.splitlines())), laptop.text()
    assert laptop.words("NowPanel .beside"), laptop.text()
    assert laptop.words(NextBar).startswith("Enter"), laptop.text()
    assert laptop.guide.query_one(NextBar).region in whole


@pytest.mark.parametrize("size", SIZES, ids=lambda size: "x".join(map(str, size)))
async def test_at_every_size_the_countdown_and_the_next_step_are_in_sight(tmp_path, size):
    async with opened(tmp_path, everything(), size=size) as laptop:
        assert_in_sight(laptop)
        await laptop.press("enter")
        assert_in_sight(laptop)
        await laptop.sees("STILL TO WALK", part=NowPanel)
        await laptop.press("enter")
        assert_in_sight(laptop)
        await laptop.press("2", "h")
        await laptop.pass_(minutes=6)
        assert_in_sight(laptop)
        await laptop.sees("OVER TIME", part="NowPanel .beside")


@pytest.mark.parametrize("size", [*SIZES, *BETWEEN_THEM], ids=lambda size: "x".join(map(str, size)))
async def test_a_message_hides_neither_the_countdown_nor_what_enter_does(tmp_path, size):
    async with opened(tmp_path, everything(), lang="ru", size=size) as laptop:
        await laptop.press("enter", "h")
        await laptop.until(lambda: laptop.screen.query(Toast))
        await laptop.settled()
        message = laptop.screen.query_one(Toast).region
        assert message.area
        for part in (BigTime, NextBar):
            assert not message.overlaps(laptop.guide.query_one(part).region), laptop.text()
        if size[0] >= 80:
            assert not message.overlaps(laptop.guide.query_one(StationPanel).region), laptop.text()


@pytest.mark.parametrize("size", [*SIZES[:2], *BETWEEN_THEM], ids=lambda size: "x".join(map(str, size)))
async def test_however_long_the_time_is_over_the_words_for_it_are_in_sight(tmp_path, size):
    async with opened(tmp_path, everything(), lang="ru", size=size) as laptop:
        await laptop.walk_to(1)
        for minutes in (7, 22, 77):
            laptop.clock.be("10:00")
            await laptop.pass_(minutes=minutes)
            assert_in_sight(laptop)
            await laptop.sees(_("OVER TIME"), part="NowPanel .beside")
        await laptop.pass_(hours=20)
        assert not laptop.guide.query_one(BigTime).display
        await laptop.sees(_("OVER TIME"), part="NowPanel .beside")


@pytest.mark.parametrize("size", [SIZES[0], SIZES[-1]], ids=lambda size: "x".join(map(str, size)))
async def test_every_screen_opens_at_the_smallest_and_the_largest_size(tmp_path, size):
    async with opened(tmp_path, everything(), size=size) as laptop:
        await laptop.walk_to(1)
        for key in ("?", "r", "n", "s", "t", "1", "ctrl+p"):
            before = laptop.text()
            await laptop.press(key)
            assert laptop.screen is not laptop.guide, key
            assert laptop.text() != before, key
            await laptop.press("escape")
        await laptop.press("enter")
        await laptop.sees("Leave the station?", "Enter · Leave", "Esc · Stay")


async def test_a_terminal_is_made_larger_and_smaller_while_the_tour_goes_on(tmp_path):
    async with opened(tmp_path) as laptop:
        await laptop.walk_to(1)
        for width, height in (*SIZES, (20, 6), (1, 1), *reversed(SIZES)):
            await laptop.pilot.resize_terminal(width, height)
            await laptop.settled()
            await laptop.press("2")
            if width >= 40:
                assert_in_sight(laptop)
        assert laptop.phase is Phase.AT_STATION


async def test_from_80_columns_on_the_whole_route_is_beside_the_countdown(tmp_path):
    async with opened(tmp_path) as laptop:
        for title in ("Physics", "Chemistry", "Biology", "finish", "Points: 0"):
            assert title in laptop.words(RoutePanel)


@pytest.mark.parametrize("size", [SIZES[0], SIZES[-1]], ids=lambda size: "x".join(map(str, size)))
async def test_the_start_screen_can_be_used_at_every_size(tmp_path, monkeypatch, size):
    monkeypatch.chdir(tmp_path)
    async with started(tmp_path, size=size) as laptop:
        await laptop.sees("Which tour?")
        await laptop.press("down")
        await laptop.sees("A quarter-hour trial")
        await laptop.press("enter")
        await laptop.sees("Which group do you lead?", "Red")


# --- without colours, without animations ------------------------------------------------------------------


async def test_without_colours_the_states_are_told_apart_by_their_words(tmp_path, monkeypatch):
    monkeypatch.setenv("NO_COLOR", "1")
    async with opened(tmp_path) as laptop:
        await laptop.walk_to(1)
        pictures = [laptop.text(NowPanel)]
        for minutes, words in ((3.2, "TIME TO WRAP UP"), (2, "OVER TIME")):
            await laptop.pass_(minutes=minutes)
            await laptop.sees(words, part=NowPanel)
            pictures.append(laptop.text(NowPanel))
        await laptop.press("p")
        await laptop.sees("PAUSE", part=NowPanel)
        assert len({*pictures, laptop.text(NowPanel)}) == 4
        colours = {
            style.color.triplet for strip in laptop.strips() for _text, style, _ in strip if style.color
        }
        assert all(len(set(triplet)) == 1 for triplet in colours), "only greys are drawn"
        await laptop.press("2")
        await laptop.sees("2 [x] Mix and check")


async def test_the_state_is_told_without_animations(tmp_path, monkeypatch):
    # Textual reads TEXTUAL_ANIMATIONS when it is imported.
    monkeypatch.setattr("textual.constants.TEXTUAL_ANIMATIONS", "none")
    async with opened(tmp_path) as laptop:
        assert laptop.app.animation_level == "none"
        await laptop.walk_to(1)
        await laptop.pass_(minutes=5)
        await laptop.sees("OVER TIME", part=NowPanel)
        await laptop.press("n", "escape", "2")
        assert laptop.tasks_done() == {2}
