"""What a joint programme still lacks, and what its prospects may bring: raw, and weighted by their stage as an interval.

A band of likelihood belongs to a stage (a signed file), never to one prospect. Nothing that is weighted is shown with
more than a few digits, its low end rounded down and its high end up. Programmes whose funding nobody states lie between
nothing and all.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from local2030.methods.signed_files import signed_file

FILE = Path(__file__).parent / "funding_stages.yaml"
ZERO = Decimal(0)
SIGNED = "signed"


class Range(NamedTuple):
    """From one amount to another."""

    low: Decimal
    high: Decimal


@dataclass(frozen=True, slots=True)
class Bands:
    """The bands by stage, with the file they are from."""

    stages: Mapping[str, tuple[Decimal, Decimal]]
    figures: int
    head: Mapping[str, Any]
    sha256: str


@dataclass(frozen=True, slots=True)
class Need:
    """A programme's budget and what of it is funded; None where nobody says."""

    id: str
    currency: str
    budget: Decimal | None
    funded: Decimal | None


@dataclass(frozen=True, slots=True)
class Prospect:
    """Money hoped for. `high` None: one amount, `low`; both None: nobody says how much."""

    id: str
    programme: str
    kind: str
    stage: str
    currency: str
    low: Decimal | None
    high: Decimal | None


@dataclass(frozen=True, slots=True)
class StageSum:
    """The prospects of one stage: how many, of how many an amount is stated, raw and weighted by its band."""

    stage: str
    prospects: int
    stated: int
    raw: Range
    weighted: Range


@dataclass(frozen=True, slots=True)
class Pipeline:
    """A programme, or several together. `gap` None: no budget is stated. `left`: the gap after what may come.

    `unknown`: programmes whose funding isn't stated; `elsewhere`: prospects in another currency, left out.
    """

    programmes: int
    budget: Decimal
    funded: Range
    gap: Range | None
    stages: tuple[StageSum, ...]
    expected: Range
    left: Range | None
    unknown: int
    elsewhere: int


@cache
def bands() -> Bands:
    """The bands of the signed file."""
    top, _head, sha256 = signed_file(FILE)
    stages = {
        str(name): (Decimal(str(band["low"])), Decimal(str(band["high"]))) for name, band in top["stages"].items()
    }
    wrong = [name for name, (low, high) in stages.items() if not 0 <= low <= high <= 1]
    if wrong:
        raise ValueError(f"{FILE.name}: no band between 0 and 1: {', '.join(wrong)}")
    return Bands(stages, int(top["figures"]), {key: top[key] for key in ("title", "version", "basis", "date")}, sha256)


def pipeline(needs: Iterable[Need], prospects: Iterable[Prospect], by: Bands, currency: str = "USD") -> Pipeline:
    """What these programmes have, lack and hope for. Prospects of other programmes, and ended ones, are left out."""
    listed = {need.id: need for need in needs if need.budget is not None and need.currency == currency}
    open_ones = [p for p in prospects if p.programme in listed and p.stage in by.stages]
    here = [p for p in open_ones if p.currency in (currency, "")]
    signed = {id: _signed(here, id) for id in listed}
    funded = [_funded(need, signed[id]) for id, need in listed.items()]
    gaps = [_gap(need, have) for need, have in zip(listed.values(), funded, strict=True)]
    stages = tuple(_stage(stage, [p for p in here if p.stage == stage], by) for stage in by.stages)
    hoped = [stage.weighted for stage in stages if stage.stage != SIGNED]
    expected = rounded(_sum(hoped), by.figures)
    gap = _sum(gaps) if listed else None
    return Pipeline(
        len(listed), sum((need.budget or ZERO for need in listed.values()), ZERO), _sum(funded), gap, stages, expected,
        Range(max(ZERO, gap.low - expected.high), max(ZERO, gap.high - expected.low)) if gap else None,
        sum(need.funded is None for need in listed.values()), len(open_ones) - len(here),
    )  # fmt: skip


def rounded(found: Range, figures: int) -> Range:
    """The range with so many digits, widened outwards."""
    return Range(_digits(found.low, figures, ROUND_FLOOR), _digits(found.high, figures, ROUND_CEILING))


def amounts(prospect: Prospect) -> Range | None:
    """Its amount as a range in the right order; None where none is stated."""
    stated = [value for value in (prospect.low, prospect.high) if value is not None]
    return Range(min(stated), max(stated)) if stated else None


def _signed(prospects: Iterable[Prospect], programme: str) -> Range:
    return _sum(a for p in prospects if p.programme == programme and p.stage == SIGNED and (a := amounts(p)))


def _funded(need: Need, signed: Range) -> Range:
    """What is there, with signed prospects; all of the budget may be, where nobody says."""
    budget = need.budget or ZERO
    if need.funded is None:
        return Range(signed.low, max(budget, signed.high))
    return Range(need.funded + signed.low, need.funded + signed.high)


def _gap(need: Need, have: Range) -> Range:
    budget = need.budget or ZERO
    return Range(max(ZERO, budget - have.high), max(ZERO, budget - have.low))


def _stage(stage: str, prospects: list[Prospect], by: Bands) -> StageSum:
    ranges = [found for p in prospects if (found := amounts(p))]
    raw, (low, high) = _sum(ranges), by.stages[stage]
    return StageSum(stage, len(prospects), len(ranges), raw, rounded(Range(raw.low * low, raw.high * high), by.figures))


def _sum(ranges: Iterable[Range]) -> Range:
    listed = list(ranges)
    return Range(sum((r.low for r in listed), ZERO), sum((r.high for r in listed), ZERO))


def _digits(value: Decimal, figures: int, way: str) -> Decimal:
    if value == 0:
        return ZERO
    unit = Decimal(1).scaleb(value.adjusted() - figures + 1)
    return (value / unit).to_integral_value(way) * unit
