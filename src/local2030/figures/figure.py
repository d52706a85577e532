"""A figure: the finding as its title, what is measured, the picture in two sizes and for print, its numbers, its source."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from local2030.charts.svg import NARROW, WIDE, for_page, for_print


@dataclass(frozen=True, slots=True)
class NumberTable:
    """The numbers of a figure for those who can't see it: column heads and rows of ready texts."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Figure:
    """`drawn(width)` gives the raw picture; it is drawn only when a size is asked for, since drawing costs most."""

    name: str
    title: str
    what: str
    description: str
    source: str
    numbers: NumberTable
    drawn: Callable[[int], str]

    @cached_property
    def svg_wide(self) -> str:
        """For the page, 760 units wide: colours are tokens, the hatching is the page's own."""
        return for_page(self.drawn(WIDE), self.description)

    @cached_property
    def svg_narrow(self) -> str:
        """For the page on a phone, 336 units wide."""
        return for_page(self.drawn(NARROW), self.description)

    @cached_property
    def svg_print(self) -> str:
        """For a document: wide, hex colours, hatching inside."""
        return for_print(self.drawn(WIDE), self.description)
