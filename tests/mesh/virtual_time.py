"""An asyncio loop whose time is invented: hours pass in no time, and always in the same way."""

import asyncio
import selectors
from collections.abc import Coroutine
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

NOON = datetime(2026, 5, 14, 12, tzinfo=UTC)


class _Skipping(selectors.SelectSelector):
    """Where the loop would wait, time is put forward instead."""

    now = 0.0

    def select(self, timeout: float | None = None) -> Any:
        ready = super().select(0)
        if not ready and timeout is None:
            raise RuntimeError("nothing will ever happen any more")
        if not ready:
            self.now += timeout
        return ready


class VirtualLoop(asyncio.SelectorEventLoop):
    """Runs what it is given without ever waiting."""

    def __init__(self) -> None:
        self._skipping = _Skipping()
        self.faults: list[dict[str, Any]] = []
        super().__init__(self._skipping)
        self.set_exception_handler(lambda _loop, context: self.faults.append(context))

    def time(self) -> float:
        return self._skipping.now

    def run(self, work: Coroutine[Any, Any, Any]) -> Any:
        result = self.run_until_complete(work)
        assert not self.faults, self.faults
        return result

    def pass_time(self, seconds: float) -> None:
        self.run(asyncio.sleep(seconds))


@contextmanager
def virtual_loop():
    loop = VirtualLoop()
    try:
        yield loop
    finally:
        loop.close()


class LaptopClock:
    """A laptop's clock: as wrong as one likes, on the loop's time."""

    def __init__(self, loop: asyncio.AbstractEventLoop, skew: float = 0.0) -> None:
        self._loop = loop
        self.skew = skew
        """Seconds by which it is ahead."""

    def now(self) -> datetime:
        return NOON + timedelta(seconds=self._loop.time() + self.skew)

    def local(self, moment: datetime) -> datetime:
        return moment

    def monotonic(self) -> float:
        return self._loop.time() + 1000.0
