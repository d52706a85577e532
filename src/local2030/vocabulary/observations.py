"""Values of indicators as they come in, and what is wanted of an indicator."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, NamedTuple

Direction = Literal["increase", "decrease", "parity", ""]  # parity: as near to 1 as can be

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
    lower: float | None = None  # the values that count as 0 and as 100 in an index
    optimum: float | None = None


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


# The long table of observations as it is stored, in SDMX terms: (column, type); a type is one of Arrow's names.
# `dims` is a JSON object of what the value is of besides place and period, keys in order, "" for the total;
# `ref_area` of the whole territory of a data set is its root place; `time_period` and `raw_value` stand as written.
COLUMNS = (
    ("dataset", "string"), ("indicator", "string"), ("series", "string"), ("ref_area", "string"), ("freq", "string"),
    ("time_period", "string"), ("period_start", "date32"), ("period_end", "date32"), ("year", "int16"),
    ("obs_value", "float64"), ("raw_value", "string"), ("unit_measure", "string"), ("unit_mult", "string"),
    ("dims", "string"), ("obs_status", "string"), ("lower_bound", "float64"), ("upper_bound", "float64"),
    ("attributes", "string"), ("source_file", "string"), ("source_row", "int32"),
    ("import_id", "string"),
)  # fmt: skip
# What one series is: the values that differ in nothing but the period.
SERIES_KEY = ("dataset", "indicator", "series", "ref_area", "unit_measure", "unit_mult", "dims", "freq")

# obs_status, SDMX code list CL_OBS_STATUS. Four of them have no value, and each for another reason.
NORMAL, BREAK, ESTIMATED, FORECAST, PROVISIONAL, LOW_RELIABILITY = "A", "B", "E", "F", "P", "U"
MISSING, SUPPRESSED, NOT_APPLICABLE, REFUSED = "O", "Q", "M", "L"
WITHOUT_VALUE = (MISSING, SUPPRESSED, NOT_APPLICABLE, REFUSED)

ROOT_PLACE = "_T"  # the whole territory of a data set, where nobody gave it a code
