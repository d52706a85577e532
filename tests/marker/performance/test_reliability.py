"""Reliability by criterion and rubric: numbers, words, too few."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest

from builders_audit import honest, row
from local2030.marker.performance.records import TOO_FEW
from local2030.marker.performance.reliability import drift, reliability
from local2030.marker.performance.settings import shipped
from local2030.methods.agreement import krippendorff_alpha

SETTINGS = replace(shipped(), replicates=300)
FOUR = [(1, 1, None, 1), (2, 2, 3, 2), (3, 3, 3, 3), (3, 3, 3, 3), (2, 2, 2, 2), (1, 2, 3, 4), (4, 4, 4, 4), (1, 1, 2, 1),
        (2, 2, 2, 2), (None, 5, 5, 5), (None, None, 1, 1), (None, None, 3, None)]  # fmt: skip


def test_krippendorffs_example_comes_through_the_rows():
    rows = [row(f"P{i:02}", "C2", f"r{j}", v) for i, unit in enumerate(FOUR) for j, v in enumerate(unit)]
    (found,) = reliability(rows, SETTINGS)
    assert (found.criterion, round(found.alpha, 3), found.n, found.raters) == ("C2", 0.815, 11, 4)
    assert found.low <= found.alpha <= found.high
    assert found.word == "performance-agreement-good"


@pytest.mark.parametrize(("noise", "word"), [(0.05, "good"), (0.5, "tentative"), (1.5, "low")])
def test_noise_lowers_the_word(noise, word):
    level = reliability(honest(80, noise=noise), SETTINGS)[-1]
    assert (level.criterion, level.word) == ("level", f"performance-agreement-{word}")


def test_too_few_is_said_instead_of_a_number():
    rows = [row(f"P{i}", "C1", r, i % 3) for i in range(9) for r in ("a", "b")]
    (found,) = reliability(rows, SETTINGS)
    assert (found.alpha, found.kappa, found.ac2, found.word) == (None, None, None, "")
    assert (found.code, found.values) == (TOO_FEW, {"n": 9, "least": 10})


def test_one_category_has_a_reason_and_no_word():
    rows = [row(f"P{i:02}", "C1", r, 2) for i in range(12) for r in ("a", "b")]
    (found,) = reliability(rows, SETTINGS)
    assert (found.alpha, found.code, found.word, found.percent) == (None, "agreement-one-category", "", 1.0)


def test_claim_kappa_sets_claim_against_review():
    rows = [row(f"P{i:02}", "C1", r, i % 4, claimed=i % 4) for i in range(12) for r in ("a", "b")]
    assert reliability(rows, SETTINGS)[0].claim_kappa == pytest.approx(1)


def test_a_better_rubric_shows_as_drift():
    old = [r._replace(rubric="1.0") for r in honest(80, seed=3, noise=1.3)]
    table, changes = drift(old + honest(80, seed=4, noise=0.2), SETTINGS)
    change = next(c for c in changes if c.criterion == "level")
    assert (change.before, change.after) == ("1.0", "2.0")
    assert change.change.low > 0 and change.change.low < change.change.value < change.change.high
    assert {t.rubric for t in table} == {"1.0", "2.0"}


def test_order_of_rows_doesnt_matter():
    rows = honest(30)
    shuffled = list(rows)
    random.Random(5).shuffle(shuffled)
    assert reliability(rows, SETTINGS) == reliability(shuffled, SETTINGS)


def test_a_later_score_of_the_same_rater_takes_the_place():
    first = [row(f"P{i:02}", "C1", r, 0) for i in range(12) for r in ("a", "b")]
    later = [r._replace(score=i % 4, date=r.date.replace(year=2027)) for i, r in enumerate(first)]
    expected = krippendorff_alpha([(later[2 * i].score, later[2 * i + 1].score) for i in range(12)], "ordinal", 0)
    assert reliability(later + first, SETTINGS)[0].alpha == expected.value
