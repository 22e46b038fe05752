"""What all screens share: bindings from the registry, in the user's language, in both keyboard layouts."""

from dataclasses import replace
from typing import TypeVar, cast

from textual.binding import ActiveBinding, Binding, BindingType
from textual.message import Message
from textual.screen import ModalScreen, Screen

from questtour.i18n import _
from questtour.keys import BY_ID, all_keys
from questtour.screens.host import Host

Result = TypeVar("Result")

NO_KEY = "no-key-"
"""Begins the name of a key that no keyboard has: it holds a place for the key that a user may set."""


class ProgressChanged(Message):
    """The tour has changed: screens that show it draw it anew."""


class LanguageChanged(Message):
    """The language was switched: screens say everything anew."""


def bindings(*ids: str, priority: bool = False) -> list[BindingType]:
    """Return Textual's bindings for the actions `ids` of the registry, with every twin of their keys."""
    return [
        Binding(
            ",".join(all_keys(action.keys)),
            action.action,
            action.title,
            show=action.shown,
            key_display=action.display or None,
            tooltip=action.tooltip,
            id=action.id,
            priority=priority,
        )
        for action in map(BY_ID.__getitem__, ids)
    ]


def settable(*ids: str) -> list[BindingType]:
    """Return bindings for the actions `ids` that have no key here until a user gives them one."""
    return [
        Binding(
            f"{NO_KEY}{action.id}",
            action.action,
            action.title,
            show=False,
            tooltip=action.tooltip,
            id=action.id,
        )
        for action in map(BY_ID.__getitem__, ids)
    ]


def _translated(active: ActiveBinding) -> ActiveBinding:
    binding = replace(active.binding, description=_(active.binding.description))
    return active._replace(binding=binding, tooltip=_(active.tooltip))


class TourScreen(Screen[Result]):
    """A whole screen."""

    with_guests = False
    """Whether visitors hold the laptop now: then nothing leads elsewhere, and nothing is told or rung."""

    BINDINGS = settable("language", "theme", "sound", "picture")

    @property
    def host(self) -> Host:
        """Return the app around the screen."""
        return cast(Host, self.app)

    @property
    def active_bindings(self) -> dict[str, ActiveBinding]:
        """Return Textual's active bindings in the language in use; the registry keeps them in English."""
        return {key: _translated(each) for key, each in super().active_bindings.items()}


class Dialog(TourScreen[Result], ModalScreen[Result]):
    """A question in front of a screen; Esc closes it without doing anything."""

    BINDINGS = bindings("dismiss")
    DEFAULT_CSS = """
    Dialog {
        align: center middle;
        background: $background 60%;
        & > .box {
            width: 64;
            max-width: 96%;
            height: auto;
            max-height: 96%;
            padding: 0 1;
            border: round $accent;
            background: $surface;
        }
        .title { text-style: bold; color: $text-accent; height: auto; }
        .text { height: auto; margin-bottom: 1; }
        .key-line { height: auto; margin-top: 1; color: $text-muted; }
        OptionList { height: auto; max-height: 12; border: none; padding: 0; background: $surface; }
        Input { margin-top: 1; }
    }
    """

    def action_close(self) -> None:
        """Close without a result."""
        self.dismiss(None)
