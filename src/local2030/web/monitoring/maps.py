"""A data set's own boundaries as outlines, kept in memory by the hash of their file: they are thinned once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache, partial
from pathlib import Path
from typing import Any

from local2030.charts.snapped import Snapped, smaller, snapped_sheet
from local2030.charts.svg import WIDE
from local2030.store.datasets import Datasets, Manifest
from local2030.web.monitoring.stores import Opened

HIGHEST = 440


def levels_with_map(data: Opened) -> list[int]:
    """The levels of places that have boundaries."""
    return sorted(level for level, _name, _count in data.register.levels() if _row(data, level))


def sheet_of(data: Opened, level: int) -> Callable[[int], Snapped] | None:
    """Gives the outlines of a level's places for a width; None without boundaries."""
    row = _row(data, level)
    if row is None:
        return None
    side = data.manifest.sides[f"boundary:{row['file']}"]
    code, name = str(row.get("id_property") or ""), str(row.get("name_property") or "")
    light = data.manifest.sides.get(f"outline:{row['level']}")
    if light:  # of a file too heavy for a page the import keeps outlines
        side, code, name = light, "feature", "name"
    return partial(_sheet, str(data.store.folder), data.name, side, code, name)


def _row(data: Opened, level: int) -> Mapping[str, Any] | None:
    """What is said of the boundary file of a level; levels are known there by their name."""
    names = {name for number, name, _count in data.register.levels() if number == level}
    rows: list[Mapping[str, Any]] = data.store.side(data.manifest, "boundaries") or []
    fitting = (row for row in rows if row.get("level") in names and f"boundary:{row['file']}" in data.manifest.sides)
    return next(fitting, None)


def on_map(data: Opened, code: str) -> str:
    """The code under which the boundary file has a place."""
    place = data.register.by_code.get(code)
    return str((place.plain.get("boundary") if place else "") or code)


@lru_cache(maxsize=32)
def _sheet(folder: str, dataset: str, side: str, code: str, name: str, width: int) -> Snapped:
    if width < WIDE:  # the eye can't tell, and the file is gone through once
        return smaller(_sheet(folder, dataset, side, code, name, WIDE), width / WIDE)
    store = Datasets(Path(folder).parent)
    collection = store.side(Manifest(dataset, 0, "", sides={"it": side}), "it") or {}
    return snapped_sheet(collection, code, name, width - 4, HIGHEST)
