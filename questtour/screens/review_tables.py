"""Tables of the look back: the stations and walks that cost most time first, the groups as in the sheet."""

from textual import on
from textual.actions import SkipAction
from textual.events import Resize
from textual.message import Message
from textual.widgets import DataTable

from questtour.i18n import _
from questtour.reports import report_words as words
from questtour.tour.reflection import TourLook
from questtour.tour.reflection_facts import OVER
from questtour.tour.reflection_groups import GroupLook
from questtour.tour.reflection_stations import StationLook, WalkLook
from questtour.widgets.live_table import Cell, Head, LiveTable

WIDE = 116
"""Columns from which on there is room for all figures."""
LATE = "bold"
"""How a median beyond the plan is written; the column beside says it too."""


class LookTable(LiveTable):
    """Shows a `TourLook`; Enter or a click on a row opens what is known of it."""

    class Opened(Message):
        """Somebody wants to see all of a row."""

        def __init__(self, key: tuple[str, ...]) -> None:
            super().__init__()
            self.key = key
            """What the row is about (station, walk or group), and its id or ids."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.fixed_columns = 1
        self._look: TourLook | None = None

    def show(self, look: TourLook) -> None:
        """Show a tour."""
        self._look = look
        heads = self.heads(wide=self.size.width >= WIDE)
        rows = {key: tuple(cells[head.name] for head in heads) for key, cells in self.cells(look).items()}
        self.show_rows(heads, rows)

    def heads(self, *, wide: bool) -> list[Head]:
        """Return the columns for which there is room."""
        raise NotImplementedError

    def cells(self, look: TourLook) -> dict[str, dict[str, Cell]]:
        """Return the rows by their keys, each with its cells by the columns' names."""
        raise NotImplementedError

    def on_resize(self, _event: Resize) -> None:
        """Give the columns the room there is."""
        if self._look is not None:
            self.show(self._look)

    def action_cursor_left(self) -> None:
        """Leave the key to the screen: everything fits."""
        raise SkipAction

    def action_cursor_right(self) -> None:
        """Leave the key to the screen: everything fits."""
        raise SkipAction

    @on(DataTable.RowSelected)
    def opened(self, event: DataTable.RowSelected) -> None:
        """Tell that somebody wants to see all of the row."""
        event.stop()
        if self.current is not None:
            self.post_message(self.Opened(tuple(self.current.split())))


class StationLooks(LookTable):
    """A row a station, then a row a walk: in both what cost most time comes first."""

    def heads(self, *, wide: bool) -> list[Head]:
        """Return the columns for which there is room."""
        spare = max(0, self.size.width - (WIDE if wide else 78))
        heads = [
            Head("title", _("station"), (32 if wide else 24) + spare),
            Head("planned", _("plan"), 7),
            Head("spent", _("spent"), 8),
            Head("range", _("least – most"), 16),
            Head("late", _("longer"), 9),
            Head("skipped", _("fell out"), 9),
            Head("hints", _("hints"), 7 if not wide else 10),
            Head("open", _("open"), 7 if not wide else 8),
            Head("waits", _("waits"), 8),
            Head("lost", _("lost"), 8),
        ]
        return heads if wide else [head for head in heads if head.name not in {"range", "skipped"}]

    def cells(self, look: TourLook) -> dict[str, dict[str, Cell]]:
        """Return the stations and the walks."""
        stations = {f"station {each.station.id}": self._station(look, each) for each in look.by_weight}
        walks = {f"walk {each.origin} {each.goal}": self._walk(look, each) for each in look.walks}
        return stations | walks

    @staticmethod
    def _station(look: TourLook, each: StationLook) -> dict[str, Cell]:
        spent, late = each.spent, each.late
        waits = f"{len(each.waits)}·{words.span(sum(each.waits))}" if each.waits else words.NONE
        return {
            "title": Cell(words.station_title(look.tour, each.station.id), "bold"),
            "planned": Cell(words.span(each.planned)),
            "spent": Cell(words.span(spent.median if spent else None), LATE if late else ""),
            "range": Cell(f"{words.span(spent.least)} – {words.span(spent.most)}" if spent else words.NONE),
            "late": Cell(_("{n} of {total}").format(n=late, total=len(each.stays)), LATE if late else ""),
            "skipped": Cell(str(each.skipped or words.NONE)),
            "hints": Cell(str(sum(each.hints) or words.NONE)),
            "open": Cell(str(sum(each.open) or words.NONE)),
            "waits": Cell(waits),
            "lost": Cell(words.span(each.lost) if each.lost else words.NONE),
        }

    @staticmethod
    def _walk(look: TourLook, each: WalkLook) -> dict[str, Cell]:
        spent, none = each.spent, Cell(words.NONE, "dim")
        late = sum(one.spent - one.planned >= OVER for one in each.walks)
        return {
            "title": Cell(words.way(look.tour, each), "dim"),
            "planned": Cell(words.span(each.planned)),
            "spent": Cell(words.span(spent.median), LATE if late else ""),
            "range": Cell(f"{words.span(spent.least)} – {words.span(spent.most)}"),
            "late": Cell(_("{n} of {total}").format(n=late, total=len(each.walks)), LATE if late else ""),
            "skipped": none,
            "hints": none,
            "open": none,
            "waits": none,
            "lost": Cell(words.span(each.lost) if each.lost else words.NONE),
        }


class GroupLooks(LookTable):
    """A row a group, in the sheet's order."""

    def heads(self, *, wide: bool) -> list[Head]:
        """Return the columns for which there is room."""
        spare = max(0, self.size.width - (WIDE if wide else 78))
        return [
            Head("title", _("group"), (28 if wide else 15) + spare // 2),
            Head("start", _("start"), 7 if not wide else 10),
            Head("finish", _("end"), 7 if not wide else 10),
            Head("offset", _("at the end"), (28 if wide else 18) + spare - spare // 2),
            Head("stations", _("stations"), 9 if not wide else 10),
            Head("tasks", _("tasks"), 9 if not wide else 10),
            Head("hints", _("hints"), 7 if not wide else 10),
            Head("waits", _("waits"), 6 if not wide else 8),
        ]

    def cells(self, look: TourLook) -> dict[str, dict[str, Cell]]:
        """Return the groups."""
        return {f"group {each.group.id}": self._group(look, each) for each in look.groups}

    @staticmethod
    def _group(look: TourLook, each: GroupLook) -> dict[str, Cell]:
        def of(count: int, total: int) -> Cell:
            return Cell(_("{n} of {total}").format(n=count, total=total))

        finish = words.clock(look.tour, each.finished) if each.finished else _("on the way")
        return {
            "title": Cell(words.group_title(look.tour, each.group.id), "bold"),
            "start": Cell(words.clock(look.tour, each.started)),
            "finish": Cell(finish),
            "offset": Cell(words.late(each.offset)),
            "stations": of(each.stations, each.of_stations),
            "tasks": of(each.tasks, each.of_tasks),
            "hints": Cell(str(each.hints or words.NONE)),
            "waits": Cell(words.span(sum(each.waits)) if each.waits else words.NONE),
        }
