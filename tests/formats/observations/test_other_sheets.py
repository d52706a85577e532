"""Workbooks, Parquet, SDMX-ML and SDMX-CSV come out as the same sheets as CSV does, and hostile ones as findings."""

from __future__ import annotations

import io
import zipfile
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import xlsxwriter

from formats.observations.old_workbook import xls
from local2030.formats.observations.repository import FileEntry, files, read_chunks, read_file
from local2030.formats.observations.sheet import Kind, Sheet
from local2030.vocabulary.observations import ATTRIBUTES

MESSAGE = (
    '\ufeff<?xml version="1.0"?><m:StructureSpecificData xmlns:m="http://www.sdmx.org/resources/sdmxml/schemas/v2_1/message" '
    'xmlns:c="http://www.sdmx.org/resources/sdmxml/schemas/v2_1/common">\n<m:Header><m:Structure><c:Structure>'
    '<Ref agencyID="XX" id="SDG" version="1.8"/></c:Structure></m:Structure></m:Header>\n<m:DataSet>\n'
    '<Series SERIES="SI_POV" REF_AREA="KG" SEX="_T">\n<Obs TIME_PERIOD="2015" OBS_VALUE="12.50" OBS_STATUS="A"/>\n'
    '<Obs TIME_PERIOD="2016" OBS_VALUE="&lt;5" OBS_STATUS="Q"/></Series>\n'
    '<Series SERIES="SI_POV" REF_AREA="KG02" AGE="Y0T4"><Obs TIME_PERIOD="2015" OBS_VALUE="7"/></Series>\n'
    "</m:DataSet></m:StructureSpecificData>"
)


def entry(tmp_path: Path, name: str, kind: Kind, content: bytes | str) -> FileEntry:
    path = tmp_path / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return FileEntry(name, path, "data", kind)


def told(sheet: Sheet) -> dict[str, object]:
    return {f.code: f.values.get("rows", f.line) for f in sheet.findings}


def rows(sheet: Sheet) -> list[tuple[str, ...]]:
    return list(zip(*sheet.columns, strict=True))


def workbook(fill: Any) -> bytes:
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True}) as book:
        fill(book)
    return stream.getvalue()


def test_cells_of_a_workbook_are_texts_as_they_show(tmp_path: Path) -> None:
    def fill(book: Any) -> None:
        sheet = book.add_worksheet("Värden")
        sheet.write_row(0, 0, ["Year", "Place", "Value", "Note"])
        sheet.write_row(1, 0, [2020.0, "Óbidos", 0.1 + 0.2, "2014/15"])
        sheet.write_row(2, 0, ["2021", "x", 12.5, True])
        sheet.write_datetime(3, 0, datetime(2022, 1, 31), book.add_format({"num_format": "yyyy-mm-dd"}))
        sheet.write_row(3, 1, ["x", 1e15, 1234567])

    (sheet,) = read_file(entry(tmp_path, "a.xlsx", "xlsx", workbook(fill)))
    assert (sheet.file, sheet.kind, sheet.header) == ("a.xlsx#Värden", "xlsx", ("Year", "Place", "Value", "Note"))
    assert rows(sheet) == [
        ("2020", "Óbidos", "0.3", "2014/15"), ("2021", "x", "12.5", "TRUE"), ("2022-01-31", "x", "1e+15", "1234567"),
    ]  # fmt: skip
    assert (list(sheet.lines), sheet.rows_read, sheet.findings) == ([2, 3, 4], 3, ())


def test_each_sheet_of_a_workbook_with_its_own_rows_wherever_its_table_begins(tmp_path: Path) -> None:
    def fill(book: Any) -> None:
        one = book.add_worksheet("one")
        one.write(1, 2, "Poverty by sex")
        one.write_row(4, 2, ["Year", "Sex", "Value"])
        one.write_row(5, 2, [2020, "F", 1])
        one.write_row(7, 2, [2021, "F", 2])
        one.write_formula(7, 4, "=1+1", None, 2)
        book.add_worksheet("empty")
        book.add_worksheet("two").write_row(0, 0, ["Year", "Value"])

    one, two = read_file(entry(tmp_path, "a.xlsx", "xlsx", workbook(fill)))
    assert (one.header, rows(one), list(one.lines)) == (
        ("Year", "Sex", "Value"),
        [("2020", "F", "1"), ("2021", "F", "2")],
        [6, 8],
    )
    assert told(one) == {"reading-title-rows": 2, "reading-formula-result": 8}
    assert (two.file, two.header, two.rows_read) == ("a.xlsx#two", ("Year", "Value"), 0)


def test_a_workbook_in_pieces_is_the_same_table(tmp_path: Path) -> None:
    def fill(book: Any) -> None:
        sheet = book.add_worksheet("v")
        for i, row in enumerate([["Year", "Value"], *([2000 + i % 20, i] for i in range(500))]):
            sheet.write_row(i, 0, row)

    file = entry(tmp_path, "a.xlsx", "xlsx", workbook(fill))
    (whole,) = read_file(file)
    pieces = list(read_chunks(file, 100))
    assert len(pieces) == 5 and [row for piece in pieces for row in rows(piece)] == rows(whole)
    assert [line for piece in pieces for line in piece.lines] == list(whole.lines) == list(range(2, 502))


def _typed(cell: object) -> str:
    return 'office:value-type="string"' if isinstance(cell, str) else f'office:value-type="float" office:value="{cell}"'


KIND = "application/vnd.oasis.opendocument.spreadsheet"


def open_document(rows: list[list[object]], more: str = "") -> bytes:
    """A workbook of LibreOffice, as small as it can be."""
    spaces = " ".join(f'xmlns:{n}="urn:oasis:names:tc:opendocument:xmlns:{n}:1.0"' for n in ("office", "table", "text"))
    cells = [
        [f'<table:table-cell {_typed(c)}>'
         f"<text:p>{c}</text:p></table:table-cell>" for c in row] for row in rows
    ]  # fmt: skip
    body = "".join(f"<table:table-row>{''.join(row)}</table:table-row>" for row in cells)
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("mimetype", KIND)
        manifest = "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"
        archive.writestr(
            "META-INF/manifest.xml",
            f'<manifest:manifest xmlns:manifest="{manifest}"><manifest:file-entry manifest:full-path="/" manifest:media-type="{KIND}"/></manifest:manifest>',
        )
        archive.writestr("content.xml", f"<office:document-content {spaces}><office:body><office:spreadsheet>"
                         f'<table:table table:name="Blatt">{body}{more}</table:table></office:spreadsheet></office:body>'
                         "</office:document-content>")  # fmt: skip
    return stream.getvalue()


def test_a_workbook_of_libreoffice_is_read_alike(tmp_path: Path) -> None:
    rest = '<table:table-row table:number-rows-repeated="1048500"><table:table-cell table:number-columns-repeated="1024"/></table:table-row>'
    content = open_document([["Jahr", "Ort", "Wert"], [2020, "Göttingen", 12.5], ["2014/15", "x", 3]], rest)
    (sheet,) = read_file(entry(tmp_path, "a.ods", "xlsx", content))
    assert (sheet.file, sheet.header) == ("a.ods#Blatt", ("Jahr", "Ort", "Wert"))
    assert rows(sheet) == [("2020", "Göttingen", "12.5"), ("2014/15", "x", "3")]


def test_a_workbook_that_repeats_one_cell_a_billion_times_only_hurts_the_child(tmp_path: Path) -> None:
    row = '<table:table-row table:number-rows-repeated="1000000"><table:table-cell office:value-type="string" '
    row += 'table:number-columns-repeated="1000"><text:p>x</text:p></table:table-cell></table:table-row>'
    (sheet,) = read_file(entry(tmp_path, "a.ods", "xlsx", open_document([["a", "b"]], row)))
    assert [f.code for f in sheet.findings] == ["reading-workbook-refused"] and not sheet.rows_read


def bomb() -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b" " * 300_000_000)
    return stream.getvalue()


@pytest.mark.parametrize(
    ("content", "reason"),
    [(b"PK\x03\x04 no zip", "broken"), (b"\xd0\xcf\x11\xe0", "broken"), (b"Year,Value\n", "broken"), (None, "bomb"),
     (workbook(lambda book: book.add_worksheet()), "empty")],
)  # fmt: skip
def test_workbooks_that_arent_read_say_why(tmp_path: Path, content: bytes | None, reason: str) -> None:
    (sheet,) = read_file(entry(tmp_path, "a.xlsx", "xlsx", bomb() if content is None else content))
    ((code, values),) = [(f.code, dict(f.values)) for f in sheet.findings]
    assert (code, values, sheet.rows_read) == ("reading-workbook-refused", {"reason": reason}, 0)


def test_parquet_gives_texts_and_rows_counted_as_under_a_header(tmp_path: Path) -> None:
    table = pa.table({
        "year": pa.array([2020, 2021, None], pa.int16()), "value": [2020.0, 1.25, None], "day": [date(2020, 1, 2), None, None],
        "place": pa.array(["é", None, "é"]).dictionary_encode(), "ok": [True, False, None], "more": [[1, 2], [], None],
    })  # fmt: skip
    pq.write_table(table, tmp_path / "a.parquet")
    file = FileEntry("a.parquet", tmp_path / "a.parquet", "data", "parquet", "1.1.1")
    (sheet,) = read_file(file)
    assert (sheet.header, sheet.kind, sheet.indicator) == (tuple(table.column_names), "parquet", "1.1.1")
    assert rows(sheet) == [
        ("2020", "2020", "2020-01-02", "é", "true", "[1, 2]"), ("2021", "1.25", "", "", "false", "[]"), ("", "", "", "é", "", ""),
    ]  # fmt: skip
    assert (list(sheet.lines), sheet.rows_read) == ([2, 3, 4], 3)
    pieces = list(read_chunks(file, 2))
    assert [row for piece in pieces for row in rows(piece)] == rows(sheet) and [len(p.lines) for p in pieces] == [2, 1]


def test_a_parquet_file_with_columns_of_one_name_or_none_or_no_row(tmp_path: Path) -> None:
    pq.write_table(
        pa.Table.from_arrays([pa.array([], pa.int8())] * 2, names=["Value", "Value"]), tmp_path / "a.parquet"
    )
    (sheet,) = read_file(FileEntry("a.parquet", tmp_path / "a.parquet", "data", "parquet"))
    assert (sheet.header, sheet.rows_read, told(sheet)) == (("Value", "Value (2)"), 0, {"reading-column-twice": 1})


@pytest.mark.parametrize("content", [b"", b"PAR1", b"PAR1" + b"\x00" * 50 + b"PAR1", b"Year,Value\n"])
def test_what_is_no_parquet_is_told(tmp_path: Path, content: bytes) -> None:
    (sheet,) = read_file(entry(tmp_path, "a.parquet", "parquet", content))
    assert list(told(sheet)) == ["reading-parquet-broken"] and not sheet.rows_read


def test_parquet_that_promises_too_much_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pq.write_table(
        pa.table({"a": ["x" * 10_000] * 10_000}), tmp_path / "a.parquet", use_dictionary=False, compression="zstd"
    )
    (sheet,) = read_file(FileEntry("a.parquet", tmp_path / "a.parquet", "data", "parquet"))
    assert [(f.code, f.values["reason"]) for f in sheet.findings] == [("reading-parquet-refused", "bomb")]


def test_a_message_becomes_columns_with_what_a_series_lacks_left_empty(tmp_path: Path) -> None:
    (sheet,) = read_file(entry(tmp_path, "1.2.1.xml", "sdmx-ml", MESSAGE))
    assert sheet.header == ("SERIES", "REF_AREA", "SEX", "AGE", "TIME_PERIOD", "OBS_VALUE", "OBS_STATUS")
    assert rows(sheet) == [
        ("SI_POV", "KG", "_T", "", "2015", "12.50", "A"), ("SI_POV", "KG", "_T", "", "2016", "<5", "Q"),
        ("SI_POV", "KG02", "", "Y0T4", "2015", "7", ""),
    ]  # fmt: skip
    assert (list(sheet.lines), sheet.rows_read) == ([5, 6, 7], 3)
    assert [(f.code, f.severity, f.values.get("structure")) for f in sheet.findings] == [
        ("sdmx-structure", "info", "XX:SDG(1.8)")
    ]


@pytest.mark.parametrize("most", [1, 2, 3, 4])
def test_a_message_in_pieces_says_its_structure_once_and_nothing_twice(tmp_path: Path, most: int) -> None:
    pieces = list(read_chunks(entry(tmp_path, "1.2.1.xml", "sdmx-ml", MESSAGE), most))
    assert [line for piece in pieces for line in piece.lines] == [5, 6, 7]
    assert [f.code for piece in pieces for f in piece.findings] == ["sdmx-structure"]
    assert all(piece.lines for piece in pieces)


def test_seventeen_true_messages_give_every_observation_as_rows(real_data: Path) -> None:
    listing = files(real_data / "reference" / "sdmx-kg")
    sheets = [sheet for file in listing.of("data") for sheet in read_file(file)]
    assert (len(sheets), sum(len(sheet.lines) for sheet in sheets), sum(sheet.rows_read for sheet in sheets)) == (
        17,
        7427,
        7427,
    )
    assert {f.severity for sheet in sheets for f in sheet.findings} == {"info"}
    pieces = [piece for file in listing.of("data") for piece in read_chunks(file, 100)]
    assert sum(len(piece.lines) for piece in pieces) == 7427 and max(len(piece.lines) for piece in pieces) == 100
    assert [entry.name for entry in listing.of("structure")] == ["SDG_DSD.KG_1.7.xml"]


def test_the_same_values_as_another_library_reads(real_data: Path) -> None:
    """sdmx1 judges three of the true messages: every key, period and value."""
    sdmx = pytest.importorskip("sdmx")
    for path in sorted((real_data / "reference" / "sdmx-kg" / "data").glob("*.xml"))[:3]:
        (sheet,) = read_file(FileEntry(path.name, path, "data", "sdmx-ml"))
        names = [name for name in sheet.header if name not in ("OBS_VALUE", *ATTRIBUTES)]
        of = dict(zip(sheet.header, sheet.columns, strict=True))
        ours = {tuple(zip(names, cells, strict=True)) for cells in zip(*(of[name] for name in names), strict=True)}
        values = sorted(float(value) for value in of["OBS_VALUE"] if value)
        theirs = [one for data in sdmx.read_sdmx(path).data for one in data.obs]
        assert len(theirs) == len(sheet.lines)
        assert sorted(float(one.value) for one in theirs if one.value not in (None, "")) == values
        keys = {tuple(sorted((str(k), str(v.value)) for k, v in one.key.values.items())) for one in theirs}
        assert keys == {tuple(sorted((n, c) for n, c in row if c)) for row in ours}


@pytest.mark.parametrize("content", ["<sdg><obs/></sdg>", "no xml", MESSAGE[:300], "<html/>"])
def test_xml_that_is_no_message_is_told(tmp_path: Path, content: str) -> None:
    (sheet,) = read_file(entry(tmp_path, "a.xml", "sdmx-ml", content))
    assert not sheet.rows_read and {f.severity for f in sheet.findings} & {"error", "warning"}


def test_sdmx_csv_one(tmp_path: Path) -> None:
    text = "DATAFLOW,SERIES,REF_AREA,TIME_PERIOD,OBS_VALUE\nXX:SDG(1.0),SI_POV,KG,2015,1\n"
    (sheet,) = read_file(entry(tmp_path, "a.csv", "csv", text))
    assert (sheet.kind, sheet.header) == ("sdmx-csv", ("SERIES", "REF_AREA", "TIME_PERIOD", "OBS_VALUE"))
    assert rows(sheet) == [("SI_POV", "KG", "2015", "1")]
    assert [(f.code, f.severity, f.values["structure"]) for f in sheet.findings] == [
        ("sdmx-csv-structure", "info", "XX:SDG(1.0)")
    ]


def test_sdmx_csv_two_with_rows_that_delete_and_labels(tmp_path: Path) -> None:
    head = "STRUCTURE;STRUCTURE_ID;ACTION;REF_AREA: Reference area;TIME_PERIOD;OBS_VALUE\n"
    body = (
        "dataflow;XX:SDG(1.0);I;KG: Kyrgyzstan;2015;1\ndataflow;XX:SDG(1.0);D;KG: Kyrgyzstan;2016;\nd;X;R;KG;2017;3\n"
    )
    (sheet,) = read_file(entry(tmp_path, "a.csv", "csv", head + body))
    assert (sheet.kind, sheet.header) == ("sdmx-csv", ("REF_AREA", "TIME_PERIOD", "OBS_VALUE"))
    assert rows(sheet) == [("KG", "2015", "1"), ("KG", "2017", "3")] and list(sheet.lines) == [2, 4]
    assert (sheet.rows_read, sheet.kept_out) == (3, 1)
    assert {f.code: f.severity for f in sheet.findings}["sdmx-csv-deletion"] == "error"
    assert told(sheet)["sdmx-csv-deletion"] == 3


def test_a_table_with_a_column_called_structure_is_no_sdmx(tmp_path: Path) -> None:
    (sheet,) = read_file(entry(tmp_path, "a.csv", "csv", "STRUCTURE,Year,Value\nx,2015,1\n"))
    assert sheet.kind == "csv" and "STRUCTURE" in sheet.header


def test_a_workbook_of_1997_is_read(tmp_path: Path) -> None:
    content = xls([["Year", "Place", "Value"], [2019.0, "Ö-Stadt", 5.5], [2020.0, "B", "<5"]], "Blatt")
    (sheet,) = read_file(entry(tmp_path, "a.xls", "xlsx", content))
    assert (sheet.file, sheet.header, list(sheet.lines)) == ("a.xls#Blatt", ("Year", "Place", "Value"), [2, 3])
    assert [list(column) for column in sheet.columns] == [["2019", "2020"], ["Ö-Stadt", "B"], ["5.5", "<5"]]
