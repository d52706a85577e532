"""The UN's Progress Chart 2023 as the Basque Statistics Office applies it: how far the present pace leads by the target's year.

Source: Eustat, methodology page of its Open SDG site, after UNSD, SDG Progress Chart 2023. With a target,
P = (v_e - v_b) / (v_T - v_b), v_e the latest value carried on at its growth until the target's year: 0.95 or more is on
track, 0.10 or more fair, else stagnation. Without a target, growth in a year in the wanted direction: 2% and 0.5%.
A latest value that meets the target is on track whatever the pace, and so is one within 1 of a target of 0 or 100.
"""

from __future__ import annotations

import numpy as np

from local2030.monitoring.growth import compound_growth, growth_bounds, sign_changes
from local2030.monitoring.judging import Judging
from local2030.monitoring.records import Ends, Judged, Numbers, WantedColumns, Yes

NAME = "unsd-2023"
TITLE = "UN Progress Chart 2023, as applied by Eustat"
SOURCE = "Eustat, methodology of progress, after UNSD, SDG Progress Chart 2023"
STATUSES = ("on_track", "fair", "stagnation")
WELL = ("on_track",)
TREND = "log"
COMPARED = ("progress-compared-way", "progress-compared-growth")

RATIOS = {"on_track": 0.95, "fair": 0.10}
GROWTHS = {"on_track": 0.02, "fair": 0.005}
NEAR = 1.0
ENDS = (0.0, 100.0)


@np.errstate(all="ignore")
def progress(ends: Ends, wanted: WantedColumns) -> Judged:
    """The status of each series; see the head of the file for the method."""
    said = Judging(NAME, ends, wanted)
    base, latest, target, d = said.base, said.latest, said.target, said.d
    has_target = ~np.isnan(target)
    said.settle(is_met(latest, target, d), "on_track", "progress-target-met", thresholds=RATIOS)
    said.settle(base == 0, None, "progress-base-zero")
    said.settle(sign_changes(base, latest), None, "progress-sign-change")
    left = has_target & (d * (base - target) >= 0)  # it was there once and isn't any more
    said.settle(left, "stagnation", "progress-left-target", thresholds=RATIOS)
    late = has_target & (wanted.target_year <= ends.latest_year)
    said.settle(late, "stagnation", "progress-target-year-past", thresholds=RATIOS)
    sign = np.where(base < 0, -1.0, 1.0)

    def of(observed: Numbers) -> Numbers:
        expected = latest * (1 + observed) ** np.maximum(wanted.target_year - ends.latest_year, 0)
        return np.where(has_target, (expected - base) / (target - base), d * observed * sign)

    thresholds = {name: np.where(has_target, RATIOS[name], GROWTHS[name]) for name in RATIOS}
    measure = of(compound_growth(base, latest, said.years))
    low, high = growth_bounds(ends)
    return said.compare(measure, (of(low), of(high)), thresholds, "stagnation")


def is_met(value: Numbers, target: Numbers, d: Numbers) -> Yes:
    """Whether the value is as wanted: beyond the target, or within 1 of a target of 0 or 100."""
    met: Yes = (d * (value - target) >= 0) | (np.isin(target, ENDS) & (np.abs(value - target) <= NEAR))
    return met
