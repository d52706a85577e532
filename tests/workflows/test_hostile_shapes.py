"""Shapes in which tables come, each with its fault planted: every row is accounted for, the fault named, nothing else."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import xlsxwriter

from workflows.load_builders import kept_rows, loaded, side
from workflows.test_planted_faults import pointed

PLACES = ("Ash", "Beech", "Cedar")
YEARS = range(2015, 2021)


class Shape(NamedTuple):
    """A file, rows that are pointed at, how many are read and kept out, observations; places with the whole, a code told."""

    name: str
    content: str | bytes
    pointed: frozenset[int] = frozenset()
    rows: int = 18
    reported: int = 0
    observations: int = 18
    places: int = 4
    told: str = ""


def lines(header: str, form: str = "{year},{place},{value}", years: Any = YEARS, **cells: str) -> str:
    """A row for each place and year; `row4="abc"`: the value of that row."""
    rows = [header]
    for place in PLACES:
        for n, year in enumerate(years):
            value = cells.get(f"row{len(rows) + header.count(chr(10)) + 1}", f"{10 + n / 10:.1f}")
            rows.append(form.format(year=year, place=place, value=value))
    return "\n".join(rows) + "\n"


def book(fill: Callable[[Any], None]) -> bytes:
    content = io.BytesIO()
    with xlsxwriter.Workbook(content) as made:
        fill(made)
    return content.getvalue()


def of_many_kinds(made: Any) -> None:
    shown, hidden, notes = (made.add_worksheet(name) for name in ("Shown", "Hidden", "Notes"))
    hidden.hide()
    for sheet, place in ((shown, "Ash"), (hidden, "Beech")):
        for n, row in enumerate([("Year", "Place", "Value"), (2019, place, 5), (2020, place, "abc")]):
            sheet.write_row(n, 0, row)
    notes.write(0, 0, "Made in May.")


def merged(made: Any) -> None:
    sheet = made.add_worksheet()
    sheet.merge_range(0, 0, 0, 2, "Poverty by place")
    sheet.write_row(1, 0, ("Place", "Year", "Value"))
    for n, place in enumerate(PLACES):
        sheet.merge_range(2 + 6 * n, 0, 7 + 6 * n, 0, place)
        for k, year in enumerate(YEARS):
            sheet.write_row(2 + 6 * n + k, 1, (year, 10 + k / 10))


def by_sheet(*names: str) -> Callable[[Any], None]:
    def fill(made: Any) -> None:
        for name in names:
            sheet = made.add_worksheet(name)
            sheet.write_row(0, 0, ("Place", "Value") if len(name) == 4 else ("Place", "Year", "Value"))
            for n, place in enumerate(PLACES):
                sheet.write_row(n + 1, 0, (place, 10 + n) if len(name) == 4 else (place, 2019, 10 + n))

    return fill


def two_heads(made: Any) -> None:
    sheet = made.add_worksheet()
    sheet.merge_range(0, 0, 0, 1, "Area")
    sheet.write_row(0, 2, ("", "Value"))
    sheet.write_row(1, 0, ("code", "name", "Year", "in percent"))
    for n, (place, year) in enumerate((p, y) for p in PLACES for y in YEARS):
        sheet.write_row(2 + n, 0, (f"E0{PLACES.index(place)}", place, year, 10 + n / 50))


ARABIC = str.maketrans("0123456789.", "٠١٢٣٤٥٦٧٨٩٫")
SHAPES = {
    "two rows of header": Shape("indicator_1-2-1.csv", lines(",Gebiet,Wert\nJahr,Name,in Prozent", row5="abc"),
                                frozenset({5}), reported=1, observations=17, told="reading-header-two-rows"),
    "two rows of header, merged": Shape("indicator_1-2-1.xlsx", book(two_heads), told="reading-header-two-rows"),
    "months as spreadsheets show them": Shape("indicator_1-2-1.csv", lines("Month,Place,Value", years=["Jan-19", "Feb-19", "Mar-19", "Jan-20", "Feb-20", "Mar-20"]),
                                              told="period-short-year"),
    "digits of another script": Shape("indicator_1-2-1.csv", "\n".join(
        [first := lines("السنة,المنطقة,القيمة").split("\n")[0], *(line.translate(ARABIC) for line in lines(first).split("\n")[1:])]), told="value-other-digits"),
    "Hindi": Shape("indicator_1-2-1.csv", lines("वर्ष,जिला,मान", row7="abc"), frozenset({7}), reported=1, observations=17),
    "a unit in the header": Shape("indicator_1-2-1.csv", lines("Year,Place,Value (%)"), told="column-unit-in-name"),
    "notes under the table": Shape("indicator_1-2-1.csv", lines("Year,Place,Value", row9="abc") + "\nSource: the office, 2024\n* provisional\n",
                                   frozenset({9, 21, 22}), rows=20, reported=3, observations=17, told="reading-notes"),
    "notes, padded": Shape("indicator_1-2-1.csv", lines("Year,Place,Value") + "Some figures were revised in May,,\n", frozenset({20}), rows=19, reported=1),
    "a year without a value isn't a note": Shape("indicator_1-2-1.csv", lines("Year,Place,Value") + "2021,,\n", rows=19, observations=19),
    "thousands as in India, and an apostrophe before a number": Shape("indicator_1-2-1.csv", lines("Year,Place,Value", row4='"12,34,567.8"', row5="'10.3"),
                                                                      frozenset({4})),
    "CR only": Shape("indicator_1-2-1.csv", lines("Year,Place,Value", row4="abc").replace("\n", "\r"), frozenset({4}), reported=1, observations=17),
    "UTF-16 with tabs": Shape("indicator_1-2-1.csv", lines("Year,Place,Value", row4="abc").replace(",", "\t").encode("utf-16"), frozenset({4}), reported=1,
                              observations=17),
    "words in a wide table": Shape("indicator_1-2-1.csv", "Place,2019,2020,2021\nAsh,1.1,abc,1.3\nBeech,1.2,x y,1.4\nCedar,1.3,1.4,<5\n",
                                   frozenset({2, 3, 4}), rows=3, observations=7),
    "hidden sheets and sheets of text": Shape("indicator_1-2-1.xlsx", book(of_many_kinds), frozenset({3}), rows=4, reported=2, observations=2, places=3,
                                              told="reading-sheet-hidden"),
    "a sheet for each year": Shape("indicator_1-2-1.xlsx", book(by_sheet("2019", "2020")), rows=6, observations=6, told="reading-sheet-of-year"),
    "a sheet for each indicator": Shape("book.xlsx", book(by_sheet("1.2.1", "3.1.1")), rows=6, observations=6),
    "months across, years down": Shape("indicator_8-5-2.csv", "Year,Jan,Feb,Mar\n2019,1,2,3\n2020,1.5,abc,3.5\n2021,1,2.1,3\n2022,1,2.2,3\n", frozenset({3}), rows=4, observations=11, places=1,
                                       told="period-sub-year"),
    "what a value rests on": Shape("indicator_1-2-1.csv", lines("Year,Place,Value,Denominator", "{year},{place},{value},1000").replace("1000\n", "12\n", 1),
                                   frozenset({2}), told="check-small-denominator"),
    "cells merged over rows": Shape("indicator_1-2-1.xlsx", book(merged), told="reading-cells-merged"),
}  # fmt: skip


@pytest.mark.parametrize("name", SHAPES)
def test_a_shape(name: str, tmp_path: Path) -> None:
    shape = SHAPES[name]
    (tmp_path / "in").mkdir()
    content = shape.content if isinstance(shape.content, bytes) else shape.content.encode()
    (tmp_path / "in" / shape.name).write_bytes(content)
    found = loaded(tmp_path / "in", tmp_path / "home")
    sums = [found[one] for one in ("rows_read", "published", "reported", "observations", "places")]
    assert sums == [shape.rows, shape.rows - shape.reported, shape.reported, shape.observations, shape.places]
    assert {row for _file, row in pointed(found)} == shape.pointed
    assert not shape.told or shape.told in {one["code"] for one in found["findings"]}


def test_a_finding_on_a_wide_table_names_the_column_of_the_file(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "indicator_1-2-1.csv").write_text(str(SHAPES["words in a wide table"].content))
    found = loaded(tmp_path / "in", tmp_path / "home")
    where = {(one["row"], one["column"]) for one in found["findings"] if one["severity"] != "info" and one["row"]}
    assert where == {(2, "2020"), (3, "2020"), (4, "2021")}


def test_the_unit_is_the_one_in_the_name(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "indicator_1-2-1.csv").write_text(str(SHAPES["a unit in the header"].content))
    loaded(tmp_path / "in", tmp_path / "home")
    assert {row["unit_measure"] for row in kept_rows(tmp_path / "home", "in")} == {"%"}
    assert {one["name"] for one in side(tmp_path / "home", "in", "places") if one["level"]} == set(PLACES)


def test_a_name_that_no_letters_say_and_files_that_are_no_text(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "indicator_1-2-1.csv").write_text(lines("Year,Place,Value"))
    (folder / b"data_\xff.csv".decode("utf-8", "surrogateescape")).write_text("Indicator,Year,Value\n3.1.1,2019,5\n")
    (folder / "indicator_3-2-1.csv").write_bytes(b"PK\x03\x04" + bytes(range(256)))
    found = loaded(folder, tmp_path / "home")
    assert (found["rows_read"], found["published"], found["files"]) == (19, 19, 3)
    [told] = [one for one in found["findings"] if one["severity"] == "error"]
    assert (told["code"], told["file"], told["row"]) == ("reading-not-text", "indicator_3-2-1.csv", None)


@pytest.mark.parametrize(
    ("page", "word"), [("cp1251", "Нарынский район"), ("cp1253", "Περιφέρεια Αττικής"), ("cp1252", "Málaga")]
)
def test_code_pages_of_other_scripts(page: str, word: str, tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    text = "Year,Region,Value\n" + "".join(f"{year},{word},{year - 2000}\n{year},,5\n" for year in YEARS)
    (tmp_path / "in" / "indicator_1-2-1.csv").write_bytes(text.encode(page))
    loaded(tmp_path / "in", tmp_path / "home")
    assert {one["name"] for one in side(tmp_path / "home", "in", "places") if one["level"]} == {word}


def test_a_column_of_nothing_but_faults_has_few_findings_and_all_rows(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    rows = "".join(f"{2000 + n % 20},word {n}\n" for n in range(3_000))
    (tmp_path / "in" / "indicator_1-2-1.csv").write_text("Year,Value\n" + rows)
    found = loaded(tmp_path / "in", tmp_path / "home")
    assert (found["rows_read"], found["reported"]) == (3_000, 3_000) and len(found["findings"]) < 300
    assert {row for _file, row in pointed(found)} == set(range(2, 3_002))
