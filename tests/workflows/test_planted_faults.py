"""A clean repository with faults planted in it: every one is pointed at by file and row, and no other row is."""

from __future__ import annotations

import csv
import json
import random
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from local2030.workflows.load_observations import Request, check
from workflows.load_builders import NOON

PLACES = [f"E0500{n:04d}" for n in range(1, 13)]
CODES = ("1-2-1", "3-1-1", "3-2-1", "4-1-1", "5-5-1", "6-1-1")
UNITS = {"PT": 50.0, "PER_100000_POP": 210.0, "EUR": 24_000.0}
YEARS = range(2008, 2024)
HEADER = ("Year", "Sex", "GeoCode", "Units", "Value")
VALUE = HEADER.index("Value")
Row = list[str]

CELLS: dict[str, Callable[[float], str]] = {
    "ten times": lambda v: f"{v * 10:.1f}", "a hundred times": lambda v: f"{v * 100:.1f}",
    "a thousandth": lambda v: f"{v / 1000:.3f}", "five times": lambda v: f"{v * 5:.1f}",
    "other sign": lambda v: f"{-v:.1f}", "zero": lambda v: "0", "decimal comma": lambda v: f"{v:.1f}".replace(".", ","),
    "kept back": lambda v: "<5", "no number": lambda v: "about forty",
}  # fmt: skip


def clean(chance: random.Random, unit: str) -> Iterator[list[Row]]:
    """The series of one file: the whole by sex, and every place."""
    for sex, place in [("", ""), ("Female", ""), ("Male", ""), *(("", place) for place in PLACES)]:
        level = UNITS[unit] * chance.uniform(0.8, 1.2)
        yield [
            [str(year), sex, place, unit, f"{level * 1.01 ** (year - 2008) * chance.uniform(0.97, 1.03):.1f}"]
            for year in YEARS
        ]


def planted(folder: Path, seed: int) -> dict[tuple[str, int], str]:
    """Writes the repository; which fault stands in which row of which file."""
    chance = random.Random(seed)
    faults: dict[tuple[str, int], str] = {}
    for number, code in enumerate(CODES):
        unit = list(UNITS)[number % len(UNITS)]
        every = list(clean(chance, unit))
        odd: dict[int, str] = {}  # by the identity of the row
        taken = chance.sample(every, len(CELLS) + 4)
        for series, (fault, changed) in zip(taken, CELLS.items(), strict=False):
            row = chance.choice(series)
            row[VALUE] = changed(float(row[VALUE]))
            odd[id(row)] = fault
        last = taken[len(CELLS) :]
        if unit == "PT":
            for row in last[0][-5:]:
                row[VALUE] = f"{float(row[VALUE]) / 100:.3f}"
                odd[id(row)] = "fractions from a year on"
        same, other = list(chance.choice(last[1])), list(chance.choice(last[2]))
        odd[id(same)] = "twice"
        odd[id(other)] = odd[id(next(row for row in last[2] if row == other))] = "twice with other values"
        other[VALUE] = f"{float(other[VALUE]) * 1.1:.1f}"
        elsewhere = chance.choice(last[3])
        elsewhere[2], odd[id(elsewhere)] = "E09999999", "a place that isn't there"
        rows = [*(row for series in every for row in series), same, other]
        chance.shuffle(rows)
        name = f"data/indicator_{code}.csv"
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("w", encoding="utf-8", newline="") as out:
            csv.writer(out).writerows([list(HEADER), *rows])
        # Of two equal rows the second is kept out, whichever of them was copied.
        for line, row in enumerate(rows, 2):
            if odd.get(id(row)) == "twice":
                line = max(n for n, one in enumerate(rows, 2) if one == row)
            if id(row) in odd:
                faults[name, line] = odd[id(row)]
    return faults


def boundaries(folder: Path) -> None:
    features = [
        {"type": "Feature", "properties": {"code": place, "name": f"Ward {n}"},
         "geometry": {"type": "Polygon", "coordinates": [[[n, 0], [n + 1, 0], [n + 1, 1], [n, 1], [n, 0]]]}}
        for n, place in enumerate(PLACES)
    ]  # fmt: skip
    (folder / "geojson").mkdir()
    text = json.dumps({"type": "FeatureCollection", "features": features})
    (folder / "geojson" / "wards.geojson").write_text(text, "utf-8")


def pointed(document: dict[str, Any]) -> set[tuple[str, int]]:
    """Every row at which an error or warning points."""
    return {
        (one["file"], row)
        for one in document["findings"] if one["severity"] != "info"
        for row in one["rows"] or ([one["row"]] if one["row"] else [])
    }  # fmt: skip


@pytest.mark.parametrize("seed", range(3))
def test_every_planted_fault_is_pointed_at_and_no_other_row(seed: int, tmp_path: Path) -> None:
    faults = planted(tmp_path / "city", seed)
    boundaries(tmp_path / "city")
    assert len(faults) > 70
    document = check(Request(tmp_path / "city", NOON))
    found = pointed(document)
    assert {where: fault for where, fault in faults.items() if where not in found} == {}
    assert {where for where in found if where not in faults} == set()
    assert document["rows_read"] == document["published"] + document["reported"]
