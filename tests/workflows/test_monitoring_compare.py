"""A place beside its parent: gap, ranks with intervals, movement, statuses, and a reason where there is no comparison."""

from __future__ import annotations

import csv
import io

import pytest
from click.testing import CliRunner

from local2030.cli.main import cli
from local2030.vocabulary.errors import WrongUse
from local2030.workflows.monitoring_compare import compare
from observation_store import PLACES, kept

INDICATORS = {"1.2.1": {"direction": "decrease"}, "3.1.1": {"direction": "increase"}}


def line(place, indicator="1.2.1", first=2015, step=0.0, at=10.0, years=6, **more):
    return [
        {"ref_area": place, "indicator": indicator, "year": first + n, "obs_value": at + step * n, **more}
        for n in range(years)
    ]


@pytest.fixture
def home(tmp_path):
    rows = [
        *line("A", at=30.0, step=-2.0), *line("B", at=15.0), *line("C", at=40.0, step=1.0), *line("_T", at=18.0),
        *line("A", "3.1.1", unit_measure="IX"), *line("_T", "3.1.1"), *line("_T", "4.1.1"), *line("A", "5.1.1"),
        *line("A", "6.1.1", first=2000), *line("_T", "6.1.1"),
    ]  # fmt: skip
    return kept(tmp_path, rows, INDICATORS)


def test_a_place_beside_its_parent(home):
    document = compare(home, "", "Alder")
    found = {row["indicator"]: row for row in document["series"]}
    assert (document["with"]["code"], document["siblings"], document["compared"], document["not_compared"]) == (
        "_T",
        3,
        1,
        4,
    )
    row = found["1.2.1"]
    assert (row["period"], row["value"], row["other_value"], row["gap"]) == ("2020", 20.0, 18.0, 2.0)
    assert (row["ratio"], row["stands"]) == (pytest.approx(20 / 18), "worse")
    assert (row["rank"], row["rank_low"], row["rank_high"], row["rank_of"], row["rank_by"]) == (2, 2, 2, 3, "own past")
    assert (row["movement"], row["gap_scale"], row["common_years"]) == ("converging", "relative", 6)
    assert (row["status"], row["other_status"], row["statuses_differ"]) == ("on_track", "limited", True)
    assert (row["median"], row["reporting"], row["siblings"]) == (20.0, 3, 3)
    assert {i: r["code"] for i, r in found.items() if r["code"]} == {
        "3.1.1": "compare-unit-differs", "4.1.1": "compare-not-reported-here", "5.1.1": "compare-not-reported-by-other",
        "6.1.1": "compare-no-common-period",
    }  # fmt: skip
    assert "IX here, PT there" in found["3.1.1"]["reason"]


def test_beside_another_place_and_in_one_indicator(home):
    document = compare(home, "", "A", "Birch", indicator="1.2.1")
    (row,) = document["series"]
    assert (document["with"]["code"], row["gap"], row["stands"]) == ("B", 5.0, "worse")
    assert compare(home, "", "A", "whole")["with"]["code"] == "_T"


def test_published_bounds_make_the_rank_interval(tmp_path):
    rows = [
        {"ref_area": p, "year": 2020, "obs_value": v, "lower_bound": v - reach, "upper_bound": v + reach}
        for p, v, reach in (("A", 10.0, 1.0), ("B", 11.0, 1.0), ("C", 20.0, 1.0), ("_T", 12.0, 0.1))
    ]
    (row,) = compare(kept(tmp_path, rows, INDICATORS), "", "A")["series"]
    assert (row["rank"], row["rank_low"], row["rank_high"], row["rank_by"]) == (1, 1, 2, "bounds")


def test_beside_the_whole_a_place_stands_among_all_of_its_level(tmp_path):
    places = [
        {"code": "_T", "name": "", "level": 0, "parent": ""}, {"code": "N", "name": "North", "level": 1, "parent": "_T"},
        {"code": "S", "name": "South", "level": 1, "parent": "_T"}, {"code": "A", "name": "Alder", "level": 2, "parent": "N"},
        {"code": "B", "name": "Birch", "level": 2, "parent": "N"}, {"code": "C", "name": "Cedar", "level": 2, "parent": "S"},
    ]  # fmt: skip
    rows = [row for n, p in enumerate(("A", "B", "C", "N", "_T")) for row in line(p, at=10.0 + n)]
    home = kept(tmp_path, rows, INDICATORS, places)
    (near,) = compare(home, "", "A")["series"]
    whole = compare(home, "", "A", "whole")
    assert (near["siblings"], whole["series"][0]["siblings"], whole["with"]) == (2, 3, {"code": "_T", "name": "bilbo"})


def test_the_root_has_no_parent(home):
    with pytest.raises(WrongUse) as found:
        compare(home, "", "_T")
    assert found.value.finding.code == "compare-no-parent"


def test_the_command_shows_ranks_with_their_intervals_and_reasons(home):
    ran = CliRunner().invoke(cli, ["monitoring", "compare", "--home", str(home), "--place", "A"])
    assert ran.exit_code == 0 and "Alder beside Whole: 1 series compared, 4 not" in ran.stdout
    assert "not compared: 1 x" in ran.stdout
    ran = CliRunner().invoke(cli, ["monitoring", "compare", "--home", str(home), "--place", "A", "--format", "csv"])
    rows = list(csv.DictReader(io.StringIO(ran.stdout)))
    assert len(rows) == 5 and rows[0]["rank_low"] == "2"


def test_without_a_place_one_is_asked_which(home):
    with pytest.raises(WrongUse) as refused:
        compare(home, "", "")
    told = refused.value.finding
    assert (told.code, told.values["count"]) == ("place-not-named", 3) and "Alder (A)" in told.values["places"]
    for command in ("compare", "peers"):
        result = CliRunner().invoke(cli, ["monitoring", command, "--home", str(home)])
        assert result.exception.finding.code == "place-not-named"


def test_the_only_place_below_the_whole_need_not_be_named(tmp_path):
    home = kept(tmp_path, [*line("A"), *line("_T")], INDICATORS, places=PLACES[:2])
    assert compare(home, "", "")["place"]["code"] == "A"


def test_why_places_are_in_no_gazetteer_is_said_once(tmp_path):
    places = [place | {"level_name": "ward", "name": place["name"] + " Xq"} for place in PLACES]
    home = kept(tmp_path, line("A"), INDICATORS, places=places)
    result = CliRunner().invoke(cli, ["monitoring", "places", "--home", str(home)])
    assert result.exit_code == 0 and result.output.count("is in no list of ours") == 1
    assert "3 more like it: Alder Xq, Birch Xq, Cedar Xq" in result.output
