"""Every station in a row: who is in, who comes next and when, whether it is free, full or closed."""

from textual import on
from textual.events import Resize
from textual.message import Message
from textual.widgets import DataTable

from questtour.i18n import _, language
from questtour.tour.foreseen import arrivals
from questtour.tour.overview import Coming, Overview, StationNow
from questtour.widgets.hall_words import names, station_title
from questtour.widgets.live_table import Cell, Head, LiveTable, Row
from questtour.widgets.route_panel import NOW, WALKING
from questtour.wording import hours_minutes, shown

NEXT = 2
"""So many of the groups that come next are named."""


class StationsTable(LiveTable):
    """Shows an `Overview`'s stations."""

    class Opened(Message):
        """Somebody wants to do something about a station."""

        def __init__(self, station: str) -> None:
            super().__init__()
            self.station = station

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.fixed_columns = 1
        self._overview: Overview | None = None

    @property
    def station(self) -> str | None:
        """Return the station under the cursor."""
        return self.current

    def show(self, overview: Overview) -> None:
        """Show the overview."""
        self._overview = overview
        rows = {station.id: self._row(overview, station) for station in overview.stations}
        self.show_rows(self._columns(), rows)

    def _columns(self) -> list[Head]:
        # What is left of the width goes to the groups.
        spare = max(0, self.size.width - 76)
        return [
            Head("station", _("station"), 17 + min(6, spare // 6)),
            Head("room", _("room"), 8 + min(8, spare // 6)),
            Head("inside", _("who is in"), 17 + spare // 4),
            Head("coming", _("who comes next"), 20 + spare // 4),
            Head("state", _("state"), 14 + spare // 4),
        ]

    def _row(self, overview: Overview, station: StationNow) -> Row:
        told = overview.progress.route.station(station.id)
        inside = names(overview.progress, station.inside)
        coming = arrivals(overview, station.id)
        return (
            Cell(station_title(overview.progress, station.id), "bold"),
            Cell(shown(told.room.in_(language())) if told.room else ""),
            Cell(f"{NOW} {inside}" if inside else ""),
            Cell(", ".join(self._coming(overview, station, each) for each in coming[:NEXT])),
            self._state(station),
        )

    @staticmethod
    def _coming(overview: Overview, station: StationNow, coming: Coming) -> str:
        moment = overview.moments[coming.group]
        on_way = moment.visit is not None and moment.visit.station == station.id
        clock = hours_minutes(moment.wall(coming.at))
        return f"{WALKING if on_way else ''}{names(overview.progress, (coming.group,))} {clock}"

    @staticmethod
    def _state(station: StationNow) -> Cell:
        if station.closed is not None:
            reason = shown(station.closed)
            closed = _("CLOSED")
            return Cell(f"✗ {closed}: {reason}" if reason else f"✗ {closed}", "bold reverse")
        if station.room_for:
            return Cell("○ " + _("free"), "dim")
        return Cell("● " + _("full"))

    def on_resize(self, _event: Resize) -> None:
        """Give the columns the room there is."""
        if self._overview is not None:
            self.show(self._overview)

    @on(DataTable.RowSelected)
    def opened(self, event: DataTable.RowSelected) -> None:
        """Tell that somebody wants to do something about the station."""
        event.stop()
        if self.station is not None:
            self.post_message(self.Opened(self.station))
