"""The hybrid logical clock: times that sort events in causal order though laptops' clocks are wrong.

After S. Kulkarni, M. Demirbas, D. Madappa, B. Avva, M. Leone, "Logical Physical Clocks and Consistent
Snapshots in Globally Distributed Databases" (OPODIS 2014). A reading is the greatest physical time seen
so far, a counter of the events within it, and the laptop, as one text of fixed width that sorts as such:

    2026-05-14T10:00:00.000000Z-0000-k5q3m7a2xw4nd6ty

Physical times are UTC, ISO 8601, always with six digits of microseconds and a "Z".
"""

from datetime import UTC, datetime, timedelta

TIME_WIDTH = len("2026-05-14T10:00:00.000000Z")
COUNTER_WIDTH = 4
COUNTERS = 16**COUNTER_WIDTH
"""How many events fit into one microsecond."""

_NONE = "0" * COUNTER_WIDTH
_DIGIT = "[0-9]"
_DAY = "-".join((_DIGIT * 4, _DIGIT * 2, _DIGIT * 2))
_HOUR = ":".join((_DIGIT * 2, _DIGIT * 2, _DIGIT * 2))
SHAPE = f"{_DAY}T{_HOUR}.{_DIGIT * 6}Z-{'[0-9a-f]' * COUNTER_WIDTH}-?*"
"""A reading, as a GLOB pattern of SQLite: what does not look like this is no reading of ours."""


def time_text(moment: datetime) -> str:
    """Write `moment`, which must know its time zone, as the UTC text of fixed width."""
    if moment.tzinfo is None:
        raise ValueError(f"a time without its zone: {moment!r}")
    return moment.astimezone(UTC).isoformat(timespec="microseconds")[: TIME_WIDTH - 1] + "Z"


def read_time(text: str) -> datetime:
    """Read what `time_text` wrote; a ValueError says that `text` is something else."""
    if len(text) != TIME_WIDTH or text[-1] != "Z":
        raise ValueError(f"not a time of the log: {text!r}")
    return datetime.fromisoformat(text)


def tick(last: str, now: datetime, device: str) -> str:
    """Return the reading of a new event on `device`, greater than `last` whatever the clock says.

    `last` is the greatest reading known here, empty before the first; `now` is the laptop's own clock,
    which may have been put back. A ValueError says that `last` is no reading or `now` has no zone.
    """
    return tick_at(last, time_text(now), device)


def tick_at(last: str, time: str, device: str) -> str:
    """Do what `tick` does, where `time_text` has been asked already."""
    seen = last[:TIME_WIDTH]
    if seen < time:
        return f"{time}-{_NONE}-{device}"
    counter = int(last[TIME_WIDTH + 1 : TIME_WIDTH + 1 + COUNTER_WIDTH], 16) + 1
    if counter < COUNTERS:
        return f"{seen}-{counter:0{COUNTER_WIDTH}x}-{device}"
    return f"{time_text(read_time(seen) + timedelta(microseconds=1))}-{_NONE}-{device}"


def merge(last: str, seen: str) -> str:
    """Return the greater of two readings: what is known here after another laptop's event came."""
    return max(last, seen)
