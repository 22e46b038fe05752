"""Files are written whole or not at all: beside their place first, then renamed."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import IO


@contextmanager
def whole_file(path: Path, encoding: str) -> Iterator[IO[str]]:
    """Open a file for writing text that stands at `path` only when all of it was written.

    Raises:
        OSError: it cannot be written; what stood at `path` before still does.
    """
    with NamedTemporaryFile(
        "w", encoding=encoding, newline="", dir=path.parent, prefix=f".{path.name}.", delete=False
    ) as file:
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
