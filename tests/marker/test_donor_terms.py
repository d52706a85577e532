"""A donor's terms: sure, possibly, not and unknown are four values; what isn't known never counts as none."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal as D

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from builders_records import RUBRIC, records
from local2030.marker.donor_terms import VERDICTS, DonorTerms, by_figures, judged, moved
from local2030.marker.relevel import Releveled, relevel
from local2030.marker.standing_record import Record
from local2030.vocabulary.messages import catalogue

NONE = DonorTerms()


def figures(
    level: int | None, possible: int, low: str | None, high: str | None, coverage: str | None = "0.9"
) -> Releveled:
    from local2030.marker.local_share import Share

    share = Share(*(None if x is None else D(x) for x in (low, high, coverage)), D(0), D(0), D(0))  # type: ignore[arg-type]
    return Releveled("X", level, possible, None, (), share, (), None)


@pytest.mark.parametrize(
    ("found", "terms", "verdict"),
    [
        (figures(2, 3, "0.2", "0.3"), DonorTerms(D(2), D("0.15")), "sure"),
        (figures(1, 3, "0.2", "0.3"), DonorTerms(D(2)), "possibly"),
        (figures(1, 3, "0.2", "0.3"), DonorTerms(D(2), count="possible"), "sure"),
        (figures(1, 1, "0.2", "0.3"), DonorTerms(D(2)), "not"),
        (figures(None, 3, "0.2", "0.3"), DonorTerms(D(1)), "unknown"),
        (figures(None, 3, "0.2", "0.3"), NONE, "sure"),
        (figures(3, 3, None, None, None), DonorTerms(D(1), D("0.1")), "unknown"),
        (figures(3, 3, "0.1", "0.3"), DonorTerms(D(1), D("0.2")), "possibly"),
        (figures(3, 3, "0.1", "0.19"), DonorTerms(D(1), D("0.2")), "not"),
        (figures(3, 3, "0.2", "0.2"), DonorTerms(D(1), D("0.2")), "sure"),
        (figures(3, 3, "0.2", "0.9", "0.3"), DonorTerms(D(1), D("0.2"), D("0.6")), "possibly"),
        (figures(3, 3, None, None, None), DonorTerms(D(0), D(0), D("0.6")), "unknown"),
        (figures(0, 0, None, None, None), DonorTerms(D(2), D("0.2")), "not"),  # one that isn't met settles it
    ],
)
def test_each_value_at_its_edge(found: Releveled, terms: DonorTerms, verdict: str) -> None:
    answer = by_figures(found, terms)
    assert answer.verdict == verdict
    assert bool(answer.lacks) == (verdict != "sure")
    assert all(code in catalogue("en") for code in answer.lacks)


def test_without_a_reviewed_assessment_it_is_unknown_whatever_is_asked() -> None:
    assert judged(None, RUBRIC, NONE).verdict == "unknown"


terms = st.builds(
    DonorTerms, st.integers(0, 3).map(D), st.integers(0, 100).map(lambda n: D(n) / 100),
    st.integers(0, 100).map(lambda n: D(n) / 100), st.sampled_from(("strict", "lrg")), st.sampled_from(("proven", "possible")),
)  # fmt: skip


@settings(max_examples=60)
@given(records(), terms)
def test_asking_less_never_makes_a_programme_less_eligible(record: Record, asked: DonorTerms) -> None:
    found = relevel(record, RUBRIC, asked.definition, None, "reviewed")
    now = by_figures(found, asked)
    for name in ("minimum_level", "minimum_share", "minimum_coverage"):
        less = replace(asked, **{name: getattr(asked, name) / 2})
        assert _rank(by_figures(found, less).verdict) <= _rank(now.verdict) or now.verdict == "unknown"
        none = by_figures(found, replace(asked, **{name: D(0)}))
        assert _rank(none.verdict) <= _rank(now.verdict)


def test_each_number_that_asks_for_something_is_moved_both_ways_and_stays_in_its_range() -> None:
    table = moved(DonorTerms(D(3), D("0.9"), D(0)))
    assert [(name, way) for name, way, _t in table] == [
        ("minimum_level", "down"), ("minimum_level", "up"), ("minimum_share", "down"), ("minimum_share", "up"),
    ]  # fmt: skip
    assert table[1][2].minimum_level == 3 and table[3][2].minimum_share == 1
    assert table[0][2].minimum_level == D("2.4")


def _rank(verdict: str) -> int:
    return VERDICTS.index(verdict)  # type: ignore[arg-type]
