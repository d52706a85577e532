"""Agreement coefficients against published examples, against brute force, and the laws they must keep."""

from __future__ import annotations

import math
import random
from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from local2030.methods.agreement import krippendorff_alpha, percent_agreement
from local2030.methods.gwet import gwet_ac
from local2030.methods.kappa import kappa_with_costs, weighted_kappa
from local2030.methods.ratings import NOTHING_PAIRABLE, ONE_CATEGORY, ONE_RATER, quantile, resampled

N = None
# Krippendorff 2011, section C, four observers and twelve units; the same table is Gwet's cac.raw4raters.
FOUR = [[1, 1, N, 1], [2, 2, 3, 2], [3, 3, 3, 3], [3, 3, 3, 3], [2, 2, 2, 2], [1, 2, 3, 4], [4, 4, 4, 4], [1, 1, 2, 1],
        [2, 2, 2, 2], [N, 5, 5, 5], [N, N, 1, 1], [N, N, 3, N]]  # fmt: skip
# The computational example of the encyclopaedia article on alpha, three coders and fifteen units.
THREE = [[N, 1, N], [N, N, N], [N, 2, 2], [N, 1, 1], [N, 3, 3], [3, 3, 4], [4, 4, 4], [1, 3, N], [2, N, 2], [1, N, 1],
         [1, N, 1], [3, N, 3], [3, N, 3], [N, N, N], [3, N, 4]]  # fmt: skip


def table(counts):
    """The ratings of two raters out of their table of counts."""
    return [(i, j) for i, row in enumerate(counts) for j, n in enumerate(row) for _ in range(n)]


COHEN_1968 = table([[88, 10, 2], [14, 40, 6], [18, 10, 12]])
ABSTRACTORS = table([[13, 0, 0], [0, 20, 7], [0, 4, 56]])
WIVES_AND_HUSBANDS = table([[7, 7, 2, 3], [2, 8, 3, 7], [1, 5, 4, 9], [2, 8, 9, 14]])


@pytest.mark.parametrize(
    ("ratings", "metric", "published"),
    [
        (FOUR, "nominal", 0.743), (FOUR, "ordinal", 0.815), (FOUR, "interval", 0.849),
        (THREE, "nominal", 0.691), (THREE, "interval", 0.811),
    ],
)  # fmt: skip
def test_alpha_is_the_published_one(ratings, metric, published):
    assert round(krippendorff_alpha(ratings, metric, 0).value, 3) == published


def test_alpha_of_a_table_of_two_is_the_published_one():
    assert krippendorff_alpha(ABSTRACTORS, "nominal", 0).value == pytest.approx(0.7972585, abs=1e-6)


def test_gwets_ac1_is_the_published_one():
    assert gwet_ac(FOUR, "identity", replicates=0).value == pytest.approx(0.77544, abs=5e-6)
    assert gwet_ac(ABSTRACTORS, "identity", replicates=0).value == pytest.approx(0.8493305, abs=1e-6)
    assert percent_agreement(FOUR, 0).value == pytest.approx(0.8181818, abs=1e-6)


@pytest.mark.parametrize(
    ("weighting", "value"), [("ordinal", 0.89893977), ("linear", 0.858739136), ("quadratic", 0.914000724)]
)
def test_gwets_ac2_is_that_of_his_own_program(weighting, value):
    # irrCAC (Python port of Gwet's package, 2024) on cac.raw4raters, run once with nine digits.
    assert gwet_ac(FOUR, weighting, replicates=0).value == pytest.approx(value, abs=1e-8)


def test_weighted_kappa_is_cohens_own_example():
    costs = [[0, 1, 3], [1, 0, 6], [3, 6, 0]]
    assert round(kappa_with_costs(COHEN_1968, [0, 1, 2], costs, 0).value, 3) == 0.348
    assert round(weighted_kappa(COHEN_1968, "identity", 0).value, 3) == 0.492


def test_kappa_of_agrestis_and_gwets_tables():
    assert weighted_kappa(ABSTRACTORS, "identity", 0).value == pytest.approx(0.7964094, abs=1e-6)
    assert round(weighted_kappa(WIVES_AND_HUSBANDS, "identity", 0).value, 4) == 0.1293
    assert round(weighted_kappa(WIVES_AND_HUSBANDS, "linear", 0).value, 4) == 0.2374


@pytest.mark.parametrize("metric", ["nominal", "ordinal", "interval"])
def test_alpha_is_that_of_brute_force(metric):
    draw = random.Random(7)
    for _ in range(40):
        ratings = [[draw.choice([0, 1, 2, 3, N]) for _ in range(4)] for _ in range(9)]
        expected = brute_alpha(ratings, metric)
        found = krippendorff_alpha(ratings, metric, 0)
        assert found.value == (None if expected is None else pytest.approx(expected, abs=1e-12))


def brute_alpha(ratings, metric):
    """Every ordered pair within a unit against every ordered pair of all, straight from the definition."""
    units = [[v for v in row if v is not None] for row in ratings]
    units = [u for u in units if len(u) > 1]
    values = [v for u in units for v in u]
    if len(set(values)) < 2:
        return None

    def distance(a, b):
        if metric == "nominal":
            return float(a != b)
        if metric == "interval":
            return (a - b) ** 2
        low, high = min(a, b), max(a, b)
        return (sum(low <= v <= high for v in values) - (values.count(a) + values.count(b)) / 2) ** 2

    observed = sum(distance(a, b) / (len(u) - 1) for u in units for a, b in permutations(u, 2)) / len(values)
    expected = sum(distance(a, b) for a, b in permutations(values, 2)) / len(values) / (len(values) - 1)
    return 1 - observed / expected


RATING = st.one_of(st.none(), st.integers(0, 3))
TABLES = st.integers(2, 4).flatmap(
    lambda raters: st.lists(st.lists(RATING, min_size=raters, max_size=raters), min_size=1, max_size=12)
)
COEFFICIENTS = [
    lambda r: krippendorff_alpha(r, "nominal", 0), lambda r: krippendorff_alpha(r, "ordinal", 0),
    lambda r: krippendorff_alpha(r, "interval", 0), lambda r: gwet_ac(r, "ordinal", range(4), 0),
    lambda r: gwet_ac(r, "identity", range(4), 0), lambda r: percent_agreement(r, 0),
]  # fmt: skip


@given(TABLES, st.randoms(use_true_random=False))
def test_order_of_raters_and_units_doesnt_matter(ratings, draw):
    columns = list(range(len(ratings[0])))
    draw.shuffle(columns)
    shuffled = [[row[c] for c in columns] for row in ratings]
    draw.shuffle(shuffled)
    for coefficient in COEFFICIENTS:
        one, other = coefficient(ratings), coefficient(shuffled)
        assert (one.units, one.ratings, one.reason) == (other.units, other.ratings, other.reason)
        assert other.value == (one.value if one.value is None else pytest.approx(one.value, abs=1e-9))


@given(TABLES)
def test_value_or_reason_never_both_and_never_above_1(ratings):
    for coefficient in COEFFICIENTS:
        found = coefficient(ratings)
        assert (found.value is None) == bool(found.reason)
        assert found.value is None or -20 <= found.value <= 1 + 1e-12
    percent = percent_agreement(ratings, 0)
    assert percent.value is None or 0 <= percent.value <= 1


@given(st.lists(st.integers(0, 3), min_size=2, max_size=15).filter(lambda x: len(set(x)) > 1), st.integers(2, 4))
def test_perfect_agreement_is_1(values, raters):
    ratings = [[v] * raters for v in values]
    for coefficient in COEFFICIENTS:
        assert coefficient(ratings).value == pytest.approx(1)
    assert weighted_kappa([[v, v] for v in values], "quadratic", 0).value == pytest.approx(1)


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), min_size=2, max_size=30))
def test_quadratic_kappa_is_2cov_over_spread(pairs):
    # kappa_w = 2 cov / (var x + var y + (mean x - mean y)^2): the identity behind Fleiss and Cohen 1973.
    found = weighted_kappa(pairs, "quadratic", 0)
    n = len(pairs)
    x, y = sum(a for a, _ in pairs) / n, sum(b for _, b in pairs) / n
    below = sum((a - x) ** 2 + (b - y) ** 2 for a, b in pairs) / n + (x - y) ** 2
    if found.value is None:
        assert found.reason == ONE_CATEGORY
    else:
        assert found.value == pytest.approx(2 * sum((a - x) * (b - y) for a, b in pairs) / n / below, abs=1e-9)


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), min_size=2, max_size=20))
def test_quadratic_kappa_doesnt_mind_who_is_first(pairs):
    one = weighted_kappa(pairs, "quadratic", 0).value
    assert weighted_kappa([(b, a) for a, b in pairs], "quadratic", 0).value == (
        one if one is None else pytest.approx(one)
    )


@pytest.mark.parametrize(
    ("ratings", "reason"),
    [
        ([], ONE_RATER),
        ([[1], [2]], ONE_RATER),
        ([[1, N], [2, N]], ONE_RATER),
        ([[1, N], [N, 2]], NOTHING_PAIRABLE),
        ([[math.nan, 1], [2, N]], NOTHING_PAIRABLE),
        ([[2, 2], [2, 2]], ONE_CATEGORY),
        ([[2, 2], [2, N], [N, 2]], ONE_CATEGORY),
    ],
)
def test_degenerate_tables_give_a_reason_and_no_number(ratings, reason):
    found = [krippendorff_alpha(ratings), gwet_ac(ratings, "ordinal", range(4))]
    if all(len(row) == 2 for row in ratings):
        found.append(weighted_kappa(ratings))
    for each in found:
        assert (each.value, each.low, each.high, each.reason) == (None, None, None, reason)


def test_percent_agreement_is_a_number_even_where_all_say_the_same():
    assert percent_agreement([[2, 2], [2, 2]], 0).value == 1


def test_kappa_refuses_three_columns():
    with pytest.raises(ValueError, match="two raters"):
        weighted_kappa([[1, 2, 3]])


def test_the_interval_holds_the_value_and_is_the_same_for_the_same_seed():
    one, same, other = (krippendorff_alpha(FOUR, "ordinal", 500, seed) for seed in (1, 1, 2))
    assert one == same != other
    assert one.low <= one.value <= one.high
    assert krippendorff_alpha(list(reversed(FOUR)), "ordinal", 500, 1).low == one.low


def test_no_interval_where_most_resampled_sets_have_no_value():
    nearly_all_alike = [[1, 1]] * 5 + [[1, 2]]
    found = krippendorff_alpha(nearly_all_alike, "nominal", 300)
    assert found.value is not None and (found.low, found.high) == (None, None)


@settings(max_examples=5)
@given(st.integers(0, 99))
def test_raters_who_guess_have_zero_in_the_interval_mostly(seed):
    draw = random.Random(seed)
    ratings = [[draw.randrange(4), draw.randrange(4)] for _ in range(120)]
    found = krippendorff_alpha(ratings, "ordinal", 300)
    assert found.low < 0.12 and found.high > -0.12


def test_quantiles_lie_on_the_straight_line_between_values():
    assert [quantile([1, 2, 4], p) for p in (0, 0.25, 0.5, 0.75, 1)] == [1, 1.5, 2, 3, 4]


def test_many_units_drawn_kind_by_kind_give_the_same_interval_as_one_by_one():
    draw = random.Random(5)
    values = [draw.choice([0, 0, 0, 1, 2, 3]) for _ in range(900)]

    def mean(counted):
        return sum(unit[0] * n for unit, n in counted) / sum(n for _, n in counted)

    by_kind = resampled([(v,) for v in values], mean, 3000, 1)
    one_by_one = resampled([(v + i * 1e-9,) for i, v in enumerate(values)], mean, 1000, 1)
    error = (sum((v - sum(values) / 900) ** 2 for v in values) / 900 / 900) ** 0.5
    for found in (by_kind, one_by_one):
        assert found[1] - found[0] == pytest.approx(2 * 1.96 * error, rel=0.08)
    assert by_kind == pytest.approx(one_by_one, abs=0.3 * error)
