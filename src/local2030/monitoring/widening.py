"""A wide table made long: a row for each cell of the columns of values, whose names become period, indicator or place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from local2030.methods.coded import Coded, coded
from local2030.monitoring.column_names import Role
from local2030.monitoring.mapping import Spread, TableMapping
from local2030.monitoring.recognition import header_period
from local2030.monitoring.table import Table
from local2030.monitoring.time_periods import read_period

VALUE = "value"
NEW_NAMES: dict[Spread, str] = {"period": "period", "indicator": "indicator", "place": "place", "dimension": "Group"}
ROLES: dict[Spread, Role] = {"period": "period", "indicator": "indicator", "place": "place", "dimension": "dimension"}


def made_long(table: Table, mapping: TableMapping) -> tuple[Table, TableMapping]:
    """The table with one column of values, and its mapping; row by row, each row with the line where it stood.

    A tidy table comes back as it is. The cells of a row that are simply empty stay: an empty cell is an observation
    that is missing.
    """
    if not mapping.spread:
        return table, mapping
    spread, kept = mapping.of("value"), [n for n in range(len(table.header)) if mapping.roles[n] != "value"]
    width = len(spread)
    names = [_spread_name(table.header[at], mapping.spread) for at in spread]
    columns = [Coded(table.columns[at].values, np.repeat(table.columns[at].codes, width)) for at in kept]
    columns.append(coded(names * len(table.lines)))
    columns.append(coded([cell for row in zip(*(table.columns[at] for at in spread), strict=True) for cell in row]))
    lines = [line for line in table.lines for _ in range(width)]
    header = (*(table.header[at] for at in kept), NEW_NAMES[mapping.spread], VALUE)
    role: Role = "month" if _are_months(mapping, names) else ROLES[mapping.spread]
    roles: tuple[Role, ...] = (*(mapping.roles[at] for at in kept), role, "value")
    where = [table.header[at] for at in spread] * len(table.lines)
    long = Table(table.file, header, tuple(columns), lines, where)
    return long, replace(mapping, header=header, roles=roles, spread="")


def _are_months(mapping: TableMapping, names: Sequence[str]) -> bool:
    """Whether the columns are the months of a year that another column has."""
    months = {read_period(f"{name} 2020") for name in names}
    alone = mapping.spread == "dimension" and len(names) > 1 and "month" not in mapping.roles
    return alone and len(months) == len(names) and all(month and month.freq == "M" for month in months)


def _spread_name(name: str, spread: Spread) -> str:
    """2020 for `X2020` and `2020 [YR2020]`; other names as they are."""
    if spread == "period":
        found = header_period(name)
        if found and found.freq == "A" and not found.form:
            return str(found.year)
    return name


def rows_of(lines: Sequence[int]) -> int:
    """How many rows of the table these lines of observations are."""
    return len(set(lines))
