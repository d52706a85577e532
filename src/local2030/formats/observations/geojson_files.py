"""GeoJSON of strangers, read in bounds; what is in it is judged by whoever knows the places."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from local2030.formats.observations.repository import Listing
from local2030.vocabulary.findings import Finding

LARGEST = 80_000_000


def layers_without_file(listing: Listing) -> tuple[Finding, ...]:
    """Map layers that lie on the web or nowhere: they aren't fetched, and that is told."""
    here = {entry.name for entry in listing.files}
    return tuple(
        Finding("boundary-not-here", "warning", listing.settings.files[0], None, {"layer": layer.file[:200]})
        for layer in listing.settings.layers
        if layer.file not in here
    )


def read_geojson(path: Path, name: str) -> tuple[Mapping[str, Any] | None, tuple[Finding, ...]]:
    """A FeatureCollection (a lone Feature becomes one), None with a finding where the file has none."""
    try:
        if path.stat().st_size > LARGEST:
            return None, (_refused(name, f"more than {LARGEST // 1_000_000} MB"),)
        content = path.read_bytes()
        value = json.loads(content.decode("utf-8-sig"), parse_constant=lambda _name: None)
    except OSError as trouble:
        return None, (_refused(name, type(trouble).__name__),)
    except (ValueError, RecursionError) as trouble:
        values = {"reason": "brackets within brackets" if isinstance(trouble, RecursionError) else "no JSON"}
        return None, (Finding("boundary-unreadable", "error", name, getattr(trouble, "lineno", None), values),)
    if isinstance(value, dict) and value.get("type") == "Feature":
        value = {"type": "FeatureCollection", "features": [value]}
    if not isinstance(value, dict) or value.get("type") != "FeatureCollection":
        return None, (_refused(name, "no FeatureCollection"),)
    return value, ()


def _refused(name: str, reason: str) -> Finding:
    return Finding("boundary-unreadable", "error", name, None, {"reason": reason})
