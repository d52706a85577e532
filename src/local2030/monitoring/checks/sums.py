"""Parts that don't add up to their total, in tables where they mostly do (women and men against all people).

Whether values add up at all is learnt from the table; shares, rates, indices and changes never do. Sets in which a part
is missing or kept back aren't looked at.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from local2030.monitoring.checks.grouping import Grouping
from local2030.monitoring.checks.pointing import Odd, Told
from local2030.monitoring.checks.policy import CheckPolicy
from local2030.monitoring.checks.unit_kinds import kind
from local2030.monitoring.rows import TidyRows
from local2030.vocabulary.findings import Finding

Key = tuple[str, ...]


class Parted(NamedTuple):
    """A total with its parts in one period: indexes of rows, and what the parts come to."""

    total: int
    parts: tuple[int, ...]
    added: float


def sums(rows: TidyRows, grouping: Grouping, policy: CheckPolicy) -> Iterator[Finding]:
    """Totals that their parts miss; the rows are the total's and the parts'."""
    told = Told(rows, policy.whole("most_single"))
    tables: dict[tuple[Key, str], list[tuple[int, list[int]]]] = defaultdict(list)
    for (total, dimension), parts in _partings(grouping).items():
        indicator, series, _, unit, multiplier, dims, _ = grouping.keys[total]
        tables[(indicator, series, unit, multiplier, dims), dimension].append((total, parts))
    for (_, dimension), series_sets in tables.items():
        sets = [one for total, parts in series_sets for one in _sets(grouping, total, parts)]
        for one in _missed(rows, grouping, sets, policy):
            told.odd.append(_odd(rows, one, dimension))
    yield from told.findings()


def _partings(grouping: Grouping) -> dict[tuple[int, str], list[int]]:
    """For each series that is a total, and each dimension, the series of its parts (numbers of series)."""
    parents = _parents({key[5] for key in grouping.keys})
    numbers = {key: number for number, key in enumerate(grouping.keys)} if parents else {}
    found: dict[tuple[int, str], list[int]] = defaultdict(list)
    for number, key in enumerate(grouping.keys):
        if key[5] not in parents or kind(key[3]) not in ("count", "money", ""):
            continue
        for dimension, dims in parents[key[5]]:
            total = numbers.get((*key[:5], dims, key[6]))
            if total is not None:
                found[total, dimension].append(number)
    return {key: parts for key, parts in found.items() if len(parts) > 1}


def _parents(texts: set[str]) -> dict[str, list[tuple[str, str]]]:
    """For each text of dims: each of its dimensions, and the text of those that stay when it is left out."""
    read = {text: json.loads(text) for text in texts if text}
    by_content = {frozenset(dims.items()): text for text, dims in read.items()} | {frozenset(): ""}
    found: dict[str, list[tuple[str, str]]] = {}
    for text, dims in read.items():
        for name in dims:
            rest = by_content.get(frozenset((key, value) for key, value in dims.items() if key != name))
            if rest is not None and rest in texts:
                found.setdefault(text, []).append((name, rest))
    return found


def _sets(grouping: Grouping, total: int, parts: list[int]) -> Iterator[Parted]:
    """The total and its parts period by period, where every value is there."""
    by_day: dict[int, list[int]] = defaultdict(list)
    for part in parts:
        for index in grouping.rows_of(part):
            by_day[int(grouping.days[index])].append(index)
    for index in grouping.rows_of(total):
        found = by_day.get(int(grouping.days[index]), [])
        added = float(sum(grouping.values[one] for one in found))
        if len(found) > 1 and not np.isnan(added) and not np.isnan(grouping.values[index]):
            yield Parted(index, tuple(found), added)


def _missed(rows: TidyRows, grouping: Grouping, sets: list[Parted], policy: CheckPolicy) -> list[Parted]:
    """The totals that are missed, if enough of the others are met; nothing but zeros adds up to zero by itself."""
    if not sets:
        return []
    usual = Counter(len(one.parts) for one in sets).most_common(1)[0][0]
    whole = [one for one in sets if len(one.parts) == usual and (one.added or grouping.values[one.total])]
    missed = [one for one in whole if not _adds_up(rows, grouping, one, policy)]
    adding = len(whole) - len(missed)
    enough = adding >= max(policy["sums.least_sets"], policy["sums.least_adding"] * len(whole))
    return missed if enough else []


def _adds_up(rows: TidyRows, grouping: Grouping, one: Parted, policy: CheckPolicy) -> bool:
    """Whether parts come to their total but for rounding: half a unit of the last place written for each of them."""
    decimals = min(_decimals(rows.raw_value[index]) for index in (one.total, *one.parts))
    rounding = 0.5 * 10.0**-decimals * (len(one.parts) + 1)
    total = float(grouping.values[one.total])
    return abs(one.added - total) <= max(policy["sums.tolerance"] * abs(total), rounding) + 1e-9


def _decimals(text: str) -> int:
    return len(text.strip().partition(".")[2])


def _odd(rows: TidyRows, one: Parted, dimension: str) -> Odd:
    total = one.total
    values = {
        "indicator": rows.indicator[total], "dimension": dimension, "place": rows.ref_area[total],
        "period": rows.time_period[total],
        "total": rows.raw_value[total].strip(), "added": f"{one.added:.6g}", "total_row": rows.source_row[total],
    }  # fmt: skip
    return Odd("check-parts-not-total", "warning", (total, *one.parts), "obs_value", (dimension,), values)
