"""One series cut where it jumps: which values go on from one another, and which stand apart, and by how much.

Everything is on the scale of logarithms (base 10) of positive values, so that 45 -> 450 and 0.45 -> 4.5 are the same
jump. How large a jump must be follows from the series itself: what it does from value to value, and how far its values
lie from their middle, each by medians, so that the odd value doesn't hide itself.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from local2030.monitoring.checks.policy import CheckPolicy

TO_DEVIATION = 1.8  # from the middle distance to the nearer side to a standard deviation, for normal noise
MOST_DECIMALS = 4
LEAST_OF_A_SEASON = 3  # years of a month, before it is known what it does by itself
NEAR = 5  # values on a side that say what is to be expected


class Apart(NamedTuple):
    """The values from `first` to before `end` stand apart from the rest of the series.

    `offset` is by how much (log10), `expected` what the neighbours let expect for the first of them; `decades` is the
    power of ten that this looks like, 0 for none. `at_end`: nothing of the rest follows, or nothing precedes.
    """

    first: int
    end: int
    offset: float
    expected: float
    decades: int
    at_end: bool


def apart(values: Sequence[float], policy: CheckPolicy, seasons: Sequence[int] = ()) -> list[Apart]:
    """The parts of a series of positive values, in the order of its periods, that stand apart from most of it.

    `seasons` are the month of each value where there are several in a year: what each month does by itself is left out.
    """
    if len(values) < policy["jumps.least_points"]:
        return []
    damped = _level(_damped(values, policy["jumps.rounding_units"]), len(set(seasons)))
    usual_in = _of_seasons(damped, seasons)
    damped = [y - of for y, of in zip(damped, usual_in, strict=True)]
    noise = _noise(damped)
    threshold = max(math.log10(policy["jumps.least_ratio"]), policy["jumps.noise_times"] * noise)
    parts = _parts(damped, threshold, policy["jumps.for_a_spike"])
    if len(parts) == 1 or len(parts) > policy["jumps.most_parts"]:
        return []
    kept = _kept(damped, parts, threshold)
    logs = [math.log10(value) - of for value, of in zip(values, usual_in, strict=True)]
    usual = [parts[k] for k in kept]
    odd = [one for n, part in enumerate(parts) if n not in kept for one in _against(logs, part, usual, policy)]
    odd = [one._replace(expected=one.expected * 10 ** usual_in[one.first]) for one in odd]
    whole = all(value == int(value) for value in values)
    return [one for one in odd if not (whole and _may_be_chance(values, one, policy))]


def beyond_all(values: Sequence[float], policy: CheckPolicy) -> list[Apart]:
    """The one value that is many times every other, for series that are too uneven for anything finer; zeros may be in."""
    largest = max(range(len(values)), key=values.__getitem__, default=0)
    others = sorted(value for n, value in enumerate(values) if n != largest and value > 0)
    if len(values) < policy["jumps.least_points"] or len(others) < policy["jumps.beyond_points"]:
        return []
    if values[largest] < others[-1] * policy["jumps.beyond_times"]:
        return []
    expected = median(others)
    offset = math.log10(values[largest] / expected)
    at_end = largest in (0, len(values) - 1)
    one = Apart(largest, largest + 1, offset, expected, _decades(offset, policy), at_end)
    whole = all(value == int(value) for value in values)
    return [] if whole and _may_be_chance(values, one, policy) else [one]


def slipped_in_few(values: Sequence[float], policy: CheckPolicy) -> list[Apart]:
    """The one value of a very short series that is ten, a hundred or a thousand times what all the others agree on."""
    few = policy["jumps.least_points_slip"]
    if not few <= len(values) < policy["jumps.least_points"]:
        return []
    for odd, value in enumerate(values):
        others = [v for n, v in enumerate(values) if n != odd]
        if max(others) > min(others) * policy["jumps.steady_ratio"]:
            continue
        expected = median(others)
        offset = math.log10(value / expected)
        if decades := _decades(offset, policy):
            return [Apart(odd, odd + 1, offset, expected, decades, odd in (0, len(values) - 1))]
    return []


def _damped(values: Sequence[float], units: float) -> list[float]:
    """Logarithms after a few units of the last place written are added: 0.1 and 0.2 lie as near as their rounding."""
    step = 10.0 ** -max(_decimals(value) for value in values)
    return [math.log10(value + units * step) for value in values]


def _level(logs: Sequence[float], in_a_year: int) -> list[float]:
    """The same without the growth that the series has by itself: the middle one of its steps, from year to year."""
    lag = in_a_year if 0 < in_a_year < len(logs) else 1
    step = median([b - a for a, b in zip(logs, logs[lag:], strict=False)]) / lag
    return [y - n * step for n, y in enumerate(logs)]


def _of_seasons(logs: Sequence[float], seasons: Sequence[int]) -> list[float]:
    """By how much each value's month lies above the whole, where every month is there often enough to tell."""
    of_month: dict[int, list[float]] = {}
    for month, y in zip(seasons, logs, strict=False):
        of_month.setdefault(month, []).append(y)
    if len(of_month) < 2 or min(map(len, of_month.values())) < LEAST_OF_A_SEASON:
        return [0.0] * len(logs)
    whole = median(logs)
    middle = {month: median(found) - whole for month, found in of_month.items()}
    return [middle[month] for month in seasons]


def _decimals(value: float) -> int:
    """How many decimals a value was written with, as far as can be told from the number."""
    for places in range(MOST_DECIMALS):
        if round(value, places) == value:
            return places
    return MOST_DECIMALS


def _noise(logs: Sequence[float]) -> float:
    """What the series does by itself: from step to step, and from a value to those just before or just after it."""
    steps = sorted(abs(b - a) for a, b in pairwise(logs))[(len(logs) - 2) // 3]
    return max(TO_DEVIATION * median(_from_sides(logs)), steps)


def _from_sides(logs: Sequence[float]) -> list[float]:
    """How far each value lies from the three before it or the three after it, whichever is nearer: a jump is no noise."""
    threes = [median(logs[max(0, n) : n + 3]) for n in range(-2, len(logs))]
    before = [math.inf, *(abs(y - three) for y, three in zip(logs[1:], threes, strict=False))]
    after = [*(abs(y - three) for y, three in zip(logs, threes[3:], strict=False)), math.inf]
    return list(map(min, before, after))


def median(numbers: Iterable[float]) -> float:
    """The median, in a tenth of the time of the general one."""
    ordered = sorted(numbers)
    half = len(ordered) // 2
    return ordered[half] if len(ordered) % 2 else (ordered[half - 1] + ordered[half]) / 2


def _parts(logs: Sequence[float], threshold: float, for_a_spike: float) -> list[tuple[int, int]]:
    """The series cut before each jump: (first, end) of each part. Up and down again takes less than a jump alone."""
    steps = [b - a for a, b in pairwise(logs)]
    cuts = {n + 1 for n, step in enumerate(steps) if abs(step) > threshold}
    for n, (up, down) in enumerate(pairwise(steps)):
        if up * down < 0 and min(abs(up), abs(down)) > threshold * for_a_spike:
            cuts |= {n + 1, n + 2}
    return list(pairwise([0, *sorted(cuts), len(logs)]))


def _kept(logs: Sequence[float], parts: Sequence[tuple[int, int]], threshold: float) -> list[int]:
    """The parts that go on from one another and hold the most values; of equals those that come first."""
    best: list[tuple[int, list[int]]] = []
    for n, (first, _) in enumerate(parts):
        chains = [chain for k, (_, chain) in enumerate(best) if abs(logs[first] - logs[parts[k][1] - 1]) <= threshold]
        before = max(chains, key=lambda chain: sum(parts[k][1] - parts[k][0] for k in chain), default=[])
        chain = [*before, n]
        best.append((sum(parts[k][1] - parts[k][0] for k in chain), chain))
    return max(best, key=lambda counted: counted[0])[1]


def _against(
    logs: Sequence[float], part: tuple[int, int], kept: Sequence[tuple[int, int]], policy: CheckPolicy
) -> Iterator[Apart]:
    """A part beside the nearest values that are kept on either side, without the values at its ends that would fit."""
    first, end = part
    before = [logs[n] for a, b in kept for n in range(a, b) if n < first][-NEAR:]
    after = [logs[n] for a, b in kept for n in range(a, b) if n >= end][:NEAR]
    if before and after:
        expected = (median(before[-2:]) + median(after[:2])) / 2
    else:
        expected = _beyond(before or after[::-1])
    away = [n for n in range(first, end) if abs(logs[n] - expected) >= math.log10(policy["jumps.least_ratio"])]
    if away:
        offset = median(logs[away[0] : away[-1] + 1]) - expected
        yield Apart(away[0], away[-1] + 1, offset, 10**expected, _decades(offset, policy), not (before and after))


def _beyond(logs: Sequence[float]) -> float:
    """Where a series that ends with these would go on."""
    step = median([b - a for a, b in pairwise(logs)]) if len(logs) > 1 else 0.0
    return median(logs[-2:]) + step * min(len(logs), 3) / 2


def _may_be_chance(values: Sequence[float], one: Apart, policy: CheckPolicy) -> bool:
    """Whether whole numbers, if they count cases, may lie so far apart by chance alone."""
    others = [*values[: one.first], *values[one.end :]]
    if min(others) == max(others):
        return False  # counts of cases vary
    found = median(values[one.first : one.end])
    return abs(found - one.expected) <= policy["jumps.count_deviations"] * math.sqrt(max(found, one.expected))


def _decades(offset: float, policy: CheckPolicy) -> int:
    """The power of ten that an offset is near to; 0 where it is near to none."""
    nearest = round(offset)
    near = abs(offset - nearest) <= policy["jumps.slip_tolerance"] and abs(nearest) <= policy["jumps.most_decades"]
    return nearest if near else 0
