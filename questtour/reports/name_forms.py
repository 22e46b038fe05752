"""The forms that a Russian name takes in its six cases, by its ending: no dictionary is needed for names.

The rules are those of school grammar for names and surnames (Rosental, “Declension of names and surnames”).
They give every form that people write, and a few that nobody does, which does no harm. Diminutives are
other names, and are not known.
"""

import re

_CYRILLIC = re.compile(r"[а-яё]+(-[а-яё]+)?")
_FLEETING = {"павел": "павл", "лев": "льв"}
"""Names that lose a vowel; in all others the stem stays."""
_ENDINGS = (
    # The ending of the name, how many letters it is, and what stands in its place.
    (("ая", "яя"), 2, ("ой", "ою", "ую", "ей", "ею", "юю")),
    (("ский", "цкий", "ый", "ой"), 2, ("ого", "ому", "им", "ым", "ом")),
    (("я",), 1, ("и", "е", "ю", "ей", "ёй", "ею")),
    (("а",), 1, ("ы", "и", "е", "у", "ой", "ою", "ей", "ею")),
    (("й",), 1, ("я", "ю", "ем", "е", "и")),
    (("ь",), 1, ("я", "ю", "ем", "ём", "е", "и", "ью")),
    (tuple("бвгджзклмнпрстфхцчшщ"), 0, ("а", "у", "ом", "ем", "ым", "е")),
)


def forms(name: str) -> frozenset[str]:
    """Return the case forms of `name`, one word in lower case; a name of another alphabet has only itself."""
    found = {name}
    if _CYRILLIC.fullmatch(name):
        found |= set(_declined(name))
    return frozenset(found | {each.replace("ё", "е") for each in found})


def _declined(name: str) -> list[str]:
    if name in _FLEETING:
        return [_FLEETING[name] + ending for ending in ("а", "у", "ом", "е")]
    for endings, letters, cases in _ENDINGS:
        if name.endswith(endings):
            stem = name[: len(name) - letters]
            return [stem + case for case in cases]
    return []
