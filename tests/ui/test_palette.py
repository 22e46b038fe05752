"""The palette: everything by its name, in the language in use, in both keyboard layouts."""

import pytest
from textual.command import CommandPalette
from textual.widgets import Input
from ui.driving import Laptop, opened
from ui.sheets import everything

from questtour import i18n
from questtour.i18n import _
from questtour.screens.guide import GuideScreen
from questtour.screens.note import NoteDialog
from questtour.screens.question import Question
from questtour.settings import Settings, load_settings
from questtour.tour import events as e
from questtour.tour.progress import Phase


async def look_for(laptop: Laptop, text: str) -> None:
    """Open the palette, type `text` and wait for what is found."""
    await laptop.press("ctrl+p")
    await laptop.shows(CommandPalette)
    await laptop.paste(text)


async def choose(laptop: Laptop, text: str) -> None:
    """Find the action called `text` and do it."""
    await look_for(laptop, text)
    await laptop.sees(text, part="CommandList")
    await laptop.press("enter")


@pytest.mark.parametrize("lang", ["en", "ru"])
async def test_the_palette_offers_what_can_be_done_now_with_its_explanation(tmp_path, lang):
    async with opened(tmp_path, lang=lang, size=(100, 60)) as laptop:
        await laptop.press("ctrl+p")
        await laptop.sees(_("What do you want to do?"))
        await laptop.sees(_("Note"), _("Write a note, a risk, an idea or something learned"))
        assert _("Show the next hint of this station") not in laptop.words()
        assert _("Skip the stations ahead and go to the finale") not in laptop.words()
        await laptop.press("escape")
        await laptop.walk_to(1)
        await laptop.press("ctrl+p")
        await laptop.sees(_("Show the next hint of this station"))
        await laptop.sees(_("Skip the stations ahead and go to the finale"))


@pytest.mark.parametrize(("lang", "part"), [("en", "messag"), ("ru", "сообщ")])
async def test_an_action_is_found_by_a_part_of_its_name_or_explanation(tmp_path, lang, part):
    async with opened(tmp_path, lang=lang) as laptop:
        await look_for(laptop, part)
        await laptop.sees(_("Messages"), part="CommandList")
        assert _("Write a note, a risk, an idea or something learned") not in laptop.words()


@pytest.mark.parametrize(
    ("lang", "text"), [("en", "language"), ("en", "русский"), ("ru", "язык"), ("ru", "english")]
)
async def test_the_language_is_found_by_whoever_cannot_read_the_one_in_use(tmp_path, lang, text):
    async with opened(tmp_path, lang=lang) as laptop:
        await look_for(laptop, text)
        await laptop.sees("Русский / English", part="CommandList")


@pytest.mark.parametrize("lang", ["en", "ru"])
async def test_each_line_tells_its_key_as_it_is_written_on_the_keyboard(tmp_path, lang):
    settings = Settings(keys={"note": "f8", "theme": "f9"})
    async with opened(tmp_path, lang=lang, size=(100, 60), settings=settings) as laptop:
        await laptop.press("ctrl+p")
        await laptop.sees(f"{_('Messages')} (m)", f"{_('Help')} (?)", f"{_('Dark / light')} (f9)")
        await laptop.sees(f"{_('Note')} (f8)", _("Language: Русский / English"))
        lines = laptop.words("CommandList")
        assert f"{_('Sound on / off')} (" not in lines
        assert lines.count(_("Leave; the tour can be resumed")) == 1
        await laptop.paste(_("Messages"))
        await laptop.sees(f"{_('Messages')} (m)", part="CommandList")


async def test_a_key_can_be_set_for_what_has_none(tmp_path):
    keys = {"theme": "f9", "sound": "j", "language": "f7", "finish_early": "f6", "picture": "f4"}
    async with opened(tmp_path, settings=Settings(keys=keys), size=(120, 40)) as laptop:
        await laptop.press("f6")
        assert type(laptop.screen) is GuideScreen, "there is no tour to end yet"
        await laptop.press("f9", "о")
        assert (laptop.app.theme, laptop.app.sound) == ("questtour-light", False)
        await laptop.press("f4")
        await laptop.until(lambda: list(tmp_path.glob("*.svg")))
        await laptop.press("n", "f6", "f9")
        assert type(laptop.screen) is NoteDialog
        assert laptop.app.theme == "questtour"
        await laptop.press("escape")
        await laptop.walk_to(1)
        await laptop.press("f6")
        await laptop.sees("End the tour now?", part=".box")
        await laptop.press("escape", "f7")
        assert i18n.language() == "ru"


@pytest.mark.parametrize("lang", ["en", "ru"])
async def test_what_is_not_found_is_said_in_words_and_enter_does_no_harm(tmp_path, lang):
    async with opened(tmp_path, lang=lang) as laptop:
        await look_for(laptop, "zzqq")
        await laptop.sees(_("Nothing found"))
        assert "No matches" not in laptop.words()
        await laptop.press("enter")
        assert (type(laptop.screen), laptop.phase) == (GuideScreen, Phase.READY)


async def test_escape_closes_the_palette(tmp_path):
    async with opened(tmp_path) as laptop:
        await look_for(laptop, "note")
        await laptop.press("escape")
        assert type(laptop.screen) is GuideScreen


async def test_an_action_is_done_from_the_palette(tmp_path):
    async with opened(tmp_path, everything()) as laptop:
        await laptop.walk_to(1)
        await choose(laptop, "Hint")
        assert len(laptop.happened(e.HintShown)) == 1
        await choose(laptop, "Note")
        await laptop.shows(NoteDialog)
        await laptop.press("escape")
        await choose(laptop, "Quit")
        await laptop.shows(Question)


async def test_a_tour_is_ended_early_from_the_palette_after_a_question(tmp_path):
    async with opened(tmp_path) as laptop:
        await laptop.walk_to(1)
        await choose(laptop, "End the tour now")
        await laptop.sees("End the tour now?", "2 stations ahead will be skipped.", part=".box")
        await laptop.press("escape")
        assert laptop.phase is Phase.AT_STATION
        await choose(laptop, "End the tour now")
        await laptop.press("enter")
        assert laptop.phase is Phase.FINISHED
        await laptop.sees("Thank you! The tour is over.", "1 station visited")


async def test_an_early_end_is_offered_only_while_there_is_a_tour_to_end(tmp_path):
    async with opened(tmp_path) as laptop:
        await look_for(laptop, "End the tour now")
        await laptop.sees("Nothing found")


async def test_language_theme_and_sound_are_switched_and_remembered(tmp_path):
    async with opened(tmp_path) as laptop:
        await choose(laptop, "Sound on / off")
        await laptop.is_told("The sound is off.")
        await choose(laptop, "Dark / light")
        assert laptop.app.theme == "questtour-light"
        await choose(laptop, "Русский / English")
        assert i18n.language() == "ru"
        settings = load_settings(tmp_path / "settings.toml")
        assert (settings.sound, settings.theme, settings.language) == (False, "questtour-light", "ru")
        await choose(laptop, _("Sound on / off"))
        await choose(laptop, _("Dark / light"))
        settings = load_settings(tmp_path / "settings.toml")
        assert (settings.sound, settings.theme) == (True, "questtour")


async def test_a_choice_that_cannot_be_remembered_is_said_and_holds_for_now(tmp_path):
    (tmp_path / "settings.toml").write_text("this is = = no TOML")
    async with opened(tmp_path) as laptop:
        await choose(laptop, "Dark / light")
        assert laptop.app.theme == "questtour-light"
        await laptop.is_told("The choice could not be remembered")
        assert (tmp_path / "settings.toml").read_text() == "this is = = no TOML"


async def test_a_picture_of_the_screen_is_saved_where_the_message_says(tmp_path):
    async with opened(tmp_path, size=(120, 40)) as laptop:
        await choose(laptop, "Save a picture of the screen")
        await laptop.until(lambda: list(tmp_path.glob("*.svg")))
        picture = next(tmp_path.glob("*.svg"))
        await laptop.is_told("Saved:")
        assert "Physics" in picture.read_text(encoding="utf-8")


async def test_the_palette_is_opened_over_a_dialog_and_leaves_it_as_it_was(tmp_path):
    async with opened(tmp_path) as laptop:
        await laptop.press("n", "x", "ctrl+p")
        await laptop.shows(CommandPalette)
        await laptop.press("escape")
        assert type(laptop.screen) is NoteDialog
        assert laptop.screen.query_one(Input).value == "x"
