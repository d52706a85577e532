"""Item analysis, the impact statement of a rubric bill, and what cheating costs."""

from __future__ import annotations

import random
from dataclasses import replace
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from builders import RATES, RUBRIC, activity, claim, classify, location, paid
from builders_audit import honest, row
from local2030.marker.criteria import Gate
from local2030.marker.levels import level_of, top_steps
from local2030.marker.performance.cheating import cheapest_lift, cost_of_cheating
from local2030.marker.performance.impact import binding, expected_agreement, impact
from local2030.marker.performance.items import cronbach_alpha, item_analysis
from local2030.marker.performance.records import TOO_FEW
from local2030.marker.performance.settings import shipped
from local2030.marker.score import ALL_FACTS
from local2030.workflows.one_programme import Desk, score_activities

SETTINGS = shipped()
QUICK = replace(SETTINGS, replicates=100)
DESK = Desk(RUBRIC, classify, RATES, "USD", "monitoring")


def scored(identifier="XM-T-1", *payments, claims=(), **more):
    return score_activities(identifier, (activity(*payments, identifier=identifier, **more),), DESK, None, claims)


def test_cronbach_of_alike_criteria_is_1_and_of_none_is_none():
    assert cronbach_alpha([(i, i, i) for i in range(5)]) == pytest.approx(1)
    assert cronbach_alpha([(1, 2)] * 4) is None and cronbach_alpha([]) is None


@given(st.lists(st.tuples(*[st.integers(0, 3)] * 4), min_size=3, max_size=20))
def test_cronbach_is_the_mean_covariance_over_the_variance_of_the_sum(table):
    # alpha = k^2 * mean covariance / variance of the sums, the other way to write Cronbach 1951.
    n, k = len(table), 4
    means = [sum(r[i] for r in table) / n for i in range(k)]
    covariance = [
        [sum((r[i] - means[i]) * (r[j] - means[j]) for r in table) / (n - 1) for j in range(k)] for i in range(k)
    ]
    whole = sum(map(sum, covariance))
    found = cronbach_alpha(table)
    if found is None:
        assert whole == pytest.approx(0, abs=1e-9)
    else:
        off = sum(covariance[i][j] for i in range(k) for j in range(k) if i != j) / (k * (k - 1))
        assert found == pytest.approx(k * k * off / whole)


def test_a_criterion_of_noise_stands_apart_and_one_at_the_floor_is_seen():
    draw = random.Random(8)
    rows = [r._replace(score=draw.randrange(4)) if r.criterion == "C3" else r for r in honest(150, seed=31)]
    rows = [r._replace(score=0) if r.criterion == "C8" else r for r in rows]
    found = item_analysis(rows, RUBRIC, QUICK)
    items = {i.criterion: i for i in found.items}
    assert "item-apart-from-the-rest" in items["C3"].codes and "item-at-the-floor" in items["C8"].codes
    assert items["C8"].rest.code == "performance-nothing-varies" and items["C8"].floor.value == 1
    assert items["C1"].rest.low > 0.2 and items["C1"].codes == () and items["C1"].discrimination.low > 0
    assert found.n == 150 and 0 < found.alpha.low <= found.alpha.value <= found.alpha.high <= 1


def test_few_programmes_have_no_item_figures():
    found = item_analysis(honest(8), RUBRIC, QUICK)
    assert {i.rest.code for i in found.items} == {TOO_FEW} == {found.alpha.code}


def test_the_conditions_that_bind_are_counted():
    place = (location(admin="1"),)
    every = [
        scored("XM-T-1", paid(20, "LRG A"), paid(80, "INTL X"), locations=place),
        scored("XM-T-2", locations=place),
    ]
    found = binding(every, RUBRIC)
    assert all(b.level == 1 for b in found if b.programmes == 2)
    assert next(b for b in found if b.kind == "mean").programmes >= 1


def test_top_steps_are_one_for_each_condition():
    found = top_steps(RUBRIC, level_of(RUBRIC, (1, 2, 0, 2, 2, 0, 1, 0)))
    assert len(found) == sum(len(g.conditions) for g in RUBRIC.gates) + 1
    assert found[1].kind == "any" and found[1].name == "C1+C2+C4"


def easier(mean=0.1):
    gates = tuple(
        Gate(g.level, tuple(replace(c, at_least=mean) if c.kind == "mean" else c for c in g.conditions))
        for g in RUBRIC.gates
    )
    return replace(RUBRIC, id="2.1", gates=gates, sha256="e" * 64)


def test_an_easier_mean_moves_programmes_up_and_makes_cheating_cheaper():
    one = scored("XM-T-1", paid(20, "LRG A"), paid(80, "INTL X"), locations=(location(admin="1"),))
    found = impact([one], RUBRIC, easier(), honest(30), QUICK)
    assert (found.programmes, found.down) == (1, 0)
    assert [m.programme for m in found.moves] == ["XM-T-1"] if found.up else found.moves == ()
    assert all(b.cost <= a.cost for a, b in zip(found.cheating_before, found.cheating_after, strict=True))
    assert found.changed_criteria == () and not found.money_scope_changed
    assert found.agreement_before.value is not None


def test_the_same_rubric_moves_nobody():
    every = [scored(f"XM-T-{i}", paid(i, "LRG A"), paid(100 - i, "INTL X")) for i in range(1, 30, 4)]
    found = impact(every, RUBRIC, RUBRIC, [], QUICK)
    assert (found.moves, found.up, found.down, found.wider) == ((), 0, 0, 0)
    assert found.binding_before == found.binding_after and found.agreement_before.reason == "agreement-one-rater"


def test_expected_agreement_is_1_where_reviewers_agree_and_none_where_few():
    rows = [row(f"P{i:02}", f"C{c}", r, i % 4) for i in range(12) for c in range(1, 9) for r in ("a", "b")]
    assert expected_agreement(rows, RUBRIC, QUICK).value == pytest.approx(1)
    few = expected_agreement(rows[:32], RUBRIC, QUICK)
    assert (few.value, few.reason) == (None, TOO_FEW)


def cost(criterion, start, target):
    """The least cost of that level or a higher one, by looking at each."""
    if target <= start:
        return 0
    rules = [r for r in criterion.levels if r.level >= target]
    return min(
        sum(SETTINGS.kind_costs[k] for k in need)
        + SETTINGS.measure_cost * bool(r.measures)
        + SETTINGS.review_cost * any(criterion.machine_most.get(k, 3) < r.level for k in need)
        for r in rules
        for need in r.needs
    )


@pytest.mark.parametrize("start", [(0, 0, 0, 1, 1, 1, 1, 1), (1, 0, 2, 0, 1, 0, 0, 1), (1, 2, 0, 1, 2, 1, 1, 0)])
def test_the_cheapest_way_is_that_of_brute_force(start):
    best = {1: float("inf"), 2: float("inf"), 3: float("inf")}
    table = [[cost(c, s, t) for t in range(4)] for c, s in zip(RUBRIC.criteria, start, strict=True)]
    every = product(*(range(s, 4) for s in start))
    for price, values in sorted((sum(table[i][v] for i, v in enumerate(values)), values) for values in every):
        for level in range(1, level_of(RUBRIC, values, facts=ALL_FACTS).level + 1):
            best[level] = min(best[level], price + SETTINGS.fact_cost * (level == 3))
        if best[3] < float("inf"):
            break  # dearer ones are no cheaper
    found = cost_of_cheating(RUBRIC, SETTINGS, proven=dict(zip([c.id for c in RUBRIC.criteria], start, strict=True)))
    assert {c.level: c.cost for c in found} == pytest.approx(best)


@settings(max_examples=30)
@given(st.lists(st.integers(0, 3), min_size=8, max_size=8))
def test_made_up_evidence_does_reach_the_level_it_is_said_to(start):
    ids = [c.id for c in RUBRIC.criteria]
    last = 0.0
    for found in cost_of_cheating(RUBRIC, SETTINGS, proven=dict(zip(ids, start, strict=True))):
        raised = dict(zip(ids, start, strict=True)) | {f.criterion: f.target for f in found.forgeries}
        assert level_of(RUBRIC, tuple(raised[i] for i in ids), facts=ALL_FACTS).level >= found.level
        assert found.cost >= last
        last = found.cost


def test_more_proven_never_makes_it_dearer_for_a_programme():
    bare = scored("XM-T-1", paid(20, "LRG A"), paid(80, "INTL X"))
    more = scored("XM-T-1", paid(20, "LRG A"), paid(80, "INTL X"), claims=[claim("C2", 1, "D")])
    one, other = (cheapest_lift(s, RUBRIC, SETTINGS) for s in (bare, more))
    assert other.level >= one.level and (other.cost <= one.cost or other.level > one.level)


def test_an_absent_criterion_is_no_way_in():
    found = cost_of_cheating(RUBRIC, SETTINGS, not_applicable=frozenset({"C3"}))
    assert all("C3" not in {f.criterion for f in c.forgeries} for c in found)
    assert found[2].cost is not None
