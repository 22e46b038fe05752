"""Merges the logs of one tour into one: for laptops that had no network, their logs come on a stick."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter
from pathlib import Path
from typing import NamedTuple

from questtour.eventlog import database
from questtour.eventlog.faults import LOCKED, MERGE_BAD, MERGE_DAMAGED, MERGE_OWN, LogFault, fault
from questtour.eventlog.files import beside, has_content, key_path, real
from questtour.eventlog.form import fault_in_form
from questtour.eventlog.one_tour import check_one_tour, story_fault
from questtour.eventlog.rows import INSERT, Row
from questtour.eventlog.verify import Reason, check_chain, read_chains


@dataclass(frozen=True, slots=True)
class Merged:
    """What a merged log holds."""

    events: int
    laptops: int


def merge(
    paths: Sequence[Path], into: Path, on_progress: Callable[[int, int], object] | None = None
) -> Merged:
    """Write at `into` all events of the logs at `paths`, and those that it holds from an earlier merge.

    The order of the logs makes no difference, nor how often each is given. Of each laptop the longest chain
    is taken. `on_progress` is told how many events are checked and how many there are.

    Raises LogFault, and then nothing is written: a log cannot be read, holds a bad event or another tour;
    two logs tell different stories of one laptop; or `into` cannot be written or is a laptop's own log.
    """
    target = real(into)
    sources = dict.fromkeys(real(path) for path in paths)
    if not _check_target(target):
        sources[target] = None
    logs = {path: _read(path) for path in sources}
    chains = _longest_chains(logs, _Progress(logs, on_progress))
    check_one_tour(logs)
    rows = [row for chain in chains for row in chain]
    _write(target, rows)
    return Merged(len(rows), len(chains))


_Log = Mapping[str, Sequence[Row]]


class _Copy(NamedTuple):
    """One laptop's chain as it stands in one log."""

    rows: Sequence[Row]
    log: Path


class _Progress:
    """Adds up how many events are checked."""

    def __init__(self, logs: Mapping[Path, _Log], told: Callable[[int, int], object] | None) -> None:
        self._total = sum(len(chain) for log in logs.values() for chain in log.values())
        self._told = told
        self._done = 0

    def within(self, seen: int) -> None:
        """Be so many events into the next chain."""
        if self._told is not None:
            self._told(self._done + seen, self._total)

    def past(self, count: int) -> None:
        """Be done with a chain of so many events."""
        self.within(count)
        self._done += count


def _check_target(path: Path) -> bool:
    """Tell whether the log at `path` is a new one; raises LogFault where it must not be written."""
    database.check_place(path)
    if key_path(path).exists():
        raise fault(MERGE_OWN, path)
    # Nobody goes on with a merged log; events that are still beside it would be played into the new one.
    if has_content(beside(path, "-wal")):
        raise fault(LOCKED, path)
    return database.is_new(path)


def _read(path: Path) -> _Log:
    problem, rows = read_chains(path)
    if problem is not None:
        raise fault(MERGE_DAMAGED, path)
    return {device: list(chain) for device, chain in groupby(rows, key=attrgetter("device"))}


def _longest_chains(logs: Mapping[Path, _Log], progress: _Progress) -> list[Sequence[Row]]:
    """Return each laptop's longest chain; raises LogFault unless every chain is good."""
    copies: dict[str, list[_Copy]] = {}
    for path, log in logs.items():
        for device, rows in log.items():
            copies.setdefault(device, []).append(_Copy(rows, path))
    return [_longest(each, logs, progress) for each in copies.values()]


def _longest(copies: Iterable[_Copy], logs: Mapping[Path, _Log], progress: _Progress) -> Sequence[Row]:
    longest, *others = sorted(copies, key=lambda copy: len(copy.rows), reverse=True)
    _check(longest, progress)
    for copy in others:
        # Most laptops hold most of the tour: what is known to be good need not be checked again.
        if copy.rows != longest.rows[: len(copy.rows)]:
            _check(copy, progress)
            _check_same_story(copy, longest, logs)
        progress.past(len(copy.rows))
    progress.past(len(longest.rows))
    # A laptop may have signed one event twice: the choice must not depend on the order of the logs.
    return max((longest, *others), key=_weight).rows


def _weight(copy: _Copy) -> tuple[int, list[bytes]]:
    return len(copy.rows), [row.signature for row in copy.rows]


def _check(copy: _Copy, progress: _Progress) -> None:
    """Raise LogFault unless the chain is as its laptop wrote it, and can be folded."""
    verdict = check_chain(copy.rows, progress.within)
    if verdict.reason is not None:
        raise _bad(copy, verdict.bad_seq, verdict.reason)
    for row in copy.rows:
        reason = fault_in_form(row)
        if reason is not None:
            raise _bad(copy, row.seq, reason)


def _bad(copy: _Copy, seq: int | None, reason: Reason) -> LogFault:
    return fault(MERGE_BAD, copy.log, seq=seq, device=copy.rows[0].device, why=reason.text)


def _check_same_story(copy: _Copy, longest: _Copy, logs: Mapping[Path, _Log]) -> None:
    """Raise LogFault where the two chains, both good, tell of different events."""
    for row, other in zip(copy.rows, longest.rows, strict=False):
        if row.hash != other.hash:
            raise story_fault(row, copy.log, longest.log, logs)


def _write(path: Path, rows: list[Row]) -> None:
    rows.sort(key=attrgetter("clock", "device", "seq"))
    with database.worded(path), database.making(path) as db, database.atomic(db):
        db.executemany(INSERT, [row.columns for row in rows])
