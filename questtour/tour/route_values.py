"""The small values that a route sheet is written in: texts by language, clock times, minutes, ids.

Each is a type for the models of `questtour.tour.route`. Where a value does not fit, it raises an error of
a type named here (``clock``, ``id``, ``blank``, ``story``), which `route_faults` puts into plain words.
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated

from pydantic import (
    AfterValidator,
    Field,
    GetCoreSchemaHandler,
    PlainSerializer,
    PlainValidator,
    WithJsonSchema,
)
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

DAY = 1440
"""Minutes in a day: no duration in a sheet may be longer."""

MOST = 250
"""Stations that a tour may have at most, and groups."""

LONGEST_ID = 64
"""Characters that an id may have at most: ids become parts of file names and network keys."""

_SAME = str.maketrans({"−": "-", "–": "-", "—": "-", "‐": "-", "‑": "-", "ё": "е", ",": "."})
_CLOCK = re.compile(r"([01][0-9]|2[0-3]):([0-5][0-9])")
_LANGUAGE = "^[a-z]{2}$"
_EVERY_LANGUAGE = ""

# Python's isalnum() cannot be said in a portable regular expression. This one lets all letters and digits
# through and stops spaces, ASCII punctuation, quotes and dashes; the loader is exact.
_ID_PATTERN = (
    r"^[^\u0000-\u002C./:-@\[-\^`\u007B-\u00A9\u00AB-\u00B1\u00B4"
    r"\u00B6-\u00B8\u00BB\u00BF\u00D7\u00F7\u2000-\u206F]+$"
)


@dataclass(frozen=True, slots=True)
class Text:
    """What the sheet's author wrote for people to read: one wording for all, or one for each language.

    In a sheet it is a string or a table by two-letter language code. Blank wordings are left out, so a
    text is false when there is nothing to read.
    """

    by_language: tuple[tuple[str, str], ...] = ()
    """Pairs of language code and wording; the code is empty for a wording that serves every language."""

    @classmethod
    def of(cls, wording: str) -> "Text":
        """Make the text that is `wording` in every language."""
        return cls(((_EVERY_LANGUAGE, wording),) if wording.strip() else ())

    def in_(self, language: str) -> str:
        """Return the wording in `language` (a code such as ``"ru"``), else in the first that is given."""
        for code, wording in self.by_language:
            if code in {language, _EVERY_LANGUAGE}:
                return wording
        return self.by_language[0][1] if self.by_language else ""

    def wordings(self) -> tuple[str, ...]:
        """Return the wordings in all languages."""
        return tuple(wording for _code, wording in self.by_language)

    def plain(self) -> str | dict[str, str]:
        """Return the text as it stands in a sheet: a string, or a table by language."""
        table = dict(self.by_language)
        return table.get(_EVERY_LANGUAGE, table or "")

    def __bool__(self) -> bool:
        return bool(self.by_language)

    @classmethod
    def _read(cls, value: object, as_table: core_schema.ValidatorFunctionWrapHandler) -> "Text":
        if isinstance(value, Text):
            return value
        if isinstance(value, str):
            return cls.of(value)
        table: dict[str, str] = as_table(value)
        return cls(tuple((code, wording) for code, wording in table.items() if wording.strip()))

    @classmethod
    def __get_pydantic_core_schema__(cls, source: object, handler: GetCoreSchemaHandler) -> CoreSchema:
        wording = core_schema.str_schema(strict=True)
        code = core_schema.str_schema(strict=True, pattern=_LANGUAGE)
        return core_schema.no_info_wrap_validator_function(
            cls._read,
            core_schema.dict_schema(code, wording, strict=True, min_length=1),
            serialization=core_schema.plain_serializer_function_ser_schema(cls.plain),
        )


_TEXT_TABLE = {
    "type": "object",
    "properties": {"ru": {"type": "string"}, "en": {"type": "string"}},
    "patternProperties": {_LANGUAGE: {"type": "string"}},
    "additionalProperties": False,
    "minProperties": 1,
}


def _something(text: Text) -> Text:
    if not text:
        raise PydanticCustomError("blank", "blank")
    return text


Words = Annotated[
    Text,
    AfterValidator(_something),
    WithJsonSchema({"anyOf": [{"type": "string", "pattern": r"\S"}, dict(_TEXT_TABLE)]}),
]
"""A text in which there must be something to read."""

MaybeText = Annotated[
    Text | None,
    AfterValidator(lambda text: text or None),
    WithJsonSchema({"anyOf": [{"type": "string"}, dict(_TEXT_TABLE)]}),
]
"""A text that may be left out; a blank one is the same as none."""


def is_text_table(value: object) -> bool:
    """Tell whether `value` looks like a text by language: a table whose keys are all two-letter codes."""
    return (
        isinstance(value, Mapping)
        and bool(value)
        and all(isinstance(key, str) and len(key) == 2 for key in value)
    )


def story_points(story: object) -> object:
    """Bring a story to its full form, a list of points; a plain text is one point that must be told.

    Raises `PydanticCustomError` of type ``story`` for what is neither a text nor a list.
    """
    if isinstance(story, str) and not story.strip():
        return ()
    if isinstance(story, str | Text) or is_text_table(story):
        return ({"text": story},)
    if isinstance(story, list | tuple):
        return [{"text": each} if isinstance(each, str) or is_text_table(each) else each for each in story]
    raise PydanticCustomError("story", "story")


def read_clock(value: object) -> timedelta:
    """Read a clock time ``"HH:MM"`` (00:00 to 23:59) as the time since local midnight.

    Raises `PydanticCustomError`, a `ValueError`, of type ``clock`` for anything else.
    """
    if isinstance(value, timedelta):
        return value
    match = _CLOCK.fullmatch(value) if isinstance(value, str) else None
    if match is None:
        raise PydanticCustomError("clock", "clock")
    return timedelta(hours=int(match[1]), minutes=int(match[2]))


def hhmm(time: timedelta) -> str:
    """Write `time`, since local midnight, as ``HH:MM``; seconds are cut, and days begin anew at 24:00."""
    hours, minutes = divmod(int(time.total_seconds() // 60), 60)
    return f"{hours % 24:02}:{minutes:02}"


Clock = Annotated[
    timedelta,
    PlainValidator(read_clock),
    PlainSerializer(hhmm),
    WithJsonSchema({"type": "string", "pattern": "^([01][0-9]|2[0-3]):[0-5][0-9]$"}),
]
"""A clock time: ``"HH:MM"`` in the sheet, the time since local midnight in the program."""


def _id(value: str) -> str:
    if len(value) > LONGEST_ID or not value or not all(each.isalnum() or each in "-_" for each in value):
        raise PydanticCustomError("id", "id")
    return value


Id = Annotated[
    str,
    Field(strict=True),
    AfterValidator(_id),
    WithJsonSchema({"type": "string", "pattern": _ID_PATTERN, "minLength": 1, "maxLength": LONGEST_ID}),
]
"""An id: letters and digits of any alphabet (as `str.isalnum` has it), ``-`` and ``_``; 64 at most."""

Reference = Annotated[str, Field(strict=True)]
"""The id of something described elsewhere in the sheet; that it exists is checked over the whole sheet."""

Minutes = Annotated[float, Field(strict=True, gt=0, le=DAY, allow_inf_nan=False)]
"""Whole or decimal minutes, more than none, a day at most."""

Pause = Annotated[float, Field(strict=True, ge=0, le=DAY, allow_inf_nan=False)]
"""Whole or decimal minutes, none allowed, a day at most."""

Count = Annotated[int, Field(strict=True, ge=0, le=1000)]
"""How many: a whole number from 0 to 1000."""

Flag = Annotated[bool, Field(strict=True)]
"""True or false."""


def folded_answer(answer: str) -> str:
    """Bring an answer to a task to the form in which answers are compared."""
    same = unicodedata.normalize("NFKC", answer).casefold().translate(_SAME)
    # A point before a digit is part of a number: 3.5 must not pass for 35.
    kept = (
        each
        for place, each in enumerate(same)
        if not each.isspace() and (each != "." or same[place + 1 : place + 2].isdigit())
    )
    return "".join(kept) or same.strip()
