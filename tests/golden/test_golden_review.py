"""What the look back looks like, as SVG.

`pytest tests/golden --update-goldens` draws the pictures anew; look at each before you commit it.
"""

from pathlib import Path

import pytest
from golden.test_golden import compare
from ui.test_review import reviewed

HERE = Path(__file__).parent / "review"
PICTURES = (
    ("main", "1", "ru", (80, 24)),
    ("timeline", "2", "ru", (120, 40)),
    ("stations", "3", "en", (120, 40)),
)


def name(picture):
    view, _key, lang, (columns, lines) = picture
    return f"review-{view}-{lang}-{columns}x{lines}"


@pytest.mark.parametrize("picture", PICTURES, ids=name)
async def test_the_look_back_looks_as_in_its_picture(picture, tmp_path, update_goldens):
    _view, key, lang, size = picture
    async with reviewed(tmp_path, lang, size) as (laptop, _look):
        await laptop.press(key)
        await laptop.pilot.pause()
        svg = laptop.app.export_screenshot()
    compare(HERE / f"{name(picture)}.svg", svg, tmp_path, update=update_goldens)


def test_every_picture_of_a_look_back_is_wanted():
    assert {path.stem for path in HERE.glob("*.svg")} == set(map(name, PICTURES))
