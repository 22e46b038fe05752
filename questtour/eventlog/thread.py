"""A thread that does one thing after another: the log's connection belongs to it."""

from collections.abc import Callable
from concurrent.futures import Future
from queue import SimpleQueue
from threading import Thread
from typing import TypeVar

T = TypeVar("T")


class OneThread:
    """Does the work that it is given in turn, each with a future of its own.

    A `ThreadPoolExecutor(1)` would do too, but its bookkeeping costs 20 to 50 µs more a piece of work, beside
    200 µs that an event needs on the disk. The thread is a daemon: a log that nobody closed keeps no program
    from ending, and what was acknowledged by then is on the disk.
    """

    def __init__(self, name: str) -> None:
        """Start the thread; `name` is for debuggers."""
        self._work: SimpleQueue[Callable[[], None] | None] = SimpleQueue()
        self._thread = Thread(target=self._run, name=name, daemon=True)
        self._thread.start()

    def submit(self, work: Callable[[], T]) -> Future[T]:
        """Do `work` after everything submitted before; the future holds its result or its exception."""
        future: Future[T] = Future()
        self._work.put(lambda: _do(work, future))
        return future

    def stop(self) -> None:
        """Do what was submitted, then end the thread; waits for that. Nothing may be submitted after it."""
        self._work.put(None)
        self._thread.join()

    def _run(self) -> None:
        while (job := self._work.get()) is not None:
            job()


def _do(work: Callable[[], T], future: Future[T]) -> None:
    if not future.set_running_or_notify_cancel():
        return
    try:
        result = work()
    except BaseException as error:  # noqa: BLE001 - it is not swallowed, it is handed to who waits
        future.set_exception(error)
    else:
        future.set_result(result)
