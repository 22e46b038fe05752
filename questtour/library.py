"""The route sheets at hand: those that ship with the program, and those in the user's folders."""

import re
import stat
from pathlib import Path

from questtour.files import is_file
from questtour.i18n import _
from questtour.tour.route_faults import RouteFaults, file_fault
from questtour.tour.route_reading import Sheet, read_sheet
from questtour.tour.route_text import SHEET_LIMIT, decoded, too_long

_PACKAGE = Path(__file__).parent
_STATIONS = re.compile(rb"^[ \t]*(\[\[[ \t]*stations[ \t]*\]\]|stations[ \t]*=)", re.MULTILINE)


def read_sheet_file(path: Path) -> Sheet:
    """Read the route sheet in the file `path`; raises `RouteFaults` with every fault that is in it."""
    return read_sheet(_contents(path), str(path))


def find_sheet(name_or_path: str) -> Path:
    """Return the sheet that is meant: an existing file, also without its ``.toml``, else a shipped sheet.

    A shipped one goes by its name, such as ``kvantorium``. What is none of these is returned as a path;
    reading it tells that it is not there.
    """
    path = Path(name_or_path)
    for there in (path, Path(f"{name_or_path}.toml")):
        if is_file(there):
            return there
    named = (sheet for sheet in shipped_sheets() if name_or_path in {sheet.stem, sheet.name})
    return next(named, path)


def named_sheet(name_or_path: str) -> Sheet:
    """Read the sheet that a person means; raises what `find_sheet` and `read_sheet_file` raise."""
    return read_sheet_file(find_sheet(name_or_path))


def sheet_to_plan(name_or_path: str) -> tuple[Path, str, Sheet]:
    """Return where the sheet that a person means is, its text, and what it says.

    It may end after its `finish_by`: a plan may find better orders. Raises what `named_sheet` raises.
    """
    path = find_sheet(name_or_path)
    data = _contents(path)
    return path, decoded(data, str(path)), read_sheet(data, str(path), in_time=False)


def shipped_sheets() -> list[Path]:
    """Return the sheets that come with the program, by name."""
    # A wheel carries them inside the package, a checkout beside it.
    inside = _PACKAGE / "routes"
    return sheets_in(inside if inside.is_dir() else _PACKAGE.parent / "routes")


def sheets_in(folder: Path) -> list[Path]:
    """Return the files in `folder` that look like route sheets, good or faulty, by name; never raises."""
    try:
        found = sorted(folder.glob("*.toml"))
    except (OSError, ValueError):
        return []
    return [path for path in found if _looks_like_a_sheet(path)]


def _looks_like_a_sheet(path: Path) -> bool:
    try:
        return _STATIONS.search(_contents(path)) is not None
    except RouteFaults:
        return False


def _contents(path: Path) -> bytes:
    """Return what stands in the file; raises `RouteFaults`, with one fault, if it cannot be a sheet."""
    name = str(path)
    try:
        # Asked before the file is opened: opening a pipe would wait for its writer for ever.
        status = path.stat()
        if stat.S_ISDIR(status.st_mode):
            raise file_fault(
                name, _("this is a folder"), _("name the sheet in it, a file that ends in .toml")
            )
        if not stat.S_ISREG(status.st_mode):
            raise file_fault(name, _("this is a device, not a file"), _("name a file that ends in .toml"))
        if status.st_size > SHEET_LIMIT:
            raise too_long(status.st_size, name)
        with path.open("rb") as file:
            # The limit counts here too: the sizes of some files are known only when they are read.
            return file.read(SHEET_LIMIT + 1)
    except FileNotFoundError:
        raise file_fault(name, _("there is no such file"), _missing_advice()) from None
    except PermissionError:
        raise file_fault(name, _("reading the file is not allowed"), _("ask whoever owns it")) from None
    except (OSError, ValueError) as error:
        problem = _("the file cannot be read: {reason}").format(reason=error)
        raise file_fault(name, problem, _("copy it to another place and try again")) from None


def _missing_advice() -> str:
    known = ", ".join(sheet.stem for sheet in shipped_sheets())
    return _("check the name; these sheets come with the program: {names}").format(names=known)
