"""Which places of a data set move fastest in what is wanted, as intervals, with the evidence behind each part."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from local2030.monitoring.growth import slope_bounds
from local2030.monitoring.momentum import LEAST_INDICATORS, Changes, changes, momentum
from local2030.vocabulary.findings import Finding
from local2030.workflows.dataset_progress import narrowed, several_said
from local2030.workflows.finding_log import plain_finding
from local2030.workflows.judged_series import SeriesEnds, ends_in
from local2030.workflows.opened_dataset import Opened, open_dataset, place_code
from local2030.workflows.wanted_indicators import wanted_of

SCHEMA = "local2030/monitoring-momentum/1"
COLUMNS = ("place", "place_name", "momentum", "low", "high", "rank", "rank_low", "rank_high", "of", "indicators",
           "of_indicators")  # fmt: skip
EVIDENCE = ("indicator", "series", "unit", "base_period", "base_value", "latest_period", "latest_value", "points", "yearly",
            "spread", "standardised", "low", "high", "source")  # fmt: skip
ALIKE = ("indicator", "series", "unit_measure", "unit_mult", "dims", "freq")


def moving(
    home: Path, dataset: str, *, level: int | None = None, place: str = "", goal: str = "", meta: Path | None = None,
    version: int | None = None, language: str = "en",
) -> dict[str, Any]:  # fmt: skip
    """The document: places of one level in the order of their ranks, each with its evidence indicator by indicator.

    `level` None: that of `place`, else the first below the whole. Totals count, no breakdowns. With `place` only it is
    listed, ranked among all of its level.
    """
    opened = open_dataset(home, dataset, version)
    wanted, findings = wanted_of(opened.indicators, meta)
    chosen = place_code(opened, place) if place else ""
    at = level if level is not None else _level(opened, chosen)
    codes = [str(p["code"]) for p in opened.places if p.get("level") == at]
    table = narrowed(opened, "", goal, headline=True)
    series = ends_in(opened.connection, table.filter(table.ref_area.isin(codes)), wanted, "linear")
    keys = list(zip(*(series.table[name].to_pylist() for name in ALIKE), strict=True))
    numbers = {key: n for n, key in enumerate(dict.fromkeys(keys))}
    moved = changes(series.ends, series.columns, np.array([numbers[key] for key in keys], np.int64))
    indicators, cells = _cells(series, moved)
    matrix, same = _once(indicators, _matrix(codes, indicators, cells))
    indicators = [code for code in indicators if code not in same]
    found = dict(zip(codes, momentum(matrix), strict=True))
    evidence = _evidence(opened, series, moved)
    ranked = sum(one.rank is not None for one in found.values())
    rows = [
        {"place": code, "place_name": opened.name_of(code), "momentum": one.momentum, "low": one.low, "high": one.high,
         "rank": one.rank, "rank_low": one.rank_low, "rank_high": one.rank_high, "of": ranked,
         "indicators": one.indicators, "of_indicators": len(indicators), "evidence": evidence.get(code, [])}
        for code, one in found.items() if not chosen or code == chosen
    ]  # fmt: skip
    told = [*findings, *several_said(series), *_said(found, ranked, indicators, same)]
    return {
        "schema": SCHEMA,
        "dataset": opened.manifest.dataset,
        "version": opened.manifest.version,
        "about": dict(opened.manifest.about),
        "level": at,
        "least_indicators": LEAST_INDICATORS,
        "places": sorted(rows, key=lambda row: (row["rank"] is None, row["rank"], row["place"])),
        "findings": [plain_finding(f, language) for f in told],
    }


def _level(opened: Opened, place: str) -> int:
    if place:
        return int(opened.by_code[place].get("level") or 0)
    levels = sorted({int(p.get("level") or 0) for p in opened.places})
    return next((level for level in levels if level > 0), levels[0] if levels else 0)


def _cells(series: SeriesEnds, moved: Changes) -> tuple[list[str], dict[tuple[str, str], float]]:
    """The indicators that tell of any place, and the mean standardised change of each (place, indicator)."""
    gathered: defaultdict[tuple[str, str], list[float]] = defaultdict(list)
    places, codes = series.table["ref_area"].to_pylist(), series.table["indicator"].to_pylist()
    for place, code, value in zip(places, codes, moved.standardised.tolist(), strict=True):
        if value == value:
            gathered[place, code].append(value)
    cells = {key: sum(values) / len(values) for key, values in gathered.items()}
    return sorted({code for _place, code in cells}), cells


def _matrix(places: list[str], indicators: list[str], cells: Mapping[tuple[str, str], float]) -> Any:
    return np.array([[cells.get((p, code), np.nan) for code in indicators] for p in places], np.float64).reshape(
        len(places), len(indicators)
    )


def _once(indicators: list[str], matrix: Any) -> tuple[Any, dict[str, str]]:
    """The columns without those that say the same as an earlier one: indicators that stand under several goals.

    Also which indicator says the same as which.
    """
    seen: dict[bytes, str] = {}
    same: dict[str, str] = {}
    for code, column in zip(indicators, (np.round(matrix, 12) + 0.0).T, strict=True):
        first = seen.setdefault(column.tobytes(), code)
        if first != code:
            same[code] = first
    return matrix[:, [code not in same for code in indicators]], same


def _evidence(opened: Opened, series: SeriesEnds, moved: Changes) -> dict[str, list[dict[str, Any]]]:
    """What stands behind each place, strongest first: the series, its first and latest value, its change, its source."""
    with np.errstate(all="ignore"):
        low, high = (bound * series.columns.direction / moved.spread for bound in slope_bounds(series.ends))
    found: defaultdict[str, list[dict[str, Any]]] = defaultdict(list)
    for n, row in enumerate(series.table.to_pylist()):
        if np.isnan(moved.standardised[n]):
            continue
        said = opened.indicators.get(row["indicator"]) or {}
        between = sorted((float(low[n]), float(high[n]))) if not np.isnan(low[n]) else (None, None)
        found[row["ref_area"]].append(
            {"indicator": row["indicator"], "series": row["series"], "unit": row["unit_measure"],
             "base_period": row["base_period"], "base_value": row["base_value"], "latest_period": row["latest_period"],
             "latest_value": row["latest_value"], "points": row["since"], "yearly": float(moved.yearly[n]),
             "spread": float(moved.spread[n]), "standardised": float(moved.standardised[n]), "low": between[0],
             "high": between[1], "source": said.get("source"), "source_url": said.get("source_url")}
        )  # fmt: skip
    return {place: sorted(rows, key=lambda r: -r["standardised"]) for place, rows in found.items()}


def _said(found: Mapping[str, Any], ranked: int, indicators: list[str], same: Mapping[str, str]) -> list[Finding]:
    lacking = len(found) - ranked
    told = []
    if lacking:
        values = {"count": lacking, "of": len(found), "least": LEAST_INDICATORS, "indicators": len(indicators)}
        told.append(Finding("momentum-too-little", "warning", values=values))
    if same:
        pairs = ", ".join(f"{code} = {first}" for code, first in list(same.items())[:8])
        told.append(Finding("momentum-same-values", "info", values={"count": len(same), "pairs": pairs}))
    return told
