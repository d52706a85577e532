"""A place beside its parent or another place: a row for each series, or a row that says why there is no comparison."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np

from local2030.monitoring.comparison import (
    ALIKE,
    common_points,
    latest_against,
    points_of_others,
    series_of,
    siblings_at,
)
from local2030.monitoring.distribution import distribution
from local2030.monitoring.gap_trend import gap_trend
from local2030.monitoring.progress_methods import methods
from local2030.monitoring.records import Judged
from local2030.monitoring.series import Traits
from local2030.monitoring.standing import intervals, standing
from local2030.monitoring.unlike import why_not
from local2030.vocabulary.errors import WrongUse
from local2030.vocabulary.findings import Finding
from local2030.vocabulary.messages import say
from local2030.vocabulary.observations import Wanted
from local2030.workflows.dataset_progress import narrowed
from local2030.workflows.finding_log import plain_finding
from local2030.workflows.judged_series import SeriesEnds, ends_in, in_parts, judged, traits_of
from local2030.workflows.opened_dataset import Opened, open_dataset, place_code
from local2030.workflows.progress_rows import method_row
from local2030.workflows.wanted_indicators import wanted_of

SCHEMA = "local2030/monitoring-compare/1"
COLUMNS = (
    "indicator", "goal", "series", "unit", "unit_mult", "dims", "freq", "period", "value", "other_value", "gap", "ratio",
    "stands", "rank", "rank_low", "rank_high", "rank_of", "rank_by", "siblings", "reporting", "cv", "p10", "q1", "median",
    "q3", "p90", "p90_p10", "movement", "gap_slope", "gap_low", "gap_high", "gap_scale", "common_years", "status",
    "other_status", "statuses_differ", "code", "reason",
)  # fmt: skip
Key = tuple[str, ...]
UNKNOWN = Wanted("")


def compare(
    home: Path, dataset: str, place: str, other: str = "parent", *, indicator: str = "", goal: str = "",
    headline: bool = False, method: str = "statcan-2.4", meta: Path | None = None, version: int | None = None,
    language: str = "en",
) -> dict[str, Any]:  # fmt: skip
    """The document. `other`: `parent`, `whole` (the root place), or a place's code or name."""
    opened = open_dataset(home, dataset, version)
    here = place_code(opened, place)
    there = other_place(opened, here, other)
    wanted, findings = wanted_of(opened.indicators, meta)
    table = narrowed(opened, "", goal, headline)
    if indicator:
        table = table.filter(table.indicator == indicator)
    has = traits_of(opened.connection, table)
    siblings = siblings_of(opened, here, there)
    common = _common(opened, table, here, there, has)
    among = _siblings(opened, table, siblings, common, has)
    statuses = _statuses(opened, table, (here, there), wanted, method, has)
    rows = [
        _row(opened, key, told, among.get(key, []), here, wanted.get(key[1], UNKNOWN), len(siblings))
        for key, told in common.items()
    ]
    for row, key in zip(rows, common, strict=True):
        mine, theirs = statuses.get((*key, here)), statuses.get((*key, there))
        row |= {"status": mine, "other_status": theirs, "statuses_differ": bool(mine and theirs and mine != theirs)}
    rows += _without(opened, table, here, there, common, has, language)
    return {
        "schema": SCHEMA,
        "dataset": opened.manifest.dataset,
        "version": opened.manifest.version,
        "about": dict(opened.manifest.about),
        "place": {"code": here, "name": opened.name_of(here)},
        "with": {"code": there, "name": opened.name_of(there)},
        "siblings": len(siblings),
        "method": method_row(methods()[method]),
        "compared": len(common),
        "not_compared": len(rows) - len(common),
        "series": sorted(rows, key=lambda row: (row["indicator"], row["series"], row["dims"], row["unit"])),
        "findings": [plain_finding(f, language) for f in findings],
    }


def beside_others(connection: Any, table: Any, against: Mapping[str, str]) -> Iterator[Any]:
    """Every series of every place beside that of the place it is held against (`latest_against`), as Arrow tables.

    `against`: place -> its parent. A large table is asked in parts.
    """
    import ibis
    import pyarrow as pa

    has = traits_of(connection, table)
    pairs = ibis.memtable(pa.table({"ref_area": list(against), "other": list(against.values())}))
    for part in in_parts(connection, table):
        others = connection.to_pyarrow(points_of_others(part, sorted(set(against.values())), has))
        yield connection.to_pyarrow(latest_against(part, pairs, ibis.memtable(others), has))


def other_place(opened: Opened, here: str, other: str) -> str:
    """The place to hold it against."""
    if other not in ("parent", "whole"):
        return place_code(opened, other)
    above = opened.ancestors(here)
    if not above:
        raise WrongUse(Finding("compare-no-parent", "error", values={"place": opened.name_of(here)}))
    return above[0] if other == "parent" else above[-1]


def siblings_of(opened: Opened, place: str, other: str = "") -> list[str]:
    """The places of its level below the same parent, itself among them; below `other` where that lies further above it."""
    mine = opened.by_code[place]
    above = opened.ancestors(place)
    whose = other if other in above else above[0] if above else None
    if whose is None:
        return [place]
    return [
        code
        for code, one in opened.by_code.items()
        if one.get("level") == mine.get("level") and whose in opened.ancestors(code)
    ]


def _common(
    opened: Opened, table: Any, here: str, there: str, has: Traits
) -> dict[Key, list[tuple[int, str, float, float]]]:
    """(year, period, local, other) of each series that both have in one period at least, in order of years."""
    found = opened.connection.to_pyarrow(common_points(table, here, there, has))
    columns = [found[name].to_pylist() for name in (*ALIKE, "year", "time_period", "local", "other")]
    by_key: defaultdict[Key, list[tuple[int, str, float, float]]] = defaultdict(list)
    for row in zip(*columns, strict=True):
        by_key[row[: len(ALIKE)]].append(row[len(ALIKE) :])
    return dict(by_key)


def _siblings(
    opened: Opened, table: Any, siblings: Sequence[str], common: Mapping[Key, Any], has: Traits
) -> dict[Key, list[dict[str, Any]]]:
    """What the siblings have of each series in the latest common period."""
    import ibis
    import pyarrow as pa

    if not common:
        return {}
    at = {name: [key[n] for key in common] for n, name in enumerate(ALIKE)}
    asked = ibis.memtable(pa.table(at | {"time_period": [told[-1][1] for told in common.values()]}))
    by_key: defaultdict[Key, list[dict[str, Any]]] = defaultdict(list)
    for row in opened.connection.to_pyarrow(
        siblings_at(table, siblings, asked, Traits(has.within_years, False, False))
    ).to_pylist():
        by_key[tuple(row[name] for name in ALIKE)].append(row)
    return by_key


def _statuses(
    opened: Opened, table: Any, places: tuple[str, str], wanted: Mapping[str, Wanted], method: str, has: Traits
) -> dict[Key, str | None]:
    module = methods()[method]
    series: SeriesEnds = ends_in(opened.connection, table.filter(table.ref_area.isin(list(places))), wanted, module.TREND,
                                 True, has)  # fmt: skip
    found: Judged = judged(series, module)
    keys = zip(*(series.table[name].to_pylist() for name in (*ALIKE, "ref_area")), strict=True)
    return dict(zip(keys, found.status, strict=True))


def _row(
    opened: Opened, key: Key, told: Sequence[tuple[int, str, float, float]], among: Sequence[dict[str, Any]], here: str,
    wanted: Wanted, siblings: int,
) -> dict[str, Any]:  # fmt: skip
    _year, period, local, other = told[-1]
    since = [one for one in told if one[0] >= wanted.base_year]
    trend = gap_trend([one[0] for one in since], [one[2] for one in since], [one[3] for one in since])
    spread = distribution([row["value"] for row in among])
    stands = _standing(among, here, wanted)
    return {
        **_key(opened, key),
        "period": period,
        "value": local,
        "other_value": other,
        "gap": local - other,
        "ratio": local / other if other else None,
        "stands": _stands(local, other, wanted),
        **stands,
        "siblings": siblings,
        "reporting": len(among),
        **{name: getattr(spread, name) for name in ("cv", "p10", "q1", "median", "q3", "p90", "p90_p10")},
        "movement": trend.movement if trend else None,
        "gap_slope": trend.slope if trend else None,
        "gap_low": trend.low if trend else None,
        "gap_high": trend.high if trend else None,
        "gap_scale": trend.scale if trend else None,
        "common_years": len(told),
        "code": None,
        "reason": None,
    }


def _stands(local: float, other: float, wanted: Wanted) -> str | None:
    """better, worse or same, where somebody said what is wanted."""
    if wanted.direction == "parity" and local > 0 and other > 0:
        local, other = -max(local, 1 / local), -max(other, 1 / other)
    elif wanted.direction == "decrease":
        local, other = -local, -other
    elif wanted.direction != "increase":
        return None
    return "same" if local == other else "better" if local > other else "worse"


def _standing(among: Sequence[dict[str, Any]], here: str, wanted: Wanted) -> dict[str, Any]:
    rows = [n for n, row in enumerate(among) if row["ref_area"] == here]
    if not rows or len(among) < 2 or wanted.direction == "parity":
        return dict.fromkeys(("rank", "rank_low", "rank_high", "rank_by")) | {"rank_of": len(among) or None}

    def column(name: str) -> Any:
        return np.array([np.nan if row[name] is None else row[name] for row in among], np.float64)

    known = intervals(
        column("value"), column("lower"), column("upper"), column("points").astype(np.int64), column("jump")
    )
    found = asdict(standing(known, rows[0], -1.0 if wanted.direction == "decrease" else 1.0))
    return {"rank": found["rank"], "rank_low": found["low"], "rank_high": found["high"], "rank_of": found["of"],
            "rank_by": found["by"]}  # fmt: skip


def _without(
    opened: Opened, table: Any, here: str, there: str, common: Mapping[Key, Any], has: Traits, language: str
) -> list[dict[str, Any]]:
    """Series that one of the two has and that couldn't be compared, with the reason."""
    found = opened.connection.to_pyarrow(series_of(table, (here, there), has))
    sides: dict[str, set[Key]] = {here: set(), there: set()}
    for row in zip(*(found[name].to_pylist() for name in (*ALIKE, "ref_area")), strict=True):
        sides[row[-1]].add(row[:-1])
    empty = dict.fromkeys(COLUMNS)
    return [
        {**empty, **_key(opened, key), "statuses_differ": False, "code": code, "reason": say(code, values, language)}
        for key, code, values in why_not(sides[here], sides[there], common.keys())
    ]


def _key(opened: Opened, key: Key) -> dict[str, Any]:
    named = dict(zip(ALIKE, key, strict=True))
    return {
        "indicator": named["indicator"],
        "goal": opened.goal_of(named["indicator"]),
        "series": named["series"],
        "unit": named["unit_measure"],
        "unit_mult": named["unit_mult"],
        "dims": named["dims"],
        "freq": named["freq"],
    }
