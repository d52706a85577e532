"""A map of one indicator: the latest value of each place with its boundary; what is missing is there and says why.

RFC 7946. The value is of the headline (no dimension) of each series and unit; `others` has those after the first. A
place without any value has `value` null and `reason`. Behind the features, where programs for maps pass it over, stand
all observations of the indicator as in our JSON: they are what is read back.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from local2030.formats.observations.out.head import Head
from local2030.formats.observations.out.json_document import SCHEMA, series
from local2030.formats.observations.out.open_sdg_csv import by_indicator
from local2030.formats.observations.out.open_sdg_meta import file_code
from local2030.formats.observations.out.rows import coded, number_text, values
from local2030.vocabulary.observations import MISSING, NOT_APPLICABLE, REFUSED, SUPPRESSED

if TYPE_CHECKING:
    import pyarrow as pa

REASONS = {MISSING: "missing", SUPPRESSED: "suppressed", NOT_APPLICABLE: "not applicable", REFUSED: "refused"}
NOBODY = "no observation"
WITHOUT = "indicators-without-a-map.geojson"


class Latest(NamedTuple):
    """The latest observation of a place in one series and unit."""

    value: float | None
    raw: str
    period: str
    status: str
    unit: str
    series: str


def write(
    batches: Iterable[pa.RecordBatch], head: Head, geometries: Mapping[str, str], only_mapped: bool = True
) -> Iterator[tuple[str, bytes]]:
    """Name and content of a file for each indicator. `geometries`: boundaries as JSON text by the code of their place.

    Indicators of the whole territory only get no map, unless `only_mapped` is False: they stand together in WITHOUT.
    """
    rest: list[pa.RecordBatch] = []
    for indicator, batch in by_indicator(batches):
        found = latest(batch)
        levels = {_level(head, code) for code in found if code != head.root}
        if not levels and only_mapped:
            rest.append(batch)
            continue
        places = [
            code for code in sorted(head.places) if _level(head, code) in levels or (not levels and code == head.root)
        ]
        features = ",\n".join(_feature(code, found.get(code, []), head, geometries.get(code)) for code in places)
        told = {"indicator": indicator, "title": head.indicator_name(indicator)}
        yield f"indicator_{file_code(indicator)}.geojson", _collection(told, features, [batch], head)
    if rest:
        yield WITHOUT, _collection({"title": head.title or head.dataset}, "", rest, head)


def latest(batch: pa.RecordBatch) -> dict[str, list[Latest]]:
    """By place, the latest observation of each headline series; a later one without a value counts as the latest."""
    words, places = coded(batch, "dims")
    headline = [at for at, place in enumerate(places) if not words[place]]
    columns = {name: values(batch, name) for name in ("ref_area", "series", "unit_measure", "period_end", "time_period",
                                                      "obs_value", "raw_value", "obs_status")}  # fmt: skip
    best: dict[tuple[str, str, str], int] = {}
    for at in headline:
        key = (columns["ref_area"][at], columns["series"][at] or "", columns["unit_measure"][at] or "")
        if key not in best or (columns["period_end"][at], at) > (columns["period_end"][best[key]], best[key]):
            best[key] = at
    found: dict[str, list[Latest]] = {}
    for (area, of_series, unit), at in sorted(best.items()):
        made = Latest(columns["obs_value"][at], columns["raw_value"][at] or "", columns["time_period"][at],
                      columns["obs_status"][at], unit, of_series)  # fmt: skip
        found.setdefault(area, []).append(made)
    return found


def _collection(told: Mapping[str, str], features: str, batches: Iterable[pa.RecordBatch], head: Head) -> bytes:
    start = {"type": "FeatureCollection", "schema": SCHEMA, **told, "about": head.plain}
    said = json.dumps(start, ensure_ascii=False)[:-1].encode()
    return b"".join((said, b', "features": [\n', features.encode(), b'\n],\n"series": [', *series(batches), b"]}\n"))


def _feature(code: str, values_of: list[Latest], head: Head, geometry: str | None) -> str:
    place = head.places.get(code, {})
    told: dict[str, Any] = {"code": code, "name": head.place_name(code), "level": place.get("level_name") or "",
                            "parent": place.get("parent") or ""}  # fmt: skip
    told |= _said(values_of[0]) if values_of else {"value": None, "reason": NOBODY}
    if len(values_of) > 1:
        told["others"] = [_said(one) for one in values_of[1:]]
    properties = json.dumps(told, ensure_ascii=False)
    return f'{{"type": "Feature", "id": {json.dumps(code, ensure_ascii=False)}, "properties": {properties}, "geometry": {geometry or "null"}}}'


def _said(one: Latest) -> dict[str, Any]:
    told: dict[str, Any] = {"value": one.value, "period": one.period, "status": one.status, "unit": one.unit}
    if one.series:
        told["series"] = one.series
    if one.value is None:
        told["reason"] = REASONS.get(one.status, "missing")
    if one.raw != number_text(one.value):
        told["raw"] = one.raw
    return told


def _level(head: Head, code: str) -> Any:
    return head.places.get(code, {}).get("level")
