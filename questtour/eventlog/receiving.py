"""Rows that come from other laptops: which of them may enter the log, and why the others may not.

A row is let in only where it goes on the chain that is stored here and its laptop's signature vouches for it.
A signature vouches for its event and, through the chain of hashes, for every event before it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from questtour.eventlog.chains import Chains, End
from questtour.eventlog.form import fault_in_form
from questtour.eventlog.keys import verifies
from questtour.eventlog.rows import Row
from questtour.eventlog.verify import Reason, Told, first_bent, is_own, step, told_key
from questtour.tour.events import Recorded

ONE_BY_ONE = 32
"""So many new events of a laptop at most have every signature checked; of more, the last one vouches."""


class Refusal(NamedTuple):
    """The first row of a laptop that may not enter the log; what follows it is left out too."""

    device: str
    seq: int
    reason: Reason


@dataclass(frozen=True, slots=True)
class Received:
    """What became of rows that were given to the log."""

    accepted: tuple[Recorded, ...] = ()
    """The events that are new here, in the order of the hybrid clock; they are on the disk."""
    held: tuple[Row, ...] = ()
    """The given rows that the log holds now: the new ones, and those that it held already."""
    refused: tuple[Refusal, ...] = ()
    """At most one a laptop."""


class Sifted(NamedTuple):
    """What of some rows may enter the log, is held once it has, and may not."""

    fresh: list[Row]
    held: list[Row]
    refused: list[Refusal]


def sift(rows: Iterable[Row], chains: Chains) -> Sifted:
    """Sort out which of `rows` may go on the log's `chains`; each laptop's come in the order of its chain.

    Reads only. Raises `sqlite3.Error` where the log cannot be read.
    """
    runs: dict[str, list[Row]] = {}
    for row in rows:
        runs.setdefault(row.device, []).append(row)
    sifted = Sifted([], [], [])
    for device, run in runs.items():
        chain = _Chain(device, chains)
        refusal = chain.take_all(run)
        refusal = chain.drop_unsigned() or refusal
        sifted.fresh.extend(chain.fresh)
        sifted.held.extend(chain.held())
        sifted.refused.extend([refusal] if refusal else [])
    return sifted


class _Chain:
    """One laptop's chain: what the log holds of it, and what a batch of rows adds."""

    def __init__(self, device: str, chains: Chains) -> None:
        self.fresh: list[Row] = []
        """The new rows, which follow each other and what is stored."""
        self._device, self._chains = device, chains
        self._stored = self._end = chains.end(device)
        self._taken: list[Row] = []

    def take_all(self, run: Sequence[Row]) -> Refusal | None:
        """Take the rows of `run` up to the first that does not fit."""
        for row in run:
            reason = self._take(row)
            if reason is not None:
                return Refusal(row.device, row.seq, reason)
            self._taken.append(row)
        return None

    def drop_unsigned(self) -> Refusal | None:
        """Let go of the new rows for which no signature of the laptop vouches."""
        if not self.fresh:
            return None
        first, told = self.fresh[0].seq, self._told_key()
        if told is None or not is_own(told.key, self._device):
            self.fresh.clear()
            return Refusal(self._device, first, Reason.NO_KEY if told is None else Reason.WRONG_KEY)
        bent = self._first_bent(told.key)
        if bent is None:
            return None
        # No event stands in a log without the one that tells its laptop's key.
        del self.fresh[bent - first if told.seq < bent else 0 :]
        return Refusal(self._device, bent, Reason.BENT_SIGNATURE)

    def _first_bent(self, key: str) -> int | None:
        """Return the number of the first new row for which no signature made with `key` vouches."""
        last = self.fresh[-1]
        if len(self.fresh) > ONE_BY_ONE and verifies(key, last.hash, last.signature):
            return None
        return first_bent(self.fresh, key)

    def held(self) -> list[Row]:
        """Return those of the rows taken that are in the log once the new ones are."""
        last = self._stored.seq + len(self.fresh)
        return [row for row in self._taken if row.seq <= last]

    def _take(self, row: Row) -> Reason | None:
        if row.seq <= self._end.seq:
            return self._known(row)
        reason = fault_in_form(row) or step(row, *self._end)
        if reason is None:
            self.fresh.append(row)
            self._end = End(row.seq, row.hash)
        return reason

    def _known(self, row: Row) -> Reason | None:
        """Tell what is wrong with a row whose number is taken; None if its event is the one that took it."""
        place = row.seq - self._stored.seq - 1
        ours = self.fresh[place] if place >= 0 else self._chains.row(row.device, row.seq)
        if ours is None:
            return Reason.MALFORMED
        if ours == replace(row, signature=ours.signature):
            return None
        if ours.hash == row.hash:
            return Reason.BROKEN_CHAIN
        # Only the laptop itself can have gone on from a copy of its log; anybody can make up a row.
        told = self._told_key()
        signed = told is not None and verifies(told.key, row.hash, row.signature)
        return Reason.FORK if signed else Reason.BENT_SIGNATURE

    def _told_key(self) -> Told | None:
        """Return the key that the laptop told first, in the log or in the new rows."""
        return self._chains.told_key(self._device) or told_key(self.fresh)
