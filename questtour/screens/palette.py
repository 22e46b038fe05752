"""The command palette in the user's language: everything that can be done now, by its name."""

from collections.abc import Callable, Iterator
from functools import partial
from typing import NamedTuple

from textual.command import DiscoveryHit, Hit, Hits, Provider

from questtour.i18n import N_, _
from questtour.keys import BY_ID

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

MORE = (
    ("finish_early", N_("End the tour now"), N_("Skip the stations ahead and go to the finale")),
    ("app.switch_language", N_("Русский / English"), N_("Switch between Russian and English")),
    ("app.switch_theme", N_("Dark / light"), N_("Switch between dark and light colours")),
    ("app.switch_sound", N_("Sound on / off"), N_("Ring the bell when time runs out, or keep silent")),
    ("app.save_picture", N_("Save a picture of the screen"), N_("Save what is seen as an SVG file")),
)
"""What has no key of its own: action, title, what it does."""


class Wish(NamedTuple):
    """Something that the palette can do."""

    title: str
    tooltip: str
    do: Callable[[], object]


class ActionCommands(Provider):
    """Offers the actions of the screen that was open, from the registry."""

    def _wishes(self) -> Iterator[Wish]:
        seen: set[str] = set()
        for active in self.screen.active_bindings.values():
            action = BY_ID.get(active.binding.id or "")
            if action is None or action.id in LEFT_OUT or action.id in seen or not active.enabled:
                continue
            if action.id.startswith("task_"):
                continue
            seen.add(action.id)
            run = partial(self.screen.run_action, active.binding.action)
            yield Wish(_(action.title), _(action.tooltip), run)
        for name, title, tooltip in MORE:
            target = self.app if name.startswith("app.") else self.screen
            method = f"action_{name.removeprefix('app.')}"
            allowed = target is self.app or self.screen.check_action(name, ())
            if hasattr(target, method) and allowed:
                yield Wish(_(title), _(tooltip), partial(self.screen.run_action, name))

    async def discover(self) -> Hits:
        """Offer everything."""
        for wish in self._wishes():
            yield DiscoveryHit(wish.title, wish.do, help=wish.tooltip)

    async def search(self, query: str) -> Hits:
        """Offer what matches in title or explanation; say in words where nothing does."""
        matcher = self.matcher(query)
        found = False
        for wish in self._wishes():
            score = max(matcher.match(wish.title), matcher.match(wish.tooltip) * 0.9)
            if score > 0:
                found = True
                yield Hit(score, matcher.highlight(wish.title), wish.do, help=wish.tooltip)
        if not found:
            # Textual's own line for this is hard-coded English.
            yield Hit(0.01, _("Nothing found"), _nothing)


def _nothing() -> None:
    """Do nothing: this is the line that says that nothing was found."""
