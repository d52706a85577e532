"""A table to fill in: what is wanted of each indicator of a data set, with what is known already."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from local2030.workflows.opened_dataset import open_dataset
from local2030.workflows.wanted_indicators import wanted_of

COLUMNS = (
    "indicator",
    "name",
    "direction",
    "target",
    "target_year",
    "limit",
    "growth_rate",
    "base_year",
    "lower",
    "optimum",
)


def wanted_template(home: Path, dataset: str = "", version: int | None = None, language: str = "en") -> dict[str, Any]:
    """A row for each indicator that has a value, as `monitoring progress --meta` reads it back."""
    opened = open_dataset(home, dataset, version)
    wanted, _findings = wanted_of(opened.indicators)
    codes = opened.connection.to_pyarrow(opened.observations.select("indicator").distinct())["indicator"].to_pylist()
    rows = []
    for code in sorted(codes):
        known = wanted.get(code)
        names = (opened.indicators.get(code) or {}).get("name") or {}
        rows.append(
            {"indicator": code, "name": names.get(language) or next(iter(names.values()), ""),
             "direction": known.direction if known else "", "target": known.target if known else None,
             "target_year": known.target_year if known and known.target is not None else None,
             "limit": known.limit if known else None, "growth_rate": "yes" if known and known.is_growth_rate else "",
             "base_year": known.base_year if known else None, "lower": known.lower if known else None,
             "optimum": known.optimum if known else None}
        )  # fmt: skip
    return {"indicators": rows, "findings": []}
