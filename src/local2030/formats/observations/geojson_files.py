"""Boundary files of a folder: which there are, under which properties their codes and names stand, and their content.

A file of strangers is read in bounds. What is in it is judged by whoever knows the places.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from local2030.formats.observations.repository import FileEntry, Listing
from local2030.vocabulary.findings import Finding

LARGEST = 80_000_000


@dataclass(frozen=True)
class BoundaryFile:
    """One file: `level` as the repository's settings or its name call it; properties are "" where nobody said them."""

    level: str
    entry: FileEntry
    id_property: str = ""
    name_property: str = ""

    @property
    def file(self) -> str:
        return self.entry.name

    @property
    def sha256(self) -> str:
        return self.entry.sha256

    def collection(self) -> tuple[Mapping[str, Any] | None, tuple[Finding, ...]]:
        """The GeoJSON as it is, None with a finding where it can't be read."""
        return read_geojson(self.entry.path, self.entry.name)


def boundary_files(listing: Listing) -> tuple[BoundaryFile, ...]:
    """The boundary files in the order of the repository's map layers, others after them by name."""
    layers = {layer.file: (n, layer) for n, layer in enumerate(listing.settings.layers)}
    found = []
    for entry in listing.of("boundary"):
        n, layer = layers.get(entry.name, (len(layers), None))
        level = (layer.title if layer else "") or entry.path.stem
        ids, names = (layer.id_property, layer.name_property) if layer else ("", "")
        found.append((n, entry.name, BoundaryFile(level, entry, ids, names)))
    return tuple(boundary for _, _, boundary in sorted(found, key=lambda one: one[:2]))


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
