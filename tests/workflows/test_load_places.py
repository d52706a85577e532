"""Places through the whole import: borders as parents, a places file that stays, outlines of heavy files, the register's words."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from local2030.store.datasets import Datasets
from local2030.workflows import observation_import
from local2030.workflows.load_observations import Request, load
from local2030.workflows.monitoring_peers import peers
from local2030.workflows.monitoring_places import COLUMNS, places_of
from local2030.workflows.places_file import read_places

AT = datetime(2026, 11, 23, tzinfo=UTC)


def square(code: str, name: str, x: float, size: float = 1.0) -> dict[str, Any]:
    ring = [[x, 0], [x + size, 0], [x + size, size], [x, size], [x, 0]]
    return {
        "type": "Feature",
        "properties": {"CODE": code, "NAME": name},
        "geometry": {"type": "Polygon", "coordinates": [ring]},
    }


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two provinces, four towns whose rows don't say where they lie, three indicators."""
    folder = tmp_path / "region"
    folder.mkdir()
    for n, indicator in enumerate(("1-2-1", "8-5-2", "6-1-1", "4-1-1")):
        rows = ["Year,Province,Town,Value", f"2020,,,{50 + n}", f"2020,P1,,{40 + n}", f"2020,P2,,{60 + n}"]
        rows += [f"2020,,T{t},{30 + 7 * t + n * t}" for t in range(4)]
        (folder / f"indicator_{indicator}.csv").write_text("\n".join(rows) + "\n")
    drawn = {
        "Province": [square("P1", "North", 0, 2), square("P2", "South", 2, 2)],
        "Town": [square(f"T{n}", f"Town {n}", n + 0.1, 0.8) for n in range(4)],
    }
    for level, features in drawn.items():
        text = json.dumps({"type": "FeatureCollection", "features": features})
        (folder / f"{level}.geojson").write_text(text)
    return folder


def places(home: Path) -> dict[str, dict[str, Any]]:
    store = Datasets(home)
    return {row["code"]: row for row in store.side(store.manifest("region"), "places")}  # type: ignore[arg-type]


def test_borders_give_the_parents_and_a_places_file_stays(folder: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    load(Request(folder, AT, "region"), home)
    found = places(home)
    assert {code: row["parent"] for code, row in found.items()} == {
        "_T": "", "P1": "_T", "P2": "_T", "T0": "P1", "T1": "P1", "T2": "P2", "T3": "P2",
    }  # fmt: skip
    assert found["T0"]["name"] == "Town 0" and found["T0"]["basis"] == "borders"
    table = tmp_path / "places.csv"
    table.write_text("code,name,parent,valid_to,replaced_by\nT1,Old Town,P2,2021,T0\n")
    second = load(Request(folder, AT, "region", places=read_places(table)), home)
    assert second["version"] == 2 and second["files_read"] == 4  # the checks ask its days
    assert "check-place-not-valid" not in {finding["code"] for finding in second["findings"]}
    assert places(home)["T1"]["parent"] == "P2" and places(home)["T1"]["replaced_by"] == ["T0"]
    assert load(Request(folder, AT, "region", places=read_places(table)), home)["version"] == 2
    (folder / "indicator_1-2-1.csv").write_text("Year,Province,Town,Value\n2021,,T9,1\n2021,,T1,1\n2022,,T1,1\n")
    third = load(Request(folder, AT, "region"), home)
    assert third["version"] == 3 and places(home)["T1"]["name"] == "Old Town" and "T9" in places(home)
    (late,) = (finding for finding in third["findings"] if finding["code"] == "check-place-not-valid")
    assert (late["file"], late["row"]) == ("indicator_1-2-1.csv", 4) and "T0" in late["message"]
    assert "boundary-code-lacking" in {finding["code"] for finding in third["findings"]}


def test_of_a_heavy_boundary_file_light_outlines_are_kept(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(observation_import, "HEAVY", 0)
    load(Request(folder, AT, "region"), tmp_path / "home")
    store = Datasets(tmp_path / "home")
    manifest = store.manifest("region")
    assert manifest is not None and {"outline:Province", "outline:Town", "boundary:Town.geojson"} <= set(manifest.sides)
    light = store.side(manifest, "outline:Town")
    assert [feature["properties"]["code"] for feature in light["features"]] == ["T0", "T1", "T2", "T3"]


def test_the_documents_of_places_and_peers_have_what_their_tables_show(folder: Path, tmp_path: Path) -> None:
    load(Request(folder, AT, "region"), tmp_path / "home")
    document = places_of(tmp_path / "home", "region")
    assert all(set(row) == set(COLUMNS) for row in document["places"])
    assert [(level["level_name"], level["places"], level["drawn"]) for level in document["levels"]] == [
        ("", 1, 0), ("Province", 2, 2), ("Town", 4, 4),
    ]  # fmt: skip
    assert sum(document["sure"].values()) == 7
    near = peers(tmp_path / "home", "region", "Town 0")
    assert [peer["place"] for peer in near["peers"]] == ["T1", "T2", "T3"]
    assert near["peers"][0]["messages"] and peers(tmp_path / "home", "region", "_T")["peers"] == []
