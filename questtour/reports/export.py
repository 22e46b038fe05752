"""Exports of a log: all its events as JSON Lines, or a folder of CSV tables."""

import csv
import json
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

from questtour.eventlog.files import beside, key_path, real
from questtour.eventlog.reading import read_rows
from questtour.eventlog.rows import COLUMNS, Row, recorded_rows
from questtour.files import FileFault, whole_file
from questtour.files import folder as make_folder
from questtour.i18n import _
from questtour.reports.tables import TABLES
from questtour.tour.evolve import fold

Step = Callable[[], None]
"""Told after each event, for a progress bar."""


def _no_step() -> None:
    """Nobody watches."""


def export_jsonl(log: Path, output: Path, step: Step = _no_step) -> None:
    """Write every event of `log` as one JSON object a line, in causal order: the log's columns by name.

    The body is an object; hash and signature are hexadecimal.

    Raises:
        LogFault: the log cannot be read.
        FileFault: the file cannot be written, or is the log.
    """
    _spare(log, output)
    with whole_file(output, "utf-8") as file:
        for row in read_rows(log):
            file.write(json.dumps(_event(row, _object(row.body)), ensure_ascii=False) + "\n")
            step()


def _spare(log: Path, output: Path) -> None:
    """Refuse to write over the log itself: an earlier export can be made again, a log cannot."""
    own = {real(log), real(key_path(log)), *(real(beside(log, suffix)) for suffix in ("-wal", "-shm"))}
    if real(output) in own:
        raise FileFault(_("“{path}” belongs to the log itself. Choose another place.").format(path=output))


def _event(row: Row, body: Any) -> dict[str, Any]:  # noqa: ANN401 - any JSON
    values = {name: getattr(row, name) for name in COLUMNS}
    return {**values, "body": body, "hash": _hex(row.hash), "signature": _hex(row.signature)}


def _hex(value: bytes | None) -> str:
    # A log that was tampered with is exported as far as it goes; `verify` says what is wrong with it.
    return (value or b"").hex()


def _object(body: str) -> Any:  # noqa: ANN401 - any JSON
    """Return what a body says; one that is no JSON is kept as the text that it is."""
    try:
        return json.loads(body)
    except ValueError:
        return body


def export_csv(log: Path, folder: Path, delimiter: str = ",", step: Step = _no_step) -> None:
    """Write a folder of tables: visits, tasks, hints, notes and all events.

    RFC 4180 in UTF-8 with a byte order mark, so that spreadsheets know the encoding.

    Raises:
        LogFault: the log cannot be read.
        FileFault: the folder or a file cannot be written, or is the log.
    """
    for name in (*(table.name for table in TABLES), "events"):
        _spare(log, folder / f"{name}.csv")
    rows = list(read_rows(log))
    progress = fold(recorded_rows(rows, log))
    make_folder(folder)
    for table in TABLES:
        _write(folder / f"{table.name}.csv", table.columns, table.rows(progress), delimiter)
    _write(folder / "events.csv", COLUMNS, _counted(rows, step), delimiter)


def _counted(rows: Iterable[Row], step: Step) -> Iterator[dict[str, Any]]:
    for row in rows:
        yield _event(row, row.body)
        step()


def _write(path: Path, columns: tuple[str, ...], rows: Iterable[dict[str, Any]], delimiter: str) -> None:
    with whole_file(path, "utf-8-sig") as file:
        writer = csv.DictWriter(file, columns, delimiter=delimiter, lineterminator="\r\n")
        writer.writeheader()
        writer.writerows(rows)
