"""Statistics Canada's measure as in Open SDG 2.4: observed growth in a year against the growth that the target needs.

Source: open-sdg, docs/progress-methodology.md (2.4), after Eurostat's method. With a target, met if it is reached, else
R = s d g / |g_T|, g the growth observed since the base year, g_T the growth that leads to the target in its year, d +1
where more is wanted and -1 where less, s -1 where the base value is negative. Without a target s d g itself is
compared; near a natural limit its thresholds above zero shrink by a factor. A base value or target of 0 counts as 0.001.
"""

from __future__ import annotations

import numpy as np

from local2030.monitoring.growth import compound_growth, growth_bounds, sign_changes
from local2030.monitoring.judging import Judging
from local2030.monitoring.records import Ends, Judged, Numbers, WantedColumns, Yes

NAME = "statcan-2.4"
TITLE = "Statistics Canada, as in Open SDG 2.4"
SOURCE = "Open SDG 2.4, docs/progress-methodology.md"
STATUSES = ("target_met", "on_track", "progress", "limited", "deterioration")
WELL = ("target_met", "on_track")
TREND = "log"
COMPARED = ("progress-compared-needed", "progress-compared-growth")

RATIOS = {"on_track": 0.95, "progress": 0.60, "limited": 0.0}
GROWTHS = {"on_track": 0.015, "progress": 0.005, "limited": 0.0}
RATIO_SCORES = ((-0.6, -5.0), (0.6, 0.0), (1.3, 5.0))
GROWTH_SCORES = ((-0.02, -5.0), (0.0, -2.5), (0.005, 0.0), (0.015, 2.5), (0.02, 5.0))
# The status of an indicator by the mean of its series' scores (see monitoring.indicator_progress), and what meets it.
BANDS = (("on_track", 2.5), ("progress", 0.0), ("limited", -2.5), ("deterioration", -5.0))
MET = "target_met"
NEARLY_NOTHING = 0.001
STEEPNESS = 4.44


@np.errstate(all="ignore")
def progress(ends: Ends, wanted: WantedColumns) -> Judged:
    """The status of each series; see the head of the file for the method."""
    said = Judging(NAME, ends, wanted)
    d, has_target = said.d, ~np.isnan(said.target)
    target = np.where(said.target == 0, NEARLY_NOTHING, said.target)
    first = np.where(said.base == 0, NEARLY_NOTHING, said.base)
    met = has_target & (d * (said.latest - target) >= 0)
    settle_by_met(said, met, sign_changes(first, said.latest), "progress-sign-change", {})
    settle_by_met(said, met, has_target & sign_changes(first, target), "progress-target-other-sign", RATIOS)
    late = has_target & (wanted.target_year <= ends.base_year)
    settle_by_met(said, met, late, "progress-target-year-past", RATIOS)
    said.beside(said.base == 0, "progress-base-replaced")
    said.beside(said.target == 0, "progress-target-replaced")

    needed = np.abs(compound_growth(first, target, np.maximum(wanted.target_year - ends.base_year, 1)))
    sign = np.where(said.base < 0, -1.0, 1.0)

    def of(observed: Numbers) -> Numbers:
        moved = sign * d * observed
        ratio = np.where(needed > 0, moved / needed, np.where(moved == 0, 0.0, np.copysign(np.inf, moved)))
        return np.where(has_target, np.where(np.isnan(moved), np.nan, ratio), moved)

    factor = near_limit(said.base, wanted.limit)
    thresholds = {name: np.where(has_target, RATIOS[name], GROWTHS[name] * factor) for name in RATIOS}
    measure = of(compound_growth(first, said.latest, said.years))
    low, high = growth_bounds(ends)
    rows = said.open
    said.score[rows] = np.where(met, 5.0, _score(measure, has_target, factor))[rows]
    judged = said.compare(measure, (of(low), of(high)), thresholds, "deterioration")
    judged.status[rows & met] = "target_met"
    return judged


def settle_by_met(said: Judging, met: Yes, where: Yes, code: str, thresholds: dict[str, float]) -> None:
    """Where there is no growth to compare, the target may be met all the same; else there is no status."""
    said.settle(where & met, "target_met", code, 5.0, thresholds)
    said.settle(where, None, code, np.nan, thresholds)


def near_limit(base: Numbers, limit: Numbers) -> Numbers:
    """The factor of the thresholds above zero: 1 far from the natural limit (or without one), 0 at it."""
    value, bound = np.abs(base), np.abs(limit)
    part = np.where(value <= bound, value, 2 * bound - value) / bound
    free = np.isnan(limit) | (value >= 2 * bound)
    return np.where(free, 1.0, 1 - np.where(free, 0.0, part) ** STEEPNESS)


def _score(measure: Numbers, is_ratio: Yes, factor: Numbers) -> Numbers:
    """From -5 to 5, straight between the corners; growth near a limit is taken up to the full thresholds first."""
    growth = np.interp(np.where(measure > 0, measure / factor, measure), *np.transpose(GROWTH_SCORES))
    growth = np.where((measure >= 0) & (factor == 0), 5.0, growth)
    return np.where(is_ratio, np.interp(measure, *np.transpose(RATIO_SCORES)), growth)
