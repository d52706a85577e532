"""Observations as parallel columns: what understanding a table gives, and what the checks and the store take.

Columns and not records: a data set has hundreds of thousands of rows, and everything on them is done by columns, each of
them by its distinct values.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import date
from typing import Any

import numpy as np

from local2030.methods.coded import Coded, Ints, coded, coded_numbers, joined, same

NOTHING: Coded[Any] = same(None, 0)


def _none() -> Coded[Any]:
    return NOTHING


@dataclass(slots=True)
class TidyRows:
    """One column for each of `vocabulary.observations.COLUMNS` but `dataset` and `import_id`, all of one length.

    What they mean is said there. `obs_value` None has its reason in `obs_status`; `raw_value` is the text as written.
    `source_row` counts as in a text editor with the header as 1.
    """

    indicator: Coded[str] = field(default_factory=_none)
    series: Coded[str] = field(default_factory=_none)
    ref_area: Coded[str] = field(default_factory=_none)
    freq: Coded[str] = field(default_factory=_none)
    time_period: Coded[str] = field(default_factory=_none)
    period_start: Coded[date | None] = field(default_factory=_none)
    period_end: Coded[date | None] = field(default_factory=_none)
    year: Coded[int | None] = field(default_factory=_none)
    obs_value: Coded[float | None] = field(default_factory=_none)
    raw_value: Coded[str] = field(default_factory=_none)
    unit_measure: Coded[str] = field(default_factory=_none)
    unit_mult: Coded[str] = field(default_factory=_none)
    dims: Coded[str] = field(default_factory=_none)
    obs_status: Coded[str] = field(default_factory=_none)
    lower_bound: Coded[float | None] = field(default_factory=_none)
    upper_bound: Coded[float | None] = field(default_factory=_none)
    attributes: Coded[str] = field(default_factory=_none)
    source_file: Coded[str] = field(default_factory=_none)
    source_row: array[int] = field(default_factory=lambda: array("q"))

    def __len__(self) -> int:
        """How many observations."""
        return len(self.source_row)

    def taken(self, indexes: Sequence[int] | Ints) -> TidyRows:
        """These rows only, in this order."""
        at = np.asarray(indexes, dtype=np.intp)
        lines = array("q", np.asarray(self.source_row, dtype=np.int64)[at].tobytes())
        return coded_rows({name: getattr(self, name).taken(at) for name in CODED}, lines)


NAMES = tuple(one.name for one in fields(TidyRows))
CODED = NAMES[:-1]
NUMBERS = frozenset(("obs_value", "lower_bound", "upper_bound"))


def coded_rows(columns: Mapping[str, Any], lines: array[int]) -> TidyRows:
    """The rows of these columns, each by its distinct values, and their lines."""
    return TidyRows(**columns, source_row=lines)


def rows_from(columns: Mapping[str, Sequence[Any]]) -> TidyRows:
    """The rows of these columns, given as plain lists; a text column that isn't given is empty."""
    lines = array("q", columns["source_row"])
    given = {name: (coded_numbers if name in NUMBERS else coded)(columns[name]) for name in CODED if name in columns}
    return coded_rows({name: given.get(name, same("", len(lines))) for name in CODED}, lines)


def together(tables: Iterable[TidyRows]) -> TidyRows:
    """All the rows of several tables, one below the other."""
    found = list(tables)
    lines = array("q")
    for rows in found:
        lines.extend(rows.source_row)
    return coded_rows({name: joined([getattr(one, name) for one in found], name in NUMBERS) for name in CODED}, lines)
