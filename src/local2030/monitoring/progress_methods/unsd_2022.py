"""The UN's Progress Chart 2022: observed growth in a year as a part of the growth that leads to the target.

Source: UNSD, SDG Progress Chart 2022, technical note, as two public implementations have it (UNDP's among them); the note
itself wasn't at hand. With a target, CR = d g / |g_T|: 0.95 or more on track, 0.5 fair, -0.1 limited or no progress, below
that deterioration. Without a target, growth in a year in the wanted direction: 1%, 0.5% and -1%. A latest value that
meets the target is on track; where the base met it and the latest doesn't, that is deterioration.
"""

from __future__ import annotations

import numpy as np

from local2030.monitoring.growth import compound_growth, growth_bounds, sign_changes
from local2030.monitoring.judging import Judging
from local2030.monitoring.records import Ends, Judged, Numbers, WantedColumns

NAME = "unsd-2022"
TITLE = "UN Progress Chart 2022"
SOURCE = "UNSD, SDG Progress Chart 2022, technical note (second-hand)"
STATUSES = ("on_track", "fair", "limited", "deterioration")
WELL = ("on_track",)
TREND = "log"
COMPARED = ("progress-compared-needed", "progress-compared-growth")

RATIOS = {"on_track": 0.95, "fair": 0.5, "limited": -0.1}
GROWTHS = {"on_track": 0.01, "fair": 0.005, "limited": -0.01}


@np.errstate(all="ignore")
def progress(ends: Ends, wanted: WantedColumns) -> Judged:
    """The status of each series; see the head of the file for the method."""
    said = Judging(NAME, ends, wanted)
    base, latest, target, d = said.base, said.latest, said.target, said.d
    has_target = ~np.isnan(target)
    said.settle(d * (latest - target) >= 0, "on_track", "progress-target-met", thresholds=RATIOS)
    said.settle(base == 0, None, "progress-base-zero")
    said.settle(sign_changes(base, latest), None, "progress-sign-change")
    left = has_target & (d * (base - target) >= 0)
    said.settle(left, "deterioration", "progress-left-target", thresholds=RATIOS)
    said.settle(has_target & sign_changes(base, target), None, "progress-target-other-sign", thresholds=RATIOS)
    late = has_target & (wanted.target_year <= ends.base_year)
    said.settle(late, None, "progress-target-year-past", thresholds=RATIOS)
    needed = np.abs(compound_growth(base, target, np.maximum(wanted.target_year - ends.base_year, 1)))
    sign = np.where(base < 0, -1.0, 1.0)

    def of(observed: Numbers) -> Numbers:
        return np.where(has_target, sign * d * observed / needed, sign * d * observed)

    thresholds = {name: np.where(has_target, RATIOS[name], GROWTHS[name]) for name in RATIOS}
    low, high = growth_bounds(ends)
    return said.compare(of(compound_growth(base, latest, said.years)), (of(low), of(high)), thresholds, "deterioration")
