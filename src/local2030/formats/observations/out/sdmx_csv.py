"""SDMX-CSV 2.0: one row an observation, STRUCTURE, STRUCTURE_ID and ACTION first, then dimensions, value, attributes.

Codes without labels, all dimensions of the structure, NaN where there is no value (OBS_STATUS says why).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import TYPE_CHECKING

from local2030.formats.observations.out.rows import lines, quoted
from local2030.formats.observations.out.sdmx_coding import KEY, OF_A_SERIES, OF_AN_OBS, Coding
from local2030.formats.observations.out.sdmx_rows import Rows, sdmx_rows
from local2030.formats.observations.out.sdmx_words import structure
from local2030.formats.tables.safe import safe_cell

if TYPE_CHECKING:
    import pyarrow as pa

FRAME = ("STRUCTURE", "STRUCTURE_ID", "ACTION")
INFORMATION = "I"
HEADER = (*FRAME, *KEY, "TIME_PERIOD", "OBS_VALUE", *OF_A_SERIES, *OF_AN_OBS)


def write(batches: Iterable[pa.RecordBatch], coding: Coding) -> Iterator[bytes]:
    """The file in pieces."""
    yield lines([[name] for name in HEADER])
    frame = ",".join(quoted(text) for text in ("datastructure", str(structure()), INFORMATION))
    for rows in sdmx_rows(batches, coding):
        yield lines(_columns(rows, frame))


def _columns(rows: Rows, frame: str) -> list[list[str]]:
    """Cells by columns; the keys and the attributes of a series are one piece each, made once a series."""
    keys = {code: f"{frame},{','.join(map(_cell, code.key))}" for code in dict.fromkeys(rows.series)}
    told = {code: ",".join(map(_cell, code.attributes)) for code in keys}
    blank = [""] * len(rows.values)
    attributes = [list(map(_cell, rows.attributes[n])) if n in rows.attributes else blank for n in OF_AN_OBS]
    return [
        [keys[code] for code in rows.series], list(map(_cell, rows.periods)), rows.values,
        [told[code] for code in rows.series], *attributes,
    ]  # fmt: skip


@lru_cache(maxsize=65_536)
def _cell(text: str) -> str:
    """Quoted where needed, and with an apostrophe where a spreadsheet would run it; codes and numbers never need one."""
    return quoted(safe_cell(text)) if text else ""
