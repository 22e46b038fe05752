"""How times, delays and other people's texts are put on a screen."""

import unicodedata
from datetime import date, datetime, timedelta

from questtour.i18n import _, ngettext

ON_TIME = timedelta(seconds=30)
"""Nobody is called late or early for less."""

_KEPT_FORMATS = {"\u200c", "\u200d", *map(chr, range(0xE0020, 0xE0080))}
"""Joiners inside emoji and some scripts, and the letters of some flags: without them a sign falls apart."""

_SOFT_HYPHEN = "\u00ad"
"""Comes along with words pasted from the web, and says nothing in a terminal."""


def _harmless(character: str) -> bool:
    category = unicodedata.category(character)
    return character in _KEPT_FORMATS or category not in {"Cc", "Cf", "Cs", "Zl", "Zp"}


def shown(text: str) -> str:
    """Return somebody's text as one line that is safe in a terminal.

    Line breaks and tabs become spaces; escape codes, marks that turn the reading direction of what
    follows, and half characters become `�`.
    """
    spaced = " ".join(text.replace(_SOFT_HYPHEN, "").split())
    # Nearly every text is, and this one is asked several times a second.
    if spaced.isprintable():
        return spaced
    return "".join(each if _harmless(each) else "�" for each in spaced)


def shown_block(text: str) -> str:
    """Return somebody's text of several lines, each of them safe in a terminal."""
    return "\n".join(_safe_line(line) for line in text.splitlines())


def _safe_line(line: str) -> str:
    body = line.lstrip(" \t")
    return line[: len(line) - len(body)].replace("\t", "    ") + shown(body)


def hours_minutes(wall: datetime) -> str:
    """Return a wall clock's time as `10:42`."""
    return f"{wall:%H:%M}"


def hours_minutes_on(wall: datetime, day: date) -> str:
    """Return a wall clock's time as `10:42`, and beside it the day where that is not `day`."""
    if wall.date() == day:
        return hours_minutes(wall)
    if wall.date() - day == timedelta(days=1):
        return _("{time} of the next day").format(time=hours_minutes(wall))
    return f"{wall:%Y-%m-%d %H:%M}"


def duration(span: timedelta) -> str:
    """Return `span` without its sign as `3:20`, or `1:03:20` from an hour on."""
    seconds = int(abs(span).total_seconds())
    hours, rest = divmod(seconds, 3600)
    minutes, seconds = divmod(rest, 60)
    return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"


def countdown(remaining: timedelta) -> str:
    """Return what a timer shows: whole seconds, rounded up while they run down and down in overtime.

    So a timer of two minutes begins with `2:00`, and `0:00` is shown for one second only.
    """
    if remaining >= timedelta():
        whole = -(-remaining // timedelta(seconds=1))
        return duration(timedelta(seconds=whole))
    return duration(timedelta(seconds=-remaining // timedelta(seconds=1)))


def offset(span: timedelta) -> str:
    """Return how late (above zero) or early a group is, in words and never as a bare sign."""
    if abs(span) < ON_TIME:
        return _("on time")
    text = _("{time} behind the plan") if span > timedelta() else _("{time} ahead of the plan")
    return text.format(time=duration(span))


def rough(span: timedelta) -> str:
    """Return `span` without its sign as one reads it beside clock times: `40 s`, `11 min`, `1 h 5 min`."""
    seconds = abs(span).total_seconds()
    if seconds < 60:
        return _("{n} s").format(n=int(seconds))
    hours, rest = divmod(round(seconds / 60), 60)
    parts = [_("{n} h").format(n=hours)] if hours else []
    return " ".join([*parts, *([_("{n} min").format(n=rest)] if rest else [])])


def lateness(span: timedelta) -> str:
    """Return how late (above zero) or early one group among others is, in whole minutes and in words."""
    if abs(span) < ON_TIME:
        return _("as planned")
    text = _("{time} late") if span > timedelta() else _("{time} early")
    return text.format(time=rough(span))


def minutes(count: float) -> str:
    """Return a number of minutes in words; a fraction is kept."""
    if count == int(count):
        return ngettext("{n} minute", "{n} minutes", int(count)).format(n=int(count))
    # A fraction takes the genitive singular in Russian, whatever its digits are.
    return _("{n} of a minute").format(n=f"{count:g}".replace(".", _(".")))


def whole_minutes(span: timedelta) -> int:
    """Return a span in minutes, rounded, and at least one."""
    return max(1, round(span.total_seconds() / 60))


def size(count: int) -> str:
    """Return a number of bytes in words."""
    for limit, unit in ((1_000_000, _("MB")), (1_000, _("kB"))):
        if count >= limit:
            return f"{count / limit:.0f} {unit}"
    return ngettext("{n} byte", "{n} bytes", count).format(n=count)
