"""The logs on this laptop: which tours can be resumed, and where a new one goes."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from questtour.drafts import has_draft
from questtour.eventlog.faults import LogFault
from questtour.eventlog.files import key_path
from questtour.eventlog.keys import LaptopKey
from questtour.eventlog.reading import read_records
from questtour.files import folder as make_folder
from questtour.tour.evolve import fold
from questtour.tour.progress import GroupProgress, Phase, Tour

RESUMABLE = timedelta(hours=18)
"""A tour that was opened longer ago is resumed only by hand, from the start screen."""

LISTED = 20
"""So many logs at most are looked into for the start screen, the latest first."""


HALL = "@hall"
"""In place of a group in the name of a coordinator's log; no group's id has such a sign."""

REHEARSAL = "@rehearsal"
"""In place of a group in the name of a rehearsal's log."""


@dataclass(frozen=True, slots=True)
class OpenTour:
    """A tour on this laptop, and the group that was led in it; a coordinator leads none."""

    path: Path
    tour: Tour
    group: GroupProgress | None
    groups: tuple[GroupProgress, ...]
    """Those that this laptop looks after: its own, or all."""

    @property
    def name(self) -> str:
        """Return the group's id, or `HALL`."""
        return HALL if self.group is None else self.group.id

    @property
    def names(self) -> tuple[str, ...]:
        """Return the ids of the groups that were led, or `HALL`."""
        return (HALL,) if self.group is None else tuple(group.id for group in self.groups)

    @property
    def begun(self) -> bool:
        """Tell whether a group has set out."""
        return any(group.phase is not Phase.READY for group in self.groups)

    @property
    def over(self) -> bool:
        """Tell whether it has come to its end."""
        return all(group.phase is Phase.FINISHED for group in self.groups)


def open_tours(folder: Path, names: str = "*") -> Iterator[OpenTour]:
    """Yield the tours in `folder` that are not finished, the one used last first.

    A guide who has begun to look back, and has not saved it, is not finished either.
    `names` is a pattern: only logs whose names fit are looked into.
    """
    if not folder.is_dir():
        return
    logs = sorted(folder.glob(f"{names}.db"), key=_last_used, reverse=True)
    for path in logs[:LISTED]:
        found = look_into(path)
        if found is not None and (not found.over or has_draft(path)):
            yield found


def _last_used(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except OSError:
        # A dangling link, or a log that was moved away a moment ago: looking into it will tell.
        return 0.0


def look_into(path: Path) -> OpenTour | None:
    """Return the tour in the log `path`; None where it cannot be read or nothing is led."""
    try:
        own = LaptopKey.load(key_path(path)).device
        progress = fold(read_records(path), own)
    except LogFault:
        # A log that cannot be read is none that could be resumed; `questtour verify` says why.
        return None
    if progress.tour is None or progress.tour.rehearsal:
        return None
    if led := progress.led_by(own):
        groups = tuple(progress.groups[group] for group in led)
        return OpenTour(path, progress.tour, groups[-1], groups)
    if own in progress.devices and progress.devices[own].role == "coordinator":
        return OpenTour(path, progress.tour, None, progress.on_sheet)
    return None


def to_resume(folder: Path, route: str, group: str, now: datetime) -> OpenTour | None:
    """Return today's unfinished tour of `group` by the sheet with the id `route`, or None."""
    # Every log that is looked into delays the first paint.
    for found in open_tours(folder, f"*-{route}-{group}*"):
        fresh = now - found.tour.opened < RESUMABLE
        if fresh and found.tour.route.id == route and group in found.names:
            return found
    return None


def new_log(folder: Path, route: str, group: str, wall: datetime) -> Path:
    """Return a path in `folder` for a new log; `wall` is the local time. The folder is made (FileFault)."""
    make_folder(folder)
    stem = f"{wall:%Y-%m-%d}-{route}-{group}"
    path, number = folder / f"{stem}.db", 1
    while path.exists():
        number += 1
        path = folder / f"{stem}-{number}.db"
    return path


def is_another(log: Path, route: str, group: str) -> bool:
    """Tell whether `log` was begun because the same group's tour of the same day had come to its end.

    It goes by the names that `new_log` gives.
    """
    numbered = re.fullmatch(rf"(\d{{4}}-\d\d-\d\d-{re.escape(f'{route}-{group}')})-\d+", log.stem)
    if numbered is None:
        return False
    others = (look_into(path) for path in log.parent.glob(f"{numbered[1]}*.db") if path != log)
    return any(
        other is not None and other.over and other.tour.route.id == route and group in other.names
        for other in others
    )
