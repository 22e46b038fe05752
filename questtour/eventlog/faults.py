"""What can be wrong with a log, each as one line for a person: what, where, what to do."""

import errno
import sqlite3
from pathlib import Path

from questtour.faults import UserFault
from questtour.i18n import N_, _


class LogFault(UserFault):
    """A log cannot be opened, read or written; the text is one clear line in the user's language."""


class LogInUse(LogFault):
    """Another program has the log."""


NO_FOLDER = N_("“{path}”: there is no such folder. Create it, or choose another place with --log.")
NO_LOG = N_("“{path}”: there is no log here. Check the name and the folder.")
FOLDER = N_("“{path}” is a folder, and the log must be a file. Add a file name to it.")
EMPTY = N_("“{path}” is empty: no event was ever written to it. Choose another log.")
NO_EVENTS = N_("“{path}” holds no event: there is nothing to verify. Take another copy, if there is one.")
NOT_SQLITE = N_("“{path}” is not a log of questtour but some other file; it was not touched. Choose another.")
NOT_OURS = N_("“{path}” is the database of another program; it was not touched. Choose another file.")
NEWER = N_("“{path}” was written by a newer questtour; it was not touched. Update questtour and try again.")
ORPHAN = N_("“{path}” is gone, but its newest events are still in “{beside}”. Put the log back beside it.")
READ_ONLY = N_(
    "“{path}” cannot be written: the file, its folder or the disk is read-only. Allow writing there."
)
LOCKED = N_("“{path}” is in use by another program. Close the other window with this tour and try again.")
FULL = N_("“{path}”: the disk is full, nothing was written. Free some space and try again; the log is safe.")
DAMAGED = N_("“{path}” is damaged. Keep it as it is, and start a new one with --log.")
DAMAGED_ROW = N_(
    "“{path}”: event {seq} of laptop {device} cannot be read. Try “questtour verify” on this log."
)
DISK = N_("“{path}”: the disk reports an error ({error}). Check the disk and try again.")
UNOPENABLE = N_("“{path}” cannot be opened ({error}). Check the file, its folder and who may read them.")
NO_WAL = N_(
    "“{path}”: this disk cannot keep a log safely (a network drive?). Choose a local disk with --log."
)
UNFINISHED = N_(
    "“{path}”: its newest events are in “{beside}”, which cannot be read here. Copy both elsewhere."
)
GONE = N_(
    "“{path}” was moved or deleted while the program ran; nothing was written. Put it back and start anew."
)
CLOSED = N_("“{path}”: the log is closed, nothing was written. Start the program anew.")
NO_KEY = N_(
    "“{path}” is missing: without its key nobody can go on with this log. Put the key back beside it."
)
BAD_KEY = N_("“{path}” is damaged: it holds no key. Put a good copy in its place.")
OTHER_KEY = N_("“{path}” is the key of another laptop. Put the key that belongs to this log in its place.")
MERGE_DAMAGED = N_("“{path}” is damaged, nothing was merged. Take another copy of it, or leave it out.")
MERGE_BAD = N_(
    "“{path}”: event {seq} of laptop {device} is not good ({why}), nothing was merged. Leave this log out."
)
MERGE_FORK = N_(
    "“{path}”: event {seq} of laptop {device} is another one than in “{other}”: two laptops went on with one "
    "log. Leave one of the two out."
)
MERGE_TWO = N_(
    "“{path}” and “{other}” are two different tours, although laptop {device} is in both. Merge the logs of "
    "one tour."
)
MERGE_REHEARSALS = N_(
    "“{path}” and “{other}” are two different rehearsals. Each is whole in its own log: there is nothing to "
    "merge."
)
MERGE_REHEARSAL = N_("“{path}” is a rehearsal, and “{other}” is a real tour. Leave one of the two out.")
MERGE_OTHER = N_(
    "“{path}” holds the tour “{tour}”, not “{wanted}” as “{other}” does. Leave one of the two out."
)
MERGE_APART = N_(
    "“{path}” and “{other}” are of different days and have no laptop in common. Merge the logs of one tour."
)
MERGE_OWN = N_("“{path}” is a laptop's own log, its key is beside it. Choose another place with --into.")

_SQLITE = {
    sqlite3.SQLITE_FULL: FULL,
    sqlite3.SQLITE_READONLY: READ_ONLY,
    sqlite3.SQLITE_BUSY: LOCKED,
    sqlite3.SQLITE_LOCKED: LOCKED,
    sqlite3.SQLITE_CORRUPT: DAMAGED,
    sqlite3.SQLITE_NOTADB: DAMAGED,
    sqlite3.SQLITE_CANTOPEN: UNOPENABLE,
    sqlite3.SQLITE_PERM: UNOPENABLE,
    sqlite3.SQLITE_IOERR: DISK,
}
_SYSTEM = {
    errno.ENOSPC: FULL,
    errno.EDQUOT: FULL,
    errno.EACCES: READ_ONLY,
    errno.EPERM: READ_ONLY,
    errno.EROFS: READ_ONLY,
    errno.ENOENT: NO_FOLDER,
    errno.ENOTDIR: NO_FOLDER,
}


def fault(line: str, path: Path, **more: object) -> LogFault:
    """Return the fault that `line`, one of the texts above, words about `path`."""
    return LogFault(_(line).format(path=path, **more))


def sqlite_fault(error: sqlite3.Error, path: Path) -> LogFault:
    """Return in a person's words what SQLite reported about the log at `path`."""
    return fault(_SQLITE.get(sqlite_code(error), DAMAGED), path, error=error)


def sqlite_code(error: sqlite3.Error) -> int:
    """Return SQLite's primary result code; 0 where Python itself found the fault, such as bent UTF-8."""
    return getattr(error, "sqlite_errorcode", 0) & 0xFF


def system_fault(error: OSError, path: Path) -> LogFault:
    """Return in a person's words what the system reported about the file at `path`."""
    return fault(_SYSTEM.get(error.errno or 0, DISK), path, error=error.strerror)
