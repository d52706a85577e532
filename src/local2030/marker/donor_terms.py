"""A donor's own terms asked of one recorded score: eligible for sure, possibly, not, or unknown, and what it lacks.

Pure. Honest about intervals: what is proven decides for sure, what is only possible decides "possibly", and what isn't
known stays unknown; a share that isn't known is no share of 0. Only what people reviewed and measured money count.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Literal, NamedTuple

from local2030.marker.criteria import Rubric
from local2030.marker.relevel import Releveled, relevel
from local2030.marker.standing_record import Record

Verdict = Literal["sure", "possibly", "not", "unknown"]
VERDICTS: tuple[Verdict, ...] = ("sure", "possibly", "unknown", "not")
WORST: tuple[Verdict, ...] = ("sure", "possibly", "unknown", "not")  # one that isn't met for sure settles it
FIFTH = Decimal("0.2")
MOST = {"minimum_level": Decimal(3), "minimum_share": Decimal(1), "minimum_coverage": Decimal(1)}


@dataclass(frozen=True, slots=True)
class DonorTerms:
    """What a donor asks. `count`: whether what is proven is asked for, or what is possible is enough.

    The level may lie between two whole levels when it is moved up or down by a fifth.
    """

    minimum_level: Decimal = Decimal(0)
    minimum_share: Decimal = Decimal(0)
    minimum_coverage: Decimal = Decimal(0)
    definition: str = "strict"
    count: Literal["proven", "possible"] = "proven"


class Judged(NamedTuple):
    """The verdict, what is lacking as codes of the message catalogue, and the figures that it rests on."""

    verdict: Verdict
    lacks: tuple[str, ...]
    found: Releveled | None


def judged(record: Record | None, rubric: Rubric, terms: DonorTerms, only: str = "reviewed") -> Judged:
    """The verdict on one record. None: no reviewed and published score, so nothing can be said."""
    if record is None:
        return Judged("unknown", ("eligible-not-reviewed",), None)
    return by_figures(relevel(record, rubric, terms.definition, None, only), terms)


def by_figures(found: Releveled, terms: DonorTerms) -> Judged:
    """The same for figures that are at hand: those that don't change when only the donor's numbers do."""
    parts = [_level(found, terms), _share(found, terms), _coverage(found, terms)]
    lacks = tuple(code for _verdict, code in parts if code)
    return Judged(max((verdict for verdict, _code in parts), key=WORST.index), lacks, found)


def moved(terms: DonorTerms, by: Decimal = FIFTH) -> list[tuple[str, str, DonorTerms]]:
    """(number, down | up, the terms with that one number moved), for every number that asks for anything."""
    table = []
    for name, most in MOST.items():
        value = getattr(terms, name)
        if value > 0:
            table.append((name, "down", replace(terms, **{name: value * (1 - by)})))
            table.append((name, "up", replace(terms, **{name: min(most, value * (1 + by))})))
    return table


def _level(found: Releveled, terms: DonorTerms) -> tuple[Verdict, str]:
    least = terms.minimum_level
    if least <= 0:
        return "sure", ""
    if found.level is None:
        return "unknown", "eligible-not-screened"
    if found.level >= least or (terms.count == "possible" and found.possible >= least):
        return "sure", ""
    if found.possible >= least:
        return "possibly", "eligible-level-possible"
    return "not", "eligible-level-below"


def _share(found: Releveled, terms: DonorTerms) -> tuple[Verdict, str]:
    least, low, high = terms.minimum_share, found.share.low, found.share.high
    if least <= 0:
        return "sure", ""
    if low is None or high is None:
        return "unknown", "eligible-share-unknown"
    if low >= least or (terms.count == "possible" and high >= least):
        return "sure", ""
    if high >= least:
        return "possibly", "eligible-share-possible"
    return "not", "eligible-share-below"


def _coverage(found: Releveled, terms: DonorTerms) -> tuple[Verdict, str]:
    """Too few receivers known: more may be published any day, so it is never a no."""
    least, coverage = terms.minimum_coverage, found.share.coverage
    if least <= 0 or (coverage is not None and coverage >= least):
        return "sure", ""
    return ("unknown" if coverage is None else "possibly"), "eligible-coverage-low"
