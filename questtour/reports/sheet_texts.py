"""What authors wrote, as it is put on paper: stories, shortened where need be, and every right answer."""

from collections.abc import Iterator
from dataclasses import dataclass

from questtour.i18n import N_, _, language
from questtour.tour.route import Keep, Station, Task
from questtour.wording import shown, shown_block

_KEEP_WORDS = {
    Keep.MUST: N_("must be told"),
    Keep.NICE: N_("good to tell"),
    Keep.IF_TIME: N_("if there is time"),
}


@dataclass(frozen=True, slots=True)
class Told:
    """A point of a station's story on paper."""

    text: str
    keep: str
    """How dear it is when time is short, in words; empty where every point must be told."""


def story_on_paper(station: Station, letters: int | None) -> tuple[Told, ...]:
    """Return the story of `station` without Markdown's signs, each point in so many letters at most."""
    marked = any(point.keep is not Keep.MUST for point in station.story)
    return tuple(
        Told(shortened(text, letters), _(_KEEP_WORDS[point.keep]) if marked else "")
        for point in station.story
        if (text := plain(point.text.in_(language())))
    )


def answers_on_paper(task: Task) -> str:
    """Return all answers of `task` that count as right, in the language in use."""
    return " / ".join(dict.fromkeys(shown(answer.in_(language())) for answer in task.answer))


def plain(markdown: str) -> str:
    """Return what the Markdown text says, a line a paragraph, safe to show."""
    # Only who writes a file for paper waits for it.
    from markdown_it import MarkdownIt

    parts = MarkdownIt("commonmark", {"html": False}).parse(markdown)
    texts = (
        "".join(_letters(part.children or ())) if part.type == "inline" else part.content for part in parts
    )
    return shown_block("\n".join(text.strip() for text in texts if text.strip()))


def _letters(parts: object) -> Iterator[str]:
    assert isinstance(parts, list | tuple)
    for part in parts:
        yield " " if part.type in {"softbreak", "hardbreak"} else part.content


def shortened(text: str, letters: int | None) -> str:
    """Cut `text` after a sentence, or else after a word, so that it has so many letters at most."""
    if letters is None or len(text) <= letters:
        return text
    cut = text[: letters - 1]
    sentence = max(cut.rfind(end) for end in (". ", "! ", "? ", ".\n", "!\n", "?\n"))
    if sentence >= letters // 2:
        return f"{cut[: sentence + 1]} …"
    return f"{cut.rsplit(maxsplit=1)[0]} …"
