"""The route sheets that were used last on this laptop: a text file, one path a line, the latest first."""

from pathlib import Path

from questtour.files import FileFault, is_file, whole_file
from questtour.files import folder as make_folder

KEPT = 8
FILE = "recent-sheets"


def recent_sheets(folder: Path) -> list[Path]:
    """Return the sheets used last that still exist; a list that cannot be read is empty."""
    try:
        lines = (folder / FILE).read_text(encoding="utf-8").splitlines()
    except (OSError, ValueError):
        return []
    return [path for path in map(Path, filter(None, lines)) if is_file(path)]


def remember_sheet(folder: Path, sheet: Path) -> None:
    """Put `sheet` first in the list; where that cannot be written, nothing happens: it is a convenience."""
    paths = dict.fromkeys([sheet.absolute(), *recent_sheets(folder)])
    try:
        make_folder(folder)
        with whole_file(folder / FILE, "utf-8") as file:
            file.write("\n".join(map(str, list(paths)[:KEPT])) + "\n")
    except (FileFault, UnicodeEncodeError):
        return
