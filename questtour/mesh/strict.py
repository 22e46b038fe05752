"""Values that a stranger wrote, taken only where they are exactly what they should be.

Each function returns the value, or raises WireError.
"""

import re

from questtour.mesh.places import DEVICE
from questtour.mesh.rows import Head

MAX_DEVICES = 512
MAX_NAME = 200
MAX_NUMBER = 2**53

_HEX = re.compile(r"[0-9a-f]{16}")


class WireError(ValueError):
    """Bytes that are no message of ours, or a message that no bytes can hold."""


def check(good: bool) -> None:
    """Raise WireError unless `good`."""
    if not good:
        raise WireError("malformed")


def listed(value: object, length: int) -> list[object]:
    """Take a list of `length` values."""
    return some(value, length, length)


def some(value: object, most: int, least: int = 0) -> list[object]:
    """Take a list of `least` to `most` values."""
    if type(value) is not list or not least <= len(value) <= most:
        raise WireError("no such list")
    return value


def mapped(value: object) -> dict[str, object]:
    """Take something about each of some laptops."""
    if type(value) is not dict or len(value) > MAX_DEVICES:
        raise WireError("no such mapping")
    for name in value:
        device(name)
    return value


def text(value: object) -> str:
    """Take a text that UTF-8 can hold."""
    if type(value) is not str:
        raise WireError("no text")
    if not value.isascii():
        try:
            value.encode()
        except UnicodeEncodeError as error:
            raise WireError("half characters") from error
    return value


def text_or_none(value: object) -> str | None:
    """Take a text or nothing."""
    return None if value is None else text(value)


def name(value: object) -> str:
    """Take a text that is not longer than a name."""
    read = text(value)
    check(len(read) <= MAX_NAME)
    return read


def number(value: object, least: int = 0) -> int:
    """Take a whole number, at least `least`, that every program can hold."""
    if type(value) is not int or not least <= value <= MAX_NUMBER:
        raise WireError("no such number")
    return value


def truth(value: object) -> bool:
    """Take true or false."""
    if type(value) is not bool:
        raise WireError("neither true nor false")
    return value


def device(value: object) -> str:
    """Take a laptop's id."""
    if type(value) is not str or not DEVICE.fullmatch(value):
        raise WireError("no device")
    return value


def hexadecimal(value: object) -> str:
    """Take 16 hex digits."""
    if type(value) is not str or not _HEX.fullmatch(value):
        raise WireError("not 16 hex digits")
    return value


def heads(value: object) -> dict[str, Head]:
    """Take how far some laptops' chains are known."""
    return {each: _head(head) for each, head in mapped(value).items()}


def _head(value: object) -> Head:
    seq, mark = listed(value, 2)
    return Head(number(seq, 1), number(mark))
