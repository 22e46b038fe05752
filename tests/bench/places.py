"""Where the benches write: a folder of their own on a real disk, gone afterwards."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

_LASTING = Path("/var/tmp")
"""Unlike /tmp it is seldom in memory, where a commit costs nothing."""


@contextmanager
def folder() -> Iterator[Path]:
    """Make a folder; without a /var/tmp it is made where Python makes them."""
    place = _LASTING if _LASTING.is_dir() else None
    with TemporaryDirectory(prefix="questtour-bench-", dir=place, ignore_cleanup_errors=True) as name:
        yield Path(name)
