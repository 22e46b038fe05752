"""A list whose lines are chosen by their digits."""

from textual.content import Content
from textual.widgets import OptionList

from questtour.screens.base import TourScreen, bindings
from questtour.screens.host import BOUNCE

DIGITS = bindings(*(f"choose_{number}" for number in range(1, 10)))


class NumberedScreen(TourScreen[None]):
    """A screen with one such list."""

    def __init__(self) -> None:
        super().__init__()
        self._last_digit = float("-inf")

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
