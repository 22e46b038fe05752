"""What every test in a real terminal needs."""

from pathlib import Path

import pytest


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """Return an empty folder to be the user's home; beside it a test may keep its own files."""
    folder = tmp_path / "home"
    folder.mkdir()
    return folder
