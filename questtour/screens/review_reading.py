"""What a look back is made of: the logs, read once, and what they add up to. Called off the event loop."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from questtour.files import whole_file
from questtour.library import read_sheet_file, sheets_in, shipped_sheets
from questtour.recent import recent_sheets
from questtour.reports.anonymous import anonymous
from questtour.reports.commands import revise_command
from questtour.reports.sources import sources
from questtour.tour.progress import Progress
from questtour.tour.reflection import Reflection, reflect
from questtour.tour.route import Route
from questtour.tour.route_faults import RouteFaults


@dataclass(frozen=True, slots=True)
class Review:
    """Tours to look back at."""

    logs: tuple[Path, ...]
    tours: tuple[Progress, ...]
    sheet: Path
    """The sheet of the last tour, as far as this laptop knows it."""
    nameless: bool = False
    """Whether people have pseudonyms."""

    def reflect(self) -> Reflection:
        """Look back, in the language in use."""
        return reflect(self.tours)

    @property
    def command(self) -> str:
        """Return the command that makes the next sheet of these tours."""
        # A log may be called after its guide.
        return revise_command(self.sheet, () if self.nameless else self.logs)

    def write_report(self) -> Path:
        """Write the report beside the first log, under a name that is free, and return where.

        Raises:
            FileFault: it cannot be written.
        """
        # Only who exports waits for the charts.
        from questtour.reports.html import report_html

        page = report_html(self.reflect(), self.command)
        path = self._free_name()
        with whole_file(path, "utf-8") as file:
            file.write(page)
        return path

    def _free_name(self) -> Path:
        first = self.logs[0]
        # A log may be called after its guide.
        name = self.tours[-1].route.id if self.nameless or len(self.tours) > 1 else first.stem
        stem = f"{name}-report"
        path, number = first.with_name(f"{stem}.html"), 1
        while path.exists():
            number += 1
            path = first.with_name(f"{stem}-{number}.html")
        return path


def read_review(logs: Sequence[Path], folder: Path, *, nameless: bool = False) -> Review:
    """Read `logs`; `folder` is where this laptop remembers its sheets.

    Raises:
        LogFault: a log cannot be read.
        NothingToReflect: no tour was opened in one, or rehearsals and real tours are mixed.
    """
    given = sources(logs)
    tours = tuple(each.progress() for each in given)
    # The sheets of this laptop name the guides as they are called.
    sheet = sheet_of(reflect(tours).last.tour.route, folder)
    if nameless:
        tours = tuple(each.progress() for each in anonymous(given))
    return Review(tuple(logs), tours, sheet, nameless)


def sheet_of(route: Route, folder: Path) -> Path:
    """Return the sheet that says what `route` says, or else the last one with its id, or a name for it."""
    shipped = set(shipped_sheets())
    found: Path | None = None
    for path in (*recent_sheets(folder), *sheets_in(Path.cwd()), *shipped_sheets()):
        try:
            read = read_sheet_file(path).route
        except RouteFaults:
            # A sheet that was broken since is none that could be revised.
            continue
        if read == route or (found is None and read.id == route.id):
            # A shipped one goes by its name from everywhere.
            found = Path(path.name) if path in shipped else path
        if read == route:
            break
    return found or Path(f"{route.id}.toml")
