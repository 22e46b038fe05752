"""Exports of logs: all its events as JSON Lines, or a folder of CSV tables."""

import csv
import json
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from questtour.eventlog.files import beside, key_path, real
from questtour.eventlog.hlc import read_time, time_text
from questtour.eventlog.rows import COLUMNS, Row, recorded_rows, whole
from questtour.files import FileFault, is_file, whole_file, worded
from questtour.files import folder as make_folder
from questtour.i18n import _
from questtour.reports.sources import Source, sources
from questtour.reports.tables import TABLES
from questtour.tour.clocks import offsets
from questtour.tour.events import ClockJumped, ClockMeasured, Recorded
from questtour.tour.evolve import Streaming

CLOCK_KINDS = frozenset({ClockMeasured.kind, ClockJumped.kind})

FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What makes a spreadsheet take a text for a formula, see OWASP's “CSV Injection”."""

NUMBER = re.compile(r"[+-]?\d+([.,]\d+)?")

Step = Callable[[], None]
"""Told after each event, for a progress bar."""


def no_step() -> None:
    """Nobody watches."""


Logs = Path | Sequence[Source]
"""One log, or the tours in several."""


def _given(logs: Logs) -> Sequence[Source]:
    return sources([logs]) if isinstance(logs, Path) else logs


def export_jsonl(logs: Logs, output: Path, step: Step = no_step) -> None:
    """Write every event of `logs` as one JSON object a line, in causal order: the log's columns by name.

    The body is an object; hash and signature are hexadecimal. `time` is what the laptop's clock read, and
    `tour_time` what the coordinator's would have. Of several tours each event says in `log` of which it is.

    Raises:
        LogFault: a log cannot be read.
        FileFault: the file cannot be written, or is a log.
    """
    tours = _given(logs)
    spare_logs(tours, output)
    with whole_file(output, "utf-8") as file:
        for source in tours:
            named = {"log": source.name} if len(tours) > 1 else {}
            tour_time = _tour_times(source.rows(CLOCK_KINDS))
            for row in source.rows():
                event = named | _event(row, _object(row.body), tour_time(row))
                file.write(whole(json.dumps(event, ensure_ascii=False)) + "\n")
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


EVENTS = "events.csv"
"""The table that every export as csv has."""

BEGINS = {"jsonl": b"{", "xlsx": b"PK", "html": b"<!doctype html>", "xapi": b"["}
"""How a file of each format begins."""


def spare(tours: Iterable[Source], output: Path, form: str) -> None:
    """Refuse to write over what no export in the format `form` can have written (FileFault).

    An earlier export can be made again; a log, a sheet or somebody's own table cannot.
    """
    spare_logs(tours, output)
    if form == "csv":
        own = next((path for each in TABLES if is_file(path := output / f"{each.name}.csv")), None)
        if own is not None and not is_file(output / EVENTS):
            text = _("“{path}” is no table of an earlier export. Choose another folder.")
            raise FileFault(text.format(path=own))
    else:
        spare_other(output, form)


def spare_other(output: Path, form: str) -> None:
    """Refuse to write a file of the format `form` over one that does not begin as such (FileFault)."""
    # HTML says the same in great letters and in small ones.
    if is_file(output) and not BEGINS[form].lower().startswith(_begin(output, form).lower()):
        text = _("“{path}” is no earlier export as {form}, and stays as it is. Choose another name.")
        raise FileFault(text.format(path=output, form=form))


def _begin(path: Path, form: str) -> bytes:
    with worded(path), path.open("rb") as file:
        return file.read(len(BEGINS[form]))


def spare_logs(tours: Iterable[Source], output: Path) -> None:
    """Refuse to write over one of the logs themselves (FileFault)."""
    for log in (path for source in tours for path in source.paths):
        own = {real(log), real(key_path(log)), *(real(beside(log, suffix)) for suffix in ("-wal", "-shm"))}
        if real(output) in own:
            text = _("“{path}” belongs to the log itself. Choose another place.")
            raise FileFault(text.format(path=output))


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


def export_csv(logs: Logs, folder: Path, delimiter: str = ",", step: Step = no_step) -> None:
    """Write a folder of tables: visits, tasks, hints, notes, messages, help, survey, reflection, all events.

    RFC 4180 in UTF-8 with a byte order mark, so that spreadsheets know the encoding. Of several tours each
    row says first, in `log`, of which it is. A text that a spreadsheet would take for a formula has an
    apostrophe before it; only in the events every text stands as it is in the log.

    Raises:
        LogFault: a log cannot be read.
        FileFault: the folder or a file cannot be written, or is a log.
    """
    tours = _given(logs)
    for name in (*(table.name for table in TABLES), "events"):
        spare_logs(tours, folder / f"{name}.csv")
    named = ("log",) if len(tours) > 1 else ()
    # What cannot be read leaves no empty folder behind.
    foldings = [source.streaming() for source in tours]
    make_folder(folder)
    columns = (*named, *COLUMNS, "tour_time")
    _write(folder / EVENTS, columns, _events(tours, foldings, step), delimiter)
    told = [(source.name, folding.progress) for source, folding in zip(tours, foldings, strict=True)]
    for table in TABLES:
        rows = (
            {"log": name} | row if named else row
            for name, progress in told
            for row in map(_no_formula, table.rows(progress))
        )
        _write(folder / f"{table.name}.csv", (*named, *table.columns), rows, delimiter)


def _events(tours: Sequence[Source], foldings: Sequence[Streaming], step: Step) -> Iterator[dict[str, Any]]:
    """Yield every event as a row, and on the way add up what comes of each tour."""
    for source, folding in zip(tours, foldings, strict=True):
        named = {"log": source.name} if len(tours) > 1 else {}
        tour_time = _tour_times(source.rows(CLOCK_KINDS))
        for row in source.rows():
            for record in recorded_rows((row,), source.paths[0]):
                folding.add(record)
            yield named | _event(row, row.body, tour_time(row))
            step()


def _no_formula(row: dict[str, Any]) -> dict[str, Any]:
    return {name: _as_text(value) if isinstance(value, str) else value for name, value in row.items()}


def _as_text(value: str) -> str:
    """Mark what a spreadsheet would reckon instead of showing it, as OWASP advises; a number is none."""
    return f"'{value}" if value.startswith(FORMULA) and not NUMBER.fullmatch(value) else value


def _write(path: Path, columns: tuple[str, ...], rows: Iterable[dict[str, Any]], delimiter: str) -> None:
    with whole_file(path, "utf-8-sig") as file:
        writer = csv.DictWriter(file, columns, delimiter=delimiter, lineterminator="\r\n")
        writer.writeheader()
        writer.writerows(rows)
