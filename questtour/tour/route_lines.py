"""Finds the line of every part of a route sheet, so that a fault can name it.

`tomllib` tells nobody where a value stood. tree-sitter reads the text once more and keeps the places; this
module is loaded only when there is a fault to place.
"""

import tomllib
from collections.abc import Iterator, Mapping

import tree_sitter_toml
from tree_sitter import Language, Node, Parser

from questtour.tour.route_faults import Path

Lines = Mapping[Path, int]
"""The first line, from 1, of every part of a sheet."""

_Work = Iterator[tuple[Path, Node]]


def lines_in(source: bytes) -> Lines:
    """Return where each part of the sheet `source` (UTF-8, correct TOML) begins."""
    lines: dict[Path, int] = {}
    for path, node in _parts(Parser(Language(tree_sitter_toml.language())).parse(source).root_node):
        lines.setdefault(path, node.start_point.row + 1)
    return lines


def line_of(lines: Lines, path: Path) -> int:
    """Return the line of what is at `path`; of what it stands in if it is not there; of the top at worst."""
    while path and path not in lines:
        path = path[:-1]
    return lines.get(path, 1)


def _parts(document: Node) -> _Work:
    """Yield every part of the sheet with the way to it; what contains others comes before them."""
    entries: dict[Path, int] = {}
    for child in document.named_children:
        base: Path = ()
        if child.type in {"table", "table_array_element"}:
            base = _opened(child, entries)
            yield from ((base[:length], child) for length in range(1, len(base) + 1))
        yield from _within(base, child)


def _opened(table: Node, entries: dict[Path, int]) -> Path:
    """Return the way to the table that a header opens; `entries` counts the tables of each [[…]] so far."""
    *outer, last = _names(table.named_children[0])
    path: Path = ()
    for name in outer:
        path = _latest((*path, name), entries)
    path = (*path, last)
    if table.type == "table":
        return _latest(path, entries)
    entries[path] = entries.get(path, 0) + 1
    return _latest(path, entries)


def _latest(path: Path, entries: dict[Path, int]) -> Path:
    return (*path, entries[path] - 1) if path in entries else path


def _within(base: Path, node: Node) -> _Work:
    """Yield all pairs and list entries inside `node`, which stands at `base`."""
    # A list of work instead of recursion: how deep a sheet is nested is up to its author.
    work = [(base, node)]
    while work:
        path, node = work.pop()
        if node.type == "pair":
            key, value = node.named_children[0], node.named_children[-1]
            for name in _names(key):
                path = (*path, name)
                yield path, node
            work.append((path, value))
        elif node.type == "array":
            entries = [child for child in node.named_children if child.type != "comment"]
            for place, entry in enumerate(entries):
                yield (*path, place), entry
                work.append(((*path, place), entry))
        elif node.type in {"inline_table", "table", "table_array_element"}:
            work += [(path, child) for child in node.named_children if child.type == "pair"]


def _names(key: Node) -> list[str]:
    """Return the names that a key, perhaps a dotted one, is made of."""
    names: list[str] = []
    while key.type == "dotted_key":
        key, last = key.named_children[0], key.named_children[-1]
        names.insert(0, _name(last))
    return [_name(key), *names]


def _name(key: Node) -> str:
    text = (key.text or b"").decode()
    return text if key.type == "bare_key" else next(iter(tomllib.loads(f"{text} = 0")))
