"""The keys: every letter works in both layouts and with Caps Lock, and no key means two things at once."""

import importlib
import pkgutil

import pytest
from textual.app import App
from textual.binding import Binding
from textual.dom import DOMNode
from textual.screen import Screen

import questtour.screens
from questtour.app import QuestApp
from questtour.keys import ACTIONS, BY_ID, TWINS, all_keys, twins, written
from questtour.screens.base import NO_KEY, Dialog, bindings
from questtour.screens.coordinator import CoordinatorScreen
from questtour.screens.guide import GuideScreen

ROWS = (("qwertyuiop", "йцукенгшщз"), ("asdfghjkl", "фывапролд"), ("zxcvbnm", "ячсмить"))
SAME_PLACE = {latin: russian for row in ROWS for latin, russian in zip(*row, strict=True)}
"""The letters as they are printed on a Russian keyboard, row by row."""

CONTRACT = {
    "next_step": "enter",
    "hint": "h",
    "note": "n",
    "pause": "p",
    "call": "c",
    "messages": "m",
    "undo": "u",
    "route_sheet": "r",
    "skip": "s",
    "leave_tour": "q",
    "tick_next": "space",
    "more_time": "plus",
    "less_time": "minus",
    "command_palette": "ctrl+p",
    **{f"task_{number}": str(number) for number in range(1, 10)},
}
"""What the design promises."""


def all_screens():
    for module in pkgutil.iter_modules(questtour.screens.__path__, "questtour.screens."):
        importlib.import_module(module.name)
    found, waiting = set(), [Screen]
    while waiting:
        each = waiting.pop()
        waiting += each.__subclasses__()
        if each.__module__.startswith("questtour."):
            found.add(each)
    return sorted(found, key=lambda each: each.__name__)


SCREENS = all_screens()


def keys_of(node: type[DOMNode]) -> dict[str, list[Binding]]:
    """Return the bindings by key that this class and the project's classes above it declare."""
    found: dict[str, list[Binding]] = {}
    own = [base for base in node.__mro__ if base.__module__.startswith("questtour.")]
    for base in own:
        for binding in base.__dict__.get("BINDINGS", []):
            for key in binding.key.split(","):
                found.setdefault(key, []).append(binding)
    return found


LETTERS = [
    (action.id, key)
    for action in ACTIONS
    for key in action.keys
    if key.rpartition("+")[2].lower() in SAME_PLACE
]


@pytest.mark.parametrize(("action", "key"), LETTERS)
def test_every_letter_works_in_both_layouts_and_with_caps_lock(action, key):
    prefix, plus, letter = key.rpartition("+")
    russian = SAME_PLACE[letter]
    wanted = {prefix + plus + each for each in (letter, letter.upper(), russian, russian.upper())}
    (binding,) = bindings(action)
    assert wanted <= set(binding.key.split(","))
    assert {"h", "р", "H", "Р"} <= set(all_keys(BY_ID["hint"].keys))


def test_some_letters_are_there_to_be_tried():
    assert ("hint", "h") in LETTERS
    assert ("command_palette", "ctrl+p") in LETTERS


def test_the_table_of_twins_is_the_russian_keyboard():
    assert {key: TWINS[key] for key in SAME_PLACE} == SAME_PLACE


@pytest.mark.parametrize("key", ["enter", "space", "escape", "f1", "pagedown", "1", "9", "up", "ctrl+left"])
def test_a_key_that_is_no_letter_is_its_own_only_twin(key):
    assert twins(key) == (key,)


def test_signs_work_without_shift_and_in_both_layouts():
    assert {"plus", "equals_sign"} <= set(twins("plus"))
    assert {"minus", "underscore"} <= set(twins("minus"))
    assert {"question_mark", "comma"} <= set(twins("question_mark")), "Shift+/ is a comma under ЙЦУКЕН"


def test_twins_are_named_once():
    assert all_keys(("h", "H", "h")) == ("h", "р", "H", "Р")


@pytest.mark.parametrize(("action", "key"), CONTRACT.items())
def test_the_keys_are_those_that_were_promised(action, key):
    assert key in BY_ID[action].keys


def test_help_has_two_keys():
    assert BY_ID["help"].keys == ("f1", "question_mark")


def test_every_action_has_an_id_of_its_own_a_title_and_an_explanation():
    assert len(BY_ID) == len(ACTIONS)
    for action in ACTIONS:
        assert action.title.strip()
        assert action.tooltip.strip()


def test_only_what_the_palette_offers_everywhere_has_no_key_of_its_own():
    keyless = {action.id for action in ACTIONS if not action.keys}
    assert keyless == {"finish_early", "join_tour", "switch_role", "theme", "sound", "picture"}
    assert {written(each) for each in keyless} == {""}


@pytest.mark.parametrize("screen", SCREENS, ids=lambda each: each.__name__)
def test_every_screen_waits_for_the_keys_that_a_user_may_set(screen):
    waiting = {binding.id for key, (binding, *_) in keys_of(screen).items() if key.startswith(NO_KEY)}
    # Only on the guide's screen is there a tour to end, or to bring along.
    own = {"finish_early", "join_tour", "switch_role"} if issubclass(screen, GuideScreen) else set()
    if issubclass(screen, CoordinatorScreen):
        own = {"switch_role"}
    assert waiting == {"language", "theme", "sound", "picture"} | own


@pytest.mark.parametrize("screen", SCREENS, ids=lambda each: each.__name__)
def test_no_key_means_two_things_on_one_screen(screen):
    clashes = {
        key: [binding.action for binding in found]
        for key, found in keys_of(screen).items()
        if len({binding.action for binding in found}) > 1
    }
    assert not clashes


@pytest.mark.parametrize("screen", SCREENS, ids=lambda each: each.__name__)
def test_what_works_everywhere_hides_no_key_of_a_screen(screen):
    everywhere = {key for key, found in keys_of(QuestApp).items() if found[0].priority}
    assert everywhere
    assert not everywhere & set(keys_of(screen))


@pytest.mark.parametrize("screen", SCREENS, ids=lambda each: each.__name__)
def test_every_key_of_a_screen_does_something(screen):
    for found in keys_of(screen).values():
        for binding in found:
            target, _, name = binding.action.split("(")[0].rpartition(".")
            owner = QuestApp if target == "app" else screen
            assert callable(getattr(owner, f"action_{name}", None)), binding.action


@pytest.mark.parametrize("screen", SCREENS, ids=lambda each: each.__name__)
def test_every_key_of_a_screen_comes_from_the_one_table(screen):
    for found in keys_of(screen).values():
        for binding in found:
            assert binding.id in BY_ID
            assert (binding.description, binding.tooltip) == (
                BY_ID[binding.id].title,
                BY_ID[binding.id].tooltip,
            )


def test_every_dialog_is_left_by_escape():
    dialogs = [screen for screen in SCREENS if issubclass(screen, Dialog)]
    assert len(dialogs) > 3
    for dialog in dialogs:
        assert "escape" in keys_of(dialog)


def test_the_guides_screen_offers_every_promised_key():
    offered = {binding.id for found in keys_of(GuideScreen).values() for binding in found}
    assert set(CONTRACT) - {"command_palette"} <= offered


def test_ctrl_c_does_not_end_the_program():
    actions = {binding.action for binding in keys_of(QuestApp)["ctrl+c"]}
    assert actions == {"help_quit"}
    assert issubclass(QuestApp, App)
