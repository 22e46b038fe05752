"""Speaks to people in their language: one gettext catalogue, Russian and English.

English is written in the code and is the catalogue's key; Russian lives in
``locales/ru/LC_MESSAGES/questtour.po``. The language can change while the program runs, so texts are
looked up at the moment they are shown: call `_` where the text is drawn, and mark a text that is only
named in a table with `N_`.
"""

import gettext
import locale
import os
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path

LANGUAGES = {"ru": "Русский", "en": "English"}
"""Language codes that the program speaks, with each language's own name."""

DOMAIN = "questtour"
LOCALES = Path(__file__).parent / "locales"


class _Catalogue:
    language = "en"
    translations: gettext.NullTranslations = gettext.NullTranslations()


_program = _Catalogue()
_aside: ContextVar[_Catalogue] = ContextVar("_aside", default=_program)


def use(language: str) -> None:
    """Speak `language`, one of `LANGUAGES`, from now on, here and in libraries that use gettext."""
    _fill(_program, language)
    # click asks the process-wide gettext for the words of its own usage and error lines.
    os.environ["LANGUAGE"] = language
    gettext.bindtextdomain(DOMAIN, str(LOCALES))
    gettext.textdomain(DOMAIN)


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Speak `language` inside the block only: a visitor's page, while the program speaks its user's.

    Nothing may be awaited in there: whoever is told of something meanwhile would be told in that language.
    """
    told = _Catalogue()
    _fill(told, language)
    before = _aside.set(told)
    try:
        yield
    finally:
        _aside.reset(before)


def _fill(catalogue: _Catalogue, language: str) -> None:
    catalogue.language = language
    catalogue.translations = gettext.translation(DOMAIN, LOCALES, [language], fallback=True)


def language() -> str:
    """Return the code of the language in use."""
    return _aside.get().language


def system_language() -> str:
    """Return the system's language where the program speaks it, else English."""
    wanted = [os.environ.get(name, "") for name in ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG")]
    wanted.append(locale.getlocale()[0] or "")
    return "ru" if next(filter(None, wanted), "").lower().startswith("ru") else "en"


def _(text: str) -> str:
    """Translate `text`; an empty text stays empty."""
    return _aside.get().translations.gettext(text) if text else ""


def ngettext(one: str, many: str, count: int) -> str:
    """Translate `one` or `many` with the plural form that `count` asks for in the language in use."""
    return _aside.get().translations.ngettext(one, many, count)


def N_(text: str) -> str:  # noqa: N802 - gettext's customary name
    """Mark `text` for the catalogue; it is translated with `_` where it is shown."""
    return text
