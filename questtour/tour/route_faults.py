"""What is wrong with a route sheet, in one line for its author: where, what, and what to write instead."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from questtour.faults import UserFault
from questtour.i18n import N_, _, language
from questtour.wording import shown

Path = tuple[str | int, ...]
"""The way to a part of a sheet: names of fields, and places in lists from 0."""

_LONGEST = 40

_PLACES = {
    ("stations",): (N_("station “{name}”"), N_("station {number}")),
    ("stations", "story"): ("", N_("story point {number}")),
    ("stations", "tasks"): ("", N_("task {number}")),
    ("stations", "hints"): ("", N_("hint {number}")),
    ("groups",): (N_("group “{name}”"), N_("group {number}")),
    ("transfers",): (N_("transfer “{name}”"), N_("transfer {number}")),
    ("breaks",): (N_("break “{name}”"), N_("break {number}")),
    ("survey",): (N_("question “{name}”"), N_("question {number}")),
}
"""The words for an entry of each list of tables: with its name, and with its number from 1."""

LISTS = frozenset(".".join(names) for names in _PLACES)
"""The lists of tables as their headers name them, such as ``stations.tasks``."""


@dataclass(frozen=True, slots=True)
class Wrong:
    """Something wrong at a place of the raw sheet; `problem` and `advice` are in the language in use."""

    path: Path
    problem: str
    advice: str


@dataclass(frozen=True, slots=True)
class Fault:
    """Something wrong with a sheet, told to its author."""

    file: str
    """The sheet's file as the author named it."""
    line: int | None
    """From 1; None if it concerns the file as a whole, or if there is no file."""
    place: str
    """The station, group or other part, in words; empty for the top of the sheet."""
    field: str
    problem: str
    advice: str

    def __str__(self) -> str:
        file = self.file if self.line is None else f"{self.file}:{self.line}"
        where = ", ".join(filter(None, (self.place, self.field)))
        told = f"{self.problem} — {self.advice}" if self.advice else self.problem
        return shown(": ".join(filter(None, (file, where, told))))


class RouteFaults(UserFault):
    """A sheet cannot be used; the text has one line for each of `faults`."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(map(str, self.faults)))

    def __reduce__(self) -> tuple[type["RouteFaults"], tuple[tuple[Fault, ...]]]:
        return type(self), (self.faults,)


def file_fault(file: str, problem: str, advice: str, line: int | None = None) -> RouteFaults:
    """Return the one fault that keeps a file from being read at all."""
    return RouteFaults([Fault(file, line, "", "", problem, advice)])


def shown_value(value: object) -> str:
    """Say in few words what stands in the sheet."""
    if isinstance(value, str):
        short = value if len(value) <= _LONGEST else value[:_LONGEST] + "…"
        return _("“{text}”").format(text=short)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return f"{value:g}"
    if isinstance(value, int):
        # Python refuses to write out whole numbers of thousands of digits.
        return f"{value}" if abs(value) < 10**15 else _("a huge number")
    if isinstance(value, Mapping):
        return _("a table")
    return _("a list") if isinstance(value, list | tuple) else str(value)


def place_and_field(raw: object, path: Path) -> tuple[str, str]:
    """Say in words where `path` is in the `raw` sheet: the station or other part, and the field in it."""
    places: list[str] = []
    names: tuple[str, ...] = ()
    node, rest = raw, list(path)
    while len(rest) >= 2 and (*names, rest[0]) in _PLACES and isinstance(rest[1], int):
        names = (*names, str(rest[0]))
        node = part_of(part_of(node, rest[0]), rest[1])
        name = _name(names, node)
        places.append(_(_PLACES[names][0]).format(name=name) if name else numbered(names, rest[1]))
        rest = rest[2:]
    return ", ".join(places), _field(rest)


def numbered(names: tuple[str, ...], index: int) -> str:
    """Name an entry of a list of tables, such as ``("stations", "tasks")``, by its place from 0."""
    return _(_PLACES[names][1]).format(number=index + 1)


def part_of(node: object, step: str | int) -> object:
    """Return what is at `step` of `node`, or None where there is no such thing."""
    if isinstance(node, Mapping):
        return node.get(step)
    if isinstance(node, list | tuple) and isinstance(step, int) and step < len(node):
        return node[step]
    return None


def _name(names: tuple[str, ...], node: object) -> str:
    if not _PLACES[names][0]:
        return ""
    if names == ("transfers",):
        ends = [part_of(node, "from"), part_of(node, "to")]
        return " → ".join(str(end) for end in ends) if all(isinstance(end, str) for end in ends) else ""
    title = part_of(node, "title")
    if isinstance(title, Mapping):
        title = title.get(language()) or next(iter(title.values()), "")
    name = part_of(node, "id") or title
    return name[:_LONGEST] if isinstance(name, str) else ""


def _field(rest: list[str | int]) -> str:
    words = ""
    for step in rest:
        if isinstance(step, int):
            words = _("{field}, number {number}").format(field=words, number=step + 1)
        else:
            words = f"{words}.{step}" if words else step
    return words
