"""Progress of a data set in the store: chosen by place, goal and total, with what is wanted from the data set or a table."""

from __future__ import annotations

import csv
import io
import json
from datetime import date

import pytest
from click.testing import CliRunner

from local2030.cli.main import cli
from local2030.monitoring.progress_methods import methods
from local2030.vocabulary.errors import NothingToRead, WrongUse
from local2030.workflows.dataset_progress import dataset_progress, methods_compared
from local2030.workflows.judged_series import judged_in_parts
from local2030.workflows.opened_dataset import open_dataset
from local2030.workflows.wanted_indicators import wanted_of
from observation_store import kept

INDICATORS = {
    "1.2.1": {"code": "1.2.1", "direction": "negative", "target_value": 10, "framework_code": "1.2.1"},
    "3-1-E1": {"code": "3-1-E1", "goal": "3", "direction": "increase"},
    "8.1.1": {"code": "8.1.1", "framework_code": "8.1.1", "direction": "increase"},
}


def two(indicator, first, last, **more):
    return [{"indicator": indicator, "year": y, "obs_value": v, **more} for y, v in ((2015, first), (2020, last))]


@pytest.fixture
def home(tmp_path):
    rows = [
        *two("1.2.1", 20.0, 12.0), *two("1.2.1", 20.0, 25.0, ref_area="A"), *two("1.2.1", 5.0, 6.0, dims='{"SEX":"F"}'),
        *two("3-1-E1", 100.0, 108.0), *two("8.1.1", 1.0, 2.0), *two("9.9.9", 1.0, 2.0),
        {"indicator": "3-1-E1", "year": 2025, "obs_value": 200.0, "obs_status": "F"},
    ]  # fmt: skip
    return kept(tmp_path, rows, INDICATORS)


def by_key(document):
    return {(r["indicator"], r["place"], r["dims"]): r for r in document["series"]}


def test_each_series_has_a_status_by_what_the_data_set_says_of_its_indicator(home):
    document = dataset_progress(home, "bilbo", "statcan-2.4")
    found = by_key(document)
    assert {key: row["status"] for key, row in found.items()} == {
        ("1.2.1", "_T", ""): "on_track", ("1.2.1", "A", ""): "deterioration", ("1.2.1", "_T", '{"SEX":"F"}'): "target_met",
        ("3-1-E1", "_T", ""): "on_track", ("8.1.1", "_T", ""): None, ("9.9.9", "_T", ""): None,
    }  # fmt: skip
    assert found["8.1.1", "_T", ""]["code"] == "progress-growth-rate"
    assert found["9.9.9", "_T", ""]["code"] == "progress-direction-unknown"
    row = found["1.2.1", "A", ""]
    assert (row["place_name"], row["goal"], row["base_period"], row["latest_value"]) == ("Alder", "1", "2015", 25.0)
    assert document["statuses"] == {
        "target_met": 1, "on_track": 2, "progress": 0, "limited": 0, "deterioration": 1, "none": 2,
    }  # fmt: skip
    assert [(i["indicator"], i["place"], i["status"]) for i in document["indicators"]][:2] == [
        ("1.2.1", "A", "deterioration"), ("1.2.1", "_T", "on_track"),
    ]  # fmt: skip
    assert {f["code"]: f["values"].get("count") for f in document["findings"]} == {
        "progress-directions-unknown": 1, "progress-forecasts-left-out": 1,
    }  # fmt: skip


def test_place_goal_and_total_are_chosen(home):
    assert set(by_key(dataset_progress(home, "", "unsd-2023", place="Alder"))) == {("1.2.1", "A", "")}
    assert set(by_key(dataset_progress(home, "", "unsd-2023", goal="3"))) == {("3-1-E1", "_T", "")}
    assert ("1.2.1", "_T", '{"SEX":"F"}') not in by_key(dataset_progress(home, "", "unsd-2023", headline=True))


def test_the_users_table_stands_above_the_data_set(home, tmp_path):
    (tmp_path / "meta.csv").write_text("indicator,direction,target\n9.9.9,increase,\n1.2.1,increase,\n")
    found = by_key(dataset_progress(home, "", "statcan-2.4", meta=tmp_path / "meta.csv"))
    assert found["9.9.9", "_T", ""]["status"] == "on_track" and found["1.2.1", "A", ""]["status"] == "on_track"
    assert found["3-1-E1", "_T", ""]["status"] == "on_track"


def test_what_one_should_know_of_the_points_is_said(tmp_path):
    rows = [
        *two("1.2.1", 20.0, 12.0, obs_status="U"),
        {"indicator": "1.2.1", "year": 2015, "obs_value": 3.0, "ref_area": "A"},
        {"indicator": "1.2.1", "year": 2018, "obs_value": 30.0, "ref_area": "A", "obs_status": "B"},
        {"indicator": "1.2.1", "year": 2020, "obs_value": 20.0, "ref_area": "A"},
    ]
    found = by_key(dataset_progress(kept(tmp_path, rows, INDICATORS), "", "unsd-2023"))
    assert len(found["1.2.1", "_T", ""]["notes"]) == 2
    assert found["1.2.1", "A", ""]["base_period"] == "2018" and "break" in found["1.2.1", "A", ""]["notes"][0]


def test_series_within_years_are_judged_by_full_years_and_those_without_one_are_told(tmp_path):
    rows = [
        {"indicator": i, "year": y, "obs_value": v * y, "freq": "Q", "time_period": f"{y}-Q{q}"}
        for i, y, v, qs in (("1.2.1", 2015, 2.0, 4), ("1.2.1", 2020, 1.0, 4), ("3-1-E1", 2015, 1.0, 3), ("3-1-E1", 2020, 1.0, 2))
        for q in range(1, qs + 1)
    ]  # fmt: skip
    document = dataset_progress(kept(tmp_path, rows, INDICATORS), "", "unsd-2023")
    (row,) = document["series"]
    assert (row["base_value"], row["latest_value"], row["points"]) == (4030.0, 2020.0, 2) and "full years" in row[
        "notes"
    ][0]
    assert [(f["code"], f["values"]["indicators"]) for f in document["findings"]] == [
        ("progress-no-full-year", "3-1-E1")
    ]


def test_methods_stand_beside_one_another(home):
    document = methods_compared(home, "bilbo", headline=True)
    row = by_key(document)["3-1-E1", "_T", ""]
    # 1.55 % a year: enough for two of them, not for the one that asks for 2 %
    assert (row["statcan-2.4"], row["unsd-2023"], row["unsd-2022"]) == ("on_track", "fair", "on_track")
    assert row["differ"] and row["sdg-index"] is None and row["reasons"] == {"sdg-index": "progress-no-bounds"}
    assert document["differ"] == sum(r["differ"] for r in document["series"])


def test_a_large_table_asked_in_parts_says_the_same(home, monkeypatch):
    opened = open_dataset(home)
    wanted, _told = wanted_of(opened.indicators)
    asked = (opened.connection, opened.observations, wanted, methods()["statcan-2.4"], True)

    def told():
        rows = judged_in_parts(*asked).to_pylist()
        return sorted(rows, key=lambda row: (row["indicator"], row["ref_area"], row["dims"]))

    whole = told()
    assert [row["status"] for row in whole if row["indicator"] == "1.2.1"] == [
        "deterioration",
        "on_track",
        "target_met",
    ]
    monkeypatch.setattr("local2030.workflows.judged_series.AT_ONCE", 4)
    assert told() == whole


def test_what_is_not_there_is_said(home):
    with pytest.raises(NothingToRead) as none:
        open_dataset(home, "donostia")
    assert none.value.finding.code == "dataset-unknown"
    with pytest.raises(WrongUse) as place:
        dataset_progress(home, "", "unsd-2023", place="Oak")
    assert place.value.finding.code == "place-not-there"
    with pytest.raises(WrongUse) as unnamed:
        open_dataset(home / "nowhere")
    assert unnamed.value.finding.code == "dataset-none"
    kept(home, [], dataset="another")
    with pytest.raises(WrongUse) as several:
        open_dataset(home)
    assert several.value.finding.values == {"names": "another, bilbo"}


def test_the_command_prints_csv_and_counts(home):
    ran = CliRunner().invoke(cli, ["monitoring", "progress", "--home", str(home), "--format", "csv"])
    rows = list(csv.DictReader(io.StringIO(ran.stdout)))
    assert ran.exit_code == 0 and len(rows) == 6 and {r["status"] for r in rows} >= {"none", "on_track"}
    ran = CliRunner().invoke(cli, ["monitoring", "progress", "--home", str(home), "--headline"])
    assert "on track: 2" in ran.stdout
    ran = CliRunner().invoke(
        cli, ["monitoring", "progress", "--home", str(home), "--compare-methods", "--format", "json"]
    )
    assert json.loads(ran.stdout)["methods"]


def test_the_table_of_what_is_wanted_is_filled_in_and_read_back(home, tmp_path):
    ran = CliRunner().invoke(cli, ["monitoring", "wanted", "--home", str(home)])
    rows = {row["indicator"]: row for row in csv.DictReader(io.StringIO(ran.stdout))}
    assert (rows["1.2.1"]["direction"], rows["1.2.1"]["target"], rows["9.9.9"]["direction"]) == ("decrease", "10.0", "")
    (tmp_path / "meta.csv").write_text(ran.stdout)
    same, own = (
        dataset_progress(home, "", "statcan-2.4"),
        dataset_progress(home, "", "statcan-2.4", meta=tmp_path / "meta.csv"),
    )
    assert same["series"] == own["series"]


def test_a_file_and_a_data_set_at_once_are_wrong_use(home, tmp_path):
    (tmp_path / "long.csv").write_text("indicator,place,unit,year,value\n")
    ran = CliRunner().invoke(cli, ["monitoring", "progress", "--values", str(tmp_path / "long.csv"), "--place", "A"])
    assert ran.exit_code == 2


def test_of_several_periods_of_a_year_one_counts_and_it_is_said(tmp_path):
    split = {"time_period": "2020/21", "period_end": date(2021, 3, 31), "obs_value": 12.0}
    rows = [*two("1.2.1", 20.0, 19.0), {"indicator": "1.2.1", "year": 2020, **split}, *two("3-1-E1", 1.0, 2.0)]
    for n, order in enumerate((rows, rows[::-1])):
        home = kept(tmp_path / str(n), order, INDICATORS)
        document = dataset_progress(home, "bilbo", "statcan-2.4")
        row = by_key(document)["1.2.1", "_T", ""]
        assert (row["latest_period"], row["latest_value"], row["points"], row["status"]) == (
            "2020/21",
            12.0,
            2,
            "on_track",
        )
        (said,) = (f for f in document["findings"] if f["code"] == "progress-several-periods-a-year")
        assert said["severity"] == "warning" and "1 indicators" in said["message"] and "1.2.1" in said["message"]
        compared = methods_compared(home, "bilbo")
        assert "progress-several-periods-a-year" in {f["code"] for f in compared["findings"]}
    plain = dataset_progress(kept(tmp_path / "plain", two("1.2.1", 20.0, 12.0), INDICATORS), "bilbo", "statcan-2.4")
    assert "progress-several-periods-a-year" not in {f["code"] for f in plain["findings"]}
