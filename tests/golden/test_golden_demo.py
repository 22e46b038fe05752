"""What a rehearsal looks like, as SVG: the demo of the README, and the page after one has led a group.

`pytest tests/golden --update-goldens` draws the pictures anew; look at each before you commit it.
"""

from pathlib import Path

import pytest
from golden.test_golden import compare
from ui.playing import playing
from ui.test_demo import DEMO, FIRST_CALL, lead, training

from questtour.screens import coordinator, demo, guide
from questtour.screens.coach import CoachScreen

HERE = Path(__file__).parent / "demo"
NAMES = ("hall-ru-120x40", "hall-en-80x24", "coach-ru-80x24")


@pytest.fixture(autouse=True)
def _time_stands_still(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let only the test look at the clock."""
    monkeypatch.setattr(demo, "SMOOTH", 3600.0)
    for screen in (coordinator, guide):
        monkeypatch.setattr(screen, "LOOK_AGAIN", 3600.0)


async def picture(player):
    # Messages go away with real time.
    player.app.clear_notifications()
    await player.settled()
    await player.pilot.pause()
    return player.app.export_screenshot()


@pytest.mark.parametrize(("lang", "size"), [("ru", (120, 40)), ("en", (80, 24))])
async def test_the_demo_looks_as_in_its_picture(tmp_path, lang, size, update_goldens):
    async with playing(DEMO, tmp_path, lang, size) as player:
        await player.pass_(seconds=FIRST_CALL)
        svg = await picture(player)
    compare(HERE / f"hall-{lang}-{size[0]}x{size[1]}.svg", svg, tmp_path, update=update_goldens)


async def test_the_page_after_a_rehearsal_looks_as_in_its_picture(tmp_path, update_goldens):
    async with playing(training(tmp_path), tmp_path, "ru") as player:
        await lead(player)
        await player.press("enter")
        await player.shows(CoachScreen)
        svg = await picture(player)
    compare(HERE / "coach-ru-80x24.svg", svg, tmp_path, update=update_goldens)


def test_every_picture_of_a_rehearsal_is_wanted():
    assert {path.stem for path in HERE.glob("*.svg")} == set(NAMES)
