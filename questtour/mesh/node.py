"""Drives a replica on an asyncio loop, over a network, in front of a store."""

import asyncio
import secrets
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass
from random import Random, SystemRandom

from questtour.clock import Clock
from questtour.mesh import wire
from questtour.mesh.catchup import LIMIT
from questtour.mesh.codes import TourKey
from questtour.mesh.messages import (
    Answer,
    Ask,
    ClockAnswer,
    ClockAsk,
    Digest,
    Live,
    Message,
    Question,
    Sender,
)
from questtour.mesh.network import Network, Reply
from questtour.mesh.news import Drop, News, Peer, StoreTrouble
from questtour.mesh.places import Places, device_in
from questtour.mesh.replica import Keep, Output, Put, Query, Replica, Tell
from questtour.mesh.rows import SentRow, StoredRow, weight
from questtour.mesh.sealing import OVERHEAD, Sealer, Unsealable
from questtour.mesh.store import Store, StoreFault
from questtour.mesh.timing import NEVER, Now

PAGE = 256
"""How many rows are read from the store in one go."""

SHORTEST_WAIT = 0.001
"""Seconds; whatever is due, other work on the loop has its turn."""


@dataclass(frozen=True, slots=True)
class Laptop:
    """Who takes part: the id, and how the others are to call it."""

    device: str
    name: str = ""
    role: str = ""


class Node:
    """One laptop in the mesh of one tour: `start` it, tell it what is `appended`, `close` it."""

    def __init__(
        self,
        laptop: Laptop,
        key: TourKey,
        network: Network,
        *,
        store: Store,
        clock: Clock,
        tell: Callable[[News], None],
        random: Random | None = None,
    ) -> None:
        """Take an open network, which is closed with the node, on the loop that runs now.

        `tell` is called with all news, on the event loop's thread, and must not raise.
        """
        self._loop = asyncio.get_running_loop()
        self._laptop = laptop
        self._me = Sender(laptop.device, secrets.token_hex(8))
        self._places = Places(key.topic)
        self._sealer = Sealer(key.sealing)
        self._network, self._store, self._clock, self._tell = network, store, clock, tell
        self._random = random or SystemRandom()
        self._replica: Replica | None = None
        self._early: list[StoredRow] = []
        self._tasks: set[asyncio.Task[None]] = set()
        self._serving = asyncio.Lock()
        self._timer: asyncio.TimerHandle | None = None
        self._wake = NEVER
        self._closed = False

    async def start(self) -> None:
        """Join the others; raises StoreFault where the log cannot be read."""
        heads = await self._store.digest()
        if self._closed:
            return
        who = {"name": self._laptop.name, "role": self._laptop.role}
        self._replica = replica = Replica(self._me, heads, self._now(), random=self._random, **who)
        device, places, network = self._laptop.device, self._places, self._network
        network.subscribe(places.events("*"), self._heard)
        network.subscribe(places.digest("*"), self._heard)
        network.answer(places.log(device), self._asked)
        network.watch(places.here("*"), self._seen)
        # The token comes last: who sees it can rely on all the rest.
        network.token(places.here(device))
        early, self._early = self._early, []
        self._perform(replica.appended(early, self._now()))
        self._tick()

    @property
    def peers(self) -> tuple[Peer, ...]:
        """Return the other laptops as they are known now."""
        return self._replica.peers if self._replica else ()

    @property
    def caught_up(self) -> bool:
        """Tell whether everything is known here that anybody within reach is known to have."""
        return self._replica is not None and self._replica.caught_up

    def appended(self, rows: Sequence[StoredRow]) -> None:
        """Pass on `rows` that the log has just made durable; those of other laptops came past the mesh."""
        if self._replica is None:
            self._early += rows
        else:
            self._perform(self._replica.appended(rows, self._now()))

    def follow(self, coordinator: str | None) -> None:
        """Measure this laptop's clock against that of the laptop `coordinator` from now on.

        Raises RuntimeError before `start`.
        """
        self._perform(self._mind.follow(coordinator, self._now()))

    async def close(self) -> None:
        """Leave the others; a second time does nothing."""
        if self._closed:
            return
        self._closed = True
        if self._timer is not None:
            self._timer.cancel()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._network.close()

    @property
    def _mind(self) -> Replica:
        if self._replica is None:
            raise RuntimeError("the node was not started")
        return self._replica

    def _now(self) -> Now:
        return Now(self._clock.monotonic(), round(self._clock.now().timestamp() * 1e6))

    def _perform(self, outputs: list[Output]) -> None:
        """Do what the replica wants, and wake it when it wants to be woken."""
        for output in outputs:
            if self._closed:
                return
            match output:
                case Put(message):
                    self._put(message)
                case Query(peer, question, timeout):
                    self._query(peer, question, timeout)
                case Keep(rows):
                    self._run(self._keep(rows))
                case Tell(news):
                    self._tell(news)
        self._set_timer()

    def _set_timer(self) -> None:
        wake = self._mind.wake
        # A timer that goes off too soon costs less than setting one for every message.
        if self._closed or (self._timer is not None and self._wake <= wake):
            return
        if self._timer is not None:
            self._timer.cancel()
        self._wake = wake
        wait = max(wake - self._clock.monotonic(), SHORTEST_WAIT)
        self._timer = self._loop.call_later(wait, self._tick)

    def _tick(self) -> None:
        self._timer = None
        self._perform(self._mind.tick(self._now()))

    def _run(self, work: Coroutine[None, None, None]) -> None:
        task = self._loop.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._finished)

    def _finished(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            context = {"message": "the mesh failed", "exception": error, "task": task}
            self._loop.call_exception_handler(context)

    def _put(self, message: Live | Digest) -> None:
        place = self._places.events if isinstance(message, Live) else self._places.digest
        sealed = self._sealed(place(self._me.device), message)
        if sealed is not None:
            self._network.put(place(self._me.device), sealed)

    def _query(self, peer: str, question: Question, timeout: float) -> None:
        place = self._places.log(peer)

        def answered(payload: bytes | None) -> None:
            self._answered(place, question, payload)

        sealed = self._sealed(place, question)
        if sealed is not None:
            self._network.ask(place, sealed, answered, timeout)

    def _answered(self, place: str, question: Question, payload: bytes | None) -> None:
        if payload is None:
            self._perform(self._mind.answered(question.nonce, None, self._now()))
            return
        message = self._read(place, payload)
        if isinstance(message, Answer | ClockAnswer) and message.nonce == question.nonce:
            self._perform(self._mind.answered(question.nonce, message, self._now()))
        elif message is not None:
            self._dropped(Drop.MISPLACED)

    def _heard(self, place: str, payload: bytes) -> None:
        message = self._read(place, payload)
        if isinstance(message, Live | Digest):
            self._perform(self._mind.heard(message, self._now()))
        elif message is not None:
            self._dropped(Drop.MISPLACED)

    def _asked(self, payload: bytes, reply: Reply) -> None:
        heard = self._now()
        place = self._places.log(self._me.device)
        question = self._read(place, payload)
        if self._closed or not isinstance(question, Ask | ClockAsk):
            reply(None)
            if question is not None:
                self._dropped(Drop.MISPLACED)
            return
        if isinstance(question, Ask):
            self._run(self._serve(question, reply))
        else:
            reply(self._sealed(place, self._mind.clock_answer(question, heard, self._now())))
        self._perform(self._mind.asked(question.sender, self._now()))

    def _seen(self, place: str, alive: bool) -> None:
        self._perform(self._mind.seen(device_in(place), alive, self._now()))

    def _read(self, place: str, payload: bytes) -> Message | None:
        """Return what was said in `place`; what fails is counted."""
        try:
            if len(payload) > wire.MAX_BYTES + OVERHEAD:
                raise wire.WireError("too large")
            message = wire.decode(self._sealer.unseal(place, payload))
        except Unsealable:
            self._dropped(Drop.UNSEALED)
        except wire.WireError:
            self._dropped(Drop.MALFORMED)
        else:
            if _at_home(message, place):
                return message
            self._dropped(Drop.MISPLACED)
        return None

    def _sealed(self, place: str, message: Message) -> bytes | None:
        """Return `message` as it is sent, or nothing where it cannot be: then it is counted too."""
        try:
            return self._sealer.seal(place, wire.encode(message))
        except wire.WireError:
            self._dropped(Drop.MALFORMED)
            return None

    def _dropped(self, reason: str) -> None:
        self._perform(self._mind.dropped(reason, self._now()))

    async def _keep(self, rows: Sequence[SentRow]) -> None:
        """Give `rows` to the store."""
        try:
            receipt = await self._store.receive(rows)
        except StoreFault as fault:
            self._perform(self._mind.store_failed(str(fault), self._now()))
        else:
            self._perform(self._mind.settled(receipt, self._now()))

    async def _serve(self, ask: Ask, reply: Reply) -> None:
        """Answer what others lack, one question after the other."""
        sealed = None
        try:
            async with self._serving:
                answer = self._mind.answer(ask, await self._rows_for(ask))
                sealed = self._sealed(self._places.log(self._me.device), answer)
        except StoreFault as fault:
            self._tell(StoreTrouble(str(fault)))
        finally:
            reply(sealed)

    async def _rows_for(self, ask: Ask) -> Sequence[StoredRow]:
        rows: list[StoredRow] = []
        limit = min(ask.limit, LIMIT)
        size = 0
        for device, seq in ask.after.items():
            last = seq
            while size <= limit and len(rows) < wire.MAX_ROWS:
                page = await self._store.rows_after(device, last, PAGE)
                rows += page
                size += sum(weight(row) for row in page)
                if len(page) < PAGE:
                    break
                last = page[-1].seq
        return wire.batch(rows, limit)


def _at_home(message: Message, place: str) -> bool:
    """Tell whether `message` may be said in `place`: nobody speaks for another laptop."""
    if isinstance(message, Ask | ClockAsk):
        return True
    device = device_in(place)
    if isinstance(message, Live) and any(row.device != device for row in message.rows):
        return False
    return message.sender.device == device
