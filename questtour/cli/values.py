"""What options take besides texts and paths; a value that does not fit is told in the user's words."""

import re
from abc import abstractmethod
from datetime import UTC, date, datetime, timedelta
from math import isfinite
from typing import Any

import click

from questtour.i18n import _


class UnfitValue(Exception):
    """What was typed does not fit; the text says so in one line."""


class Value(click.ParamType):  # type: ignore[type-arg]  # it has a type of its own since click 8.3 only
    """A kind of value that is typed as one word."""

    def convert(self, value: Any, param: Any, ctx: Any) -> Any:  # noqa: ANN401 - click's own types
        """Read what was typed; a default is a value already."""
        if not isinstance(value, str):
            return value
        try:
            return self.read(value)
        except UnfitValue as fault:
            return self.fail(str(fault), param, ctx)

    @abstractmethod
    def read(self, text: str) -> object:
        """Read `text`; raises UnfitValue."""


class Number(Value):
    """A number from `low` to `high`, with either of them or none; with `above`, `low` itself is too low."""

    name = "number"

    def __init__(
        self, low: float | None = None, high: float | None = None, *, above: bool = False, whole: bool = False
    ) -> None:
        """Take the limits, and whether only whole numbers fit."""
        self._low, self._high, self._above, self._whole = low, high, above, whole

    def read(self, text: str) -> float:
        """Read a number, with a point or a comma."""
        try:
            number = int(text) if self._whole else float(text.replace(",", "."))
        except ValueError:
            number = None
        if number is None or not self._fits(number):
            fault = _("“{value}” is not {wanted}.")
            raise UnfitValue(fault.format(value=text, wanted=self._wanted()))
        return number

    def _fits(self, number: float) -> bool:
        low = self._low is None or (number > self._low if self._above else number >= self._low)
        # A whole number may be too great to be asked whether it is finite.
        finite = isinstance(number, int) or isfinite(number)
        return finite and low and (self._high is None or number <= self._high)

    def _wanted(self) -> str:
        if self._high is not None:
            text = _("a number from {low} to {high}")
        elif self._low is None:
            text = _("a whole number")
        else:
            text = _("a number above {low}")
        low, high = (f"{limit or 0:g}" for limit in (self._low, self._high))
        return text.format(low=low, high=high)


class TimeOfDay(Value):
    """A time `HH:MM`, as the time since midnight."""

    name = "time"

    def read(self, text: str) -> timedelta:
        """Read a time of the day."""
        clock = since_midnight(text)
        if clock is None:
            raise UnfitValue(_("“{value}” is no time. Write HH:MM, such as 10:30.").format(value=text))
        return clock


class Day(Value):
    """A day `YYYY-MM-DD`."""

    name = "day"

    def read(self, text: str) -> date:
        """Read a day."""
        try:
            return datetime.strptime(text, "%Y-%m-%d").date()
        except ValueError:
            fault = _("“{value}” is no day. Write YYYY-MM-DD, such as 2026-05-14.")
            raise UnfitValue(fault.format(value=text)) from None


class Moment(Value):
    """A time `HH:MM` of the tour's day, or a moment with its zone."""

    name = "moment"

    def read(self, text: str) -> datetime | timedelta:
        """Read a time of the day, or a moment."""
        if (clock := since_midnight(text)) is not None:
            return clock
        try:
            moment = datetime.fromisoformat(text)
            if moment.tzinfo is not None:
                return moment.astimezone(UTC)
        except (ValueError, OverflowError):
            pass
        fault = _("“{value}” is no time. Write HH:MM, or a moment with its zone: 2026-05-14T10:30+03:00.")
        raise UnfitValue(fault.format(value=text))


def since_midnight(text: str) -> timedelta | None:
    """Return the time `HH:MM` since midnight; None where it is none."""
    clock = re.fullmatch(r"([01]?[0-9]|2[0-3]):([0-5][0-9])", text)
    return timedelta(hours=int(clock[1]), minutes=int(clock[2])) if clock else None
