"""True durations that are given instead of drawn: a JSON file of minutes, by group and station.

    {"atom": {"physics": 12.5, "chemistry": 9}, "transfers": {"atom": {"chemistry": 4}}}

Groups and stations are named by their ids or by their titles, upper or lower case.

A stay lasts from *arrived* to *left* less pauses and breaks; a walk, to the station that is named, from the
last station to the door, without what the group waits there.
"""

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Any

from pydantic import Field, TypeAdapter, ValidationError

from questtour.faults import UserFault
from questtour.files import unreadable
from questtour.i18n import _, language
from questtour.tour.events import DAY
from questtour.tour.route import Group, Route, Station
from questtour.wording import shown

TRANSFERS = "transfers"
"""The table of the walks; no group is meant, even if one should be called so."""

_Stay = Annotated[float, Field(gt=0, le=DAY, strict=True, allow_inf_nan=False)]
_Walk = Annotated[float, Field(ge=0, le=DAY, strict=True, allow_inf_nan=False)]
_STAYS = TypeAdapter(dict[str, dict[str, _Stay]])
_WALKS = TypeAdapter(dict[str, dict[str, _Walk]])

Minutes = Mapping[str, Mapping[str, float]]
"""By group and station."""


class DurationsFault(UserFault):
    """The file with durations cannot be used; the text says each fault in a line of its own."""


@dataclass(frozen=True, slots=True)
class Durations:
    """The true durations that were given."""

    stays: Minutes = field(default_factory=dict)
    walks: Minutes = field(default_factory=dict)
    """By the station where the walk ends."""

    def stay(self, group: str, station: str) -> timedelta | None:
        """Return how long `group` stays at `station`, or None where that is left to chance."""
        return _span(self.stays, group, station)

    def walk(self, group: str, station: str) -> timedelta | None:
        """Return how long `group` walks to `station`, or None where that is left to chance."""
        return _span(self.walks, group, station)


def _span(minutes: Minutes, group: str, station: str) -> timedelta | None:
    given = minutes.get(group, {}).get(station)
    return None if given is None else timedelta(minutes=given)


def read_durations(path: Path, route: Route) -> Durations:
    """Read the file `path` of true durations on the tour of `route`.

    Raises:
        DurationsFault: it cannot be read, or names what the sheet does not have, or what is no time.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        text = _("{path} cannot be read ({why}).")
        raise DurationsFault(text.format(path=path, why=unreadable(error))) from error
    try:
        durations = durations_in(data, route)
    except DurationsFault as faults:
        raise DurationsFault("\n".join(f"{path}: {line}" for line in str(faults).splitlines())) from None
    return durations


def durations_in(data: bytes, route: Route) -> Durations:
    """Read durations from JSON; raises DurationsFault."""
    raw = _tables(data)
    groups, stations = _Names(route.groups), _Names(route.stations)
    faults: list[str] = []
    walks = _by_id(raw.pop(TRANSFERS, {}), groups, stations, (TRANSFERS,), faults)
    stays = _by_id(raw, groups, stations, (), faults)
    faults = [*_faults(_STAYS, stays, ()), *_faults(_WALKS, walks, (TRANSFERS,)), *faults]
    if faults:
        raise DurationsFault("\n".join(faults))
    return Durations(_STAYS.validate_python(stays), _WALKS.validate_python(walks))


def _tables(data: bytes) -> dict[str, Any]:
    try:
        raw = json.loads(data)
    except json.JSONDecodeError as error:
        text = _("line {line}, character {column}: this is no JSON.")
        raise DurationsFault(text.format(line=error.lineno, column=error.colno)) from error
    except (UnicodeDecodeError, RecursionError) as error:
        raise DurationsFault(_("this is no JSON.")) from error
    if not isinstance(raw, dict):
        raise DurationsFault(_('a table is expected, such as {"atom": {"physics": 12.5}}'))
    return raw


def _faults(kind: TypeAdapter[Any], raw: Any, place: tuple[str, ...]) -> Iterator[str]:  # noqa: ANN401 - any JSON
    """Tell what is no time, or no table of times."""
    try:
        kind.validate_python(raw)
    except ValidationError as error:
        for each in error.errors(include_url=False):
            where = " → ".join([*place, *map(str, each["loc"])])
            if each["type"] == "dict_type":
                text = _("{where}: a table of minutes is expected, by station.")
            else:
                text = _("{where}: minutes are expected, above 0 and no more than a day, instead of {value}.")
            yield text.format(where=where or "…", value=json.dumps(each["input"], ensure_ascii=False))


class _Names:
    """Finds groups, or stations, by their ids and titles."""

    def __init__(self, items: Sequence[Group] | Sequence[Station]) -> None:
        titles = [(title.casefold(), item.id) for item in items for title in set(item.title.wordings())]
        counts = Counter(title for title, _item in titles)
        # A title that two have names neither of them.
        self._ids = {title: item for title, item in titles if counts[title] == 1}
        self._ids |= {item.id.casefold(): item.id for item in items}
        self.known = ", ".join(sorted(f"{item.id} ({shown(item.title.in_(language()))})" for item in items))

    def find(self, name: str) -> str | None:
        """Return the id of the one that `name` is the id or the title of."""
        return self._ids.get(name.strip().casefold())


def _by_id(
    raw: object, groups: _Names, stations: _Names, place: tuple[str, ...], faults: list[str]
) -> object:
    """Return the tables with ids for names, and add to `faults` which of these the sheet does not have."""
    if not isinstance(raw, dict):
        return raw
    text = _("{where}: the sheet has no such group. There are: {known}.")
    found = _named(raw, groups, place, text, faults)
    text = _("{where}: the sheet has no such station. There are: {known}.")
    return {
        group: _named(minutes, stations, (*place, group), text, faults)
        if isinstance(minutes, dict)
        else minutes
        for group, minutes in found.items()
    }


def _named(
    table: dict[str, Any], names: _Names, place: tuple[str, ...], unknown: str, faults: list[str]
) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in table.items():
        where, own = " → ".join((*place, name)), names.find(name)
        if own is None:
            faults.append(unknown.format(where=where, known=names.known))
        elif own in found:
            faults.append(
                _("{where}: this one is named twice, by its id and by its title.").format(where=where)
            )
        found[name if own is None else own] = value
    return found
