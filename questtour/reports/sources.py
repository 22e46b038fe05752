"""The logs that a report is made of: several laptops' logs of one tour count as one tour."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass
from heapq import merge
from pathlib import Path

from questtour.eventlog.reading import count_rows, read_rows
from questtour.eventlog.rows import Row, recorded_rows
from questtour.tour.events import EventId, Recorded, TourOpened, read_event
from questtour.tour.evolve import HEADS, Streaming, fold
from questtour.tour.progress import Progress


def _as_it_is(row: Row) -> Row:
    return row


@dataclass(frozen=True, slots=True)
class Source:
    """One tour, in one log or in several."""

    name: str
    """What tells it from the others in a table."""
    paths: tuple[Path, ...]
    told: Callable[[Row], Row] = _as_it_is
    """Changes a row before anybody sees it."""

    def rows(self, kinds: frozenset[str] = frozenset()) -> Iterator[Row]:
        """Yield the rows in causal order, each once; with `kinds` only those; raises LogFault."""
        with ExitStack() as stack:
            logs = [stack.enter_context(closing(read_rows(path, kinds))) for path in self.paths]
            before: EventId | None = None
            for row in logs[0] if len(logs) == 1 else merge(*logs, key=_place):
                if row.id != before:
                    yield self.told(row)
                before = row.id

    def records(self) -> Iterator[Recorded]:
        """Yield what the rows say; raises LogFault."""
        return recorded_rows(self.rows(), self.paths[0])

    def progress(self) -> Progress:
        """Return what the events add up to, with the groups' trails; raises LogFault."""
        return fold(self.records())

    def streaming(self) -> Streaming:
        """Return a fold that has seen what one needs to know before all else; raises LogFault."""
        return Streaming(recorded_rows(self.rows(HEADS), self.paths[0]))

    @property
    def count(self) -> int:
        """Return how many events there are at most; raises LogFault."""
        return sum(map(count_rows, self.paths))


def _place(row: Row) -> tuple[str, str, int]:
    return row.clock, row.device, row.seq


def sources(paths: Sequence[Path]) -> tuple[Source, ...]:
    """Return the tours in the logs at `paths`; raises LogFault.

    Logs that hold the same opening of a tour are of the same tour. What is in two of them counts once. A
    rehearsal is all in one log, and two that begin alike can go on differently.
    """
    given = tuple(dict.fromkeys(paths))
    if len(given) == 1:
        return (Source(given[0].stem, given),)
    tours: list[tuple[set[bytes], list[Path]]] = []
    for path in given:
        openings = _openings(path)
        same = [tour for tour in tours if tour[0] & openings]
        joined = (openings.union(*(tour[0] for tour in same)), [p for tour in same for p in tour[1]] + [path])
        tours = [tour for tour in tours if tour not in same] + [joined]
    names = _names([known[0] for _openings, known in tours])
    return tuple(Source(name, tuple(known)) for name, (_openings, known) in zip(names, tours, strict=True))


def _openings(path: Path) -> set[bytes]:
    """Return what tells which tour a log is of: the hashes of its openings; nothing for a rehearsal."""
    found = set()
    for row in read_rows(path, {TourOpened.kind}):
        event = read_event(row.kind, row.body)
        if isinstance(event, TourOpened) and not event.rehearsal:
            found.add(bytes(row.hash or b""))
    return found


def _names(paths: Iterable[Path]) -> list[str]:
    """Return the files' names without their endings, with a number where two are the same."""
    names: list[str] = []
    for path in paths:
        name, number = path.stem, 1
        while name in names:
            number += 1
            name = f"{path.stem}-{number}"
        names.append(name)
    return names
