"""The whole audit of the marker out of its ratings: agreement, drift, concordance with money, patterns, items.

All patterns are tested together and shown with their q (Benjamini-Hochberg); `patterns` holds those that stand at the
rate of the settings and what is seen without a test, `tested` the number of tests. The words of a pattern say that it
is something to look at. Source: marker design, section 9.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from local2030.marker.criteria import Rubric
from local2030.marker.performance.bunching import (
    Bunching,
    Heaping,
    bunching,
    bunching_patterns,
    gates_of,
    heaping,
    heaping_patterns,
)
from local2030.marker.performance.claims import (
    CopiedText,
    Overclaim,
    claim_patterns,
    copied_texts,
    overclaims,
    small_claims,
)
from local2030.marker.performance.concordance import Concordance, concordance
from local2030.marker.performance.items import ItemAnalysis, item_analysis
from local2030.marker.performance.phases import Parting, parting_patterns, partings, small_partings
from local2030.marker.performance.records import Pattern, Rated, case_of, in_order
from local2030.marker.performance.reliability import CriterionAgreement, Drift, drift, reliability
from local2030.marker.performance.reviewers import (
    Leniency,
    leanings,
    leniency,
    reviewer_patterns,
    too_small,
)
from local2030.marker.performance.settings import Settings
from local2030.marker.performance.straight import Straightness, straight_lines, surely_straight
from local2030.marker.performance.validity import Validity, validity
from local2030.methods.intervals import adjusted


@dataclass(frozen=True, slots=True)
class Audit:
    """Everything; each part carries its n, its interval, or that there are too few."""

    rows: int
    programmes: int
    agreement: tuple[CriterionAgreement, ...]
    by_rubric: tuple[CriterionAgreement, ...]
    drift: tuple[Drift, ...]
    concordance: tuple[Concordance, ...]
    bunching: tuple[Bunching, ...]
    heaping: tuple[Heaping, ...]
    leniency: tuple[Leniency, ...]
    straightness: tuple[Straightness, ...]
    overclaims: tuple[Overclaim, ...]
    claims_up_shares_down: tuple[Parting, ...]
    copied_texts: tuple[CopiedText, ...]
    items: ItemAnalysis
    validity: Validity
    patterns: tuple[Pattern, ...]
    tested: int
    false_discovery_rate: float
    rubric_sha256: str
    settings_sha256: str


def audit(rows: Iterable[Rated], rubric: Rubric, settings: Settings) -> Audit:
    """The audit of these ratings; the order of the rows doesn't matter, and the same rows give the same result."""
    rows = in_order(rows)
    table, changes = drift(rows, settings)
    bunched, heaped = bunching(rows, gates_of(rubric), settings), heaping(rows, settings)
    straight = straight_lines(rows, settings)
    flat = surely_straight(straight, settings)
    lenient = leniency(rows, settings, flat)
    above = overclaims(rows, settings, leanings(lenient, settings), flat)
    parted, copied = partings(rows, settings), copied_texts(rows, settings)
    small = too_small(lenient, straight, settings) | small_claims(above, settings) | small_partings(parted, settings)
    candidates = [
        *bunching_patterns(bunched), *heaping_patterns(heaped), *reviewer_patterns(lenient, straight),
        *claim_patterns(above, copied), *parting_patterns(parted),
    ]  # fmt: skip
    return Audit(
        len(rows), len({case_of(r)[:2] for r in rows}), reliability(rows, settings), table, changes,
        concordance(rows, settings), bunched, heaped, lenient, straight, above,
        parted, copied,
        item_analysis(rows, rubric, settings), validity(rows, rubric, settings), standing(candidates, settings.false_discovery_rate, small),
        sum(c.p is not None for c in candidates), settings.false_discovery_rate, rubric.sha256, settings.sha256,
    )  # fmt: skip


def standing(
    candidates: Iterable[Pattern], rate: float, small: frozenset[tuple[str, str]] = frozenset()
) -> tuple[Pattern, ...]:
    """Those that stand with all tests allowed for, the surest first, then what was seen without a test.

    What is too small to matter was tested and counts among the tests, but isn't shown.
    """
    candidates = list(candidates)
    tested = [c for c in candidates if c.p is not None]
    qs = adjusted([c.p for c in tested if c.p is not None])
    stand = [replace(c, q=q) for c, q in zip(tested, qs, strict=True) if q <= rate and (c.code, c.subject) not in small]
    seen = [c for c in candidates if c.p is None]
    return (*sorted(stand, key=lambda c: (c.q, c.code, c.subject)), *sorted(seen, key=lambda c: (c.code, c.subject)))
