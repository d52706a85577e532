"""Tables of observations for tests: what isn't said is an ordinary value of an ordinary place."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

import pyarrow as pa

from local2030.store.tables import schema

ORDINARY: Mapping[str, Any] = {
    "dataset": "bilbo", "indicator": "1.2.1", "series": "", "ref_area": "_T", "freq": "A", "time_period": "2020",
    "period_start": None, "period_end": None, "year": 2020, "obs_value": 1.0, "raw_value": None, "unit_measure": "PT",
    "unit_mult": "", "dims": "", "obs_status": "A", "lower_bound": None, "upper_bound": None, "attributes": "",
    "source_file": "a.csv", "source_row": 2, "import_id": "one",
}  # fmt: skip


def table_of(rows: Iterable[Mapping[str, Any]], import_id: str = "one") -> pa.Table:
    """A batch as the store takes it; a year gives its period, a value its text, unless they are said."""
    full = []
    for row in rows:
        made = {**ORDINARY, "import_id": import_id, **row}
        made["time_period"] = row.get("time_period", str(made["year"]))
        made["period_start"] = made["period_start"] or date(made["year"], 1, 1)
        made["period_end"] = made["period_end"] or date(made["year"], 12, 31)
        if made["raw_value"] is None:
            made["raw_value"] = "" if made["obs_value"] is None else f"{made['obs_value']:g}"
        full.append(made)
    return pa.Table.from_pylist(full, schema=schema())
