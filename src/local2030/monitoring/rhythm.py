"""Which years a series is expected to have, from the years that it has."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise

WAVE = 0.5  # a year counts as one in which a level reported when half as many places did as in its best year


def waves(places_by_year: Mapping[int, int]) -> tuple[int, ...]:
    """The years in which a level reported, in order: a year with few places is theirs and no wave of the level."""
    most = max(places_by_year.values(), default=0)
    return tuple(sorted(year for year, n in places_by_year.items() if n >= WAVE * most and n > 0))


def rhythm(years: Sequence[int], otherwise: int = 1) -> int:
    """The commonest distance from one year to the next, the smaller of equals; `otherwise` where there is only one.

    >>> rhythm((2014, 2016, 2018, 2020, 2021))
    2
    """
    steps = Counter(b - a for a, b in pairwise(years))
    return min(steps, key=lambda step: (-steps[step], step)) if steps else max(otherwise, 1)


def expected_years(years: Sequence[int], every: int, until: int) -> tuple[int, ...]:
    """The years that there are, those that the rhythm would have in between, and those due since, up to `until`.

    >>> expected_years((2014, 2016, 2020), 2, 2025)
    (2014, 2016, 2018, 2020, 2022, 2024)
    """
    found = set(years)
    for first, following in pairwise(years):
        found.update(year for year in range(first + every, following, every) if year + every <= following)
    if years:
        found.update(range(years[-1] + every, until + 1, every))
    return tuple(sorted(found))


def years_back(first: int, every: int, since: int) -> tuple[int, ...]:
    """The years before `first` in its rhythm, not before `since`."""
    return tuple(sorted(range(first - every, since - 1, -every)))


def within(years: Iterable[int], since: int, until: int) -> tuple[int, ...]:
    """Those of the years that lie in the window asked for."""
    return tuple(year for year in years if since <= year <= until)
