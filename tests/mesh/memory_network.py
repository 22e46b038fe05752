"""A network in memory: it loses, doubles, delays and turns around what it carries, always in the same way."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random

from questtour.mesh.network import Answered, Asked, Heard, Seen


@dataclass
class Weather:
    """What the network does to messages."""

    loss: float = 0.0
    doubling: float = 0.0
    delay: tuple[float, float] = (0.0005, 0.002)
    """Seconds; the wider, the more messages overtake each other."""
    silence: float = 10.0
    """Seconds until a laptop's token vanishes that is out of reach."""


@dataclass
class Ether:
    """What all laptops of a test talk through."""

    loop: asyncio.AbstractEventLoop
    random: Random
    weather: Weather = field(default_factory=Weather)
    cut: Callable[[str, str], bool] = lambda _one, _other: False
    """Tells whether no message gets from one laptop to the other."""
    networks: list["MemoryNetwork"] = field(default_factory=list)
    carried: int = 0
    """How many messages were handed over."""
    bytes: int = 0
    tap: Callable[[str, str, bytes], None] | None = None
    """Overhears every payload: what was done with it (put, ask or answer), where, what."""

    def join(self, name: str) -> "MemoryNetwork":
        network = MemoryNetwork(self, name)
        self.networks.append(network)
        return network

    def others(self, network: "MemoryNetwork") -> list["MemoryNetwork"]:
        return [each for each in self.networks if each is not network]

    def reaches(self, one: "MemoryNetwork", other: "MemoryNetwork") -> bool:
        return one.open and other.open and not self.cut(one.name, other.name)

    def carry(
        self, source: "MemoryNetwork", target: "MemoryNetwork", arrive: Callable[[], None], size: int = 0
    ) -> None:
        """Let something arrive at `target`: once, twice or never, sooner or later."""
        copies = 1 + (self.random.random() < self.weather.doubling)
        for _copy in range(copies):
            if self.random.random() >= self.weather.loss and self.reaches(source, target):
                self.loop.call_later(
                    self.random.uniform(*self.weather.delay), self._arrive, target, arrive, size
                )

    def _arrive(self, target: "MemoryNetwork", arrive: Callable[[], None], size: int) -> None:
        if target.open:
            self.carried += 1
            self.bytes += size
            arrive()

    def changed(self) -> None:
        """Let everybody notice, after a while, who came into reach and who went."""
        self.loop.call_later(0.3, self._notice, True)
        self.loop.call_later(self.weather.silence, self._notice, False)

    def _notice(self, only_new: bool) -> None:
        for network in self.networks:
            network.notice(only_new)


class MemoryNetwork:
    """One laptop's end of it: a `questtour.mesh.network.Network`."""

    def __init__(self, ether: Ether, name: str) -> None:
        self.ether = ether
        self.name = name
        self.open = True
        self.tokens: set[str] = set()
        self.answering: dict[str, Asked] = {}
        self._subscribed: list[tuple[str, Heard]] = []
        self._watched: list[tuple[str, Seen]] = []
        self._visible: set[str] = set()

    def put(self, place: str, payload: bytes) -> None:
        self._tap("put", place, payload)
        for other in self.ether.others(self):
            for places, heard in other._subscribed:
                if _matches(places, place):
                    self.ether.carry(self, other, _later(heard, place, payload), len(payload))

    def subscribe(self, places: str, heard: Heard) -> None:
        self._subscribed.append((places, heard))

    def answer(self, place: str, asked: Asked) -> None:
        self.answering[place] = asked

    def ask(self, place: str, payload: bytes, answered: Answered, timeout: float) -> None:
        self._tap("ask", place, payload)
        loop = self.ether.loop
        there = [other for other in self.ether.others(self) if place in other.answering]
        reachable = [other for other in there if self.ether.reaches(self, other)]
        end = loop.call_later(timeout if there else 0.001, self._end, answered)
        for other in reachable[:1]:

            def reply(answer: bytes | None, other: MemoryNetwork = other) -> None:
                if answer is not None:
                    self._tap("answer", place, answer)
                    self.ether.carry(other, self, _later(answered, answer), len(answer))
                else:
                    end.cancel()
                    self.ether.carry(other, self, _later(answered, None))

            self.ether.carry(self, other, _later(other.answering[place], payload, reply), len(payload))

    def token(self, place: str) -> None:
        self.tokens.add(place)
        self.ether.changed()

    def watch(self, places: str, seen: Seen) -> None:
        self._watched.append((places, seen))
        self.ether.changed()

    async def close(self) -> None:
        self.crash()

    def crash(self) -> None:
        self.open = False
        self.ether.networks.remove(self)
        self.ether.changed()

    def notice(self, only_new: bool) -> None:
        others = [other for other in self.ether.others(self) if self.ether.reaches(other, self)]
        visible = set().union(*(other.tokens for other in others)) if others else set()
        appeared, vanished = visible - self._visible, set() if only_new else self._visible - visible
        self._visible = (self._visible | appeared) - vanished
        for place in sorted(appeared | vanished):
            for places, seen in self._watched:
                if _matches(places, place):
                    seen(place, place in appeared)

    def _end(self, answered: Answered) -> None:
        if self.open:
            answered(None)

    def _tap(self, what: str, place: str, payload: bytes) -> None:
        if self.ether.tap is not None:
            self.ether.tap(what, place, payload)


def _later(function: Callable[..., None], *values: object) -> Callable[[], None]:
    return lambda: function(*values)


def _matches(places: str, place: str) -> bool:
    pattern, pieces = places.split("/"), place.split("/")
    return len(pattern) == len(pieces) and all(
        each in ("*", piece) for each, piece in zip(pattern, pieces, strict=True)
    )
