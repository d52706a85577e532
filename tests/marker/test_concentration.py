"""Concentration: published scale, bounds that hold whatever the unknown is."""

from __future__ import annotations

from decimal import Decimal as D

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builders import classify
from local2030.marker.concentration import by_place, by_recipient, concentration
from local2030.marker.flows import Recipient
from local2030.marker.territories import Territory
from local2030.vocabulary.organisations import ActorQuery


def got(name, amount, partner=True):
    actor = classify(ActorQuery(name=name))
    return Recipient(name, "", actor, D(amount), partner, 1, (), ())


def place(code, amount, level=1):
    return Territory(code, code, "KE", level, None, None if amount is None else D(amount), None, "code", "1", 1)


def test_the_example_of_the_merger_guidelines():
    # US Horizontal Merger Guidelines: four firms of 30, 30, 20 and 20 percent have an HHI of 2,600.
    found = concentration({"a": D(30), "b": D(30), "c": D(20), "d": D(20)})
    assert found.hhi == (D("0.26"), D("0.26")) and found.top[1] == (D("0.3"), D("0.3")) and found.top[10].low == 1
    assert [name for name, _ in found.largest] == ["a", "b", "c", "d"]


def test_one_recipient_is_1_and_nothing_is_nothing():
    assert concentration({"a": D(5)}).hhi == (1, 1)
    for nothing in (concentration({}), concentration({"a": D(-5)})):
        assert (nothing.hhi, nothing.code) == (None, "concentration-no-money")


def test_unknown_money_widens():
    found = concentration({"a": D(30), "b": D(20)}, D(50))
    assert found.coverage == D("0.5")
    assert found.hhi == (D("0.13"), D("0.68"))
    assert found.top[1] == (D("0.3"), D("0.8"))
    only_unknown = concentration({}, D(50))
    assert only_unknown.hhi == (0, 1) and only_unknown.effective is None


@given(
    st.lists(st.integers(1, 99), min_size=1, max_size=6),
    st.lists(st.integers(1, 99), max_size=6),
    st.lists(st.integers(0, 6), max_size=6),
)
def test_whoever_the_unknown_belongs_to_the_truth_is_between(known, unknown, owners):
    amounts = {f"k{i}": D(v) for i, v in enumerate(known)}
    found = concentration(amounts, D(sum(unknown)))
    truth = dict(amounts)
    for i, v in enumerate(unknown):
        owner = owners[i] if i < len(owners) else 6
        name = f"k{owner}" if f"k{owner}" in truth else f"new{i}"
        truth[name] = truth.get(name, D(0)) + v
    real = concentration(truth)
    assert found.hhi.low - D("1e-20") <= real.hhi.low <= found.hhi.high + D("1e-20")
    for k in (1, 3):
        assert found.top[k].low - D("1e-20") <= real.top[k].low <= found.top[k].high + D("1e-20")


def test_only_local_recipients_count_and_unknown_ones_may():
    received = [
        got("LRG Nyeri", 60),
        got("LCSO local A", 20),
        got("INTL X", 500),
        got("who", 20),
        got("LPRIV shop", 70, False),
    ]
    found = by_recipient(received, "strict")
    assert (found.n, found.total, found.unknown) == (2, 100, 20)
    assert by_recipient(received, "lrg").n == 1


def test_places_below_the_country_count_and_the_rest_is_unknown():
    found = by_place(
        [place("KE-01", 40), place("KE-01", 10), place("KE-02", 30), place("KE", 20, 0), place("KE-03", None)], D(100)
    )
    assert (found.n, found.unknown, found.coverage) == (2, 20, D("0.8"))
    assert found.largest[0] == ("KE|KE-01", D(50))
    assert by_place([], D(0)).code == "concentration-no-money"


@pytest.mark.parametrize("names", [range(1), range(7)])
def test_even_spread_is_as_many_as_there_are(names):
    found = concentration({str(i): D(10) for i in names})
    assert float(found.effective.low) == pytest.approx(len(names))
