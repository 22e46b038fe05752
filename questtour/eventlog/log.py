"""The event log of a laptop that takes part in a tour: what it acknowledged is on the disk."""

from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from types import TracebackType
from typing import Self, TypeVar

from pydantic import JsonValue

from questtour.clock import Clock
from questtour.eventlog.faults import CLOSED, fault
from questtour.eventlog.files import real
from questtour.eventlog.keys import LaptopKey
from questtour.eventlog.receiving import Received
from questtour.eventlog.rows import Row
from questtour.eventlog.writer import Draft, Writer
from questtour.tour.events import Recorded

__all__ = ["Draft", "EventLog"]

T = TypeVar("T")


class EventLog:
    """A log open for writing; one thread of its own owns the connection, and nobody waits unless they ask."""

    def __init__(self, path: Path, writer: Writer, thread: ThreadPoolExecutor, key: LaptopKey) -> None:
        """Take over what `open` has made."""
        self.path = path
        self.device = key.device
        """This laptop's id."""
        self.public_key = key.public
        """This laptop's public key in base64, for its `device.joined`."""
        self._key = key
        self._writer = writer
        self._thread = thread
        self._closed = False

    @classmethod
    def open(cls, path: Path, clock: Clock, key: LaptopKey | None = None, *, durable: bool = True) -> Self:
        """Open the log at `path`, or create it and, without `key`, the laptop's key; waits for the disk.

        A log that is not `durable` is handed to the system at each append, and brought to the disk when it is
        closed. However the program ends, the log is whole; only where the computer itself stops can it be
        damaged. That does for a rehearsal, which can be played again and would spend most of its time waiting
        for the disk; it does not for a tour with people in it.

        Raises LogFault, and then the file is as it was.
        """
        # Two names of one file must not become two locks.
        path = real(path)
        thread = ThreadPoolExecutor(1, thread_name_prefix="eventlog")
        try:
            writer = thread.submit(Writer, path, clock, key, durable).result()
        except BaseException:
            thread.shutdown()
            raise
        return cls(path, writer, thread, writer.key)

    def seat(self, key: LaptopKey) -> "Seat":
        """Return the log as the laptop with that `key` writes it: its own chain in the same file.

        The key is not kept beside the log. Waits for the disk; raises LogFault.
        """
        self._submit(lambda: self._writer.admit(key)).result()
        return Seat(self, key)

    def append(self, drafts: Sequence[Draft]) -> Future[tuple[Recorded, ...]]:
        """Record `drafts` in one transaction, all or none; when the future is done they are on the disk.

        The future raises LogFault when nothing was written, and a ValueError for an event that JSON cannot
        hold. The next append may succeed.
        """
        given = tuple(drafts)
        return self._submit(lambda: self._writer.append(given, self._key))

    def receive(self, rows: Sequence[Row]) -> Future[Received]:
        """Verify `rows` of any laptops and keep what is good, in one transaction; then it is on the disk.

        Each laptop's rows come in the order of its chain, and go on where `heads` says that it ends; with
        the first ones comes the event that tells the laptop's key. Rows of this laptop itself are taken where
        they go on its own chain: the log was put back from an older copy.

        The future raises LogFault when nothing was written. The next call may succeed.
        """
        given = tuple(rows)
        return self._submit(lambda: self._writer.receive(given))

    def heads(self) -> Future[dict[str, tuple[int, bytes]]]:
        """Tell how far each laptop's chain is known here: its last event's number and hash."""
        return self._submit(self._writer.heads)

    def rows_after(self, device: str, seq: int, limit: int) -> Future[list[Row]]:
        """Return the events of `device` that follow number `seq`, in order, at most `limit`."""
        return self._submit(lambda: self._writer.rows_after(device, seq, limit))

    @property
    def secrets(self) -> dict[str, JsonValue]:
        """Return what is kept in the key file beside the laptop's own key."""
        return dict(self._writer.key.more)

    def keep_secret(self, name: str, value: JsonValue) -> None:
        """Keep `value` in the key file beside the log; waits for the disk, raises LogFault."""
        self._submit(lambda: self._writer.keep_secret(name, value)).result()

    def records(self) -> list[Recorded]:
        """Return every event in the order of the hybrid clock; waits for what was appended before."""
        return self._submit(self._writer.records).result()

    def close(self) -> None:
        """Write what is still to be written and let go of the log; a second time does nothing."""
        if self._closed:
            return
        done = self._submit(self._writer.close)
        self._closed = True
        self._thread.shutdown()
        done.result()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _submit(self, work: Callable[[], T]) -> Future[T]:
        if not self._closed:
            return self._thread.submit(work)
        refused: Future[T] = Future()
        refused.set_exception(fault(CLOSED, self.path))
        return refused


class Seat(EventLog):
    """One of several laptops that write into one file, as in a rehearsal; made by `EventLog.seat`.

    It shares the file and its thread with the log that it was made of, and closes neither.
    """

    def __init__(self, host: EventLog, key: LaptopKey) -> None:
        super().__init__(host.path, host._writer, host._thread, key)
        self._host = host

    def close(self) -> None:
        """Take no more events from this laptop; the others go on."""
        self._closed = True

    def _submit(self, work: Callable[[], T]) -> Future[T]:
        return super()._submit(work) if self._closed else self._host._submit(work)
