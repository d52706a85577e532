"""All values of one cut of an indicator, asked once; out of them what a page shows of a place."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from itertools import pairwise
from typing import NamedTuple

from local2030.charts.strip import quantile
from local2030.charts.time_lines import Lines, Spot
from local2030.vocabulary.observations import BREAK, WITHOUT_VALUE, Wanted
from local2030.web.monitoring.cuts import Cut, condition
from local2030.web.monitoring.stores import Opened

FEWEST_SIBLINGS = 4
COLUMNS = (
    "ref_area", "year", "time_period", "obs_value", "raw_value", "obs_status", "lower_bound", "upper_bound",
    "source_file", "source_row",
)  # fmt: skip


class Value(NamedTuple):
    """One observation of the cut."""

    place: str
    year: int
    period: str
    value: float | None
    raw: str
    status: str
    low: float | None
    high: float | None
    file: str
    row: int


class Values(NamedTuple):
    """By place, in order of periods."""

    by_place: Mapping[str, tuple[Value, ...]]

    @property
    def latest_year(self) -> int | None:
        """The last year in which any place has a value."""
        return max((v.year for rows in self.by_place.values() for v in rows if v.value is not None), default=None)

    def years(self) -> list[int]:
        """The years that any place reports on, latest first."""
        return sorted({v.year for rows in self.by_place.values() for v in rows}, reverse=True)

    def of_year(self, year: int) -> dict[str, Value]:
        """The last observation of the year, by place."""
        return {
            place: found[-1] for place, rows in self.by_place.items() if (found := [v for v in rows if v.year == year])
        }


def values_of(data: Opened, indicator: str, cut: Cut) -> Values:
    """One question to the table."""
    table = data.table
    rows = table.filter((table.indicator == indicator) & condition(table, cut)).select(list(COLUMNS))
    found = data.rows(rows.order_by(["ref_area", "year", "time_period"]))
    by_place: dict[str, list[Value]] = defaultdict(list)
    for row in zip(*(found[name] for name in COLUMNS), strict=True):
        value = Value(*row)
        by_place[value.place].append(value)
    return Values({place: tuple(rows) for place, rows in by_place.items()})


def lines_of(
    values: Values, code: str, name: str, parent: tuple[str, str], siblings: Iterable[str], wanted: Wanted
) -> Lines:
    """What is drawn of a place; `parent` is its code and name."""
    own = values.by_place.get(code, ())
    subject = spots(own)
    above = spots(values.by_place.get(parent[0], ())) if parent[0] else ()
    by_year: dict[int, list[float]] = defaultdict(list)
    for other in siblings:
        for spot in spots(values.by_place.get(other, ())):
            by_year[spot.year].append(spot.value)
    band = tuple(
        (year, quantile(found, 0.1), quantile(found, 0.9))
        for year, found in sorted(by_year.items())
        if len(found) >= FEWEST_SIBLINGS
    )
    target = (wanted.target_year, wanted.target) if wanted.target is not None else None
    return Lines(name, subject, parent[1] if above else "", above, "", band, _missing(own, subject), target)


def spots(rows: Iterable[Value]) -> tuple[Spot, ...]:
    """A value a year, the last one of the year; a break in the series is marked."""
    found: dict[int, Spot] = {}
    for row in rows:
        if row.value is not None:
            found[row.year] = Spot(row.year, row.value, row.low, row.high, row.status == BREAK)
    return tuple(found[year] for year in sorted(found))


def _missing(own: Iterable[Value], subject: tuple[Spot, ...]) -> tuple[int, ...]:
    """Years between the first and the last value without one, and years that say themselves that they have none."""
    have = {spot.year for spot in subject}
    said = {row.year for row in own if row.value is None or row.status in WITHOUT_VALUE}
    between = (
        set(range(subject[0].year, subject[-1].year + 1))
        if subject and subject[-1].year - subject[0].year < 80
        else set()
    )
    step = _rhythm(subject)
    due = {year for year in between if (year - subject[0].year) % step == 0} if step else between
    return tuple(sorted((said | due) - have))


def _rhythm(subject: tuple[Spot, ...]) -> int:
    """The least number of years between two values: a survey each third year isn't late in the two between."""
    return min((b.year - a.year for a, b in pairwise(subject)), default=1)
