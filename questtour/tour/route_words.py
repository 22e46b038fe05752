"""Puts into plain words what the models of a route sheet refuse: what is wrong, and what to write instead.

`pydantic` names the type of an error; the table `_WORDS` says it to a teacher. A type that is not in the
table gets words that are always true, so that nobody ever reads a validator's message.
"""

import datetime as dt
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import reduce
from typing import Any

from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo

from questtour.i18n import N_, _
from questtour.tour import route
from questtour.tour.route_faults import Path, Wrong, part_of, shown_value
from questtour.tour.route_schema import translated_example
from questtour.tour.route_values import DAY

TABLES: dict[tuple[str, ...], type[BaseModel]] = {
    (): route.Route,
    ("stations",): route.Station,
    ("stations", "story"): route.StoryPoint,
    ("stations", "tasks"): route.Task,
    ("stations", "hints"): route.Hint,
    ("groups",): route.Group,
    ("transfers",): route.Transfer,
    ("breaks",): route.Break,
    ("survey",): route.SurveyQuestion,
}
"""The model of every table of a sheet, by the names that lead to it."""

_WORDS = {
    "missing": N_("is missing"),
    "string_type": N_("must be text in quotes, found {found}"),
    "string_unicode": N_("has characters that are no text"),
    "dict_type": N_("must be text in quotes, found {found}"),
    "float_type": N_("must be a number, found {found}"),
    "finite_number": N_("must be an ordinary number, found {found}"),
    "int_type": N_("must be a whole number, found {found}"),
    "int_from_float": N_("must be a whole number, found {found}"),
    "bool_type": N_("must be true or false, found {found}"),
    "tuple_type": N_("must be a list, found {found}"),
    "model_type": N_("must be a table with fields, found {found}"),
    "greater_than": N_("must be more than {gt:g}, found {found}"),
    "greater_than_equal": N_("must be {ge:g} or more, found {found}"),
    "less_than_equal": N_("must be {le:g} or less, found {found}"),
    "too_long": N_("has more than {max_length} entries"),
    "enum": N_("is not a word that is known here, found {found}"),
    "string_pattern_mismatch": N_("{found} is not the code of a language"),
    "invalid_key": N_("has a field whose name is no text"),
    "extra_forbidden": N_("there is no such field here"),
    "clock": N_("must be a time of day, found {found}"),
    "id": N_("must be letters, digits, - and _ only, 64 at most, found {found}"),
    "blank": N_("is empty"),
    "story": N_("must be a text or a list of points, found {found}"),
}
_UNKNOWN = N_("does not fit here, found {found}")
_MINUTES = {"minutes", "transfer", "warn", "after"}
_LISTS_OF_IDS = {"route", "groups"}
_NUMBERS = {
    "float_type",
    "finite_number",
    "int_type",
    "int_from_float",
    "greater_than",
    "greater_than_equal",
    "less_than_equal",
}


@dataclass(frozen=True, slots=True)
class _Refused:
    """A value that a model refused, and the field that it was meant for."""

    kind: str
    path: Path
    value: Any
    limits: Mapping[str, Any]
    names: tuple[str, ...]
    """Leads to the table in `TABLES`."""
    name: str
    """The field in that table; empty if the table as a whole is refused."""
    raw: object
    """The whole sheet."""

    @property
    def field(self) -> FieldInfo | None:
        return fields_of(self.names).get(self.name)

    @property
    def example(self) -> Any:  # noqa: ANN401 - any value of a sheet
        examples = self.field.examples if self.field else None
        return translated_example(examples[0]) if examples else None

    def line(self, value: Any) -> str:  # noqa: ANN401 - any value of a sheet
        """Return the line of a sheet that gives the field that value."""
        return f"`{self.name} = {_literal(value)}`"


def wrongs_in(error: ValidationError, raw: object) -> Iterator[Wrong]:
    """Yield everything that the models refuse in the sheet `raw`, in plain words."""
    errors = error.errors(include_url=False)
    return (_wrong(each, raw) for each in errors if not _is_consequence(each, raw))


def fields_of(names: tuple[str, ...]) -> dict[str, FieldInfo]:
    """Return the fields of a table of the sheet (see `TABLES`), by the names that stand in the sheet."""
    return {field.alias or name: field for name, field in TABLES[names].model_fields.items()}


def similar(word: str, known: Iterable[str]) -> str | None:
    """Return the one of `known` that whoever wrote `word` probably meant."""
    by_case = {each.casefold(): each for each in known}
    found = get_close_matches(word.casefold(), by_case, 1, 0.6)
    return by_case[found[0]] if found else None


def _wrong(error: Any, raw: object) -> Wrong:  # noqa: ANN401 - pydantic's ErrorDetails
    path: Path = tuple(step for step in error["loc"] if step != "[key]")
    names, name = _owner(path)
    refused = _Refused(error["type"], path, error.get("input"), error.get("ctx", {}), names, name, raw)
    return Wrong(path, _problem(refused), _advice(refused))


def _is_consequence(error: Any, raw: object) -> bool:  # noqa: ANN401 - pydantic's ErrorDetails
    """Tell whether another fault says it already.

    A list is too short because its entries were refused, or it is missing because its name is misspelt.
    """
    if error["type"] == "missing":
        return error["loc"] in {("stations",), ("groups",)} and _stands_misspelt(error["loc"][0], raw)
    return bool(error["type"] == "too_short" and len(error["input"]) >= error["ctx"]["min_length"])


def _stands_misspelt(name: str, raw: object) -> bool:
    known = fields_of(())
    found = raw.items() if isinstance(raw, Mapping) else ()
    return any(
        key not in known and similar(key, known) == name and isinstance(value, list | Mapping)
        for key, value in found
    )


def _owner(path: Path) -> tuple[tuple[str, ...], str]:
    """Return which table of the sheet `path` leads into, and the name of the field there."""
    names: tuple[str, ...] = ()
    for at, step in enumerate(path):
        if isinstance(step, int):
            continue
        inner = at + 1 < len(path) and isinstance(path[at + 1], int) and (*names, step) in TABLES
        if not inner:
            return names, step
        names = (*names, step)
    return names, ""


def _problem(refused: _Refused) -> str:
    if refused.kind == "too_short":
        return _too_short(refused)
    template = _WORDS.get(refused.kind, _UNKNOWN)
    return _(template).format(found=shown_value(refused.value), **refused.limits)


def _too_short(refused: _Refused) -> str:
    if not refused.value:
        return _("is empty")
    return _("has fewer than {min_length} entries").format(**refused.limits)


# --- what to write instead --------------------------------------------------------------------------------


def _advice(refused: _Refused) -> str:
    special = {
        "extra_forbidden": _advice_on_name,
        "clock": _advice_on_clock,
        "enum": _advice_on_choice,
        "id": _advice_on_id,
        "tuple_type": _advice_on_list,
        "model_type": _advice_on_table,
        "string_type": _advice_on_text,
        "dict_type": _advice_on_text,
        "bool_type": _advice_on_flag,
        "string_pattern_mismatch": _advice_on_language,
    }
    if refused.kind in _NUMBERS:
        return _advice_on_number(refused)
    return special.get(refused.kind, _advice_by_example)(refused)


def _advice_by_example(refused: _Refused) -> str:
    if (*refused.names, refused.name) in TABLES:
        return _advice_on_table(refused)
    if refused.example is None:
        return _("see `questtour schema`")
    return _("write, for example, {line}").format(line=refused.line(refused.example))


def _advice_on_number(refused: _Refused) -> str:
    value = refused.value
    if refused.path == ("transfer",) and isinstance(value, list | Mapping):
        # One letter lies between the walk that is usual and the list of those that are not.
        return _begin_each("transfers")
    if isinstance(value, str) and re.fullmatch(r"\s*[0-9]+([.,][0-9]+)?\s*", value):
        plain = refused.line(float(value.replace(",", ".")))
        return _("take the quotes away: {line}").format(line=plain)
    if refused.name in _MINUTES:
        text = _("write a whole or decimal number of minutes, e.g. {example}")
    else:
        text = _("write a whole number, e.g. {example}")
    return text.format(example=_literal(refused.example))


def _advice_on_text(refused: _Refused) -> str:
    scalar = isinstance(refused.value, int | float | dt.date | dt.time) and not isinstance(
        refused.value, bool
    )
    # A wrong entry of a list, or of a text by language, cannot be repaired by writing the whole field anew.
    if scalar and refused.path[-1] == refused.name:
        return _("put it in quotes: {line}").format(line=refused.line(shown_value(refused.value)))
    return _advice_by_example(refused)


def _advice_on_flag(refused: _Refused) -> str:
    return _("write true or false, without quotes")


def _advice_on_language(refused: _Refused) -> str:
    return _("write two small letters, for example ru or en")


def _advice_on_clock(refused: _Refused) -> str:
    written = str(refused.value) if isinstance(refused.value, str | dt.time) else ""
    meant = re.fullmatch(r"\s*([0-9]{1,2})\s*[:.,hч-]\s*([0-9]{2})(:[0-9]{2})?\s*", written)
    if meant and int(meant[1]) < 24 and int(meant[2]) < 60:
        return _("write {line}").format(line=refused.line(f"{int(meant[1]):02}:{meant[2]}"))
    example = refused.line(refused.example)
    return _("write a time from 00:00 to 23:59 in quotes, for example {line}").format(line=example)


def _advice_on_choice(refused: _Refused) -> str:
    known = [str(each) for each in getattr(refused.field, "annotation", None) or ()]
    meant = similar(refused.value, known) if isinstance(refused.value, str) else None
    if meant:
        return _("a typo? did you mean {line}?").format(line=refused.line(meant))
    return _("write one of these: {words}").format(words=", ".join(map(_literal, known)))


def _advice_on_id(refused: _Refused) -> str:
    shorter = re.sub(r"[^\w-]+", "-", str(refused.value)).strip("-")[:32]
    return _("write, for example, {line}").format(line=refused.line(shorter or refused.example))


def _advice_on_list(refused: _Refused) -> str:
    if (*refused.names, refused.name) in TABLES:
        return _advice_on_table(refused)
    if isinstance(refused.value, str):
        entries = [refused.value]
        if refused.name in _LISTS_OF_IDS:
            entries = re.findall(r"\w[\w-]*\w|\w", refused.value) or entries
        return _("put it in square brackets: {line}").format(line=refused.line(entries))
    return _advice_by_example(refused)


def _advice_on_table(refused: _Refused) -> str:
    value = refused.value
    if refused.path == ("transfers",) and isinstance(value, int | float) and 0 <= value <= DAY:
        line = f"`transfer = {_literal(value)}`"
        return _("the usual walk is written without s: {line}").format(line=line)
    return _begin_each(".".join(filter(None, (*refused.names, refused.name))))


def _begin_each(table: str) -> str:
    text = _("begin each with a line [[{table}]], in two brackets, and write its fields below")
    return text.format(table=table)


def _advice_on_name(refused: _Refused) -> str:
    return (
        _belongs_above(refused)
        or _belongs_below(refused)
        or _misspelt(refused)
        or _("remove it; known here are: {names}").format(names=", ".join(fields_of(refused.names)))
    )


def _misspelt(refused: _Refused) -> str:
    meant = similar(refused.name, fields_of(refused.names))
    if meant and (*refused.names, meant) in TABLES and isinstance(refused.value, list | Mapping):
        meant = f"[[{'.'.join((*refused.names, meant))}]]"
    return _("a typo? did you mean `{name}`?").format(name=meant) if meant else ""


def _belongs_above(refused: _Refused) -> str:
    """Say so if a field stands below a [[…]] that it should stand above: a frequent slip in TOML."""
    for depth in reversed(range(len(refused.names))):
        above = reduce(part_of, refused.path[: 2 * depth], refused.raw)
        if refused.name not in fields_of(refused.names[:depth]) or part_of(above, refused.name) is not None:
            continue
        if depth == 0:
            return _("it belongs to the top of the sheet: move it above the first [[…]]")
        text = _("it belongs to the station itself: move it above [[{table}]]")
        return text.format(table=".".join(refused.names[: depth + 1]))
    return ""


def _belongs_below(refused: _Refused) -> str:
    for names in TABLES:
        if len(names) > len(refused.names) + 1 and names[-1] == refused.name:
            return _("write [[{table}]] below its station").format(table=".".join(names))
    return ""


def _literal(value: Any) -> str:  # noqa: ANN401 - any value of a sheet
    """Write `value` as TOML does."""
    if isinstance(value, list):
        return f"[{', '.join(map(_literal, value))}]"
    if isinstance(value, float):
        return f"{value:g}"
    return json.dumps(value, ensure_ascii=False)
