"""What a data set shows of the social dividends: each watched indicator beside its transition, for all and by group."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from local2030.monitoring.distribution import distribution
from local2030.monitoring.dividends import Watched, watching
from local2030.monitoring.expectations import framework
from local2030.vocabulary.goals import indicator as known_indicator
from local2030.vocabulary.goals import transitions
from local2030.vocabulary.observations import WITHOUT_VALUE
from local2030.workflows.opened_dataset import Opened, open_dataset, place_code

SCHEMA = "local2030/monitoring-dividends/1"
VALUE = (
    "obs_value",
    "time_period",
    "unit_measure",
    "lower_bound",
    "upper_bound",
    "obs_status",
    "source_file",
    "source_row",
)
Row = Mapping[str, Any]


def dividends(
    home: Path, dataset: str, place: str = "", transition: str = "", version: int | None = None
) -> dict[str, Any]:
    """The document: by transition what is watched, with the latest value for all, by group and over the places below.

    An indicator without a value is in it too, with `values` empty: what isn't known is said. Nothing here says what made
    a value what it is.
    """
    opened = open_dataset(home, dataset, version)
    root = str(opened.places[0]["code"]) if opened.places else ""
    here = place_code(opened, place) if place else root
    watched = [row for row in watching().watched if not transition or row.transition == transition]
    codes = _codes(opened, {row.indicator for row in watched})
    latest = _latest(opened, codes)
    return {
        "schema": SCHEMA,
        "dataset": {"name": opened.manifest.dataset, "version": opened.manifest.version},
        "place": {"code": here, "name": opened.name_of(here)},
        "watching": {"version": watching().version, "sha256": watching().sha256},
        "transitions": [
            {"id": id_, "name": named.name, "watched": [_shown(row, codes, latest, here, opened) for row in watched if row.transition == id_]}
            for id_, named in transitions().items()
            if not transition or id_ == transition
        ],
    }  # fmt: skip


def _codes(opened: Opened, wanted: set[str]) -> dict[str, str]:
    """The data set's own codes -> the global indicators that they stand for, of those wanted."""
    found = {code: str(said.get("framework_code") or "") for code, said in opened.indicators.items()}
    for code in opened.observations.select("indicator").distinct().to_pyarrow()["indicator"].to_pylist():
        known = known_indicator(code)
        found[code] = found.get(code) or (known.code if known else "")
    return {code: said for code, said in found.items() if said in wanted}


def _latest(opened: Opened, codes: Mapping[str, str]) -> dict[tuple[str, str], list[Row]]:
    """The newest value of each series, by indicator and place."""
    t = opened.observations
    t = t.filter(t.indicator.isin(list(codes) or [""]) & t.obs_value.notnull() & ~t.obs_status.isin(WITHOUT_VALUE))
    key = ["indicator", "series", "ref_area", "unit_measure", "dims", "freq"]
    rows = t.group_by(key).agg(**{name: t[name].argmax(t.period_end) for name in VALUE if name not in key})
    found: dict[tuple[str, str], list[Row]] = {}
    for row in rows.order_by(key).to_pyarrow().to_pylist():
        found.setdefault((row["indicator"], row["ref_area"]), []).append(row)
    return found


def _shown(
    watched: Watched, codes: Mapping[str, str], latest: Mapping[tuple[str, str], list[Row]], here: str, opened: Opened
) -> dict[str, Any]:
    own = [code for code, said in codes.items() if said == watched.indicator]
    known = known_indicator(watched.indicator)
    return {
        **watched._asdict(),
        "name": known.label if known else watched.indicator,
        "dividend_name": watching().dividends[watched.dividend],
        "values": [_value(row, opened) for code in own for row in latest.get((code, here), ()) if not row["dims"]],
        "groups": [
            {"dimension": dimension, **_value(row, opened)}
            for code in own
            for row in latest.get((code, here), ())
            if (dimension := _dimension(row["dims"])) in watched.group
        ],
        "places": [spread for code in own if (spread := _spread(code, latest, opened, here))],
        "lacking": [name for name in watched.group if not _has(own, latest, here, name)],
    }


def _value(row: Row, opened: Opened) -> dict[str, Any]:
    said = opened.indicators.get(row["indicator"]) or {}
    return {
        "indicator": row["indicator"],
        "series": row["series"],
        "group": json.loads(row["dims"]) if row["dims"] else {},
        "value": row["obs_value"],
        "low": row["lower_bound"],
        "high": row["upper_bound"],
        "period": row["time_period"],
        "unit": row["unit_measure"] or str(said.get("unit") or ""),
        "status": row["obs_status"],
        "source": str(said.get("source") or ""),
        "file": row["source_file"],
        "row": row["source_row"],
    }


def _spread(code: str, latest: Mapping[tuple[str, str], list[Row]], opened: Opened, here: str) -> dict[str, Any] | None:
    """How the values of the places right below are spread; None where none of them has one in the commonest unit."""
    below = [str(p["code"]) for p in opened.places if p.get("parent") == here and p["code"] != here]
    rows = {place: [r for r in latest.get((code, place), ()) if not r["dims"]] for place in below}
    units = sorted((r["unit_measure"], r["series"]) for each in rows.values() for r in each)
    if not units:
        return None
    unit, series = max(units, key=units.count)
    values = [
        next((r["obs_value"] for r in rows[p] if (r["unit_measure"], r["series"]) == (unit, series)), None)
        for p in below
    ]
    found = distribution(values)
    return {
        "indicator": code,
        "unit": unit,
        "series": series,
        **{name: getattr(found, name) for name in found.__slots__},
    }


def _dimension(dims: str) -> str:
    """The one breakdown of a value by the framework's name; "" for the total and for crossed breakdowns."""
    names = list(json.loads(dims)) if dims else []
    return framework().dimension(names[0]) if len(names) == 1 else ""


def _has(own: Iterable[str], latest: Mapping[tuple[str, str], list[Row]], here: str, name: str) -> bool:
    return any(_dimension(row["dims"]) == name for code in own for row in latest.get((code, here), ()))
