"""Observations as parallel lists: what understanding a table gives, and what the checks and the store take.

Lists and not records: a data set has hundreds of thousands of rows, and everything on them is done by columns.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, fields
from datetime import date


@dataclass(slots=True)
class TidyRows:
    """One list for each column of `vocabulary.observations.COLUMNS` but `dataset` and `import_id`, all of one length.

    What they mean is said there. `obs_value` None has its reason in `obs_status`; `raw_value` is the text as written.
    `source_row` counts as in a text editor with the header as 1.
    """

    indicator: list[str] = field(default_factory=list)
    series: list[str] = field(default_factory=list)
    ref_area: list[str] = field(default_factory=list)
    freq: list[str] = field(default_factory=list)
    time_period: list[str] = field(default_factory=list)
    period_start: list[date | None] = field(default_factory=list)
    period_end: list[date | None] = field(default_factory=list)
    year: list[int | None] = field(default_factory=list)
    obs_value: list[float | None] = field(default_factory=list)
    raw_value: list[str] = field(default_factory=list)
    unit_measure: list[str] = field(default_factory=list)
    unit_mult: list[str] = field(default_factory=list)
    dims: list[str] = field(default_factory=list)
    obs_status: list[str] = field(default_factory=list)
    lower_bound: list[float | None] = field(default_factory=list)
    upper_bound: list[float | None] = field(default_factory=list)
    attributes: list[str] = field(default_factory=list)
    source_file: list[str] = field(default_factory=list)
    source_row: list[int] = field(default_factory=list)

    def __len__(self) -> int:
        """How many observations."""
        return len(self.indicator)

    def extend(self, other: TidyRows) -> None:
        """Adds the rows of another table below these."""
        for name in NAMES:
            getattr(self, name).extend(getattr(other, name))

    def taken(self, indexes: Sequence[int]) -> TidyRows:
        """These rows only, in this order."""
        return TidyRows(*([column[i] for i in indexes] for column in (getattr(self, name) for name in NAMES)))


NAMES = tuple(one.name for one in fields(TidyRows))


def together(tables: Iterable[TidyRows]) -> TidyRows:
    """All the rows of several tables, one below the other."""
    rows = TidyRows()
    for table in tables:
        rows.extend(table)
    return rows
