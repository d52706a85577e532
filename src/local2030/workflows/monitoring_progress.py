"""Progress of every series in a table of values, by a named method, as plain rows."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

from local2030.formats.observations.long_values import Series, read_values, read_wanted
from local2030.monitoring.progress_methods import methods
from local2030.monitoring.records import Progress
from local2030.vocabulary.errors import NothingToRead
from local2030.vocabulary.findings import Finding
from local2030.vocabulary.messages import say
from local2030.vocabulary.observations import Point, Wanted
from local2030.workflows.finding_log import plain_finding

SCHEMA = "local2030/monitoring-progress/1"
COLUMNS = (
    "indicator", "series", "place", "unit", "method", "status", "reason", "base_period", "base_value", "latest_period",
    "latest_value", "target", "target_year", "direction", "score", "measure", "points", "low", "high", "status_low",
    "status_high",
)  # fmt: skip
UNKNOWN = Wanted("")


def progress_of(values: Path, meta: Path | None, method: str, language: str = "en") -> dict[str, Any]:
    """The document: method with its source and thresholds, a row for each series, findings.

    An indicator that `meta` doesn't name has no direction, and so no status; that is told, once for each.
    """
    module = methods()[method]
    series, findings, read, left_out = read_values(values, values.name)
    if not series:
        raise NothingToRead(
            next(iter(f for f in findings if f.severity == "error"), Finding("no-value-read", "error", values.name))
        )
    wanted, more = read_wanted(meta, meta.name) if meta else ({}, ())
    untold = sorted({s.key.indicator for s in series} - wanted.keys()) if meta else []
    lacking = [
        Finding("meta-indicator-lacking", "warning", meta.name if meta else None, None, {"indicator": i})
        for i in untold
    ]
    rows = [_row(s, wanted.get(s.key.indicator, UNKNOWN), module, language) for s in series]
    return {
        "schema": SCHEMA,
        "method": {
            "name": module.NAME,
            "title": module.TITLE,
            "source": module.SOURCE,
            "statuses": list(module.STATUSES),
        },
        "files": [
            {"name": path.name, "sha256": hashlib.sha256(path.read_bytes()).hexdigest()}
            for path in (values, meta)
            if path
        ],
        "rows_read": read,
        "rows_left_out": left_out,
        "series": rows,
        "findings": [plain_finding(f, language) for f in (*findings, *more, *lacking)],
    }


def _row(series: Series, wanted: Wanted, module: Any, language: str) -> dict[str, Any]:
    found: Progress = module.progress(series.points, wanted)
    return {
        **series.key._asdict(),
        "method": found.method,
        "status": found.status,
        "reason": say(found.code, None, language) if found.code else None,
        "base_period": _period(found.base),
        "base_value": found.base.value if found.base else None,
        "latest_period": _period(found.latest),
        "latest_value": found.latest.value if found.latest else None,
        "target": wanted.target,
        "target_year": wanted.target_year if wanted.target is not None else None,
        "direction": wanted.direction or None,
        "score": found.score,
        "measure": found.measure,
        "points": found.points,
        "low": found.low,
        "high": found.high,
        "status_low": found.status_low,
        "status_high": found.status_high,
        "thresholds": dict(found.thresholds),
        "code": found.code or None,
    }


def _period(point: Point | None) -> str | None:
    return point.period if point else None
