"""Every series of a table of observations judged by a method, whole columns at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from local2030.monitoring.records import Ends, Judged, WantedColumns, pick, wanted_columns
from local2030.monitoring.series import KEY, Traits, ends_of_table, has_several, series_ends, traits
from local2030.store.questions import questions
from local2030.vocabulary.observations import BASE_YEAR, Wanted

if TYPE_CHECKING:
    import ibis
    import pyarrow as pa

UNKNOWN = Wanted("")
AT_ONCE = 1_250_000  # rows
INNER = ("year_var", "cov", "value_var", "years", "several")  # columns that nobody is shown


@dataclass(frozen=True, slots=True)
class SeriesEnds:
    """`table`: a row a series, its key and its ends; `wanted`: what is wanted of each indicator, `which` of each series.

    `has`: what the observations have that one should know.
    """

    table: pa.Table
    ends: Ends
    wanted: tuple[Wanted, ...]
    columns: WantedColumns
    which: Any
    has: Traits

    @property
    def several(self) -> list[str]:
        """The indicators with series of which several periods count for one year."""
        if not self.has.several:
            return []
        return sorted(set(self.table.filter(self.table["several"])["indicator"].to_pylist()))

    def wanted_of(self, row: int) -> Wanted:
        """What is wanted of one series."""
        return self.wanted[int(self.which[row])]


def ends_in(
    connection: Any, observations: ibis.Table, wanted: Mapping[str, Wanted], trend: Any = "log", periods: bool = True,
    known: Traits | None = None,
) -> SeriesEnds:  # fmt: skip
    """Where each series stood and stands, in the order of their keys where `periods` are asked for."""
    ask = questions(connection)
    has = known or traits_of(connection, observations)
    base_years = tuple((code, w.base_year) for code, w in sorted(wanted.items()) if w.base_year != BASE_YEAR)
    parity = tuple(sorted(code for code, w in wanted.items() if w.direction == "parity"))
    found = ask.rows(_ends, observations, base_years, parity, trend, has, periods)
    if not has.several and has_several(found).any():
        has = has._replace(several=True)
        found = ask.rows(_ends, observations, base_years, parity, trend, has, periods)
    indicators = found["indicator"].combine_chunks().dictionary_encode()
    each = tuple(wanted.get(code, UNKNOWN) for code in indicators.dictionary.to_pylist())
    which = indicators.indices.to_numpy(zero_copy_only=False).astype(np.int64)
    return SeriesEnds(found, ends_of_table(found), each, pick(wanted_columns(each), which), which, has)


def _ends(
    observations: ibis.Table, base_years: tuple[tuple[str, int], ...], parity: tuple[str, ...], trend: Any, has: Traits,
    periods: bool,
) -> ibis.Table:  # fmt: skip
    asked = series_ends(observations, dict(base_years), parity, trend, has, periods)
    return asked.order_by(KEY) if periods else asked


def judged(series: SeriesEnds, method: Any) -> Judged:
    """What the method says of each series."""
    found: Judged = method.progress(series.ends, series.columns)
    return found


def traits_of(connection: Any, observations: ibis.Table) -> Traits:
    """What the table has that makes its questions longer, as far as one can see without its points."""
    (row,) = questions(connection).rows(traits, observations).to_pylist()
    return Traits(several=False, **{name: bool(value) for name, value in row.items()})


def judged_in_parts(
    connection: Any, observations: ibis.Table, wanted: Mapping[str, Wanted], method: Any, periods: bool = False
) -> pa.Table:
    """All series of a table of any size with what the method says of them, as `judged_table`, in no order.

    A large table is asked and judged in parts, some indicators at a time, so that memory stays small.
    """
    import pyarrow as pa

    has = traits_of(connection, observations)
    tables = []
    for part in in_parts(connection, observations):
        series = ends_in(connection, part, wanted, method.TREND, periods, has)
        tables.append(judged_table(series, judged(series, method)))
    return pa.concat_tables(tables).unify_dictionaries()


def judged_table(series: SeriesEnds, found: Judged) -> pa.Table:
    """All series with what was said of them, as an Arrow table: key, base, latest, status, code, measure, score, bounds."""
    import pyarrow as pa

    columns = {name: series.table[name] for name in series.table.column_names if name not in INNER}
    texts = {name: column.dictionary_encode() for name, column in columns.items() if pa.types.is_string(column.type)}
    table = pa.table(columns | texts)
    for name in ("status", "code", "status_low", "status_high"):
        table = table.append_column(name, pa.array(getattr(found, name), pa.string()).dictionary_encode())
    for name in ("measure", "score", "low", "high"):
        table = table.append_column(name, pa.array(getattr(found, name), pa.float64(), from_pandas=True))
    return table


def in_parts(connection: Any, observations: ibis.Table) -> list[ibis.Table]:
    """The table, or where it is large the parts of it by indicators, none with more rows than can be asked at once."""
    counts = questions(connection).rows(_counts, observations)
    parts: list[list[str]] = [[]]
    rows = 0
    for code, count in zip(*counts.to_pydict().values(), strict=True):
        if rows + count > AT_ONCE and parts[-1]:
            parts.append([])
            rows = 0
        parts[-1].append(code)
        rows += count
    return (
        [observations.filter(observations.indicator.isin(part)) for part in parts] if len(parts) > 1 else [observations]
    )


def _counts(observations: ibis.Table) -> ibis.Table:
    return observations.group_by("indicator").aggregate(rows=observations.count()).order_by("indicator")
