"""Advice on a second tranche: release, release with actions, hold for evidence, or review, each with its reasons.

Pure: reviewed and observed figures in, codes out. Source: marker design, section 7; the thresholds are a signed file.
A low level alone never holds money back: what counts is whether what was said is shown.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Literal, NamedTuple

import yaml

from local2030.methods.signed_files import TITLED, signed_file
from local2030.vocabulary.errors import WrongUse
from local2030.vocabulary.findings import Finding

FILE = Path(__file__).parent / "tranche_two.yaml"
Code = Literal["release", "release-with-actions", "hold-for-evidence", "review"]
ORDER: tuple[Code, ...] = ("release", "release-with-actions", "hold-for-evidence", "review")


@dataclass(frozen=True, slots=True)
class Thresholds:
    """The numbers of the signed file, with its head and hash."""

    hold_blind_above: Decimal
    review_gap_from: Decimal
    actions_gap_from: Decimal
    lighter_reporting_below: Decimal
    raise_claim_from: Decimal
    head: Mapping[str, str]
    sha256: str


class Observed(NamedTuple):
    """What reviewed evidence of the monitoring phase shows of a programme, and what was intended. None: not known."""

    level: int | None
    blind: float | None
    over_low: float | None
    over_high: float | None
    under_low: float | None
    share_low: float | None
    share_high: float | None
    intended: int | None
    planned_low: float | None


class Reason(NamedTuple):
    """Why, as a code of the message catalogue; `asks`: the advice that this reason alone would lead to."""

    code: str
    asks: Code
    values: Mapping[str, object]


class Advice(NamedTuple):
    """The advice, all reasons with the gravest first, and whether truth is rewarded beside it."""

    code: Code
    reasons: tuple[Reason, ...]
    lighter_reporting: bool
    raise_claim: bool
    thresholds_sha256: str


@cache
def shipped_thresholds() -> Thresholds:
    """The thresholds that come with the program."""
    return read_thresholds(FILE)


def read_thresholds(path: Path) -> Thresholds:
    """The thresholds in that file; a `WrongUse` where it can't be used."""
    names = Thresholds.__dataclass_fields__.keys() - {"head", "sha256"}
    try:
        of, head, sha256 = signed_file(path, TITLED)
        numbers = {name: Decimal(str(of[name])) for name in names}
    except (yaml.YAMLError, KeyError, TypeError, ValueError, ArithmeticError) as trouble:
        raise WrongUse(_invalid(path, f"can't be read: {str(trouble).splitlines()[0]}")) from None
    wrong = sorted(name for name, value in numbers.items() if not (value.is_finite() and 0 <= value <= 1))
    if wrong or numbers["actions_gap_from"] > numbers["review_gap_from"]:
        raise WrongUse(_invalid(path, f"not between 0 and 1, or in the wrong order: {', '.join(wrong) or 'gaps'}"))
    return Thresholds(**numbers, head=head, sha256=sha256)


def advice(seen: Observed | None, thresholds: Thresholds) -> Advice:
    """What is advised. None: no reviewed and published assessment of the monitoring phase."""
    if seen is None or seen.level is None:
        reason = Reason("tranche-no-assessment", "hold-for-evidence", {})
        return Advice("hold-for-evidence", (reason,), False, False, thresholds.sha256)
    reasons = [*_gap(seen, thresholds), *_blind(seen, thresholds), *_intended(seen)]
    reasons.sort(key=lambda reason: -ORDER.index(reason.asks))
    code: Code = reasons[0].asks if reasons else "release"
    lighter = _below(seen.over_high, thresholds.lighter_reporting_below)
    more = _from(seen.under_low, thresholds.raise_claim_from)
    if not reasons:
        reasons.append(Reason("tranche-as-intended", "release", {}))
    return Advice(code, tuple(reasons), lighter, more, thresholds.sha256)


def _gap(seen: Observed, thresholds: Thresholds) -> list[Reason]:
    low, high = seen.over_low, seen.over_high
    if low is not None and _from(low, thresholds.review_gap_from):
        values = {"low": f"{low:.2f}", "from": str(thresholds.review_gap_from)}
        return [Reason("tranche-gap-very-large", "review", values)]
    found = []
    if low is not None and _from(low, thresholds.actions_gap_from):
        values = {"low": f"{low:.2f}", "from": str(thresholds.actions_gap_from)}
        found.append(Reason("tranche-gap-large", "release-with-actions", values))
    if high is not None and _from(high, thresholds.review_gap_from):
        found.append(Reason("tranche-gap-may-be-very-large", "release-with-actions", {"high": f"{high:.2f}"}))
    return found


def _blind(seen: Observed, thresholds: Thresholds) -> list[Reason]:
    if seen.blind is None or _exact(seen.blind) <= thresholds.hold_blind_above:
        return []
    values = {
        "percent": f"{seen.blind * 100:.0f}",
        "most": f"{thresholds.hold_blind_above * 100:f}".rstrip("0").rstrip("."),
    }
    return [Reason("tranche-blind", "hold-for-evidence", values)]


def _intended(seen: Observed) -> list[Reason]:
    found = []
    if seen.intended is not None and seen.level is not None and seen.level < seen.intended:
        values: dict[str, object] = {"found": seen.level, "intended": seen.intended}
        found.append(Reason("tranche-level-below-intended", "release-with-actions", values))
    if seen.planned_low and (seen.share_low is None or seen.share_high is None):
        found.append(Reason("tranche-share-unknown", "release-with-actions", {}))
    elif seen.planned_low and seen.share_high is not None and seen.share_high < seen.planned_low:
        values = {"high": f"{seen.share_high * 100:.1f}", "planned": f"{seen.planned_low * 100:.1f}"}
        found.append(Reason("tranche-share-below-planned", "release-with-actions", values))
    return found


def _from(value: float | None, bound: Decimal) -> bool:
    return value is not None and _exact(value) >= bound


def _below(value: float | None, bound: Decimal) -> bool:
    return value is not None and _exact(value) < bound


def _exact(value: float) -> Decimal:
    """The number as it is printed: 0.4 is 0.4, and not a little more."""
    return Decimal(str(value))


def _invalid(path: Path, mistakes: str) -> Finding:
    return Finding("tranche-thresholds-invalid", "error", path.name, None, {"mistakes": mistakes})
