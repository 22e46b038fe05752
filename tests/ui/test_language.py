"""Every word on the screen is Russian in Russian and English in English, also after it was switched."""

import re

import pytest
from textual.widgets import Input
from ui.driving import at, opened, started
from ui.sheets import TASKS, everything

from questtour import i18n
from questtour.i18n import _
from questtour.keys import ACTIONS, BY_ID
from questtour.screens.help import HelpScreen
from questtour.screens.messages import MessagesScreen
from questtour.screens.route_sheet import RouteSheetScreen
from questtour.tour import commands as c
from questtour.tour import events as e
from questtour.tour.progress import Phase
from questtour.widgets.station_panel import StationPanel

NAMES = {
    *("Enter", "Esc", "Tab", "Ctrl", "Caps", "Lock", "F", "questtour", "SVG", "English"),
    *("kvantorium", "short", "toml"),
    *(key for action in ACTIONS for key in action.keys if len(key) == 1),
    "T",
}
"""What is written with Latin letters in every language: names of keys, files, formats and languages."""

RUSSIAN_NAMES = {"Русский", "Аня"}


def foreign(text: str, lang: str) -> set[str]:
    """Return the words of `text` that do not belong into the language `lang`."""
    text = text.replace("[x]", "")
    if lang == "ru":
        return set(re.findall("[A-Za-z]+", text)) - NAMES - {"P"}
    return set(re.findall("[А-Яа-яЁё]+", text)) - RUSSIAN_NAMES


class Reader:
    """Looks at screen after screen and writes down the words that are foreign there."""

    def __init__(self, laptop, lang):
        self.laptop, self.lang = laptop, lang
        self.found = {}
        self.looked = 0

    def look(self, where):
        self.looked += 1
        if words := foreign(self.laptop.words(), self.lang):
            self.found[where] = words

    async def press(self, *keys):
        """Press keys, and look after each but Esc, which leads to where one was."""
        for key in keys:
            await self.laptop.press(key)
            if key != "escape":
                self.look(f"{type(self.laptop.screen).__name__} after {key}")

    async def type(self, text):
        self.laptop.screen.query_one(Input).value = text
        await self.press("enter")


@pytest.mark.parametrize("lang", ["ru", "en"])
async def test_before_the_start_and_on_the_way_every_word_is_in_the_language(tmp_path, lang):
    closed = [e.StationClosed(station="shop", reason="1"), e.MessageSent(text="1")]
    async with opened(tmp_path, everything(), lang=lang, size=(100, 50), before=closed) as laptop:
        reader = Reader(laptop, lang)
        laptop.clock.be("09:00")
        await reader.press("t", "escape", "u", "h", "1", "space", "+", "p", "s", "m", "escape", "enter", "1")
        laptop.clock.be("09:05")
        await reader.press("enter", "r", "escape", "s", "1", "q", "escape", "u")
        await reader.press("enter", "enter", "enter", "enter", "s", "2", "enter", "r", "escape", "u")
        assert laptop.phase is Phase.CLOSING
        assert not reader.found
        assert reader.looked > 25


async def test_at_a_station_every_word_is_russian(tmp_path):
    async with opened(tmp_path, everything(), lang="ru", size=(100, 50)) as laptop:
        reader = Reader(laptop, "ru")
        await laptop.walk_to(1)
        await reader.press("2", "u", "1")
        await reader.type("7")
        await reader.press("escape", "1", "ctrl+t", "u", "1")
        await reader.type("2,5")
        await reader.press("h", "h", "h", "h", "n", "5", "enter", "+", "u", "ctrl+c")
        await reader.press("c", "1", "p", "p", "u", "m", "escape", "?", "escape", "t")
        for typed in ("?", "23:00", "9:00", "-0"):
            await reader.type(typed)
        await laptop.session.do(c.Adjust("g", -5))
        for number in range(2, TASKS + 1):
            await laptop.session.do(c.ToggleTask("g", number))
        await reader.press("-", "space")
        for wall in ("10:04:30", "10:08", "10:15", "10:33"):
            laptop.clock.be(wall)
            await laptop.pass_(seconds=1)
            reader.look(wall)
        await reader.press("f", "f", "enter")
        assert not reader.found
        assert reader.looked > 35


@pytest.mark.parametrize("lang", ["ru", "en"])
async def test_the_palette_and_the_end_are_in_the_language(tmp_path, lang):
    async with opened(tmp_path, everything(), lang=lang, size=(100, 50)) as laptop:
        reader = Reader(laptop, lang)
        await laptop.walk_to(1)
        await reader.press("ctrl+p")
        await laptop.paste("5555")
        reader.look("nothing found")
        await laptop.press("escape", "ctrl+p")
        await laptop.paste(_("End the tour now"))
        await reader.press("enter", "enter")
        assert laptop.phase is Phase.FINISHED
        await reader.press("r", "escape", "ctrl+p")
        assert not reader.found


@pytest.mark.parametrize("lang", ["ru", "en"])
async def test_the_start_screen_is_in_the_language(tmp_path, lang, monkeypatch):
    monkeypatch.chdir(tmp_path)
    async with started(tmp_path, lang=lang, size=(100, 40)) as laptop:
        reader = Reader(laptop, lang)
        reader.look("start")
        await reader.press("ctrl+p", "escape", "down", "enter")
        assert _("Which group do you lead?") in laptop.words()
        assert not reader.found


# --- switching --------------------------------------------------------------------------------------------


async def test_every_word_changes_when_the_language_is_switched_on_the_start_screen(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    async with started(tmp_path) as laptop:
        await laptop.sees("Which tour?", "short.toml", "Quit")
        await laptop.settled()
        english = laptop.words()
        await laptop.press("l")
        await laptop.sees(_("Which tour?"))
        assert i18n.language() == "ru"
        await laptop.until(lambda: not foreign(laptop.words(), "ru"))
        for key in ("д", "L", "Д"):
            await laptop.press(key)
        assert i18n.language() == "en"
        await laptop.until(lambda: laptop.words() == english)


async def switch(laptop):
    await laptop.press("ctrl+p")
    await laptop.paste("English")
    await laptop.press("enter")
    await laptop.settled()


async def test_every_word_changes_when_the_language_is_switched_on_the_way(tmp_path):
    async with opened(tmp_path, everything(), size=(100, 50)) as laptop:
        await laptop.walk_to(1)
        await laptop.press("h", "2")
        english = laptop.words(StationPanel)
        await switch(laptop)
        await laptop.sees("Лаборатория", "Присмотритесь.", "Атом · Аня")
        await laptop.until(lambda: not foreign(laptop.words(), "ru"))
        await switch(laptop)
        await laptop.until(lambda: not foreign(laptop.words(), "en"))
        assert laptop.words(StationPanel) == english


@pytest.mark.parametrize(
    ("key", "screen"), [("r", RouteSheetScreen), ("?", HelpScreen), ("m", MessagesScreen)]
)
async def test_a_screen_that_is_read_changes_its_language_too(tmp_path, key, screen):
    async with opened(tmp_path, everything(), size=(100, 50)) as laptop:
        await laptop.press(key)
        await switch(laptop)
        assert type(laptop.screen) is screen
        await laptop.until(lambda: not foreign(laptop.words(), "ru"))
        await laptop.press("escape")
        assert not foreign(laptop.words(), "ru")


async def test_the_footer_keeps_latin_letters_in_russian_because_they_stand_on_the_keys(tmp_path):
    async with opened(tmp_path, everything(), lang="ru") as laptop:
        shown = {each.key_display: each.description for each in laptop.screen.query("FooterKey")}
        assert shown["h"] == _(BY_ID["hint"].title)
        assert laptop.clock.now() == at("10:00")
