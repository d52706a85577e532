"""Allocation: adds up to the cent, keeps caps and floors, never punishes a better level."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal as D
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from local2030.marker.allocation import Request, allocation, sensitivity
from local2030.marker.allocation_rules import FILE, check_rules, read_rules, shipped_rules
from local2030.vocabulary.errors import WrongUse
from local2030.vocabulary.messages import say

RULES = shipped_rules()
PLAIN = replace(RULES, minimum_level=D(0), minimum_share=D(0), level_weights=(D(1),) * 4, equity_weights={}, floor_amount=D(0),
                cap_of_budget=D(1))  # fmt: skip


def asks(programme, requested, level=2, share="0.2", groups=(), justified=False, base=None):
    return Request(programme, D(str(requested)), level, None if share is None else D(str(share)), frozenset(groups), justified,
                   None if base is None else D(str(base)))  # fmt: skip


def amounts(requests, budget, rules=RULES):
    return {a.programme: a.amount for a in allocation(requests, D(str(budget)), rules).amounts}


def test_equal_requests_share_alike_and_the_odd_cent_goes_by_name():
    assert amounts([asks(p, 100) for p in "cab"], 100, PLAIN) == {"a": D("33.34"), "b": D("33.33"), "c": D("33.33")}


def test_weights_of_level_and_group_count():
    rules = replace(PLAIN, level_weights=(D(1), D(1), D(1), D(2)), equity_weights={"least_developed": D(3)})
    asked = [asks("a", 100, 1), asks("b", 100, 3), asks("c", 100, 1, groups=["least_developed"])]
    assert amounts(asked, 60, rules) == {"a": D(10), "b": D(20), "c": D(30)}


def test_what_a_cap_takes_away_goes_to_the_others():
    assert amounts([asks("a", 1000), asks("b", 1000), asks("c", 10)], 1999, PLAIN) == {
        "a": D("994.53"),
        "b": D("994.53"),
        "c": D("9.94"),
    }
    capped = replace(PLAIN, cap_of_budget=D("0.4"))
    assert amounts([asks("a", 9000), asks("b", 500), asks("c", 500)], 100, capped) == {
        "a": D(40),
        "b": D(30),
        "c": D(30),
    }


def test_money_that_caps_leave_over_is_told():
    found = allocation([asks("a", 30), asks("b", 20)], D(100), PLAIN)
    assert (found.spent, found.left) == (D(50), D(50))
    assert {a.code for a in found.amounts} == {"allocation-at-cap"}


def test_floors_above_the_budget_are_lowered_alike():
    rules = replace(PLAIN, floor_amount=D(50), floor_of_request=D(1))
    found = allocation([asks("a", 100), asks("b", 100), asks("c", 100)], D(90), rules)
    assert found.floors_lowered and [a.amount for a in found.amounts] == [D(30)] * 3


@pytest.mark.parametrize(
    ("request_", "code"),
    [
        (asks("x", 100, level=0), "allocation-below-level"),
        (asks("x", 100, level=None), "allocation-not-screened"),
        (asks("x", 100, share=None), "allocation-share-unknown"),
        (asks("x", 100, share="0.0499"), "allocation-below-share"),
        (asks("x", 0), "allocation-nothing-asked"),
    ],
)
def test_below_the_minimum_there_is_a_reason_and_a_justification_passes(request_, code):
    found = allocation([request_, asks("b", 100)], D(100), RULES).amounts[0]
    assert (found.amount, found.code) == (D(0), code)
    assert say(code) != code
    if request_.requested:
        assert allocation([request_._replace(justified=True)], D(100), RULES).amounts[0].amount > 0


def test_who_gains_and_who_loses_against_the_base():
    found = allocation([asks("a", 100, base=80), asks("b", 100, base=20), asks("c", 100)], D(150), PLAIN)
    assert [a.change for a in found.amounts] == [D(-30), D(30), None]
    assert (found.gain, found.lose, found.rules_sha256) == (1, 1, RULES.sha256)


def test_each_number_is_moved_up_and_down():
    asked = [asks("a", 500, 1, "0.055", ["least_developed"]), asks("b", 500, 3), asks("c", 300, 2), asks("d", 200, 0)]
    table = sensitivity(asked, D(900), RULES)
    assert len(table) == 2 * (6 + 4 + len(RULES.equity_weights))
    row = {(v.threshold, v.direction): v for v in table}
    assert row["minimum_share", "up"].in_or_out == 1 and row["minimum_share", "up"].most == "a"
    assert row["minimum_level", "up"].in_or_out == 1  # 1.2 is above level 1
    assert row["equity_small_island", "up"].moved == 0 and row["equity_small_island", "up"].most == ""
    assert all(v.moved >= 0 and v.direction in ("down", "up") for v in table)


def test_impossible_sums_are_refused():
    for bad in (D("-1"), D("0.001"), D("NaN"), D("Infinity"), D("1E+400000")):
        with pytest.raises(ValueError):
            allocation([asks("a", 1)], bad, RULES)
    with pytest.raises(ValueError, match="twice"):
        allocation([asks("a", 1), asks("a", 2)], D(1), RULES)


def test_a_rules_file_with_mistakes_is_refused_whole(tmp_path):
    bad = tmp_path / "rules.yaml"
    bad.write_text(FILE.read_text("utf-8").replace("2: 1.0", "2: 0.1").replace("0.20, share", "1.20, share"), "utf-8")
    with pytest.raises(WrongUse) as told:
        read_rules(bad)
    assert told.value.finding.values["count"] == 2
    for text in ("", "[1", "minimum: 3", FILE.read_text("utf-8").replace("level: 1", "level: .nan")):
        bad.write_text(text, "utf-8")
        with pytest.raises(WrongUse):
            read_rules(bad)
    assert check_rules(RULES) == [] and RULES.head["author"]


MONEY = st.integers(0, 10_000_000).map(lambda cents: D(cents).scaleb(-2))
ASKED = st.lists(
    st.tuples(MONEY, st.one_of(st.none(), st.integers(0, 3)), st.one_of(st.none(), st.decimals(0, 1, places=3)),
              st.sets(st.sampled_from(["least_developed", "small_island", "other"])), st.booleans()),
    max_size=8,
).map(lambda rows: [Request(f"P{i}", a, b, c, frozenset(d), e, None) for i, (a, b, c, d, e) in enumerate(rows)])  # fmt: skip
RULE_SETS = st.builds(
    lambda level, share, floor, part, cap, top: replace(
        RULES, minimum_level=D(level), minimum_share=share, floor_amount=floor, floor_of_request=part, cap_of_budget=cap,
        cap_of_request=top),
    st.integers(0, 2), st.decimals(0, 1, places=2), MONEY, st.decimals(0, 1, places=2), st.decimals(0, 1, places=2),
    st.decimals(0, 1, places=2),
)  # fmt: skip


@given(ASKED, MONEY, RULE_SETS)
def test_never_more_than_the_budget_and_between_floor_and_cap(requests, budget, rules):
    found = allocation(requests, budget, rules)
    assert found.spent == sum(a.amount for a in found.amounts) <= budget
    assert found.spent + found.left == budget
    shared = [a for a in found.amounts if a.cap or a.floor]
    assert found.spent == min(budget, sum((a.cap for a in shared), D(0)))
    for amount, request in zip(found.amounts, requests, strict=True):
        assert amount.floor <= amount.amount <= amount.cap
        assert amount.cap <= request.requested * rules.cap_of_request
        assert amount.cap <= budget * rules.cap_of_budget


@given(ASKED, MONEY, RULE_SETS, st.integers(0, 7))
def test_a_better_level_never_lowers_the_amount(requests, budget, rules, which):
    if not requests:
        return
    which %= len(requests)
    before = allocation(requests, budget, rules).amounts[which].amount
    for level in range((requests[which].level or 0) + 1, 4):
        better = [*requests[:which], requests[which]._replace(level=level), *requests[which + 1 :]]
        after = allocation(better, budget, rules).amounts[which]
        assert after.amount >= before
        before = after.amount


@given(ASKED, MONEY, RULE_SETS, st.randoms())
def test_the_order_of_requests_doesnt_matter(requests, budget, rules, draw):
    shuffled = list(requests)
    draw.shuffle(shuffled)
    one, other = allocation(requests, budget, rules), allocation(shuffled, budget, rules)
    assert sorted(one.amounts) == sorted(other.amounts) and one == allocation(requests, budget, rules)


@given(ASKED, MONEY)
def test_between_floor_and_cap_amounts_follow_the_weights(requests, budget):
    rules = replace(PLAIN, equity_weights=RULES.equity_weights, level_weights=RULES.level_weights)
    free = [
        (a, r) for a, r in zip(allocation(requests, budget, rules).amounts, requests, strict=True)
        if a.code == "allocation-by-weight" and r.requested
    ]  # fmt: skip
    for a, r in free:
        for b, s in free:
            rate = Fraction(a.amount * 100) / (Fraction(a.weight) * Fraction(r.requested))
            best = (Fraction(b.amount * 100) + 1) / (Fraction(b.weight) * Fraction(s.requested))
            assert rate <= best  # nobody's last cent was dealt at a rate at which another would have got one more
