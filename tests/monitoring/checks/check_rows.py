"""Rows for the tests of checks: what isn't said is an ordinary share of an ordinary place in an ordinary file."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from local2030.monitoring.checks import Checked, Known, run
from local2030.monitoring.rows import NAMES, TidyRows, rows_from
from local2030.vocabulary.findings import Finding

ORDINARY = {
    "indicator": "1.2.1", "series": "", "ref_area": "_T", "freq": "A", "unit_measure": "PT", "unit_mult": "", "dims": "",
    "obs_status": "A", "lower_bound": None, "upper_bound": None, "attributes": "", "source_file": "indicator_1-2-1.csv",
}  # fmt: skip


def rows_of(rows: Iterable[dict[str, Any]]) -> TidyRows:
    """Rows from what is said of each; lines are counted in each file from 2 on, unless they are said."""
    made: dict[str, list[Any]] = {name: [] for name in NAMES}
    lines: dict[str, int] = {}
    for said in rows:
        row = {**ORDINARY, **said}
        year = row.setdefault("year", 2020)
        row.setdefault("time_period", str(year))
        row.setdefault("period_start", date(year, 1, 1))
        row.setdefault("period_end", date(year, 12, 31))
        row.setdefault("obs_value", 1.0)
        row.setdefault("raw_value", "" if row["obs_value"] is None else f"{row['obs_value']:.10g}")
        lines[row["source_file"]] = lines.get(row["source_file"], 1) + 1
        row.setdefault("source_row", lines[row["source_file"]])
        for name in NAMES:
            made[name].append(row[name])
    return rows_from(made)


def series(values: Sequence[float | None], first_year: int = 2010, **said: Any) -> list[dict[str, Any]]:
    """A value for each year, with a headline's key unless another is said."""
    return [{"year": first_year + n, "obs_value": value, **said} for n, value in enumerate(values)]


def checked(rows: Iterable[dict[str, Any]], **known: Any) -> Checked:
    """What all the checks together find."""
    return run(rows_of(rows), Known(**known))


def told(result: Checked | Iterable[Finding], *, info: bool = False) -> list[tuple[str, list[int]]]:
    """Code and lines of each finding; those that are merely info only where they are asked for."""
    found = result.findings if isinstance(result, Checked) else result
    return [(one.code, lines_of(one)) for one in found if info or one.severity != "info"]


def lines_of(one: Finding) -> list[int]:
    """The lines at which a finding points."""
    rows = one.values.get("rows")
    return list(rows) if isinstance(rows, list) else [one.line] if one.line is not None else []
