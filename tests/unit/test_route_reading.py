"""Reading a route sheet: every fault at once, each with its place, and never a traceback."""

import copy
import json
import pickle
import re
import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from questtour import i18n
from questtour.tour.route_faults import Fault, RouteFaults
from questtour.tour.route_reading import Sheet, read_route, read_sheet, route_from
from questtour.tour.route_text import parsed
from questtour.tour.route_words import TABLES, fields_of

GOOD = """\
id = "x"
title = { ru = "Тур", en = "Tour" }
start = "10:00"
finish_by = "12:00"
transfer = 3

[[stations]]
id = "physics"
title = "Physics"
minutes = 10
story = ["a", { text = "b", keep = "nice" }]
  [[stations.tasks]]
  text = "Predict"
  answer = ["35"]
  [[stations.hints]]
  text = "Think"
  after = 3

[[stations]]
id = "vr"
title = "VR"
minutes = 10

[[groups]]
id = "atom"
title = "Atom"
route = ["physics", "vr"]

[[groups]]
id = "neuron"
title = "Neuron"

[[transfers]]
from = "physics"
to = "vr"
minutes = 5

[[breaks]]
title = "Tea"
at = "11:00"
minutes = 10
groups = ["atom"]

[[survey]]
id = "best"
text = "Which was best?"
kind = "choice"
options = ["Physics", "VR"]
"""
JARGON = re.compile(
    r"(?i)pydantic|input should|validation|type=|_type|\bdict\b|tuple|NoneType|float|<class|Traceback"
)


@pytest.fixture(autouse=True)
def _english():
    i18n.use("en")
    yield
    i18n.use("en")


def faults(text):
    data = text.encode() if isinstance(text, str) else text
    with pytest.raises(RouteFaults) as refused:
        read_sheet(data, "kvantorium.toml")
    return refused.value.faults


def only(text):
    found = faults(text)
    assert len(found) == 1, "\n".join(map(str, found))
    return str(found[0])


def changed(old, new, count=1):
    assert old in GOOD
    return GOOD.replace(old, new, count)


# --- what is told -----------------------------------------------------------------------------------------


def test_a_good_sheet_is_read_and_can_be_kept_as_json():
    sheet = read_sheet(GOOD.encode(), "x.toml")
    assert isinstance(sheet, Sheet) and sheet.name == "x.toml"
    assert route_from(json.loads(json.dumps(sheet.raw))) == sheet.route == read_route(GOOD.encode(), "x.toml")


def test_a_fault_is_one_line_with_file_line_station_field_what_is_wrong_and_what_to_write():
    assert only(changed("minutes = 10", "minutes = -5")) == (
        "kvantorium.toml:10: station “physics”, minutes: must be more than 0, found -5"
        " — write a whole or decimal number of minutes, e.g. 10"
    )


ONE_SLIP = [
    ("minutes = 10", "minutes = 0", ":10: station “physics”, minutes: must be more than 0, found 0"),
    ("minutes = 10", 'minutes = "2,5"', "take the quotes away: `minutes = 2.5`"),
    ("minutes = 10", "minutes = nan", "minutes: must be an ordinary number, found nan"),
    ("minutes = 10", "minuts = 10", ":10: station “physics”, minuts: there is no such field here"),
    ("minutes = 10", "minuts = 10", "a typo? did you mean `minutes`?"),
    (
        "minutes = 10",
        "minuts = 10",
        ":7: station “physics”, minutes: is missing — write, for example, `minutes = 10`",
    ),
    ("minutes = 10", "Minutes = 10", "a typo? did you mean `minutes`?"),
    ("minutes = 10", "minutes = 10\ncapacity = 1.5", "must be a whole number, found 1.5"),
    ("minutes = 10", "minutes = 10\nroom = 214", 'put it in quotes: `room = "214"`'),
    (
        "minutes = 10",
        "minutes = 10\nwarn = 3",
        "it belongs to the top of the sheet: move it above the first [[…]]",
    ),
    ("minutes = 10", 'minutes = 10\nequipment = "a"', 'put it in square brackets: `equipment = ["a"]`'),
    (
        "after = 3",
        "after = 3\nroom = '1'",
        "it belongs to the station itself: move it above [[stations.hints]]",
    ),
    ('text = "Predict"', "points = 1", ":12: station “physics”, task 1, text: is missing"),
    ('text = "Predict"', 'text = " "', ":13: station “physics”, task 1, text: is empty"),
    (
        'answer = ["35"]',
        "answer = [35]",
        ":14: station “physics”, task 1, answer, number 1: must be text in quotes",
    ),
    ('keep = "nice"', 'keep = "nise"', 'a typo? did you mean `keep = "nice"`?'),
    ('keep = "nice"', 'keep = "?"', 'write one of these: "must", "nice", "if-time"'),
    (
        'story = ["a"',
        'story = [5, "a"',
        "station “physics”, story point 1: must be a table with fields, found 5",
    ),
    (
        'start = "10:00"',
        "start = 10:00:00",
        "kvantorium.toml:3: start: must be a time of day, found 10:00:00",
    ),
    ('start = "10:00"', 'start = "9.30"', 'write `start = "09:30"`'),
    ('start = "10:00"', 'start = "24:00"', "write a time from 00:00 to 23:59 in quotes"),
    ('start = "10:00"', 'start = "13:00"', ":4: finish_by: “12:00” is not later than the start"),
    ('id = "x"', 'id = "my tour"', 'write, for example, `id = "my-tour"`'),
    ("ru = ", "rus = ", ":2: title.rus: “rus” is not the code of a language"),
    ('route = ["physics", "vr"]', 'route = "physics, vr"', '`route = ["physics", "vr"]`'),
    ('route = ["physics", "vr"]', 'route = "a-1 → Б_2"', '`route = ["a-1", "Б_2"]`'),
    ('route = ["physics", "vr"]', 'route = " "', '`route = [" "]`'),
    ('groups = ["atom"]', 'groups = "atom neuron"', '`groups = ["atom", "neuron"]`'),
    ('answer = ["35"]', 'answer = "3,5"', '`answer = ["3,5"]`'),
    ('answer = ["35"]', 'answer = "!"', '`answer = ["!"]`'),
    ("[[stations.tasks]]", "[[stations.task]]", "a typo? did you mean `[[stations.tasks]]`?"),
    ('route = ["physics", "vr"]', "route = []", ":27: group “atom”, route: is empty"),
    (
        '["physics", "vr"]',
        '["phisics", "vr"]',
        "there is no station “phisics” — a typo? did you mean “physics”?",
    ),
    ('["physics", "vr"]', '["vr", "moon"]', "there is no station “moon” — write one of these: physics, vr"),
    ('["physics", "vr"]', '["vr", "vr"]', ":27: group “atom”, route, number 2: “vr” is named twice"),
    ('id = "vr"', 'id = "physics"', "id: “physics” is taken: station 1 has this id already"),
    ('id = "neuron"', 'id = "atom"', ":30: group “atom”, id: “atom” is taken: group 1 has this id already"),
    ('to = "vr"', 'to = "wr"', ":35: transfer “physics → wr”, to: there is no station “wr”"),
    ('to = "vr"', 'to = "physics"', "the walk ends where it begins, at “physics”"),
    ("minutes = 5", "minutes = -1", ":36: transfer “physics → vr”, minutes: must be 0 or more, found -1"),
    (
        "minutes = 5",
        "minutes = 5\none_way = 1",
        "must be true or false, found 1 — write true or false, without quotes",
    ),
    ('groups = ["atom"]', 'groups = ["atm"]', ":42: break “Tea”, groups, number 1: there is no group “atm”"),
    (
        'options = ["Physics", "VR"]',
        "",
        ":44: question “best”, options: is missing: there is nothing to choose from",
    ),
    ('options = ["Physics", "VR"]', 'options = ["VR"]', "options: has fewer than 2 entries"),
    (
        'kind = "choice"',
        'kind = "scale"',
        ":48: question “best”, options: is for questions of the kind choice only",
    ),
]


@pytest.mark.parametrize(
    ("good", "bad", "told"), ONE_SLIP, ids=[f"{bad} | {told[:25]}" for _g, bad, told in ONE_SLIP]
)
def test_a_slip_is_told_in_plain_words_at_its_line(good, bad, told):
    text = "\n".join(map(str, faults(changed(good, bad))))
    assert told in text
    assert not JARGON.search(text)


def test_the_same_walk_may_stand_there_and_back_but_not_twice():
    more = '[[transfers]]\nfrom = "vr"\nto = "physics"\nminutes = 6\n'
    assert "the walk between these two stations is given twice" in only(GOOD + more)
    assert read_route((GOOD + more + "one_way = true\n").encode(), "x").walk("vr", "physics").seconds == 360


def test_tables_with_single_brackets_are_told_about_double_ones():
    assert "begin each with a line [[stations]], in two brackets" in str(faults("[stations]\nid = 'x'\n"))


@pytest.mark.parametrize(
    ("headers", "line", "meant"),
    [
        ("[stations]\n[stations]\n", 1, "[[stations]]"),
        ("[stations]\n[[stations]]\n", 1, "[[stations]]"),
        ("[[groups]]\n [ groups ]  # the second\n", 2, "[[groups]]"),
        ("[[stations]]\n  [stations.tasks]\n  [stations.tasks]\n", 2, "[[stations.tasks]]"),
    ],
)
def test_the_header_that_lacks_a_bracket_is_told_wherever_toml_stumbles(headers, line, meant):
    told = only(headers)
    assert told.startswith(f"kvantorium.toml:{line}: one bracket on each side is too few")
    assert told.endswith(f"write {meant}")


def test_a_name_given_twice_that_is_no_list_is_told_as_such():
    assert "the same name is given twice" in only("[x]\n[x]\n")


@pytest.mark.parametrize(("header", "line"), [("[[station]]", 7), ("[station]", 7)])
def test_a_list_with_a_misspelt_name_is_one_fault_and_not_missing_as_well(header, line):
    text = GOOD[: GOOD.index("[[groups]]")].replace("[[stations", "[[station")
    text = text[: text.index("[[station]]")] + f"{header}\nid = 'a'\n[[groups]]\nid = 'g'\ntitle = 'G'\n"
    assert only(text) == (
        f"kvantorium.toml:{line}: station: there is no such field here — a typo? did you mean `[[stations]]`?"
    )


def test_a_list_that_is_missing_is_told_beside_a_name_that_only_looks_like_it():
    told = "\n".join(map(str, faults("id = 'x'\ntitle = 'X'\nstart = '10:00'\nstation = 3\n")))
    assert "stations: is missing" in told and "groups: is missing" in told


def test_the_usual_walk_and_the_list_of_walks_are_not_mistaken_for_each_other():
    text = GOOD[: GOOD.index("[[transfers]]")]
    assert "`transfer = 2`" in str(faults(text.replace("transfer = 3", "transfers = 2")))
    one = "[[transfer]]\nfrom = 'vr'\nto = 'physics'\nminutes = 6\n"
    assert "begin each with a line [[transfers]]" in str(faults(text.replace("transfer = 3", "") + one))


def test_an_answer_may_be_punctuation_only():
    route = read_route(changed('answer = ["35"]', 'answer = ["!"]').encode(), "x")
    task = route.stations[0].tasks[0]
    assert (task.accepts(" ! "), task.accepts("?"), task.accepts("")) == (True, False, False)


def test_every_fault_is_told_at_once_and_in_the_order_of_the_file():
    bad = GOOD
    slips = [("transfer = 3", "tranfer = 3"), ("minutes = 10", "minutes = -5"), ("after = 3", "after = '3'")]
    slips += [
        ('["physics", "vr"]', '["phisics"]'),
        ('id = "neuron"', 'id = "atom"'),
        ('to = "vr"', 'to = "moon"'),
    ]
    slips += [
        ("minutes = 5", "minutes = 9999"),
        ('at = "11:00"', 'at = "25:00"'),
        ('kind = "choice"', 'kind = "?"'),
    ]
    for good, wrong in slips:
        bad = bad.replace(good, wrong, 1)
    found = faults(bad)
    assert [fault.line for fault in found] == [5, 10, 17, 27, 30, 35, 36, 40, 47]
    assert all(isinstance(fault, Fault) and fault.problem and fault.advice for fault in found)
    assert {fault.file for fault in found} == {"kvantorium.toml"}


def test_faults_can_be_sent_between_processes():
    refused = RouteFaults(faults("x = 1"))
    assert pickle.loads(pickle.dumps(refused)).faults == refused.faults
    assert str(refused).splitlines() == [str(fault) for fault in refused.faults]


def test_what_stands_in_the_sheet_cannot_steer_the_terminal_or_break_the_line():
    line = only(changed('["physics", "vr"]', r'["vr", "\u001b[2J\n\u202e' + "x" * 500 + '"]'))
    assert line.isprintable() and len(line) < 300


# --- the plan ---------------------------------------------------------------------------------------------


def test_every_group_that_misses_finish_by_is_told_by_how_much():
    found = faults(changed('finish_by = "12:00"', 'finish_by = "10:24"'))
    assert [(fault.line, fault.place, fault.field) for fault in found] == [
        (24, "group “atom”", "finish_by"),
        (29, "group “neuron”", "finish_by"),
    ]
    assert found[0].problem == "the plan ends at 10:25, 1 minute after finish_by (10:24)"


def test_a_plan_that_ends_just_in_time_is_good():
    assert read_route(changed('finish_by = "12:00"', 'finish_by = "10:25"').encode(), "x").finish_by


def test_a_plan_past_midnight_says_so():
    bad = changed('start = "10:00"\nfinish_by = "12:00"', 'start = "23:50"\nfinish_by = "23:59"')
    assert "the plan ends at 00:15 of the next day, 16 minutes after finish_by (23:59)" in str(faults(bad)[0])


def test_a_late_plan_is_told_beside_other_faults():
    bad = changed('finish_by = "12:00"', 'finish_by = "10:05"').replace("after = 3", "after = -3")
    fields = [(fault.place, fault.field) for fault in faults(bad)]
    assert fields[1:] == [("group “atom”", "finish_by"), ("group “neuron”", "finish_by")]


@pytest.mark.parametrize(
    ("good", "bad"),
    [
        ("minutes = 10", "minutes = -10"),
        ("minutes = 10", "minuts = 10"),
        ("minutes = 5", "minutes = -5"),
        ('to = "vr"', 'to = "wr"'),
        ("transfer = 3", "tranfer = 3"),
        ("[[transfers]]", "[[transfer]]"),
        ('["physics", "vr"]', '["phisics", "vr"]'),
        ('route = ["physics", "vr"]', 'rout = ["vr"]'),
    ],
)
def test_nobody_is_called_late_for_what_is_faulty_itself(good, bad):
    text = changed('finish_by = "12:00"', 'finish_by = "10:21"').replace("minutes = 5", "minutes = 1")
    found = faults(text.replace(good.replace("= 5", "= 1"), bad, 1))
    assert found and [fault for fault in found if fault.field == "finish_by"] == []


def test_a_good_sheet_does_not_wait_for_tree_sitter():
    code = (
        "import sys; from questtour.tour.route_reading import read_sheet;"
        f"read_sheet({GOOD.encode()!r}, 'x'); assert not any('tree_sitter' in name for name in sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60)


# --- whatever comes ---------------------------------------------------------------------------------------


def refused_or_read(data):
    try:
        return read_sheet(data, "x.toml")
    except RouteFaults as refused:
        assert refused.faults
        for fault in refused.faults:
            assert str(fault).isprintable() and not JARGON.search(fault.advice)
        return None


@given(st.binary(max_size=200))
@settings(max_examples=200, deadline=None)
def test_any_bytes_are_a_sheet_or_faults(data):
    refused_or_read(data)


PIECES = st.sampled_from(
    [*re.findall(r"\S+\s+", GOOD), "\n", "[[", "]]", '"', '"""', "{", "}", "=", "5\n", "é "]
)


@given(st.lists(PIECES, max_size=60))
@settings(max_examples=200, deadline=None)
def test_any_pieces_of_a_sheet_are_a_sheet_or_faults(pieces):
    refused_or_read("".join(pieces).encode())


NAMES = st.sampled_from(sorted({name for table in TABLES for name in fields_of(table)}))
VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**20), 10**20)
    | st.builds(pow, st.just(16), st.just(5000))
    | st.floats()
    | st.text(st.characters(), max_size=5)
    | st.sampled_from(["10:00", "25:00", "physics", "atom", "\ud800", "{found}", "choice"]),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(NAMES | st.text(max_size=3), inner, max_size=3)
    ),
    max_leaves=5,
)


@st.composite
def mutations(draw):
    """Take a good sheet and spoil a few places in it."""
    raw = copy.deepcopy(parsed(GOOD, "x"))
    for _ in range(draw(st.integers(1, 4))):
        node = raw
        while True:
            keys = list(node) if isinstance(node, dict) else list(range(len(node)))
            key = draw(st.sampled_from(keys)) if keys else None
            if key is None or not isinstance(node[key], dict | list) or draw(st.booleans()):
                break
            node = node[key]
        spoil(draw, node, key)
    return raw


def spoil(draw, node, key):
    way = draw(st.sampled_from(["replace", "drop", "add"]))
    if key is not None and way == "replace":
        node[key] = draw(VALUES)
    elif key is not None and way == "drop":
        del node[key]
    elif isinstance(node, dict):
        node[draw(NAMES | st.text(max_size=5))] = draw(VALUES)
    else:
        node.append(draw(VALUES))


@given(mutations())
@settings(max_examples=300, deadline=None)
def test_any_change_to_a_good_sheet_leaves_a_route_or_faults(raw):
    try:
        route_from(raw)
    except RouteFaults as refused:
        text = str(refused)
        assert text and not JARGON.search(re.sub("“.*?”|`.*?`", "", text))
    else:
        assert route_from(json.loads(json.dumps(raw))) == route_from(raw)
