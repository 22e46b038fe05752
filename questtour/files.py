"""Files are written whole or not at all: beside their place first, then renamed."""

import errno
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import IO

from questtour.faults import UserFault
from questtour.i18n import N_, _


class FileFault(UserFault):
    """A file cannot be written; the text is one line for a person."""


_NO_ACCESS = N_("“{path}” cannot be written here. Choose another place.")
_WORDS = {
    errno.ENOENT: N_("“{path}”: there is no such folder. Create it, or choose another place."),
    errno.ENOTDIR: N_("“{path}”: there is a file where a folder is needed. Choose another place."),
    errno.EEXIST: N_("“{path}”: there is a file where a folder is needed. Choose another place."),
    errno.EISDIR: N_("“{path}” is a folder, and a file is to be written. Add a file name to it."),
    errno.ENOSPC: N_("“{path}”: the disk is full. Free some space and try again."),
    errno.EACCES: _NO_ACCESS,
    errno.EPERM: _NO_ACCESS,
    errno.EROFS: _NO_ACCESS,
}
_OTHER = N_("“{path}” cannot be written ({why}). Choose another place.")


_UNREADABLE = {
    errno.ENOENT: N_("there is no such file"),
    errno.ENOTDIR: N_("there is no such file"),
    errno.EISDIR: N_("it is a folder"),
    errno.EACCES: N_("you may not read it"),
    errno.EPERM: N_("you may not read it"),
}


def unreadable(error: OSError) -> str:
    """Say in few words why a file cannot be read; what is rare, in the system's own."""
    known = _UNREADABLE.get(error.errno or 0)
    return _(known) if known else error.strerror or str(error)


def is_file(path: Path) -> bool:
    """Tell whether `path` is a file; what can be no path, or may not be looked at, is none."""
    try:
        return path.is_file()
    except (OSError, ValueError):
        return False


@contextmanager
def worded(path: Path) -> Iterator[None]:
    """Turn what the system reports while `path` is written into an FileFault."""
    try:
        yield
    except OSError as error:
        words = _(_WORDS.get(error.errno or 0, _OTHER))
        raise FileFault(words.format(path=path, why=error.strerror)) from error


def folder(path: Path) -> None:
    """Make the folder `path` where it is not there yet; raises FileFault."""
    with worded(path):
        path.mkdir(parents=True, exist_ok=True)


@contextmanager
def whole_file(path: Path, encoding: str) -> Iterator[IO[str]]:
    """Open a file for writing text that stands at `path` only when all of it was written.

    Raises:
        FileFault: it cannot be written; what stood at `path` before still does.
    """
    with worded(path), _beside(path, encoding) as file:
        try:
            yield file
            file.flush()
            # A temporary file is its owner's alone; a report is handed round.
            Path(file.name).chmod(0o644)
            file.close()
            Path(file.name).replace(path)
        except BaseException:
            file.close()
            with suppress(OSError):
                Path(file.name).unlink()
            raise


@contextmanager
def whole_bytes(path: Path) -> Iterator[IO[bytes]]:
    """Open a file for writing bytes, as `whole_file` does for text; raises FileFault."""
    # The encoding is of no account: nothing goes through the text layer.
    with whole_file(path, "latin-1") as file:
        yield file.buffer  # type: ignore[attr-defined]


def _beside(path: Path, encoding: str) -> IO[str]:
    return NamedTemporaryFile(
        "w", encoding=encoding, newline="", dir=path.parent, prefix=f".{path.name}.", delete=False
    )
