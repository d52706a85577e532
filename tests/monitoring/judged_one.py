"""One series at a time through the methods that judge columns, in the shape of the plain reference."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from plain_progress.growth import base_of
from plain_progress.records import Progress

from local2030.monitoring.points import ends_of
from local2030.monitoring.records import wanted_columns
from local2030.vocabulary.observations import Point, Wanted


def judged_one(module, points: Sequence[Point], wanted: Wanted) -> Progress:
    ends = ends_of([points], [wanted], module.TREND)
    found = module.progress(ends, wanted_columns([wanted]))
    number = [None if np.isnan(v[0]) else float(v[0]) for v in (found.measure, found.score, found.low, found.high)]
    base = base_of(points, wanted.base_year)
    latest = points[-1] if points else None
    assert ends.base_year[0] == (base.year if base else 0) and ends.latest_year[0] == (latest.year if latest else 0)
    return Progress(
        found.method, found.status[0], found.code[0] or "", base, latest, number[0], number[1], found.thresholds_of(0),
        int(ends.points[0]), number[2], number[3], found.status_low[0], found.status_high[0],
    )  # fmt: skip
