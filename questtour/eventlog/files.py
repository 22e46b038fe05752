"""The files that stand beside a log."""

import os
from pathlib import Path


def real(path: Path) -> Path:
    """Return the absolute path of the file that `path` names, links followed; it may be missing."""
    return Path(os.path.realpath(path))


def beside(log: Path, suffix: str) -> Path:
    """Return the path of the file that stands beside `log`: its name with `suffix` added."""
    return log.with_name(log.name + suffix)


def key_path(log: Path) -> Path:
    """Return where the key of the laptop that writes `log` is kept."""
    return beside(log, ".key")


def remove(log: Path) -> None:
    """Remove `log` and all that stands beside it."""
    for path in (log, key_path(log), *(beside(log, suffix) for suffix in (".lock", "-wal", "-shm"))):
        path.unlink(missing_ok=True)


def has_content(path: Path) -> bool:
    """Tell whether `path` is a file with at least one byte."""
    try:
        return path.stat().st_size > 0
    except FileNotFoundError:
        return False


def sync_folder(folder: Path) -> None:
    """Make a rename within `folder` last through a power cut, where the system lets us."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
