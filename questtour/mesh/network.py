"""What the mesh needs of a network: Zenoh on a tour, a model of one in the tests."""

from collections.abc import Callable
from typing import Protocol

from questtour.faults import UserFault

Heard = Callable[[str, bytes], None]
"""Takes the place and the payload of something that was put."""

Reply = Callable[[bytes | None], None]
"""Takes the answer to a question; without one, nobody will answer, and it may be called once only."""

Asked = Callable[[bytes, Reply], None]
"""Takes the payload of a question, and how to reply."""

Answered = Callable[[bytes | None], None]
"""Takes each answer to a question, and None once no more will come."""

Seen = Callable[[str, bool], None]
"""Takes the place of a token, and whether it stands there now."""


class NetworkFault(UserFault):
    """There can be no network as it was asked for; the text is one clear line for a person."""


class Network(Protocol):
    """Carries sealed bytes between laptops.

    Nothing is certain: what is put may be lost, doubled and late, a question may stay without an answer. All
    is called on the event loop's thread, calls back on it, and never waits for another laptop.
    """

    def put(self, place: str, payload: bytes) -> None:
        """Tell everybody who subscribed to `place`."""

    def subscribe(self, places: str, heard: Heard) -> None:
        """Call `heard` with whatever is put at `places`, in which a `*` stands for one piece."""

    def answer(self, place: str, asked: Asked) -> None:
        """Call `asked` with whatever is asked at `place`."""

    def ask(self, place: str, payload: bytes, answered: Answered, timeout: float) -> None:
        """Ask whoever answers at `place`; after `timeout` seconds no more answers come."""

    def token(self, place: str) -> None:
        """Let a token stand at `place` as long as this network is open and in reach."""

    def watch(self, places: str, seen: Seen) -> None:
        """Call `seen` with the tokens that stand at `places`, and whenever one appears or vanishes."""

    async def close(self) -> None:
        """Let go of everything: nothing is called back any more."""
