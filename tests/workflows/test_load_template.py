"""The workbook that we hand out, filled in and loaded: its places are a hierarchy, its indicators say what is wanted."""

from __future__ import annotations

from pathlib import Path

import pytest
import xlsxwriter

from local2030.formats.observations.workbook_sides import INDICATORS, PLACES
from local2030.formats.observations.workbook_template import VALUES
from workflows.load_builders import loaded, side


def filled(folder: Path, target: str = "5.5", parent: str = "X") -> Path:
    folder.mkdir(exist_ok=True)
    values = [
        VALUES,
        *(["1.2.1", "", place, year, "PT", 10 + year - 2015] for place in ("", "X01", "X02") for year in (2015, 2020)),
    ]
    indicators = [INDICATORS.header, ["1.2.1", "Poverty", "percent", "Us", "https://example.org/", "decrease", target]]
    places = [PLACES.header, ["X", "Region", "region"], ["X01", "Town", "town", parent], ["X02", "Other", "town", "X"]]
    with xlsxwriter.Workbook(folder / "city.xlsx") as book:
        for name, rows in {"Values": values, "Indicators": indicators, "Places": places}.items():
            sheet = book.add_worksheet(name)
            for i, row in enumerate(rows):
                sheet.write_row(i, 0, row)
    return folder


@pytest.mark.parametrize("root", ["", "X"])
def test_a_filled_workbook_gives_places_and_wishes(tmp_path: Path, root: str) -> None:
    home = tmp_path / "home"
    document = loaded(filled(tmp_path / "city"), home, about={"root": root} if root else {})
    assert (document["rows_read"], document["published"], document["reported"]) == (6, 6, 0)
    assert [(p["code"], p["name"], p["level"], p["parent"]) for p in side(home, "city", "places")] == [
        ("X", "Region", 0, ""), ("X01", "Town", 1, "X"), ("X02", "Other", 1, "X"),
    ]  # fmt: skip
    said = side(home, "city", "indicators")["1.2.1"]
    assert (said["direction"], said["target_value"], said["source"]) == ("decrease", 5.5, "Us")


def test_a_change_beside_the_values_counts_at_the_next_load(tmp_path: Path) -> None:
    home = tmp_path / "home"
    loaded(filled(tmp_path / "city"), home)
    loaded(filled(tmp_path / "city", target="7"), home, 5)
    assert side(home, "city", "indicators")["1.2.1"]["target_value"] == 7
