"""Every series of a table of observations judged by a method, whole columns at once.

A large table is asked in parts, indicator by indicator, so that memory stays small; the answer is the same.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from local2030.monitoring.records import Ends, Judged, WantedColumns, pick, wanted_columns
from local2030.monitoring.series import KEY, Traits, ends_of_table, series_ends, traits
from local2030.vocabulary.observations import Wanted

if TYPE_CHECKING:
    import ibis
    import pyarrow as pa

UNKNOWN = Wanted("")
AT_ONCE = 3_000_000  # rows


@dataclass(frozen=True, slots=True)
class SeriesEnds:
    """`table`: a row a series, its key and its ends; `wanted`: what is wanted of each indicator, `which` of each series."""

    table: pa.Table
    ends: Ends
    wanted: tuple[Wanted, ...]
    columns: WantedColumns
    which: Any

    def wanted_of(self, row: int) -> Wanted:
        """What is wanted of one series."""
        return self.wanted[int(self.which[row])]


def ends_in(
    connection: Any, observations: ibis.Table, wanted: Mapping[str, Wanted], trend: Any = "log", periods: bool = True,
    known: Traits | None = None,
) -> SeriesEnds:  # fmt: skip
    """Where each series stood and stands, in the order of their keys where `periods` are asked for."""
    import pyarrow as pa

    has = known or traits_of(connection, observations)
    options: dict[str, Any] = {
        "base_years": {code: w.base_year for code, w in wanted.items()},
        "parity": [code for code, w in wanted.items() if w.direction == "parity"],
        "trend": trend, "has": has, "periods": periods,
    }  # fmt: skip
    found = pa.concat_tables(
        [connection.to_pyarrow(series_ends(part, **options)) for part in _parts(connection, observations)]
    )
    if periods:
        found = found.sort_by([(name, "ascending") for name in KEY])
    indicators = found["indicator"].combine_chunks().dictionary_encode()
    each = tuple(wanted.get(code, UNKNOWN) for code in indicators.dictionary.to_pylist())
    which = indicators.indices.to_numpy(zero_copy_only=False).astype(np.int64)
    return SeriesEnds(found, ends_of_table(found), each, pick(wanted_columns(each), which), which)


def judged(series: SeriesEnds, method: Any) -> Judged:
    """What the method says of each series."""
    found: Judged = method.progress(series.ends, series.columns)
    return found


def traits_of(connection: Any, observations: ibis.Table) -> Traits:
    """What the table has that makes its questions longer."""
    (row,) = connection.to_pyarrow(traits(observations)).to_pylist()
    return Traits(**{name: bool(value) for name, value in row.items()})


def _parts(connection: Any, observations: ibis.Table) -> list[ibis.Table]:
    rows = int(connection.to_pyarrow(observations.count()).as_py())
    if rows <= AT_ONCE:
        return [observations]
    codes = sorted(connection.to_pyarrow(observations.select("indicator").distinct())["indicator"].to_pylist())
    n = min(len(codes), -(-rows // AT_ONCE))
    return [observations.filter(observations.indicator.isin(codes[k::n])) for k in range(n)]
