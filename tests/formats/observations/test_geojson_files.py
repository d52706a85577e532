"""Boundary files: which there are, in whose words, and hostile ones."""

from __future__ import annotations

from pathlib import Path

import pytest

from local2030.formats.observations.geojson_files import boundary_files, layers_without_file, read_geojson
from local2030.formats.observations.repository import files


def test_true_boundary_files_in_the_order_of_the_settings(real_data: Path) -> None:
    found = boundary_files(files(real_data / "open-sdg" / "eustat-basque"))
    assert [(one.level, one.file, one.id_property, one.name_property) for one in found] == [
        (name, f"maps/{name}.geojson", "GeoCode", "Nombre") for name in ("Territorio", "Comarca", "Municipio")
    ]
    assert [len((one.collection()[0] or {})["features"]) for one in found] == [3, 20, 256]  # a municipality may have several parts
    (wards,) = boundary_files(files(real_data / "open-sdg" / "bristol"))
    assert (wards.level, wards.id_property, len(wards.sha256)) == ("wards", "WD20CD", 64)


def test_a_file_that_no_settings_name_is_called_by_its_name(tmp_path: Path) -> None:
    (tmp_path / "oblasts.geojson").write_text(
        '\ufeff{"type": "Feature", "properties": {"a": NaN}, "geometry": null}', "utf-8"
    )
    (found,) = boundary_files(files(tmp_path))
    assert (found.level, found.id_property) == ("oblasts", "")
    collection, told = found.collection()
    assert collection is not None and not told and collection["features"][0]["properties"] == {"a": None}


def test_layers_on_the_web_are_told_and_never_fetched(tmp_path: Path) -> None:
    settings = "map_layers:\n- geojson_file: https://example.org/a.geojson\n- geojson_file: ../../etc/passwd\n"
    (tmp_path / "config_data.yml").write_text(settings)
    listing = files(tmp_path)
    assert boundary_files(listing) == ()
    assert [f.code for f in layers_without_file(listing)] == ["boundary-not-here", "boundary-not-here"]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"no json",
        b"[" * 200_000,
        b'{"a":' * 100_000,
        b"[]",
        b'{"type": "Topology"}',
        b"\xff\xfe",
        b'{"type": "FeatureCollection"',
    ],
)
def test_what_is_no_boundary_file_is_told(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "a.geojson"
    path.write_bytes(content)
    collection, told = read_geojson(path, "a.geojson")
    assert collection is None and [f.code for f in told] == ["boundary-unreadable"]


def test_a_file_beyond_measure_isnt_opened(tmp_path: Path) -> None:
    path = tmp_path / "a.geojson"
    with path.open("wb") as stream:
        stream.truncate(80_000_001)
    assert [f.code for f in read_geojson(path, "a.geojson")[1]] == ["boundary-unreadable"]
