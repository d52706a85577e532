"""What a method said of series, as plain rows: one shape for values in a file and for data sets."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from local2030.monitoring.records import Ends, Judged, Numbers
from local2030.vocabulary.messages import say
from local2030.vocabulary.observations import Wanted

COLUMNS = (
    "indicator", "series", "place", "unit", "method", "status", "reason", "base_period", "base_value", "latest_period",
    "latest_value", "target", "target_year", "direction", "score", "measure", "points", "low", "high", "status_low",
    "status_high",
)  # fmt: skip


def method_row(module: Any) -> dict[str, Any]:
    """A method with its source and statuses, best first."""
    return {"name": module.NAME, "title": module.TITLE, "source": module.SOURCE, "statuses": list(module.STATUSES)}


def progress_rows(
    keys: Sequence[Mapping[str, Any]], periods: Sequence[tuple[str | None, str | None]], wanted: Sequence[Wanted],
    ends: Ends, judged: Judged, language: str = "en",
) -> Iterator[dict[str, Any]]:  # fmt: skip
    """A row for each series; `keys` say what it is of, `periods` are base and latest as they were written."""
    words = {code: say(code, None, language) for code in set(judged.code.tolist()) if code}
    columns = zip(
        keys, periods, wanted, judged.status.tolist(), judged.code.tolist(), _plain(ends.base_value),
        _plain(ends.latest_value), _plain(judged.score), _plain(judged.measure), ends.since.tolist(), _plain(judged.low),
        _plain(judged.high), judged.status_low.tolist(), judged.status_high.tolist(), _thresholds(judged), strict=True,
    )  # fmt: skip
    for (
        key,
        period,
        want,
        status,
        code,
        base,
        latest,
        score,
        measure,
        points,
        low,
        high,
        worse,
        better,
        least,
    ) in columns:
        yield {
            **key,
            "method": judged.method,
            "status": status,
            "reason": words.get(code),
            "base_period": period[0],
            "base_value": base,
            "latest_period": period[1],
            "latest_value": latest,
            "target": want.target,
            "target_year": want.target_year if want.target is not None else None,
            "direction": want.direction or None,
            "score": score,
            "measure": measure,
            "points": points,
            "low": low,
            "high": high,
            "status_low": worse,
            "status_high": better,
            "thresholds": least,
            "code": code,
        }


def _plain(values: Numbers) -> list[float | None]:
    """Numbers as JSON has them; None where there is none."""
    none = np.isnan(values)
    plain: Any = np.where(none, None, values) if none.any() else values  # type: ignore[call-overload]
    listed: list[float | None] = plain.tolist()
    return listed


def _thresholds(judged: Judged) -> Iterator[dict[str, float]]:
    """What each measure was compared with."""
    names = list(judged.thresholds)
    if not names:
        return iter([{}] * len(judged.status))
    table = np.stack([judged.thresholds[name] for name in names])
    there: list[bool] = np.all(~np.isnan(table), axis=0).tolist()
    rows = zip(there, zip(*table.tolist(), strict=True), strict=True)
    return (
        dict(zip(names, row, strict=True)) if full else {n: v for n, v in zip(names, row, strict=True) if v == v}
        for full, row in rows
    )
