"""Draws what authors write: Markdown, which most of them hardly use."""

import re

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

_MARKED = re.compile(r"[\\`*_\[\]<>&#~|]|^[ \t]*(?:[-+=]|\d+[.)])|^(?: {4}|\t)|  $", re.MULTILINE)
"""What may mean something in Markdown; paragraphs of anything else are drawn as they are."""


def prose(text: str) -> RenderableType:
    """Return the Markdown `text` as something to draw."""
    if not _MARKED.search(text):
        return Text("\n\n".join(_paragraphs(text)))
    # It takes 25 ms and 3 MB to load: a start does not wait for it unless the sheet needs it.
    from markdown_it import MarkdownIt
    from rich.markdown import Markdown

    drawn = Markdown(text, hyperlinks=False)
    # Rich leaves out what looks like HTML; what an author wrote is shown as it is.
    drawn.parsed = MarkdownIt("commonmark", {"html": False}).enable(["strikethrough", "table"]).parse(text)
    return drawn


def point(text: str) -> RenderableType:
    """Return the Markdown `text` as one point of a list."""
    # A list in Markdown would put an empty line before each of its points.
    row = Table.grid(padding=(0, 1))
    row.add_row("•", prose(text))
    return row


def _paragraphs(text: str) -> list[str]:
    """Return the paragraphs, the lines of each put together, as Markdown does."""
    parts = re.split(r"\n\s*\n", text.strip())
    return [" ".join(line.strip() for line in part.splitlines()) for part in parts]
