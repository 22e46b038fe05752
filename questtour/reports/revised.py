"""Writes suggestions of the look back into their author's sheet; comments and layout stay as they stand."""

import tomllib
from collections.abc import Iterable, Sequence
from difflib import unified_diff
from pathlib import Path
from typing import Any

import tomlkit
from rich.text import Text

from questtour.sheet_writing import rewritten, spare, write_sheet
from questtour.tour.revision import Kind, Suggestion
from questtour.wording import shown_block

_COLOURS = {"+": "green", "-": "red", "@": "cyan"}


def revised_text(text: str, chosen: Iterable[Suggestion]) -> str:
    """Return the sheet `text` with the `chosen` suggestions that name new minutes."""
    named = [each for each in chosen if each.after is not None]
    expected = tomllib.loads(text)
    for each in named:
        _apply(expected, each)
    return rewritten(text, lambda document: _write_into(document, named), expected)


def _write_into(document: tomlkit.TOMLDocument, named: Sequence[Suggestion]) -> str:
    added = [walk for walk in (_apply(document, each) for each in named) if walk]
    if added and _is_inline(document):
        return _with_inline(document, added)
    return tomlkit.dumps(document) + _walks_text(added)


def _whole(minutes: float) -> int | float:
    return int(minutes) if minutes == int(minutes) else minutes


def _apply(sheet: Any, each: Suggestion) -> dict[str, Any]:  # noqa: ANN401 - a dict, or tomlkit's document
    """Change the minutes where they stand; return a walk that stands nowhere yet, which a dict takes in."""
    assert each.after is not None
    minutes = _whole(each.after)
    if each.kind is Kind.STAY:
        next(one for one in sheet["stations"] if one["id"] == each.station)["minutes"] = minutes
        return {}
    if each.kind is Kind.USUAL_WALK:
        sheet["transfer"] = minutes
        return {}
    known = [walk for walk in sheet.get("transfers", ()) if _leads(walk, each.station, each.goal)]
    if known:
        # One way only is the more exact word.
        max(known, key=lambda walk: walk.get("one_way", False))["minutes"] = minutes
        return {}
    new = {"from": each.station, "to": each.goal, "minutes": minutes}
    if type(sheet) is dict:
        sheet.setdefault("transfers", []).append(new)
    return new


def _leads(walk: Any, origin: str, goal: str) -> bool:  # noqa: ANN401 - a dict, or tomlkit's table
    ways = [(walk["from"], walk["to"])]
    if not walk.get("one_way", False):
        ways.append((walk["to"], walk["from"]))
    return (origin, goal) in ways


def _is_inline(document: tomlkit.TOMLDocument) -> bool:
    return isinstance(document.get("transfers"), tomlkit.items.Array)


def _with_inline(document: tomlkit.TOMLDocument, added: Sequence[dict[str, Any]]) -> str:
    for each in added:
        walk = tomlkit.inline_table()
        walk.update(each)
        document["transfers"].append(walk)
    return tomlkit.dumps(document)


def _walks_text(walks: Sequence[dict[str, Any]]) -> str:
    text = ""
    for walk in walks:
        table = tomlkit.table()
        table.update(walk)
        text += f"\n[[transfers]]\n{table.as_string()}"
    return text


def diff(before: str, after: str, source: str, output: str) -> Text:
    """Return what changes in the sheet as a coloured unified diff."""
    shown = Text()
    lines = unified_diff(before.splitlines(), after.splitlines(), source, output, n=1, lineterm="")
    for line in lines:
        shown.append(f"{shown_block(line)}\n", style=_COLOURS.get(line[:1], ""))
    return shown


def write_revised(source: Path, output: Path, written: str, tour: str) -> None:
    """Write the sheet `written` of `tour`, made from `source`, to `output`; raises FileFault."""
    spare(source, output, tour)
    write_sheet(output, written)
