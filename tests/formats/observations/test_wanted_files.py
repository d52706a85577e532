"""A table of what is wanted of indicators that lies beside the data is metadata, whatever it is called."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
import xlsxwriter

from local2030.formats.observations.metadata import read_metadata
from local2030.formats.observations.repository import files
from local2030.formats.observations.wanted_files import is_wanted_file
from workflows.load_builders import kept_rows, loaded, side

DATA = "Year,Value\n2015,10\n2020,12\n"
WANTED = """\
indicator,name,direction,target,target_year,limit,growth_rate,base_year,lower,optimum
1.2.1,Poverty,decrease,"5,5",2030,0,,2016,40,2
3.1.1,Deaths,down,,,,no,,,
5.5.1,Seats,,,,,,,,
"""


def written(folder: Path, **content: str | bytes) -> Path:
    for name, text in content.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return folder


@pytest.mark.parametrize("name", ["what we want.csv", "data/meta.csv", "meta/wanted.csv"])
def test_what_is_wanted_is_known_by_what_it_is(name: str, tmp_path: Path) -> None:
    folder = written(tmp_path / "in", **{"data/indicator_1-2-1.csv": DATA, name: WANTED})
    found = read_metadata(files(folder))
    wish = found.indicators["1.2.1"].plain()
    assert [wish[one] for one in ("direction", "target_value", "target_year", "limit", "base_year", "lower", "optimum")] == [
        "decrease", 5.5, 2030, 0, 2016, 40, 2]  # fmt: skip
    assert found.indicators["3.1.1"].wish.direction == "decrease" and found.indicators["3.1.1"].growth_rate is False
    assert found.indicators["5.5.1"].names == {"": "Seats"} and not found.indicators["5.5.1"].wishes
    (told,) = [one for one in found.findings if one.code == "metadata-wanted"]
    assert (told.severity, told.file, told.values["count"]) == ("info", name, 3)


def test_it_stands_above_what_the_repository_says(tmp_path: Path) -> None:
    own = "auto_progress_calculation: true\nprogress_calculation_options:\n  - {direction: positive, target: 99}\n"
    folder = written(tmp_path / "in", **{"data/indicator_1-2-1.csv": DATA, "meta/1-2-1.yml": own, "w.csv": WANTED})
    document = loaded(folder, tmp_path / "home")
    assert side(tmp_path / "home", "in", "indicators")["1.2.1"]["direction"] == "decrease"
    assert (document["files"], document["rows_read"], document["reported"]) == (1, 2, 0)
    (folder / "w.csv").write_text(WANTED.replace("decrease", "increase"))
    loaded(folder, tmp_path / "home", later=9)
    assert side(tmp_path / "home", "in", "indicators")["1.2.1"]["direction"] == "increase"
    assert len(kept_rows(tmp_path / "home", "in")) == 2


def test_what_is_odd_in_it_is_pointed_at_by_row(tmp_path: Path) -> None:
    text = "code;direction;target\n1.2.1;sideways;5\n1.2.2;increase;five\n1.2.2;decrease;1\n1.2.3;+;\n1.2.4;-;\n1.2.5;up;\n"
    found = read_metadata(files(written(tmp_path, **{"indicator_1-2-1.csv": DATA, "x.csv": text})))
    rows = {one.code: one.line for one in found.findings if one.severity != "info"}
    assert rows == {"meta-direction-unknown": 2, "meta-number-unreadable": 3, "meta-indicator-twice": 4}
    assert found.indicators["1.2.2"].wish.direction == "increase"


def test_a_sheet_of_a_workbook_says_it_too(tmp_path: Path) -> None:
    content = io.BytesIO()
    with xlsxwriter.Workbook(content) as book:
        data, wanted = book.add_worksheet("Figures"), book.add_worksheet("Goals of ours")
        for n, row in enumerate([("Indicator", "Year", "Value"), ("1.2.1", 2015, 5), ("1.2.1", 2020, 6)]):
            data.write_row(n, 0, row)
        for n, row in enumerate([("Indicator", "Direction", "Target"), ("1.2.1", "decrease", 3.5)]):
            wanted.write_row(n, 0, row)
    document = loaded(written(tmp_path / "in", **{"b.xlsx": content.getvalue()}), tmp_path / "home")
    assert (document["rows_read"], document["published"]) == (2, 2)
    assert side(tmp_path / "home", "in", "indicators")["1.2.1"]["target_value"] == 3.5


@pytest.mark.parametrize(
    "text",
    [
        "indicator,direction,year,value\n1.2.1,increase,2015,5\n",  # observations by direction
        "indicator,name,target\n1.2.1,Poverty,5\n",
        "indicator,direction\n" + "1.2.1,inward\n1.2.1,outward\n" * 4,
        "direction,share\nup,5\n",
        "",
        "indicator,direction\n\x00,\xff\n",
    ],
)
def test_no_other_table_is_taken_for_one(text: str, tmp_path: Path) -> None:
    (tmp_path / "x.csv").write_text(text)
    assert not is_wanted_file(tmp_path / "x.csv")
