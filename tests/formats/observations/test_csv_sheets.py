"""CSV as people send it: every encoding, separator and ill-shaped row, each told by the line where an editor shows it."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from local2030.formats.observations.repository import FileEntry, read_chunks, read_file
from local2030.formats.observations.sheet import Sheet

Read = Callable[..., Sheet]


@pytest.fixture
def read(tmp_path: Path) -> Read:
    def sheet(content: str | bytes, name: str = "indicator_1-2-1.csv") -> Sheet:
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        (only,) = read_file(FileEntry(name, path, "data", "csv", "1.2.1"))
        assert all(len(column) == len(only.lines) for column in only.columns) and len(only.columns) == len(only.header)
        return only

    return sheet


def told(sheet: Sheet) -> dict[str, object]:
    """Each finding's code with its row or rows."""
    return {f.code: f.values.get("rows", f.line) for f in sheet.findings}


def test_a_plain_table_gives_text_as_it_is_and_nothing_to_tell(read: Read) -> None:
    sheet = read("Year,Sex,Value\r\n2015,F, 1.50 \r\n2015,,007\r\n")
    assert (sheet.header, sheet.kind, sheet.indicator) == (("Year", "Sex", "Value"), "csv", "1.2.1")
    assert [list(c) for c in sheet.columns] == [["2015", "2015"], ["F", ""], [" 1.50 ", "007"]]
    assert (list(sheet.lines), sheet.rows_read, sheet.kept_out, sheet.findings) == ([2, 3], 2, 0, ())
    assert len(sheet.sha256) == 64


@pytest.mark.parametrize(
    ("content", "codes"),
    [
        ("Year,Place,Value\n2015,Málaga,1\n".encode("utf-8-sig"), {"reading-bom": 1}),
        ("Year,Place,Value\n2015,Málaga,1\n".encode("utf-16"), {"reading-encoding": None}),
        ("Year,Place,Value\n2015,Málaga,1\n".encode("utf-16-le"), {"reading-encoding": None}),
        ("Year,Place,Value\n2015,Málaga,1\n".encode("utf-16-be"), {"reading-encoding": None}),
        ("Year,Place,Value\n2015,Málaga,1\n".encode("cp1252"), {"reading-not-utf8": 2}),
        ("Year;Place;Value\n2015;Málaga;1\n".encode(), {"reading-separator": None}),
        ("Year\tPlace\tValue\n2015\tMálaga\t1\n".encode(), {"reading-separator": None}),
        ("Year|Place|Value\n2015|Málaga|1\n".encode(), {"reading-separator": None}),
        ("sep=;\nYear;Place;Value\n2015;Málaga;1\n".encode(), {"reading-separator": 1}),
        ('"Year","Place","Value"\r"2015","Málaga","1"\r'.encode(), {}),
    ],
)  # fmt: skip
def test_encodings_and_separators_are_found_and_told_as_assumed(
    read: Read, content: bytes, codes: dict[str, object]
) -> None:
    sheet = read(content)
    assert sheet.header == ("Year", "Place", "Value")
    assert [list(c) for c in sheet.columns] == [["2015"], ["Málaga"], ["1"]]
    assert told(sheet) == codes and {f.severity for f in sheet.findings} <= {"info"}
    assert list(sheet.lines) == [3 if content.startswith(b"sep") else 2]


def test_two_encodings_in_one_file_are_read_line_by_line_and_the_odd_rows_named(read: Read) -> None:
    head = "Year,Place,Value\n2015,Málaga,1\n".encode()
    sheet = read(head + "2016,Málaga,2\n2017,Cádiz,3\n".encode("cp1252") + "2018,Cádiz,4\n".encode())
    assert list(sheet.columns[1]) == ["Málaga", "Málaga", "Cádiz", "Cádiz"]
    (finding,) = sheet.findings
    assert (finding.code, finding.severity, finding.values["rows"]) == ("reading-mixed-encodings", "warning", [3, 4])


def test_signs_that_windows_leaves_free_are_read_too(read: Read) -> None:
    assert read(b"Place,Value\nA\x81B\xe9,1\n").columns[0] == ("A\x81Bé",)


def test_zero_bytes_are_left_out_and_their_rows_told(read: Read) -> None:
    sheet = read(b"Year,Value\n2015,1\n2016,\x002\n")
    assert list(sheet.columns[1]) == ["1", "2"] and told(sheet) == {"reading-nul-bytes": 3}


def test_lines_are_counted_as_an_editor_counts_them(read: Read) -> None:
    sheet = read('Year,Note,Value\n2015,"two\nlines",1\n\n2016,"three\r\nlines\r\nhere",2\n2017,,3\n')
    assert list(sheet.lines) == [2, 5, 8] and list(sheet.columns[2]) == ["1", "2", "3"]


def test_blank_rows_are_no_rows(read: Read) -> None:
    sheet = read("Year,Value\n\n2015,1\n,\n  ,  \n2016,2\n\n\n")
    assert (sheet.rows_read, list(sheet.lines)) == (2, [3, 6])


def test_rows_with_too_many_cells_are_kept_out_by_their_lines(read: Read) -> None:
    sheet = read("Year,Value\n2015,1\n2016,2,3\n2017,4,,\n2018,5,6\n")
    assert (sheet.rows_read, sheet.kept_out, list(sheet.lines)) == (4, 2, [2, 4])
    assert told(sheet) == {"reading-row-long": [3, 5]}  # 2017 has only empty cells too many: nothing is lost there


def test_short_rows_are_filled_up_and_told(read: Read) -> None:
    sheet = read("Year,Sex,Value\n2015,F,1\n2016\n")
    assert [list(c) for c in sheet.columns] == [["2015", "2016"], ["F", ""], ["1", ""]]
    assert told(sheet) == {"reading-row-short": 3} and sheet.kept_out == 0


@pytest.mark.parametrize("again", ["Year,Sex,Value", "\ufeffYear,Sex,Value", " year , SEX,value"])
def test_the_header_in_the_middle_is_kept_out_and_counted(read: Read, again: str) -> None:
    sheet = read(f"Year,Sex,Value\n2015,F,1\n{again}\n2016,F,2\n")
    assert (sheet.rows_read, sheet.kept_out, list(sheet.columns[0])) == (3, 1, ["2015", "2016"])
    (finding,) = sheet.findings
    assert (finding.code, finding.severity, finding.line) == ("reading-header-again", "error", 3)


def test_a_row_that_only_begins_like_the_header_is_a_row(read: Read) -> None:
    assert read("Year,Sex,Value\nYear,F,1\n").kept_out == 0


def test_columns_without_a_name_and_with_the_same_one(read: Read) -> None:
    sheet = read("Year,,Value,Value,Value\n2015,x,1,2,3\n")
    assert sheet.header == ("Year", "column 2", "Value", "Value (2)", "Value (3)")
    assert [f.code for f in sheet.findings] == [
        "reading-column-unnamed",
        "reading-column-twice",
        "reading-column-twice",
    ]


def test_separators_at_the_end_of_all_lines_are_no_column_worth_a_word(read: Read) -> None:
    sheet = read("Year,Value,,\n2015,1,,\n2016,2,,\n")
    assert sheet.header == ("Year", "Value", "column 3", "column 4") and not sheet.findings
    assert told(read("Year,Value,,\n2015,1,,\n2016,2,,x\n")) == {"reading-column-unnamed": 1}


def test_titles_above_the_header_are_passed_over_and_told(read: Read) -> None:
    sheet = read(
        "Poverty by sex\nSource: our office, 2020\n\nYear,Sex,Units,Value\n2015,F,PT,1\n2016,F,PT,2\n2017,F,PT,3\n"
    )
    assert sheet.header == ("Year", "Sex", "Units", "Value") and list(sheet.lines) == [5, 6, 7]
    (finding,) = sheet.findings
    assert (finding.code, finding.values["rows"], finding.values["header_row"]) == ("reading-title-rows", [1, 2], 4)


def test_rows_wider_than_the_header_dont_make_the_first_of_them_the_header(read: Read) -> None:
    sheet = read("Year,Value\n2015,1,x,y\n2016,2,x,y\n2017,3\n")
    assert sheet.header == ("Year", "Value") and told(sheet) == {"reading-row-long": [2, 3]}


def test_a_quotation_mark_that_never_ends_costs_its_own_row(read: Read) -> None:
    body = "".join(f"{year},Bilbao,{year - 2000}\n" for year in range(2017, 2031))
    sheet = read('Year,Place,Value\n2015,Bilbao,1\n2016,"Bilbao,2\n' + body)
    assert list(sheet.columns[0]) == ["2015", *map(str, range(2017, 2031))] and list(sheet.lines) == [2, *range(4, 18)]
    assert (sheet.rows_read, sheet.kept_out, told(sheet)) == (16, 1, {"reading-quote-unclosed": 3})


def test_the_same_where_more_than_a_cell_can_hold_is_swallowed(read: Read) -> None:
    body = "".join(f"{1900 + i % 100},Bilbao,{i}\n" for i in range(9_000))
    sheet = read('Year,Place,Value\n2016,"Bilbao,2\n' + body)
    assert (sheet.rows_read, len(sheet.lines), told(sheet)) == (9_001, 9_000, {"reading-cell-too-long": 2})


def test_a_note_over_several_lines_in_a_row_too_long_stays_one_row(read: Read) -> None:
    sheet = read('Year,Note,Value\n2015,"one\ntwo, and more\nthree",1,9\n2016,a,2\n')
    assert (list(sheet.columns[0]), list(sheet.lines), sheet.rows_read) == (["2016"], [5], 2)
    assert told(sheet) == {"reading-row-long": 2}


@pytest.mark.parametrize(
    "content", ["Year,Value\n", "Year,Value", "Year,Sex,Other\n2015,F,x\n", "Value\n1\n", "\n\nYear,Value\n"]
)
def test_a_table_without_rows_or_values_is_still_a_sheet(read: Read, content: str) -> None:
    sheet = read(content)
    rows = content.count("2015") + (content == "Value\n1\n")
    assert sheet.header and sheet.rows_read == rows
    assert [(f.code, f.severity) for f in sheet.findings] == [("reading-no-rows", "warning")] * (not rows)


@pytest.mark.parametrize("content", ["\n\n\n", " \n", "\ufeff"])
def test_a_file_of_nothing_has_no_header(read: Read, content: str) -> None:
    sheet = read(content)
    assert not sheet.header and any(f.code == "reading-no-header" for f in sheet.findings)


def test_a_cell_beyond_measure_costs_its_row_only(read: Read) -> None:
    sheet = read(f"Year,Note,Value\n2015,a,1\n2016,{'x' * 100_001},2\n2017,b,3\n")
    assert (list(sheet.columns[0]), list(sheet.lines)) == (["2015", "2017"], [2, 4])
    assert (sheet.rows_read, sheet.kept_out, told(sheet)) == (3, 1, {"reading-cell-too-long": 3})


def test_a_line_without_end_ends_the_reading(read: Read) -> None:
    sheet = read(b"Year,Value\n2015,1\n" + b"x" * 3_000_000)
    assert list(sheet.columns[0]) == ["2015"] and told(sheet) == {"reading-line-too-long": 3}


def test_column_names_that_are_sql_or_formulas_are_names(read: Read) -> None:
    names = ('=cmd|"/C calc"!A0', "x'); DROP TABLE t;--", "Value")
    text = io.StringIO()
    csv.writer(text).writerows([names, ("1", "2", "3")])
    assert read(text.getvalue()).header == names


def test_formulas_are_texts_and_told_but_for_those_of_values(read: Read) -> None:
    body = '2015,=1+1,=2+2\n2016,"@SUM(A1)",3\n2017,"+cmd|\' /C calc\'!A0",-4\n2018,- a note,-5\n2019,@office,6\n'
    sheet = read("Year,Note,Value\n" + body)
    (finding,) = sheet.findings
    assert (finding.code, finding.severity, finding.values["rows"]) == ("reading-formula", "warning", [2, 3, 4])
    assert finding.values["column"] == "Note" and sheet.columns[1][0] == "=1+1"


@pytest.mark.parametrize("rows", [1, 7, 100, 5_000])
def test_pieces_add_up_to_the_table(tmp_path: Path, rows: int) -> None:
    path = tmp_path / "a.csv"
    body = "".join(
        f"{2000 + i % 20},{'x,' if i % 100 == 50 else ''}{i}\n" + ("\n" if i % 30 == 0 else "") for i in range(3_000)
    )
    path.write_text(f"Year,Value\n{body}")
    entry = FileEntry("a.csv", path, "data", "csv")
    (whole,) = read_file(entry)
    pieces = list(read_chunks(entry, rows))
    assert max(len(piece.lines) for piece in pieces) <= max(rows, 30)
    assert {piece.header for piece in pieces} == {whole.header}
    assert sum(piece.rows_read for piece in pieces) == whole.rows_read == 3_000
    assert [line for piece in pieces for line in piece.lines] == list(whole.lines)
    assert [v for piece in pieces for v in piece.columns[1]] == list(whole.columns[1])
    kept_out = [row for piece in pieces for f in piece.findings for row in (f.values.get("rows") or [f.line])]
    assert kept_out == whole.findings[0].values["rows"] and len(kept_out) == 30


def test_what_is_told_of_the_whole_file_is_told_once_and_at_its_end(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes("Year,Place,Value\n".encode("utf-8-sig") + b"2015,M\xe1laga,1\n" * 80)
    pieces = list(read_chunks(FileEntry("a.csv", path, "data", "csv"), 40))
    assert [f.code for piece in pieces for f in piece.findings] == ["reading-bom", "reading-not-utf8"]
    sizes = [len(piece.lines) for piece in pieces]
    assert sum(sizes) == 80 and max(sizes) <= 40 and len(sizes) < 5
    assert pieces[-1].header == pieces[0].header


CELLS = st.text(st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="\ufeff\u200b\x85"), max_size=12)


@given(st.lists(st.tuples(CELLS, CELLS, CELLS), min_size=1, max_size=20), st.sampled_from(",;\t|"))
def test_what_the_csv_module_writes_is_read_back(
    tmp_path_factory: pytest.TempPathFactory, rows, separator: str
) -> None:
    path = tmp_path_factory.mktemp("law") / "a.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file, delimiter=separator, quoting=csv.QUOTE_ALL).writerows([("Year", "Sex", "Value"), *rows])
    (sheet,) = read_file(FileEntry("a.csv", path, "data", "csv"))
    there = [(i, row) for i, row in enumerate(rows, 2) if "".join(row).strip()]
    assert list(zip(*sheet.columns, strict=True)) == [row for _, row in there]
    assert list(sheet.lines) == [line for line, _ in there] and sheet.rows_read == len(there)


def test_true_files_give_every_row(real_data: Path) -> None:
    """The csv module itself judges: each row of both repositories, none lost, none more."""
    count = 0
    for path in sorted((real_data / "open-sdg").glob("*/data/*.csv")):
        (sheet,) = read_file(FileEntry(path.name, path, "data", "csv"))
        with path.open(encoding="utf-8-sig", newline="") as file:
            header, *rows = [row for row in csv.reader(file) if row]
        assert sheet.header == tuple(header) and list(zip(*sheet.columns, strict=True)) == [tuple(r) for r in rows], (
            path.name
        )
        assert sheet.rows_read == len(rows) == len(sheet.lines)
        count += sheet.rows_read
    assert count == 174_953 + 18_079
