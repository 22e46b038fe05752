"""What the coordinator's screen looks like, as SVG: nobody there yet, one group, six, fifty.

`pytest tests/golden --update-goldens` draws the pictures anew; look at each before you commit it.
"""

from pathlib import Path
from typing import Literal, NamedTuple

import pytest
from golden.test_golden import compare
from ui.coordinating import coordinating

from questtour.screens import coordinator, group_view

HERE = Path(__file__).parent / "coordinator"
Lang = Literal["en", "ru"]
SMALL, LARGE = (80, 24), (120, 40)


class Picture(NamedTuple):
    """So many groups in a language, on a screen of some columns and lines, after some keys."""

    groups: int
    lang: Lang
    size: tuple[int, int]
    keys: tuple[str, ...] = ()

    @property
    def path(self) -> Path:
        columns, lines = self.size
        after = "-".join(["", *self.keys])
        return HERE / f"{self.groups}-groups{after}-{self.lang}-{columns}x{lines}.svg"


LANGS: tuple[Lang, ...] = ("en", "ru")
PICTURES = [
    *(Picture(groups, lang, LARGE) for groups in (0, 1, 6, 50) for lang in LANGS),
    *(Picture(6, lang, SMALL) for lang in LANGS),
    *(
        Picture(6, "ru", SMALL, keys)
        for keys in (("2",), ("3",), ("m",), ("r",), ("h",), ("enter",), ("f1",))
    ),
    Picture(6, "ru", LARGE, ("enter",)),
]


@pytest.fixture(autouse=True)
def _time_stands_still(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let only the test look at the clock."""
    for screen in (coordinator, group_view):
        monkeypatch.setattr(screen, "LOOK_AGAIN", 3600.0)


async def drawn(picture: Picture, folder: Path) -> str:
    """Open the hall and return its picture as SVG."""
    async with coordinating(folder, picture.groups, picture.lang, picture.size) as hall:
        await hall.press(*picture.keys)
        hall.clock.be("10:36:30")
        await hall.pass_()
        if isinstance(hall.screen, group_view.GroupViewScreen):
            hall.screen.draw()
        # Messages go away with real time.
        hall.app.clear_notifications()
        await hall.settled()
        await hall.pilot.pause()
        return hall.app.export_screenshot()


@pytest.mark.parametrize("picture", PICTURES, ids=lambda picture: picture.path.stem)
async def test_the_hall_looks_as_in_its_picture(picture, tmp_path, monkeypatch, update_goldens):
    monkeypatch.chdir(tmp_path)
    svg = await drawn(picture, tmp_path)
    compare(picture.path, svg, tmp_path, update=update_goldens)


def test_every_picture_of_a_hall_is_wanted(update_goldens):
    for path in set(HERE.glob("*.svg")) - {picture.path for picture in PICTURES}:
        assert update_goldens, f"{path} belongs to no picture: use --update-goldens, or delete it"
        path.unlink()
