"""Money that stops just above a gate, and figures that are rounder than money is.

Bunching: for each gate of the share, the part just above among those near it with its exact interval, and a test that
allows for the run of the shares on both sides (methods/jumps.py). Heaping: how many shares are whole multiples of a
step, against what the precision of the figures lets expect. Both are patterns to look at: a threshold is also a
target, and honest targets are round.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from local2030.marker.criteria import Rubric
from local2030.marker.performance.records import Estimate, Pattern, Rated, agencies, days, in_order, shares, too_few
from local2030.marker.performance.settings import Settings
from local2030.methods.intervals import binomial_p, share_interval
from local2030.methods.jumps import jump_at

ALL = ""  # the portfolio as a whole
NONE = ""  # no agency is named
MOST_DIGITS = 6


@dataclass(frozen=True, slots=True)
class Bunching:
    """Around one gate, in one agency or in all (""). `above` is the part just above among those just around it.

    In all, the agencies that bunch by themselves are left out (`without`), so that one of them isn't told twice.
    """

    agency: str
    gate: Decimal
    just_below: int
    just_above: int
    above: Estimate
    p: float | None
    without: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Heaping:
    """How many shares are whole multiples of the step, against the part that would be by chance; `without` as above."""

    agency: str
    round: Estimate
    expected: float | None
    p: float | None
    without: tuple[str, ...] = ()


def gates_of(rubric: Rubric) -> tuple[Decimal, ...]:
    """The thresholds of the local share in a rubric, lowest first."""
    measures = (m for c in rubric.criteria for rule in c.levels for m in rule.measures)
    return tuple(sorted({m.at_least for m in measures if m.name == "local_share"}))


def bunching(rows: Iterable[Rated], gates: Sequence[Decimal], settings: Settings) -> tuple[Bunching, ...]:
    """For all programmes and for each agency, every gate. The share's low end is looked at: it is what a gate asks."""
    by_agency = _shares_by_agency(rows)
    single = [_bunching(a, values, gate, settings) for a, values in by_agency.items() if a != NONE for gate in gates]
    whole = []
    for gate in gates:
        sure = _sure([b for b in single if b.gate == gate], settings)
        whole.append(replace(_bunching(ALL, _all(by_agency, sure), gate, settings), without=sure))
    return (*whole, *single) if by_agency else ()


def heaping(rows: Iterable[Rated], settings: Settings) -> tuple[Heaping, ...]:
    """For all programmes and for each agency. Nothing and all (0 and 1) are left out: they are round by nature.

    What chance lets expect follows from how precisely each agency states its shares.
    """
    inner = {agency: [v for v in values if 0 < v < 1] for agency, values in _shares_by_agency(rows).items()}
    single = [_heaping(a, values, settings, _expected(values, settings)) for a, values in inner.items() if a != NONE]
    sure = _sure(single, settings)
    rest = [(values, _expected(values, settings)) for agency, values in inner.items() if agency not in sure and values]
    whole = [value for values, _ in rest for value in values]
    by_chance = sum(len(values) * expected for values, expected in rest) / len(whole) if whole else 0.0
    return (replace(_heaping(ALL, whole, settings, by_chance), without=sure), *single) if inner else ()


def bunching_patterns(found: Iterable[Bunching]) -> list[Pattern]:
    """What of it was tested; one entry for each gate and agency with enough programmes near."""
    return [
        Pattern("pattern-bunching", b.agency or "all", b.p, None,
                {"gate": _percent(b.gate), "above": b.just_above, "below": b.just_below, "n": b.above.n})
        for b in found if b.p is not None
    ]  # fmt: skip


def heaping_patterns(found: Iterable[Heaping]) -> list[Pattern]:
    """What of it was tested."""
    return [
        Pattern("pattern-heaping", h.agency or "all", h.p, None,
                {"round": f"{(h.round.value or 0) * 100:.0f}", "expected": f"{(h.expected or 0) * 100:.0f}", "n": h.round.n})
        for h in found if h.p is not None
    ]  # fmt: skip


def _shares_by_agency(rows: Iterable[Rated]) -> Mapping[str, list[Decimal]]:
    """One share for each programme, the latest that is stated, by agency: phases have much the same money."""
    rows = in_order(rows)
    of, when = agencies(rows), days(rows)
    latest: dict[str, tuple[Decimal, str]] = {}
    for case, (low, _) in sorted(shares(rows).items(), key=lambda entry: (when[entry[0]], entry[0])):
        latest[case[0]] = (low, of.get(case, NONE))
    by_agency: defaultdict[str, list[Decimal]] = defaultdict(list)
    for _, (low, agency) in sorted(latest.items()):
        by_agency[agency].append(low)
    return dict(sorted(by_agency.items()))


def _all(by_agency: Mapping[str, list[Decimal]], without: Sequence[str]) -> list[Decimal]:
    return [value for agency, values in by_agency.items() if agency not in without for value in values]


def _sure(single: Iterable[Bunching | Heaping], settings: Settings) -> tuple[str, ...]:
    return tuple(x.agency for x in single if x.p is not None and x.p <= settings.sure_agency)


def _bunching(agency: str, values: Sequence[Decimal], gate: Decimal, settings: Settings) -> Bunching:
    jump = jump_at(values, gate, Decimal(str(settings.bunching_width)))
    near = jump.below + jump.above
    if near < settings.least_near:
        return Bunching(agency, gate, jump.below, jump.above, too_few(near, settings.least_near), None)
    part = share_interval(jump.above, near)
    above = Estimate(part.value, part.low, part.high, near) if part else too_few(near, settings.least_near)
    return Bunching(agency, gate, jump.below, jump.above, above, jump.p)


def _heaping(agency: str, values: Sequence[Decimal], settings: Settings, expected: float) -> Heaping:
    if len(values) < settings.least_heap:
        return Heaping(agency, too_few(len(values), settings.least_heap), None, None)
    step = Decimal(str(settings.heap_step))
    found = sum(v.quantize(Decimal(1).scaleb(-MOST_DIGITS)) % step == 0 for v in values)
    part = share_interval(found, len(values))
    if part is None or expected >= 1:
        return Heaping(agency, too_few(len(values), settings.least_heap), None, None)
    return Heaping(agency, Estimate(*part), expected, binomial_p(found, len(values), expected))


def _expected(values: Sequence[Decimal], settings: Settings) -> float:
    """The part of round figures by chance, by the finest that is stated among these."""
    digits = min(MOST_DIGITS, max((2, *(_digits(v) for v in values))))
    return float(Decimal(1).scaleb(-digits) / Decimal(str(settings.heap_step)))


def _digits(value: Decimal) -> int:
    exponent = value.normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def _percent(share: Decimal) -> str:
    return f"{float(share) * 100:.1f}".removesuffix(".0")
