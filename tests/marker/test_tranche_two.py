"""Advice on a second tranche: by reviewed and observed evidence only, with every reason; the thresholds are a signed file."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from local2030.marker.tranche_two import FILE, ORDER, Observed, advice, read_thresholds, shipped_thresholds
from local2030.vocabulary.errors import WrongUse
from local2030.vocabulary.messages import catalogue

RULES = shipped_thresholds()
GOOD = Observed(2, 0.1, 0.0, 0.05, 0.0, 0.2, 0.3, 2, 0.2)


def code(**changes: object) -> str:
    return advice(GOOD._replace(**changes), RULES).code


def test_what_was_intended_and_is_shown_is_released_with_lighter_reporting() -> None:
    found = advice(GOOD, RULES)
    assert found.code == "release" and found.lighter_reporting and not found.raise_claim
    assert [r.code for r in found.reasons] == ["tranche-as-intended"]
    assert found.thresholds_sha256 == RULES.sha256


def test_without_a_reviewed_assessment_the_evidence_is_waited_for() -> None:
    for seen in (None, GOOD._replace(level=None)):
        found = advice(seen, RULES)
        assert (found.code, found.reasons[0].code) == ("hold-for-evidence", "tranche-no-assessment")
        assert not found.lighter_reporting


@pytest.mark.parametrize(
    ("changes", "wanted"),
    [
        ({"blind": 0.40}, "release"),  # more than 0.4, not 0.4
        ({"blind": 0.41}, "hold-for-evidence"),
        ({"over_low": 0.45, "over_high": 0.5}, "review"),
        ({"over_low": 0.44, "over_high": 0.44}, "release-with-actions"),
        ({"over_low": 0.1, "over_high": 0.6}, "release-with-actions"),  # it may be very large, but isn't shown to be
        ({"over_low": None, "over_high": 0.9}, "release-with-actions"),
        ({"over_low": 0.24, "over_high": 0.24}, "release"),
        ({"level": 1}, "release-with-actions"),
        ({"share_low": 0.1, "share_high": 0.19}, "release-with-actions"),
        ({"share_low": 0.1, "share_high": 0.2}, "release"),  # what was planned is still possible
        ({"share_low": None, "share_high": None}, "release-with-actions"),
        ({"intended": None, "planned_low": None, "share_low": None, "share_high": None, "level": 0}, "release"),
        ({"blind": 0.9, "over_low": 0.5, "over_high": 0.9}, "review"),  # the gravest first
    ],
)
def test_each_threshold_decides_at_its_edge(changes: dict[str, object], wanted: str) -> None:
    assert code(**changes) == wanted


def test_a_low_level_that_was_intended_holds_nothing_back() -> None:
    assert code(level=0, intended=0, share_low=0.0, share_high=0.01, planned_low=0.0) == "release"


def test_an_under_claimer_is_told_to_raise_the_claim() -> None:
    found = advice(GOOD._replace(under_low=0.1), RULES)
    assert found.raise_claim and found.code == "release"
    assert not advice(GOOD._replace(under_low=0.09), RULES).raise_claim


def test_truth_is_rewarded_only_where_the_gap_is_small_even_at_its_highest() -> None:
    assert not advice(GOOD._replace(over_low=0.0, over_high=0.10), RULES).lighter_reporting
    assert not advice(GOOD._replace(over_low=None, over_high=None), RULES).lighter_reporting
    assert advice(GOOD._replace(over_high=0.09, level=1), RULES).lighter_reporting  # whatever its level


parts = st.none() | st.floats(0, 1)


@given(
    st.builds(
        Observed, st.integers(0, 3), parts, parts, parts, parts, parts, parts, st.none() | st.integers(0, 3), parts
    )
)
def test_the_advice_is_the_gravest_of_its_reasons_and_every_reason_has_words(seen: Observed) -> None:
    found = advice(seen, RULES)
    assert found.code == max((r.asks for r in found.reasons), key=ORDER.index)
    for reason in found.reasons:
        assert reason.code in catalogue("en")
        for name in reason.values:
            assert "{" + name + "}" in catalogue("en")[reason.code]["text"]


@given(st.floats(0, 1), st.floats(0, 1))
def test_more_that_cannot_be_verified_never_softens_the_advice(first: float, second: float) -> None:
    low, high = sorted((first, second))
    assert ORDER.index(code(blind=low)) <= ORDER.index(code(blind=high))  # type: ignore[arg-type]


def test_a_broken_file_is_told_and_not_used(tmp_path: Path) -> None:
    for content in ("a: [", "title: x", FILE.read_text("utf-8").replace("0.45", "4.5"),
                    FILE.read_text("utf-8").replace("actions_gap_from: 0.25", "actions_gap_from: 0.9")):  # fmt: skip
        path = tmp_path / "thresholds.yaml"
        path.write_text(content, "utf-8")
        with pytest.raises(WrongUse):
            read_thresholds(path)
