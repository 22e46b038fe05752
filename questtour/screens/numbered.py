"""A question, and a list of answers that are chosen by their digits."""

from collections.abc import Iterable

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from questtour.screens.base import TourScreen, bindings
from questtour.screens.host import BOUNCE
from questtour.wording import shown

DIGITS = bindings(*(f"choose_{number}" for number in range(1, 10)))


class NumberedScreen(TourScreen[None]):
    """A screen with one such list in its middle, and room for what goes wrong under it."""

    DEFAULT_CSS = """
    NumberedScreen {
        align: center middle;
        #choice { width: 76; max-width: 100%; height: auto; }
        #question { height: 1; text-style: bold; }
        OptionList { height: auto; max-height: 14; background: $surface; }
        #fault { height: auto; color: $text-error; text-style: bold; }
    }
    """

    def __init__(self) -> None:
        super().__init__()
        self._last_digit = float("-inf")

    def compose_choice(self) -> ComposeResult:
        """Lay out the question, the list and the fault."""
        with Vertical(id="choice"):
            yield Static(id="question", markup=False)
            yield OptionList()
            yield Static(id="fault", markup=False)

    def ask(self, question: str, lines: Iterable[Content]) -> None:
        """Put the question and its answers on the screen, the first of them highlighted."""
        self.query_one("#question", Static).update(Content(question))
        choices = self.query_one(OptionList)
        choices.clear_options()
        choices.add_options(Option(numbered(place, line)) for place, line in enumerate(lines, 1))
        choices.highlighted = 0 if choices.option_count else None
        self.refresh_bindings()

    def say(self, text: str) -> None:
        """Say under the list what goes on, or what went wrong."""
        self.query_one("#fault", Static).update(Content(shown(text)))

    def action_choose(self, number: int) -> None:
        """Choose the line with that number, if it can be chosen, once however long the digit is held."""
        now = self.host.desk.clock.monotonic()
        held, self._last_digit = now - self._last_digit < BOUNCE, now
        choices = self.query_one(OptionList)
        here = number <= choices.option_count and not choices.get_option_at_index(number - 1).disabled
        if choices.display and here and not held:
            choices.highlighted = number - 1
            choices.action_select()


def numbered(place: int, line: Content) -> Content:
    """Put the digit that chooses a line before it; there are nine digits."""
    return Content.assemble((f"{place} " if place <= 9 else "  ", "bold"), line)
