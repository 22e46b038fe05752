"""Two languages: every text of the program is in the catalogue, whole and with its places for values."""

import re

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from questtour import i18n, wording
from questtour.i18n import _, ngettext

PO = i18n.LOCALES / "ru" / "LC_MESSAGES" / "questtour.po"
PLACE = re.compile(r"\{(\w*)(?:![rsa])?(?::[^{}]*)?\}")
KEYWORDS = {"_": None, "N_": None, "ngettext": (1, 2)}


def key(message_id: str | tuple[str, ...] | list[str]) -> str:
    """Return the singular, by which gettext looks a text up."""
    return message_id if isinstance(message_id, str) else message_id[0]


def plural_of(message_id: str | tuple[str, ...] | list[str]) -> str | None:
    return None if isinstance(message_id, str) else message_id[1]


@pytest.fixture(scope="module")
def source() -> dict[str, str | None]:
    """Return the texts of the program with their plurals, if any."""
    folder = str(i18n.LOCALES.parent)
    found = extract_from_dir(folder, keywords=KEYWORDS)
    return {key(text): plural_of(text) for _file, _line, text, _comments, _context in found}


@pytest.fixture(scope="module")
def russian() -> Catalog:
    with PO.open("rb") as file:
        return read_po(file, locale="ru", abort_invalid=True)


def entries(catalogue: Catalog) -> dict[str, Message]:
    return {key(message.id): message for message in catalogue if message.id}


def forms(message: Message) -> tuple[str, ...]:
    return (message.string,) if isinstance(message.string, str) else tuple(message.string)


def places(text: str) -> set[str]:
    """Return the names of the places for values in `text`."""
    return set(PLACE.findall(text))


def test_there_are_texts_to_look_for(source):
    assert len(source) > 400
    assert source["{n} task"] == "{n} tasks"


def test_every_text_has_its_russian(source, russian):
    known = entries(russian)
    missing = [text for text in source if text not in known or not all(forms(known[text]))]
    assert not missing


def test_no_translation_is_only_a_guess(russian):
    assert not [message.id for message in russian if message.id and message.fuzzy]
    assert not russian.fuzzy


def test_the_catalogue_keeps_nothing_that_nobody_says(source, russian):
    assert not russian.obsolete
    assert not set(entries(russian)) - set(source)


def test_every_counted_text_has_all_three_russian_forms(source, russian):
    known = entries(russian)
    counted = [text for text, plural in source.items() if plural is not None and text in known]
    assert counted
    for text in counted:
        assert plural_of(known[text].id) == source[text]
        assert len(forms(known[text])) == 3, text
        assert all(forms(known[text])), text


def test_every_form_has_the_same_places_for_values_as_the_original(russian):
    for text, message in entries(russian).items():
        originals = [places(text), places(plural_of(message.id) or text)]
        for form in filter(None, forms(message)):
            assert places(form) in originals, text


def test_no_translation_begins_or_ends_with_a_space_that_the_original_has_not(russian):
    for text, message in entries(russian).items():
        for form in filter(None, forms(message)):
            assert (form[:1].isspace(), form[-1:].isspace()) == (text[:1].isspace(), text[-1:].isspace()), (
                text
            )


@pytest.mark.parametrize(
    ("count", "form"), [(0, 2), (1, 0), (2, 1), (4, 1), (5, 2), (11, 2), (12, 2), (21, 0), (22, 1), (111, 2)]
)
def test_russian_counts_one_few_and_many(russian, count, form):
    assert russian.num_plurals == 3
    assert i18n.gettext.c2py(russian.plural_expr)(count) == form


@pytest.mark.parametrize(
    ("count", "words", "stay"),
    [
        (1, "1 задание", "из 1 минуты"),
        (2, "2 задания", "из 2 минут"),
        (5, "5 заданий", "из 5 минут"),
        (11, "11 заданий", "из 11 минут"),
        (21, "21 задание", "из 21 минуты"),
    ],
)
def test_things_are_counted_in_russian_as_people_count_them(count, words, stay):
    i18n.use("ru")
    assert ngettext("{n} task", "{n} tasks", count).format(n=count) == words
    assert f"из {wording.minutes(count)}" == stay, "minutes are only ever said as “of so many”"


def test_russian_texts_are_in_russian_letters(source, russian):
    """Names, signs and examples may stay as they are; a sentence may not."""
    for text, message in entries(russian).items():
        if len(text.split()) < 4:
            continue
        for form in filter(None, forms(message)):
            assert any("а" <= letter.lower() <= "я" or letter in "ёЁ" for letter in form), text


def test_switching_the_language_changes_texts_at_once():
    english = _("The group has already set out.")
    i18n.use("ru")
    russian = _("The group has already set out.")
    assert i18n.language() == "ru"
    assert russian != english
    i18n.use("en")
    assert _("The group has already set out.") == english == "The group has already set out."


def test_english_counts_one_and_many():
    counted = [ngettext("{n} task", "{n} tasks", count).format(n=count) for count in (0, 1, 2, 21)]
    assert counted == ["0 tasks", "1 task", "2 tasks", "21 tasks"]


def test_nothing_stays_nothing_in_every_language():
    for language in i18n.LANGUAGES:
        i18n.use(language)
        assert _("") == ""


def test_a_language_that_nobody_translated_speaks_english():
    i18n.use("xx")
    assert _("The group has already set out.") == "The group has already set out."


@pytest.mark.parametrize(
    ("variables", "language"),
    [
        ({"LANG": "ru_RU.UTF-8"}, "ru"),
        ({"LANG": "en_US.UTF-8"}, "en"),
        ({"LANG": "de_DE.UTF-8"}, "en"),
        ({"LANG": "C"}, "en"),
        ({"LANGUAGE": "ru", "LANG": "en_US.UTF-8"}, "ru"),
        ({"LC_ALL": "ru_RU.UTF-8", "LANG": "en_US.UTF-8"}, "ru"),
        ({"LC_ALL": "", "LANG": "ru_RU"}, "ru"),
    ],
)
def test_the_systems_language_is_spoken_where_it_is_known(monkeypatch, variables, language):
    for name in ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert i18n.system_language() == language


def test_every_language_has_its_own_name():
    assert i18n.LANGUAGES == {"ru": "Русский", "en": "English"}
