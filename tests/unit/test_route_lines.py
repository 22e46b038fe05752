"""The line of every part of a route sheet."""

import pytest

from questtour.tour.route_lines import line_of, lines_in
from questtour.tour.route_text import parsed

TRICKY = '''\
# [[stations]]
id = "x"
welcome = """
[[stations]]
id = "fake"
"""
a."b c".d = 1
stations = [
  # remark
  { id = "s0", tasks = [ { text = "t" },
    { text = "u", points = -1 } ] },
  { id = "s1", title.ru = """
one""" }]
[[groups]]
id = "g0"
title.en = "G"
[groups.nested]
deep = 1
[[groups]]
[[ groups . list ]]
x = 1
[[groups.list]]
y = 2
[breaks]
at = [1,
 2]
'''

PLACES = [
    (("id",), 2),
    (("welcome",), 3),
    (("a", "b c"), 7),
    (("a", "b c", "d"), 7),
    (("stations",), 8),
    (("stations", 0), 10),
    (("stations", 0, "tasks", 0, "text"), 10),
    (("stations", 0, "tasks", 1, "points"), 11),
    (("stations", 1, "title", "ru"), 12),
    (("stations", 1, "minutes"), 12),
    (("groups", 0), 14),
    (("groups", 0, "title", "en"), 16),
    (("groups", 0, "nested", "deep"), 18),
    (("groups", 1), 19),
    (("groups", 1, "list", 0, "x"), 21),
    (("groups", 1, "list", 1, "y"), 23),
    (("breaks", "at", 1), 26),
    (("nothing", 3, "here"), 1),
    ((), 1),
]


@pytest.mark.parametrize(("path", "line"), PLACES, ids=[str(path) for path, _line in PLACES])
def test_the_line_of_every_part_is_known_however_it_is_written(path, line):
    assert parsed(TRICKY, "x")
    assert line_of(lines_in(TRICKY.encode()), path) == line
