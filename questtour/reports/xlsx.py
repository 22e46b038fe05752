"""The tables and figures of tours as a workbook: real dates, durations and numbers, with filters and a chart.

No text is ever a formula or a link, whatever it begins with.
"""

import io
from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path
from textwrap import wrap
from typing import TYPE_CHECKING, Any

from questtour.files import whole_bytes
from questtour.i18n import _
from questtour.reports.sources import Source
from questtour.reports.tables import TABLES
from questtour.reports.xlsx_figures import FIGURES, Figures
from questtour.reports.xlsx_words import COLUMN_WORDS, SHEET_WORDS
from questtour.tour.reflection import Reflection, reflect
from questtour.wording import shown_block

if TYPE_CHECKING:
    # Only who writes a workbook waits for it.
    from xlsxwriter import Workbook
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

MOST_LETTERS = 32_767
"""Letters that a cell holds, as Excel has it."""

MOST_ROWS = 1_048_575
"""Rows of a sheet below its header, as Excel has it."""

_WIDEST, _NARROWEST = 60, 8
_BOLD = 1.15
"""How much wider bold letters are than digits."""

_LINE, _HIGHEST = 15, 409
"""Points: a line's height, and the most that Excel lets a row have."""

_NO_XML = str.maketrans({"\ufffe": "\ufffd", "\uffff": "\ufffd"})
_DAY, _MINUTES = 86_400, 1_440
_MOMENTS = frozenset({"planned_arrival", "arrived", "left", "done_at", "shown_at", "time", "answered_at"})


def export_xlsx(tours: Sequence[Source], output: Path) -> None:
    """Write a workbook at `output`: the figures of the look back, then a sheet for each table.

    Raises:
        LogFault: a log cannot be read.
        NothingToReflect: no tour was opened, or rehearsals and real tours are mixed.
        FileFault: the file cannot be written.
    """
    from xlsxwriter import Workbook

    progresses = [source.progress() for source in tours]
    found = reflect(progresses)
    buffer = io.BytesIO()
    settings = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with Workbook(buffer, settings) as book:
        pages = _Pages(book)
        _figures(pages, found)
        for table in TABLES:
            rows = [
                {"log": source.name, **row} if len(tours) > 1 else row
                for source, progress in zip(tours, progresses, strict=True)
                for row in table.rows(progress)
            ]
            columns = ("log", *table.columns) if len(tours) > 1 else table.columns
            pages.add(table.name, columns, rows)
    with whole_bytes(output) as file:
        file.write(buffer.getvalue())


def _figures(pages: "_Pages", found: Reflection) -> None:
    for figures in FIGURES:
        sheet = pages.add(figures.name, figures.columns, list(figures.rows(found)))
        if figures.chart is not None:
            _chart(pages.book, sheet, figures, sum(1 for _row in figures.rows(found)))


def _chart(book: "Workbook", sheet: "Worksheet", figures: Figures, count: int) -> None:
    """Draw planned and spent beside each other, from the cells, so that it follows what one changes."""
    assert figures.chart is not None
    label, *series = (figures.columns.index(name) for name in figures.chart)
    chart: Any = book.add_chart({"type": "bar"})
    for column, colour in zip(series, ("#9AA5B1", "#1F6FB2"), strict=True):
        chart.add_series(
            {
                "name": [sheet.get_name(), 0, column],
                "categories": [sheet.get_name(), 1, label, max(count, 1), label],
                "values": [sheet.get_name(), 1, column, max(count, 1), column],
                "fill": {"color": colour},
            }
        )
    chart.set_title({"name": _("Planned and spent")})
    chart.set_y_axis({"reverse": True})
    axis = {"num_format": "[m]", "major_unit": 5 / _MINUTES, "major_gridlines": {"visible": True}}
    chart.set_x_axis({"name": _("minutes"), **axis})
    chart.set_size({"width": 760, "height": 120 + 42 * max(count, 1)})
    sheet.insert_chart(count + 2, 1, chart)


class _Pages:
    """The sheets of a workbook, each with a frozen header, a filter and columns of a fitting width."""

    def __init__(self, book: "Workbook") -> None:
        self.book = book
        self._head = book.add_format(
            {
                "bold": True,
                "bg_color": "#E6EBF0",
                "text_wrap": True,
                "valign": "top",
                "align": "left",
                "indent": 1,
            }
        )
        # Between a text and the number before it there is room.
        self._text = book.add_format({"text_wrap": True, "valign": "top", "align": "left", "indent": 1})
        self._plain = book.add_format({"valign": "top"})
        self._moment = book.add_format({"num_format": "dd.mm.yyyy hh:mm:ss", "valign": "top"})
        self._span = book.add_format({"num_format": "[h]:mm:ss", "valign": "top"})
        self._share = book.add_format({"num_format": "0.0%", "valign": "top"})

    def add(self, name: str, columns: Sequence[str], rows: Sequence[dict[str, Any]]) -> "Worksheet":
        """Add the sheet `name` with those rows."""
        sheet: Worksheet = self.book.add_worksheet(_(SHEET_WORDS[name]))
        titles = [_(COLUMN_WORDS[column]) for column in columns]
        widths = [
            _column_width(title, (_letters(column, row[column]) for row in rows))
            for title, column in zip(titles, columns, strict=True)
        ]
        for place, (title, width) in enumerate(zip(titles, widths, strict=True)):
            sheet.write_string(0, place, title, self._head)
            sheet.set_column(place, place, width)
        sheet.set_row(0, _height(titles, widths))
        for number, row in enumerate(rows[:MOST_ROWS], 1):
            texts = ["" if column in _MOMENTS else row[column] for column in columns]
            sheet.set_row(number, _height(texts, widths))
            for place, column in enumerate(columns):
                self._write(sheet, number, place, column, row[column])
        sheet.freeze_panes(1, 0)
        sheet.autofilter(0, 0, max(1, len(rows)), len(columns) - 1)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(0)
        return sheet

    def _write(self, sheet: "Worksheet", row: int, place: int, column: str, value: Any) -> None:  # noqa: ANN401
        if value is None or value == "":
            return
        if "seconds" in column:
            sheet.write_number(row, place, value / _DAY, self._span)
        elif column in _MOMENTS:
            wall = datetime.fromisoformat(value).replace(tzinfo=None)
            sheet.write_datetime(row, place, wall, self._moment)
        elif isinstance(value, int | float):
            sheet.write_number(row, place, value, self._number(column))
        else:
            text = shown_block(value[: MOST_LETTERS + 1]).translate(_NO_XML)
            sheet.write_string(row, place, text[: MOST_LETTERS - 1], self._text)

    def _number(self, column: str) -> "Format":
        return self._share if column == "share" else self._plain


def _column_width(title: str, letters: Iterable[int]) -> float:
    """Return the width of a column, in digits: its title takes one line or two, its cells so many letters."""
    longest = max(map(len, title.split()))
    # The arrow of the filter stands in the header, too.
    wanted = max(_NARROWEST, longest * _BOLD + 1, len(title) * 0.6, *letters, 0)
    return min(_WIDEST, wanted + 2)


def _height(cells: Sequence[object], widths: Sequence[float]) -> float:
    """Return the height of a row, in points: LibreOffice does not make room for lines that are broken."""
    lines = [
        sum(len(wrap(line, int(width) - 1)) or 1 for line in cell[:MOST_LETTERS].splitlines())
        for cell, width in zip(cells, widths, strict=True)
        if isinstance(cell, str)
    ]
    return min(_HIGHEST, _LINE * max(lines, default=1))


def _letters(column: str, value: Any) -> int:  # noqa: ANN401 - any cell
    if column in _MOMENTS:
        return 18
    lines: Iterable[str] = str(value if value is not None else "")[:500].splitlines()
    return max(map(len, lines), default=0)
