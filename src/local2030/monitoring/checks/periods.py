"""Periods of one series that don't go together: kinds that are mixed, years that overlap, gaps.

What a single period says (2014/15, a year to come) is told where it is read.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import numpy as np

from local2030.monitoring.checks.grouping import Grouping
from local2030.monitoring.checks.pointing import named, of_lines, pointing
from local2030.monitoring.checks.policy import CheckPolicy
from local2030.monitoring.rows import TidyRows
from local2030.vocabulary.findings import Finding

DAYS_OF_A_YEAR = 366


def periods(rows: TidyRows, grouping: Grouping, policy: CheckPolicy) -> Iterator[Finding]:
    """What is odd about the periods of each file."""
    yield from _frequencies(rows, grouping)
    yield from _lengths(rows, grouping, policy)
    yield from _gaps(rows, grouping, policy)


def _frequencies(rows: TidyRows, grouping: Grouping) -> Iterator[Finding]:
    """Years beside quarters or months of the same thing: kept as series of their own, and told."""
    seen: dict[tuple[str, ...], set[str]] = {}
    for key in grouping.keys:
        seen.setdefault(key[:6], set()).add(key[6])
    mixed = {key: freqs for key, freqs in seen.items() if len(freqs) > 1}
    files: dict[str, tuple[set[str], int]] = {}
    for number, key in enumerate(grouping.keys):
        if key[:6] in mixed:
            file = rows.source_file[int(grouping.order[grouping.starts[number]])]
            freqs, count = files.get(file, (set(), 0))
            files[file] = (freqs | mixed[key[:6]], count + 1)
    for file, (freqs, count) in files.items():
        values = {"frequencies": ", ".join(sorted(freqs)), "series_count": count}
        yield of_lines("check-frequencies-mixed", "info", file, (), "time_period", **values)


def _lengths(rows: TidyRows, grouping: Grouping, policy: CheckPolicy) -> Iterator[Finding]:
    """2014/15 beside 2015 in one series; the rarer kind of the file is pointed at."""
    length = grouping.ends - grouping.days + 1
    if not len(length) or (length.max() <= DAYS_OF_A_YEAR and length.max() - length.min() <= DAYS_OF_A_YEAR // 2):
        return
    ordered, series, days = length[grouping.order], grouping.series[grouping.order], grouping.days[grouping.order]
    same = series[1:] == series[:-1]
    mixed = np.flatnonzero(np.bincount(series[1:][same & (np.abs(np.diff(ordered)) > DAYS_OF_A_YEAR // 2)]))
    by_file: dict[str, list[int]] = {}
    for number in mixed.tolist():
        for index in grouping.rows_of(number):
            by_file.setdefault(rows.source_file[index], []).append(index)
    for indexes in by_file.values():
        kinds = Counter(round(int(length[index]) / 365.25) for index in indexes)
        usual = kinds.most_common(1)[0][0]
        odd = [index for index in indexes if round(int(length[index]) / 365.25) != usual]
        said = named(dict.fromkeys(rows.time_period[index] for index in odd), policy.whole("most_named"))
        beside = next(rows.time_period[index] for index in indexes if index not in odd)
        yield from pointing(rows, "check-periods-mixed", "warning", odd, "time_period", said=said, beside=beside)
    overlaps = same & (days[1:] < days[:-1] + ordered[:-1]) & (days[1:] > days[:-1]) & (ordered[1:] == ordered[:-1])
    files = Counter(rows.source_file[index] for index in grouping.order[1:][overlaps].tolist())
    for file, count in files.items():
        yield of_lines("check-periods-overlap", "info", file, (), "time_period", rows_count=count)


def _gaps(rows: TidyRows, grouping: Grouping, policy: CheckPolicy) -> Iterator[Finding]:
    """Years inside series that are there for no place of the file, or lacking in single series."""
    years = np.array([year or -1 for year in rows.year.values], dtype=np.int64)[rows.year.codes]
    ordered, series = years[grouping.order], grouping.series[grouping.order]
    step = np.diff(ordered)
    within = (series[1:] == series[:-1]) & (step > 0)
    if not within.any():
        return
    usual = np.full(len(grouping.keys), np.iinfo(np.int64).max)
    np.minimum.at(usual, series[1:][within], step[within])
    counts = np.bincount(series[1:][within], minlength=len(grouping.keys)) + 1
    of = series[1:]
    wide = within & (step > usual[of]) & (counts[of] >= policy["periods.least_points"])
    by_file: dict[str, tuple[set[int], set[int]]] = {}
    for at in np.flatnonzero(wide).tolist():
        number = int(series[at])
        lacking, seen = by_file.setdefault(rows.source_file[int(grouping.order[at])], (set(), set()))
        lacking.update(range(int(ordered[at] + usual[number]), int(ordered[at + 1]), int(usual[number])))
        seen.add(number)
    for file, (lacking, seen) in by_file.items():
        said = named(sorted(lacking), policy.whole("most_named"))
        yield of_lines("check-period-gap", "info", file, (), "time_period", years=said, series_count=len(seen))
