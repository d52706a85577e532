"""Polygons for pictures: small enough, in their place, whole across the 180th meridian."""

from __future__ import annotations

from typing import Any

import pytest

from local2030.charts.shapes import country_sheet, equal_earth, shape_at, thinned


def feature(code: str, *rings: list[tuple[float, float]]) -> dict[str, Any]:
    """A place of one polygon, corners as (longitude, latitude)."""
    return {
        "type": "Feature",
        "properties": {"code": code, "name": code},
        "geometry": {"type": "Polygon", "coordinates": [[list(corner) for corner in ring] for ring in rings]},
    }


def square(west: float, south: float, size: float) -> list[tuple[float, float]]:
    east, north = west + size, south + size
    return [(west, south), (east, south), (east, north), (west, north), (west, south)]


def collection(*features: dict[str, Any]) -> dict[str, Any]:
    return {"type": "FeatureCollection", "features": list(features)}


def test_north_is_up_and_west_is_left() -> None:
    sheet = country_sheet(collection(feature("A", square(0, 0, 1)), feature("B", square(1, 0, 1))), 200, 200)
    west, north = sheet.at(1, 0)
    east, south = sheet.at(0, 2)
    assert west < east and north < south


def test_a_point_belongs_to_the_shape_that_holds_it_and_off_the_coast_to_the_nearest() -> None:
    sheet = country_sheet(collection(feature("A", square(0, 0, 1)), feature("B", square(1, 0, 1))), 200, 200)
    assert (found := shape_at(sheet.shapes, sheet.at(0.5, 1.5))) is not None and found.code == "B"
    x, y = sheet.at(0, 0)
    assert (near := shape_at(sheet.shapes, (x - 3, y))) is not None and near.code == "A"
    assert shape_at(sheet.shapes, (x - 60, y)) is None


def test_a_country_across_the_180th_meridian_stays_in_one_piece() -> None:
    sheet = country_sheet(
        collection(feature("west", square(178, 0, 1.5)), feature("east", square(-179, 0, 1))), 300, 300
    )
    assert 0 < sheet.at(0, -179)[0] - sheet.at(0, 179)[0] < 200


def test_a_place_too_small_to_draw_is_still_there_as_a_speck() -> None:
    sheet = country_sheet(
        collection(feature("big", square(0, 0, 20)), feature("speck", square(25, 0, 0.001))), 300, 300
    )
    assert {shape.code for shape in sheet.shapes} == {"big", "speck"}


def test_a_straight_line_keeps_only_its_ends() -> None:
    ring = [(float(x), 0.0) for x in range(50)] + [(49.0, 30.0), (0.0, 30.0), (0.0, 0.0)]
    assert len(thinned(ring, 0.5)) == 5


def test_no_shapes_give_an_empty_sheet() -> None:
    assert country_sheet(collection(), 100, 100).shapes == []


@pytest.mark.parametrize(("lat", "lon", "x", "y"), [(0, 0, 0.0, 0.0), (0, 180, 2.70663, 0.0), (90, 0, 0.0, -1.31736)])
def test_equal_earth_meets_its_published_corners(lat: float, lon: float, x: float, y: float) -> None:
    assert equal_earth(lat, lon) == (pytest.approx(x, abs=1e-4), pytest.approx(y, abs=1e-4))
