"""The SDG Index's way: a level from 0 to 100 between two bounds, and an arrow for the pace of the level in a straight line.

Source: Sustainable Development Report, methodology (dashboards.sdgindex.org/chapters/methodology). Level
x' = 100 (x - lower) / (optimum - lower), cut to 0 to 100; `score` is the level of the latest value. The arrow: the yearly
change of the level since the base year, as a part of the yearly change that would have led from there to 100 by the
target's year. 1 or more is on track, half of it moderate, 0 or more stagnating, below that decreasing; a level of 100 is
on track whatever the pace. `measure` is that part. Without bounds there is no level.
"""

from __future__ import annotations

import numpy as np

from local2030.monitoring.growth import slope_bounds
from local2030.monitoring.judging import Judging
from local2030.monitoring.records import Ends, Judged, Numbers, WantedColumns

NAME = "sdg-index"
TITLE = "SDG Index: level between bounds and trend arrow"
SOURCE = "Sustainable Development Report, methodology of index and trends"
STATUSES = ("on_track", "moderate", "stagnating", "decreasing")
WELL = ("on_track",)
TREND = "linear"
COMPARED = ("progress-compared-level", "progress-compared-level")
SCORES = (0.0, 100.0)

PARTS = {"on_track": 1.0, "moderate": 0.5, "stagnating": 0.0}
TOP = 100.0


@np.errstate(all="ignore")
def progress(ends: Ends, wanted: WantedColumns) -> Judged:
    """The level and the arrow of each series; see the head of the file for the method."""
    said = Judging(NAME, ends, wanted)
    width = wanted.optimum - wanted.lower
    said.settle(np.isnan(width) | (width == 0), None, "progress-no-bounds")
    said.settle(np.sign(width) != said.d, None, "progress-bounds-against-direction")

    def level(values: Numbers) -> Numbers:
        return np.clip(TOP * ((values - wanted.lower) / width), 0, TOP)

    first, last = level(said.base), level(said.latest)
    said.settle(last >= TOP, "on_track", "progress-target-met", TOP, PARTS)
    late = wanted.target_year <= ends.base_year
    said.settle(late, None, "progress-target-year-past", thresholds=PARTS)
    needed = (TOP - first) / np.maximum(wanted.target_year - ends.base_year, 1)

    def of(yearly: Numbers) -> Numbers:
        return np.where(needed > 0, yearly / needed, np.where(np.isnan(yearly), np.nan, np.copysign(np.inf, yearly)))

    rows = said.open
    said.score[rows] = last[rows]
    low, high = (TOP * (bound / width) for bound in slope_bounds(ends))
    thresholds = {name: np.full(len(ends), least) for name, least in PARTS.items()}
    return said.compare(of((last - first) / said.years), (of(low), of(high)), thresholds, "decreasing")
