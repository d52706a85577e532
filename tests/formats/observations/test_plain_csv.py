"""A plain CSV read by columns says what it says read row by row; whatever is odd in it is left to the reader of rows."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from local2030.formats.observations import csv_sheets, plain_csv
from local2030.formats.observations.sheet import Sheet

CELLS = st.sampled_from(["2019", "2020", "1.5", "", " ", "é", "=1+1", "Year", "x", "-3", '"'])
TABLES = st.lists(st.lists(CELLS, min_size=3, max_size=3), max_size=12)
ENDS = st.sampled_from(["\n", "\r\n"])


def said(sheet: Sheet) -> tuple[Any, ...]:
    columns = tuple(list(column) for column in sheet.columns)
    return sheet.file, sheet.header, columns, list(sheet.lines), sheet.rows_read, sheet.findings


def both_ways(content: bytes) -> tuple[Sheet | None, list[Sheet]]:
    """Read by columns, None where that can't be, and row by row."""
    with tempfile.TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        path = Path(folder) / "a.csv"
        path.write_bytes(content)
        plain = csv_sheets._plain(path, "a.csv", "", "", 100_000)
        patch.setattr(csv_sheets, "_plain", lambda *given: None)
        return plain, list(csv_sheets.csv_sheets(path, "a.csv", "", "", 100_000))


@pytest.mark.parametrize("small", [0, 1 << 20])
@given(rows=TABLES, end=ENDS, at_end=st.booleans(), wide=st.integers(0, 40))
def test_by_columns_and_row_by_row_it_is_the_same(
    small: int, rows: list[list[str]], end: str, at_end: bool, wide: int
) -> None:
    lines = [",".join(row) for row in (["Year", "Sex", "Value"], *rows)]
    if wide < len(lines):
        lines[wide] += ",9"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(plain_csv, "SMALL", small)
        plain, pieces = both_ways((end.join(lines) + end * at_end).encode())
    if plain is not None:
        assert [said(one) for one in pieces] == [said(plain)]


@pytest.mark.parametrize("small", [0, 1 << 20])
def test_a_plain_file_is_read_by_columns(small: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plain_csv, "SMALL", small)
    plain, pieces = both_ways("Year;Ort;Wert\r\n2019;Köln;1,5\r\n2020;Köln;\r\n".encode())
    assert plain is not None and [said(one) for one in pieces] == [said(plain)]
    assert list(plain.columns[1]) == ["Köln", "Köln"]


@pytest.mark.parametrize(
    "content",
    [b'Year,Value\n2019,"1"\n', b"Year,Value\n2019,1,2\n", b"Year,Value\n2019,1\n\n", b"Year,Value\n\xe9,1\n", b"Year,Value\n",
     b"Year,Value\n2019,1\nYear,Value\n", b"Year,Value\n2019,\x001\n", b"Year,Value\r2019,1\r", b"\xef\xbb\xbfYear,Value\n2019,1\n"],
)  # fmt: skip
@pytest.mark.parametrize("small", [0, 1 << 20])
def test_whatever_is_odd_is_left_to_the_reader_of_rows(
    content: bytes, small: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(plain_csv, "SMALL", small)
    plain, pieces = both_ways(content)
    assert plain is None and pieces
