"""A jump of the density: exact against enumeration, right size on honest sets, and the power it has."""

from __future__ import annotations

import math
import random
from decimal import Decimal as D
from itertools import product

import pytest

from local2030.methods.jumps import MOST_EXACT, jump_at, jump_p


def test_bins_hold_their_lower_edge():
    values = [D(v) for v in ("0.10", "0.11", "0.1299", "0.13", "0.1499", "0.15", "0.1699", "0.17", "0.1899", "0.19")]
    found = jump_at(values, D("0.15"), D("0.02"))
    assert (found.far_below, found.below, found.above, found.far_above) == (2, 2, 2, 2)


@pytest.mark.parametrize("counts", [(3, 1, 5, 2), (0, 0, 4, 1), (2, 6, 1, 0), (1, 1, 1, 1), (4, 0, 6, 2)])
def test_the_p_value_is_that_of_enumeration(counts):
    whole, moment = sum(counts), 3 * (counts[3] - counts[0]) + counts[2] - counts[1]
    more = same = every = 0.0
    for a, b, c in product(range(whole + 1), repeat=3):
        d = whole - a - b - c
        if d < 0 or 3 * (d - a) + c - b != moment:
            continue
        weight = 1 / math.prod(math.factorial(n) for n in (a, b, c, d))
        every += weight
        more += weight if c - b > counts[2] - counts[1] else 0
        same += weight if c - b == counts[2] - counts[1] else 0
    assert jump_p(*counts) == pytest.approx((more + same / 2) / every)


def test_exact_and_normal_meet_where_they_change_over():
    exact = jump_p(80, 60, 85, 70)
    assert sum((80, 60, 85, 70)) <= MOST_EXACT
    normal = jump_p(82, 62, 87, 72)
    assert exact == pytest.approx(normal, abs=0.02)


def test_nobody_near_is_no_jump():
    assert jump_p(0, 0, 0, 0) == 1


def share_of_alarms(gaming: float, sets: int, programmes: int, gate: float) -> float:
    """How many of so many invented portfolios raise the alarm at 5%; `gaming` of those just below step over."""
    alarms = tested = 0
    for seed in range(sets):
        draw = random.Random(seed)
        values = []
        for _ in range(programmes):
            share = draw.betavariate(2, 6)
            if gate - 0.02 <= share < gate and draw.random() < gaming:
                share = gate + draw.random() * 0.01
            values.append(D(str(round(share, 4))))
        found = jump_at(values, D(str(gate)), D("0.02"))
        if found.below + found.above >= 10:
            tested += 1
            alarms += found.p <= 0.05
    return alarms / tested


@pytest.mark.parametrize("gate", [0.05, 0.15, 0.25])
def test_honest_sets_raise_the_alarm_in_3_to_7_of_100(gate):
    assert 0.03 <= share_of_alarms(0, 1000, 200, gate) <= 0.07


def test_gamed_sets_raise_it_more_often_than_not():
    assert share_of_alarms(0.5, 150, 200, 0.15) > 0.6
    assert share_of_alarms(0.8, 150, 200, 0.15) > 0.9
