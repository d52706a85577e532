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


# The dimensions and attributes of the global SDG data structure (IAEG-SDGs:SDG), by their SDMX ids.
DIMENSIONS = (
    "FREQ", "REPORTING_TYPE", "SERIES", "REF_AREA", "SEX", "AGE", "URBANISATION", "INCOME_WEALTH_QUANTILE",
    "EDUCATION_LEV", "OCCUPATION", "CUST_BREAKDOWN", "COMPOSITE_BREAKDOWN", "DISABILITY_STATUS", "ACTIVITY", "PRODUCT",
    "UNIT_MEASURE",
)  # fmt: skip
ATTRIBUTES = frozenset(
    "OBS_STATUS UNIT_MULT NATURE TIME_DETAIL BASE_PER SOURCE_DETAIL COMMENT_OBS COMMENT_TS LOWER_BOUND UPPER_BOUND "
    "CONF_STATUS TIME_COVERAGE GEO_INFO_URL GEO_INFO_TYPE CUST_BREAKDOWN_LB DATA_LAST_UPDATE".split()
)


class Observation(NamedTuple):
    """One value as its source has it. `key`: (dimension, code) pairs in the source's order, without the period.

    `value` None: empty, not a number, or kept back; `raw` is what stood there, `attributes` say why if anybody did.
    """

    key: tuple[tuple[str, str], ...]
    period: str
    value: float | None
    raw: str
    attributes: tuple[tuple[str, str], ...]
    row: int
