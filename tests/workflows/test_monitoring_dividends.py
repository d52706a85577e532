"""Social dividends of the invented region: values for all and by group, and what isn't known."""

from __future__ import annotations

from datetime import UTC, datetime
from importlib.resources import files
from pathlib import Path

import pytest

from local2030.workflows.load_observations import Request, load
from local2030.workflows.monitoring_dividends import dividends

SANDORIA = Path(str(files("local2030.web.monitoring"))) / "example" / "sandoria"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("dividends")
    load(Request(SANDORIA, datetime(2026, 6, 1, tzinfo=UTC), "sandoria"), folder)
    return folder


def test_each_transition_says_what_is_watched_and_what_of_it_is_known(home: Path) -> None:
    found = dividends(home, "sandoria")
    assert [t["id"] for t in found["transitions"]] == ["tr1", "tr2", "tr3", "tr4", "tr5", "tr6"]
    rows = {(t["id"], w["indicator"]): w for t in found["transitions"] for w in t["watched"]}
    known = rows["tr5", "8.5.2"]
    assert known["values"] and all(v["period"] and v["file"] and v["row"] for v in known["values"])
    assert not rows["tr3", "5.b.1"]["values"] and rows["tr3", "5.b.1"]["lacking"] == ["sex"]


def test_a_group_is_shown_apart_and_places_below_as_a_spread_and_not_only_their_mean(home: Path) -> None:
    (only,) = dividends(home, "sandoria", transition="tr5")["transitions"]
    row = next(w for w in only["watched"] if w["indicator"] == "8.5.2")
    assert {g["dimension"] for g in row["groups"]} and all(g["group"] for g in row["groups"])
    assert row["places"] and row["places"][0]["places"] >= row["places"][0]["known"] >= 1
    assert row["places"][0]["minimum"] <= row["places"][0]["median"] <= row["places"][0]["maximum"]
