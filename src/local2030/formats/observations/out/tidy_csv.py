"""One row an observation: the columns of the stored table by their own names, then a column for each dimension.

UTF-8, commas, CRLF. A text that a spreadsheet might run has an apostrophe before it (`formats.tables.safe`), which
`plain_cell` takes away again. A cell of `attributes` is a JSON object. `place_name` is for people.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from local2030.formats.observations.out.head import Head
from local2030.formats.observations.out.rows import (
    coded,
    date_text,
    lines,
    number_text,
    parts,
    plain_text,
    quoted,
    said,
)
from local2030.formats.tables.safe import safe_cell

if TYPE_CHECKING:
    import pyarrow as pa

FIRST = ("indicator", "series", "ref_area", "place_name", "place_level", "time_period", "obs_value", "raw_value", "obs_status",
         "unit_measure", "unit_mult")  # fmt: skip
LAST = ("lower_bound", "upper_bound", "freq", "year", "period_start", "period_end", "attributes", "source_file",
        "source_row")  # fmt: skip
OWN = frozenset((*FIRST, *LAST, "dims", "dataset", "import_id", "no_value"))
NUMBERS = frozenset(("obs_value", "lower_bound", "upper_bound"))
DATES = frozenset(("period_start", "period_end"))
PREFIX = "dim:"  # before the name of a dimension that is called like one of our columns


def write(batches: Iterable[pa.RecordBatch], head: Head, dimensions: Sequence[str]) -> Iterator[bytes]:
    """The file in pieces. `dimensions`: the names that occur in `dims` of these rows, in order."""
    header = [*FIRST, *(column_of(name) for name in dimensions), *LAST]
    yield lines([[cell(name)] for name in header])
    for batch in parts(batches):
        yield lines(columns(batch, head, dimensions, cell))


def columns(batch: pa.RecordBatch, head: Head, dimensions: Sequence[str], text: Any) -> list[list[str]]:
    """The cells of a batch by columns; those of all dimensions are one piece, since they change together."""
    made = [_column(batch, name, head, text) for name in FIRST]
    if dimensions:
        made.append(said(batch, "dims", lambda dims: ",".join(text(c) for c in dimension_cells(dims, dimensions))))
    return made + [_column(batch, name, head, text) for name in LAST]


def dimension_cells(dims: str | None, dimensions: Sequence[str]) -> list[str]:
    """What a value is of, dimension by dimension; "" for the total."""
    found = json.loads(dims) if dims else {}
    return [str(found.get(name, "")) for name in dimensions]


def column_of(dimension: str) -> str:
    """How the column of a dimension is called."""
    return PREFIX + dimension if dimension.casefold() in OWN or dimension.startswith(PREFIX) else dimension


def names_of(batches: Iterable[pa.RecordBatch]) -> tuple[str, ...]:
    """The dimensions that occur, in the order of the alphabet."""
    found: set[str] = set()
    for batch in batches:
        for dims in coded(batch, "dims")[0]:
            found.update(json.loads(dims) if dims else ())
    return tuple(sorted(found))


def cell(text: str) -> str:
    """A text as a cell that a spreadsheet won't run."""
    return quoted(safe_cell(text))


def _column(batch: pa.RecordBatch, name: str, head: Head, text: Any) -> list[str]:
    if name == "place_name":
        return said(batch, "ref_area", lambda code: text(head.place_name(code)))
    if name == "place_level":
        return said(batch, "ref_area", lambda code: text(head.place_level(code)))
    if name in NUMBERS:
        return said(batch, name, number_text)
    if name in DATES:
        return said(batch, name, date_text)
    return said(batch, name, lambda value: text(plain_text(value)))
