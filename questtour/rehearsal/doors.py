"""The doors of the stations in a rehearsal: who has gone in, and who waits, first come first served."""

from questtour.tour.doors import inside
from questtour.tour.progress import Progress


class Doors:
    """What one sees in the corridor and the tour does not tell."""

    def __init__(self) -> None:
        self._queues: dict[str, list[str]] = {}
        self._unsaid: dict[str, str] = {}
        """The station of each group that is inside, though its guide has forgotten to say so."""

    def may_enter(self, progress: Progress, station: str, group: str) -> bool:
        """Tell whether there is room at `station` for `group` and for all who came to the door before it."""
        queue = self._queues.get(station, [])
        before = queue.index(group) if group in queue else len(queue)
        return before < self._room(progress, station, group)

    def next_in(self, progress: Progress, station: str) -> list[str]:
        """Return the groups at the door of `station` for whom there is room now."""
        queue = self._queues.get(station, [])
        return queue[: max(0, self._room(progress, station))] if queue else []

    def wait(self, group: str, station: str) -> None:
        """Stand at the end of the queue, unless the group stands in it already."""
        queue = self._queues.setdefault(station, [])
        if group not in queue:
            queue.append(group)

    def enter_unsaid(self, group: str, station: str) -> None:
        """Go in without telling the tour."""
        self._unsaid[group] = station

    def go(self, group: str) -> str | None:
        """Go away from the door, or out if nobody was told; return the station where that was, if any."""
        at = self._unsaid.pop(group, None)
        for station, queue in self._queues.items():
            if group in queue:
                queue.remove(group)
                at = station
        return at

    def _room(self, progress: Progress, station: str, besides: str = "") -> int:
        there = {*inside(progress, station), *(group for group, at in self._unsaid.items() if at == station)}
        return progress.route.station(station).capacity - len(there - {besides})
