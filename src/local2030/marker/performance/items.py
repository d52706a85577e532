"""How each criterion does its work: does it go with the rest, does it tell programmes apart, is it crowded at an end.

Item-rest correlation and Cronbach's alpha (L. J. Cronbach, Psychometrika 16, 1951), discrimination between the upper
and lower 27% (T. L. Kelley 1939) in parts of the scale, floor and ceiling shares with exact intervals. With gates
and not a sum, a criterion may rightly measure something else than the rest: low figures are a question, not a verdict.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from local2030.marker.criteria import Rubric
from local2030.marker.levels import level_of
from local2030.marker.performance.records import LEVEL, Case, Estimate, Rated, scores_by_unit, too_few
from local2030.marker.performance.settings import Settings
from local2030.methods.intervals import share_interval
from local2030.methods.rank_correlation import pearson
from local2030.methods.ratings import Counted, resampled

NORMAL = 1.959963984540054
PARTNER = frozenset({"local_government_partner"})


@dataclass(frozen=True, slots=True)
class Item:
    """One criterion over the reviewed programmes. `codes`: what is worth a question about it."""

    criterion: str
    rest: Estimate  # correlation with the mean of the other criteria
    discrimination: Estimate  # 0 to 1: mean of the upper part less that of the lower, by the length of the scale
    floor: Estimate
    ceiling: Estimate
    decisive: Estimate  # share of programmes whose level one step more in this criterion alone would raise
    codes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ItemAnalysis:
    """All criteria, and Cronbach's alpha over them."""

    items: tuple[Item, ...]
    alpha: Estimate
    n: int  # programmes with a score for every criterion
    left_out: int


def item_analysis(rows: Iterable[Rated], rubric: Rubric, settings: Settings) -> ItemAnalysis:
    """The criteria of one rubric over the programmes that have a reviewed score for each of them."""
    vectors, left_out = reviewed_vectors(rows, rubric)
    if len(vectors) < settings.least_items:
        none = too_few(len(vectors), settings.least_items)
        items = tuple(Item(c.id, none, none, none, none, none, ()) for c in rubric.criteria)
        return ItemAnalysis(items, none, len(vectors), left_out)
    table = list(vectors.values())
    items = tuple(_item(i, c.id, table, rubric, settings) for i, c in enumerate(rubric.criteria))
    return ItemAnalysis(items, _cronbach(table, settings), len(table), left_out)


def reviewed_vectors(rows: Iterable[Rated], rubric: Rubric) -> tuple[Mapping[Case, tuple[float, ...]], int]:
    """The mean score of each criterion in the rubric's order for every complete case, and how many aren't complete."""
    means: defaultdict[Case, dict[str, float]] = defaultdict(dict)
    for (case, criterion), given in scores_by_unit(rows).items():
        if criterion != LEVEL:
            means[case][criterion] = sum(given.values()) / len(given)
    ids = [c.id for c in rubric.criteria]
    whole = {
        case: tuple(found[c] for c in ids) for case, found in sorted(means.items()) if all(c in found for c in ids)
    }
    return whole, len(means) - len(whole)


def cronbach_alpha(table: Sequence[Sequence[float]]) -> float | None:
    """Cronbach's alpha of a table with a row for each programme; None where the sums don't vary."""
    k = len(table[0]) if table else 0
    if k < 2 or len(table) < 2:
        return None
    whole = _variance([math.fsum(row) for row in table])
    if whole <= 0:
        return None
    return k / (k - 1) * (1 - math.fsum(_variance([row[i] for row in table]) for i in range(k)) / whole)


def _item(i: int, criterion: str, table: Sequence[tuple[float, ...]], rubric: Rubric, settings: Settings) -> Item:
    n, scale = len(table), settings.most_score
    rest = _correlation([(row[i], math.fsum(row) - row[i]) for row in table])
    floor = share_interval(sum(row[i] < 0.5 for row in table), n)
    ceiling = share_interval(sum(row[i] >= scale - 0.5 for row in table), n)
    lifted = share_interval(sum(_lifts(i, row, rubric, scale) for row in table), n)
    values = [Estimate(*x) if x else too_few(n, 1) for x in (floor, ceiling, lifted)]
    codes = []
    if rest.high is not None and rest.high < settings.poor_correlation:
        codes.append("item-apart-from-the-rest")
    if (values[0].low or 0) > settings.crowded:
        codes.append("item-at-the-floor")
    if (values[1].low or 0) > settings.crowded:
        codes.append("item-at-the-ceiling")
    if values[2].value == 0:
        codes.append("item-never-decisive")
    return Item(criterion, rest, _discrimination(i, table, settings), values[0], values[1], values[2], tuple(codes))


def _correlation(pairs: Sequence[tuple[float, float]]) -> Estimate:
    value, n = pearson(pairs), len(pairs)
    if value is None:
        return Estimate(None, None, None, n, "performance-nothing-varies", {"n": n})
    if n < 4 or abs(value) >= 1:
        return Estimate(value, None, None, n, "performance-no-interval", {"n": n})
    middle, reach = math.atanh(value), NORMAL / math.sqrt(n - 3)
    return Estimate(value, math.tanh(middle - reach), math.tanh(middle + reach), n)


def _discrimination(i: int, table: Sequence[tuple[float, ...]], settings: Settings) -> Estimate:
    """The tails are taken by the sum of the other criteria, so that a criterion doesn't choose its own judges."""
    count = max(2, round(settings.tail * len(table)))
    units = [(math.fsum(row) - row[i], row[i]) for row in table]

    def value_of(counted: Counted) -> float | None:
        ordered = sorted(unit for unit, times in counted for _ in range(times))
        upper, lower = ordered[-count:], ordered[:count]
        if upper[0][0] == lower[-1][0]:
            return None
        return (math.fsum(v for _, v in upper) - math.fsum(v for _, v in lower)) / count / settings.most_score

    value = value_of([(unit, 1) for unit in units])
    if value is None:
        return Estimate(None, None, None, len(table), "performance-nothing-varies", {"n": len(table)})
    low, high = resampled(units, value_of, settings.replicates // 4, settings.seed)
    return Estimate(value, low, high, len(table))


def _lifts(i: int, row: Sequence[float], rubric: Rubric, scale: int) -> bool:
    values = tuple(math.floor(v + 0.5) for v in row)
    if values[i] >= scale:
        return False
    raised = (*values[:i], values[i] + 1, *values[i + 1 :])
    return level_of(rubric, raised, facts=PARTNER).level > level_of(rubric, values, facts=PARTNER).level


def _cronbach(table: Sequence[tuple[float, ...]], settings: Settings) -> Estimate:
    value, n = cronbach_alpha(table), len(table)
    if value is None:
        return Estimate(None, None, None, n, "performance-nothing-varies", {"n": n})

    def value_of(counted: Counted) -> float | None:
        return cronbach_alpha([unit for unit, times in counted for _ in range(times)])

    low, high = resampled(table, value_of, settings.replicates // 4, settings.seed)
    return Estimate(value, low, high, n, "" if low is not None else "performance-no-interval", {"n": n})


def _variance(values: Sequence[float]) -> float:
    counts = Counter(values)
    n = len(values)
    mean = math.fsum(v * c for v, c in counts.items()) / n
    return math.fsum(c * (v - mean) ** 2 for v, c in counts.items()) / (n - 1)
