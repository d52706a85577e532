"""Methods of progress by name. A method is one file here: it has NAME, TITLE, SOURCE, STATUSES and `progress`.

`progress(points, wanted) -> Progress`: `points` in order of years, at most one a year; nothing is raised. What all
methods refuse alike is asked first, in `refused`.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from typing import Any

from local2030.monitoring.growth import base_of
from local2030.monitoring.records import Progress
from local2030.vocabulary.observations import Point, Wanted


@cache
def methods() -> dict[str, Any]:
    """Every method's module by its name and version, such as statcan-2.4."""
    found = [import_module(f"{__name__}.{module.name}") for module in iter_modules(__path__)]
    return {module.NAME: module for module in sorted(found, key=lambda m: str(m.NAME))}


def refused(method: str, points: Sequence[Point], wanted: Wanted) -> Progress | tuple[Point, Point]:
    """The points to count from and to, or the answer without a status where no method has one."""
    latest = points[-1] if points else None
    base = base_of(points, wanted.base_year)

    def none(code: str) -> Progress:
        return Progress(method, None, code, base, latest, points=len(points))

    if not points:
        return none("progress-no-value")
    if not wanted.direction:
        return none("progress-direction-unknown")
    if wanted.is_growth_rate:
        return none("progress-growth-rate")
    if base is None:
        return none("progress-all-before-base")
    if latest is None or latest.year <= base.year:
        return none("progress-one-point")
    return base, latest
