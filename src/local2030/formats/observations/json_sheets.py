"""Our own JSON and GeoJSON as sheets: the columns of the stored table, a row for each observation of each series.

Both say `local2030/observations/1` at their beginning. A row's line is that of its `time_period` where each has one of
its own, else the rows are counted from 2 on as under a header.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from local2030.formats.observations.out.json_document import KEY, SCHEMA
from local2030.formats.observations.out.rows import number_text
from local2030.formats.observations.sheet import Sheet
from local2030.vocabulary.findings import Finding
from local2030.vocabulary.observations import NORMAL

LARGEST = 120_000_000
OF_PLACE = ("place_name", "place_level")
OF_SERIES = (*KEY, "dims")
OF_VALUE = {
    "time_period": "time_period", "period_start": "start", "period_end": "end", "year": "year", "obs_value": "value",
    "raw_value": "raw", "obs_status": "status", "lower_bound": "lower", "upper_bound": "upper", "attributes": "attributes",
}  # fmt: skip
HEADER = (*OF_SERIES, *OF_PLACE, *OF_VALUE)


def is_own_json(path: Path) -> bool:
    """Whether a file is one of ours, by its beginning."""
    try:
        with path.open("rb") as stream:
            return SCHEMA.encode() in stream.read(2_000)
    except OSError:
        return False


def json_sheets(path: Path, name: str, sha256: str, indicator: str, most: int) -> Iterator[Sheet]:
    """The observations in pieces of at most so many rows (0: in one piece)."""
    series, places, text, reason, line = _document(path)
    if reason:
        told = (Finding("reading-json-refused", "error", name, line, {"reason": reason}),)
        yield Sheet(name, "json", (), (), (), 0, sha256, indicator, told)
        return
    rows = [row for one in series for row in _rows(one, places)]
    lines = _lines(text, len(rows))
    size = most or max(1, len(rows))
    for start in range(0, max(1, len(rows)), size):
        piece = rows[start : start + size]
        columns = tuple(zip(*piece, strict=True)) if piece else tuple(() for _ in HEADER)
        yield Sheet(name, "json", HEADER, columns, lines[start : start + size], len(piece), sha256, indicator)


def _document(path: Path) -> tuple[list[Any], dict[str, tuple[str, str]], str, str, int | None]:
    """Series, name and level of each place, the text itself; or why it can't be read, and in which line."""
    if path.stat().st_size > LARGEST:
        return [], {}, "", f"more than {LARGEST // 1_000_000} MB", None
    try:
        text = path.read_bytes().decode("utf-8-sig", "surrogatepass")
        value = json.loads(text, parse_constant=lambda _name: None)
    except RecursionError:
        return [], {}, "", "brackets within brackets", None
    except ValueError as trouble:
        return [], {}, "", "no JSON", getattr(trouble, "lineno", None)
    series = value.get("series") if isinstance(value, dict) else None
    if not isinstance(series, list):
        return [], {}, "", "no series", None
    places = [one for one in _list(value.get("places")) if isinstance(one, dict)]
    found = {str(one.get("code")): (_said(one.get("name")), _said(one.get("level_name")) if one.get("level") else "")
             for one in places}  # fmt: skip
    for feature in _list(value.get("features")):
        told = feature.get("properties") if isinstance(feature, dict) else None
        if isinstance(told, dict):
            found[str(told.get("code"))] = (_said(told.get("name")), _said(told.get("level")))
    return series, found, text, "", None


def _rows(series: Any, places: Mapping[str, tuple[str, str]]) -> Iterator[list[str]]:
    """The cells of each observation. What is of another kind than it must be is kept as text, and refused as such later."""
    said: Mapping[str, Any] = series if isinstance(series, dict) else {}
    key = [_said(said.get(name)) for name in OF_SERIES]
    name, level = places.get(_said(said.get("ref_area")), ("", ""))
    start = [*key, name, level]
    for one in _list(said.get("observations")) if said else [None]:
        told: Mapping[str, Any] = one if isinstance(one, dict) else {}
        value = told.get("value")
        cells = {name: _said(told.get(ours)) for name, ours in OF_VALUE.items()}
        if "raw" not in told:
            cells["raw_value"] = cells["obs_value"]
        if "status" not in told and value is not None:
            cells["obs_status"] = NORMAL
        yield [*start, *cells.values()]


def _said(value: Any) -> str:
    if isinstance(value, str):
        return value
    if value is None:
        return ""
    if isinstance(value, float):
        return number_text(value)
    if isinstance(value, dict):
        texts = {name: text if isinstance(text, str) else _said(text) for name, text in sorted(value.items())}
        return json.dumps(texts, ensure_ascii=False, separators=(",", ":")) if texts else ""
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else json.dumps(value)


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _lines(text: str, count: int) -> list[int]:
    found = [n for n, line in enumerate(text.split("\n"), 1) for _ in range(line.count('"time_period"'))]
    return found if len(found) == count == len(set(found)) else list(range(2, count + 2))
