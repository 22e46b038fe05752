"""Exports of a log: all its events as JSON Lines, or a folder of CSV tables."""

import csv
import json
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

from questtour.eventlog.files import beside, key_path, real
from questtour.eventlog.hlc import read_time, time_text
from questtour.eventlog.reading import read_rows
from questtour.eventlog.rows import COLUMNS, Row, recorded_rows
from questtour.files import FileFault, whole_file
from questtour.files import folder as make_folder
from questtour.i18n import _
from questtour.reports.tables import TABLES
from questtour.tour.clocks import offsets
from questtour.tour.events import ClockJumped, ClockMeasured, Recorded
from questtour.tour.evolve import fold

CLOCK_KINDS = {ClockMeasured.kind, ClockJumped.kind}

Step = Callable[[], None]
"""Told after each event, for a progress bar."""


def _no_step() -> None:
    """Nobody watches."""


def export_jsonl(log: Path, output: Path, step: Step = _no_step) -> None:
    """Write every event of `log` as one JSON object a line, in causal order: the log's columns by name.

    The body is an object; hash and signature are hexadecimal. `time` is what the laptop's clock read, and
    `tour_time` what the coordinator's would have.

    Raises:
        LogFault: the log cannot be read.
        FileFault: the file cannot be written, or is the log.
    """
    _spare(log, output)
    tour_time = _tour_times(read_rows(log))
    with whole_file(output, "utf-8") as file:
        for row in read_rows(log):
            event = _event(row, _object(row.body), tour_time(row))
            file.write(json.dumps(event, ensure_ascii=False) + "\n")
            step()


def _tour_times(rows: Iterable[Row]) -> Callable[[Row], str]:
    """Return what tells a row's time on the coordinator's clock; of a time that cannot be read, the time."""
    said = [row for row in rows if row.kind in CLOCK_KINDS]
    wrong = offsets(record for row in said if (record := _readable(row)) is not None)

    def tour_time(row: Row) -> str:
        known = wrong.get(row.device)
        if known is None:
            return row.time
        try:
            return time_text(read_time(row.time) - known.at(row.seq))
        except (ValueError, TypeError, OverflowError):
            return row.time

    return tour_time


def _readable(row: Row) -> Recorded | None:
    try:
        return row.recorded()
    except (ValueError, TypeError):
        return None


def _spare(log: Path, output: Path) -> None:
    """Refuse to write over the log itself: an earlier export can be made again, a log cannot."""
    own = {real(log), real(key_path(log)), *(real(beside(log, suffix)) for suffix in ("-wal", "-shm"))}
    if real(output) in own:
        raise FileFault(_("“{path}” belongs to the log itself. Choose another place.").format(path=output))


def _event(row: Row, body: Any, tour_time: str) -> dict[str, Any]:  # noqa: ANN401 - any JSON
    values = {name: getattr(row, name) for name in COLUMNS}
    told = {"body": body, "hash": _hex(row.hash), "signature": _hex(row.signature)}
    return {**values, **told, "tour_time": tour_time}


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
    _write(folder / "events.csv", (*COLUMNS, "tour_time"), _counted(rows, step), delimiter)


def _counted(rows: list[Row], step: Step) -> Iterator[dict[str, Any]]:
    tour_time = _tour_times(rows)
    for row in rows:
        yield _event(row, row.body, tour_time(row))
        step()


def _write(path: Path, columns: tuple[str, ...], rows: Iterable[dict[str, Any]], delimiter: str) -> None:
    with whole_file(path, "utf-8-sig") as file:
        writer = csv.DictWriter(file, columns, delimiter=delimiter, lineterminator="\r\n")
        writer.writeheader()
        writer.writerows(rows)
