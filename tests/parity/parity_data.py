"""A small invented repository with everything that engines might see differently: gaps, breaks, zeros, months, marks."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

COUNTIES = {"U1": ("Upper", ("U11", "U12", "U13")), "U2": ("Lower", ("U21", "U22"))}
HEADER = "Year,County,Town,GeoCode,Sex,Units,Value"
META = (
    "indicator_number: 1.2.1\nprogress_calculation_options:\n- direction: negative\n  target: 5\n  target_year: 2030\n"
)


def write_first(folder: Path) -> None:
    """The data as they came first."""
    (folder / "data").mkdir(parents=True)
    (folder / "meta").mkdir()
    for number, code in enumerate(("1-2-1", "3-1-1", "4-1-1", "8-1-1", "11-6-2", "5-5-1", "6-1-1")):
        direction = ("negative", "positive")[number % 2]
        wanted = (
            META
            if number == 0
            else f"indicator_number: {code.replace('-', '.')}\nprogress_calculation_options:\n- direction: {direction}\n"
        )
        (folder / "meta" / f"{code}.yml").write_text(wanted)
        (folder / "data" / f"indicator_{code}.csv").write_text("\n".join([HEADER, *_rows(number)]) + "\n")
    months = [
        f"{year}-{month:02},,,,,T,{10 + month + year - 2015}" for year in range(2015, 2019) for month in range(1, 13)
    ]
    (folder / "data" / "indicator_12-5-1.csv").write_text("\n".join([HEADER, *months[:-2]]) + "\n")


def write_second(folder: Path) -> None:
    """One file corrected: a value another, a year gone, a year new, and one that stands by a split year too."""
    path = folder / "data" / "indicator_3-1-1.csv"
    lines = path.read_text().splitlines()
    lines[1] = lines[1].rsplit(",", 1)[0] + ",99.5"
    path.write_text("\n".join([*lines[:-1], "2023,,,,,PT,12.5", "2023/24,,,,,PT,11.5"]) + "\n")


def _rows(number: int) -> Iterator[str]:
    places = [("", "", "")]
    for county, (name, towns) in COUNTIES.items():
        places += [(name, "", county), *((name, f"Town {town}", town) for town in towns)]
    for at, (county, town, code) in enumerate(places):
        for year in range(2014, 2022 - at % 3):
            value = f"{(20 - number) * 1.5 + at * 0.7 - (year - 2014) * (0.4 + at * (number * number + 3) % 13 / 10) * (-1) ** number:.3f}"
            if (at, year) == (3, 2018):
                value = "c"
            if (at, year) in ((4, 2016), (5, 2019)):
                value = ("", "0")[at - 4]
            yield f"{year},{county},{town},{code},,PT,{value}"
            if at < 3 and number % 2:
                yield from (f"{year},{county},{town},{code},{sex},PT,{value}" for sex in ("F", "M") if value)
