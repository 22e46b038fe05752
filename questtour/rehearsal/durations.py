"""True durations that are given instead of drawn: a JSON file of minutes, by group and station.

    {"atom": {"physics": 12.5, "chemistry": 9}, "transfers": {"atom": {"chemistry": 4}}}

A stay lasts from *arrived* to *left* less pauses and breaks; a walk, to the station that is named, from the
last station to the door, without what the group waits there.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Any

from pydantic import Field, TypeAdapter, ValidationError

from questtour.faults import UserFault
from questtour.i18n import _
from questtour.tour.events import DAY
from questtour.tour.route import Route

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
        raise DurationsFault(text.format(path=path, why=error.strerror)) from error
    try:
        durations = durations_in(data, route)
    except DurationsFault as faults:
        raise DurationsFault("\n".join(f"{path}: {line}" for line in str(faults).splitlines())) from None
    return durations


def durations_in(data: bytes, route: Route) -> Durations:
    """Read durations from JSON; raises DurationsFault."""
    raw = _tables(data)
    walks = raw.pop(TRANSFERS, {})
    faults = [
        *_faults(_STAYS, raw, ()),
        *_faults(_WALKS, walks, (TRANSFERS,)),
        *_strangers(raw, route, ()),
        *_strangers(walks, route, (TRANSFERS,)),
    ]
    if faults:
        raise DurationsFault("\n".join(faults))
    return Durations(_STAYS.validate_python(raw), _WALKS.validate_python(walks))


def _tables(data: bytes) -> dict[str, Any]:
    expected = _('a table is expected, such as {"atom": {"physics": 12.5}}')
    try:
        raw: dict[str, Any] = TypeAdapter(dict[str, Any]).validate_json(data)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        if first["type"] != "json_invalid":
            raise DurationsFault(expected) from error
        text = _("this is no JSON ({why}).")
        raise DurationsFault(text.format(why=first["ctx"]["error"])) from error
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
            yield text.format(where=where or "…", value=repr(each["input"]))


def _strangers(raw: Any, route: Route, place: tuple[str, ...]) -> Iterator[str]:  # noqa: ANN401 - any JSON
    """Tell which groups and stations the sheet does not have."""
    groups = {group.id for group in route.groups}
    stations = {station.id for station in route.stations}
    for group, minutes in raw.items() if isinstance(raw, dict) else ():
        if group not in groups:
            text = _("{where}: the sheet has no such group. There are: {known}.")
            yield text.format(where=" → ".join((*place, group)), known=", ".join(sorted(groups)))
        for station in minutes if isinstance(minutes, dict) else ():
            if station not in stations:
                text = _("{where}: the sheet has no such station. There are: {known}.")
                known = ", ".join(sorted(stations))
                yield text.format(where=" → ".join((*place, group, station)), known=known)
