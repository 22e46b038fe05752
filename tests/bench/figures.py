"""What a bench found: one figure, its bound, and whether it is met."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import median, quantiles


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of the table. Nothing is asserted: a slow machine is not a fault."""

    what: str
    value: float
    unit: str = ""
    most: float | None = None
    least: float | None = None
    how: str = ""

    @property
    def bound(self) -> str:
        if self.most is not None:
            return f"≤ {self.most:,g}{self.unit}"
        return f"≥ {self.least:,g}{self.unit}" if self.least is not None else ""

    @property
    def verdict(self) -> str:
        if self.most is None and self.least is None:
            return ""
        low = self.least is None or self.value >= self.least
        return "met" if low and (self.most is None or self.value <= self.most) else "NOT MET"

    @property
    def cells(self) -> tuple[str, str, str, str, str]:
        figure = f"{self.value:,.{0 if abs(self.value) >= 1000 else 2}f}{self.unit}"
        return self.what, figure, self.bound, self.verdict, self.how


HEAD = ("what", "figure", "bound", "", "how")


def show(figures: Iterable[Figure]) -> None:
    """Print the table."""
    rows = [HEAD, *(figure.cells for figure in figures)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(HEAD))]
    for row in rows:
        print("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())


def percentile(values: Sequence[float], percent: int) -> float:
    """Return the value that so many of a hundred stay below."""
    return quantiles(values, n=100, method="inclusive")[percent - 1]


def ratio(pairs: Sequence[tuple[float, float]]) -> float:
    """Return the median of what the first of each pair is of the second."""
    return median(first / second for first, second in pairs)
