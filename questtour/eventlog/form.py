"""What a stranger's row must look like before anything else is asked: what it says, anybody can fold."""

from datetime import UTC, datetime
from fnmatch import fnmatchcase
from json import JSONDecoder
from typing import NoReturn

from questtour.eventlog.hlc import COUNTER_WIDTH, SHAPE, TIME_WIDTH, read_time, time_text
from questtour.eventlog.rows import Row
from questtour.eventlog.verify import Reason

EARLIEST = datetime(1970, 1, 1, tzinfo=UTC)
END_OF_TIME = datetime(2200, 1, 1, tzinfo=UTC)
"""The moments of a tour: within them calendars can reckon, whatever is added or taken away."""

MAX_BODY = 2**20
"""Characters of the longest body: the largest route sheet has some tens of thousands."""

MAX_NAME = 10_000
"""Characters of the longest kind, and of the longest group's name."""

SIGNATURE_BYTES = 64


def fault_in_form(row: Row) -> Reason | None:
    """Tell what is wrong with the form of `row`, whoever wrote it and whatever comes before it."""
    if not _is_text(row):
        return Reason.MALFORMED
    if not (_is_time(row.time) and _is_reading(row.clock, row.device)):
        return Reason.BAD_TIME
    return None if _is_object(row.body) else Reason.MALFORMED


def _is_text(row: Row) -> bool:
    """Tell whether the columns are such that SQLite can hold them, and of a reasonable size."""
    texts = (row.device, row.time, row.clock, row.kind, row.group_id or "", row.body)
    if not all(isinstance(text, str) for text in texts) or len(row.signature) != SIGNATURE_BYTES:
        return False
    try:
        "\n".join(texts).encode()
    except UnicodeEncodeError:
        return False
    return len(row.body) <= MAX_BODY and len(row.kind) <= MAX_NAME and len(row.group_id or "") <= MAX_NAME


def _is_time(text: str) -> bool:
    try:
        moment = read_time(text)
        return EARLIEST <= moment < END_OF_TIME and time_text(moment) == text
    except ValueError:
        return False


def _is_reading(text: str, device: str) -> bool:
    begin = TIME_WIDTH + 1 + COUNTER_WIDTH + 1
    return text[begin:] == device and fnmatchcase(text, SHAPE) and _is_time(text[:TIME_WIDTH])


def _is_object(body: str) -> bool:
    try:
        return isinstance(_JSON.decode(body), dict)
    except (ValueError, RecursionError):  # RecursionError: nested too deep
        return False


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"no JSON: {name}")


_JSON = JSONDecoder(parse_constant=_no_constant)
