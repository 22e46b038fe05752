"""Files that are no route sheets: other encodings, no text at all, and slips in TOML."""

import pytest

from questtour import i18n
from questtour.tour.route_faults import RouteFaults
from questtour.tour.route_reading import read_route, read_sheet
from questtour.tour.route_text import SHEET_LIMIT

GOOD = """\
id = "x"
title = { ru = "Тур", en = "Tour" }
start = "10:00"

[[stations]]
id = "physics"
title = "Физика"
minutes = 10

[[groups]]
id = "atom"
title = "Атом"
"""


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


def test_a_byte_order_mark_and_windows_line_ends_do_no_harm():
    data = b"\xef\xbb\xbf" + GOOD.replace("\n", "\r\n").encode()
    assert read_route(data, "x") == read_route(GOOD.encode(), "x")
    bad = b"\xef\xbb\xbf" + GOOD.replace("= 10", "= -3").replace("\n", "\r\n").encode()
    assert faults(bad)[0].line == 8


@pytest.mark.parametrize("encoding", ["cp1251", "cp866", "koi8-r"])
def test_an_old_encoding_is_named_with_the_way_out(encoding):
    line = only(("# ok\n" + GOOD).encode(encoding))
    assert line.startswith("kvantorium.toml:3: the letters are not saved as UTF-8")
    assert line.endswith("open it in Notepad, choose “Save as” and there the encoding UTF-8")


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_utf_16_is_named_with_the_way_out(encoding):
    assert "saved as UTF-16" in only(GOOD.encode(encoding))


@pytest.mark.parametrize(
    "data", [b"PK\x03\x04\x14\0\x06\xf0", b"\x89PNG\r\n\x1a\n\0", b"id = 'x'\0", b"%PDF\xe2\x01"]
)
def test_a_file_that_is_no_text_is_refused(data):
    assert "this is no text file" in only(data)


@pytest.mark.parametrize("text", ["", " \n\t\n", "# only a remark\n", "\ufeff"])
def test_an_empty_sheet_tells_what_the_least_one_needs(text):
    assert "the sheet is empty — it needs at least id, title and start, one [[stations]]" in only(text)


def test_too_long_a_file_is_refused_before_it_is_read_as_toml():
    assert "the file has 50 MB, too much for a route sheet" in only(b"#" * 50_000_000)
    assert "the sheet is empty" in only(b"#" * SHEET_LIMIT)


SYNTAX = [
    ('title = "a\nid = "b"', 1, "a text is not closed on this line"),
    ('a = 1\ntitle = """a\n\nb\n', 2, "a text is not closed"),
    ("title = Физика", 1, 'put texts in straight quotes: title = "…"'),
    ("title = “Физика”", 1, 'use straight quotes, "…"'),
    ('title = "The "Physics" lab"', 1, "inside a text use other quotes"),
    ("\nminutes = 2,5", 2, "write decimals with a point: 2.5"),
    ("start = 10:00", 1, 'put times in quotes: start = "10:00"'),
    ("one_way = Yes", 1, "write true or false, in small letters"),
    ('route = ["a" "b"]', 1, "a comma is missing"),
    ("route = [1,\n", 1, ""),
    ("a = 1\na = 2\n\n", 2, "the same name is given twice"),
    ("[a]\n[a]\n", 2, "the same name is given twice"),
    ("a = {x = 1, x = 2}", 1, "the same name is given twice"),
    ("[[stations]\n", 1, "write two brackets on each side, as in [[stations]]"),
    ("t = { ru = 'a',\nen = 'b' }", 1, "keep it on one line"),
    ("t = { ru = 'a', }", 1, "take away the comma before the bracket"),
    ('path = "C:\\new\\q"', 1, "a backslash in a text does not fit"),
    ("название = 1", 1, "names of fields are in Latin letters"),
    ("title: x", 1, "there is no = after the name"),
    ("a = '\x01'", 1, "there is a character that must not be here"),
    ("a = " + "9" * 5000, 1, "not written as TOML asks"),
    ("a = " + "[" * 50_000, None, "brackets are nested too deep"),
]


@pytest.mark.parametrize(("text", "line", "told"), SYNTAX, ids=[repr(text[:25]) for text, _l, _t in SYNTAX])
def test_a_slip_in_toml_is_told_in_plain_words_at_its_line(text, line, told):
    fault = faults(text)[0]
    assert fault.line == line
    assert told in str(fault) and "(at line" not in str(fault)


def test_the_place_in_the_line_is_told_too():
    assert "kvantorium.toml:2: character 12: something is left over" in only("\nminutes = 2,5")
