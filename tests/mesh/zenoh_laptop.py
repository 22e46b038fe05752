"""One laptop as a process of its own, over real Zenoh: told what to do line by line, it answers in JSON.

python zenoh_laptop.py '{"number": 1, "code": "…", "listen": […], "connect": […], "log": "…"}'
"""

import asyncio
import json
import sys
from pathlib import Path

from mesh.laptops import Author, MemoryStore

from questtour.clock import SystemClock
from questtour.eventlog.rows import Row
from questtour.mesh.codes import TourKey
from questtour.mesh.news import ClockMeasured, Dropped, PeerChanged
from questtour.mesh.node import Laptop, Node
from questtour.mesh.zenoh_network import Ways, open_zenoh


class FileStore(MemoryStore):
    """A log in memory that outlives its process in a file."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self._path = path
        for line in path.read_text().splitlines() if path.exists() else ():
            *said, hash_, signature = json.loads(line)
            self.own(Row(*said, bytes.fromhex(hash_), bytes.fromhex(signature)))

    def save(self) -> None:
        lines = [
            json.dumps([*row.columns[:7], row.hash.hex(), row.signature.hex()])
            for rows in self.chains.values()
            for row in rows
        ]
        self._path.write_text("\n".join(lines))

    async def receive(self, rows):
        receipt = await super().receive(rows)
        self.save()
        tell(stored=sorted(row.hash.hex()[:8] for row in receipt.accepted), total=len(self.rows))
        return receipt


def tell(**said) -> None:
    print(json.dumps(said), flush=True)


def news(said) -> None:
    if isinstance(said, PeerChanged):
        tell(peer=said.peer.device, alive=said.peer.alive)
    elif isinstance(said, Dropped):
        tell(dropped=said.reason, count=said.count)
    elif isinstance(said, ClockMeasured):
        tell(offset=said.offset, within=said.within)


async def run(asked) -> None:
    author, store = Author(asked["number"]), FileStore(Path(asked["log"]))
    ways = Ways(tuple(asked.get("connect", ())), tuple(asked["listen"]), asked.get("multicast", False))
    network = await open_zenoh(ways)
    node = Node(
        Laptop(author.device, f"laptop {asked['number']}"),
        TourKey.from_code(asked["code"]),
        network,
        store=store,
        clock=SystemClock(),
        tell=news,
    )
    await node.start()
    tell(ready=author.device, total=len(store.rows))
    await obey(node, author, store)
    await node.close()
    tell(closed=True)


async def obey(node, author, store) -> None:
    loop = asyncio.get_running_loop()
    while line := await loop.run_in_executor(None, sys.stdin.readline):
        order, *values = line.split()
        if order == "append":
            own = store.chains.setdefault(author.device, [])
            rows = [store.own(author.write(own, " ".join(values[1:]))) for _index in range(int(values[0]))]
            store.save()
            node.appended(rows)
            tell(appended=len(rows), total=len(store.rows))
        elif order == "follow":
            node.follow(values[0])


if __name__ == "__main__":
    asyncio.run(run(json.loads(sys.argv[1])))
