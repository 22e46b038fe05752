"""Names in all cases of Russian: who is hidden stays hidden however a sentence bends the name."""

import json

import pytest

from questtour.eventlog.rows import Row
from questtour.reports.anonymous import Pseudonyms
from questtour.reports.name_forms import forms
from questtour.tour.events import TourOpened

CASES = """
Аня Ани Ане Аню Аней Ане
Анна Анны Анне Анну Анной Анне
Мария Марии Марии Марию Марией Марии
Наталья Натальи Наталье Наталью Натальей Наталье
Ольга Ольги Ольге Ольгу Ольгой Ольге
Саша Саши Саше Сашу Сашей Саше
Лиза Лизы Лизе Лизу Лизой Лизе
Любовь Любови Любови Любовь Любовью Любови
Илья Ильи Илье Илью Ильёй Илье
Никита Никиты Никите Никиту Никитой Никите
Сергей Сергея Сергею Сергея Сергеем Сергее
Юрий Юрия Юрию Юрия Юрием Юрии
Игорь Игоря Игорю Игоря Игорем Игоре
Тимур Тимура Тимуру Тимура Тимуром Тимуре
Павел Павла Павлу Павла Павлом Павле
Пётр Петра Петру Петра Петром Петре
Лев Льва Льву Льва Львом Льве
Марк Марка Марку Марка Марком Марке
Фёдор Фёдора Федору Фёдора Фёдором Фёдоре
Белова Беловой Беловой Белову Беловой Беловой
Иванов Иванова Иванову Иванова Ивановым Иванове
Достоевский Достоевского Достоевскому Достоевского Достоевским Достоевском
Толстая Толстой Толстой Толстую Толстой Толстой
""".strip().splitlines()


@pytest.mark.parametrize("line", CASES, ids=lambda line: line.split()[0])
def test_a_name_is_known_in_all_six_cases(line):
    name, *others = line.casefold().split()
    assert set(others) | {name} <= forms(name)


def test_a_name_that_does_not_change_has_one_form():
    assert forms("anna") == {"anna"}
    assert forms("отто") == {"отто"}


def hidden(*guides):
    groups = [{"id": f"g{n}", "title": "G", "guide": guide} for n, guide in enumerate(guides)]
    body = json.dumps({"route": {"groups": groups}})
    known = Pseudonyms()
    known.learn([Row("d", 1, "", "", TourOpened.kind, None, body, b"", b"")])
    return known


def test_every_form_becomes_the_same_pseudonym_and_full_names_become_one():
    known = hidden("Аня Белова", "Тимур")
    text = "Спасибо Ане и Тимуру! С Аней Беловой было легко, «Аню» ждём. АНЯ, зови Тимура."
    assert known.text(text) == (
        "Спасибо Mentor 1 и Mentor 2! С Mentor 1 было легко, «Mentor 1» ждём. Mentor 1, зови Mentor 2."
    )


def test_a_name_inside_another_word_is_left_alone():
    known = hidden("Аня", "Марк", "Лев", "Ира")
    text = "компания, Германия, в здании, маркетинг, левый, мира, в мире, Ираклий, Ирак"
    assert known.text(text) == text


def test_a_name_goes_before_a_form_of_another():
    known = hidden("Александр", "Александра")
    assert known.text("Александра и Александр, без Александру") == "Mentor 2 и Mentor 1, без Mentor 1"


def test_short_parts_of_names_are_hidden_where_they_stand_as_names():
    known = hidden("Ян Ли")
    assert (
        known.text("Ли опоздал; Ян пришёл, а ли кто ещё?")
        == "Mentor 1 опоздал; Mentor 1 пришёл, а ли кто ещё?"
    )


@pytest.mark.parametrize(
    ("name", "text"), [("Anna Groß", "Frau Groß"), ("İrem", "Frau İrem"), ("Irina", "Frau ırina")]
)
def test_letters_that_have_no_plain_small_form_hide_nobody_less(name, text):
    assert hidden(name).text(text) == "Frau Mentor 1"


@pytest.mark.parametrize("guide", ["Guide One", "Anna Start", "Physics Teacher", "Kind Route"])
def test_a_name_that_is_also_a_code_of_the_program_leaves_the_codes_alone(guide):
    body = {
        "route": {
            "start": "10:00",
            "stations": [{"id": "physics", "title": "Physics with Guide"}],
            "groups": [{"id": "g0", "title": "G", "guide": guide, "route": ["physics"]}],
        }
    }
    row = Row("d", 1, "", "", TourOpened.kind, None, json.dumps(body), b"", b"")
    told = json.loads(hidden(guide).row(row).body)["route"]
    assert told["groups"] == [{"id": "g0", "title": "G", "guide": "Mentor 1", "route": ["physics"]}]
    assert (told["start"], told["stations"][0]["id"]) == ("10:00", "physics")


def test_half_a_character_in_a_log_does_not_stop_an_export():
    row = Row("d", 1, "", "", "note.added", None, '{"text": "\\ud800"}', b"", b"")
    hidden("Anna").row(row).body.encode()


def test_a_group_called_after_somebody_who_joins_later_is_called_otherwise():
    opened = Row("d", 1, "", "", TourOpened.kind, None, '{"route": {"groups": [{"id": "boris"}]}}', b"", b"")
    joined = Row("e", 1, "", "", "device.joined", None, '{"name": "Boris"}', b"", b"")
    known = Pseudonyms()
    known.learn([opened, joined])
    said = Row("d", 2, "", "", "note.added", "boris", '{"text": "Room 12 Room 12: Boris Boris"}', b"", b"")
    told = known.row(said)
    assert told.group_id == "group-1-1"
    # Only a pseudonym that stands twice is one person; what else is written twice stays.
    assert json.loads(told.body) == {"text": "Room 12 Room 12: Mentor 1"}
