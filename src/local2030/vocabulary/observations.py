"""Values of indicators as they come in, and what is wanted of an indicator."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, NamedTuple

Direction = Literal["increase", "decrease", ""]

BASE_YEAR = 2015  # the year of the 2030 Agenda, from which progress is counted
TARGET_YEAR = 2030


class Point(NamedTuple):
    """A value of one period. `period` is as it was written (2014/15), `year` the year that it counts for."""

    year: int
    value: float
    period: str


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is wanted of an indicator. `direction` "" is not known, and nothing is assumed: then there is no status.

    `limit` is a natural limit of the values (100 for a share), `is_growth_rate` says that the values are rates already.
    """

    direction: Direction
    target: float | None = None
    target_year: int = TARGET_YEAR
    limit: float | None = None
    is_growth_rate: bool = False
    base_year: int = BASE_YEAR


class Bound(NamedTuple):
    """One indicator: its goal, and the values that count as 0 and as 100; less may be better, then lower > optimum."""

    code: str
    goal: int
    lower: float
    optimum: float
