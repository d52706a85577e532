"""The plain, slow reference of progress: one series at a time, as the methods are written down."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from local2030.vocabulary.observations import Point, Wanted

from .growth import base_of


@dataclass(frozen=True, slots=True)
class Progress:
    """The answer of one method for one series."""

    method: str
    status: str | None
    code: str
    base: Point | None
    latest: Point | None
    measure: float | None = None
    score: float | None = None
    thresholds: Mapping[str, float] = field(default_factory=dict)
    points: int = 0
    low: float | None = None
    high: float | None = None
    status_low: str | None = None
    status_high: str | None = None


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
