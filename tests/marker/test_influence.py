"""What the marker changed: amounts to the cent, each programme once, no comparison of too few."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from local2030.marker.influence import FEWEST, Change, Design, Version, influence, moved, shift
from local2030.methods.intervals import difference_interval

AMOUNTS = st.none() | st.decimals(0, 10**9, places=2)


def _change(id: str, programme: str, sure: bool, low: str | None, high: str | None = None, part: str = "budget") -> Change:  # fmt: skip
    bounds = [None if value is None else Decimal(value) for value in (low, high)]
    return Change(id, programme, part, sure, bounds[0], bounds[1], "USD", "criterion")


def _design(name: str, flag: bool | None, before: float, after: float, c2: tuple[int, int] | None = None) -> Design:
    first, last = c2 or (None, None)
    return Design(name, flag, Version(before, before, first), Version(after, after, last))


def test_what_is_sure_bounds_the_amount_below_and_what_anybody_says_above() -> None:
    changes = [_change("1", "a", True, "100.10", "120.00"), _change("2", "b", False, "50.05"), _change("3", "a", True, None)]  # fmt: skip
    found = influence(changes, [])
    assert (found.programmes_sure, found.programmes_possible) == (("a",), ("a", "b"))
    (total,) = found.moved
    assert (total.low, total.high, total.unsaid) == (Decimal("100.10"), Decimal("170.05"), 1)


def test_a_change_of_the_design_without_an_amount_is_no_missing_amount() -> None:
    assert moved([_change("1", "a", True, None, part="design")]) == ()


def test_shares_known_only_within_bounds_move_within_bounds() -> None:
    found = shift(Design("a", True, Version(0.1, 0.2), Version(0.25, 0.4)))
    assert found is not None and (round(found.low, 9), round(found.high, 9)) == (0.05, 0.3)
    assert shift(Design("a", True, Version(None, None), Version(0.25, 0.4))) is None


def test_under_five_programmes_in_a_group_nothing_is_compared() -> None:
    few = [_design(f"w{n}", True, 0.1, 0.1 + n / 100) for n in range(9)]
    few += [_design(f"o{n}", False, 0.1, 0.1 + n / 200) for n in range(FEWEST - 1)]
    found = influence([], [*few, _design("u", None, 0.1, 0.9)])
    assert found.too_few and found.difference is None
    assert (found.with_marker.n, found.without.n, found.unknown) == (9, FEWEST - 1, 1)


def test_known_shares_give_welchs_interval() -> None:
    using = [0.02, 0.05, 0.09, 0.12, 0.03, 0.06]
    without = [0.0, 0.01, -0.02, 0.03, 0.0]
    designs = [_design(f"w{n}", True, 0.1, 0.1 + x) for n, x in enumerate(using)]
    designs += [_design(f"o{n}", False, 0.1, 0.1 + x) for n, x in enumerate(without)]
    found, expected = influence([], designs).difference, difference_interval(using, without)
    assert found is not None and expected is not None
    assert (found.value, found.low, found.high) == pytest.approx(expected[0][:3])


def test_levels_that_rose_stayed_and_fell_are_counted_where_both_are_known() -> None:
    designs = [_design("a", True, 0, 0, (1, 2)), _design("b", True, 0, 0, (2, 2)), _design("c", True, 0, 0)]
    assert influence([], designs).with_marker.levels["C2"] == (1, 1, 0)


@given(st.lists(st.tuples(st.sampled_from("abc"), st.booleans(), AMOUNTS, AMOUNTS), max_size=8))
def test_the_sure_amount_never_exceeds_the_possible_one_and_is_exact(given_here: list[tuple[str, bool, Decimal | None, Decimal | None]]) -> None:  # fmt: skip
    changes = [
        Change(str(n), name, "budget", sure, low, high, "USD", "lift")
        for n, (name, sure, low, high) in enumerate(given_here)
    ]
    for total in influence(changes, []).moved:
        assert 0 <= total.low <= total.high
        assert total.low == sum((min(x for x in (c.low, c.high) if x is not None) for c in changes if c.sure and (c.low, c.high) != (None, None)), Decimal(0))  # fmt: skip
