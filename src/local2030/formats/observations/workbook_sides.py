"""The sheets beside the observations in workbooks that we hand out or write: indicators, places, help.

They are known by their names and by the colon behind each name of their columns, so that no table of somebody else's
is taken for one of them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from local2030.formats.observations.sheet import Sheet


class Side(NamedTuple):
    """A sheet and the columns that it may have."""

    sheet: str
    header: tuple[str, ...]


READ_ME = "Read me"
INDICATORS = Side("Indicators", (
    "code:", "name:", "unit:", "source:", "link:", "direction:", "target:", "target_year:", "limit:", "base_year:",
    "growth_rate:", "goal:", "framework_code:",
))  # fmt: skip
PLACES = Side(
    "Places", ("code:", "name:", "level:", "parent:", "valid_from:", "valid_to:", "replaced_by:", "population:")
)
# What the columns of indicators are called among the fields of metadata.
FIELDS: Mapping[str, str] = {
    "name": "indicator_name", "unit": "computation_units", "source": "source_organisation_1", "link": "source_url_1",
    "direction": "direction", "target": "target_value", "target_year": "target_year", "limit": "limit",
    "base_year": "base_year", "growth_rate": "growth_rate", "goal": "sdg_goal", "framework_code": "indicator_number",
}  # fmt: skip


def is_side(sheet: str, header: Sequence[str]) -> bool:
    """Whether a sheet of a workbook is one of ours beside the observations."""
    if sheet == READ_ME:
        return header[:1] != () and header[0].endswith(":")
    return sheet in (INDICATORS.sheet, PLACES.sheet) and all(name.endswith(":") for name in header)


def indicators_of(sheet: Sheet) -> Iterator[tuple[str, dict[str, str]]]:
    """Each indicator's code and its fields."""
    for row in _rows(sheet):
        if code := row.pop("code", ""):
            yield code, {FIELDS[name]: text for name, text in row.items() if name in FIELDS and text}


def without_colons(sheet: Sheet) -> Sheet:
    """The same with the plain names of its columns."""
    return replace(sheet, header=tuple(name.rstrip(":") for name in sheet.header))


def _rows(sheet: Sheet) -> Iterator[dict[str, str]]:
    names = [name.strip(":") for name in sheet.header]
    for cells in zip(*sheet.columns, strict=True):
        yield {name: cell.strip() for name, cell in zip(names, cells, strict=True)}
