"""Does the level go with the money: Kendall's tau-b and Spearman's rho between level and local share.

The share is itself an interval, so there are two kinds of doubt, and both are said: `tau` is taken at the middle of the
shares that are known well enough, with a bootstrap interval over programmes; `bounds` is what tau-b lies between
whatever the true shares are, over all programmes. Source: marker design, section 9.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from local2030.marker.performance.records import (
    LEVEL,
    Case,
    Estimate,
    Rated,
    claims_by_unit,
    in_order,
    scores_by_unit,
    shares,
    too_few,
)
from local2030.marker.performance.settings import Settings
from local2030.methods.rank_correlation import kendall_tau_b, spearman_rho, tau_bounds
from local2030.methods.ratings import Counted, resampled


@dataclass(frozen=True, slots=True)
class Concordance:
    """Of `claimed` or `reviewed` levels with the local share."""

    of: str
    tau: Estimate
    rho: Estimate
    bounds: Estimate  # value None: what isn't known can't be put at a point
    left_out: int  # programmes whose share is known too badly for a middle value


def concordance(rows: Iterable[Rated], settings: Settings) -> tuple[Concordance, ...]:
    """Claimed level and share, reviewed level (mean of the reviewers) and share."""
    rows = in_order(rows)
    share = shares(rows)
    return tuple(agreement_of(of, levels, share, settings) for of, levels in levels_of(rows))


def levels_of(rows: Iterable[Rated]) -> tuple[tuple[str, dict[Case, float]], ...]:
    """The level of each case: as claimed, and as reviewed (mean of the reviewers)."""
    rows = in_order(rows)
    claimed = {case: float(v) for (case, criterion), v in claims_by_unit(rows).items() if criterion == LEVEL}
    reviewed = {
        case: sum(given.values()) / len(given)
        for (case, criterion), given in scores_by_unit(rows).items()
        if criterion == LEVEL
    }
    return ("claimed", claimed), ("reviewed", reviewed)


def agreement_of(
    of: str, levels: Mapping[Case, float], share: Mapping[Case, tuple[Decimal, Decimal]], settings: Settings
) -> Concordance:
    """How levels go with shares that are known between two bounds."""
    known = [(levels[case], float(low), float(high)) for case, (low, high) in sorted(share.items()) if case in levels]
    sharp = [(level, (low + high) / 2) for level, low, high in known if high - low <= settings.widest_share]
    left_out, least = len(known) - len(sharp), settings.least_concordance
    bounds = tau_bounds(known) if len(known) >= least else None
    around = (
        Estimate(None, *bounds, len(known), "performance-share-is-an-interval", {"n": len(known)})
        if bounds
        else too_few(len(known), least)
        if len(known) < least
        else Estimate(None, None, None, len(known), "performance-nothing-varies", {"n": len(known)})
    )
    if len(sharp) < least:
        return Concordance(of, too_few(len(sharp), least), too_few(len(sharp), least), around, left_out)
    return Concordance(
        of, _estimate(sharp, settings, tau=True), _estimate(sharp, settings, tau=False), around, left_out
    )


def _estimate(pairs: list[tuple[float, float]], settings: Settings, *, tau: bool) -> Estimate:
    coefficient = kendall_tau_b if tau else spearman_rho

    def value_of(counted: Counted) -> float | None:
        return coefficient([(unit[0], unit[1]) for unit, times in counted for _ in range(times)])

    value = coefficient(pairs)
    if value is None:
        return Estimate(None, None, None, len(pairs), "performance-nothing-varies", {"n": len(pairs)})
    # A large portfolio is resampled less often: its interval is narrow, and each time costs more.
    replicates = min(settings.replicates, max(200, 300_000 // len(pairs)))
    low, high = resampled(pairs, value_of, replicates, settings.seed)
    return Estimate(
        value, low, high, len(pairs), "" if low is not None else "performance-no-interval", {"n": len(pairs)}
    )
