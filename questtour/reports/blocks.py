"""A look back as plain blocks: what is said, in the language in use, without how it is drawn.

The reflection screen and the report for paper draw the same blocks, so that they cannot disagree.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Head:
    """What the blocks below are about."""

    text: str


@dataclass(frozen=True, slots=True)
class Para:
    """A sentence or several."""

    text: str
    soft: bool = False
    """Whether it only explains."""


@dataclass(frozen=True, slots=True)
class Line:
    """What one types into a shell."""

    text: str


@dataclass(frozen=True, slots=True)
class Point:
    """One of several sentences below each other, and in a word what is to be made of it."""

    text: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Quote:
    """Somebody's own words, whose, and when or where."""

    text: str
    by: str = ""


@dataclass(frozen=True, slots=True)
class Grid:
    """A table; every row has a cell for each of the heads."""

    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    figures: frozenset[int] = frozenset()
    """The columns that hold figures: they stand to the right."""


@dataclass(frozen=True, slots=True)
class Counts:
    """How often each of several answers was given."""

    lines: tuple[tuple[str, int], ...]
    total: int


Block = Head | Para | Line | Point | Quote | Grid | Counts


@dataclass(frozen=True, slots=True)
class Page:
    """Blocks under one title."""

    title: str
    blocks: tuple[Block, ...]
