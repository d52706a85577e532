"""What the whole territory is called where nobody named it: as the data set, on pages as in the terminal."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from local2030.web.monitoring.places.register import Register
from local2030.workflows.load_observations import Request, load
from local2030.workflows.opened_dataset import open_dataset

TABLE = "indicator,place,unit,year,value\n3.1.1,,PT,2020,1\n3.1.1,Northtown,PT,2020,2\n"


@pytest.mark.parametrize(
    ("name", "called"), [("", "Open data"), ("ES21", "Open data"), ("Basque Country", "Basque Country")]
)
def test_a_territory_with_its_code_for_a_name_is_called_as_the_data_set(name: str, called: str) -> None:
    register = Register.of([{"code": "ES21", "name": name, "level": 0}], "ES21", "Open data")
    assert register.name("ES21") == called


def test_the_terminal_says_the_same(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "data.csv").write_text(TABLE, "utf-8")
    about = {"title": "Open data", "root": "ES21"}
    load(Request(tmp_path / "in", datetime(2026, 1, 1, tzinfo=UTC), "north", about=about), tmp_path / "home")
    data = open_dataset(tmp_path / "home", "north")
    root = next(place["code"] for place in data.places if not place["level"])
    assert (root, data.name_of(root)) == ("ES21", "Open data")
