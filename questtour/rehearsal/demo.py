"""The demo: the sheet that ships, led by lively guides, so that one sees what the program is for."""

from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from questtour.clock import Clock
from questtour.i18n import language
from questtour.launch import find_group
from questtour.library import named_sheet
from questtour.rehearsal.casting import Casting
from questtour.rehearsal.live import Live, open_live
from questtour.rehearsal.manner import Manner
from questtour.rehearsal.phrases import phrases_in

SHEET = "kvantorium"

LIVELY = Manner(pace=0.12, slowness=0.12, stay=0.2, jam=0.06, call=0.05, skip=0.0)
"""More goes wrong than on a usual day, so that there is something to see in a minute."""

WATCHED, PLAYED = 263, 50
"""Seeds. With the first one group calls in 10:04, a quarter of a minute after the demo has begun, another at
10:25, one comes late and one waits at a door; with the second the coordinator closes a station at 10:04."""

WATCHED_SPEED, PLAYED_SPEED = 30.0, 10.0
"""So many times as fast as the clock: two hours in four minutes to watch, and a stay in one to lead."""


def open_demo(
    wanted: str | None = None, speed: float | None = None, log: Path | None = None, real: Clock | None = None
) -> Live:
    """Open the demo: the person coordinates, or leads the group `wanted` (an id or a title).

    It is kept in a new log at `log`, or in none when it has ended.

    Raises:
        NoSuchGroup: there is no such group.
        LogFault, WrongTour: the log cannot be made, or is there already.
    """
    sheet = named_sheet(SHEET)
    group = find_group(sheet.route, wanted).id if wanted is not None else None
    # Nobody compares two demos: here people speak as the person reads.
    casting = Casting(WATCHED, manner=LIVELY, coordinated=True, phrases=phrases_in(language()))
    if group is not None:
        casting = replace(casting, seed=PLAYED, coordinated=False, played=frozenset({group}))
    speed = speed or (WATCHED_SPEED if group is None else PLAYED_SPEED)
    if log is not None:
        return open_live(log, sheet.raw, casting, speed, real=real)
    # On Windows a file that somebody looks at, a virus scanner perhaps, cannot be taken away at once.
    scratch = TemporaryDirectory(prefix="questtour-", ignore_cleanup_errors=True)
    try:
        live = open_live(Path(scratch.name) / "demo.db", sheet.raw, casting, speed, real=real)
    except BaseException:
        scratch.cleanup()
        raise
    return live.keep_in(scratch)
