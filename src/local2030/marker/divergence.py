"""How far a claim goes beyond its evidence, and how far evidence goes beyond a claim (marker design, section 6).

For each criterion d = claimed - proven. The programme's figures are means over the claimed criteria, divided by 3, and
printed as low-high: low leaves out what could not be verified, high counts such a claim as over-claimed in full.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple


class Divergence(NamedTuple):
    """Over- and under-claim as intervals (0-1), the unverifiable part, and the word for it."""

    over_low: float | None
    over_high: float
    under_low: float | None
    under_high: float | None
    blind: float
    word: str  # by the low figure; "" where nothing claimed could be verified
    word_high: str
    by_criterion: Mapping[str, int | None]
    claims: int


def divergence_of(
    criteria: Sequence[tuple[str, int | None, int, str]], words: Sequence[tuple[float, str]]
) -> Divergence | None:
    """The divergence over (criterion, claimed, proven, state); None where nothing is claimed at all."""
    applicable = [c for c in criteria if c[3] != "not_applicable"]
    stated = [c for c in applicable if c[1] is not None]
    if not stated:
        return None
    verified = [(claimed or 0) - proven for _, claimed, proven, state in stated if state == "scored"]
    blind_claims = [claimed or 0 for _, claimed, _, state in stated if state != "scored"]
    over = sum(max(d, 0) for d in verified)
    under = sum(max(-d, 0) for d in verified)
    low = over / len(verified) / 3 if verified else None
    high = (over + sum(blind_claims)) / len(stated) / 3
    high = max(high, low) if low is not None else high
    return Divergence(
        low, high, under / len(stated) / 3 if verified else None, under / len(verified) / 3 if verified else None,
        sum(state == "unverifiable" for _, _, _, state in applicable) / len(applicable),
        word_for(low, words) if low is not None else "", word_for(high, words),
        {c: (claimed - proven if claimed is not None and state == "scored" else None) for c, claimed, proven, state in criteria},
        len(stated),
    )  # fmt: skip


def word_for(value: float, words: Sequence[tuple[float, str]]) -> str:
    """The word of the rubric for a divergence: the first whose bound is above it."""
    return next((word for below, word in words if value < below), words[-1][1])
