"""Whether the level says what it should: against money, places, signed agreements, and results at closure.

Each programme counts once, by its latest phase. Levels are the reviewers' mean; where nobody reviewed, nothing is said
of the reviewed level. Source: marker design, section 9. Nothing here proves a cause: an agreement and a level may both
follow from a good team.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from local2030.marker.criteria import Rubric
from local2030.marker.performance.concordance import Concordance, agreement_of, levels_of
from local2030.marker.performance.records import (
    Case,
    Estimate,
    Rated,
    days,
    in_order,
    scores_by_unit,
    shares,
    too_few,
)
from local2030.marker.performance.settings import Settings
from local2030.methods.intervals import fisher_p
from local2030.methods.rank_correlation import kendall_tau_b
from local2030.methods.rank_sum import rank_sum_p, superiority
from local2030.methods.ratings import Counted, resampled

T = TypeVar("T")
SUBSTANTIAL = 2
ORDER = {"design": 0, "monitoring": 1, "closure": 2}
OUTCOMES = "C7"
FEW = 40  # from here on a rank correlation says more than a table of four cells
NOT_BOTH = "performance-one-group"


@dataclass(frozen=True, slots=True)
class Discrimination:
    """How well the level tells programmes whose local share reaches the gate of level 2 from the others.

    `auc` of the level in all its steps; the two rates of "level 2 or more", for those that reach it and those that don't.
    """

    of: str
    gate: float
    auc: Estimate
    reached: int
    missed: int
    sensitivity: float | None
    specificity: float | None


@dataclass(frozen=True, slots=True)
class KnownGroups:
    """Levels with and without a signed agreement with a local government: `superiority` 0.5 is no difference."""

    of: str
    with_agreement: int
    without: int
    superiority: Estimate
    p: float | None


@dataclass(frozen=True, slots=True)
class OutcomeLink:
    """Level at design against C7 at closure: `table[level][outcome]` counts programmes. `p` one-sided, where few."""

    table: tuple[tuple[int, ...], ...]
    n: int
    tau: Estimate
    p: float | None


@dataclass(frozen=True, slots=True)
class Validity:
    """All four, each for claimed and reviewed levels where that makes sense."""

    discrimination: tuple[Discrimination, ...]
    places: tuple[Concordance, ...]
    known_groups: tuple[KnownGroups, ...]
    outcomes: OutcomeLink


def validity(rows: Iterable[Rated], rubric: Rubric, settings: Settings) -> Validity:
    """The four comparisons over these rows."""
    rows = in_order(rows)
    kinds = [(of, _once(levels, rows)) for of, levels in levels_of(rows)]
    money = _once(shares(rows), rows)
    middles = {p: float(low + high) / 2 for p, (low, high) in money.items() if high - low <= settings.widest_share}
    places = _once({_case(r): (r.place_share, r.place_share) for r in rows if r.place_share is not None}, rows)
    agreed = {r.programme: r.lrg_agreement for r in rows if r.lrg_agreement is not None}
    gate = _gate(rubric)
    return Validity(
        tuple(_discrimination(of, levels, middles, gate, settings) for of, levels in kinds),
        tuple(agreement_of(of, _cases(levels), _cases(places), settings) for of, levels in kinds),
        tuple(_known_groups(of, levels, agreed, settings) for of, levels in kinds),
        _outcomes(rows, settings),
    )


def _discrimination(
    of: str, levels: Mapping[str, float], shares: Mapping[str, float], gate: float, settings: Settings
) -> Discrimination:
    pairs = [(levels[p], shares[p]) for p in sorted(levels) if p in shares]
    above = [level for level, share in pairs if share >= gate]
    below = [level for level, share in pairs if share < gate]
    units = [(level, float(share >= gate)) for level, share in pairs]
    auc = _two_groups(units, settings)
    return Discrimination(
        of, gate, auc, len(above), len(below),
        sum(x >= SUBSTANTIAL for x in above) / len(above) if above else None,
        sum(x < SUBSTANTIAL for x in below) / len(below) if below else None,
    )  # fmt: skip


def _known_groups(of: str, levels: Mapping[str, float], agreed: Mapping[str, bool], settings: Settings) -> KnownGroups:
    pairs = [(levels[p], float(agreed[p])) for p in sorted(levels) if p in agreed]
    with_, without = [x for x, yes in pairs if yes], [x for x, yes in pairs if not yes]
    estimate = _two_groups(pairs, settings)
    known = estimate.value is not None
    return KnownGroups(of, len(with_), len(without), estimate, rank_sum_p(with_, without) if known else None)


def _outcomes(rows: Iterable[Rated], settings: Settings) -> OutcomeLink:
    intended = {  # as reviewed, else as claimed, which comes first
        case[0]: level for _, levels in levels_of(rows) for case, level in levels.items() if case[1] == "design"
    }
    given: defaultdict[str, list[int]] = defaultdict(list)
    for (case, criterion), scores in scores_by_unit(rows).items():
        if case[1] == "closure" and criterion == OUTCOMES:
            given[case[0]] += scores.values()
    pairs = [(_whole(intended[p]), _whole(sum(s) / len(s))) for p, s in sorted(given.items()) if p in intended]
    table = tuple(tuple(pairs.count((level, outcome)) for outcome in range(4)) for level in range(4))
    units = [(float(a), float(b)) for a, b in pairs]
    tau = _estimate(units, kendall_pairs, settings)
    return OutcomeLink(table, len(pairs), tau, _fisher(pairs) if 0 < len(pairs) < FEW else None)


def _fisher(pairs: Sequence[tuple[int, int]]) -> float | None:
    """One-sided: programmes of level 2 or more reach outcomes of 2 or more no more often than the others."""
    high = [outcome >= SUBSTANTIAL for level, outcome in pairs if level >= SUBSTANTIAL]
    low = [outcome >= SUBSTANTIAL for level, outcome in pairs if level < SUBSTANTIAL]
    return fisher_p(sum(high), len(high), sum(low), len(low)) if high and low else None


def _two_groups(units: Sequence[tuple[float, float]], settings: Settings) -> Estimate:
    """The probability that one with the mark is above one without, with its interval."""
    if len(units) >= settings.least_concordance and len({mark for _, mark in units}) < 2:
        return Estimate(None, None, None, len(units), NOT_BOTH, {"n": len(units)})

    def value_of(pairs: Sequence[tuple[float, float]]) -> float | None:
        return superiority([x for x, mark in pairs if mark], [x for x, mark in pairs if not mark])

    return _estimate(units, value_of, settings)


def _estimate(
    units: Sequence[tuple[float, float]], value_of: Callable[[Sequence[tuple[float, float]]], float | None],
    settings: Settings,
) -> Estimate:  # fmt: skip
    n, least = len(units), settings.least_concordance
    if n < least:
        return too_few(n, least)
    value = value_of(units)
    if value is None:
        return Estimate(None, None, None, n, "performance-nothing-varies", {"n": n})

    def drawn(counted: Counted) -> float | None:
        return value_of([(unit[0], unit[1]) for unit, times in counted for _ in range(times)])

    replicates = min(settings.replicates, max(200, 300_000 // n))
    low, high = resampled(list(units), drawn, replicates, settings.seed)
    return Estimate(value, low, high, n, "" if low is not None else "performance-no-interval", {"n": n})


def kendall_pairs(pairs: Sequence[tuple[float, float]]) -> float | None:
    """Kendall's tau-b of these pairs."""
    return kendall_tau_b(list(pairs))


def _once(values: Mapping[Case, T], rows: Iterable[Rated]) -> dict[str, T]:
    """The value of each programme's latest case."""
    on = days(rows)
    found: dict[str, T] = {}
    for case in sorted(values, key=lambda c: (on[c], ORDER.get(c[1], 1), c)):
        found[case[0]] = values[case]
    return found


def _cases(values: Mapping[str, T]) -> dict[Case, T]:
    return {(programme, "", ""): value for programme, value in values.items()}


def _case(row: Rated) -> Case:
    return row.programme, row.phase, row.rubric


def _gate(rubric: Rubric) -> float:
    """The local share that level 2 of the measured criterion asks."""
    for criterion in rubric.criteria:
        for rule in criterion.levels:
            for measure in rule.measures:
                if measure.name == "local_share" and rule.level == SUBSTANTIAL:
                    return float(measure.at_least)
    return 0.15


def _whole(value: float) -> int:
    """A mean of levels as a level; a half goes down, so that nothing is called reached that half of the reviewers deny."""
    return int(value + 0.499999)
