"""A table comes in whatever encoding, separator or workbook a spreadsheet makes, and a hostile one is bounded."""

from __future__ import annotations

import io
import resource
import subprocess
import sys
import time
import zipfile
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
import xlsxwriter

from local2030.formats.tables.csv_rows import csv_rows
from local2030.formats.tables.group import read_group
from local2030.formats.tables.ledger import read_ledger
from local2030.formats.tables.notes import Notes
from local2030.formats.tables.table import MAX_ROWS
from local2030.vocabulary.programmes import GroupRow

HEADER = ["programme", "date", "receiver", "amount", "currency", "status"]
TEXT = "programme;date;receiver;amount;currency;status\nXM-1;2024-05-13;Municipalité d'Évian;12,50;EUR;actual\n"


@pytest.mark.parametrize(
    ("content", "codes"),
    [
        (TEXT.encode(), []),
        (TEXT.encode("utf-8-sig"), []),
        (TEXT.encode("utf-16"), []),
        (TEXT.encode("utf-16-le"), []),
        (TEXT.encode("utf-16-be"), []),
        (TEXT.encode("latin-1"), ["table-not-utf8"]),
        (TEXT.replace(";", "\t").encode(), []),
        (TEXT.replace(";", "|").encode(), []),
        (TEXT.replace("12,50", "12.50").replace(";", ",").encode(), []),
        (TEXT.replace("\n", "\r\n").encode(), []),
        (TEXT.replace("\n", "\r").encode(), []),
        (TEXT.replace("XM-1", "XM\x00-1").encode(), ["table-nul-bytes"]),
    ],
    ids=["utf-8", "bom", "utf-16", "le", "be", "latin-1", "tab", "bar", "comma", "crlf", "cr", "nul"],
)
def test_every_way_of_writing_a_csv_gives_the_same_row(content: bytes, codes: list[str]) -> None:
    rows, findings = read_ledger(content, "l.csv")
    assert [(r.programme, r.receiver, r.amount, r.currency) for r in rows] == [
        ("XM-1", "Municipalité d'Évian", Decimal("12.50"), "EUR")
    ]
    assert [f.code for f in findings] == codes


@pytest.mark.parametrize("separator", ["\t", ";", "|"])
def test_sentences_with_many_commas_do_not_hide_what_parts_the_cells(separator: str) -> None:
    rows = [
        HEADER[:3],
        ["XM-1", "2024-05-13", "Cities, towns, villages, islands, and all that lies between, far, near"],
        ["XM-2", "2024-05-14", '"Roads, rails,\nports, and airports, old, new, planned, and given up"'],
    ]
    content = "".join(separator.join(row) + "\r\n" for row in rows).encode()
    found = list(csv_rows(content, Notes("l.csv")))
    assert [len(row) for row in found] == [3, 3, 3]
    assert found[1] == rows[1]


def test_rows_cut_short_and_a_title_above_them_leave_the_commonest_separator() -> None:
    content = b"Report, of 2024\na;b;c;d\n1,5;2;3;4\n1,5;2\n"
    assert list(csv_rows(content, Notes("l.csv")))[1:] == [["a", "b", "c", "d"], ["1,5", "2", "3", "4"], ["1,5", "2"]]


def test_a_quoted_cell_may_hold_separators_quotes_and_lines() -> None:
    rows, _ = read_ledger(
        (
            ",".join(HEADER) + '\nXM-1,2024-05-13,"A ""B"", C\nD",5,EUR,actual\nXM-2,2024-05-13,E,5,EUR,actual\n'
        ).encode(),
        "l.csv",
    )
    assert [(r.receiver, r.line) for r in rows] == [('A "B", C\nD', 2), ("E", 3)]


def test_a_quotation_mark_never_closed_ends_the_reading_with_a_finding() -> None:
    content = (",".join(HEADER) + '\nXM-1,2024-05-13,E,5,EUR,actual\nXM-1,2024-05-13,"' + "x" * 200_000).encode()
    rows, findings = read_ledger(content, "l.csv")
    assert len(rows) == 1
    assert [f.code for f in findings] == ["table-cell-too-long"]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "table-empty"),
        (b"\n\n\n", "table-empty"),
        (b"%PDF-1.7 ...", "table-not-a-table"),
        (b"<?xml version='1.0'?>", "table-not-a-table"),
        (b"\xd0\xcf\x11\xe0rest", "table-old-or-encrypted"),
        (b"PK\x03\x04rubbish", "table-refused"),
        (bytes(range(256)) * 50, "columns-missing"),
    ],
)
def test_what_is_no_table_gives_one_clear_word(content: bytes, code: str) -> None:
    rows, findings = read_ledger(content, "l.csv")
    assert rows == ()
    assert code in [f.code for f in findings]


def test_a_missing_file_is_said(tmp_path: Path) -> None:
    assert [f.code for f in read_ledger(tmp_path / "none.csv", "none.csv")[1]] == ["table-unreadable"]


def workbook(rows: list[list[object]], *, before: str = "", formula: str = "") -> bytes:
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True}) as book:
        if before:
            book.add_worksheet(before).write_string(0, 0, "Nothing here")
        sheet = book.add_worksheet("Payments")
        for i, row in enumerate(rows):
            for j, cell in enumerate(row):
                if isinstance(cell, date):
                    sheet.write_datetime(i, j, cell, book.add_format({"num_format": "yyyy-mm-dd"}))
                else:
                    sheet.write(i, j, cell)
        if formula:
            sheet.write_formula(formula, "=2+3", None, 5)
    return content.getvalue()


def test_an_xlsx_gives_dates_numbers_and_spreadsheet_lines() -> None:
    rows, findings = read_ledger(
        workbook([["Title"], [], HEADER, ["XM-1", date(2024, 5, 13), "R", 0.1 + 0.2, "EUR", "actual"]]), "l.xlsx"
    )
    assert findings == ()
    assert [(r.date, r.amount, r.line) for r in rows] == [(date(2024, 5, 13), Decimal("0.3"), 4)]


def test_the_first_sheet_with_the_right_header_is_read() -> None:
    rows, findings = read_ledger(
        workbook([HEADER, ["XM-1", date(2024, 5, 13), "R", 5, "EUR", "actual"]], before="Read me"), "l.xlsx"
    )
    assert (len(rows), findings) == (1, ())


def test_a_formula_in_a_workbook_gives_its_saved_result_and_a_finding() -> None:
    content = workbook([HEADER, ["XM-1", date(2024, 5, 13), "R", 0, "EUR", "actual"]], formula="D2")
    rows, findings = read_ledger(content, "l.xlsx")
    assert [r.amount for r in rows] == [Decimal(5)]
    assert [(f.code, f.line, f.values) for f in findings] == [("table-formula-result", 2, {"cell": "D2"})]


def test_a_day_kept_as_a_number_is_a_day() -> None:
    rows, _ = read_ledger(workbook([HEADER, ["XM-1", 45425, "R", 5, "EUR", "actual"]]), "l.xlsx")
    assert [r.date for r in rows] == [date(2024, 5, 13)]


def bomb(unpacked: int, *, lie: bool = False) -> bytes:
    """A workbook whose sheet unpacks to that many bytes of one letter; `lie`: its directory says 100 bytes."""
    good, out = io.BytesIO(workbook([HEADER])), io.BytesIO()
    with zipfile.ZipFile(good) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            if name != "xl/worksheets/sheet1.xml":
                new.writestr(name, old.read(name))
        with new.open("xl/worksheets/sheet1.xml", "w", force_zip64=False) as sheet:
            sheet.write(b"<worksheet><sheetData><row><c t='inlineStr'><is><t>")
            for _ in range(unpacked // 1_000_000):
                sheet.write(b"a" * 1_000_000)
    content = out.getvalue()
    if lie:
        true = (unpacked + 51).to_bytes(4, "little")
        assert content.count(true) == 2
        content = content.replace(true, (100).to_bytes(4, "little"))
    return content


@pytest.mark.parametrize("content", [bomb(100_000_000), bomb(400_000_000, lie=True)], ids=["honest", "lying"])
def test_a_zip_bomb_is_refused_in_bounded_time_and_memory(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "bomb.xlsx").write_bytes(content)
    start = time.monotonic()
    # In a process of its own: a peak also counts what the parent held when the process was started.
    told = subprocess.run(
        [sys.executable, "-c", MEASURE, str(tmp_path / "bomb.xlsx")], capture_output=True, check=True, timeout=60
    )
    code, parent, child = told.stdout.split()
    assert time.monotonic() - start < 20
    assert code == b"table-refused"
    assert max(int(parent), int(child)) < 400_000  # kB


MEASURE = """
import sys
from resource import RUSAGE_CHILDREN, getrusage
from local2030.formats.tables.ledger import read_ledger
rows, findings = read_ledger(sys.argv[1], "bomb.xlsx")
own = open("/proc/self/status").read().split("VmHWM:")[1].split()[0]  # since it was started
print(findings[0].code, own, getrusage(RUSAGE_CHILDREN).ru_maxrss)
"""


def test_one_cell_at_the_far_corner_does_not_eat_the_memory() -> None:
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, HEADER)
        sheet.write(1_048_575, 16_383, "far")
    rows, findings = read_ledger(content.getvalue(), "far.xlsx")
    assert rows == ()
    assert [f.code for f in findings] == ["table-refused"]


def test_rows_beyond_the_bound_are_not_read_and_that_is_an_error() -> None:
    line = "XM-1,2024-05-13,R,abc,EUR,actual\n"
    start = time.monotonic()
    rows, findings = read_ledger((",".join(HEADER) + "\n" + line * (MAX_ROWS + 5)).encode(), "long.csv")
    assert len(rows) == MAX_ROWS
    assert time.monotonic() - start < 20
    assert ("table-too-many-rows", MAX_ROWS + 2) in [(f.code, f.line) for f in findings]
    assert len(findings) < 250  # and not one for each of 200,000 unreadable amounts
    more = [f.values for f in findings if f.code == "table-more-of-the-same"]
    assert more == [{"code": "ledger-amount-unreadable", "count": MAX_ROWS - 100}]


@pytest.mark.parametrize(
    ("unit", "code"),
    [
        (b"\n", "table-too-many-rows"),
        (b",", "table-line-too-long"),
        ("\U0001f30a".encode() + b"a" * 99_996, "table-line-too-long"),
        (b'"' + b"a\n" * 50_000, "table-cell-too-long"),
        (b"\x00", "table-line-too-long"),
    ],
    ids=["newlines", "commas", "one line", "quotes", "nul"],
)
def test_a_csv_of_one_thing_only_is_bounded(unit: bytes, code: str) -> None:
    before, start = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.monotonic()
    rows, findings = read_ledger((",".join(HEADER) + "\n").encode() + unit * (45_000_000 // len(unit)), "l.csv")
    assert rows == ()
    assert code in [f.code for f in findings]
    assert time.monotonic() - start < 20
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 250_000  # kB


def test_formulas_are_found_in_the_sheet_that_is_read_whatever_its_number() -> None:
    content = workbook([HEADER, ["XM-1", date(2024, 5, 13), "R", 0, "EUR", "actual"]], before="First", formula="D2")
    assert [f.code for f in read_ledger(content, "l.xlsx")[1]] == ["table-formula-result"]


def test_a_group_counts_a_pair_once() -> None:
    rows, findings = read_group(b"Programme,IATI identifier\nP,A\nP,B\nP,A\nP,\n", "g.csv")
    assert rows == (GroupRow("P", "A", "g.csv", 2), GroupRow("P", "B", "g.csv", 3))
    assert [(f.code, f.line) for f in findings] == [("group-row-twice", 4), ("group-row-incomplete", 5)]
