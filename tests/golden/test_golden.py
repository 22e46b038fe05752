"""What the screens look like, as SVG: whoever changes a look sees it, and means it.

`pytest tests/golden --update-goldens` draws the pictures anew; look at each before you commit it.
"""

import difflib
import re
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Literal, NamedTuple

import pytest
from textual.widgets import TextArea
from ui.driving import FakeClock, Laptop, at, opened, started
from ui.halls import busy_hall, links_of
from ui.sheets import everything

from questtour.screens.board import BoardScreen
from questtour.screens.look_back import LookBackScreen
from questtour.screens.survey import SurveyScreen

HERE = Path(__file__).parent
Lang = Literal["en", "ru"]
Scene = Callable[[Laptop], Awaitable[None]]

SMALL, LARGE = (80, 24), (120, 40)


async def before_the_start(laptop: Laptop) -> None:
    await laptop.pass_()


async def walking(laptop: Laptop) -> None:
    laptop.clock.be("10:00")
    await laptop.press("enter")
    await laptop.pass_(seconds=20)


async def at_a_station(laptop: Laptop) -> None:
    """Three tasks are ticked, two hints are told."""
    await walking(laptop)
    laptop.clock.be("10:01")
    await laptop.press("enter", "2", "3", "5", "h", "h")
    await laptop.pass_(seconds=45)


async def warning(laptop: Laptop) -> None:
    await at_a_station(laptop)
    laptop.clock.be("10:05:50")
    await laptop.pass_()


async def overtime(laptop: Laptop) -> None:
    """So late that the points that can wait are folded away."""
    await at_a_station(laptop)
    laptop.clock.be("10:12:20")
    await laptop.pass_()


async def paused(laptop: Laptop) -> None:
    await at_a_station(laptop)
    await laptop.press("p")
    await laptop.pass_(minutes=3)


async def finished(laptop: Laptop) -> None:
    await at_a_station(laptop)
    laptop.clock.be("10:07")
    await laptop.press("enter", "enter")
    laptop.clock.be("10:09")
    await laptop.press("enter")
    laptop.clock.be("10:12")
    await laptop.press("enter", "s", "1", "enter")


async def survey(laptop: Laptop) -> None:
    """A visitor has come back to a question."""
    await finished(laptop)
    await laptop.press("v", "enter", "4", "5", "escape")
    await laptop.shows(SurveyScreen)


async def look_back(laptop: Laptop) -> None:
    await finished(laptop)
    await laptop.press("w")
    await laptop.shows(LookBackScreen)
    for area in laptop.screen.query(TextArea):
        area.cursor_blink = False
    await laptop.press(*"Ok, 3 [x]", "tab")


async def real_tour(laptop: Laptop) -> None:
    """The picture of the README: the third station of the sheet that ships."""
    for wall, keys in (
        ("10:00", "enter"),
        ("10:01", ["enter", "2", "3", "4", "enter", "enter"]),
        ("10:14", ["enter", "1", "2", "3", "4", "enter", "enter"]),
    ):
        laptop.clock.be(wall)
        await laptop.press(*([keys] if isinstance(keys, str) else keys))
    laptop.clock.be("10:31")
    await laptop.press("enter", "1", *"35", "enter", "2", "h")
    laptop.clock.be("10:36:20")
    await laptop.pass_()


async def help_screen(laptop: Laptop) -> None:
    await walking(laptop)
    await laptop.press("?")


async def route_sheet(laptop: Laptop) -> None:
    await finished(laptop)
    await laptop.press("u", "u", "r")


async def board(laptop: Laptop) -> None:
    """A hall in its worst minute, on the projector."""


async def start_screen(laptop: Laptop) -> None:
    """The shipped sheets, and a tour to go on with."""


SCENES: dict[str, Scene] = {
    "before": before_the_start,
    "walking": walking,
    "station": at_a_station,
    "warning": warning,
    "overtime": overtime,
    "paused": paused,
    "finished": finished,
    "survey": survey,
    "look-back": look_back,
    "help": help_screen,
    "route-sheet": route_sheet,
    "start": start_screen,
    "board": board,
    "tour": real_tour,
}


class Picture(NamedTuple):
    """A scene in a language, on a screen of some columns and lines."""

    scene: str
    lang: Lang
    size: tuple[int, int]

    @property
    def path(self) -> Path:
        columns, lines = self.size
        return HERE / f"{self.scene}-{self.lang}-{columns}x{lines}.svg"


PICTURES = [
    *(Picture(scene, "ru", SMALL) for scene in SCENES),
    *(Picture(scene, "en", LARGE) for scene in SCENES),
    Picture("tour", "ru", LARGE),
    Picture("board", "ru", LARGE),
    *(Picture(scene, "en", SMALL) for scene in ("station", "overtime")),
    *(Picture(scene, "ru", LARGE) for scene in ("station", "overtime")),
]


@asynccontextmanager
async def hall(picture: Picture, folder: Path) -> AsyncIterator[Laptop]:
    clock = FakeClock(at("09:55"))
    (folder / "hall").mkdir()
    session = busy_hall(folder / "hall", clock)
    try:
        async with started(folder, picture.lang, picture.size, clock=clock) as laptop:
            laptop.app.push_screen(BoardScreen(session, lambda: links_of(session)))
            await laptop.shows(BoardScreen)
            yield laptop
    finally:
        session.close()


@asynccontextmanager
async def stage(picture: Picture, folder: Path) -> AsyncIterator[Laptop]:
    clock = FakeClock(at("09:55"))
    if picture.scene == "board":
        async with hall(picture, folder) as laptop:
            yield laptop
        return
    if picture.scene != "start":
        sheet = "kvantorium" if picture.scene == "tour" else everything()
        async with opened(folder, sheet, None, picture.lang, picture.size, clock=clock) as laptop:
            yield laptop
        return
    async with opened(folder, everything(), None, picture.lang, clock=clock):
        pass
    async with started(folder, picture.lang, picture.size, clock=clock) as laptop:
        yield laptop


async def drawn(picture: Picture, folder: Path) -> str:
    """Play the scene and return the picture as SVG."""
    async with stage(picture, folder) as laptop:
        await SCENES[picture.scene](laptop)
        # Messages go away with real time.
        laptop.app.clear_notifications()
        await laptop.settled()
        await laptop.pilot.pause()
        return laptop.app.export_screenshot()


def texts(svg: str) -> list[str]:
    """Return the texts that an SVG draws, piece by piece."""
    return re.findall(r"<text[^>]*>(.*?)</text>", svg.replace("&#160;", " "))


def compare(path, svg, folder, *, update):
    """Fail where `svg` differs from the picture at `path`, or draw it anew; the new one is in `folder`."""
    if update:
        path.parent.mkdir(exist_ok=True)
        path.write_text(svg, encoding="utf-8")
        return
    new = folder / path.name
    new.write_text(svg, encoding="utf-8")
    assert path.exists(), f"There is no picture yet: look at {new}, then use --update-goldens"
    old = path.read_text(encoding="utf-8")
    if svg != old:
        changed = list(difflib.unified_diff(texts(old), texts(svg), "golden", "now", lineterm="", n=0))
        words = "\n".join(changed[:40]) or "only colours or styles have changed"
        pytest.fail(f"{path.name} looks different now: see {new}\n{words}", pytrace=False)


@pytest.mark.parametrize("picture", PICTURES, ids=lambda picture: picture.path.stem)
async def test_the_screen_looks_as_in_its_picture(picture, tmp_path, monkeypatch, update_goldens):
    monkeypatch.chdir(tmp_path)
    svg = await drawn(picture, tmp_path)
    compare(picture.path, svg, tmp_path, update=update_goldens)


async def test_a_scene_is_drawn_the_same_twice(tmp_path):
    picture = Picture("station", "en", SMALL)
    (tmp_path / "once").mkdir()
    (tmp_path / "again").mkdir()
    assert await drawn(picture, tmp_path / "once") == await drawn(picture, tmp_path / "again")


def test_every_picture_belongs_to_a_scene(update_goldens):
    wanted = {picture.path for picture in PICTURES}
    for path in set(HERE.glob("*.svg")) - wanted:
        assert update_goldens, f"{path} belongs to no scene: use --update-goldens, or delete it"
        path.unlink()
