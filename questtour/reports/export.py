"""Exports of a log: all its events as JSON Lines, or a folder of CSV tables."""

import csv
import json
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

from questtour.eventlog.reading import read_rows
from questtour.eventlog.rows import Row
from questtour.reports.files import folder as make_folder
from questtour.reports.files import whole_file
from questtour.reports.tables import TABLES
from questtour.tour.evolve import fold

EVENT_COLUMNS = ("device", "seq", "time", "clock", "kind", "group_id", "body", "hash", "signature")

Step = Callable[[], None]
"""Told after each event, for a progress bar."""


def _no_step() -> None:
    """Nobody watches."""


def export_jsonl(log: Path, output: Path, step: Step = _no_step) -> None:
    """Write every event of `log` as one JSON object a line, in causal order: the log's columns by name.

    The body is an object; hash and signature are hexadecimal.

    Raises:
        LogFault: the log cannot be read.
        OutputFault: the file cannot be written.
    """
    with whole_file(output, "utf-8") as file:
        for row in read_rows(log):
            file.write(json.dumps(_event(row, json.loads(row.body)), ensure_ascii=False) + "\n")
            step()


def _event(row: Row, body: Any) -> dict[str, Any]:  # noqa: ANN401 - any JSON
    values = {name: getattr(row, name) for name in EVENT_COLUMNS}
    return {**values, "body": body, "hash": row.hash.hex(), "signature": row.signature.hex()}


def export_csv(log: Path, folder: Path, delimiter: str = ",", step: Step = _no_step) -> None:
    """Write a folder of tables: visits, tasks, hints, notes and all events.

    RFC 4180 in UTF-8 with a byte order mark, so that spreadsheets know the encoding.

    Raises:
        LogFault: the log cannot be read.
        OutputFault: the folder or a file cannot be written.
    """
    rows = list(read_rows(log))
    make_folder(folder)
    progress = fold(row.recorded() for row in rows)
    for table in TABLES:
        _write(folder / f"{table.name}.csv", table.columns, table.rows(progress), delimiter)
    _write(folder / "events.csv", EVENT_COLUMNS, _counted(rows, step), delimiter)


def _counted(rows: Iterable[Row], step: Step) -> Iterator[dict[str, Any]]:
    for row in rows:
        yield _event(row, row.body)
        step()


def _write(path: Path, columns: tuple[str, ...], rows: Iterable[dict[str, Any]], delimiter: str) -> None:
    with whole_file(path, "utf-8-sig") as file:
        writer = csv.DictWriter(file, columns, delimiter=delimiter, lineterminator="\r\n")
        writer.writeheader()
        writer.writerows(rows)
