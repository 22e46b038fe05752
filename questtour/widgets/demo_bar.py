"""Two lines above a rehearsal: what one looks at, how fast it runs, and which keys to try."""

from collections.abc import Iterable

from textual.content import Content

from questtour.i18n import _
from questtour.keys import written
from questtour.widgets.line import Line


def tempo(speed: float, *, paused: bool, rushing: bool) -> str:
    """Say how fast a rehearsal runs: so many times as fast as the clock, or that it stands or races."""
    if rushing:
        return _("to the end")
    return _("stands still") if paused else f"×{speed:g}"


class DemoBar(Line):
    """Says what one looks at in the first line and the keys in the second; each fits into 80 columns."""

    DEFAULT_CSS = """
    DemoBar { height: 2; width: 100%; padding: 0 1; background: $warning 20%; text-wrap: nowrap; }
    DemoBar { text-overflow: ellipsis; }
    """

    def __init__(self) -> None:
        super().__init__(fixed=True)

    def show(self, what: str, tempo: str, keys: Iterable[tuple[str, str]]) -> None:
        """Show what one looks at, how fast it runs, and actions with a word each."""
        first = Content.assemble((f" {tempo} ", "bold reverse"), " ", what)
        named = [Content.assemble((written(action), "bold"), f" {word}") for action, word in keys]
        self.say(Content("\n").join([first, Content("  ").join(named)]))
