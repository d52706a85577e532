"""Momentum of the places of a data set: ranks as intervals, each with its evidence."""

from __future__ import annotations

import csv
import io

import pytest
from click.testing import CliRunner

from local2030.cli.main import cli
from local2030.workflows.monitoring_momentum import moving
from observation_store import kept

INDICATORS = {f"3.{n}.1": {"direction": "increase", "source": "Census", "goal": "3"} for n in range(1, 7)}


@pytest.fixture
def home(tmp_path):
    steps = {"A": 2.0, "B": 1.0, "C": 0.0}
    rows = [
        {"ref_area": place, "indicator": code, "year": 2015 + n, "obs_value": 10.0 * k + step * n * (1 + i / 100)}
        for i, code in enumerate(INDICATORS)
        for k, (place, step) in enumerate(steps.items())
        for n in range(6)
        if not (place == "C" and i >= 4)
    ]
    rows += [{"ref_area": "_T", "indicator": "3.1.1", "year": y, "obs_value": y} for y in (2015, 2020)]
    return kept(tmp_path, rows, INDICATORS)


def test_places_of_a_level_in_the_order_of_their_ranks(home):
    document = moving(home, "")
    found = [(r["place"], r["rank"], r["rank_low"], r["rank_high"], r["indicators"]) for r in document["places"]]
    # 3.5.1 and 3.6.1 are known of two places only, too few for a spread; four are too few for a momentum
    assert document["level"] == 1 and [f[4] for f in found] == [4, 4, 4]
    assert {f["code"] for f in document["findings"]} == {"momentum-too-little"}


def test_a_rank_with_its_evidence(home, tmp_path):
    rows = [
        {"ref_area": place, "indicator": code, "year": 2015 + n, "obs_value": 10.0 * k + step * n * (1 + i / 100)}
        for i, code in enumerate(INDICATORS)
        for k, (place, step) in enumerate({"A": 2.0, "B": 1.0, "C": 0.0}.items())
        for n in range(6)
    ]
    document = moving(kept(tmp_path / "other", rows, INDICATORS), "")
    assert [(r["place_name"], r["rank"], r["of"]) for r in document["places"]] == [
        ("Alder", 1, 3),
        ("Birch", 2, 3),
        ("Cedar", 3, 3),
    ]
    first = next(e for e in document["places"][0]["evidence"] if e["indicator"] == "3.1.1")
    assert (first["base_period"], first["base_value"], first["latest_value"]) == ("2015", 0.0, 10.0)
    assert (first["yearly"], first["source"], len(document["places"][0]["evidence"])) == (
        pytest.approx(2.0),
        "Census",
        6,
    )
    assert first["low"] == pytest.approx(first["standardised"])
    ran = CliRunner().invoke(cli, ["monitoring", "momentum", "--home", str(tmp_path / "other"), "--format", "csv"])
    assert [r["rank"] for r in csv.DictReader(io.StringIO(ran.stdout))] == ["1", "2", "3"]
    ran = CliRunner().invoke(cli, ["monitoring", "momentum", "--home", str(tmp_path / "other"), "--place", "Birch"])
    assert ran.exit_code == 0 and "Birch" in ran.stdout and "Census" in ran.stdout and "Alder" not in ran.stdout


def test_indicators_that_say_the_same_count_once(tmp_path):
    rows = [
        {"ref_area": place, "indicator": code, "year": 2015 + n, "obs_value": 10.0 * k + step * n}
        for code in INDICATORS
        for k, (place, step) in enumerate({"A": 2.0, "B": 1.0, "C": 0.0}.items())
        for n in range(6)
    ]
    document = moving(kept(tmp_path, rows, INDICATORS), "")
    assert [r["indicators"] for r in document["places"]] == [1, 1, 1]
    assert {f["code"]: f["values"]["count"] for f in document["findings"]} == {
        "momentum-too-little": 3,
        "momentum-same-values": 5,
    }
