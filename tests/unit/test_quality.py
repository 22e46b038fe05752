"""What the project promises about its own code, checked by the tools that it names."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
MOST_LINES = 400

TOOLS = {
    "ruff check": ["-m", "ruff", "check", "--no-fix"],
    "ruff format": ["-m", "ruff", "format", "--check"],
    "mypy": ["-m", "mypy"],
    "lint-imports": ["-c", "from importlinter.cli import lint_imports_command as run; run()"],
}


@pytest.mark.parametrize("tool", TOOLS)
def test_the_code_pleases(tool):
    done = subprocess.run(
        [sys.executable, *TOOLS[tool]], cwd=ROOT, capture_output=True, text=True, check=False, timeout=300
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_mypy_is_as_strict_as_was_promised():
    settings = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    assert "[tool.mypy]\nstrict = true" in settings


def test_no_file_of_the_program_is_too_long_to_hold_in_mind():
    sources = [path for path in (ROOT / "questtour").rglob("*") if path.suffix in {".py", ".tcss"}]
    assert len(sources) > 50
    long = {
        str(path): count
        for path in sources
        if (count := len(path.read_text(encoding="utf-8").splitlines())) > MOST_LINES
    }
    assert not long
