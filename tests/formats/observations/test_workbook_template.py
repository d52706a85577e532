"""The workbook that we hand out: empty it says nothing, filled in it comes back as it was typed."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest
import xlsxwriter

from local2030.formats.observations.indicator_facts import DataSource, SeriesWish
from local2030.formats.observations.metadata import read_metadata
from local2030.formats.observations.repository import files, read_file
from local2030.formats.observations.workbook_sides import INDICATORS, PLACES
from local2030.formats.observations.workbook_template import VALUES, template_bytes, write_template
from local2030.formats.observations.xlsx_sheets import all_sheets
from local2030.vocabulary.messages import catalogue


def filled(path: Path, sheets: Mapping[str, Sequence[Sequence[object]]]) -> None:
    with xlsxwriter.Workbook(path) as book:
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for i, row in enumerate(rows):
                sheet.write_row(i, 0, row)


def test_the_empty_workbook_is_a_table_without_rows(tmp_path: Path) -> None:
    write_template(tmp_path / "template.xlsx")
    listing = files(tmp_path)
    (sheet,) = read_file(listing.files[0])
    assert (sheet.file, sheet.header, sheet.rows_read) == ("template.xlsx#Values", VALUES, 0)
    assert [f.code for f in sheet.findings] == ["reading-no-rows"]
    metadata = read_metadata(listing)
    assert not metadata.indicators and not any(sheet.lines for sheet in metadata.place_sheets) and not metadata.findings


def test_every_column_is_explained_in_words(tmp_path: Path) -> None:
    write_template(tmp_path / "template.xlsx")
    sheets = {
        sheet.file.partition("#")[2]: sheet for sheet in all_sheets(tmp_path / "template.xlsx", "t.xlsx", "", "", 0)
    }
    helped = sheets["Read me"]
    lines = dict(zip((helped.header[0], *helped.columns[0]), (helped.header[1], *helped.columns[1]), strict=True))
    for column in (*VALUES, *(name.strip(":") for name in (*INDICATORS.header, *PLACES.header))):
        assert len(lines[column + ":"]) > 8 and not lines[column + ":"].startswith("template-")
    said = {code for code in catalogue("en") if re.match("template-(values|indicators|places|sheet)-", code)}
    assert len(said) == len(VALUES) + len(INDICATORS.header) + len(PLACES.header) + 3


def test_a_stream_gets_the_same_bytes_as_a_file() -> None:
    stream = io.BytesIO()
    write_template(stream)
    assert stream.getvalue()[:4] == b"PK\x03\x04" and len(stream.getvalue()) == len(template_bytes())


def test_what_is_filled_in_comes_back(tmp_path: Path) -> None:
    filled(tmp_path / "city.xlsx", {
        "Values": [VALUES, ["1.2.1", "", "X01", "2014/15", "PT", 12.5, "F", "", "E", "a note"], ["1.2.1", "", "", 2020, "PT", "<5"]],
        "Indicators": [INDICATORS.header, ["1-2-1", "Poverty", "percent", "Us", "https://example.org/", "decrease", 5.5, "2030", "", "2016", "no"]],
        "Places": [PLACES.header, ["X", "Region", "region"], ["X01", "Town", "town", "X"]],
    })  # fmt: skip
    listing = files(tmp_path)
    (sheet,) = read_file(listing.files[0])
    rows = list(zip(*sheet.columns, strict=True))
    assert [(row[3], row[5], row[8]) for row in rows] == [("2014/15", "12.5", "E"), ("2020", "<5", "")]
    metadata = read_metadata(listing)
    facts = metadata.indicators["1.2.1"]
    assert (facts.names, facts.unit, facts.growth_rate) == ({"": "Poverty"}, "percent", False)
    assert facts.sources == (DataSource("Us", "", "https://example.org/"),)
    assert facts.wish == SeriesWish(direction="decrease", target_value=5.5, target_year=2030, base_year=2016)
    (places,) = metadata.place_sheets
    assert (places.header[:4], list(zip(*places.columns[:4], strict=True))) == (
        ("code", "name", "level", "parent"), [("X", "Region", "region", ""), ("X01", "Town", "town", "X")],
    )  # fmt: skip


@pytest.mark.parametrize("header", [["code", "name"], ["Year", "Value"], ["code:", "Value"]])
def test_a_sheet_of_somebody_elses_with_our_name_is_data(tmp_path: Path, header: list[str]) -> None:
    filled(tmp_path / "a.xlsx", {"Indicators": [header, ["a", "1"]]})
    assert [sheet.file for sheet in read_file(files(tmp_path).files[0])] == ["a.xlsx#Indicators"]
