"""Who takes part in a rehearsal, and the route sheet by which it is played."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from questtour.rehearsal.durations import Durations
from questtour.rehearsal.manner import Manner
from questtour.rehearsal.phrases import Phrases, phrases_in

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
    phrases: Phrases | None = None
    """What people say; None lets the sheet's language decide, so that the program's makes no difference."""


def with_groups(sheet: dict[str, Any], count: int) -> dict[str, Any]:
    """Return the route sheet `sheet`, as its author wrote it, with `count` groups, 1 or more.

    The first ones are the sheet's own. Each further one does what one of those does, in turn, but begins with
    a later station. With them the sheet promises no `finish_by` any more: its author reckoned without them.
    """
    own = sheet["groups"][:count]
    taken = {group["id"] for group in own}
    more = (_group(sheet, own, number) for number in range(len(own) + 1, 2 * count + 1))
    fresh = [group for group in more if group["id"] not in taken][: count - len(own)]
    kept = {name: value for name, value in sheet.items() if name != "finish_by" or not fresh}
    groups = [*own, *fresh]
    return {**kept, "groups": groups, **_breaks(sheet, {group["id"] for group in groups})}


def _group(sheet: dict[str, Any], own: list[dict[str, Any]], number: int) -> dict[str, Any]:
    like = own[(number - 1) % len(own)]
    route = like.get("route") or [station["id"] for station in sheet["stations"]]
    turn = (number - 1) // len(own) if "route" in like else number - 1
    first = turn % len(route)
    # In both languages: it is read among the program's words.
    title = {tongue: phrases_in(tongue).group.format(n=number) for tongue in ("ru", "en")}
    start = {"start": like["start"]} if "start" in like else {}
    return {"id": f"group-{number}", "title": title, "route": route[first:] + route[:first], **start}


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
