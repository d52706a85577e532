"""Whether the level says what it should: known answers on made-up portfolios, and nothing where there are too few."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal as D

import pytest

from builders_audit import row
from local2030.marker.criteria import rubric
from local2030.marker.performance.settings import shipped
from local2030.marker.performance.validity import validity

RUBRIC = rubric()
QUICK = replace(shipped(), replicates=200)


def programme(i: int, level: int, *, share: str = "0.1", phase: str = "monitoring", **more):
    return row(f"P{i:02}", "level", "r1", level, phase=phase, claimed=level,
               local_share_low=D(share), local_share_high=D(share), **more)  # fmt: skip


def test_a_level_that_follows_the_money_tells_it_apart_and_one_that_doesnt_does_not():
    follows = [programme(i, 3 if i % 2 else 1, share="0.3" if i % 2 else "0.05") for i in range(20)]
    (claimed, reviewed) = validity(follows, RUBRIC, QUICK).discrimination
    assert (reviewed.of, reviewed.auc.value, reviewed.sensitivity, reviewed.specificity) == ("reviewed", 1.0, 1.0, 1.0)
    assert (reviewed.reached, reviewed.missed, reviewed.gate) == (10, 10, 0.15)
    assert claimed.auc == reviewed.auc
    blind = [programme(i, i % 4, share="0.3" if i < 20 else "0.05") for i in range(40)]
    found = validity(blind, RUBRIC, QUICK).discrimination[1]
    assert found.auc.value == pytest.approx(0.5)
    assert found.auc.low < 0.5 < found.auc.high


def test_programmes_with_a_signed_agreement_against_those_without():
    rows = [programme(i, 3 if i % 2 else 1 + (i % 4 == 0), lrg_agreement=bool(i % 2)) for i in range(24)]
    found = validity(rows, RUBRIC, QUICK).known_groups[1]
    assert (found.with_agreement, found.without, found.superiority.value) == (12, 12, 1.0)
    assert found.p < 0.001
    one = validity([r._replace(lrg_agreement=True) for r in rows], RUBRIC, QUICK).known_groups[1]
    assert (one.superiority.value, one.superiority.code, one.p) == (None, "performance-one-group", None)


def test_the_share_of_places_goes_with_the_level():
    rows = [programme(i, i % 4, place_share=D(i % 4) / 4) for i in range(20)]
    assert validity(rows, RUBRIC, QUICK).places[1].tau.value == pytest.approx(1)


def closed(i: int, level: int, outcome: int):
    return [
        programme(i, level, phase="design"),
        row(f"P{i:02}", "C7", "r1", outcome, phase="closure"),
        row(f"P{i:02}", "C7", "r2", outcome, phase="closure"),
    ]


def test_levels_at_design_against_outcomes_at_closure():
    few = [r for i in range(12) for r in closed(i, 2 if i < 6 else 1, 2 if i < 6 else 0)]
    found = validity(few, RUBRIC, QUICK).outcomes
    assert (found.n, found.table[2][2], found.table[1][0]) == (12, 6, 6)
    assert found.tau.value == pytest.approx(1)
    assert found.p == pytest.approx(0.5 / 924)  # one table of C(12, 6), counted half
    many = [r for i in range(40) for r in closed(i, 2 if i % 2 else 1, 2 if i % 2 else 0)]
    assert validity(many, RUBRIC, QUICK).outcomes.p is None


def test_too_few_is_said_and_no_number():
    found = validity([programme(i, 2) for i in range(3)], RUBRIC, QUICK)
    for estimate in (
        found.discrimination[1].auc,
        found.known_groups[1].superiority,
        found.places[1].tau,
        found.outcomes.tau,
    ):
        assert (estimate.value, estimate.code) == (None, "performance-too-few")


def test_a_programme_counts_once_by_its_latest_phase():
    rows = [
        *(programme(i, 0, share="0.3", phase="design") for i in range(12)),
        *(programme(i, 3 if i % 2 else 1, share="0.3" if i % 2 else "0.05") for i in range(12)),
    ]
    found = validity(rows, RUBRIC, QUICK).discrimination[1]
    assert (found.auc.n, found.auc.value) == (12, 1.0)


def test_the_order_of_the_rows_does_not_matter():
    rows = [programme(i, i % 4, share=f"0.{i % 5}", lrg_agreement=i % 3 == 0) for i in range(30)]
    assert validity(rows, RUBRIC, QUICK) == validity(rows[::-1], RUBRIC, QUICK)
