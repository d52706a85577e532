"""A user's own boundary file: which codes and names it has, in which coordinates, of which year, and what is odd in it.

What comes in is GeoJSON already read; what comes out are areas with their rings as arrays of longitude and latitude.
Rings that cross themselves are taken as they are.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np

from local2030.monitoring.boundary_properties import (
    columns_of,
    id_property_of,
    is_word,
    mended,
    name_property_of,
    text_of,
)
from local2030.monitoring.place_labels import key_of
from local2030.monitoring.rings import Ring, cuts, polygons_of, size_of
from local2030.vocabulary.findings import Finding, Severity

MAX_AREAS, MAX_POINTS = 50_000, 4_000_000
# Coordinate systems in degrees that differ from each other by less than a map shows.
DEGREES = frozenset({"4326", "4258", "4269", "4267", "4979", "4937", "4617", "4283", "7844", "4674", "CRS84", "CRS84h"})
_CRS = re.compile(r"(?:EPSG|OGC|CRS)[:/0-9.]*?[:/]+(?:\d+(?:\.\d+)*:)?(\w+)$|^(\w+)$", re.IGNORECASE)
_YEAR = re.compile(r"(?<!\d)(19[5-9]\d|20[0-4]\d)(?!\d)")
_SHORT_YEAR = re.compile(r"^[A-Za-z]{2,5}(\d{2})(?:CD|NM|CODE|NAME|NMW)$", re.IGNORECASE)


@dataclass(frozen=True, eq=False)
class Area:
    """One place: `polygons` are lists of rings, the outer one first; none where there is no shape to draw.

    `feature` is its code in the file, where a places file says that the data have it under another one.
    """

    code: str
    name: str
    polygons: tuple[tuple[Ring, ...], ...]
    feature: str = ""

    @property
    def in_file(self) -> str:
        """Its code in the boundary file."""
        return self.feature or self.code

    @cached_property
    def box(self) -> tuple[float, float, float, float] | None:
        """West, south, east and north; None without a shape."""
        if not self.polygons:
            return None
        low = np.min([polygon[0].min(axis=0) for polygon in self.polygons], axis=0)
        high = np.max([polygon[0].max(axis=0) for polygon in self.polygons], axis=0)
        return float(low[0]), float(low[1]), float(high[0]), float(high[1])

    @cached_property
    def points(self) -> tuple[tuple[float, float], ...]:
        """Up to three points well inside: the middles of the widest stretches at three heights of the largest part."""
        if not self.polygons:
            return ()
        polygon = (
            max(self.polygons, key=lambda rings: abs(size_of(rings[0]))) if len(self.polygons) > 1 else self.polygons[0]
        )
        low, high = float(polygon[0][:, 1].min()), float(polygon[0][:, 1].max())
        found = []
        for part in (0.5, 0.3, 0.7):
            y = low + (high - low) * part
            at = np.sort(np.concatenate([cuts(ring, y) for ring in polygon]))
            pairs = at[: len(at) // 2 * 2].reshape(-1, 2)
            if len(pairs):
                widest = pairs[np.argmax(pairs[:, 1] - pairs[:, 0])]
                found.append((float(widest.mean()), y))
        return tuple(found)


@dataclass(frozen=True, eq=False)
class Shapes:
    """A boundary file as it came, whichever property is the code: polygons and properties feature by feature."""

    file: str
    title: str
    polygons: tuple[tuple[tuple[Ring, ...], ...], ...]
    properties: Mapping[str, Sequence[str]]
    crs: str = ""
    odd: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()

    @cached_property
    def words(self) -> frozenset[str]:
        """All codes and names in it, as `place_labels.key_of` has them: whether a cell may be a place of this file."""
        telling = [v for v in self.properties.values() if len({*v}) >= 0.9 * len(v) and any(map(is_word, v))]
        return frozenset(key_of(value) for values in telling for value in values if value)


@dataclass(frozen=True, eq=False)
class Boundary:
    """One boundary file. `crs` as declared ("" nothing declared), `vintage` the year that its names speak of, or ""."""

    file: str
    title: str
    areas: tuple[Area, ...]
    id_property: str = ""
    name_property: str = ""
    crs: str = ""
    vintage: str = ""
    findings: tuple[Finding, ...] = ()
    shapes: Shapes | None = None
    is_said: bool = False

    @cached_property
    def codes(self) -> frozenset[str]:
        """The codes of all its areas."""
        return frozenset(area.code for area in self.areas)


def shapes_of(file: str, collection: Any) -> Shapes:
    """The features of a GeoJSON collection. Coordinates that aren't degrees are refused, and the cure is named."""
    said: list[Finding] = []
    features = _features(file, collection, said)
    if features is None:
        return Shapes(file, _title(file), (), {}, findings=tuple(said))
    crs = _declared(collection)
    degrees = _in_degrees(file, crs, features, said)
    odd: dict[str, list[int]] = {}
    polygons, points = [], 0
    for number, feature in enumerate(features):
        found, trouble = polygons_of(feature.get("geometry")) if degrees else ((), ())
        for what in trouble:
            odd.setdefault(what, []).append(number)
        points += sum(len(ring) for polygon in found for ring in polygon)
        if points > MAX_POINTS:
            said.append(Finding("boundary-too-many-points", "error", file, None, {"most": MAX_POINTS}))
            degrees, found = False, ()
        polygons.append(found)
    properties = columns_of([{"(id)": one["id"]} if "id" in one else {} for one in features])
    properties |= columns_of([one.get("properties") or {} for one in features])
    title = _title(file)
    if called := _YEAR.findall(text_of(collection.get("name"))):
        title = title if _YEAR.search(title) else f"{title} {called[-1]}"
    return Shapes(file, title, tuple(polygons), properties, crs, {w: tuple(n) for w, n in odd.items()}, tuple(said))


def boundary_of(
    file: str, collection: Any, id_property: str = "", name_property: str = "", known: Collection[str] = ()
) -> Boundary:
    """The areas of a GeoJSON collection by code, under the properties named or those that look like code and name."""
    return by_code(shapes_of(file, collection), id_property, name_property, known)


def by_code(shapes: Shapes, id_property: str = "", name_property: str = "", known: Collection[str] = ()) -> Boundary:
    """The file's areas by code. `known`: labels and codes of the data, by which its properties are told apart."""
    said = list(shapes.findings)
    ids = id_property_of(shapes.properties, id_property, frozenset(known))
    names = name_property_of(shapes.properties, name_property, ids)
    for wanted, found in ((id_property, ids), (name_property, names)):
        if wanted and wanted != found:
            values = {"column": wanted, "used": found}
            said.append(Finding("boundary-property-lacking", "warning", shapes.file, None, values))
    areas = _areas(shapes, ids, names, said)
    vintage = _vintage(shapes, ids, names)
    return Boundary(
        shapes.file, shapes.title, areas, ids, names, shapes.crs, vintage, tuple(said), shapes, bool(id_property)
    )


def refitted(one: Boundary, known: Collection[str]) -> Boundary:
    """The same file under the property whose values the data know, unless somebody named the property."""
    if one.shapes is None or one.is_said:
        return one
    ids = id_property_of(one.shapes.properties, "", frozenset(known))
    return one if ids == one.id_property else by_code(one.shapes, "", "", known)


def renamed(one: Boundary, codes: Mapping[str, str]) -> Boundary:
    """The same file where areas have the codes of the data: `codes` says which, by the code in the file."""
    here = one.codes
    change = {area.code for area in one.areas if area.code in codes and codes[area.code] not in here}
    if not change:
        return one
    areas = (
        Area(codes[area.code], area.name, area.polygons, area.code) if area.code in change else area
        for area in one.areas
    )
    return Boundary(
        one.file, one.title, tuple(areas), one.id_property, one.name_property, one.crs, one.vintage, one.findings,
        one.shapes, one.is_said,
    )  # fmt: skip


def _features(file: str, collection: Any, said: list[Finding]) -> list[Mapping[str, Any]] | None:
    found = collection.get("features") if isinstance(collection, Mapping) else None
    if not isinstance(found, Sequence) or isinstance(found, str) or not found:
        said.append(Finding("boundary-no-features", "error", file))
        return None
    features = [one for one in found if isinstance(one, Mapping) and isinstance(one.get("properties") or {}, Mapping)]
    if len(features) < len(found):
        said.append(Finding("boundary-not-a-feature", "warning", file, None, {"count": len(found) - len(features)}))
    if len(features) > MAX_AREAS:
        said.append(Finding("boundary-too-many", "error", file, None, {"count": len(features), "most": MAX_AREAS}))
        return None
    return features or None


def _title(file: str) -> str:
    """The file's name without folder, ending and year: what its level may be called."""
    name = re.sub(r"\.(geo)?json$", "", file.replace("\\", "/").rsplit("/", 1)[-1], flags=re.IGNORECASE)
    return name.strip() or file


def _declared(collection: Mapping[str, Any]) -> str:
    """EPSG:4258 or CRS84 as the file says it, "" where it says nothing."""
    crs = collection.get("crs")
    properties = crs.get("properties") if isinstance(crs, Mapping) else None
    name = str(properties.get("name") or "") if isinstance(properties, Mapping) else ""
    match = _CRS.search(name.strip())
    code = (match[1] or match[2]) if match else ""
    return f"EPSG:{code}" if code.isdigit() else code or name[:80]


def _in_degrees(file: str, crs: str, features: Sequence[Mapping[str, Any]], said: list[Finding]) -> bool:
    """Whether the coordinates are longitudes and latitudes; what is declared is said, what can't be is refused."""
    corner = next((c for c in (_first_corner(feature) for feature in features) if _off(c)), None)
    if corner is not None:
        values = {"x": f"{corner[0]:.7g}", "y": f"{corner[1]:.7g}", "crs": crs or "-"}
        said.append(Finding("boundary-projected", "error", file, None, values))
        return False
    if crs:
        known = crs.removeprefix("EPSG:") in DEGREES
        code = "boundary-crs" if known else "boundary-crs-unknown"
        said.append(Finding(code, "info" if known else "warning", file, None, {"crs": crs}))
    return True


def _first_corner(feature: Mapping[str, Any]) -> tuple[float, float] | None:
    geometry = feature.get("geometry")
    here = geometry.get("coordinates") if isinstance(geometry, Mapping) else None
    for _ in range(6):
        if isinstance(here, Sequence) and len(here) >= 2 and all(_is_number(v) for v in here[:2]):
            return float(here[0]), float(here[1])
        here = here[0] if isinstance(here, Sequence) and not isinstance(here, str) and here else None
    return None


def _off(corner: tuple[float, float] | None) -> bool:
    return corner is not None and not (abs(corner[0]) <= 180 and abs(corner[1]) <= 90)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _areas(shapes: Shapes, ids: str, names: str, said: list[Finding]) -> tuple[Area, ...]:
    """One area a code; features that share a code are its parts. What has no code or no shape is said by its place."""
    blank = [""] * len(shapes.polygons)
    codes, labels = shapes.properties.get(ids, blank), shapes.properties.get(names, blank)
    found: dict[str, tuple[str, list[tuple[Ring, ...]]]] = {}
    odd: dict[str, list[str]] = {}
    for number, (code, name, polygons) in enumerate(zip(codes, labels, shapes.polygons, strict=True), 1):
        if meant := mended(name):
            odd.setdefault("boundary-name-garbled", []).append(f"{name} → {meant}")
            name = meant
        if not code:
            odd.setdefault("boundary-no-code", []).append(name or f"#{number}")
            continue
        if code in found:
            odd.setdefault("boundary-code-twice", []).append(code)
        found.setdefault(code, (name or code, []))[1].extend(polygons)
    for what, numbers in shapes.odd.items():
        odd[what] = [codes[n] or labels[n] or f"#{n + 1}" for n in numbers]
    for what, which in sorted(odd.items()):
        values = {"count": len(which), "codes": listed(which)}
        said.append(Finding(what, _SEVERITY.get(what, "warning"), shapes.file, None, values))
    return tuple(Area(code, name, tuple(parts)) for code, (name, parts) in found.items())


_SEVERITY: dict[str, Severity] = {
    "boundary-ring-open": "info",
    "boundary-name-garbled": "info",
    "boundary-code-twice": "info",
}


def listed(which: Iterable[str], most: int = 8) -> str:
    """The first few of a list in words, and how many more there are."""
    names = sorted(set(which))
    more = len(names) - most
    return ", ".join(names[:most]) + (f" (+{more})" if more > 0 else "")


def _vintage(shapes: Shapes, ids: str, names: str) -> str:
    """The year that the file's name, its title or its properties' names (WD20CD) speak of."""
    if years := _YEAR.findall(shapes.title):
        return str(years[-1])
    for name in (ids, names):
        if short := _SHORT_YEAR.match(name):
            return f"20{short[1]}" if int(short[1]) < 50 else f"19{short[1]}"
    return ""
