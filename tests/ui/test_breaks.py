"""The breaks of the sheet: named while they are on, and seen from afar."""

from helpers import sheet, station
from ui.driving import at, opened

from questtour.screens.guide import GuideScreen
from questtour.widgets.now_panel import NowPanel
from questtour.widgets.route_panel import RoutePanel


def with_breaks(*more, stations=3):
    """A station is reached at 10:00, the next ones after a walk of 3 minutes; tea is at 10:05."""
    breaks = [{"title": "Tea [hot]", "at": "10:05", "minutes": 5}, *more]
    return sheet(*(station(f"s{number}") for number in range(1, stations + 1)), breaks=breaks)


async def test_a_break_is_called_by_its_own_title_while_it_is_on(tmp_path):
    async with opened(tmp_path, with_breaks()) as laptop:
        await laptop.walk_to(1)
        assert "Tea" not in laptop.words(NowPanel)
        laptop.clock.be("10:06")
        await laptop.pass_()
        await laptop.sees("Tea [hot] · 1/3 “S1”", "BREAK", "of 5 minutes, till 10:10", part=NowPanel)
        laptop.clock.be("10:10")
        await laptop.pass_()
        assert "Tea" not in laptop.words(NowPanel)


async def test_a_pause_in_a_break_is_a_pause(tmp_path):
    async with opened(tmp_path, with_breaks()) as laptop:
        await laptop.walk_to(1)
        laptop.clock.be("10:06")
        await laptop.press("p")
        await laptop.sees("PAUSE", "p: go on", part=NowPanel)
        assert "Tea" not in laptop.words(NowPanel)


async def test_the_end_of_a_stay_is_told_with_the_break_in_it(tmp_path):
    async with opened(tmp_path, with_breaks()) as laptop:
        await laptop.walk_to(1)
        await laptop.sees("till 10:15", part=NowPanel)


async def test_coming_breaks_stand_at_their_time_in_the_route(tmp_path):
    late, gone = (
        {"title": "Talk", "at": "10:31", "minutes": 5},
        {"title": "Early", "at": "09:30", "minutes": 9},
    )
    over = {"title": "Lunch", "at": "13:00", "minutes": 30}
    async with opened(tmp_path, with_breaks(late, gone, over)) as laptop:
        await laptop.sees(
            "· 10:00 S1 ○ 10:05 Tea [hot] · 10:18 S2 ○ 10:31 Talk · 10:31 S3 ■ 10:46 finish", part=RoutePanel
        )
        await laptop.walk_to(1)
        laptop.clock.be("10:10")
        await laptop.pass_()
        await laptop.sees("► 10:00 S1 · 10:18 S2", "○ 10:31 Talk", part=RoutePanel)
        assert not {"Early", "Lunch"} & set(laptop.words(RoutePanel).split())


async def test_a_break_that_a_late_group_comes_into_is_shown(tmp_path):
    async with opened(tmp_path, with_breaks({"title": "Lunch", "at": "11:00", "minutes": 30})) as laptop:
        await laptop.walk_to(1)
        assert "Lunch" not in laptop.words(RoutePanel)
        laptop.clock.be("10:40")
        await laptop.pass_()
        await laptop.sees("○ 11:00 Lunch", part=RoutePanel)


async def test_a_column_without_room_shows_the_nearest_breaks_only(tmp_path):
    more = [{"title": f"Rest{n}", "at": f"10:{n}", "minutes": 1} for n in range(20, 40)]
    async with opened(tmp_path, with_breaks(*more, stations=9)) as laptop:
        await laptop.pass_()
        await laptop.sees("○ 10:05 Tea [hot]", "○ 10:20 Rest20", "■", "Points: 0", part=RoutePanel)
        assert "Rest39" not in laptop.words(RoutePanel)


async def test_the_route_sheet_shows_every_break_of_the_way(tmp_path):
    async with opened(tmp_path, with_breaks(), size=(100, 30)) as laptop:
        await laptop.walk_to(1)
        laptop.clock.be("10:20")
        await laptop.press("r")
        await laptop.sees("○ Tea [hot] 10:05–10:10", "~ expected; ○ break")
        words = laptop.words()
        assert words.index("S1") < words.index("Tea") < words.index("S2")
        await laptop.press("r")
        assert type(laptop.screen) is GuideScreen
        assert at("10:20") < laptop.clock.now()
