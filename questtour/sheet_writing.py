"""Changes an author's route sheet: what is not meant to change stays as it stands, the file itself too."""

import tomllib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from tomlkit import TOMLDocument, parse

from questtour.files import FileFault, is_file, whole_file
from questtour.i18n import _


def rewritten(text: str, change: Callable[[TOMLDocument], str], expected: Mapping[str, Any]) -> str:
    """Return the sheet `text` as `change` writes it; comments, layout and line ends are kept.

    What is written must say what is `expected`: a RuntimeError tells that it does not.
    """
    ends = "\r\n" if "\r\n" in text else "\n"
    written = change(parse(text.replace("\r\n", "\n")))
    if tomllib.loads(written) != expected:
        raise RuntimeError("the sheet was not written as it is meant")
    return written.replace("\n", ends)


def spare(source: Path, output: Path, tour: str = "") -> None:
    """Raise FileFault where `output` is the sheet `source` itself.

    For a new sheet of `tour` (the sheet's id) also where it is anything but an earlier one of the same tour.
    """
    if not is_file(output):
        return
    if output.samefile(source):
        text = _("“{path}” is the sheet itself, and stays as it is. Choose another name.")
        raise FileFault(text.format(path=output))
    if tour and _tour_in(output) != tour:
        text = _("“{path}” holds something else than this tour. Choose another name.")
        raise FileFault(text.format(path=output))


def _tour_in(path: Path) -> object:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig")).get("id")
    except (OSError, ValueError):
        return None


def write_sheet(output: Path, written: str) -> None:
    """Write the sheet `written` to `output`, whole or not at all; raises FileFault."""
    with whole_file(output, "utf-8") as file:
        file.write(written)
