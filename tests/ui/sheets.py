"""Route sheets for the screens: one in which everything occurs, and texts that try to break a terminal."""

from collections.abc import Iterator
from typing import Any

from helpers import sheet, station

Raw = dict[str, Any]

TASKS = 12
"""So many tasks has the laboratory: the last ones have no key of their own."""


def everything() -> Raw:
    """Return a sheet with breaks, decimals, more than nine tasks, answers, hints, and a story of all kinds.

    The group `g` comes to the laboratory at 10:00, to the workshop at 10:07 and to the attic at 10:12:30.
    """
    return sheet(
        station(
            "lab",
            5.5,
            title={"en": "Laboratory", "ru": "Лаборатория"},
            room={"en": "214, floor 2", "ru": "214, этаж 2"},
            key={"en": "S", "ru": "М"},
            equipment=[{"en": "Thermometer", "ru": "Термометр"}],
            story=[
                {"text": {"en": "The story begins.", "ru": "История начинается."}, "keep": "must"},
                {"text": {"en": "A nice detail.", "ru": "Занятная подробность."}, "keep": "nice"},
                {"text": {"en": "If there is time.", "ru": "Если есть время."}, "keep": "if-time"},
            ],
            tasks=[
                {"text": {"en": "Weigh it", "ru": "Взвесьте"}, "answer": ["2.5", "2.5 kg"], "points": 2},
                *({"text": {"en": f"Thing {n}", "ru": f"Дело {n}"}} for n in range(2, TASKS + 1)),
            ],
            hints=[
                {"text": {"en": "Look closer.", "ru": "Присмотритесь."}, "after": 1},
                {"text": {"en": "Use the scales.", "ru": "Возьмите весы."}, "after": 2.5, "cost": 2},
                {"text": {"en": "Round it up.", "ru": "Округлите."}, "cost": 1},
            ],
            exchange={"en": "How do you weigh?", "ru": "А как взвешиваете вы?"},
            fallback={"en": "Guess it by hand.", "ru": "Прикиньте на руке."},
        ),
        station(
            "shop",
            4,
            title={"en": "Workshop", "ru": "Мастерская"},
            fallback={"en": "Look through the window.", "ru": "Посмотрите в окно."},
        ),
        station(
            "attic",
            3.25,
            title={"en": "Attic", "ru": "Чердак"},
            key={"en": "O", "ru": "И"},
            tasks=[{"text": {"en": "Find the cat", "ru": "Найдите кота"}}],
        ),
        title={"en": "All at once", "ru": "Всё сразу"},
        welcome={"en": "Welcome to **everything**!", "ru": "Добро пожаловать во **всё**!"},
        farewell={"en": "Farewell to all.", "ru": "Всем до свидания."},
        transfer=1.5,
        warn=1,
        groups=[
            {
                "id": "g",
                "title": {"en": "Atom", "ru": "Атом"},
                "guide": {"en": "Anya", "ru": "Аня"},
                "visitors": 7,
                "route": ["lab", "shop", "attic"],
            }
        ],
        breaks=[{"title": {"en": "Tea", "ru": "Чай"}, "at": "10:30", "minutes": 7.5}],
    )


# --- texts that try to break a terminal -------------------------------------------------------------------

LONG = "Ы" * 10_000

HOSTILE = {
    "half a tag": "[/",
    "a tag closed by another": "[red]x[/blue]",
    "a path in brackets": "see [/dev/null]",
    "an attribute": "[x=1]",
    "a link that acts": "[@click=app.exit]x[/]",
    "a backslash": "\\[b]x\\",
    "a family": "👩‍👩‍👧‍👦 👍🏽 🇷🇺",
    "hebrew and arabic": "שלום مرحبا",
    "an override": "abc\u202etxt.exe\u2066\u200f",
    "escape codes": "x\u001b[2J\u001b]0;pwned\u0007\u009b31my",
    "control characters": "a\u0001\u0008\u000d\u007f\u0085\u2028b",
    "combining marks": "Z\u0351\u036b\u0343a\u0301\u0301\u0301",
    "html": "<b>bold</b><script>alert(1)</script>&lt;",
    "markdown": "# x\n---\n- [a](http://b) ![i](j) `c` ~~~\n| a |\n|--|\n\n1. 1\n> q",
    "a whole block": "```\n\u001b[31mred\n```",
    "formats": "%s {0} {title} {} $x ${y}",
    "ten thousand letters": LONG,
}
"""What an author, a visitor or a guide may write, each by what it is."""


Path = tuple[str | int, ...]
"""Where a text stands in a sheet."""

_FIELDS = {
    *("title", "welcome", "farewell", "room", "equipment", "story", "exchange", "key", "fallback"),
    *("text", "answer", "guide"),
}


def text_fields(raw: Raw) -> list[Path]:
    """Return where the English texts stand in a sheet, and those that are the same in every language."""
    return [path[:-1] if path[-1] == "en" else path for path in _texts(raw) if path[-1] != "ru"]


def _texts(node: Any, path: Path = ()) -> Iterator[Path]:
    if isinstance(node, dict | list):
        for name, each in node.items() if isinstance(node, dict) else enumerate(node):
            yield from _texts(each, (*path, name))
    elif [each for each in path if isinstance(each, str) and each not in {"en", "ru"}][-1] in _FIELDS:
        yield path


def with_text_in(field: Path, text: str, raw: Raw | None = None) -> Raw:
    """Return the sheet `raw`, or `everything`, with `text` in one of its fields."""
    raw = raw or everything()
    node: Any = raw
    for name in field[:-1]:
        node = node[name]
    node[field[-1]] = text
    return raw


def with_every_text(text: str) -> Raw:
    """Return a sheet whose every text is `text`."""
    raw = everything() | {"venue": text}
    raw["survey"] = [{"id": "q", "text": text, "kind": "choice", "options": [text, text]}]
    for field in text_fields(raw):
        with_text_in(field, text, raw)
    return raw
