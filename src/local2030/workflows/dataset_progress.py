"""Progress of the series of a data set by a named method, and by all methods beside one another."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from local2030.methods.uncollected import uncollected
from local2030.monitoring.indicator_progress import Series, indicator_progress
from local2030.monitoring.progress_methods import methods
from local2030.monitoring.records import Ends
from local2030.monitoring.series import KEY, PERIODS, within_years
from local2030.vocabulary.findings import Finding
from local2030.vocabulary.messages import say
from local2030.vocabulary.observations import FORECAST, Wanted
from local2030.workflows.finding_log import plain_finding
from local2030.workflows.judged_series import SeriesEnds, ends_in, judged
from local2030.workflows.opened_dataset import Opened, open_dataset, place_code
from local2030.workflows.progress_rows import COLUMNS, method_row, progress_rows
from local2030.workflows.wanted_indicators import wanted_of

if TYPE_CHECKING:
    import ibis

SCHEMA = "local2030/monitoring-dataset-progress/1"
COMPARED_SCHEMA = "local2030/monitoring-progress-methods/1"
NOTES = ("progress-after-break", "progress-base-unsure", "progress-latest-unsure", "progress-yearly-mean")
KEYS = ("indicator", "goal", "series", "place", "place_name", "unit", "unit_mult", "dims", "freq")
DATASET_COLUMNS = (*KEYS, *(c for c in COLUMNS if c not in KEYS), "notes")


@uncollected()
def dataset_progress(
    home: Path, dataset: str, method: str, *, place: str = "", goal: str = "", headline: bool = False,
    meta: Path | None = None, version: int | None = None, language: str = "en",
) -> dict[str, Any]:  # fmt: skip
    """The document: method, a row for each series in the order of their keys, how many have which status, findings.

    `indicators`: the status of each indicator and place out of its totals, where the method puts scores together.
    """
    opened = open_dataset(home, dataset, version)
    wanted, findings = wanted_of(opened.indicators, meta)
    module = methods()[method]
    observations = narrowed(opened, place, goal, headline)
    series = ends_in(opened.connection, observations, wanted, module.TREND)
    found = judged(series, module)
    each = [series.wanted[n] for n in series.which.tolist()]
    rows = list(progress_rows(_keys(opened, series), _periods(series), each, series.ends, found, language))
    words = {code: say(code, None, language) for code in NOTES}
    for row, notes in zip(rows, notes_of(series.ends, [row["freq"] for row in rows]), strict=True):
        row["notes"] = [words[code] for code in notes]
    return {
        "schema": SCHEMA,
        **_about(opened, place, goal, headline),
        "method": method_row(module),
        "statuses": _counted(found.status, module.STATUSES),
        "indicators": _indicators(rows, module),
        "series": rows,
        "findings": [plain_finding(f, language) for f in (*findings, *_said(opened, observations, wanted, series))],
    }


@uncollected()
def methods_compared(
    home: Path, dataset: str, *, place: str = "", goal: str = "", headline: bool = False, meta: Path | None = None,
    version: int | None = None, language: str = "en",
) -> dict[str, Any]:  # fmt: skip
    """What each method says of each series, and where they differ: the status is a choice of method too.

    Methods have scales of their own; `differ` is said where one sees a series well on its way (its best statuses) and
    another doesn't.
    """
    opened = open_dataset(home, dataset, version)
    wanted, findings = wanted_of(opened.indicators, meta)
    observations = narrowed(opened, place, goal, headline)
    by_trend = {trend: ends_in(opened.connection, observations, wanted, trend) for trend in _trends()}
    found = {name: judged(by_trend[module.TREND], module) for name, module in methods().items()}
    series = next(iter(by_trend.values()))
    rows = []
    for n, key in enumerate(_keys(opened, series)):
        statuses = {name: one.status[n] for name, one in found.items()}
        reasons = {name: one.code[n] for name, one in found.items() if one.code[n]}
        well = {s in methods()[name].WELL for name, s in statuses.items() if s}
        rows.append({**key, **statuses, "differ": len(well) > 1, "reasons": reasons})
    return {
        "schema": COMPARED_SCHEMA,
        **_about(opened, place, goal, headline),
        "methods": [method_row(module) for module in methods().values()],
        "statuses": {name: _counted(one.status, methods()[name].STATUSES) for name, one in found.items()},
        "differ": sum(row["differ"] for row in rows),
        "series": rows,
        "findings": [plain_finding(f, language) for f in (*findings, *_said(opened, observations, wanted, series))],
    }


def _indicators(rows: Sequence[Mapping[str, Any]], module: Any) -> list[dict[str, Any]]:
    """What the method says of each indicator and place out of its totals; nothing where it puts no scores together."""
    names = {row["place"]: row["place_name"] for row in rows}
    goals = {row["indicator"]: row["goal"] for row in rows}
    totals = (
        Series(row["indicator"], row["place"], row["series"], row["status"], row["score"])
        for row in rows
        if not row["dims"]
    )
    return [
        {"indicator": one.indicator, "place": one.place, "status": one.status, "score": one.score, "judged": one.judged,
         "series": one.series, "place_name": names[one.place], "goal": goals[one.indicator]}
        for one in indicator_progress(totals, module)
    ]  # fmt: skip


def narrowed(opened: Opened, place: str = "", goal: str = "", headline: bool = False) -> Any:
    """The observations asked about: of a place (code or name), of a goal, of totals only."""
    table = opened.observations
    if place:
        table = table.filter(table.ref_area == place_code(opened, place))
    if goal:
        codes = [code for code in opened.indicators if opened.goal_of(code) == str(goal)]
        table = table.filter(table.indicator.isin(codes))
    return table.filter(table.dims == "") if headline else table


def notes_of(ends: Ends, freq: Sequence[str]) -> Iterator[list[str]]:
    """What one should know of the points that each series was judged by, as codes."""
    within = (one in PERIODS for one in freq)
    told = zip(ends.broken.tolist(), ends.base_unsure.tolist(), ends.latest_unsure.tolist(), within, strict=True)
    return ([code for code, true in zip(NOTES, row, strict=True) if true] if any(row) else [] for row in told)


def _trends() -> list[str]:
    return sorted({module.TREND for module in methods().values()}, reverse=True)


def _keys(opened: Opened, series: SeriesEnds) -> list[dict[str, Any]]:
    names = ("indicator", "series", "ref_area", "unit_measure", "unit_mult", "dims", "freq")
    columns = [series.table[name].to_pylist() for name in names]
    goals = {code: opened.goal_of(code) for code in set(columns[0])}
    names_of = {code: opened.name_of(code) for code in set(columns[2])}
    return [
        {"indicator": i, "goal": goals[i], "series": s, "place": p, "place_name": names_of[p], "unit": u,
         "unit_mult": m, "dims": d, "freq": f}
        for i, s, p, u, m, d, f in zip(*columns, strict=True)
    ]  # fmt: skip


def _periods(series: SeriesEnds) -> list[tuple[str | None, str | None]]:
    base, latest = (series.table[name].to_pylist() for name in ("base_period", "latest_period"))
    return list(zip(base, latest, strict=True))


def _counted(statuses: Iterable[str | None], known: Sequence[str]) -> dict[str, int]:
    """How many series have which status, best first; `none` last."""
    counts = Counter(statuses)
    return {**{name: counts[name] for name in known}, "none": counts[None]}


def _about(opened: Opened, place: str, goal: str, headline: bool) -> dict[str, Any]:
    return {
        "dataset": opened.manifest.dataset,
        "version": opened.manifest.version,
        "about": dict(opened.manifest.about),
        "asked": {"place": place or None, "goal": goal or None, "headline": headline},
    }


def _said(opened: Opened, observations: Any, wanted: Mapping[str, Wanted], series: SeriesEnds) -> list[Finding]:
    """Of how many indicators nobody said what is wanted, and how many forecasts were left out."""
    told = []
    unknown = sorted(c for c in set(series.table["indicator"].to_pylist()) if not wanted.get(c, Wanted("")).direction)
    if unknown:
        values = {"count": len(unknown), "indicators": ", ".join(unknown[:12])}
        told.append(Finding("progress-directions-unknown", "warning", values=values))
    if count := opened.ask.rows(_forecasts, observations)["count"][0].as_py() if series.has.forecasts else 0:
        told.append(Finding("progress-forecasts-left-out", "info", values={"count": count}))
    told.extend(several_said(series))
    if parts := _without_points(opened, observations, series):
        values = {"count": len(parts), "indicators": ", ".join(list(dict.fromkeys(parts))[:12])}
        told.append(Finding("progress-no-full-year", "warning", values=values))
    return told


def several_said(series: SeriesEnds) -> list[Finding]:
    """Which indicators have series of which one of several periods of a year was chosen."""
    codes = series.several
    values = {"count": len(codes), "indicators": ", ".join(codes[:12])}
    return [Finding("progress-several-periods-a-year", "warning", values=values)] if codes else []


def _forecasts(observations: ibis.Table) -> ibis.Table:
    valued = observations.filter(observations.obs_status == FORECAST, observations.obs_value.notnull())
    return valued.aggregate(count=valued.count())


def _without_points(opened: Opened, observations: Any, series: SeriesEnds) -> list[str]:
    """The indicators of series within years that have values, but not of a single full year."""
    if not series.has.within_years:
        return []
    parts = opened.ask.rows(within_years, observations)
    judged = set(zip(*(series.table[name].to_pylist() for name in KEY), strict=True))
    keys = zip(*(parts[name].to_pylist() for name in KEY), strict=True)
    return sorted(key[KEY.index("indicator")] for key in keys if key not in judged)
