"""For every test: the catalogue as the .po has it, English, hypothesis without deadlines, no idle drawing."""

import os
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from hypothesis import HealthCheck, settings
from textual._compositor import Compositor

from questtour import i18n

SLOW = [HealthCheck.too_slow]
settings.register_profile("random", deadline=None, max_examples=60, suppress_health_check=SLOW)
# The same examples every time: who wants others sets QUESTTOUR_RANDOM.
settings.register_profile("same", settings.get_profile("random"), derandomize=True, print_blob=True)
settings.load_profile("random" if os.environ.get("QUESTTOUR_RANDOM") else "same")


def compiled(source: Path) -> bytes:
    """Return the .mo of the catalogue `source`, a .po."""
    target = BytesIO()
    with source.open("rb") as po:
        write_mo(target, read_po(po, locale=source.parts[-3]))
    return target.getvalue()


@pytest.fixture(scope="session", autouse=True)
def _catalogues():
    """Compile each .po to the .mo beside it, so that no test reads yesterday's words."""
    for source in i18n.LOCALES.glob("*/LC_MESSAGES/*.po"):
        target, words = source.with_suffix(".mo"), compiled(source)
        if not target.exists() or target.read_bytes() != words:
            # Several test processes may do this at once: each puts a whole file in place.
            half = target.with_suffix(f".{os.getpid()}.half")
            half.write_bytes(words)
            half.replace(target)


@pytest.fixture(autouse=True)
def _english(_catalogues):
    """Begin in English whatever the test before spoke, and whatever the system speaks."""
    i18n.use("en")


@pytest.fixture(scope="session", autouse=True)
def _what_nobody_looks_at_is_not_drawn() -> None:
    """Leave out the frames that a terminal would show and a test has not: they take a third of the time.

    What a test looks at is rendered when it looks, and the tests in a real terminal draw every frame.
    """
    draw = Compositor.render_update

    def draw_if_whole(compositor: Compositor, full: bool = False, *more: Any, **named: Any) -> Any:
        if full:
            return draw(compositor, full, *more, **named)
        compositor._dirty_regions.clear()
        return None

    Compositor.render_update = draw_if_whole  # type: ignore[method-assign]
