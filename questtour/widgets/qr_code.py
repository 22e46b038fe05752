"""A QR code on the screen: dark on light in every theme, as large as there is room."""

from textual.content import Content
from textual.geometry import Size
from textual.style import Style
from textual.widget import Widget

QUIET = 4
"""Light modules around the code: ISO/IEC 18004 asks for four."""

DARK, LIGHT = "#000000", "#ffffff"

Modules = tuple[tuple[bool, ...], ...]


def qr_modules(text: str) -> Modules:
    """Return the QR code of `text` with its quiet zone: rows of modules, True where they are dark."""
    # Only who shows a code waits for it.
    import segno

    code = segno.make(text, error="l", micro=False)
    return tuple(tuple(map(bool, row)) for row in code.matrix_iter(scale=1, border=QUIET))


def scaled(modules: Modules, times: int) -> Modules:
    """Return `modules` drawn so many times as large."""
    return tuple(
        tuple(module for module in row for _column in range(times))
        for row in modules
        for _row in range(times)
    )


def drawn(modules: Modules) -> Content:
    """Return `modules` as text: two of them in a cell, one above the other; below the last it is light."""
    rows = [*modules, *([(False,) * len(modules[0])] if len(modules) % 2 else [])]
    lines = [
        Content.assemble(*(_cell(*pair) for pair in zip(upper, lower, strict=True)))
        for upper, lower in zip(rows[::2], rows[1::2], strict=True)
    ]
    return Content("\n").join(lines)


def _cell(upper: bool, lower: bool) -> tuple[str, Style]:
    if upper == lower:
        # A blank has no edges that a font could draw a little off.
        return " ", Style.parse(f"on {DARK if upper else LIGHT}")
    return "▀" if upper else "▄", Style.parse(f"{DARK} on {LIGHT}")


class QrCode(Widget):
    """Shows one address as a code; nothing where there is none."""

    DEFAULT_CSS = """
    QrCode { width: auto; height: auto; }
    """

    def __init__(self) -> None:
        super().__init__()
        self._text = ""
        self._modules: Modules = ()
        self._room = Size(0, 0)
        self._content = Content("")

    def show(self, text: str, room: Size) -> None:
        """Show `text` as a code that fits into `room`, in cells; the same again costs nothing."""
        if (text, room) == (self._text, self._room):
            return
        if text != self._text:
            self._modules = qr_modules(text) if text else ()
        self._text, self._room = text, room
        side = max(1, len(self._modules))
        times = max(1, min(room.width // side, 2 * room.height // side))
        self._content = drawn(scaled(self._modules, times)) if self._modules else Content("")
        self.refresh(layout=True)

    def render(self) -> Content:
        """Return the code."""
        return self._content
