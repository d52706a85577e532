"""JSON of ours is read back; what somebody broke in it is refused or kept out by its row, and nothing raises."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from local2030.formats.observations.repository import files, read_file
from local2030.workflows.load_observations import Request, check
from workflows.load_builders import NOON

SERIES = {
    "indicator": "1.2.1", "series": "", "ref_area": "B", "unit_measure": "PT", "unit_mult": "", "freq": "A", "dims": {},
    "observations": [
        {"time_period": "2019", "start": "2019-01-01", "end": "2019-12-31", "year": 2019, "value": 5, "file": "a", "row": 2},
        {"time_period": "2020", "start": "2020-01-01", "end": "2020-12-31", "year": 2020, "value": 6.5, "file": "a", "row": 3},
    ],
}  # fmt: skip


def checked(folder: Path, text: str) -> dict[str, Any]:
    folder.mkdir(exist_ok=True)
    (folder / "x.json").write_text(text, "utf-8")
    return check(Request(folder, NOON))


def document(**more: Any) -> str:
    return json.dumps({"schema": "local2030/observations/1", "about": {}, "series": [SERIES], **more}, indent=1)


def test_one_that_another_program_wrote_anew_is_read_too(tmp_path: Path) -> None:
    found = checked(tmp_path, document())
    assert (found["rows_read"], found["published"], found["reported"]) == (2, 2, 0)
    [sheet] = read_file(files(tmp_path).files[0])
    text = (tmp_path / "x.json").read_text().split("\n")
    assert ['"time_period": "2019"' in text[sheet.lines[0] - 1], '"2020"' in text[sheet.lines[1] - 1]] == [True, True]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ('{"schema": "local2030/observations/1", "series": [', "no JSON"),
        ('{"schema": "local2030/observations/1"}', "no series"),
        ('["local2030/observations/1"]', "no series"),
        ('{"schema": "local2030/observations/1", "series": ' + "[" * 100_000, "brackets within brackets"),
    ],
)
def test_what_cant_be_read_is_refused_with_its_reason(text: str, reason: str, tmp_path: Path) -> None:
    found = checked(tmp_path, text)
    [told] = [one for one in found["findings"] if one["severity"] == "error"]
    assert told["code"] == "reading-json-refused" and reason in told["message"] and found["rows_read"] == 0


def test_an_observation_that_is_none_is_kept_out_by_its_row(tmp_path: Path) -> None:
    broken = {
        **SERIES,
        "observations": [
            *SERIES["observations"],
            {"time_period": "soon", "value": 1},
            {"time_period": "2021", "value": "x"},
            7,
        ],
    }
    found = checked(tmp_path, document(series=[broken, "no series"]))
    assert (found["rows_read"], found["published"], found["reported"]) == (6, 2, 4)
    told = [row for one in found["findings"] if one["severity"] == "error" for row in one["rows"] or [one["row"]]]
    assert sorted(told) == [4, 5, 6, 7]  # two of them have no line of their own: all are counted from 2 on


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from([*SERIES, *SERIES["observations"][0], "places"]), inner, max_size=4)
    ),  # type: ignore[misc]
    max_leaves=12,
)


@given(series=st.lists(ANYTHING, max_size=3), places=ANYTHING, features=ANYTHING)
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_stands_in_it_every_row_is_accounted_for(
    series: Any, places: Any, features: Any, tmp_path: Path
) -> None:
    found = checked(tmp_path / "in", document(series=series, places=places, features=features))
    assert found["rows_read"] == found["published"] + found["reported"]
