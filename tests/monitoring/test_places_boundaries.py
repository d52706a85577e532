"""Boundary files: properties found by content, coordinates that aren't degrees refused, what doesn't fit named, outlines."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from local2030.monitoring.borders import held_by
from local2030.monitoring.boundaries import Boundary, boundary_of
from local2030.monitoring.hierarchy import hierarchy_of
from local2030.monitoring.outlines import outline, outlines_of
from local2030.monitoring.place_records import PlaceColumns, PlaceEdit
from local2030.vocabulary.messages import remedy, say

SQUARE = [[0.0, 0.0], [1.0, 0.0], [1.0, 1.0], [0.0, 1.0], [0.0, 0.0]]


def feature(code: Any = "A1", ring: Any = SQUARE, **properties: Any) -> dict[str, Any]:
    return {
        "type": "Feature",
        "properties": {"code": code, "name": f"Place {code}", **properties},
        "geometry": {"type": "Polygon", "coordinates": [ring]},
    }


def read(*features: Any, file: str = "level.geojson", crs: str = "", **more: Any) -> Boundary:
    collection: dict[str, Any] = {"type": "FeatureCollection", "features": list(features)}
    if crs:
        collection["crs"] = {"type": "name", "properties": {"name": crs}}
    return boundary_of(file, collection, **more)


def told(one: Boundary) -> dict[str, str]:
    return {finding.code: finding.severity for finding in one.findings}


@pytest.mark.parametrize(
    ("crs", "said"),
    [
        ("urn:ogc:def:crs:EPSG::4258", "EPSG:4258"), ("urn:ogc:def:crs:OGC:1.3:CRS84", "CRS84"), ("EPSG:4326", "EPSG:4326"),
        ("urn:ogc:def:crs:EPSG:9.6:4326", "EPSG:4326"), ("http://www.opengis.net/def/crs/EPSG/0/4326", "EPSG:4326"),
    ],
)  # fmt: skip
def test_degrees_by_any_name_are_read_and_said(crs: str, said: str) -> None:
    one = read(feature(), crs=crs)
    assert one.crs == said and told(one) == {"boundary-crs": "info"} and one.areas[0].polygons


def test_metres_are_refused_with_the_cure() -> None:
    metres = [[x * 500_000 + 430_000, y * 4_700_000] for x, y in SQUARE]
    one = read(feature(ring=metres), crs="urn:ogc:def:crs:EPSG::25830")
    assert told(one) == {"boundary-projected": "error"} and one.areas[0].polygons == ()
    (finding,) = one.findings
    assert "EPSG:25830" in say(finding.code, finding.values) and "EPSG:4326" in remedy(finding.code, finding.values)


def test_an_unknown_system_in_the_range_of_degrees_is_a_warning() -> None:
    assert told(read(feature(), crs="EPSG:25830")) == {"boundary-crs-unknown": "warning"}


@pytest.mark.parametrize(
    ("ring", "code"),
    [
        (SQUARE[:-1], "boundary-ring-open"),
        (SQUARE[:2], "boundary-ring-broken"),
        ([[0, 0], [1, "x"], [1, 1], [0, 0]], "boundary-ring-broken"),
        ([[0, 0], [1, math.nan], [1, 1], [0, 0]], "boundary-ring-broken"),
        ([[0, 0], [1, None], [1, 1], [0, 0]], "boundary-ring-broken"),
        ([[0, 0], [170, 0], [190, 1], [0, 0]], "boundary-off-the-earth"),
        (7, "boundary-ring-broken"),
        ([], "boundary-ring-broken"),
        ([[[0, 0]]], "boundary-ring-broken"),
    ],
)
def test_rings_that_are_not_rings_are_told_and_the_rest_is_kept(ring: Any, code: str) -> None:
    one = read(feature("A1", ring), feature("A2"))
    assert code in told(one) and len(one.areas) == 2
    assert bool(one.areas[0].polygons) == (code == "boundary-ring-open") and one.areas[1].polygons


def test_heights_and_further_numbers_of_a_corner_do_not_matter() -> None:
    assert read(feature(ring=[[*corner, 12.5, 1] for corner in SQUARE])).areas[0].polygons[0][0].shape == (5, 2)


@pytest.mark.parametrize(
    "content",
    [None, [], {}, {"features": []}, {"features": "x"}, {"features": [1, None]}, 7, "GeoJSON", {"features": {"a": 1}}],
)
def test_what_has_no_features_is_an_error_and_no_crash(content: Any) -> None:
    one = boundary_of("x.geojson", content)
    assert (one.areas == () and told(one) == {"boundary-no-features": "error"}) or "boundary-not-a-feature" in told(one)


@pytest.mark.parametrize(
    "geometry", [None, {}, 7, {"type": "Point", "coordinates": [0, 0]}, {"type": "Polygon"}, {"type": "MultiPolygon", "coordinates": [7]},
                 {"type": "GeometryCollection", "geometries": [{"type": "Point", "coordinates": [0, 0]}]}]
)  # fmt: skip
def test_a_place_without_a_polygon_is_known_and_not_drawn(geometry: Any) -> None:
    one = read({**feature(), "geometry": geometry})
    assert [area.code for area in one.areas] == ["A1"] and "boundary-no-shape" in told(one)


def test_code_and_name_are_found_by_what_stands_in_them() -> None:
    rows = [{"OBJECTID": n, "WD20CD": f"E0501088{n}", "WD20NM": f"Ward {'abc'[n]}", "Shape__Area": 1.5 * n, "BNG_E": 359752 + n} for n in range(3)]  # fmt: skip
    one = read(*({"type": "Feature", "properties": row, "geometry": None} for row in rows))
    assert (one.id_property, one.name_property, one.vintage) == ("WD20CD", "WD20NM", "2020")
    other = read(*({"type": "Feature", "properties": row, "geometry": None} for row in rows), id_property="OBJECTID")
    assert [area.code for area in other.areas] == ["0", "1", "2"]
    lacking = read(*({"type": "Feature", "properties": row, "geometry": None} for row in rows), id_property="GeoCode")
    assert lacking.id_property == "WD20CD" and "boundary-property-lacking" in told(lacking)


def test_of_two_codes_the_one_that_the_data_use_is_taken() -> None:
    rows = [{"ine": f"4802{n}", "nuts": f"ES21{n}", "name": f"Town {'abc'[n]}"} for n in range(3)]
    one = read(*({"type": "Feature", "properties": row, "geometry": None} for row in rows))
    for column, codes in (("ine", ("48020", "48021")), ("nuts", ("ES210", "ES211"))):
        found = hierarchy_of([PlaceColumns("a.csv", ("Town",), {(code,): 2 for code in codes})], [one])
        assert found.boundaries[0]["id_property"] == column


def test_parts_of_one_place_are_joined_and_names_in_the_wrong_encoding_mended() -> None:
    one = read(
        feature("A1"), feature("A1", [[x + 5, y] for x, y in SQUARE]), feature("A2", name="Ysyk-KÃ¶l"), feature(None)
    )
    assert [(area.code, len(area.polygons)) for area in one.areas] == [("A1", 2), ("A2", 1)]
    assert one.areas[1].name == "Ysyk-Köl"
    assert set(told(one)) == {"boundary-code-twice", "boundary-name-garbled", "boundary-no-code"}


@pytest.mark.parametrize(
    ("file", "vintage"), [("Wards_(December_2020)_UK.geojson", "2020"), ("lau-2016.geojson", "2016"), ("wards.geojson", ""), ("a/1990/w12020.geojson", "")]
)  # fmt: skip
def test_the_year_of_a_file_is_taken_from_its_name(file: str, vintage: str) -> None:
    assert read(feature(), file=file).vintage == vintage


def codes(*labels: str) -> PlaceColumns:
    return PlaceColumns("a.csv", ("District",), {(label,): n for n, label in enumerate(labels, 2)})


def test_a_slip_in_a_code_is_named_with_the_area_that_is_meant() -> None:
    drawn = read(feature("K03156", name="Bosteri"), *(feature(f"K0320{n}") for n in range(4)))
    found = hierarchy_of([codes("K0356", *(f"K0320{n}" for n in range(4)))], [drawn])
    near = next(f for f in found.findings if f.code == "boundary-code-near")
    assert (near.values["code"], near.values["area"]) == ("K0356", "K03156")
    assert "K03156" in say(near.code, near.values)
    assert found.by_code["K0356"].boundary == ""  # told, not joined


def test_a_places_file_joins_a_place_with_its_area() -> None:
    drawn = read(
        feature("9", name="Ysyk-Köl"), *(feature(f"KG0{n}", [[x + n, y] for x, y in SQUARE]) for n in (3, 4, 5))
    )
    sheet = codes("KG02", "KG03", "KG04", "KG05")
    found = hierarchy_of([sheet], [drawn], edits=[PlaceEdit("KG02", also=("9",), line=2)])
    assert (found.by_code["KG02"].boundary, found.by_code["KG02"].name) == ("9", "Ysyk-Köl")
    assert not [f for f in found.findings if f.code.startswith("boundary")]
    again = hierarchy_of([sheet], [drawn], earlier=found.places)
    assert again.places == found.places
    (level,) = outlines_of(again).values()
    assert "KG02" in {f["properties"]["code"] for f in level["features"]}


def test_codes_of_another_year_are_told_on_both_sides() -> None:
    drawn = read(*(feature(f"D{n:03}") for n in range(6)), file="districts_2016.geojson")
    found = hierarchy_of([codes("D000", "D001", "D002", "D901")], [drawn])
    said = {f.code: f.values for f in found.findings}
    assert said["boundary-code-lacking"]["codes"] == "D901" and said["boundary-code-lacking"]["vintage"] == "2016"
    assert said["boundary-area-without-data"]["count"] == 3


def test_a_file_of_other_places_draws_nothing_and_says_so() -> None:
    found = hierarchy_of([codes("X1", "X2", "X3")], [read(*(feature(f"D{n:03}") for n in range(6)))])
    assert found.boundaries == () and [f.code for f in found.findings] == ["boundary-fits-nothing"]


def test_a_column_of_mixed_levels_is_parted_by_the_files_that_draw_it() -> None:
    up = read(
        feature("P1", [[x * 2, y * 2] for x, y in SQUARE]),
        feature("P2", [[x * 2 + 2, y * 2] for x, y in SQUARE]),
        file="Province.geojson",
    )
    low = read(
        *(feature(f"T{n}", [[x * 0.8 + n + 0.1, y * 0.8] for x, y in SQUARE]) for n in range(4)), file="Town.geojson"
    )
    found = hierarchy_of([codes("P1", "P2", "T0", "T1", "T2", "T3")], [up, low])
    assert found.levels == ("Province", "Town")
    assert {p.code: p.parent for p in found.places if p.level == 2} == {"T0": "P1", "T1": "P1", "T2": "P2", "T3": "P2"}


@pytest.mark.parametrize("name", ["Comarca", "Municipio"])
def test_outlines_are_few_points_and_neighbours_keep_one_border(real_data: Path, name: str) -> None:
    collection = json.loads((real_data / "open-sdg" / "eustat-basque" / "maps" / f"{name}.geojson").read_text("utf-8"))
    one = boundary_of(f"{name}.geojson", collection)
    light = outline(one.areas, [{"code": area.code} for area in one.areas], most=30_000)
    rings = [r for f in light["features"] for polygon in f["geometry"]["coordinates"] for r in polygon]
    assert sum(map(len, rings)) <= 30_000 and all(ring[0] == ring[-1] and len(ring) >= 4 for ring in rings)
    again = boundary_of("light.geojson", light)
    assert again.codes == one.codes and not [f for f in again.findings if f.severity != "info"]
    assert held_by(again.areas, one.areas) == {area.code: area.code for area in one.areas}


def test_outlines_have_the_places_codes_and_specks_stay_on_the_map() -> None:
    speck = [[0.50001 + x * 1e-7, 0.5 + y * 1e-7] for x, y in SQUARE]
    drawn = read(feature("D1"), feature("D2", [[x + 1, y] for x, y in SQUARE]), feature("D3", speck))
    (level,) = outlines_of(hierarchy_of([codes("D1", "D2", "D3")], [drawn])).values()
    assert [f["properties"]["code"] for f in level["features"]] == ["D1", "D2", "D3"]
    assert all(f["geometry"] for f in level["features"])


JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(max_size=5) | st.integers(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["type", "coordinates", "code", "geometries"]), inner, max_size=3),
    max_leaves=8,
)  # fmt: skip


@given(
    st.lists(
        st.fixed_dictionaries({"type": st.just("Feature"), "properties": JSON, "geometry": JSON, "id": JSON}),
        max_size=4,
    ),
    JSON,
)
def test_no_json_whatever_breaks_the_reader(features: list[Any], crs: Any) -> None:
    one = boundary_of("x.geojson", {"type": "FeatureCollection", "features": features, "crs": crs})
    assert all(area.code for area in one.areas)
    hierarchy_of([codes("A1")], [one])
