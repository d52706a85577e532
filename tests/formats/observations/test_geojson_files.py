"""Boundary files: true ones, hostile ones, and those that a repository names but hasn't."""

from __future__ import annotations

from pathlib import Path

import pytest

from local2030.formats.observations.geojson_files import layers_without_file, read_geojson
from local2030.formats.observations.repository import files


def test_true_boundary_files(real_data: Path) -> None:
    for entry in files(real_data / "open-sdg" / "eustat-basque").of("boundary"):
        collection, told = read_geojson(entry.path, entry.name)
        assert collection is not None and not told
        assert len(collection["features"]) == {"Territorio": 3, "Comarca": 20, "Municipio": 256}[entry.path.stem]


def test_a_mark_at_the_beginning_a_lone_feature_and_numbers_that_are_none(tmp_path: Path) -> None:
    path = tmp_path / "oblasts.geojson"
    path.write_text('\ufeff{"type": "Feature", "properties": {"a": NaN}, "geometry": null}', "utf-8")
    collection, told = read_geojson(path, path.name)
    assert collection is not None and not told and collection["features"][0]["properties"] == {"a": None}


def test_layers_on_the_web_are_told_and_never_fetched(tmp_path: Path) -> None:
    settings = "map_layers:\n- geojson_file: https://example.org/a.geojson\n- geojson_file: ../../etc/passwd\n"
    (tmp_path / "config_data.yml").write_text(settings)
    listing = files(tmp_path)
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
