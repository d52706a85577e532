"""What a place reports: each of its totals through the years with what the parent reports of the same, asked at once."""

from __future__ import annotations

from collections import defaultdict
from typing import Any, NamedTuple

from local2030.monitoring.points import counted
from local2030.vocabulary.observations import Point, Wanted
from local2030.web.monitoring import words
from local2030.web.monitoring.cuts import Cut
from local2030.web.monitoring.standing import Standing, standings
from local2030.web.monitoring.stores import Opened
from local2030.web.monitoring.titles import title_of
from local2030.web.monitoring.wanted import goal_of, order_of, wanted_of

KEY = ("indicator", "series", "unit_measure", "unit_mult", "dims", "freq")


class Reported(NamedTuple):
    """One total of an indicator: its points in the place and in the parent. `nothing`: the status of a year without."""

    indicator: str
    cut: Cut
    own: tuple[Point, ...]
    parent: tuple[Point, ...]
    nothing: tuple[int, str] | None
    counting: tuple[Point, ...] = ()  # what a method looks at: without forecasts and what was before a break

    @property
    def latest(self) -> Point | None:
        """The last value."""
        return self.own[-1] if self.own else None


class Line(NamedTuple):
    """A total as the page shows it."""

    reported: Reported
    title: str
    goal: int
    standing: Standing | None
    wanted: Wanted
    unit: str


def reported_of(data: Opened, place: str, parent: str) -> list[Reported]:
    """The annual totals of a place, and of what only its parent reports."""
    table = data.table
    rows = table.filter(table.ref_area.isin([place, parent] if parent else [place]) & (table.dims == "") & (table.freq == "A"))  # fmt: skip
    columns = (*KEY, "ref_area", "year", "time_period", "obs_value", "obs_status")
    found = data.rows(rows.select(list(columns)).order_by([*KEY, "year", "time_period"]))
    own: dict[tuple[str, ...], dict[int, Point]] = defaultdict(dict)
    above: dict[tuple[str, ...], dict[int, Point]] = defaultdict(dict)
    nothing: dict[tuple[str, ...], tuple[int, str]] = {}
    statuses: dict[tuple[tuple[str, ...], int], str] = {}
    for row in zip(*(found[name] for name in columns), strict=True):
        key, (area, year, period, value, status) = row[:6], row[6:]
        if value is not None:
            (own if area == place else above)[key][year] = Point(year, value, period)
            if area == place:
                statuses[key, year] = status
        elif area == place and status in words.NOTHING:
            nothing[key] = (year, status)
    series: dict[str, set[str]] = defaultdict(set)
    for key in own.keys() | above.keys() | nothing.keys():
        series[key[0]].add(key[1])
    keys = sorted(own.keys() | above.keys() | nothing.keys(), key=lambda k: (order_of(k[0]), k))
    return [
        Reported(
            k[0],
            Cut(k[1], k[2], k[3], k[4], k[5], one_series=len(series[k[0]]) == 1, names=data.codes),
            _points(own[k]),
            _points(above[k]),
            nothing.get(k),
            counted((point, statuses[k, year]) for year, point in own[k].items()),
        )
        for k in keys
    ]


def lines_of(data: Opened, reported: list[Reported], method: Any) -> list[Line]:
    """Each total with its standing by the method."""
    plain = {r.indicator: data.indicators.get(r.indicator) or {"code": r.indicator} for r in reported}
    wanted = {code: wanted_of(code, row) for code, row in plain.items()}
    with_values = [r for r in reported if r.own]
    told = standings(method, [r.counting for r in with_values], [wanted[r.indicator] for r in with_values])
    by_key = {(r.indicator, r.cut): s for r, s in zip(with_values, told, strict=True)}
    return [
        Line(
            r, title_of(data, r.indicator), goal_of(r.indicator, plain[r.indicator]),
            by_key.get((r.indicator, r.cut)), wanted[r.indicator],
            words.unit(r.cut.unit, r.cut.mult) or str(plain[r.indicator].get("unit") or ""),
        )
        for r in reported
    ]  # fmt: skip


def _points(found: dict[int, Point]) -> tuple[Point, ...]:
    return tuple(found[year] for year in sorted(found))
