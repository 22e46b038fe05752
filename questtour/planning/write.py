"""Writes a plan into its author's sheet; what the plan does not change stays as it stands."""

import tomllib
from collections.abc import Collection, MutableMapping, Sequence
from pathlib import Path
from typing import Any

import tomlkit
from tomlkit.items import AoT, Array, Key, Table

from questtour.planning.plan import Plan, old_pauses, pause_table, with_plan
from questtour.sheet_writing import rewritten, spare, write_sheet
from questtour.tour.route import Route

_WIDE = 100
"""Columns of a line with a group's stations, at most; a longer list gets a line a station."""


def planned_text(text: str, route: Route, plan: Plan) -> str:
    """Return the sheet `text`, which says what `route` does, with `plan` in it.

    Comments, layout, line ends and the order of everything are kept.
    """
    planned = with_plan(tomllib.loads(text), route, plan)
    return rewritten(text, lambda document: _write_into(document, route, plan), planned)


def _write_into(document: tomlkit.TOMLDocument, route: Route, plan: Plan) -> str:
    for group in _tables(document["groups"]):
        own = str(group["id"])
        if own in plan.orders:
            _set_start(group, plan.starts[own].seconds // 60)
            _set_order(group, plan.orders[own])
    old = old_pauses(route, plan.orders)
    _remove(document, old)
    pauses = [pause_table(route, pause) for pause in plan.pauses]
    inline = isinstance(document.get("breaks"), Array)
    if inline:
        for each in pauses:
            _list(document["breaks"]).append(each)
    written = tomlkit.dumps(document)
    if old:
        # What stood between the old pauses stays behind as blank lines.
        written = written.rstrip("\n") + "\n"
    return written + ("" if inline else _pauses_text(pauses))


def _remove(document: tomlkit.TOMLDocument, places: Collection[int]) -> None:
    """Take those breaks out of the sheet; with the last one `breaks` goes too."""
    if not places:
        return
    if len(places) == len(document["breaks"]):
        del document["breaks"]
        return
    for place in sorted(places, reverse=True):
        del document["breaks"][place]


def write_plan(source: Path, output: Path, written: str, tour: str) -> None:
    """Write the sheet `written`, made from `source`, to `output`.

    Raises:
        FileFault: it cannot be written; or `output` is the author's sheet, or something else than an
            earlier plan of the same `tour` (the sheet's id).
    """
    spare(source, output, tour)
    write_sheet(output, written)


def _tables(groups: object) -> Sequence[Any]:
    """Return the tables of the groups, whether written under headers or in brackets."""
    if isinstance(groups, AoT):
        return list(groups)
    return list(_list(groups))


def _list(found: object) -> Any:  # noqa: ANN401 - tomlkit's arrays are lists of anything
    assert isinstance(found, list)
    return found


def _set_order(group: MutableMapping[str, Any], order: Sequence[str]) -> None:
    if list(group.get("route", ())) == list(order):
        return
    line = tomlkit.array()
    line.extend(order)
    # Inside braces a value must stay on its line.
    if isinstance(group, Table) and len(line.as_string()) > _WIDE:
        line.multiline(True)
    _set(group, "route", line)


def _set_start(group: MutableMapping[str, Any], minutes: int) -> None:
    start = f"{minutes // 60:02}:{minutes % 60:02}"
    if group.get("start") != start:
        _set(group, "start", tomlkit.string(start))


def _set(group: MutableMapping[str, Any], name: str, value: Any) -> None:  # noqa: ANN401 - any TOML value
    if name in group or not isinstance(group, Table):
        group[name] = value
        return
    # What stands below a table up to the next one belongs to it for tomlkit, the heading of the next section
    # too. So a new line goes right below the id, as part of what ends that line.
    key = _id_key(group)
    trivia = group["id"].trivia
    sign = key.sep.lstrip(" \t")
    before = key.as_string() + key.sep.removesuffix(sign)
    wide = len(before)
    if before.endswith((" ", "\t")):
        # The sign keeps its distance from a name longer than the column.
        wide = max(wide, len(name) + 1)
    trivia.trail = f"\n{trivia.indent}{name:<{wide}}{sign}{value.as_string()}{trivia.trail}"


def _id_key(group: Table) -> Key:
    return next(key for key, _item in group.value.body if key is not None and key.key == "id")


def _pauses_text(pauses: Sequence[dict[str, Any]]) -> str:
    if not pauses:
        return ""
    lines = []
    for each in pauses:
        title = tomlkit.inline_table()
        title.update(each["title"])
        table = tomlkit.table()
        for name, value in (each | {"title": title}).items():
            table.add(name, value)
        lines.append("\n[[breaks]]\n" + table.as_string())
    return "\n" + "".join(lines)
