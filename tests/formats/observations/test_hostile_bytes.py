"""Whatever bytes a file has: the readers give a sheet and never an exception, and pieces add up to the whole."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from local2030.formats.observations.geojson_files import read_geojson
from local2030.formats.observations.plain_yaml import parse_yaml
from local2030.formats.observations.repository import FileEntry, files, read_chunks, read_file
from local2030.formats.observations.sheet import Kind

LETTERS = st.sampled_from([b",", b'"', b"\n", b"\r", b"\r\n", b";", b"\t", b"\x00", b"\xe9", "é".encode(), b"\xff", b"a", b"1", b"Year", b"Value", b"=", b" ", b"\xef\xbb\xbf"])  # fmt: skip
TABLES = st.lists(LETTERS, max_size=60).map(b"".join)


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("hostile") / "file"


@settings(max_examples=300)
@given(content=TABLES | st.binary(max_size=200), most=st.sampled_from([31, 40]))
@example(content=b"%PDF", most=31)
def test_csv(place: Path, content: bytes, most: int) -> None:
    place.write_bytes(content)
    entry = FileEntry("a.csv", place, "data", "csv")
    (sheet,) = read_file(entry)
    assert all(len(column) == len(sheet.lines) for column in sheet.columns) and len(sheet.columns) == len(sheet.header)
    assert sheet.rows_read >= len(sheet.lines) and list(sheet.lines) == sorted(sheet.lines)
    pieces = list(read_chunks(entry, most))
    assert [line for piece in pieces for line in piece.lines] == list(sheet.lines)
    assert sum(piece.rows_read for piece in pieces) == sheet.rows_read
    kept_out = {
        f.line or tuple(f.values.get("rows", ())) or f.code  # without rows it is said of the whole file
        for f in sheet.findings
        if (f.severity == "error" and f.code != "reading-no-header") or f.code == "reading-notes"
    }
    assert bool(sheet.kept_out) <= bool(kept_out)


@settings(max_examples=60)
@given(repeat=st.integers(1, 80), content=TABLES)
def test_csv_over_the_first_rows(place: Path, repeat: int, content: bytes) -> None:
    """The same with as many rows as are looked at for a header, and more: what stands behind them is read alike."""
    place.write_bytes(b"Year,Place,Value\n" + b'2015,"a\nb",1\n' * repeat + content)
    entry = FileEntry("a.csv", place, "data", "csv")
    (sheet,) = read_file(entry)
    pieces = list(read_chunks(entry, 40))
    assert [line for piece in pieces for line in piece.lines] == list(sheet.lines)
    assert [cell for piece in pieces for cell in piece.columns[0]] == list(sheet.columns[0])
    assert sum(piece.rows_read for piece in pieces) == sheet.rows_read >= repeat


@settings(max_examples=60)
@given(content=st.binary(max_size=200), kind=st.sampled_from(["sdmx-ml", "parquet"]))
def test_other_formats(place: Path, content: bytes, kind: Kind) -> None:
    place.write_bytes(b"PAR1" + content + b"PAR1" if kind == "parquet" else b"<a" + content)
    (sheet,) = read_file(FileEntry("a", place, "data", kind))
    assert not sheet.rows_read and any(f.severity in ("error", "warning") for f in sheet.findings)


@given(content=st.binary(max_size=100) | st.text('{}[]":,\n 1a', max_size=60).map(str.encode))
def test_boundaries_and_metadata(place: Path, content: bytes) -> None:
    place.write_bytes(content)
    collection, told = read_geojson(place, "a.geojson")
    assert (collection is None) == bool(told)
    value, said = parse_yaml(content, "a.yml")
    assert value is not None or said


@given(name=st.text(st.characters(exclude_characters="/\x00", exclude_categories=("Cs",)), min_size=1, max_size=30))
def test_names_of_files(tmp_path_factory: pytest.TempPathFactory, name: str) -> None:
    root = tmp_path_factory.mktemp("names")
    if name in (".", "..") or len(name.encode()) > 200:
        return
    (root / name).write_text("Year,Value\n2015,1\n")
    listing = files(root)
    assert {entry.name for entry in listing.files} | {f.file for f in listing.findings if f.file} == {name}
