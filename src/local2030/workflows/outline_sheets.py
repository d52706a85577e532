"""The outlines of a level's places out of the boundary file of a state, kept in memory: a file is thinned once."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache, partial
from pathlib import Path
from typing import Any, Protocol

from local2030.charts.snapped import MOST, Snapped, smaller, snapped_sheet
from local2030.charts.svg import WIDE
from local2030.store.datasets import Datasets, Manifest

HIGHEST = 440


def boundary_of(datasets: Datasets, manifest: Manifest, level_name: str) -> Mapping[str, Any] | None:
    """What is said of the boundary file of a level; levels are known there by their name."""
    rows: list[Mapping[str, Any]] = datasets.side(manifest, "boundaries") or []
    return next((r for r in rows if r.get("level") == level_name and f"boundary:{r['file']}" in manifest.sides), None)


class Sheets(Protocol):
    """Gives the outlines of a level's places for a width, of at most so many corners."""

    def __call__(self, width: int, most: int = MOST) -> Snapped: ...


def sheet_of_level(datasets: Datasets, manifest: Manifest, level_name: str) -> Sheets | None:
    """The outlines of a level's places; None without boundaries."""
    row = boundary_of(datasets, manifest, level_name)
    if row is None:
        return None
    side = manifest.sides[f"boundary:{row['file']}"]
    code, name = str(row.get("id_property") or ""), str(row.get("name_property") or "")
    light = manifest.sides.get(f"outline:{level_name}")
    if light:  # of a file too heavy for a page the import keeps outlines
        side, code, name = light, "feature", "name"
    return partial(_sheet, str(datasets.folder), manifest.dataset, side, code, name)


@lru_cache(maxsize=64)
def _sheet(folder: str, dataset: str, side: str, code: str, name: str, width: int, most: int = MOST) -> Snapped:
    if width < WIDE or most < MOST:  # the eye can't tell, and the file is gone through once
        return smaller(_sheet(folder, dataset, side, code, name, WIDE), width / WIDE, most)
    store = Datasets(Path(folder).parent)
    collection = store.side(Manifest(dataset, 0, "", sides={"it": side}), "it") or {}
    return snapped_sheet(collection, code, name, width - 4, HIGHEST)
