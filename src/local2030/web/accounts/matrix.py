"""The matrix of rights as it stands in `rights.csv`: for each object and deed, how far each role goes. Knows no Django.

A: all of them. O: those of the reader's own scope (or made by the reader). P: the published ones. -: none.
"""

from __future__ import annotations

import csv
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Literal, cast

Cell = Literal["A", "O", "P", "-"]
ROLES = ("SEC", "UN", "RC", "LRG", "HUB", "KSN", "DON", "COM", "WG", "SC")
PUBLIC = "PUB"
COLUMNS = (*ROLES, PUBLIC)
EVERYWHERE = frozenset({"SEC", "COM", "SC"})  # what these hold, they hold over the whole Coalition

Row = MappingProxyType[str, Cell]


@cache
def matrix() -> MappingProxyType[tuple[str, str], Row]:
    """The rows by object and deed; refuses a table with a cell that means nothing."""
    rows: dict[tuple[str, str], Row] = {}
    with (files("local2030.web.accounts") / "rights.csv").open(encoding="utf-8") as file:
        for line in csv.DictReader(file):
            key = (line["object"], line["deed"])
            cells = {column: cast(Cell, line[column]) for column in COLUMNS}
            if key in rows or set(cells.values()) - {"A", "O", "P", "-"}:
                raise ValueError(f"rights.csv: {key}")
            rows[key] = MappingProxyType(cells)
    return MappingProxyType(rows)


@cache
def objects() -> frozenset[str]:
    """The objects that have rights."""
    return frozenset(thing for thing, _deed in matrix())


def row_of(thing: str, deed: str) -> Row | None:
    """How far each role goes in the deed; None if there is no such deed, which is nobody's."""
    return matrix().get((thing, deed))
