"""What a group of experts said on a scale from 1 to 9: where its middle lies, how far apart it is, whether it came closer.

Agreement and disagreement are told as in the RAND/UCLA appropriateness method (K. Fitch and others, *The RAND/UCLA
Appropriateness Method User's Manual*, RAND MR-1269, 2001): a median of 7 or more is for, of 3 or less against, and the
group disagrees where its 30-70 interpercentile range is wider than the one adjusted for symmetry (IPRAS = 2.35 + 1.5 x
the distance of its middle from 5). That rule holds for groups of any size. Percentiles are interpolated.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median

LOW, HIGH, MIDDLE = 1, 9, 5
LEAST = 3  # fewer answers are shown to nobody: each would be told from the rest
FOR, AGAINST = 7, 3
IPRAS_BASE, IPRAS_STEP = 2.35, 1.5
WORDS = ("delphi-for", "delphi-against", "delphi-undecided", "delphi-disagreement")


@dataclass(frozen=True, slots=True)
class Spread:
    """The answers to one statement in one sitting. All but `n` are None where too few answered."""

    n: int
    median: float | None
    low_quartile: float | None
    high_quartile: float | None
    iqr: float | None
    ipr: float | None  # 30th to 70th percentile
    ipras: float | None  # wider than this is disagreement
    word: str  # one of WORDS, "" without figures
    counts: tuple[int, ...]  # how many gave 1, 2 ... 9


@dataclass(frozen=True, slots=True)
class Convergence:
    """What changed from one sitting to the next over all statements that have figures in both."""

    statements: int
    before: float | None  # mean IQR
    after: float | None
    closer: int  # statements whose IQR fell
    wider: int
    settled: int  # statements on which the group disagreed before and no longer does
    answers: int  # of experts who answered both times
    toward: int  # of those that moved, how many came closer to the group's first median
    away: int


def spread(ratings: Iterable[int], least: int = LEAST) -> Spread:
    """The spread of one statement; without figures below `least` answers."""
    given = sorted(ratings)
    n = len(given)
    counts = tuple(given.count(value) for value in range(LOW, HIGH + 1))
    if n < least:
        return Spread(n, None, None, None, None, None, None, "", ())
    low, high = percentile(given, 0.25), percentile(given, 0.75)
    p30, p70 = percentile(given, 0.30), percentile(given, 0.70)
    ipras = IPRAS_BASE + IPRAS_STEP * abs(MIDDLE - (p30 + p70) / 2)
    middle, ipr = float(median(given)), p70 - p30
    return Spread(n, middle, low, high, high - low, ipr, ipras, _word(middle, ipr > ipras), counts)


def convergence(
    first: Mapping[int, Mapping[str, int]], second: Mapping[int, Mapping[str, int]], least: int = LEAST
) -> Convergence:
    """Of two sittings, each {statement: {expert: rating}}."""
    pairs = [
        (spread(first[s].values(), least), spread(second[s].values(), least))
        for s in sorted(first.keys() & second.keys())
    ]
    told = [(a, b) for a, b in pairs if a.iqr is not None and b.iqr is not None]
    moves = list(_moves(first, second, least))
    return Convergence(
        len(told), _mean([a.iqr for a, _b in told]), _mean([b.iqr for _a, b in told]),
        sum((b.iqr or 0) < (a.iqr or 0) for a, b in told), sum((b.iqr or 0) > (a.iqr or 0) for a, b in told),
        sum(a.word == "delphi-disagreement" != b.word for a, b in told),
        len(moves), sum(move > 0 for move in moves), sum(move < 0 for move in moves),
    )  # fmt: skip


def percentile(ordered: Sequence[int], part: float) -> float:
    """The value below which that part lies, interpolated between neighbours; of values in order."""
    at = part * (len(ordered) - 1)
    below = int(at)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (ordered[above] - ordered[below]) * (at - below)


def _word(middle: float, disagree: bool) -> str:
    if disagree:
        return "delphi-disagreement"
    return "delphi-for" if middle >= FOR else "delphi-against" if middle <= AGAINST else "delphi-undecided"


def _moves(
    first: Mapping[int, Mapping[str, int]], second: Mapping[int, Mapping[str, int]], least: int
) -> Iterable[float]:
    """By how much each expert came closer to the first median of the group (below 0: went away)."""
    for statement in sorted(first.keys() & second.keys()):
        middle = spread(first[statement].values(), least).median
        if middle is None:
            continue
        for expert in sorted(first[statement].keys() & second[statement].keys()):
            yield abs(first[statement][expert] - middle) - abs(second[statement][expert] - middle)


def _mean(values: Sequence[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return sum(known) / len(known) if known else None
