"""A places file: columns by many names, each fault with its row, nothing taken that isn't said."""

from __future__ import annotations

import pytest

from local2030.monitoring.place_edits import place_edits
from local2030.vocabulary.messages import say


def read(header: str, *rows: str) -> tuple[dict[str, object], list[tuple[str, int | None]]]:
    edits, said = place_edits(header.split(","), [row.split(",") for row in rows], "places.csv")
    assert all("{" not in say(f.code, f.values) for f in said)
    return {edit.code: edit for edit in edits}, [(f.code, f.line) for f in said]


def test_every_column_is_read_by_our_name_and_by_others() -> None:
    edits, said = place_edits(
        ["Codigo", "Nombre", "Nivel", "Padre", "Desde", "Hasta", "Successors", "Latitude", "Long", "ISO 3166", "Aliases", "people", "type", "Name:eu"],
        [["01", "Araba", "Province", "ES", "1983", "2016-05-01", "02; 03", "42,8", "-2.7", "ES-VI", "Álava|Araba/Álava", "330000", "urban", "Araba"]],
    )  # fmt: skip
    (edit,) = edits
    assert said == ()
    assert (edit.code, edit.name, edit.level_name, edit.parent) == ("01", "Araba", "Province", "ES")
    assert (edit.valid_from, edit.valid_to, edit.replaced_by) == ("1983", "2016-05-01", ("02", "03"))
    assert (edit.lat, edit.lon, edit.population) == (42.8, -2.7, 330000.0)
    assert edit.also == ("Álava", "Araba/Álava") and edit.names == {"eu": "Araba"} and edit.line == 2


def test_an_empty_cell_says_nothing() -> None:
    edits, _ = read("code,name,level,parent,population", "01,,,,")
    edit = edits["01"]
    assert (edit.name, edit.parent, edit.population) == ("", None, None)  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("header", "row", "code"),
    [
        ("code,lat", "01,91", "places-file-number"), ("code,lat", "01,north", "places-file-number"),
        ("code,population", "01,-5", "places-file-number"), ("code,population", "01,nan", "places-file-number"),
        ("code,valid_to", "01,last year", "places-file-day"), ("code,valid_from", "01,16", "places-file-day"),
        ("code,name", ",Araba", "places-file-code-missing"),
    ],
)  # fmt: skip
def test_a_fault_is_told_with_its_row_and_counts_as_not_said(header: str, row: str, code: str) -> None:
    edits, said = read(header, "99,", row)
    assert said == [(code, 3)] and ("01" in edits) == (not row.startswith(","))


def test_a_code_counts_once_and_blank_rows_not_at_all() -> None:
    edits, said = read("code,name", "01,Araba", ",", "01,Bizkaia")
    assert [edit.name for edit in edits.values()] == ["Araba"] and said == [("places-file-code-twice", 4)]  # type: ignore[attr-defined]


def test_without_a_column_of_codes_nothing_is_read() -> None:
    assert read("name,parent", "Araba,ES") == ({}, [("places-file-no-code", 1)])


def test_short_rows_are_read_as_far_as_they_go() -> None:
    edits, said = read("code,name,parent", "01")
    assert set(edits) == {"01"} and said == []
