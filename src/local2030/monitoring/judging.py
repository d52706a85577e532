"""A method's answers while they are being given: the first reason that settles a series stands.

What all methods refuse alike is refused here: no value, no direction, rates of growth, nothing since the base year, a
single point. An index of parity (girls to boys, 4.5.1) is wanted as near to 1 as can be, from either side: y counts as
max(y, 1/y), less is better, and 1.03 is near enough (UNESCO: 0.97 to 1.03) where no target is given.
"""

from __future__ import annotations

import numpy as np

from local2030.monitoring.records import Ends, Judged, Numbers, Texts, WantedColumns, Yes

PARITY = 1.03


class Judging:
    """`open`: the series that nothing has settled yet. Base, latest, direction `d` and target are as they count."""

    def __init__(self, method: str, ends: Ends, wanted: WantedColumns) -> None:
        n = len(ends)
        self.method = method
        self.open: Yes = np.ones(n, np.bool_)
        self.status: Texts = np.full(n, None, object)
        self.code: Texts = np.full(n, None, object)
        self.score: Numbers = np.full(n, np.nan)
        self.thresholds: dict[str, Numbers] = {}
        self.base = _nearness(ends.base_value, wanted.parity)
        self.latest = _nearness(ends.latest_value, wanted.parity)
        target = _nearness(wanted.target, wanted.parity)
        self.target = np.where(wanted.parity & np.isnan(target), PARITY, target)
        self.d = wanted.direction
        self.years = np.maximum(ends.latest_year - ends.base_year, 1)
        self.settle(ends.points == 0, None, "progress-no-value")
        self.settle(wanted.direction == 0, None, "progress-direction-unknown")
        self.settle(wanted.is_growth_rate, None, "progress-growth-rate")
        self.settle(ends.base_year == 0, None, "progress-all-before-base")
        self.settle((ends.latest_year <= ends.base_year) & ends.broken, None, "progress-one-point-since-break")
        self.settle(ends.latest_year <= ends.base_year, None, "progress-one-point")
        self.settle(wanted.parity & ((ends.base_value <= 0) | (ends.latest_value <= 0)), None, "progress-no-parity")

    def settle(self, where: Yes, status: str | None, code: str, score: float = np.nan,
               thresholds: dict[str, float] | None = None) -> None:  # fmt: skip
        """Give those of `where` that are still open this answer, and close them."""
        rows = self.open & where
        self.status[rows], self.code[rows], self.score[rows] = status, code, score
        for name, least in (thresholds or {}).items():
            self._least(name)[rows] = least
        self.open = self.open & ~rows

    def beside(self, where: Yes, code: str) -> None:
        """Say this beside the status of those of `where` that are still open; what was said first stays."""
        self.code[self.open & where & (self.code == None)] = code  # noqa: E711 - asked of every element

    def compare(
        self, measure: Numbers, bounds: tuple[Numbers, Numbers], thresholds: dict[str, Numbers], worst: str
    ) -> Judged:
        """Compare the measure of what is still open with the thresholds, best first, and give all answers."""
        rows = self.open
        for name, least in thresholds.items():
            self._least(name)[rows] = least[rows]
        low, high = np.minimum(*bounds), np.maximum(*bounds)
        low, high = np.where(rows, low, np.nan), np.where(rows, high, np.nan)
        self.status[rows] = _statuses(measure, thresholds, worst)[rows]
        return Judged(
            self.method, self.status, self.code, _finite(np.where(rows, measure, np.nan)), self.score, _finite(low),
            _finite(high), _where_known(low, thresholds, worst), _where_known(high, thresholds, worst), self.thresholds,
        )  # fmt: skip

    def _least(self, name: str) -> Numbers:
        return self.thresholds.setdefault(name, np.full(len(self.open), np.nan))


def _nearness(values: Numbers, parity: Yes) -> Numbers:
    return np.where(parity & (values > 0), np.maximum(values, 1 / values), values) if parity.any() else values


def _statuses(measure: Numbers, thresholds: dict[str, Numbers], worst: str) -> Texts:
    found = np.full(len(measure), worst, object)
    for name, least in reversed(thresholds.items()):
        found[measure >= least] = name
    return found


def _where_known(measure: Numbers, thresholds: dict[str, Numbers], worst: str) -> Texts:
    found = _statuses(measure, thresholds, worst)
    found[np.isnan(measure)] = None
    return found


def _finite(values: Numbers) -> Numbers:
    return np.where(np.isfinite(values), values, np.nan)
