"""Rates of few people or cases: they jump by chance, and a rank by them means little.

Known where the data say it: a denominator or a count beside the value, or the place's population. Such rows are marked
as of low reliability (U). Where a whole series runs through ratios of small whole numbers (0, 33.3, 50, 66.7) that is
told, and nothing is marked.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from local2030.monitoring.checks.grouping import Floats, Grouping
from local2030.monitoring.checks.pointing import Odd, Told, pointing
from local2030.monitoring.checks.policy import CheckPolicy
from local2030.monitoring.checks.unit_kinds import kind
from local2030.monitoring.rows import TidyRows
from local2030.vocabulary.findings import Finding
from local2030.vocabulary.observations import NORMAL

_DENOMINATOR = re.compile(
    r"denominator|population|sample(?: size)?|^n$|^base$|respondents|cohort|denominador|población|muestra|nenner|effectif",
    re.IGNORECASE,
)
_COUNT = re.compile(r"^count$|numerator|cases|number of|numerador|casos|zähler|numérateur", re.IGNORECASE)


class SmallNumbers(NamedTuple):
    """`rows` are those that rest on too few, to be marked as of low reliability."""

    findings: list[Finding]
    rows: list[int]


def small_numbers(
    rows: TidyRows, grouping: Grouping, populations: Mapping[str, float], policy: CheckPolicy
) -> SmallNumbers:
    """What rests on too few, by what the data say of it; and series that look as if they did."""
    few = list(_said(rows, policy))
    marked = {index for index, _, _ in few}
    told = Told(rows, policy.whole("most_single"))
    for index, name, number in few:
        values = {
            "indicator": rows.indicator[index], "place": rows.ref_area[index], "value": rows.raw_value[index],
            "period": rows.time_period[index], "name": name, "number": f"{number:g}",
        }  # fmt: skip
        told.odd.append(Odd("check-small-denominator", "warning", (index,), "obs_value", (), values))
    findings = list(told.findings())
    places = _few_people(rows, populations, policy)
    for place, indexes in places.items():
        people = f"{populations[place]:g}"
        findings += pointing(rows, "check-few-people", "warning", indexes, "obs_value", place=place, people=people)
        marked.update(indexes)
    findings += _ratios(rows, grouping, policy)
    return SmallNumbers(findings, sorted(index for index in marked if rows.obs_status[index] == NORMAL))


def _said(rows: TidyRows, policy: CheckPolicy) -> Iterator[tuple[int, str, float]]:
    """Rows whose attributes name a denominator or count that is too small."""
    small = {text: found for text in rows.attributes.values if text and (found := _small(text, policy))}
    for index in rows.attributes.where(small.__contains__):
        if rows.obs_value[index] is not None:
            yield index, *small[rows.attributes[index]]


@lru_cache(maxsize=10_000)
def _small(text: str, policy: CheckPolicy) -> tuple[str, float] | None:
    if not (_DENOMINATOR.search(text) or "n" in text.casefold() or _COUNT.search(text)):
        return None
    try:
        said = json.loads(text)
    except ValueError:
        return None
    for name, number in said.items() if isinstance(said, dict) else ():
        try:
            value = float(str(number).replace(",", "").replace(" ", ""))
        except ValueError:
            continue
        least = "least_denominator" if _DENOMINATOR.search(name) else "least_count" if _COUNT.search(name) else ""
        if least and 0 <= value < policy[f"small_numbers.{least}"]:
            return name, value
    return None


def _few_people(rows: TidyRows, populations: Mapping[str, float], policy: CheckPolicy) -> dict[str, list[int]]:
    """Rates and shares of places with very few people."""
    small = {place for place, people in populations.items() if people < policy["small_numbers.least_population"]}
    found: dict[str, list[int]] = {}
    if not small:
        return found
    for index in rows.ref_area.where(small.__contains__):
        if rows.obs_value[index] is not None and kind(rows.unit_measure[index]) in ("rate", "share"):
            found.setdefault(rows.ref_area[index], []).append(index)
    return found


def _ratios(rows: TidyRows, grouping: Grouping, policy: CheckPolicy) -> Iterator[Finding]:
    """Series of shares that run through ratios of small whole numbers, and nothing else."""
    shares = {unit for unit in rows.unit_measure.values if kind(unit) == "share"}
    series = np.array([key[3] in shares for key in grouping.keys], dtype=np.bool_)
    taken = grouping.order[series[grouping.series[grouping.order]] & ~np.isnan(grouping.values[grouping.order])]
    if not len(taken):
        return
    largest = policy.whole("small_numbers.largest_whole")
    is_ratio = _are_ratios(grouping.values[taken], largest)
    values, of = grouping.values[taken], grouping.series[taken]
    sizes = np.bincount(of, minlength=len(grouping.keys))
    hits = np.bincount(of[is_ratio], minlength=len(grouping.keys))
    uneven = np.bincount(of[values != np.floor(values)], minlength=len(grouping.keys))
    likely = (hits == sizes) & (sizes >= policy["small_numbers.ratio_points"]) & (uneven > 0)
    told = Told(rows, 0)
    for number in np.flatnonzero(likely).tolist():
        indexes = [index for index in grouping.rows_of(number) if not np.isnan(grouping.values[index])]
        different = {float(grouping.values[index]) for index in indexes}
        broken = [value for value in different if value != int(value)]
        if len(different) >= policy["small_numbers.distinct"] and len(broken) >= policy["small_numbers.distinct"] - 1:
            told.odd.append(Odd("check-small-ratios", "info", tuple(indexes), "obs_value", ()))
    yield from told.findings()


def _are_ratios(values: Floats, largest: int) -> npt.NDArray[np.bool_]:
    """Which shares in per cent are k/n for an n up to that, as exactly as they are written (one decimal at least)."""
    decimals = np.full(len(values), 4.0)
    for places in (3, 2, 1):
        decimals[np.round(values, places) == values] = places
    half = 0.5000001 * 10.0**-decimals
    found = np.zeros(len(values), dtype=np.bool_)
    for n in range(1, largest + 1):
        found |= np.abs(values - 100 * np.round(values * n / 100) / n) <= half
    return found
