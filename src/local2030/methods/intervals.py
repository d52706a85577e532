"""Intervals and exact tests for shares and means, and which of many tests still stand together.

Sources: C. J. Clopper, E. S. Pearson (1934) for a share; Student (1908) for a mean; H. O. Lancaster (1961) for mid-p,
which keeps an exact test of counts near its nominal size; R. A. Fisher (1935) for two shares; Y. Benjamini,
Y. Hochberg (1995) for many tests. The incomplete beta function is the continued fraction of Lentz, to 1e-12.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import NamedTuple

LEVEL = 0.95
STEPS = 200
TINY = 1e-300


class Interval(NamedTuple):
    """A figure between its bounds, and over how many it was taken."""

    value: float
    low: float
    high: float
    n: int


def share_interval(found: int, of: int, level: float = LEVEL) -> Interval | None:
    """The share with its exact (Clopper-Pearson) interval; None of nothing."""
    if of <= 0:
        return None
    rest = (1 - level) / 2
    low = 0.0 if found == 0 else _solve(lambda p: upper_tail(found, of, p) - rest)
    high = 1.0 if found == of else _solve(lambda p: rest - (1 - upper_tail(found + 1, of, p)))
    return Interval(found / of, low, high, of)


def mean_interval(values: Sequence[float], level: float = LEVEL) -> Interval | None:
    """The mean with Student's interval; None for fewer than two values."""
    n = len(values)
    if n < 2:
        return None
    mean = math.fsum(values) / n
    error = math.sqrt(math.fsum((v - mean) ** 2 for v in values) / (n - 1) / n)
    reach = error * t_quantile((1 + level) / 2, n - 1)
    return Interval(mean, mean - reach, mean + reach, n)


def mean_p(values: Sequence[float], expected: float = 0.0) -> float | None:
    """The two-sided p-value that the mean is the expected one (Student's t); None where nothing varies."""
    n = len(values)
    if n < 2:
        return None
    mean = math.fsum(values) / n
    error = math.sqrt(math.fsum((v - mean) ** 2 for v in values) / (n - 1) / n)
    if error <= 0:
        return None
    t = (mean - expected) / error
    return incomplete_beta((n - 1) / 2, 0.5, (n - 1) / (n - 1 + t * t))


def mean_beyond_p(values: Sequence[float], allowed: float) -> float | None:
    """The p-value that the mean lies no further from nought than allowed, either way; None where nothing varies."""
    n = len(values)
    if n < 2:
        return None
    mean = math.fsum(values) / n
    error = math.sqrt(math.fsum((v - mean) ** 2 for v in values) / (n - 1) / n)
    return beyond_p(mean, error, n - 1, allowed) if error > 0 else None


def beyond_p(value: float, error: float, freedom: float, allowed: float) -> float:
    """The greatest p-value among all true values within what is allowed, either way (Student's t); 0 allowed: two-sided."""
    near, far = (abs(value) - allowed) / error, (abs(value) + allowed) / error
    return min(1.0, t_tail(near, freedom) + t_tail(far, freedom))


def t_tail(t: float, freedom: float) -> float:
    """The probability that Student's t is at least this."""
    half = incomplete_beta(freedom / 2, 0.5, freedom / (freedom + t * t)) / 2 if t else 0.5
    return half if t >= 0 else 1 - half


def difference_interval(
    values: Sequence[float], others: Sequence[float], level: float = LEVEL, allowed: float = 0.0
) -> tuple[Interval, float] | None:
    """How much higher one mean is than the other, and the two-sided p-value that it isn't (B. L. Welch 1947).

    With something allowed, the p-value is that of a difference no greater than that. None where either has fewer than
    two values or nothing varies; n is that of the first.
    """
    n, m = len(values), len(others)
    if n < 2 or m < 2:
        return None
    mean, other = math.fsum(values) / n, math.fsum(others) / m
    a = math.fsum((v - mean) ** 2 for v in values) / (n - 1) / n
    b = math.fsum((v - other) ** 2 for v in others) / (m - 1) / m
    if a + b <= 0:
        return None
    freedom = (a + b) ** 2 / (a * a / (n - 1) + b * b / (m - 1))
    difference, error = mean - other, math.sqrt(a + b)
    reach = error * t_quantile((1 + level) / 2, freedom)
    p = beyond_p(difference, error, freedom, allowed)
    return Interval(difference, difference - reach, difference + reach, n), p


def upper_tail(found: int, of: int, p: float) -> float:
    """The probability of at least so many out of so many, each with probability p."""
    if found <= 0:
        return 1.0
    return 0.0 if found > of else incomplete_beta(found, of - found + 1, p)


def binomial_p(found: int, of: int, p: float) -> float:
    """One-sided mid-p that a share is no greater than p: the tail with half of the count that was found."""
    return (upper_tail(found, of, p) + upper_tail(found + 1, of, p)) / 2


def fisher_p(found: int, of: int, others_found: int, others: int) -> float:
    """One-sided mid-p that a share is no greater than that of the others, with both totals given (Fisher's test)."""
    whole, marked = of + others, found + others_found
    if not of or not others:
        return 1.0
    base = _log_choose(whole, of)

    def chance(k: int) -> float:
        return math.exp(_log_choose(marked, k) + _log_choose(whole - marked, of - k) - base)

    most = min(of, marked)
    return min(1.0, math.fsum(chance(k) for k in range(found + 1, most + 1)) + chance(found) / 2)


def adjusted(ps: Sequence[float]) -> list[float]:
    """For each p-value the least false discovery rate at which it still stands (Benjamini-Hochberg), in their order."""
    order = sorted(range(len(ps)), key=lambda i: ps[i], reverse=True)
    found, least = [1.0] * len(ps), 1.0
    for rank, i in zip(range(len(ps), 0, -1), order, strict=True):
        least = min(least, ps[i] * len(ps) / rank)
        found[i] = least
    return found


def t_quantile(part: float, freedom: float) -> float:
    """The quantile of Student's t for a part of at least one half."""
    rest = 2 * (1 - part)
    x = _solve(lambda b: incomplete_beta(freedom / 2, 0.5, b) - rest)
    return math.sqrt(freedom * (1 - x) / x) if x > 0 else math.inf


def incomplete_beta(a: float, b: float, x: float) -> float:
    """The regularised incomplete beta function I_x(a, b)."""
    if x <= 0 or x >= 1:
        return 0.0 if x <= 0 else 1.0
    front = math.exp(math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b) + a * math.log(x) + b * math.log1p(-x))
    if x < (a + 1) / (a + b + 2):
        return front * _fraction(a, b, x) / a
    return 1 - front * _fraction(b, a, 1 - x) / b


def _fraction(a: float, b: float, x: float) -> float:
    c, d = 1.0, 1 / _kept(1 - (a + b) * x / (a + 1))
    value = d
    for m in range(1, 500):
        for part in (
            m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m)),
            -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1)),
        ):
            d = 1 / _kept(1 + part * d)
            c = _kept(1 + part / c)
            value *= c * d
        if abs(c * d - 1) < 1e-15:
            break
    return value


def _kept(value: float) -> float:
    return value if abs(value) > TINY else TINY


def _log_choose(n: int, k: int) -> float:
    if k < 0 or k > n:
        return -math.inf
    return math.lgamma(n + 1) - math.lgamma(k + 1) - math.lgamma(n - k + 1)


def _solve(rising: Callable[[float], float]) -> float:
    """Where between 0 and 1 a rising function is zero, by halving."""
    low, high = 0.0, 1.0
    for _ in range(STEPS):
        middle = (low + high) / 2
        if rising(middle) < 0:
            low = middle
        else:
            high = middle
        if high - low < 1e-15 * high:
            break
    return (low + high) / 2
