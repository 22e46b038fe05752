"""How fast the mesh is: `PYTHONPATH=tests python -m mesh.measure`. Nothing is asserted.

Loopback between two processes; ratios are taken in one run. The store of these figures keeps rows in memory
and verifies chain and signature of each, as the real one does; what a FULL commit costs comes on top.
"""

import asyncio
import subprocess
import sys
import time
from collections.abc import Callable
from functools import partial
from random import Random
from statistics import median

from mesh.laptops import KEY, Author, MemoryStore, TestLaptop
from mesh.memory_network import Ether
from mesh.processes import endpoint
from mesh.virtual_time import virtual_loop

from questtour.clock import SystemClock
from questtour.mesh.messages import Answer, Live, Sender
from questtour.mesh.news import News
from questtour.mesh.node import Laptop, Node
from questtour.mesh.rows import Head, sent
from questtour.mesh.sealing import Sealer
from questtour.mesh.store import Receipt
from questtour.mesh.wire import decode, encode
from questtour.mesh.zenoh_network import Ways, open_zenoh

BODY = '{"station":"physics","task":3,"text":"Предскажите температуру смеси"}'
ROWS = 10_000
PINGS = 300
WHO = Sender("one", "0" * 16)


class Trusting(MemoryStore):
    """Takes everything: what is left is the mesh."""

    async def receive(self, rows):
        for row in rows:
            self.own(row)
        return Receipt(rows)


class Stamping(MemoryStore):
    """Says when each row arrived."""

    async def receive(self, rows):
        arrived = time.monotonic_ns()
        receipt = await super().receive(rows)
        for _row in rows:
            print(arrived, flush=True)
        return receipt


def best(work: Callable[[], object]) -> float:
    """Return the seconds that `work` takes when nothing disturbs it."""

    def once() -> float:
        start = time.perf_counter()
        work()
        return time.perf_counter() - start

    return min(once() for _try in range(9))


def sealing() -> None:
    sealer = Sealer(KEY.sealing)
    rows = tuple(sent(row) for row in Author(1).chain(1000, BODY))
    many = Answer(WHO, "0" * 16, {"one": Head(1, 1)}, rows)
    for name, message, count in (("a batch", many, 1000), ("one row", Live(WHO, rows[:1]), 1)):
        sealed = sealer.seal("place", encode(message))
        out = best(partial(lambda each: sealer.seal("place", encode(each)), message)) / count
        back = best(partial(lambda each: decode(sealer.unseal("place", each)), sealed)) / count
        print(f"{name}: seal {out * 1e6:.1f} µs a row, open {back * 1e6:.1f} µs,", end=" ")
        print(f"{len(sealed) / count:.0f} bytes")


def idle(count: int = 20, seconds: float = 120.0) -> None:
    with virtual_loop() as loop:
        ether = Ether(loop, Random(1))
        laptops = [TestLaptop(number, ether, loop) for number in range(1, count + 1)]
        for laptop in laptops:
            laptop.coordinator = laptops[0].device
            loop.run(laptop.start())
            laptop.append(20)
        loop.pass_time(20)
        start, carried = time.process_time(), ether.carried
        loop.pass_time(seconds)
        share = (time.process_time() - start) / seconds * 100
        print(
            f"idle, {count} laptops: {share:.2f} % of a core for all, {share / count:.3f} % for each;",
            end=" ",
        )
        print(f"{(ether.carried - carried) / seconds / count:.1f} messages a second heard by each")
        for laptop in laptops:
            loop.run(laptop.stop())


async def serve(where: str) -> None:
    """Be the other process: hold a long log, and say when something arrives."""
    store, author = Stamping(), Author(1)
    for row in author.chain(ROWS, BODY):
        store.own(row)
    network = await open_zenoh(Ways(listen=(where,), multicast=False))
    network.subscribe("bare", lambda _place, _payload: print(time.monotonic_ns(), flush=True))
    node = Node(
        Laptop(author.device), KEY, network, store=store, clock=SystemClock(), tell=lambda _news: None
    )
    await node.start()
    print("ready", flush=True)
    await asyncio.get_running_loop().run_in_executor(None, sys.stdin.readline)
    await node.close()


async def joined(where: str, store: MemoryStore, author: Author, tell: Callable[[News], None]) -> Node:
    network = await open_zenoh(Ways(connect=(where,), listen=(endpoint(),), multicast=False))
    node = Node(Laptop(author.device), KEY, network, store=store, clock=SystemClock(), tell=tell)
    await node.start()
    return node


async def catching_up(where: str, kind: type[MemoryStore]) -> None:
    start, used = time.perf_counter(), time.process_time()
    arrived: asyncio.Queue[tuple[float, int]] = asyncio.Queue()

    class Counting(kind):
        async def receive(self, rows):
            began = time.perf_counter()
            receipt = await super().receive(rows)
            arrived.put_nowait((began, len(receipt.accepted)))
            return receipt

    node = await joined(where, Counting(), Author(2), lambda _news: None)
    first, count = await arrived.get()
    while count < ROWS:
        count += (await arrived.get())[1]
    spent, used = time.perf_counter() - first, time.process_time() - used
    print(f"{count} rows into a {kind.__name__}: {count / spent:,.0f} rows/s", end=" ")
    print(f"({count / used:,.0f} by processor time), the first {first - start:.1f} s after opening")
    await node.close()


async def latency(where: str, other: asyncio.subprocess.Process) -> None:
    author, store, met = Author(3), MemoryStore(), asyncio.Event()
    node = await joined(where, store, author, lambda _news: met.set())
    await met.wait()
    bare, mesh, rows = [], [], []
    for _ping in range(PINGS):
        start = time.monotonic_ns()
        node._network.put("bare", start.to_bytes(8, "big") + bytes(340))
        bare.append(int(await other.stdout.readline()) - start)
        rows.append(store.own(author.write(rows, BODY)))
        start = time.monotonic_ns()
        node.appended(rows[-1:])
        mesh.append(int(await other.stdout.readline()) - start)
    print(f"bare put {median(bare) / 1e6:.2f} ms, row to store {median(mesh) / 1e6:.2f} ms:", end=" ")
    print(f"{median(mesh) / median(bare):.1f} times")
    await node.close()


async def over_zenoh() -> None:
    where = endpoint()
    command = [sys.executable, "-m", "mesh.measure", where]
    other = await asyncio.create_subprocess_exec(*command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    await other.stdout.readline()
    await latency(where, other)
    for kind in (Trusting, MemoryStore):
        await catching_up(where, kind)
    other.stdin.write(b"\n")
    await other.wait()


if __name__ == "__main__":
    if len(sys.argv) > 1:
        asyncio.run(serve(sys.argv[1]))
    else:
        sealing()
        idle()
        asyncio.run(over_zenoh())
