"""Which levels of a data set have a map, and where their outlines are."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from local2030.charts.snapped import Snapped
from local2030.web.monitoring.stores import Opened
from local2030.workflows.outline_sheets import boundary_of, sheet_of_level


def levels_with_map(data: Opened) -> list[int]:
    """The levels of places that have boundaries."""
    return sorted(level for level, name, _count in data.register.levels() if _row(data, name))


def sheet_of(data: Opened, level: int) -> Callable[[int], Snapped] | None:
    """Gives the outlines of a level's places for a width; None without boundaries."""
    names = [name for number, name, _count in data.register.levels() if number == level]
    found = (sheet_of_level(data.store, data.manifest, name) for name in names)
    return next((sheet for sheet in found if sheet is not None), None)


def on_map(data: Opened, code: str) -> str:
    """The code under which the boundary file has a place."""
    place = data.register.by_code.get(code)
    return str((place.plain.get("boundary") if place else "") or code)


def _row(data: Opened, level_name: str) -> Mapping[str, Any] | None:
    return boundary_of(data.store, data.manifest, level_name)
