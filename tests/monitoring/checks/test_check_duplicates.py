"""The same observation twice: what is published, what is kept out, and that every row kept out is pointed at."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from check_rows import checked, lines_of, rows_of, series, told
from hypothesis import given
from hypothesis import strategies as st

from local2030.monitoring.checks import Known, run

SAME, CONFLICT = "check-duplicate-same", "check-duplicate-conflict"

TABLE: list[tuple[str, list[dict[str, Any]], list[tuple[str, list[int]]], set[int]]] = [
    ("equal values: the first stays", [{}, {}], [(SAME, [3])], {1}),
    ("three equal ones", [{}, {}, {}], [(SAME, [3, 4])], {1, 2}),
    ("other values: all go", [{}, {"obs_value": 2.0}], [(CONFLICT, [2, 3])], {0, 1}),
    ("two equal and one other", [{}, {}, {"obs_value": 2.0}], [(CONFLICT, [2, 3, 4])], {0, 1, 2}),
    ("2020 and 2020.0", [{}, {"time_period": "2020.0"}], [(SAME, [3])], {1}),
    ("1 and 1.0 are one value", [{}, {"raw_value": "1.0"}], [(SAME, [3])], {1}),
    ("both empty", [{"obs_value": None}, {"obs_value": None}], [(SAME, [3])], {1}),
    ("empty and a value", [{"obs_value": None}, {}], [(CONFLICT, [2, 3])], {0, 1}),
    ("another year", [{}, {"year": 2021}], [], set()),
    ("another place", [{}, {"ref_area": "ES1"}], [], set()),
    ("another group", [{}, {"dims": '{"Sex":"Female"}'}], [], set()),
    ("another indicator", [{}, {"indicator": "1.2.2"}], [], set()),
    ("a month of the year", [{}, {"freq": "M", "period_end": date(2020, 1, 31)}], [], set()),
]


@pytest.mark.parametrize(("why", "rows", "findings", "out"), TABLE, ids=[row[0] for row in TABLE])
def test_what_stands_twice(why: str, rows: list[dict[str, Any]], findings: list[Any], out: set[int]) -> None:
    result = checked(rows)
    assert [one for one in told(result) if one[0].startswith("check-duplicate")] == findings
    assert result.keep_out == out


def test_a_conflict_between_files_is_told_in_each_with_the_others_rows() -> None:
    rows = [{"source_file": "a.csv"}, {"source_file": "b.csv", "obs_value": 2.0}]
    found = [one for one in checked(rows).findings if one.code == CONFLICT]
    assert [(one.file, one.line, one.severity) for one in found] == [("a.csv", 2, "error"), ("b.csv", 2, "error")]
    assert found[0].values["where"] == "a.csv 2, b.csv 2" and found[0].values["said"] == "1, 2"


def test_an_equal_row_of_another_file_is_told_there_and_the_first_is_published() -> None:
    result = checked([{"source_file": "a.csv"}, {"source_file": "b.csv"}])
    (found,) = [one for one in result.findings if one.code == SAME]
    assert (found.file, found.line, found.severity, set(result.keep_out)) == ("b.csv", 2, "warning", {1})


def test_very_many_are_told_as_one_with_every_row() -> None:
    rows = [row for year in range(1950, 2000) for row in series([1.0], year) + series([2.0], year)]
    (found,) = [one for one in checked(rows).findings if one.code.startswith("check-duplicate")]
    assert found.code == f"{CONFLICT}-many" and lines_of(found) == list(range(2, 102))


def test_what_is_kept_out_does_not_speak_in_its_series() -> None:
    values = [45.0, 46.0, 45.5, 46.2, 45.8, 46.1]
    assert told(checked([*series(values), {"year": 2012, "obs_value": 4550.0}])) == [(CONFLICT, [4, 8])]


@given(
    st.lists(st.tuples(st.integers(2018, 2021), st.sampled_from([None, 1.0, 2.0]), st.sampled_from("ab")), max_size=12)
)
def test_every_row_kept_out_has_a_finding_and_no_key_is_published_twice(
    cells: list[tuple[int, float | None, str]],
) -> None:
    rows = rows_of({"year": year, "obs_value": value, "source_file": f"{file}.csv"} for year, value, file in cells)
    result = run(rows, Known())
    pointed = {
        (one.file, line) for one in result.findings if one.code.startswith("check-duplicate") for line in lines_of(one)
    }
    assert pointed == {(rows.source_file[n], rows.source_row[n]) for n in result.keep_out}
    published = [rows.year[n] for n in range(len(rows)) if n not in result.keep_out]
    assert len(published) == len(set(published))
