"""Values of years in which their place wasn't there."""

from __future__ import annotations

import pytest

from local2030.monitoring.checks.validity import Span, span_of, validity
from local2030.monitoring.rows import TidyRows, rows_from


def rows_of(*years: int | None, place: str = "T1") -> TidyRows:
    count = len(years)
    return rows_from(
        {
            "ref_area": [place] * count,
            "year": years,
            "source_file": ["a.csv"] * count,
            "source_row": range(2, count + 2),
        }
    )


@pytest.mark.parametrize(
    ("span", "rows"),
    [
        (Span(None, 2016), [5, 6]), (Span(2016, None), [2, 3]), (Span(2015, 2016), [2, 5, 6]), (Span(2014, 2018), []),
        (Span(2020, None), [2, 3, 4, 5, 6]),
    ],
)  # fmt: skip
def test_years_outside_are_told_with_their_rows(span: Span, rows: list[int]) -> None:
    found = list(validity(rows_of(2014, 2015, 2016, 2017, 2018, None), {"T1": span}))
    assert [f.values.get("rows", [f.line]) for f in found] == ([rows] if rows else [])


def test_other_places_and_places_without_days_are_left_alone() -> None:
    assert list(validity(rows_of(2014, place="T2"), {"T1": Span(2020, None)})) == []
    assert span_of("", "") is None and span_of("2016-05-01", "", ["T0"]) == Span(2016, None, ("T0",))
