"""A time drawn so large that it can be read from two metres away."""

from textual.content import Content
from textual.reactive import reactive
from textual.widget import Widget

# Three columns and five rows a digit: the smallest grid on which all ten differ at a distance.
_GLYPHS = {
    "0": ("###", "#.#", "#.#", "#.#", "###"),
    "1": (".#.", "##.", ".#.", ".#.", "###"),
    "2": ("###", "..#", "###", "#..", "###"),
    "3": ("###", "..#", ".##", "..#", "###"),
    "4": ("#.#", "#.#", "###", "..#", "..#"),
    "5": ("###", "#..", "###", "..#", "###"),
    "6": ("###", "#..", "###", "#.#", "###"),
    "7": ("###", "..#", "..#", ".#.", ".#."),
    "8": ("###", "#.#", "###", "#.#", "###"),
    "9": ("###", "#.#", "###", "..#", "###"),
    ":": (".", "#", ".", "#", "."),
    "+": ("...", ".#.", "###", ".#.", "..."),
    " ": (".", ".", ".", ".", "."),
}
ROWS = 5


def draw(text: str, ink: str, columns: int, lines: int) -> str:
    """Draw `text` with the character `ink`, each dot of its grid `columns` wide and `lines` high.

    Characters without a glyph (all but digits, `:`, `+` and the space) are left out.
    """
    glyphs = [_GLYPHS[each] for each in text if each in _GLYPHS]
    gap = " " * (columns // 2)
    rows = []
    for row in range(ROWS):
        cells = ("".join((ink if dot == "#" else " ") * columns for dot in glyph[row]) for glyph in glyphs)
        rows.extend([gap.join(cells)] * lines)
    return "\n".join(rows)


class BigTime(Widget):
    """Shows `text` in large digits; `state` picks ink and colour, so that it differs without colour too."""

    DEFAULT_CSS = """
    BigTime {
        width: auto;
        height: auto;
        color: $text-primary;
        text-style: bold;
        text-wrap: nowrap;
        &.-warning { color: $text-warning; }
        &.-overtime { color: $text-error; }
        &.-paused, &.-break { color: $foreground; }
    }
    """
    ALLOW_SELECT = False
    INKS = {"paused": "▒", "break": "▒", "warning": "▓"}

    text: reactive[str] = reactive("")
    state: reactive[str] = reactive("running", layout=True)
    large: reactive[bool] = reactive(False, layout=True)

    def watch_state(self, before: str, after: str) -> None:
        """Wear the state as a class, for the colours."""
        self.remove_class(f"-{before}").add_class(f"-{after}")

    def watch_text(self, before: str, after: str) -> None:
        """Take the room that the figures need; all digits are as wide as one another."""
        if len(before) != len(after):
            self.refresh(layout=True)

    def render(self) -> Content:
        """Draw the digits."""
        columns, lines = (3, 2) if self.large and len(self.text) < 7 else (2, 1)
        return Content(draw(self.text, self.INKS.get(self.state, "█"), columns, lines))
