"""What a method said of series, as plain rows: one shape for values in a file and for data sets."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from local2030.monitoring.records import Ends, Judged
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
    for n, (key, (base, latest), want) in enumerate(zip(keys, periods, wanted, strict=True)):
        code = judged.code[n]
        yield {
            **key,
            "method": judged.method,
            "status": judged.status[n],
            "reason": say(code, None, language) if code else None,
            "base_period": base,
            "base_value": _number(ends.base_value[n]),
            "latest_period": latest,
            "latest_value": _number(ends.latest_value[n]),
            "target": want.target,
            "target_year": want.target_year if want.target is not None else None,
            "direction": want.direction or None,
            "score": _number(judged.score[n]),
            "measure": _number(judged.measure[n]),
            "points": int(ends.points[n]),
            "low": _number(judged.low[n]),
            "high": _number(judged.high[n]),
            "status_low": judged.status_low[n],
            "status_high": judged.status_high[n],
            "thresholds": judged.thresholds_of(n),
            "code": code,
        }


def _number(value: float) -> float | None:
    return None if math.isnan(value) else float(value)
