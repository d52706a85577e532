"""A result's page: what it says, whether it is verified, and whether the data that it rests on are still the same."""

from __future__ import annotations

from typing import Any

from django.http import Http404

from local2030.web.accounts.permissions import sees
from local2030.web.monitoring.adopting import name_of
from local2030.web.monitoring.stores import opened
from local2030.web.registry.models import Thing

CLOSE = 1e-9


def result_context(reader: Any, thing: Thing) -> dict[str, Any]:
    """`verified` needs a source beside the state; `in_data`: same, revised, unknown, or "" where no data set is named."""
    said, now = _in_data(reader, thing)
    return {
        "verified": thing.state == "verified" and bool(str(thing.fields.get("source") or "").strip()),
        "in_data": said,
        "now": now,
        "has_interval": thing.fields.get("low") is not None and thing.fields.get("high") is not None,
    }


def _in_data(reader: Any, thing: Thing) -> tuple[str, list[float]]:
    serial = thing.fields.get("dataset")
    found = Thing.objects.filter(kind="dataset", serial=serial).first() if serial else None
    if found is None or not sees(reader, found):
        return "", []
    try:
        data = opened(name_of(found))
    except Http404:
        return "unknown", []
    t = data.table
    asked = t.filter(
        (t.indicator == str(thing.fields.get("indicator") or ""))
        & (t.ref_area == (str(thing.fields.get("place") or "") or data.root))
        & (t.time_period == str(thing.fields.get("period") or ""))
        & (t.dims == "")
        & t.obs_value.notnull()
    )
    values = data.rows(asked.select("obs_value").limit(20))["obs_value"]
    if not values:
        return "unknown", []
    value = thing.fields.get("value")
    same = value is not None and any(abs(float(value) - v) <= CLOSE * max(1.0, abs(v)) for v in values)
    return ("same" if same else "revised"), values
