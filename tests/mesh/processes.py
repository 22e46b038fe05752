"""Laptops in processes of their own, and waiting for what they say: bounded, and never longer than needed."""

import json
import os
import queue
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from mesh.laptops import Author

TESTS = Path(__file__).parents[1]
ROOT = TESTS.parent
PATIENCE = 20.0
"""Seconds to wait for what should take a fraction of one."""


def free_port() -> int:
    """Return a TCP port of the loopback that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def endpoint() -> str:
    return f"tcp/127.0.0.1:{free_port()}"


class Talker:
    """A process that writes lines of JSON, and reads orders."""

    def __init__(self, command: Sequence[str]) -> None:
        paths = os.pathsep.join([str(TESTS), str(ROOT)])
        self._process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env=os.environ | {"PYTHONPATH": paths},
        )
        self._lines: queue.Queue[str] = queue.Queue()
        self.said: list[dict[str, Any]] = []
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def order(self, line: str) -> None:
        self._process.stdin.write(line + "\n")
        self._process.stdin.flush()

    def wait_for(self, patience: float = PATIENCE, **wanted: Any) -> dict[str, Any]:
        """Return the first message, among those not asked for yet, that says what is `wanted`."""
        end = time.monotonic() + patience
        while True:
            try:
                said = json.loads(self._lines.get(timeout=max(0, end - time.monotonic())))
            except queue.Empty:
                raise AssertionError(f"nobody said {wanted} within {patience} s; but {self.said}") from None
            self.said.append(said)
            if wanted.items() <= said.items():
                return said

    def kill(self) -> None:
        self._process.kill()
        self._end()

    def close(self) -> None:
        """Let the process end in order, whatever it is doing."""
        if self._process.poll() is None:
            self._process.stdin.close()
            try:
                self._process.wait(PATIENCE)
            except subprocess.TimeoutExpired:
                self._process.kill()
        self._end()

    @property
    def code(self) -> int | None:
        return self._process.poll()

    def _end(self) -> None:
        self._process.wait(PATIENCE)
        self._reader.join(PATIENCE)
        for stream in (self._process.stdin, self._process.stdout):
            stream.close()

    def _read(self) -> None:
        for line in self._process.stdout:
            self._lines.put(line)


class ProcessLaptop(Talker):
    """A laptop, see `zenoh_laptop.py`."""

    def __init__(
        self, number: int, folder: Path, *, code: str, inside: Sequence[str] = (), **asked: Any
    ) -> None:
        self.device = Author(number).device
        asked |= {"number": number, "code": code, "log": str(folder / f"{number}.log")}
        script = str(TESTS / "mesh" / "zenoh_laptop.py")
        super().__init__([*inside, sys.executable, script, json.dumps(asked)])

    def append(self, count: int, text: str = "{}") -> None:
        self.order(f"append {count} {text}")
        self.wait_for(appended=count)

    def wait_for_total(self, total: int, patience: float = PATIENCE) -> None:
        """Wait until the log holds `total` events."""
        self.wait_for(patience, total=total)
