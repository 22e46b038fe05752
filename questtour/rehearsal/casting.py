"""Who takes part in a rehearsal, and the route sheet by which it is played."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from questtour.rehearsal.durations import Durations
from questtour.rehearsal.manner import Manner
from questtour.rehearsal.phrases import phrases_for

DAY = date(2026, 5, 14)
"""The day on which rehearsals take place, if no other is named: not today, so that the same seed makes the
same events on any day."""


@dataclass(frozen=True, slots=True)
class Casting:
    """What a rehearsal is played with, besides its sheet: the same casting and sheet, the same events."""

    seed: int = 1
    day: date = DAY
    manner: Manner = field(default_factory=Manner)
    durations: Durations = field(default_factory=Durations)
    played: frozenset[str] = frozenset()
    """The groups that people lead."""
    coordinated: bool = False
    """A person coordinates."""


def with_groups(sheet: dict[str, Any], count: int) -> dict[str, Any]:
    """Return the route sheet `sheet`, as its author wrote it, with `count` groups, 1 or more.

    The first ones are the sheet's own. Further ones begin with one station after the other, in the sheet's
    order, at the tour's start.
    """
    own = sheet["groups"][:count]
    stations = [station["id"] for station in sheet["stations"]]
    taken = {group["id"] for group in own}
    more = (_group(sheet, number, stations) for number in range(len(own) + 1, 2 * count + 1))
    fresh = [group for group in more if group["id"] not in taken][: count - len(own)]
    groups = [*own, *fresh]
    return {**sheet, "groups": groups, **_breaks(sheet, {group["id"] for group in groups})}


def _group(sheet: dict[str, Any], number: int, stations: list[str]) -> dict[str, Any]:
    first = (number - 1) % len(stations)
    title = phrases_for(sheet).group.format(n=number)
    return {"id": f"group-{number}", "title": title, "route": stations[first:] + stations[:first]}


def _breaks(sheet: dict[str, Any], groups: set[str]) -> dict[str, Any]:
    """Return the sheet's breaks as far as they are those of `groups`; nothing where it has none."""
    kept = []
    for each in sheet.get("breaks", []):
        named = [group for group in each.get("groups", []) if group in groups]
        if "groups" not in each:
            kept.append(each)
        elif named:
            kept.append({**each, "groups": named})
    return {"breaks": kept} if "breaks" in sheet else {}
