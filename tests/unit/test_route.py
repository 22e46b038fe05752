"""The route sheet's models: what a sheet may hold, and what the program reads out of it."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from pydantic import ValidationError

from questtour import i18n
from questtour.library import shipped_sheets
from questtour.tour.route import Keep, Route, SurveyKind, Task, Text
from questtour.tour.route_reading import read_sheet
from questtour.tour.route_schema import schema
from questtour.tour.route_values import hhmm

MINUTE = timedelta(minutes=1)


@pytest.fixture(autouse=True)
def _english():
    i18n.use("en")
    yield
    i18n.use("en")


def station(name="a", **more):
    return {"id": name, "title": name.upper(), "minutes": 10} | more


def group(name="g", **more):
    return {"id": name, "title": name.upper()} | more


def sheet(**more):
    return {"id": "x", "title": "X", "start": "10:00", "stations": [station()], "groups": [group()]} | more


def route(**more):
    return Route.model_validate(sheet(**more))


def station_of(**more):
    return route(stations=[station(**more)]).stations[0]


def fits(value, rule, root):
    """Check by the part of JSON Schema that the sheet's schema uses; anything else in it is an error."""
    if isinstance(rule, bool):
        return rule
    return all(CHECKS[word](value, said, rule, root) for word, said in rule.items())


def _is(value, kind):
    if kind == "boolean" or isinstance(value, bool):
        return kind == "boolean" and isinstance(value, bool)
    return isinstance(value, KINDS[kind])


def _for(kind, check):
    return lambda value, said, *_: not _is(value, kind) or check(value, said)


def _matches(pattern, text):
    # Python's $ also matches before a last line break, that of JSON Schema does not.
    return re.search(pattern.replace("$", r"\Z"), text) is not None


def _properties(value, said, _rule, root):
    return not isinstance(value, dict) or all(
        fits(value[key], said[key], root) for key in said if key in value
    )


def _pattern_properties(value, said, _rule, root):
    return not isinstance(value, dict) or all(
        fits(value[key], rule, root)
        for pattern, rule in said.items()
        for key in value
        if _matches(pattern, key)
    )


def _additional_properties(value, said, rule, _root):
    assert said is False
    patterns = rule.get("patternProperties", ())
    return not isinstance(value, dict) or all(
        key in rule["properties"] or any(_matches(pattern, key) for pattern in patterns) for key in value
    )


KINDS = {"string": str, "number": (int, float), "integer": int, "array": list, "object": dict}
NOTES = ("$schema", "$defs", "title", "description", "examples", "default", "then", "else")
CHECKS = {word: lambda *_: True for word in NOTES} | {
    "type": lambda v, said, *_: _is(v, said),
    "enum": lambda v, said, *_: v in said,
    "const": lambda v, said, *_: v == said,
    "minimum": _for("number", lambda v, said: v >= said),
    "maximum": _for("number", lambda v, said: v <= said),
    "exclusiveMinimum": _for("number", lambda v, said: v > said),
    "pattern": _for("string", lambda v, said: _matches(said, v)),
    "minLength": _for("string", lambda v, said: len(v) >= said),
    "maxLength": _for("string", lambda v, said: len(v) <= said),
    "minItems": _for("array", lambda v, said: len(v) >= said),
    "maxItems": _for("array", lambda v, said: len(v) <= said),
    "uniqueItems": _for("array", lambda v, _said: len(set(v)) == len(v)),
    "required": _for("object", lambda v, said: set(said) <= set(v)),
    "minProperties": _for("object", lambda v, said: len(v) >= said),
    "properties": _properties,
    "patternProperties": _pattern_properties,
    "additionalProperties": _additional_properties,
    "items": lambda v, said, _rule, root: (
        not isinstance(v, list) or all(fits(each, said, root) for each in v)
    ),
    "$ref": lambda v, said, _rule, root: fits(v, root["$defs"][said.rsplit("/", 1)[-1]], root),
    "anyOf": lambda v, said, _rule, root: any(fits(v, each, root) for each in said),
    "if": lambda v, said, rule, root: fits(v, rule["then" if fits(v, said, root) else "else"], root),
}


def by_schema(raw):
    found = schema()
    return fits(raw, found, found)


# --- values -----------------------------------------------------------------------------------------------


def test_the_least_sheet_has_the_defaults_of_the_design():
    least = route()
    a, g = least.station("a"), least.group("g")
    assert (least.transfer, least.warn, least.finish_by) == (3, 2, None)
    assert (a.capacity, a.story, a.tasks, a.hints, a.room, a.key) == (1, (), (), (), None, None)
    assert (g.route, g.start, g.visitors, g.guide) == ((), None, 0, None)
    assert least.survey == least.breaks == least.transfers == ()


def test_a_text_speaks_the_language_asked_for_else_another_one():
    text = route(title={"ru": "Тур", "en": "Tour"}).title
    assert (text.in_("ru"), text.in_("en"), text.in_("de")) == ("Тур", "Tour", "Тур")
    plain = route(title="Тур").title
    assert (plain.in_("ru"), plain.in_("en")) == ("Тур", "Тур")
    assert plain == Text.of("Тур") and hash(plain) == hash(Text.of("Тур"))
    assert Text().in_("ru") == ""


def test_a_blank_wording_gives_way_to_another_language_and_a_blank_text_is_none():
    assert route(title={"ru": " ", "en": "Tour"}).title.in_("ru") == "Tour"
    assert route(venue="  ").venue is None
    assert station_of(key={"ru": ""}).key is None


@pytest.mark.parametrize("value", ["", "  ", {"ru": ""}, {}, {"rus": "x"}, {"ru": 1}, 5, None, ["x"]])
def test_a_title_that_says_nothing_or_is_no_text_is_refused(value):
    with pytest.raises(ValidationError):
        route(title=value)


@pytest.mark.parametrize(("written", "minutes"), [("00:00", 0), ("09:05", 545), ("23:59", 1439)])
def test_a_clock_time_is_the_time_since_midnight(written, minutes):
    assert route(start=written).start == minutes * MINUTE
    assert hhmm(minutes * MINUTE) == written


@pytest.mark.parametrize(
    "value", ["24:00", "10:60", "9:30", "10:00:00", "١٠:٠٠", "10.00", "", "soon", 10, None, []]
)
def test_a_clock_time_is_refused_unless_it_is_hours_and_minutes(value):
    with pytest.raises(ValidationError):
        route(start=value)
    assert not by_schema(sheet(start=value))


@pytest.mark.parametrize("value", [0, -5, 1441, float("inf"), float("nan"), "10", True, None, 10**400, [10]])
def test_a_stay_takes_more_than_no_time_and_a_day_at_most(value):
    with pytest.raises(ValidationError):
        station_of(minutes=value)


def test_minutes_may_be_whole_or_decimal():
    assert station_of(minutes=2.5).stay == timedelta(seconds=150)
    assert station_of(minutes=10).minutes == 10


def test_a_walk_may_take_no_time():
    found = route(stations=[station("a"), station("b")], transfers=[{"from": "a", "to": "b", "minutes": 0}])
    assert found.walk("a", "b") == timedelta()


@pytest.mark.parametrize("good", ["physics", "VR-2", "3d_print", "физика"])
def test_an_id_is_letters_and_digits_of_any_alphabet(good):
    assert route(stations=[station(good)]).station(good).id == good
    assert by_schema(sheet(stations=[station(good)]))


@pytest.mark.parametrize("bad", ["", "a b", "a/b", "a.b", "a*", "a\n", "«a»", "—", "a" * 65, 5, None])
def test_an_id_with_other_signs_is_refused(bad):
    with pytest.raises(ValidationError):
        route(id=bad)
    assert not by_schema(sheet(id=bad))


def test_a_story_is_a_text_or_a_list_of_points_and_plain_text_must_be_told():
    assert [(p.text.in_("en"), p.keep) for p in station_of(story="Hello").story] == [("Hello", Keep.MUST)]
    assert station_of(story={"ru": "Да", "en": "Yes"}).story[0].text.in_("en") == "Yes"
    points = station_of(story=["a", {"en": "b"}, {"text": "c", "keep": "if-time"}]).story
    assert [point.text.in_("en") for point in points] == ["a", "b", "c"]
    assert [point.keep for point in points] == [Keep.MUST, Keep.MUST, Keep.IF_TIME]
    assert station_of(story=" ").story == station_of(story=[]).story == ()


@pytest.mark.parametrize("kind", list(SurveyKind))
def test_every_kind_of_survey_question_is_understood(kind):
    asked = {"id": "q", "text": "?", "kind": kind.value}
    if kind is SurveyKind.CHOICE:
        asked["options"] = ["a", {"ru": "б"}]
    assert route(survey=[asked]).survey[0].kind is kind
    assert by_schema(sheet(survey=[asked]))


def test_models_are_frozen_and_can_be_hashed():
    found = route()
    assert hash(found) == hash(route())
    with pytest.raises(ValidationError):
        found.stations[0].minutes = 5


def test_a_route_written_out_reads_back_the_same():
    raw = sheet(
        finish_by="12:00",
        stations=[station(story=["a"], tasks=[{"text": "t", "answer": ["1"]}], room="1"), station("b")],
        transfers=[{"from": "a", "to": "b", "minutes": 5}],
    )
    found = Route.model_validate(raw)
    written = found.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    assert by_schema(written)
    assert Route.model_validate(written) == found


# --- answers ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("right", "given"),
    [
        ("35 °C", "35°c"),
        ("35 °C", " 35 \u00a0℃ "),
        ("3,5", "3.5"),
        ("да, конечно", "Да конечно."),
        ("Ёлка", "елка"),
        ("-5", "−5"),
        ("-5", "–5"),
        ("x2", "x²"),
        ("...", "…"),
    ],
)
def test_an_answer_counts_whatever_its_case_spaces_commas_and_dashes(right, given):
    assert Task(text=Text.of("?"), answer=(Text.of(right),)).accepts(given) is True


@pytest.mark.parametrize(
    ("right", "given"), [("3.5", "35"), ("5", "-5"), ("35", ""), (".5", "5"), ("...", "")]
)
def test_a_wrong_answer_is_wrong(right, given):
    assert Task(text=Text.of("?"), answer=(Text.of(right),)).accepts(given) is False


def test_a_task_without_an_answer_cannot_be_checked():
    assert Task(text=Text.of("?")).accepts("35") is None


def test_an_answer_in_any_language_is_right():
    task = station_of(tasks=[{"text": "?", "answer": [{"ru": "вода", "en": "water"}]}]).tasks[0]
    assert task.accepts("Вода") and task.accepts("WATER") and not task.accepts("лёд")


# --- looking things up ------------------------------------------------------------------------------------


def test_unknown_stations_and_groups_are_key_errors():
    for look in (route().station, route().group, route().breaks_for, route().start_of):
        with pytest.raises(KeyError):
            look("nobody")


def test_a_group_starts_at_its_own_time_else_with_the_tour():
    found = route(groups=[group("g"), group("h", start="10:05")])
    assert hhmm(found.start_of("g")) == "10:00" and hhmm(found.start_of("h")) == "10:05"


def test_walks_are_the_usual_ones_unless_the_sheet_says_otherwise():
    walks = [
        {"from": "a", "to": "b", "minutes": 7, "one_way": True},
        {"from": "b", "to": "a", "minutes": 5},
        {"from": "c", "to": "a", "minutes": 1, "one_way": True},
    ]
    found = route(transfer=2, stations=[station("a"), station("b"), station("c")], transfers=walks)
    taken = {pair: found.walk(*pair) // MINUTE for pair in ("ab", "ba", "ca", "ac", "bc", "aa")}
    assert taken == {"ab": 7, "ba": 5, "ca": 1, "ac": 2, "bc": 2, "aa": 0}


def test_breaks_are_for_all_groups_or_for_those_named_and_come_in_order():
    rests = [
        {"title": "Lunch", "at": "12:00", "minutes": 30},
        {"title": "Tea", "at": "11:00", "minutes": 10, "groups": ["g"]},
    ]
    found = route(groups=[group("g"), group("h")], breaks=rests)
    assert [rest.title.in_("en") for rest in found.breaks_for("g")] == ["Tea", "Lunch"]
    assert [rest.title.in_("en") for rest in found.breaks_for("h")] == ["Lunch"]
    assert hhmm(found.breaks_for("g")[1].end) == "12:30"


# --- the schema -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", shipped_sheets(), ids=lambda path: path.stem)
def test_the_schema_and_the_program_accept_the_sheets_that_ship(path: Path):
    found = read_sheet(path.read_bytes(), path.name)
    assert by_schema(found.raw)


def test_sheets_ship():
    assert {"kvantorium", "short"} <= {path.stem for path in shipped_sheets()}


@pytest.mark.parametrize(
    "wrong",
    [
        {"tranfer": 3},
        {"transfer": -1},
        {"title": " "},
        {"title": {"rus": "x"}},
        {"stations": []},
        {"stations": [station(minutes=0)]},
        {"stations": [station(capacity=0)]},
        {"stations": [station(story=5)]},
        {"stations": [station(story=[{"text": "a", "keep": "maybe"}])]},
        {"groups": [group(route=[])]},
        {"groups": [group(route=["a", "a"])]},
        {"survey": [{"id": "q", "text": "?", "kind": "choice"}]},
        {"survey": [{"id": "q", "text": "?", "kind": "scale", "options": ["a", "b"]}]},
        {"breaks": [{"title": "x", "at": "24:00", "minutes": 5}]},
        {"transfers": [{"from": "a", "minutes": 5}]},
        {"finish_by": None},
    ],
    ids=str,
)
def test_the_schema_refuses_what_the_program_refuses(wrong):
    assert by_schema(sheet())
    assert not by_schema(sheet(**wrong))


def test_every_field_is_explained_in_the_schema():
    found = schema()
    tables = [found, *(each for each in found["$defs"].values() if "properties" in each)]
    fields = [(name, rule) for table in tables for name, rule in table["properties"].items()]
    assert len(fields) > 40
    assert [name for name, rule in fields if not rule.get("description")] == []
    assert all(table["additionalProperties"] is False for table in tables)
