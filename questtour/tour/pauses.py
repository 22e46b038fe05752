"""Pauses that a plan has put into a sheet: breaks of one group, in which it waits until a station is free.

Such a pause holds on the way to that station only, for whoever comes too soon: who is late uses it up.
"""

from collections.abc import Iterable, Sequence
from typing import Protocol, TypeVar

from questtour.tour.route_values import Text

_TITLES = {"ru": "Пауза перед станцией «{station}»", "en": "Pause before “{station}”"}


class Station(Protocol):
    """What one must know of a station."""

    @property
    def id(self) -> str: ...  # noqa: D102 - as in the sheet

    @property
    def title(self) -> Text: ...  # noqa: D102 - as in the sheet


class Break(Protocol):
    """What one must know of a break."""

    @property
    def title(self) -> Text: ...  # noqa: D102 - as in the sheet

    @property
    def groups(self) -> Sequence[str]: ...  # noqa: D102 - as in the sheet


B = TypeVar("B", bound=Break)


def pause_title(station: Text) -> dict[str, str]:
    """Return the title of a pause before the station of that title, as it stands in a sheet: by language."""
    return {code: title.format(station=station.in_(code)) for code, title in _TITLES.items()}


def is_pause_before(title: Text, station: Text) -> bool:
    """Tell whether a break's title is that of such a pause; in any language that its author has left."""
    return bool(set(title.wordings()) & set(pause_title(station).values()))


def rests_by_goal(own: Sequence[B], stations: Iterable[Station]) -> dict[str | None, tuple[B, ...]]:
    """Return which of a group's breaks hold on the way to a station that has pauses, and elsewhere (None)."""
    before = [_goals(each, stations) for each in own]
    known = {goal for goals in before for goal in goals}
    return {
        goal: tuple(each for each, goals in zip(own, before, strict=True) if not goals or goal in goals)
        for goal in (None, *sorted(known))
    }


def _goals(each: Break, stations: Iterable[Station]) -> set[str]:
    """Return the stations before which a break is a pause; none for a break that is none."""
    if len(each.groups) != 1:
        return set()
    return {one.id for one in stations if is_pause_before(each.title, one.title)}
