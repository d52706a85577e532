"""Tables that we wrote ourselves: recognised by their columns, and laid out as the stored table again.

A tidy CSV or workbook has a column for each dimension, Parquet has `dims` as JSON, SDMX carries the words behind its
codes in comments. What comes out has our own columns, so that nothing needs to be recognised or assumed.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace

from local2030.formats.observations.as_published import is_carried, undone, unpaired
from local2030.formats.observations.out.tidy_csv import OWN, PREFIX
from local2030.formats.observations.sheet import Sheet
from local2030.formats.tables.safe import plain_cell

NEEDED = ("indicator", "ref_area", "time_period", "obs_value", "raw_value", "obs_status", "unit_measure")
BESIDE = ("Read me", "Places", "Indicators")


def as_own(sheet: Sheet) -> Sheet | None:
    """The table in our own columns with `dims` and `attributes` as JSON; None where it isn't one of ours."""
    if sheet.kind.startswith("sdmx"):
        if not is_carried(sheet.header, sheet.columns):
            return None
        cells = [_plain(column) for column in sheet.columns] if sheet.kind == "sdmx-csv" else sheet.columns
        header, columns = undone(sheet.header, cells)
        return replace(sheet, header=header, columns=columns)
    if not set(NEEDED) <= set(sheet.header):
        return None
    of = dict(zip(sheet.header, sheet.columns, strict=True))
    if sheet.kind not in ("parquet", "json"):
        of = {plain_cell(name): _plain(cells) for name, cells in of.items()}
        together = of.pop("dims", None)
        of["dims"] = (
            _together(together)
            if together
            else _dims({name: cells for name, cells in of.items() if name not in OWN}, len(sheet.lines))
        )
    kept = {name: cells for name, cells in of.items() if name in OWN}
    return replace(sheet, header=tuple(kept), columns=tuple(kept.values()))


def is_beside(sheet: Sheet) -> bool:
    """Whether it is a sheet of a workbook of ours that describes the data and has none: its header has colons."""
    named = [name for name in sheet.header if name.strip()]
    return sheet.kind == "xlsx" and sheet.file.rpartition("#")[2] in BESIDE and bool(named) and named[0].endswith(":")


def _plain(cells: Sequence[str]) -> list[str]:
    """Without the apostrophes against formulas; and as a workbook's text stood before it was made sayable."""
    made = {cell: plain_cell(cell) for cell in set(cells)}
    return [made[cell] for cell in cells]


def _together(cells: Sequence[str]) -> list[str]:
    """Dimensions that stand in one column: Sexo=Mujeres; Edad=15-24."""
    made = {cell: json_text(dict(sorted(unpaired(cell).items()))) for cell in set(cells)}
    return [made[cell] for cell in cells]


def json_text(found: Mapping[str, str]) -> str:
    """Dimensions as the stored table has them; "" for none."""
    return json.dumps(found, ensure_ascii=False, separators=(",", ":")) if found else ""


def _dims(columns: Mapping[str, Sequence[str]], count: int) -> list[str]:
    names = sorted((name.removeprefix(PREFIX), name) for name in columns)
    if not names:
        return [""] * count
    made: dict[tuple[str, ...], str] = {}
    found = []
    for cells in zip(*(columns[name] for _ours, name in names), strict=True):
        if cells not in made:
            given = {ours: cell for (ours, _name), cell in zip(names, cells, strict=True) if cell}
            made[cells] = json_text(given)
        found.append(made[cells])
    return found
