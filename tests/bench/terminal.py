"""A pty that notes when each piece of output came, so that one can tell later when a frame was complete."""

import fcntl
import os
import pty
import re
import select
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path

import pyte

COLUMNS, LINES = 120, 40

_NO_TEXT = re.compile(
    rb"\x1b\[[<=>][0-?]*[ -/]*[@-~]"  # Kitty's keyboard, secondary reports
    rb"|\x1b\[[0-?]*[ -/]+[@-~]"  # questions about modes
    rb"|\x1b[PX^_].*?\x1b\\|\x1b\].*?(?:\x07|\x1b\\)",  # strings for the device, titles
    re.DOTALL,
)
_UNFINISHED = re.compile(rb"\x1b(?:\[[0-?]*[ -/]*|[PX^_\]][^\x07\x1b]*\x1b?)?$")

_PAUSE = 0.3
"""Seconds: when nothing came for so long, a program has drawn what it had to draw."""

HERE = Path(__file__).parent
BARE = (sys.executable, str(HERE / "bare_app.py"))
LADEN = (sys.executable, str(HERE / "laden_app.py"))


def guide(*arguments: str | Path) -> tuple[str, ...]:
    """Return the command line of `questtour guide`, by this very Python."""
    return (sys.executable, "-m", "questtour", "guide", *map(str, arguments))


class Terminal:
    """Runs a command in a pty of its own; nothing of the user's is read or written, all is in `home`."""

    def __init__(self, command: Sequence[str], home: Path) -> None:
        master, slave = pty.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", LINES, COLUMNS, 0, 0))
        self._master = master
        self.output: list[tuple[float, bytes]] = []
        """Each piece of output, and the seconds from the start of the process at which it came."""
        self.began = time.perf_counter()
        """When the process was started, on the performance counter."""
        self.process = subprocess.Popen(
            command,
            stdin=slave,
            stdout=slave,
            stderr=slave,
            env=_environment(home),
            cwd=home,
            start_new_session=True,
            # Its terminal in the full sense: should the bench be killed, the system ends the program too.
            preexec_fn=_take_terminal,  # noqa: PLW1509 - no thread runs here when a program is started
        )
        os.close(slave)

    def __enter__(self) -> "Terminal":
        return self

    def __exit__(self, *_: object) -> None:
        self.process.kill()
        self.process.wait()
        os.close(self._master)

    @property
    def now(self) -> float:
        """Seconds since the process was started."""
        return time.perf_counter() - self.began

    def read(self, seconds: float) -> bytes:
        """Return the next piece of output, none if nothing comes within `seconds` or the program ended."""
        if not select.select([self._master], [], [], max(0.0, seconds))[0]:
            return b""
        piece = b""
        with suppress(OSError):  # Linux says EIO when the program has closed its side
            piece = os.read(self._master, 1 << 16)
        self.output.append((self.now, piece))
        return piece

    def read_for(self, seconds: float) -> None:
        """Take whatever comes for so long."""
        until = self.now + seconds
        while (left := until - self.now) > 0 and (self.read(left) or self.process.poll() is None):
            pass

    def read_until(self, complete: Callable[[list[str]], bool], seconds: float = 60) -> None:
        """Take what comes until the screen is `complete`; look at it only in pauses: drawing takes time."""
        until = self.now + seconds
        while not complete(self.screen()):
            if self.now > until or self.process.poll() is not None:
                raise RuntimeError("the screen was never complete:\n" + "\n".join(self.screen()))
            while self.read(_PAUSE):
                pass

    def wait_for(self, wanted: bytes, seconds: float = 10) -> float:
        """Return the moment (`now`) at which `wanted` has come in the output from here on."""
        seen, until = b"", self.now + seconds
        while wanted not in seen:
            piece = self.read(until - self.now)
            if not piece:
                raise RuntimeError(f"{wanted!r} did not come; the screen:\n" + "\n".join(self.screen()))
            seen += piece
        return self.output[-1][0]

    def press(self, key: str) -> float:
        """Press a key and return when that was (`now`)."""
        pressed = self.now
        os.write(self._master, key.encode())
        return pressed

    def screen(self) -> list[str]:
        """Return the lines that stand on the screen after all of the output."""
        drawn = list(self._replay())
        return drawn[-1][1] if drawn else []

    def complete_at(self, complete: Callable[[list[str]], bool]) -> float:
        """Return when (`now`) the output had drawn a screen that is `complete`."""
        return next(moment for moment, lines in self._replay() if complete(lines))

    def _replay(self) -> Iterator[tuple[float, list[str]]]:
        screen = pyte.Screen(COLUMNS, LINES)
        stream = pyte.ByteStream(screen)
        held = b""
        for moment, piece in self.output:
            data = held + piece
            cut = _UNFINISHED.search(data)
            held = data[cut.start() :] if cut else b""
            stream.feed(_NO_TEXT.sub(b"", data[: cut.start()] if cut else data))
            yield moment, [line.rstrip() for line in screen.display]


def _take_terminal() -> None:
    fcntl.ioctl(0, termios.TIOCSCTTY, 0)


def _environment(home: Path) -> dict[str, str]:
    """Return an environment in which nothing is set but what is needed, shortly before the sheet's start."""
    folders = {name: str(home / name.lower()) for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME")}
    return {
        "PATH": os.environ["PATH"],
        "HOME": str(home),
        "LANG": "ru_RU.UTF-8",
        "TZ": _zone_where_it_is(hours=9, minutes=40),
        "PYTHONUTF8": "1",
        "TERM": "xterm-256color",
        "COLORTERM": "truecolor",
        **folders,
    }


def _zone_where_it_is(hours: int, minutes: int) -> str:
    """Return a time zone in which it is that time of the day now: the countdown to the start runs then."""
    now = time.gmtime()
    behind = (now.tm_hour - hours) * 60 + now.tm_min - minutes
    return f"BENCH{'-' if behind < 0 else ''}{abs(behind) // 60}:{abs(behind) % 60:02}"


def bare_is_complete(lines: list[str]) -> bool:
    """Tell whether title, digits, the table's last row and the keys are on the screen."""
    text = "\n".join(lines)
    return all(each in text for each in ("bare", "╰", "Station 9")) and "Quit" in lines[-1]


def frame_is_complete(lines: list[str]) -> bool:
    """Tell whether the header and the line that says what is under way are on the screen."""
    return bool(lines) and "questtour" in lines[0] and "Открываем" in "\n".join(lines)


def guide_is_complete(lines: list[str]) -> bool:
    """Tell whether header, way, countdown, the bar of the next step and the keys are on the screen."""
    figures = sum("██" in line for line in lines)
    bar = any(" Enter " in line for line in lines[-5:])
    return figures >= 5 and bar and ":" in lines[0] and "■" in "\n".join(lines) and bool(lines[-1])
