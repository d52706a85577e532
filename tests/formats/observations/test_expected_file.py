"""The expectations file in CSV and YAML: what is read, what is said of what can't be."""

from __future__ import annotations

from pathlib import Path

import pytest

from local2030.formats.observations.expected_file import ExpectedRow, read_expected

CSV = """indicator,level,dimensions,from,to,frequency,scope,reason,owner
11.2.1,municipality,sex; age,2018,,2,in,,Transport office
17.2.1,,,,,,out,We give no aid,
1.10,2,,2015,2020,biennial,,,
"""


def written(folder: Path, text: str, name: str = "expected.csv") -> Path:
    """The file."""
    path = folder / name
    path.write_text(text, "utf-8")
    return path


def test_a_row_says_who_is_expected_to_report_what_how_often(tmp_path: Path) -> None:
    rows, findings = read_expected(written(tmp_path, CSV))
    assert findings == ()
    assert rows == (
        ExpectedRow("11.2.1", "municipality", ("sex", "age"), 2018, None, 2, True, "", "Transport office", 2),
        ExpectedRow("17.2.1", "", (), None, None, None, False, "We give no aid", "", 3),
        ExpectedRow("1.10", "2", (), 2015, 2020, 2, True, "", "", 4),
    )


def test_yaml_says_the_same(tmp_path: Path) -> None:
    text = """expected:
  - {indicator: 11.2.1, level: municipality, dimensions: [sex, age], from: 2018, frequency: 2, owner: Transport office}
  - {indicator: 1.10, scope: out}
"""
    rows, findings = read_expected(written(tmp_path, text, "expected.yaml"))
    assert findings == ()
    assert rows[0] == ExpectedRow(
        "11.2.1", "municipality", ("sex", "age"), 2018, None, 2, True, "", "Transport office", None
    )
    assert (rows[1].indicator, rows[1].in_scope) == ("1.10", False)


@pytest.mark.parametrize(
    ("row", "code", "line"),
    [
        (",2,,,,,in,,", "expected-indicator-missing", 2),
        ("1.2.1,,,,,,perhaps,,", "expected-scope-unknown", 2),
        ("1.2.1,,,soon,,,in,,", "expected-number-unreadable", 2),
        ("1.2.1,,,,,0,in,,", "expected-number-unreadable", 2),
        ("1.2.1,,,,,99999999999999999999,in,,", "expected-number-unreadable", 2),
        ("1.2.1,,,1492,,,in,,", "expected-number-unreadable", 2),
    ],
)
def test_what_cannot_be_read_is_told_with_its_row(tmp_path: Path, row: str, code: str, line: int) -> None:
    _rows, findings = read_expected(written(tmp_path, CSV.splitlines()[0] + "\n" + row + "\n"))
    assert [(f.code, f.line) for f in findings] == [(code, line)]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("", "expected.csv"), ("a,b\n1,2\n", "expected.csv"), ("just: a text", "expected.yaml"), ("[1, [2", "expected.yml"),
        ("expected: 5", "e.yaml"), ("- !!python/object/apply:os.system [ls]", "e.yaml"), ("expected: [a, b]", "e.yaml"),
    ],
)  # fmt: skip
def test_a_file_that_is_none_breaks_nothing(tmp_path: Path, text: str, name: str) -> None:
    rows, findings = read_expected(written(tmp_path, text, name))
    assert rows == ()
    assert findings or name == "e.yaml"
