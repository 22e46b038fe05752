"""A real terminal for tests: a program in a pty, its screen read by pyte, its keys pressed as bytes.

Nothing here waits for a fixed time: one presses, and waits until the screen shows what should come of it.
"""

import codecs
import fcntl
import os
import pty
import re
import select
import signal
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from gettext import GNUTranslations, NullTranslations, translation
from pathlib import Path

import pyte

from questtour.i18n import DOMAIN, LOCALES
from questtour.screens.host import BOUNCE

PATIENCE = 20.0
"""Seconds that a screen may take: on a machine that is busy with other tests a start takes long."""

KEYS = {
    "enter": "\r",
    "escape": "\x1b",
    "space": " ",
    "home": "\x1b[H",
    "up": "\x1b[A",
    "down": "\x1b[B",
    "ctrl+c": "\x03",
    "ctrl+q": "\x11",
}
"""What a terminal sends for the keys that are no signs; every other key is sent as it is."""

WALL_HOUR = 15
"""Every test begins at this full hour on the wall clock: far from the start of every sheet."""

_ASKS_FOR_WHOLE_PICTURES = "\x1b[?2026$p"
_BEGIN, _END = "\x1b[?2026h", "\x1b[?2026l"
"""Between these two a program draws one picture (synchronized output)."""
_OTHER_SCREEN = re.compile(r"\x1b\[\?1049[hl]")
"""Textual's own screen is entered, or left: pyte has one screen only, so it is wiped."""
_UNKNOWN_TO_PYTE = re.compile(
    r"\x1b\[[<=>][0-?]*[ -/]*[@-~]"  # Kitty's keyboard, secondary reports
    r"|\x1b\[[0-?]*[ -/]+[@-~]"  # questions about modes, the cursor's shape
    r"|\x1b[PX^_].*?\x1b\\"  # strings for the device
    r"|\x1b\].*?(?:\x07|\x1b\\)",  # titles, colours, the clipboard
    re.DOTALL,
)
_UNFINISHED = re.compile(r"\x1b(?:\[[0-?]*[ -/]*|[PX^_\]][^\x07\x1b]*\x1b?)?$")

_AS_THE_TERMINAL = 'exec "$@" <>"$0" >&0 2>&0'
"""Opened by the leader of a session, a tty becomes its controlling terminal."""


def minutes_ahead() -> int:
    """Return by how many minutes the wall clock of a test that begins now is ahead of UTC."""
    now = datetime.now(UTC)
    return WALL_HOUR * 60 - (now.hour * 60 + now.minute)


def environment(home: Path, language: str = "en") -> dict[str, str]:
    """Return an environment that touches nothing of the user's: all folders are in `home`."""
    ahead = minutes_ahead()
    hours, minutes = divmod(abs(ahead), 60)
    return {
        **{name: os.environ[name] for name in ("PATH", "PYTHONPATH") if name in os.environ},
        "HOME": str(home),
        "XDG_CONFIG_HOME": str(home / "config"),
        "XDG_DATA_HOME": str(home / "data"),
        "LANG": {"ru": "ru_RU.UTF-8", "en": "en_US.UTF-8"}[language],
        # POSIX counts westwards: what is ahead of UTC has a minus.
        "TZ": f"WALL{'+' if ahead < 0 else '-'}{hours}:{minutes:02}",
        "TERM": "xterm-256color",
        "TEXTUAL_ANIMATIONS": "none",
    }


def questtour(*arguments: str | Path) -> list[str]:
    """Return the command line of questtour with `arguments`, by this very Python."""
    return [sys.executable, "-m", "questtour", *map(str, arguments)]


def run(*arguments: str | Path, env: Mapping[str, str]) -> subprocess.CompletedProcess[str]:
    """Run questtour without a terminal, as a script would, and return what came of it."""
    line, home = questtour(*arguments), env["HOME"]
    pipes = {"stdin": subprocess.DEVNULL, "capture_output": True, "encoding": "utf-8"}
    return subprocess.run(line, env=dict(env), cwd=home, timeout=60, check=False, **pipes)


def words(language: str) -> NullTranslations | GNUTranslations:
    """Return the program's catalogue of `language`, without changing what this process speaks."""
    return translation(DOMAIN, LOCALES, [language], fallback=True)


def hears_signals() -> None:
    """Let a program hear Ctrl+C and a closed window, also where the tests run in the background."""
    for each in (signal.SIGINT, signal.SIGHUP):
        signal.signal(each, signal.SIG_DFL)


class Terminal:
    """A terminal of `columns` × `lines` in which questtour runs with `arguments`.

    Use it in a `with`: whatever happens, the program is gone afterwards.
    """

    def __init__(
        self, *arguments: str | Path, env: Mapping[str, str], columns: int = 80, lines: int = 24
    ) -> None:
        self._screen = pyte.Screen(columns, lines)
        self._stream = pyte.Stream(self._screen)
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self._held = ""
        self._ended = False
        self._enter_seen: float | None = float("-inf")
        self.beside: list[Terminal] = []
        """Others whose output is read too while one waits for this one: else they would wait for a reader."""
        self._master, slave = pty.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", lines, columns, 0, 0))
        self.process = subprocess.Popen(
            ["/bin/sh", "-c", _AS_THE_TERMINAL, os.ttyname(slave), *questtour(*arguments)],
            stdin=slave,
            env=dict(env),
            cwd=env["HOME"],
            start_new_session=True,
            preexec_fn=hears_signals,  # noqa: PLW1509 - no thread runs here when a program is started
        )
        os.close(slave)

    def __enter__(self) -> "Terminal":
        return self

    def __exit__(self, *_: object) -> None:
        self.kill()
        self.close_window()

    # --- seeing -----------------------------------------------------------------------------------------

    @property
    def text(self) -> str:
        """Return the screen's lines, without the spaces at their ends."""
        return "\n".join(line.rstrip() for line in self._screen.display)

    def wait_for(self, wanted: str | Callable[[str], object], seconds: float = PATIENCE) -> str:
        """Wait until the screen shows the text `wanted`, or satisfies it; return the screen's text.

        Raises AssertionError with the screen if that does not come within `seconds`, or the program ends.
        """
        until = time.monotonic() + seconds
        while not self._shows(wanted):
            if self._ended or not self._read(until - time.monotonic()):
                end = "The program ended" if self._ended else f"{seconds:g} seconds passed"
                what = repr(wanted) if isinstance(wanted, str) else "what was awaited"
                raise AssertionError(f"{end} without {what} on the screen:\n{self.text}")
        if self._enter_seen is None:
            self._enter_seen = time.monotonic()
        return self.text

    def wait_until_gone(self, unwanted: str, seconds: float = PATIENCE) -> str:
        """Wait until the screen does not show the text `unwanted` any more; return the screen's text."""
        return self.wait_for(lambda text: unwanted not in text, seconds)

    def _shows(self, wanted: str | Callable[[str], object]) -> bool:
        return wanted in self.text if isinstance(wanted, str) else bool(wanted(self.text))

    def _read(self, seconds: float) -> bool:
        """Draw what the program wrote, or one beside it; tell whether something came within `seconds`."""
        running = [each for each in (self, *self.beside) if each._master >= 0 and not each._ended]
        masters = {each._master: each for each in running}
        ready = select.select(list(masters), [], [], seconds)[0] if seconds > 0 and masters else []
        for master in ready:
            masters[master]._take()
        return bool(ready)

    def _take(self) -> None:
        try:
            data = os.read(self._master, 65536)
        except OSError:  # Linux says EIO when the last program has closed its side
            data = b""
        self._ended = not data
        self._draw(self._decoder.decode(data))

    def _draw(self, text: str) -> None:
        text = self._held + text
        whole = self._whole(text)
        text, self._held = text[:whole], text[whole:]
        if _ASKS_FOR_WHOLE_PICTURES in text:
            os.write(self._master, b"\x1b[?2026;2$y")
        self._stream.feed(_OTHER_SCREEN.sub("\x1b[0m\x1b[2J\x1b[H", _UNKNOWN_TO_PYTE.sub("", text)))

    def _whole(self, text: str) -> int:
        """Return how much of `text` can be drawn: no half pictures, no half codes."""
        if self._ended:
            return len(text)
        if (begun := text.rfind(_BEGIN)) > text.rfind(_END):
            return begun
        cut = _UNFINISHED.search(text)
        return cut.start() if cut else len(text)

    # --- doing ------------------------------------------------------------------------------------------

    def press(self, *keys: str) -> None:
        """Press keys as fast as can be: names such as `enter` (see `KEYS`), or signs."""
        if "enter" in keys:
            self._let_enter_rest()
        os.write(self._master, "".join(KEYS.get(key, key) for key in keys).encode())

    def type(self, text: str) -> None:
        """Type `text` into a line and wait until it stands there."""
        self.press(*text)
        self.wait_for(text)

    def click(self, wanted: str) -> None:
        """Click with the left button on the first letter of the text `wanted`, as xterm tells it (SGR)."""
        line, row = next((n, row) for n, row in enumerate(self._screen.display, 1) if wanted in row)
        column = row.index(wanted) + 1
        os.write(self._master, f"\x1b[<0;{column};{line}M\x1b[<0;{column};{line}m".encode())

    def _let_enter_rest(self) -> None:
        """Wait as long as a person needs between two Enters: a quicker one is taken for a held key."""
        if self._enter_seen is not None:
            time.sleep(max(0.0, self._enter_seen + BOUNCE - time.monotonic()))
        self._enter_seen = None

    # --- ending -----------------------------------------------------------------------------------------

    def kill(self) -> None:
        """Kill the program as a power cut would (SIGKILL), if it still runs."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def close_window(self) -> None:
        """Close the terminal itself; a program that still runs in it is told (SIGHUP)."""
        if self._master >= 0:
            os.close(self._master)
            self._master = -1

    def wait_exit(self, seconds: float = PATIENCE) -> int:
        """Wait until the program has ended by itself, and return its status; its last words are drawn."""
        until = time.monotonic() + seconds
        while not self._ended:
            if not self._read(until - time.monotonic()):
                raise AssertionError(f"The program still runs after {seconds:g} seconds:\n{self.text}")
        return self.process.wait(max(0.1, until - time.monotonic()))
