"""What the audit reads and what it says: one row for each rating, figures with interval and n, patterns to look at."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import NamedTuple

LEVEL = "level"  # the criterion under which the level as a whole is rated
TOO_FEW = "performance-too-few"


class Rated(NamedTuple):
    """One rater's score of one criterion of a programme. A row without a rater states a claim and a share only."""

    programme: str
    phase: str
    rubric: str
    criterion: str
    rater: str
    claimed: int | None
    score: int | None
    date: date | None
    agency: str
    local_share_low: Decimal | None
    local_share_high: Decimal | None
    text: str
    place_share: Decimal | None = None  # of the money below the national level
    lrg_agreement: bool | None = None  # whether an agreement with a local government is signed


Case = tuple[str, str, str]  # a programme in a phase under a rubric


@dataclass(frozen=True, slots=True)
class Estimate:
    """A figure between its bounds, over n; where there is none, `code` and `values` say why."""

    value: float | None
    low: float | None
    high: float | None
    n: int
    code: str = ""
    values: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Pattern:
    """Something to look at, never a verdict. `q` is the p-value with all that was tested together allowed for."""

    code: str
    subject: str
    p: float | None
    q: float | None
    values: Mapping[str, object]


def too_few(n: int, least: int) -> Estimate:
    """No number, and how many there would have to be."""
    return Estimate(None, None, None, n, TOO_FEW, {"n": n, "least": least})


def case_of(row: Rated) -> Case:
    """The programme, phase and rubric that a row is about."""
    return row.programme, row.phase, row.rubric


def scores_by_unit(rows: Iterable[Rated]) -> dict[tuple[Case, str], dict[str, int]]:
    """For each criterion of a case what each rater gave; a rater's later row for the same unit takes the place."""
    found: dict[tuple[Case, str], dict[str, int]] = {}
    for row in in_order(rows):
        if row.rater and row.score is not None:
            found.setdefault((case_of(row), row.criterion), {})[row.rater] = row.score
    return found


def claims_by_unit(rows: Iterable[Rated]) -> dict[tuple[Case, str], int]:
    """What was claimed for each criterion of a case, the latest word of it."""
    return {(case_of(r), r.criterion): r.claimed for r in in_order(rows) if r.claimed is not None}


def agencies(rows: Iterable[Rated]) -> dict[Case, str]:
    """The agency of each case, where one is named."""
    return {case_of(r): r.agency for r in in_order(rows) if r.agency}


def shares(rows: Iterable[Rated]) -> dict[Case, tuple[Decimal, Decimal]]:
    """The local share of each case, lowest and highest; one bound alone, or one outside 0 to 1, tells nothing."""
    return {
        case_of(r): (r.local_share_low, max(r.local_share_low, r.local_share_high))
        for r in in_order(rows)
        if r.local_share_low is not None and r.local_share_high is not None
        and _is_share(r.local_share_low) and _is_share(r.local_share_high)
    }  # fmt: skip


def days(rows: Iterable[Rated]) -> dict[Case, date]:
    """The latest day of each case, the first of all days where none is stated."""
    found: dict[Case, date] = {}
    for row in rows:
        case = case_of(row)
        found[case] = max(found.get(case, date.min), row.date or date.min)
    return found


class Rows(tuple[Rated, ...]):
    """Rows that are in order already."""

    __slots__ = ()


def in_order(rows: Iterable[Rated]) -> Rows:
    """The rows by date and then by all else, so that the order of a file never matters."""
    return rows if isinstance(rows, Rows) else Rows(sorted(rows, key=_place))


def _is_share(value: Decimal) -> bool:
    return value.is_finite() and 0 <= value <= 1


def _place(row: Rated) -> tuple[object, ...]:
    return (
        row.date or date.min, case_of(row), row.criterion, row.rater, _number(row.claimed), _number(row.score), row.agency,
        _number(row.local_share_low), _number(row.local_share_high), row.text,
        _number(row.place_share), str(row.lrg_agreement),
    )  # fmt: skip


def _number(value: Decimal | int | None) -> str:
    """For the order only, so a text will do: a Decimal may be no number and can't be compared."""
    return "" if value is None else str(value)
