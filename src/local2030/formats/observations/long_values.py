"""Two small tables: values in long form (indicator, place, unit, year, value), and what is wanted of each indicator.

A decimal point is a decimal point here; a decimal comma is read where it can be nothing else. A row that can't be read
is left out with a finding, and so are both rows of a year that stands twice: which of them is right nobody knows.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from local2030.formats.tables.cells import amount_of, text_of
from local2030.formats.tables.notes import Notes
from local2030.formats.tables.shapes import Column, Shape
from local2030.formats.tables.table import Row, read_table
from local2030.vocabulary.findings import Finding
from local2030.vocabulary.observations import BASE_YEAR, TARGET_YEAR, Direction, Point, Wanted

VALUES = Shape(
    "values",
    (
        Column("indicator", True, ("indicator code", "code")),
        Column("series", names=("series code",)),
        Column("place", names=("area", "ref_area", "region")),
        Column("unit", names=("units", "unit measure", "unit_measure")),
        Column("year", True, ("time_period", "period")),
        Column("value", True, ("obs_value",)),
    ),
)
META = Shape(
    "meta",
    (
        Column("indicator", True, ("indicator code", "code")),
        Column("direction", True, ("desired direction",)),
        Column("target", names=("target value",)),
        Column("target_year"),
        Column("limit", names=("natural limit",)),
        Column("growth_rate", names=("is growth rate",)),
        Column("base_year"),
        Column("lower", names=("lower bound",)),
        Column("optimum"),
    ),
)
YEAR = re.compile(r"(1[89]\d\d|20\d\d|21\d\d)(?:\.0)?(?:\D.*)?")
DIRECTIONS: Mapping[str, Direction] = {
    **dict.fromkeys(("increase", "positive", "up", "higher", "more", "+", "+1", "1"), "increase"),
    **dict.fromkeys(("decrease", "negative", "down", "lower", "less", "-", "-1"), "decrease"),
    **dict.fromkeys(("parity", "near 1", "goldilocks"), "parity"),
}
UNSAID = ("", "unknown", "none", "n/a", "na")
YES = ("yes", "true", "1", "y", "x")
NUMBERS = {"target": "target_value", "target_year": "target_year", "limit": "limit", "base_year": "base_year", "lower": "lower",
           "optimum": "optimum"}  # fmt: skip


class SeriesKey(NamedTuple):
    """What one series of values is of."""

    indicator: str
    series: str
    place: str
    unit: str


class Series(NamedTuple):
    """The points of one series in order of years."""

    key: SeriesKey
    points: tuple[Point, ...]


def read_values(source: Path | str | bytes, name: str) -> tuple[tuple[Series, ...], tuple[Finding, ...], int, int]:
    """The series in the order in which they first stand, findings, how many rows were read and how many left out."""
    table = read_table(source, name, VALUES)
    notes = table.notes
    found: dict[SeriesKey, list[tuple[Point, int]]] = {}
    left_out = 0
    for row in table.rows:
        key, point = _point(row, notes)
        if key is None or point is None:
            left_out += 1
        else:
            found.setdefault(key, []).append((point, row.line))
    series = []
    for key, rows in found.items():
        twice = {year for year, n in Counter(point.year for point, _line in rows).items() if n > 1}
        for year in sorted(twice):
            lines = [line for point, line in rows if point.year == year]
            left_out += len(lines)
            notes.add("values-year-twice", "error", lines[0], indicator=key.indicator, place=key.place, year=year,
                      lines=", ".join(map(str, lines)))  # fmt: skip
        points = sorted(point for point, _line in rows if point.year not in twice)
        series.append(Series(key, tuple(points)))
    return tuple(series), notes.findings(), len(table.rows), left_out


def read_wanted(source: Path | str | bytes, name: str) -> tuple[dict[str, Wanted], tuple[Finding, ...]]:
    """What is wanted of each indicator. The first row of an indicator counts; a direction that isn't known stays so."""
    said, findings = read_said(source, name)
    return {code: _wanted(fields) for code, fields in said.items()}, findings


def read_said(source: Path | str | bytes, name: str) -> tuple[dict[str, dict[str, Any]], tuple[Finding, ...]]:
    """What a table says of each indicator, by the names of metadata: only the columns that it has, None where empty.

    A cell that can't be read says nothing; the first row of an indicator counts.
    """
    table = read_table(source, name, META)
    found: dict[str, dict[str, Any]] = {}
    for row in table.rows:
        code = text_of(row.values["indicator"]).strip()
        if code in found:
            table.notes.add("meta-indicator-twice", "warning", row.line, indicator=code)
        elif code:
            found[code] = _said(row, table.notes)
    return found, table.notes.findings()


def number_of(value: object) -> float | None:
    """The number of a cell; None for what is empty or can't be read for sure."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int | float):
        return float(value) if math.isfinite(value) else None
    text = str(value).strip().replace("\u2212", "-")
    try:
        number = float(text) if len(text) <= 40 and "_" not in text else math.nan
    except ValueError:
        amount, _why = amount_of(text)
        number = math.nan if amount is None else float(amount)
    return number if math.isfinite(number) else None


def _point(row: Row, notes: Notes) -> tuple[SeriesKey | None, Point | None]:
    text = {name: text_of(value).strip() for name, value in row.values.items()}
    key = SeriesKey(text["indicator"], text.get("series", ""), text.get("place", ""), text.get("unit", ""))
    year = YEAR.fullmatch(text["year"])
    value = number_of(row.values["value"])
    if not key.indicator:
        notes.add("values-indicator-missing", "error", row.line)
    elif year is None:
        notes.add("values-year-unreadable", "error", row.line, text=text["year"])
    elif value is None:
        code = "values-value-missing" if not text["value"] else "values-value-unreadable"
        notes.add(code, "info" if not text["value"] else "error", row.line, text=text["value"])
    else:
        return key, Point(int(year[1]), value, text["year"])
    return None, None


def _said(row: Row, notes: Notes) -> dict[str, Any]:
    text = {name: text_of(value).strip() for name, value in row.values.items()}
    said = text["direction"].casefold()
    found: dict[str, Any] = {}
    if said in DIRECTIONS or said in UNSAID:
        found["direction"] = DIRECTIONS.get(said, "")
    else:
        notes.add("meta-direction-unknown", "warning", row.line, text=text["direction"])
    for column, name in NUMBERS.items():
        if column not in text:
            continue
        number = number_of(row.values[column]) if text[column] else None
        if text[column] and number is None:
            notes.add("meta-number-unreadable", "error", row.line, column=column, text=text[column])
        else:
            found[name] = int(number) if number is not None and name.endswith("_year") else number
    if "growth_rate" in text:
        found["growth_rate"] = text["growth_rate"].casefold() in YES
    return found


def _wanted(said: Mapping[str, Any]) -> Wanted:
    return Wanted(
        said.get("direction", ""),
        said.get("target_value"),
        said.get("target_year") or TARGET_YEAR,
        said.get("limit"),
        said.get("growth_rate", False),
        said.get("base_year") or BASE_YEAR,
        said.get("lower"),
        said.get("optimum"),
    )
