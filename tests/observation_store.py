"""A small store of observations for tests: rows as in `observation_tables`, with places and indicators."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from local2030.store.datasets import Datasets, Manifest, Source
from observation_tables import table_of

PLACES = (
    {"code": "_T", "name": "Whole", "level": 0, "parent": ""},
    {"code": "A", "name": "Alder", "level": 1, "parent": "_T"},
    {"code": "B", "name": "Birch", "level": 1, "parent": "_T"},
    {"code": "C", "name": "Cedar", "level": 1, "parent": "_T"},
)


def kept(
    home: Path, rows: Iterable[Mapping[str, Any]], indicators: Mapping[str, Mapping[str, Any]] | None = None,
    places: Iterable[Mapping[str, Any]] = PLACES, dataset: str = "bilbo",
) -> Path:  # fmt: skip
    """The home of a store whose data set has these rows published."""
    store = Datasets(home)
    batch = store.write_batch(dataset, table_of(rows))
    sides = {"places": list(places), "indicators": dict(indicators or {})}
    store.write_manifest(
        Manifest(
            dataset, 1, "2026-01-01", sources={"a.csv": Source("0" * 64, "one", batch, 0, 0, 0)},
            sides={name: store.write_side(dataset, json.dumps(side).encode()) for name, side in sides.items()},
        )
    )  # fmt: skip
    return home
