"""Gaps and duties of a data set in the store: the document, narrowed, expected otherwise; true regions and cities."""

from __future__ import annotations

import csv
import io
import json
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from click.testing import CliRunner

from local2030.cli.main import cli
from local2030.store.datasets import Datasets
from local2030.vocabulary.errors import WrongUse
from local2030.workflows.gap_cells import Question, cells_of
from local2030.workflows.gap_matrix import matrix_of
from local2030.workflows.load_observations import Request, load
from local2030.workflows.monitoring_duties import duties_document
from local2030.workflows.monitoring_gaps import BY, gaps_of
from observation_store import kept

COUNTIES = [f"C{n}" for n in range(13)]
PLACES = [
    {"code": "R", "name": "Rivers", "level": 0, "level_name": "", "parent": "", "scheme": "ISO3166-2"},
    *({"code": c, "name": f"County {c}", "level": 1, "level_name": "county", "parent": "R"} for c in COUNTIES),
]
INDICATORS = {
    "3.4.1": {"code": "3.4.1", "framework_code": "3.4.1", "name": {"en": "Early deaths"}, "source": "Health office"},
    "8.5.2": {"code": "8.5.2", "framework_code": "8.5.2"},
    "14.5.1": {"code": "14.5.1", "framework_code": "14.5.1", "reporting_status": "notapplicable"},
}


def made(folder: Path) -> Path:
    """Eleven of thirteen counties report early deaths, one keeps them back; unemployment is the region's, by sex."""
    rows: list[dict[str, Any]] = [
        {"indicator": "3.4.1", "ref_area": c, "year": y} for c in COUNTIES[:11] for y in range(2015, 2025)
    ]
    rows += [
        {"indicator": "3.4.1", "ref_area": "C11", "year": y, "obs_value": None, "obs_status": "Q"} for y in (2023, 2024)
    ]
    rows += [
        {"indicator": "8.5.2", "ref_area": "R", "year": y, "dims": d}
        for y in range(2015, 2020)
        for d in ("", '{"SEX":"F"}')
    ]
    return kept(folder, rows, INDICATORS, places=PLACES)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data set, which no test changes."""
    return made(tmp_path_factory.mktemp("gaps"))


@cache
def answer(home: Path, goal: str = "", listed: int | None = None) -> dict[str, Any]:
    """The whole document, asked once for several tests."""
    return gaps_of(Question(home, 2026, goal=goal, listed=listed, categories=True), BY)


def test_the_whole_says_its_share_with_what_it_is_a_share_of(home: Path) -> None:
    document = answer(home, "3")
    row = next(r for r in document["by"]["indicator"] if (r["indicator"], r["level"]) == ("3.4.1", 1))
    assert (row["expected"], row["present"], row["suppressed"], row["missing"], row["share"]) == (
        130,
        110,
        2,
        18,
        0.8462,
    )
    assert (row["rule"], row["source"], row["newest"]) == ("practice", "Health office", 2024)
    assert row["years"]["2024"] == {"present": 11, "suppressed": 1, "missing": 1}
    total = document["totals"]
    assert total["expected"] == sum(total[s] for s in ("present", "missing", "stale", "suppressed", "refused"))
    assert {r["goal"] for r in document["by"]["indicator"]} == {3}


def test_the_gap_of_two_counties_names_them_and_who_has_it(home: Path) -> None:
    document = answer(home, "3", 30)
    gap = next(g for g in document["closing"] if (g["indicator"], g["level"]) == ("3.4.1", 1))
    assert (gap["lack"], gap["places"], gap["have"], gap["of"]) == ("never", 2, 11, 13)
    assert gap["places_named"] == ["County C11", "County C12"]
    assert gap["who"] == ["The source is Health office.", "11 of 13 at this level have it."]
    root = next(g for g in document["closing"] if (g["indicator"], g["level"]) == ("3.4.1", 0))
    assert "11 of 13 places of level county have it, up to 2024" in root["who"][-1]
    assert len(document["closing"]) == document["gaps"]
    assert len(answer(home)["closing"]) == 10


def test_what_stopped_is_stale_and_out_of_scope_stands_outside(home: Path) -> None:
    document = answer(home)
    row = next(r for r in document["by"]["indicator"] if r["indicator"] == "8.5.2")
    assert (row["present"], row["stale"], row["newest"]) == (5, 5, 2019)
    sea = next(r for r in document["by"]["indicator"] if r["indicator"] == "14.5.1")
    assert (sea["expected"], sea["share"], sea["out_of_scope"], sea["rule"]) == (0, None, 10, "metadata")
    aid = next(r for r in document["by"]["indicator"] if r["indicator"] == "17.2.1")
    assert aid["out_of_scope"] == 10 and aid["reason"] == "It counts money between countries."


def test_breakdowns_count_only_where_they_are_asked_for(home: Path) -> None:
    document = answer(home)
    by = {r["dimension"]: r for r in document["by"]["dimension"]}
    assert by["sex"]["stale"] == 1 and by["sex"]["present"] == 0  # unemployment of women stopped in 2019
    assert "8.5.2" in by["age"]["lacking"] and by["age"]["stale"] == 0
    assert all(r["asked"] or r["share"] is None for r in by.values())
    assert document["breakdown_totals"]["present"] == 5 and document["breakdown_totals"]["stale"] == 5


def test_a_place_alone_has_its_own_share(home: Path) -> None:
    document = gaps_of(Question(home, 2026, place="County C12"), BY)
    assert document["place"] == "C12"
    assert (document["totals"]["expected"], document["totals"]["present"]) == (10, 0)
    assert [r["place"] for r in document["by"]["place"]] == ["C12"]
    (gap,) = document["closing"]
    assert gap["message"] == "3.4.1 (Early deaths) has no value at all for County C12."
    assert "11 of 13 at this level have it." in gap["who"]


def test_places_are_listed_with_the_least_share_first_within_their_level(home: Path) -> None:
    rows = [r for r in answer(home)["by"]["place"] if r["level"] == 1]
    assert [r["place"] for r in rows][:2] == ["C11", "C12"] and rows[-1]["share"] == 1


def test_the_years_can_be_chosen(home: Path) -> None:
    document = gaps_of(Question(home, 2026, since=2018, until=2019))
    assert document["years"] == [2018, 2019] and {r["year"] for r in document["by"]["year"]} == {2018, 2019}


def test_an_expectations_file_outweighs_framework_and_practice(home: Path, tmp_path: Path) -> None:
    path = tmp_path / "expected.csv"
    path.write_text(
        "indicator,level,from,frequency,scope,reason,owner\n11,all,,,out,Not a city,\n3.4.1,county,2020,2,in,,Clinics\nnone,,,,in,,\n"
    )
    document = gaps_of(Question(home, 2026, expected=path, listed=200))
    rows = {(r["indicator"], r["level"]): r for r in document["by"]["indicator"]}
    assert all(r["expected"] == 0 and r["reason"] == "Not a city" for (c, _l), r in rows.items() if c.startswith("11."))
    assert (sorted(rows["3.4.1", 1]["years"]), rows["3.4.1", 1]["rule"]) == (["2020", "2022", "2024"], "user")
    gap = next(g for g in document["closing"] if (g["indicator"], g["level"]) == ("3.4.1", 1))
    assert gap["who"][0] == "Clinics could close it."
    (told,) = document["findings"]
    assert (told["code"], told["file"], told["line"]) == ("expected-indicator-unknown", "expected.csv", 4)


def test_expectations_are_printed_edited_and_kept_with_the_data_set(tmp_path: Path) -> None:
    home = made(tmp_path)
    _code, out = run(home, "expected", "--goal", "3", "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(out)))
    county = next(r for r in rows if (r["indicator"], r["level"]) == ("3.4.1", "1"))
    assert (county["from"], county["to"], county["frequency"], county["scope"], county["rule"]) == (
        "2015",
        "",
        "1",
        "in",
        "practice",
    )
    path = tmp_path / "mine.csv"
    path.write_text(out.splitlines()[0] + "\n3.4.1,1,,2023,,1,in,,Clinics,,\n")
    found = CliRunner().invoke(cli, ["monitoring", "expected", str(path), "--home", str(home)])
    assert found.exit_code == 0 and "from state 2 on" in found.output
    document = gaps_of(Question(home, 2026, goal="3"))
    row = next(r for r in document["by"]["indicator"] if (r["indicator"], r["level"]) == ("3.4.1", 1))
    assert (sorted(row["years"]), row["rule"], row["owner"]) == (["2023", "2024"], "user", "Clinics")
    before = gaps_of(Question(home, 2026, goal="3", version=1))["totals"]
    assert before["expected"] > document["totals"]["expected"]


def test_what_is_printed_as_expected_can_be_read_back_and_changes_no_cell(home: Path, tmp_path: Path) -> None:
    path = tmp_path / "all.csv"
    path.write_text(run(home, "expected", "--format", "csv")[1])
    before, after = (gaps_of(Question(home, 2026, expected=p))["totals"] for p in (None, path))
    assert before == after


def test_indicators_by_places_say_how_each_place_stands_today(home: Path) -> None:
    document = matrix_of(Question(home, 2026), 1)
    (row,) = (r for r in document["rows"] if r["indicator"] == "3.4.1")
    state = dict(zip((p["code"] for p in document["places"]), row["states"], strict=True))
    assert (state["C0"], state["C11"], state["C12"]) == ("present", "suppressed", "missing")
    assert (row["present"], row["expected"]) == (11, 13)
    below = matrix_of(Question(home, 2026, place="R"))
    assert [r["states"] for r in below["rows"]] == [r["states"] for r in document["rows"]]
    assert len(matrix_of(Question(home, 2026), 0)["places"]) == 1
    with pytest.raises(WrongUse):
        matrix_of(Question(home, 2026), 7)


@pytest.mark.parametrize("goal", ["18", "0", "-1", "one", "\u0663", "1" * 5000])
def test_a_goal_that_there_is_not_is_refused(home: Path, goal: str) -> None:
    with pytest.raises(WrongUse) as refused:
        gaps_of(Question(home, 2026, goal=goal))
    assert refused.value.finding.code == "gaps-goal-unknown"


def test_an_empty_data_set_has_no_share_and_breaks_nothing(tmp_path: Path) -> None:
    empty = kept(tmp_path, [], {}, places=[])
    document = gaps_of(Question(empty, 2026, categories=True), BY)
    assert document["totals"]["share"] is None and document["closing"] == []
    assert duties_document(Question(empty, 2026), 2026)["duties"]


@pytest.mark.parametrize(
    ("root", "levels", "kind", "assumed"),
    [
        ({"code": "KG"}, "oblast", "national", False), ({"code": "X", "iso": "KEN"}, "county", "national", False),
        ({"code": "_T", "iso": "ES-PV"}, "Comarca", "regional", False), ({"code": "_T"}, "Comarca", "regional", True),
        ({"code": "_T"}, "Ward", "local", True), ({"code": "QQ"}, "Comarca", "regional", True),
    ],
)  # fmt: skip
def test_what_the_territory_is_follows_from_its_code_else_it_is_assumed_and_said(
    tmp_path: Path, root: dict[str, Any], levels: str, kind: str, assumed: bool
) -> None:
    places = [
        {**root, "level": 0, "parent": ""},
        {"code": "a", "level": 1, "level_name": levels, "parent": root["code"]},
    ]
    cells = cells_of(Question(kept(tmp_path, [{"ref_area": "a"}], {}, places=places), 2026))
    assert cells.levels[0].kind == kind
    assert [f.code for f in cells.findings] == (["gaps-root-kind-assumed"] if assumed else [])


def test_what_the_territory_is_decides_what_is_asked_of_it(home: Path) -> None:
    outside = {kind: gaps_of(Question(home, 2026, root_kind=kind), ())["totals"]["out_of_scope"]  # type: ignore[arg-type]
               for kind in ("national", "regional", "local")}  # fmt: skip
    assert outside["national"] < outside["regional"] < outside["local"]


def test_duties_say_what_the_place_has_and_what_serves_several(home: Path) -> None:
    document = duties_document(Question(home, 2026), 2026, {"paris": True})
    assert document["place"] == {"code": "R", "name": "Rivers", "level": 0, "kind": "regional"}
    duty = {d["id"]: d for d in document["duties"]}
    assert duty["paris-btr"]["applies"] == "yes" and duty["cedaw"]["applies"] == "if"
    assert "8.5.2" in duty["vlr"]["indicators"]["stale"] and "3.4.1" in duty["vlr"]["indicators"]["missing"]
    assert "14.5.1" in duty["vlr"]["indicators"]["out_of_scope"]
    county = duties_document(Question(home, 2026, place="C0"), 2026)
    assert "3.4.1" in {d["id"]: d for d in county["duties"]}["vlr"]["indicators"]["present"]
    counts = [row["count"] for row in document["data"]]
    assert counts == sorted(counts, reverse=True)
    kept_back = duties_document(Question(home, 2026, place="C11"), 2026)
    assert "3.4.1" in {d["id"]: d for d in kept_back["duties"]}["vlr"]["indicators"]["suppressed"]


def test_a_fact_that_the_register_lacks_is_refused(home: Path) -> None:
    with pytest.raises(WrongUse) as refused:
        duties_document(Question(home, 2026), 2026, {"moon": True})
    assert refused.value.finding.code == "duty-fact-unknown"


def run(home: Path, *arguments: str) -> tuple[int, str]:
    """The command's exit code and what it prints."""
    found = CliRunner().invoke(
        cli, ["monitoring", *arguments, "--home", str(home), "--today", "2026"], standalone_mode=False
    )
    assert found.exception is None, found.output
    return (found.return_value if isinstance(found.return_value, int) else found.exit_code), found.stdout


@pytest.mark.parametrize("way", [*BY, "closing"])
def test_the_command_prints_each_way_of_counting_as_csv(home: Path, way: str) -> None:
    code, out = run(home, "gaps", "--by", way, "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(out)))
    assert code == 0 and rows and all(None not in row for row in rows)


def test_the_command_says_the_share_in_a_sentence(home: Path) -> None:
    code, out = run(home, "gaps", "--by", "level", "--goal", "3")
    assert code == 0 and "expected cells (indicator x place x" in out and "out of scope" in out


def test_the_json_is_what_its_schema_says(home: Path) -> None:
    schemas = Path(__file__).resolve().parents[2] / "docs" / "reference"
    for command in ("gaps", "duties"):
        _code, out = run(home, command, "--format", "json")
        schema = json.loads((schemas / f"monitoring-{command}.schema.json").read_text())
        jsonschema.validate(json.loads(out), schema)


def test_duties_are_printed_both_ways(home: Path) -> None:
    for way, column in (("duty", "next_year"), ("data", "duties")):
        _code, out = run(home, "duties", "--by", way, "--format", "csv")
        assert column in next(iter(csv.DictReader(io.StringIO(out))))


@pytest.mark.parametrize("years", ["soon", "2020..2015", "20..21"])
def test_years_that_cannot_be_are_refused(home: Path, years: str) -> None:
    found = CliRunner().invoke(cli, ["monitoring", "gaps", "--home", str(home), "--year", years])
    assert found.exit_code == 2 and "Traceback" not in found.output


_LOADED: dict[str, Path] = {}


@pytest.fixture
def true_home(real_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The Basque Country and Bristol, loaded once."""
    if "home" not in _LOADED:
        home = tmp_path_factory.mktemp("home")
        for folder, name in (("eustat-basque", "basque"), ("bristol", "bristol")):
            load(Request(real_data / "open-sdg" / folder, datetime(2026, 11, 23, tzinfo=UTC), name), home)
        _LOADED["home"] = home
    return _LOADED["home"]


def test_of_the_basque_country_everything_reported_is_expected_and_what_is_listed_is_true(
    true_home: Path, real_data: Path
) -> None:
    document = gaps_of(Question(true_home, 2026, "basque"))
    rows = {(r["indicator"], r["level_name"]): r for r in document["by"]["indicator"]}
    assert rows["3.4.1", "Municipio"]["places"] >= 251
    told = {g["indicator"] for g in document["closing"]}
    files = {
        p.stem.removeprefix("indicator_").replace("-", ".")
        for p in (real_data / "open-sdg/eustat-basque/data").glob("*.csv")
    }
    assert all(g["lack"] != "never" or g["level"] or g["indicator"] not in files for g in document["closing"])
    assert "11.2.1" in told  # public transport nearby: many duties ask for it, and no file has it
    assert 0.8 < document["totals"]["share"] < 1
    assert document["totals"]["out_of_scope"] > 300


def test_what_a_template_left_in_bristol_is_no_data(true_home: Path) -> None:
    document = gaps_of(Question(true_home, 2026, "bristol"))
    (left,) = (f for f in document["findings"] if f["code"] == "gaps-templates-left-out")
    assert left["values"]["count"] > 140
    rows = {(r["indicator"], r["level"]): r for r in document["by"]["indicator"]}
    assert rows["6.1.1", 0]["present"] == 0  # its file has groups A and B and no water
    assert rows["3.4.2", 0]["present"] > 0
    assert document["totals"]["stale"] > document["totals"]["missing"]  # the site was last brought up to date in 2021
    assert Datasets(true_home).names() == ("basque", "bristol")
