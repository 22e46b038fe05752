"""Laptops for tests: a log in memory that verifies as the real one does, a key, a node that restarts."""

import asyncio
import json
from collections.abc import Mapping, Sequence
from random import Random

from mesh.memory_network import Ether
from mesh.virtual_time import LaptopClock

from questtour.eventlog.keys import LaptopKey, device_of, verifies
from questtour.eventlog.rows import BEFORE_FIRST, Row, chain
from questtour.mesh.codes import TourKey
from questtour.mesh.news import Dropped, News, Twin
from questtour.mesh.node import Laptop, Node
from questtour.mesh.rows import Head, SentRow, StoredRow
from questtour.mesh.store import Receipt, Refusal, StoreFault

KEY = TourKey("123456789012", "ab" * 16, bytes(range(32)))
OTHER_KEY = TourKey("999999999999", "ab" * 16, bytes(32))
"""Another code's key; in reality another code is another topic, too."""


class Author:
    """Writes one laptop's chain, as the real log does."""

    def __init__(self, number: int) -> None:
        self.key = LaptopKey.from_seed(number.to_bytes(32, "big"))
        self.device = self.key.device

    def write(self, rows: Sequence[Row], body: str = "", kind: str = "note.added") -> Row:
        """Return the row that follows `rows`."""
        if not rows:
            kind, body = "device.joined", json.dumps({"key": self.key.public})
        seq, previous = len(rows) + 1, rows[-1].hash if rows else BEFORE_FIRST
        time = f"2026-05-14T10:{seq // 60 % 60:02}:{seq % 60:02}.000000Z"
        said = (self.device, seq, time, f"{time}-{seq:04x}-{self.device}", kind, "atom", body)
        hash_ = chain(previous, said)
        return Row(*said, hash_, self.key.sign(hash_))

    def chain(self, count: int, body: str = "{}") -> list[Row]:
        rows: list[Row] = []
        for _index in range(count):
            rows.append(self.write(rows, body))
        return rows


class MemoryStore:
    """A log in memory that takes only what is signed and chained."""

    def __init__(self) -> None:
        self.chains: dict[str, list[Row]] = {}
        self.write_time = 0.0
        self.broken = False

    def own(self, row: Row) -> Row:
        self.chains.setdefault(row.device, []).append(row)
        return row

    @property
    def rows(self) -> set[Row]:
        return {row for rows in self.chains.values() for row in rows}

    async def digest(self) -> Mapping[str, Head]:
        return {device: Head.of(rows[-1].seq, rows[-1].hash) for device, rows in self.chains.items() if rows}

    async def rows_after(self, device: str, seq: int, limit: int) -> Sequence[StoredRow]:
        return self.chains.get(device, [])[seq : seq + limit]

    async def receive(self, rows: Sequence[SentRow]) -> Receipt:
        if self.write_time:
            await asyncio.sleep(self.write_time)
        if self.broken:
            raise StoreFault("the disk is full")
        accepted, refused = [], []
        keys = self._keys(rows)
        bad: set[str] = set()
        for row in rows:
            reason = None if row.device in bad else self._fault(row, keys)
            if row.device in bad:
                continue
            if reason:
                bad.add(row.device)
                refused.append(Refusal(row.device, row.seq, reason))
            else:
                accepted.append(row)
        return Receipt(accepted, refused)

    def _fault(self, row: SentRow, keys: Mapping[str, str]) -> str | None:
        known = self.chains.setdefault(row.device, [])
        if row.seq <= len(known):
            return None if known[row.seq - 1].hash == row.hash else "forked"
        if row.seq > len(known) + 1:
            return "gap"
        read = Row(*row.columns)
        if read.chained(known[-1].hash if known else BEFORE_FIRST) != read.hash:
            return "broken chain"
        if row.device not in keys or not verifies(keys[row.device], row.hash, row.signature):
            return "bent signature"
        known.append(read)
        return None

    def _keys(self, rows: Sequence[SentRow]) -> dict[str, str]:
        firsts = [row for row in rows if row.kind == "device.joined"]
        firsts += [rows[0] for rows in self.chains.values() if rows]
        keys = {row.device: json.loads(row.body)["key"] for row in firsts}
        return {device: key for device, key in keys.items() if device_of(key) == device}


class TestLaptop:
    """One laptop on an `Ether`: what its store holds outlives its node."""

    __test__ = False

    def __init__(self, number: int, ether: Ether, loop: asyncio.AbstractEventLoop, skew: float = 0.0) -> None:
        self.author = Author(number)
        self.device = self.author.device
        self.store = MemoryStore()
        self.clock = LaptopClock(loop, skew)
        self.ether = ether
        self.node: Node | None = None
        self.acknowledged: list[Row] = []
        self.news: list[News] = []
        self.key = KEY
        self.coordinator: str | None = None
        self._starts = 0

    @property
    def dropped(self) -> dict[str, int]:
        return {news.reason: news.count for news in self.news if isinstance(news, Dropped)}

    @property
    def twins(self) -> list[str]:
        return [news.device for news in self.news if isinstance(news, Twin)]

    def news_of(self, kind: type) -> list:
        return [news for news in self.news if isinstance(news, kind)]

    async def start(self) -> None:
        self._starts += 1
        random = Random(f"{self.device} {self._starts} {self.ether.random.random()}")
        network = self.ether.join(self.device)
        self.node = Node(
            Laptop(self.device, f"laptop {self.device[:3]}", "guide"),
            self.key,
            network,
            store=self.store,
            clock=self.clock,
            tell=self.news.append,
            random=random,
        )
        await self.node.start()
        if self.coordinator:
            self.node.follow(self.coordinator)

    async def stop(self) -> None:
        if self.node is not None:
            await self.node.close()
            self.node = None

    def append(self, count: int = 1, body: str = "{}") -> list[Row]:
        own = self.store.chains.setdefault(self.device, [])
        rows = [self.store.own(self.author.write(own, body)) for _index in range(count)]
        self.acknowledged += rows
        if self.node is not None:
            self.node.appended(rows)
        return rows
