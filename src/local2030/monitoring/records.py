"""What a method of progress says: a status with all that it rests on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from local2030.vocabulary.observations import Point


@dataclass(frozen=True, slots=True)
class Progress:
    """The answer of one method. `status` None: there is none, and `code` says why; a code may stand beside a status too.

    `measure` is what was compared with `thresholds`: growth in a year, or a ratio. `low` and `high` bound it where the
    points allow a trend with an interval; `status_low` and `status_high` are the statuses at those bounds.
    """

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
