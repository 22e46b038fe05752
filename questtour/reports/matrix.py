"""The plan as a matrix, station × time: which group is where when. For a terminal, and for paper."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from rich.cells import cell_len, set_cell_size
from rich.columns import Columns
from rich.console import Console
from rich.text import Text

from questtour.i18n import _, language
from questtour.tour.route import Group, Route, Station
from questtour.tour.route_values import hhmm
from questtour.tour.timetable import PlannedVisit, Timetable
from questtour.wording import shown

_MINUTE = timedelta(minutes=1)
_STEPS = (5, 10, 15, 20, 30, 60, 120, 240)
"""Minutes between two times at the head of the matrix."""

_NAMES = 22
"""Columns for the stations' names, at most."""


@dataclass(frozen=True, slots=True)
class Lane:
    """What happens at one place of a station: visits that do not overlap, the earliest first."""

    station: Station
    visits: tuple[PlannedVisit, ...]


@dataclass(frozen=True, slots=True)
class Matrix:
    """The whole plan, from `start` to `end`, since midnight."""

    start: timedelta
    end: timedelta
    lanes: tuple[Lane, ...]
    """In the order of the sheet; a station that holds more groups at once has a lane for each."""

    def marks(self, most: int) -> list[timedelta]:
        """Return the round times to write at the head: at most so many, where a step is long enough."""
        for minutes in _STEPS:
            step = minutes * _MINUTE
            first = -(-self.start // step)
            found = [number * step for number in range(first, self.end // step + 1)]
            if len(found) <= most:
                break
        return found

    def part(self, moment: timedelta) -> float:
        """Return where a moment lies between start and end, from 0 to 1."""
        return (moment - self.start) / (self.end - self.start)


def matrix_of(route: Route, plan: Timetable) -> Matrix:
    """Arrange the visits of a plan by station."""
    visits = [visit for each in plan.visits.values() for visit in each]
    lanes = []
    for station in route.stations:
        own = sorted(
            (visit for visit in visits if visit.station == station.id), key=lambda visit: visit.arrive
        )
        lanes += [Lane(station, tuple(lane)) for lane in _lanes(own)]
    return Matrix(min(visit.arrive for visit in visits), plan.last_finish, tuple(lanes))


def _lanes(visits: Sequence[PlannedVisit]) -> list[list[PlannedVisit]]:
    lanes: list[list[PlannedVisit]] = []
    for visit in visits:
        free = next((lane for lane in lanes if lane[-1].leave <= visit.arrive), None)
        if free is None:
            lanes.append([visit])
        else:
            free.append(visit)
    return lanes or [[]]


def matrix_text(route: Route, plan: Timetable, width: int) -> tuple[Text, dict[str, str]]:
    """Draw the matrix for a terminal of so many columns, and return what each group's bar begins with.

    That is its name; or its number in the sheet, where two names would look the same in a short bar.
    """
    matrix = matrix_of(route, plan)
    names = min(_NAMES, max(cell_len(_words(lane.station)) for lane in matrix.lanes))
    columns = max(width - names - 2, 20)
    labels = _labels(route, matrix, columns)
    text = Text(" " * (names + 1), no_wrap=True, overflow="crop")
    text.append(_head(matrix, columns) + "\n", style="bold")
    for number, lane in enumerate(matrix.lanes):
        again = number and matrix.lanes[number - 1].station is lane.station
        name = "" if again else _words(lane.station)
        text.append(_cut(name, names, " ") + " ", style="bold")
        text.append(_bars(labels, matrix, lane, columns) + "\n")
    return text, labels


def print_matrix(route: Route, plan: Timetable) -> None:
    """Print the matrix as wide as the terminal is."""
    console = Console()
    console.print(Text(_("Who is where, and when"), style="bold"))
    # Rich does not ask the text itself how it wants to be cut.
    text, labels = matrix_text(route, plan, console.width)
    console.print(text, end="", no_wrap=True, overflow="crop")
    titles = [(labels[group.id], _words(group)) for group in route.groups]
    if any(label != title for label, title in titles):
        console.print(Columns([Text(f"{label} {title}") for label, title in titles], padding=(0, 2)))


def _head(matrix: Matrix, columns: int) -> str:
    line = " " * columns
    for mark in matrix.marks(max(columns // 8, 2)):
        place = round(matrix.part(mark) * columns)
        if place + 5 <= columns:
            line = line[:place] + hhmm(mark) + line[place + 5 :]
    return line.rstrip()


def _labels(route: Route, matrix: Matrix, columns: int) -> dict[str, str]:
    titles = {group.id: _words(group) for group in route.groups}
    shortest = min(
        int(matrix.part(visit.leave) * columns) - int(matrix.part(visit.arrive) * columns)
        for lane in matrix.lanes
        for visit in lane.visits
    )
    cut = {_cut(title, max(shortest - 2, 0), "") for title in titles.values()}
    if len(cut) == len(titles):
        return titles
    return {group.id: str(number) for number, group in enumerate(route.groups, 1)}


def _bars(labels: Mapping[str, str], matrix: Matrix, lane: Lane, columns: int) -> str:
    line = ""
    for visit in lane.visits:
        begin = max(round(matrix.part(visit.arrive) * columns), cell_len(line))
        end = max(round(matrix.part(visit.leave) * columns), begin + 1)
        name = _cut(labels[visit.group], end - begin - 1, "─")
        line += " " * (begin - cell_len(line)) + "│" + name
    return line


def _words(titled: Station | Group) -> str:
    return shown(titled.title.in_(language()))


def _cut(text: str, columns: int, filling: str) -> str:
    """Return `text` in exactly so many columns of a terminal."""
    if cell_len(text) > columns:
        text = set_cell_size(text, columns - 1) + "…" if columns else ""
    return text + filling * (columns - cell_len(text))
