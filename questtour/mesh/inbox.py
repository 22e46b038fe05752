"""Rows that were heard and are not stored yet: whatever order they come in, the store gets chains."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import islice

from questtour.mesh.rows import Head, SentRow, StoredRow, weight
from questtour.mesh.store import Receipt

MOST_ROWS = 8192
MOST_BYTES = 32 * 2**20
"""How much waits here at most; what finds no room is asked for again later."""

AT_ONCE = 1000
"""How many rows the store gets in one go: some 0.1 s of verifying."""


class Inbox:
    """Keeps what is known of each chain: stored, with the store, waiting."""

    def __init__(self, heads: Mapping[str, Head]) -> None:
        """Begin with how far each chain is stored."""
        self.heads = dict(heads)
        """How far each chain is stored."""
        self.version = 0
        """Another number whenever that has changed."""
        self._reach = {device: head.seq for device, head in heads.items()}
        self._waiting: dict[str, dict[int, SentRow]] = {}
        self._count = 0
        self._bytes = 0
        self._with_store: tuple[SentRow, ...] = ()

    @property
    def roomy(self) -> bool:
        """Tell whether there is room for another answer."""
        return self._count < MOST_ROWS // 2 and self._bytes < MOST_BYTES // 2

    def stored(self, device: str) -> int:
        """Return the number of the last event of `device` that is stored."""
        head = self.heads.get(device)
        return head.seq if head else 0

    def reach(self, device: str) -> int:
        """Return the last event of `device` up to which nothing is missing here, stored or not."""
        return self._reach.get(device, 0)

    def add(self, row: SentRow) -> bool:
        """Let `row` wait for its turn; tells whether it is new and found room."""
        if row.seq <= self.reach(row.device) or row.seq in self._waiting.get(row.device, ()):
            return False
        if self._full() and not self._make_room():
            return False
        self._waiting.setdefault(row.device, {})[row.seq] = row
        self._count += 1
        self._bytes += weight(row)
        self._extend(row.device)
        return True

    def advance(self, rows: Iterable[StoredRow]) -> None:
        """Note that `rows`, and all that their laptops did before, are stored."""
        for row in {row.device: row for row in sorted(rows, key=_seq)}.values():
            if row.seq > self.stored(row.device):
                self.heads[row.device] = Head.of(row.seq, row.hash)
                self.version += 1
                self._tidy(row.device)

    def take(self) -> tuple[SentRow, ...]:
        """Return the next rows for the store, each chain in order; none while it has some already."""
        if self._with_store:
            return ()
        self._with_store = tuple(islice(self._next_rows(), AT_ONCE))
        return self._with_store

    def settle(self, receipt: Receipt) -> None:
        """Learn what became of the rows that the store had."""
        with_store, self._with_store = self._with_store, ()
        self.advance(receipt.accepted)
        failed = {row.device for row in with_store if row.seq > self.stored(row.device)}
        for device in failed:
            # What goes on from a row that failed is of no use: it is asked for again, perhaps elsewhere.
            self._tidy(device, drop=True)

    def _next_rows(self) -> Iterator[SentRow]:
        for device, waiting in self._waiting.items():
            seq = self.stored(device) + 1
            while seq in waiting:
                yield waiting[seq]
                seq += 1

    def _extend(self, device: str) -> None:
        waiting, reach = self._waiting.get(device, {}), self.reach(device)
        while reach + 1 in waiting:
            reach += 1
        self._reach[device] = reach

    def _tidy(self, device: str, drop: bool = False) -> None:
        """Forget the waiting rows of `device` that are stored by now, or all of them."""
        stored = self.stored(device)
        waiting = self._waiting.get(device, {})
        for seq in [seq for seq in waiting if drop or seq <= stored]:
            self._forget(device, seq)
        self._reach[device] = stored
        self._extend(device)

    def _forget(self, device: str, seq: int) -> None:
        row = self._waiting[device].pop(seq)
        self._count -= 1
        self._bytes -= weight(row)
        if not self._waiting[device]:
            del self._waiting[device]

    def _full(self) -> bool:
        return self._count >= MOST_ROWS or self._bytes >= MOST_BYTES

    def _make_room(self) -> bool:
        """Forget what does not go on from what is known, then tell whether there is room."""
        for device, waiting in list(self._waiting.items()):
            for seq in [seq for seq in waiting if seq > self.reach(device)]:
                self._forget(device, seq)
        return not self._full()


def _seq(row: StoredRow) -> int:
    return row.seq
