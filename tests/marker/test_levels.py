"""The gates at their edges: just under, on, just over."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builders import RUBRIC
from local2030.marker.levels import level_of, reached
from local2030.marker.thresholds import rubric_with

PARTNER = frozenset({"local_government_partner"})


def level(values, *, not_applicable=(), partner=True):
    return level_of(RUBRIC, values, frozenset(not_applicable), PARTNER if partner else frozenset()).level


@pytest.mark.parametrize(
    # C1 C2 C3 C4 C5 C6 C7 C8
    ("values", "expected", "why"),
    [
        ((0, 0, 0, 0, 0, 0, 0, 0), 0, "nothing"),
        ((1, 1, 1, 1, 1, 0, 0, 0), 0, "mean 0.625 is under 0.75"),
        ((1, 1, 1, 1, 1, 1, 0, 0), 1, "mean 0.75 and C1 at 1"),
        ((0, 1, 1, 1, 1, 1, 1, 0), 0, "mean 0.75, but neither C1, nor C2 or C4 at 2"),
        ((0, 2, 1, 1, 1, 1, 0, 0), 1, "C2 at 2 opens the gate"),
        ((0, 1, 1, 2, 1, 1, 0, 0), 1, "C4 at 2 opens the gate"),
        ((2, 2, 2, 2, 1, 1, 1, 0), 1, "mean 1.375 is under 1.5"),
        ((2, 2, 2, 2, 1, 1, 1, 1), 2, "mean 1.5, C1, C2, C4 and C7 in place"),
        ((0, 2, 3, 2, 2, 1, 1, 1), 1, "without C1 there is no level 2"),
        ((3, 1, 2, 2, 1, 1, 1, 1), 1, "C2 at 1 is not enough"),
        ((3, 2, 2, 1, 1, 1, 1, 1), 1, "C4 at 1 needs C5 at 2"),
        ((2, 2, 2, 1, 2, 1, 1, 1), 2, "C5 at 2 with C4 at 1"),
        ((3, 2, 3, 0, 3, 2, 1, 1), 1, "C5 alone doesn't open it: C4 must be at 1"),
        ((3, 2, 2, 2, 2, 2, 0, 2), 1, "without tracking (C7) no level 2"),
        ((2, 2, 2, 2, 2, 2, 2, 3), 2, "mean 2.125 is under 2.25"),
        ((2, 2, 2, 2, 2, 2, 3, 3), 3, "mean 2.25 and all at 2"),
        ((3, 3, 1, 3, 3, 3, 3, 3), 2, "C3 at 1"),
        ((3, 3, 3, 3, 3, 3, 1, 3), 2, "C7 at 1"),
        ((3, 3, 3, 3, 1, 3, 3, 3), 2, "C5 at 1"),
    ],
)
def test_the_level_at_the_edges_of_its_gates(values, expected, why):
    assert level(values) == expected, why


def test_level_3_wants_a_local_government_among_the_partners():
    assert level((3,) * 8, partner=False) == 2


def test_an_approved_not_applicable_stands_for_c3_and_leaves_the_mean():
    assert level((3, 3, 0, 3, 3, 3, 3, 3), not_applicable=["C3"]) == 3
    assert level((3, 3, 0, 3, 3, 0, 3, 3), not_applicable=["C3", "C6"]) == 2, "at most one for level 3"


criteria = st.tuples(*[st.integers(0, 3)] * 8)


@given(criteria, st.integers(0, 7))
def test_a_higher_criterion_never_lowers_the_level(values, which):
    higher = (*values[:which], min(3, values[which] + 1), *values[which + 1 :])
    assert level(higher) >= level(values)


@given(criteria, criteria)
def test_the_level_of_what_is_possible_is_never_below_what_is_proven(one, other):
    low, high = tuple(map(min, one, other)), tuple(map(max, one, other))
    assert level(low) <= level(high)


def test_the_trace_asks_every_condition_of_every_gate():
    steps = level_of(RUBRIC, (2, 2, 2, 2, 1, 1, 1, 1), frozenset(), frozenset()).steps
    asked = {(s.level, s.kind, s.name): s.passed for s in steps}
    assert asked[(2, "mean", "")] and asked[(2, "criterion", "C7")] and not asked[(3, "criterion", "C5")]
    assert not asked[(3, "fact", "local_government_partner")]


@given(
    st.tuples(*[st.integers(0, 3)] * 8), st.sets(st.sampled_from(("C3", "C6"))), st.booleans(),
    st.sampled_from(("", "L2.mean", "L3.C5", "L3.most_not_applicable")),
)  # fmt: skip
def test_the_level_alone_is_the_level_with_its_steps(values, absent, partner, moved):
    known = rubric_with(RUBRIC, {moved: "1.2"}) if moved else RUBRIC
    values = tuple(0 if f"C{i}" in absent else v for i, v in enumerate(values, 1))
    facts = frozenset({"local_government_partner"}) if partner else frozenset()
    absent = frozenset(absent)
    assert reached(known, values, absent, facts) == level_of(known, values, absent, facts).level
