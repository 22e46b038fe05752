"""Who is inside a station, and whether there is room for one group more."""

from collections.abc import Iterator

from questtour.tour.events import DOOR
from questtour.tour.progress import Phase, Progress


def inside(progress: Progress, station: str) -> Iterator[str]:
    """Yield the groups that are at `station` now, in the sheet's order."""
    for group in progress.on_sheet:
        here = group.current
        # Most groups are elsewhere, which is seen sooner than in which phase they are.
        if here is not None and here.station == station and group.phase is Phase.AT_STATION:
            yield group.id


def is_full(progress: Progress, station: str, besides: str = "") -> bool:
    """Tell whether `station` holds as many groups as it can, not counting the group `besides`."""
    others = sum(group != besides for group in inside(progress, station))
    return others >= progress.route.station(station).capacity


def pause_reason(progress: Progress, group: str) -> str:
    """Return why `group` stands still, as far as one sees that: it waits where it cannot go in."""
    own = progress.groups[group]
    if own.phase is not Phase.WALKING or own.current is None:
        return ""
    return DOOR if is_full(progress, own.current.station, group) else ""
