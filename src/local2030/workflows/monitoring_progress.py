"""Progress of every series in a table of values, by a named method, as plain rows."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from local2030.formats.observations.long_values import read_values, read_wanted
from local2030.monitoring.points import ends_of
from local2030.monitoring.progress_methods import methods
from local2030.monitoring.records import wanted_columns
from local2030.vocabulary.errors import NothingToRead
from local2030.vocabulary.findings import Finding
from local2030.vocabulary.observations import Point, Wanted
from local2030.workflows.finding_log import plain_finding
from local2030.workflows.progress_rows import method_row, progress_rows

SCHEMA = "local2030/monitoring-progress/1"
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
    asked = [wanted.get(s.key.indicator, UNKNOWN) for s in series]
    ends = ends_of([s.points for s in series], asked, module.TREND)
    judged = module.progress(ends, wanted_columns(asked))
    periods = [_periods(s.points, w.base_year) for s, w in zip(series, asked, strict=True)]
    return {
        "schema": SCHEMA,
        "method": method_row(module),
        "files": [
            {"name": path.name, "sha256": hashlib.sha256(path.read_bytes()).hexdigest()}
            for path in (values, meta)
            if path
        ],
        "rows_read": read,
        "rows_left_out": left_out,
        "series": list(progress_rows([s.key._asdict() for s in series], periods, asked, ends, judged, language)),
        "findings": [plain_finding(f, language) for f in (*findings, *more, *lacking)],
    }


def _periods(points: Sequence[Point], base_year: int) -> tuple[str | None, str | None]:
    base = next((point.period for point in points if point.year >= base_year), None)
    return base, points[-1].period if points else None
