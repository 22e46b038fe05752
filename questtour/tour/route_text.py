"""From the bytes of a route sheet to its raw tables: encoding and TOML, with faults in plain words."""

import re
import tomllib
from typing import Any

from questtour.i18n import N_, _
from questtour.tour.route_faults import LISTS, RouteFaults, file_fault
from questtour.wording import size

SHEET_LIMIT = 1_000_000
"""Bytes that a sheet may have at most; a full day's sheet has some 50,000."""

_BOM = b"\xef\xbb\xbf"
_WIDE_BOMS = (b"\xff\xfe", b"\xfe\xff", b"\x00\x00\xfe\xff")
_CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1f]")

_HEADER = re.compile(r"[ \t]*(\[\[?)[ \t]*([a-z.]+)[ \t]*\]")

_SAVE_AS = N_("open it in Notepad, choose “Save as” and there the encoding UTF-8")
_NO_TEXT = N_("write the sheet in a plain text editor such as Notepad, not in Word or Excel")
_CLOSE_TEXT = N_("close it with the same quotes that it begins with")
_ONE_A_LINE = N_("write one `name = value` on a line, and texts in straight quotes")
_ONE_LINE_TABLE = N_("keep it on one line, with a comma between its fields and } at the end")

_TWICE = r"Cannot overwrite|Cannot declare|Cannot mutate|Cannot redefine|Duplicate"

_SYNTAX: tuple[tuple[str, str, str], ...] = (
    (r"character '\\n'", N_("a text is not closed on this line"), _CLOSE_TEXT),
    (
        r"Illegal|invalid character",
        N_("there is a character that must not be here"),
        N_("type the line anew"),
    ),
    (r"Unterminated string|Expected \"'|Expected '\"", N_("a text is not closed"), _CLOSE_TEXT),
    (r"Expected newline", N_("something is left over after the value"), _ONE_A_LINE),
    (r"Invalid value", N_("there is no value that can be read here"), _ONE_A_LINE),
    (r"Expected '='", N_("there is no = after the name"), _ONE_A_LINE),
    (r"Invalid statement", N_("this line cannot be read"), _ONE_A_LINE),
    (
        _TWICE,
        N_("the same name is given twice"),
        N_("keep one of the two; what there are many of begins with two brackets, as in [[stations]]"),
    ),
    (
        r"Expected '\]|initial character for a key",
        N_("the brackets do not fit together"),
        N_("write two brackets on each side, as in [[stations]]"),
    ),
    (
        r"Unclosed array",
        N_("a list is not closed, or a comma is missing in it"),
        N_("put a comma between the entries and ] at the end"),
    ),
    (r"Unclosed inline", N_("a table in { } is not closed on its line"), _ONE_LINE_TABLE),
    (
        r"Unescaped|Escaped|hex value",
        N_("a backslash in a text does not fit"),
        N_("write two of them, \\\\, or put the text in single quotes"),
    ),
    (r"Invalid date", N_("this is no date or time"), N_("put it in quotes")),
)

"""What `tomllib` may say, what it means, and what to do."""

_SLIPS = (
    (r"[“”„«»‘’]", "", N_('use straight quotes, "…"')),
    (r",\s*[0-9]", r"=\s*[0-9]+$", N_("write decimals with a point: 2.5")),
    (r":[0-9]", r"=\s*[0-9]+$", N_('put times in quotes: start = "10:00"')),
    (r"(?i)(true|false|yes|no|да|нет)\b", r"=\s*$", N_("write true or false, in small letters")),
    (r"\w", r"=\s*$", N_('put texts in straight quotes: title = "…"')),
    (r"[^\W0-9a-zA-Z_]", r"^\s*$", N_("names of fields are in Latin letters: title, minutes, …")),
    (r"\}", r",\s*$", N_("take away the comma before the bracket")),
    (r"\s*$", r"\{[^}]*$", _ONE_LINE_TABLE),
    (r"\w", r"=\s*(\".*\"|'.*')$", N_("inside a text use other quotes: “…” or '…'")),
)
"""Frequent slips: what follows the fault on its line, what precedes it there, and what to do."""


def decoded(data: bytes, name: str) -> str:
    """Return the text of the sheet `data`, read from the file `name`.

    Raises `RouteFaults`, with one fault, for what is too long, not UTF-8 or not text. A byte order mark is
    left out.
    """
    if len(data) > SHEET_LIMIT:
        raise too_long(len(data), name)
    if data.startswith(_WIDE_BOMS) or _looks_wide(data):
        raise file_fault(name, _("the file is saved as UTF-16"), _(_SAVE_AS))
    try:
        text = data.removeprefix(_BOM).decode()
    except UnicodeDecodeError as error:
        if _CONTROL.search(data):
            raise file_fault(name, _("this is no text file"), _(_NO_TEXT)) from None
        line = data.count(b"\n", 0, error.start) + 1
        problem = _("the letters are not saved as UTF-8 but in an old encoding such as Windows-1251 (ANSI)")
        raise file_fault(name, problem, _(_SAVE_AS), line) from None
    if "\0" in text:
        raise file_fault(name, _("this is no text file"), _(_NO_TEXT))
    return text


def too_long(count: int, name: str) -> RouteFaults:
    """Return the fault of a file of `count` bytes, too many for a sheet."""
    problem = _("the file has {size}, too much for a route sheet").format(size=size(count))
    return file_fault(name, problem, _("name the right file; a sheet has 1 MB at most"))


def parsed(text: str, name: str) -> dict[str, Any]:
    """Return the tables of the sheet `text`; raises `RouteFaults` with one fault if it is not TOML."""
    try:
        return tomllib.loads(text)
    except RecursionError:
        raise file_fault(name, _("brackets are nested too deep"), _("write each list on a line")) from None
    except ValueError as error:
        raise _syntax_fault(text.replace("\r\n", "\n"), name, str(error)) from None


def _looks_wide(data: bytes) -> bool:
    """Tell whether every other byte is a zero and the others are none, as in UTF-16 of mostly ASCII text."""
    start = data[:1000]
    low, high = sorted((start[::2].count(0), start[1::2].count(0)))
    return len(start) >= 4 and not low and high > len(start) * 0.3


def _syntax_fault(text: str, name: str, message: str) -> RouteFaults:
    """Put a message of `tomllib` into plain words, with what is probably meant."""
    line, column = _place(text, message)
    if re.search(_TWICE, message) and (fault := _bracket_fault(text.split("\n"), line, name)):
        return fault
    problem, advice = _("this is not written as TOML asks"), _(_ONE_A_LINE)
    for pattern, words, remedy in _SYNTAX:
        if re.search(pattern, message):
            problem, advice = _(words), _(remedy)
            break
    written = text.split("\n")[line - 1]
    slip = _slip(written[: column - 1], written[column - 1 :])
    place = _("character {column}").format(column=column)
    if message.startswith("Unterminated") and (begun := text.rfind('"""')) >= 0:
        line = text.count("\n", 0, begun) + 1
        place = ""
    problem = f"{place}: {problem}" if place else problem
    return file_fault(name, problem, _(slip) if slip else advice, line)


def _bracket_fault(lines: list[str], line: int, name: str) -> RouteFaults | None:
    """Return the fault of a table that is given again, where one of its headers lacks a bracket."""
    again = _HEADER.match(lines[line - 1])
    if again is None or again[2] not in LISTS:
        return None
    headers = ((number, _HEADER.match(each)) for number, each in enumerate(lines, 1))
    for number, header in headers:
        if header and header[2] == again[2] and header[1] == "[":
            problem = _("one bracket on each side is too few: there can be many of these")
            return file_fault(name, problem, _("write [[{table}]]").format(table=header[2]), number)
    return None


def _place(text: str, message: str) -> tuple[int, int]:
    """Return line and column, both from 1, that a message of `tomllib` names."""
    found = re.search(r"\(at line (\d+), column (\d+)\)$", message)
    if found:
        return int(found[1]), int(found[2])
    lines = text.rstrip("\n").split("\n")
    return len(lines), len(lines[-1]) + 1


def _slip(before: str, after: str) -> str:
    for following, preceding, remedy in _SLIPS:
        if re.match(following, after) and (not preceding or re.search(preceding, before)):
            return remedy
    return ""
