"""Every action works with every key that means it: Latin, Cyrillic, Caps Lock, and the footer's mouse."""

import importlib
import pkgutil

import pytest
from textual.binding import Binding
from textual.screen import Screen
from textual.widgets import Input, OptionList
from ui.driving import opened
from ui.sheets import everything

import questtour
from questtour.app import QuestApp
from questtour.keys import BY_ID, all_keys
from questtour.screens.base import Dialog, TourScreen
from questtour.screens.board import BoardScreen
from questtour.screens.demo import DemoGuideScreen, DemoScreen
from questtour.screens.guide import GuideScreen
from questtour.screens.help import HelpScreen
from questtour.screens.survey import SurveyScreen
from questtour.screens.visitors_form import FormLook, FormScreen
from questtour.settings import Settings
from questtour.widgets.station_panel import StationPanel

LATIN = "qwertyuiop[]asdfghjkl;'zxcvbnm,."
CYRILLIC = "йцукенгшщзхъфывапролджэячсмитьбю"
"""The same keys of a keyboard under both layouts, written down here once more."""


def same_place(key):
    """Return all that the key with the Latin letter `key` on it may send; a key that is no letter, itself."""
    prefix, letter = (key[:-1], key[-1]) if key.startswith("ctrl+") else ("", key)
    if len(letter) > 1 or letter not in LATIN:
        return [key]
    other = CYRILLIC[LATIN.index(letter)]
    return [prefix + each for each in (letter, other, letter.upper(), other.upper())]


# --- what is bound ----------------------------------------------------------------------------------------


def modules():
    for package in ("screens", "widgets"):
        found = importlib.import_module(f"questtour.{package}")
        for module in pkgutil.iter_modules(found.__path__, f"questtour.{package}."):
            yield importlib.import_module(module.name)


def bound():
    """Return all classes of the program that bind keys, with their keys and what these do."""
    classes = {each for module in modules() for each in vars(module).values() if isinstance(each, type)}
    classes.add(QuestApp)
    own = {each for each in classes if each.__module__.startswith(questtour.__name__)}
    for cls in sorted(own, key=lambda each: each.__name__):
        if bindings := cls.__dict__.get("BINDINGS"):
            yield cls, {each.key: each.action for each in Binding.make_bindings(bindings)}


def test_whatever_is_bound_to_a_letter_is_bound_to_its_twins():
    seen = set()
    for cls, actions in bound():
        for key, action in actions.items():
            for twin in same_place(key) if key != "ctrl+c" else ():
                assert actions.get(twin) == action, (
                    f"{cls.__name__}: {key} does {action}, and {twin} does not"
                )
                seen.add((cls, twin))
    assert len(seen) > 100
    assert {cls.__name__ for cls, _key in seen} >= {
        *(
            "QuestApp",
            "GuideScreen",
            "StartScreen",
            "RouteSheetScreen",
            "HelpScreen",
            "AnswerDialog",
            "Dialog",
        )
    }


def test_no_bare_letter_has_priority_over_what_is_typed():
    for cls, _actions in bound():
        for binding in Binding.make_bindings(cls.BINDINGS):
            assert not binding.priority or len(binding.key) > 1, f"{cls.__name__}: {binding.key}"


def test_every_binding_is_in_the_registry_with_words_for_it():
    for cls, _actions in bound():
        for binding in Binding.make_bindings(cls.BINDINGS):
            if binding.key != "ctrl+c":
                assert binding.id in BY_ID, f"{cls.__name__}: {binding.key}"
                assert binding.description
                assert binding.tooltip


LED = {GuideScreen, DemoGuideScreen, DemoScreen, FormScreen, SurveyScreen}
"""What runs under a guide's hands is left by the key that leaves the tour; visitors do not leave at all."""

BARE = {TourScreen, BoardScreen, FormLook}
"""What others inherit from, each with its own way out; the hall's board is left by the key that leaves."""


def test_every_screen_can_be_left_by_escape_or_asks_how():
    for cls, actions in bound():
        if issubclass(cls, TourScreen) and cls not in {*LED, *BARE}:
            inherited = {} if not issubclass(cls, Dialog) else {"escape": "close"}
            assert {**inherited, **actions}.get("escape") in {"close", "leave"}, cls.__name__


# --- what is pressed --------------------------------------------------------------------------------------


def state(laptop):
    """Return all that a key of the guide's screen can change, without the times."""
    visit = laptop.group.current
    return (
        [type(each) for each in laptop.app.screen_stack],
        laptop.phase,
        visit and (visit.station, visit.done, visit.hints_shown, visit.paused, visit.adjusted),
        laptop.guide.unfolded,
        laptop.guide.query_one(StationPanel).scroll_y > 0,
    )


async def reset(laptop, wanted):
    """Bring the laptop back to the state `wanted`."""
    for _ in range(12):
        if state(laptop) == wanted:
            return
        if laptop.screen is not laptop.guide:
            await laptop.press("escape")
        elif laptop.guide.unfolded != wanted[3]:
            await laptop.press("f")
        elif (scrolled := state(laptop)[4]) != wanted[4]:
            await laptop.press("pageup" if scrolled else "pagedown")
        else:
            await laptop.press("2" if 2 not in laptop.tasks_done() else "u")
    raise AssertionError("it does not come back")


ACTIONS = {each.id: BY_ID[each.id] for each in Binding.make_bindings(GuideScreen.BINDINGS)}
ELSEWHERE = {"switch_group", "survey", "look_back"}
SEVERAL_KEYS = [
    action for action in ACTIONS.values() if len(all_keys(action.keys)) > 1 and action.id not in ELSEWHERE
]
"""Actions of the guide's screen that have more keys than one, and do something for one group at a station.

Digits, Enter and Space mean one thing only.
"""


async def test_every_action_of_the_guide_does_the_same_by_all_its_keys(tmp_path):
    async with opened(tmp_path, everything(), size=(80, 16)) as laptop:
        await laptop.walk_to(1)
        await laptop.press("2", "pageup", "pageup")
        above = state(laptop)
        await laptop.press("pagedown")
        below = state(laptop)
        assert above != below
        assert len(SEVERAL_KEYS) >= 16
        for action in SEVERAL_KEYS:
            before = below if action.id == "scroll_up" else above
            done = {}
            keys = {twin for key in action.keys for twin in same_place(key)} | set(all_keys(action.keys))
            # Latin capitals are the one pair of layout and Caps Lock that only the bindings are asked about.
            for key in sorted(key for key in keys if not (len(key) == 1 and "A" <= key <= "Z")):
                await reset(laptop, before)
                await laptop.press(key)
                done[key] = state(laptop)
            for key, after in done.items():
                assert after != before, f"{action.id}: {key} does nothing"
                assert after == done[action.keys[0]], f"{action.id}: {key} does something else"


async def test_every_word_of_the_footer_does_by_mouse_what_its_key_does(tmp_path):
    async with opened(tmp_path, everything(), size=(100, 24)) as laptop:
        await laptop.walk_to(1)
        await laptop.press("2")
        before = state(laptop)
        shown = [(each.key, each.description) for each in laptop.guide.query("FooterKey")]
        assert [words for _key, words in shown] == [
            *("Hint", "Note", "Pause", "Undo", "Skip", "Help!", "Help", "Quit")
        ]
        for key, words in shown:
            await laptop.press(key)
            wanted = state(laptop)
            await reset(laptop, before)
            await laptop.click(next(each for each in laptop.guide.query("FooterKey") if each.key == key))
            assert state(laptop) == wanted != before, words
            await reset(laptop, before)


@pytest.mark.parametrize("key", ["ctrl+p", "ctrl+з", "ctrl+З"])
async def test_the_palette_opens_in_both_layouts_and_only_once(tmp_path, key):
    async with opened(tmp_path) as laptop:
        await laptop.press(key, key)
        assert [type(each).__name__ for each in laptop.app.screen_stack[2:]] == ["CommandPalette"]


async def test_keys_of_ones_own_work_in_both_layouts(tmp_path):
    settings = Settings(keys={"hint": "j,f5", "help": "f2"})
    async with opened(tmp_path, everything(), settings=settings) as laptop:
        await laptop.walk_to(1)
        for told, key in enumerate(("j", "О", "f5"), 1):
            await laptop.press(key)
            assert len(laptop.visit.hints_shown) == told, key
        await laptop.press("f2")
        assert isinstance(laptop.screen, HelpScreen)


async def test_a_key_map_with_nonsense_in_it_does_no_harm(tmp_path):
    settings = Settings(keys={"no such action": "j", "hint": ", ,", "note": "ctrl+", "undo": "й"})
    async with opened(tmp_path, everything(), settings=settings) as laptop:
        await laptop.walk_to(1)
        assert isinstance(laptop.screen, Screen)
        await laptop.press("2")
        assert laptop.tasks_done() == {2}


async def test_a_digit_chooses_in_a_list_and_is_a_digit_in_a_line(tmp_path):
    async with opened(tmp_path) as laptop:
        await laptop.press("c", "tab", "1")
        assert isinstance(laptop.screen, Dialog)
        assert laptop.screen.query_one(Input).value == "1"
        await laptop.press("shift+tab")
        assert isinstance(laptop.screen.focused, OptionList)
        await laptop.press("1")
        assert [call.reason for call in laptop.session.progress.calls] == ["Somebody feels unwell"]
