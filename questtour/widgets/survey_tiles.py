"""The answers of a question, drawn so large that one finds them at arm's length: by digit, arrow or mouse."""

from collections.abc import Iterator

from textual import events
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import Static

from questtour.i18n import _
from questtour.tour.route import SurveyKind
from questtour.tour.survey_questions import Question
from questtour.widgets.big_time import draw
from questtour.wording import shown

SCALE = 5
ROOMY = 4
"""So many lines at most get frames of their own on the smallest screen."""


class Tile(Static):
    """One answer; the chosen one has a heavy frame and a tick, so that it differs without colour too."""

    DEFAULT_CSS = """
    Tile {
        width: 1fr;
        height: auto;
        border: round $foreground-muted;
        padding: 0 1;
        &:hover { background: $panel; }
        &.-scale { text-align: center; }
        &.-chosen { border: outer $accent; background: $primary; color: $text; text-style: bold; }
        &.-small { border: none; }
    }
    """
    ALLOW_SELECT = False

    class Chosen(Message):
        """An answer was clicked; `number` counts from 1."""

        def __init__(self, number: int) -> None:
            super().__init__()
            self.number = number

    def __init__(self, number: int, text: str, classes: str) -> None:
        """Take a line of text, or none for a large digit."""
        super().__init__(markup=False, classes=classes)
        self._number, self._text = number, text

    def mark(self, chosen: bool) -> None:
        """Show whether this is the answer."""
        self.set_class(chosen, "-chosen")
        if not self._text:
            self.update(Content(draw(str(self._number), "█" if chosen else "▓", 2, 1)))
            return
        digit = f" {self._number} " if self._number <= 9 else "   "
        tick = "✓ " if chosen else "  "
        self.update(Content.assemble((digit, "reverse"), f" {tick}{self._text}"))

    def on_click(self, event: events.Click) -> None:
        """Tell which answer was clicked; a double click is one."""
        event.stop()
        if event.chain == 1:
            self.post_message(self.Chosen(self._number))


def lines_of(question: Question) -> tuple[str, ...]:
    """Return the answers to choose from in words; a scale's are digits, and a text has none."""
    if question.kind is SurveyKind.SCALE:
        return ("",) * SCALE
    if question.kind is SurveyKind.YES_NO:
        return _("yes"), _("no")
    return tuple(shown(option) for option in question.options)


class Tiles(Vertical):
    """All answers of one question."""

    DEFAULT_CSS = """
    Tiles {
        height: auto;
        Horizontal { height: auto; }
        .ends { width: 1fr; height: auto; color: $text-muted; }
        .ends.-most { text-align: right; }
    }
    """

    def __init__(self, question: Question) -> None:
        scale = question.kind is SurveyKind.SCALE
        lines = lines_of(question)
        look = "-scale" if scale else "" if len(lines) <= ROOMY else "-small"
        self._tiles = [Tile(number, line, look) for number, line in enumerate(lines, 1)]
        if not scale:
            super().__init__(*self._tiles)
            return
        super().__init__(Horizontal(*self._tiles), Horizontal(*_ends()))

    def mark(self, number: int | None) -> None:
        """Show which answer is chosen, if any, and bring it into sight."""
        for place, tile in enumerate(self._tiles, 1):
            tile.mark(place == number)
            if place == number:
                tile.scroll_visible(animate=False)


def _ends() -> Iterator[Static]:
    yield Static(Content(f"1 – {_('not at all')}"), classes="ends")
    yield Static(Content(f"{_('completely')} – {SCALE}"), classes="ends -most")
