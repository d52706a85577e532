"""The sheets beside the observations in workbooks that we hand out or write: indicators, places, help.

They are known by their names and by the colon behind each name of their columns, so that no table of somebody else's
is taken for one of them.
"""

from __future__ import annotations

from collections.abc import Sequence
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


def is_side(sheet: str, header: Sequence[str]) -> bool:
    """Whether a sheet of a workbook is one of ours beside the observations."""
    if sheet == READ_ME:
        return header[:1] != () and header[0].endswith(":")
    return sheet in (INDICATORS.sheet, PLACES.sheet) and all(name.endswith(":") for name in header)


def without_colons(sheet: Sheet) -> Sheet:
    """The same with the plain names of its columns."""
    return replace(sheet, header=tuple(name.rstrip(":") for name in sheet.header))
