"""Alarms at their edges: just inside, just outside; nothing where something isn't known."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal as D

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builders_records import RUBRIC
from local2030.marker.alarms import ClaimChange, Milestone, Submitted, Watched, Window, alarms, shipped_alarms
from local2030.vocabulary.messages import remedy, say

DAY = date(2026, 6, 1)
WINDOW = Window("Window 2", (date(2026, 5, 1), DAY))


def codes(*programmes: Watched) -> list[str]:
    return [p.code for p in alarms(programmes, [WINDOW], RUBRIC)]


def stood(claimed: int | None, low: str | None, high: str | None, months: int = 0) -> Milestone:
    return Milestone(
        DAY + timedelta(30 * months), claimed, None if low is None else D(low), None if high is None else D(high)
    )


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        (stood(1, "0.30", "0.40"), stood(2, "0.10", "0.29", 6), True),
        (stood(1, "0.30", "0.40"), stood(2, "0.28", "0.38", 6), True),
        (stood(1, "0.30", "0.40"), stood(2, "0.281", "0.38", 6), False),
        (stood(1, "0.30", "0.40"), stood(2, "0.10", "0.41", 6), False),
        (stood(2, "0.30", "0.40"), stood(2, "0.10", "0.20", 6), False),
        (stood(2, "0.30", "0.40"), stood(1, "0.10", "0.20", 6), False),
        (stood(None, "0.30", "0.40"), stood(2, "0.10", "0.20", 6), False),
        (stood(1, None, None), stood(2, "0.10", "0.20", 6), False),
    ],
)
def test_a_claim_that_rises_while_the_share_falls(before: Milestone, after: Milestone, told: bool) -> None:
    assert codes(Watched("P", (after, before))) == ["alarm-claim-up-share-down"] * told


@pytest.mark.parametrize(("days", "told"), [(-15, False), (-14, True), (0, True), (14, True), (15, False)])
def test_a_claim_changed_near_a_window(days: int, told: bool) -> None:
    change = ClaimChange(DAY + timedelta(days), "C2", 1, 2)
    far = Window("Window 2", (DAY,))
    found = alarms([Watched("P", changes=(change,))], [far], RUBRIC)
    assert [p.code for p in found] == ["alarm-claim-near-window"] * told
    assert not alarms([Watched("P", changes=(change._replace(before=2),))], [far], RUBRIC)


def item(sha: str = "", address: str = "", quote: str = "", dated: date | None = None) -> Submitted:
    return Submitted("C2", sha, address, quote, dated, DAY)


@pytest.mark.parametrize(
    ("one", "many", "told"),
    [
        (item("a" * 64), 2, 0),
        (item("a" * 64), 3, 1),
        (item("", "https://example.org/plan.pdf", "We were asked"), 3, 1),
        (item("a" * 64, "https://example.org/plan.pdf", "We were asked"), 3, 1),
        (item("", "https://example.org/plan.pdf", ""), 3, 0),
        (item("", "", "We were asked"), 3, 0),
    ],
)
def test_the_same_evidence_in_many_programmes_is_told_once(one: Submitted, many: int, told: int) -> None:
    assert codes(*(Watched(f"P{i}", evidence=(one, one)) for i in range(many))) == ["alarm-evidence-reused"] * told


def test_ten_claims_of_one_programme_on_one_document_are_no_reuse() -> None:
    assert codes(Watched("P", evidence=(item("a" * 64),) * 10)) == []


@pytest.mark.parametrize(("dated", "told"), [(None, False), (DAY, False), (DAY + timedelta(1), True)])
def test_evidence_dated_after_its_claim(dated: date | None, told: bool) -> None:
    assert codes(Watched("P", evidence=(item("a" * 64, dated=dated),))) == ["alarm-evidence-after-claim"] * told


def claims(*levels: int) -> dict[str, int]:
    return {f"C{i}": level for i, level in enumerate(levels, 1)}


@pytest.mark.parametrize(
    ("levels", "told"),
    [
        (claims(2, 2, 2, 2, 2, 2, 2, 2), ["alarm-all-equal"]),
        (claims(2, 2, 2, 2), []),
        (claims(3, 2, 2, 2, 2, 2, 2, 2), []),
        (claims(1, 2, 2, 2, 2, 1, 1, 1), ["alarm-on-the-gates"]),  # twelve points, level 2, each as asked
        (claims(1, 2, 2, 2, 2, 2, 1, 1), []),  # a point to spare
        (claims(2, 2, 2, 2, 1, 1, 1, 1), []),  # C1 above what is asked
        (claims(0, 0, 0, 0, 0, 0, 0, 0), ["alarm-all-equal"]),
        ({}, []),
    ],
)
def test_claims_that_are_all_equal_or_exactly_on_the_gates(levels: dict[str, int], told: list[str]) -> None:
    assert codes(Watched("P", claims=levels)) == told


def test_each_alarm_says_that_it_is_a_pattern_to_look_at_and_never_a_verdict() -> None:
    found = alarms(
        [
            Watched(f"P{i}", (stood(1, "0.3", "0.4"), stood(2, "0.1", "0.2", 3)), (ClaimChange(DAY, "C1", 1, 2),),
                    (item("a" * 64, "a.pdf", "", DAY + timedelta(3)),), claims(*([2] * 8)))
            for i in range(3)
        ] + [Watched("Q", claims=claims(1, 2, 2, 2, 2, 1, 1, 1))],
        [WINDOW], RUBRIC,
    )  # fmt: skip
    assert {p.code for p in found} == {
        "alarm-claim-up-share-down", "alarm-claim-near-window", "alarm-evidence-reused", "alarm-evidence-after-claim",
        "alarm-all-equal", "alarm-on-the-gates",
    }  # fmt: skip
    for pattern in found:
        assert say(pattern.code, pattern.values).startswith("A pattern to look at")
        assert remedy(pattern.code, pattern.values)
        assert "{" not in say(pattern.code, pattern.values)


@given(st.permutations([Watched(f"P{i}", evidence=(item("a" * 64), item("b" * 64))) for i in range(4)]))
def test_the_order_of_programmes_does_not_matter(order: list[Watched]) -> None:
    assert alarms(order, [WINDOW], RUBRIC) == alarms(order[::-1], [WINDOW], RUBRIC)


def test_the_file_is_signed() -> None:
    settings = shipped_alarms()
    assert settings.head["author"]
    assert len(settings.sha256) == 64
