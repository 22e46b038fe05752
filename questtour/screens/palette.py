"""The command palette in the user's language: everything that can be done now, by its name."""

from collections.abc import Callable, Iterator
from functools import partial
from typing import NamedTuple

from textual.binding import ActiveBinding
from textual.command import DiscoveryHit, Hit, Hits, Provider
from textual.content import Content

from questtour.i18n import _
from questtour.keys import BY_ID, written
from questtour.screens.base import NO_KEY

LEFT_OUT = {
    "next_step",
    "tick_next",
    "scroll_up",
    "scroll_down",
    "tag_up",
    "tag_down",
    "command_palette",
    "dismiss",
}
"""Actions that are only worth something as a key."""

NUMBERED = ("task_", "choose_")
"""Begin the ids of actions that mean a line by its number."""


class Wish(NamedTuple):
    """Something that the palette can do."""

    title: str
    key: str
    """As it is written on a keyboard; empty where there is none."""
    tooltip: str
    do: Callable[[], object]


class ActionCommands(Provider):
    """Offers the actions of the screen that was open, from the registry."""

    def _wishes(self) -> Iterator[Wish]:
        seen: set[str] = set()
        # What has no key comes last; it must not hide that the same has one on this screen.
        for active in sorted(self.screen.active_bindings.values(), key=_has_no_key):
            action = BY_ID.get(active.binding.id or "")
            if action is None or action.id in LEFT_OUT or action.id.startswith(NUMBERED):
                continue
            if not active.enabled or action.tooltip in seen:
                continue
            seen.add(action.tooltip)
            key = "" if _has_no_key(active) else written(action.id)
            run = partial(self.screen.run_action, active.binding.action)
            yield Wish(_(action.name or action.title), key, _(action.tooltip), run)

    async def discover(self) -> Hits:
        """Offer everything."""
        for wish in self._wishes():
            line = _with_key(Content(wish.title), wish.key)
            yield DiscoveryHit(line, wish.do, wish.title, wish.tooltip)

    async def search(self, query: str) -> Hits:
        """Offer what matches in title or explanation; say in words where nothing does."""
        matcher = self.matcher(query)
        found = False
        for wish in self._wishes():
            score = max(matcher.match(wish.title), matcher.match(wish.tooltip) * 0.9)
            if score > 0:
                found = True
                line = _with_key(matcher.highlight(wish.title), wish.key)
                yield Hit(score, line, wish.do, wish.title, wish.tooltip)
        if not found:
            # Textual's own line for this is hard-coded English.
            yield Hit(0.01, _("Nothing found"), _nothing)


def _has_no_key(active: ActiveBinding) -> bool:
    return active.binding.key.startswith(NO_KEY)


def _with_key(title: Content, key: str) -> Content:
    return Content.assemble(title, (f"  ({key})", "dim")) if key else title


def _nothing() -> None:
    """Do nothing: this is the line that says that nothing was found."""
