"""What is wanted, said beside the files of a data set: a version of its own, that imports leave and files may catch up with."""

from __future__ import annotations

import csv
import io
import zipfile
from datetime import UTC, datetime

import pytest

from local2030.monitoring.directions import directions, proposed
from local2030.store.datasets import Datasets
from local2030.store.known_indicators import indicators_of, said_of
from local2030.vocabulary import goals
from local2030.vocabulary.errors import NothingToRead, WrongUse
from local2030.workflows.dataset_progress import dataset_progress
from local2030.workflows.export_observations import stream
from local2030.workflows.export_source import Source
from local2030.workflows.load_observations import Request, load
from local2030.workflows.opened_dataset import open_dataset
from local2030.workflows.say_wanted import asked_in_file, look, mark_of, say_wanted
from local2030.workflows.wanted_template import COLUMNS, wanted_template
from observation_store import kept

AT = "2026-11-23T12:00:00+00:00"
INDICATORS = {
    "1.2.1": {"code": "1.2.1", "framework_code": "1.2.1", "target_year": 2025, "name": {"en": "Poor"}, "series": [{"series": "B", "limit": 1}]},
    "3.6.1": {"code": "3.6.1", "framework_code": "3.6.1", "direction": "decrease", "target_value": 5.0, "series": []},
}  # fmt: skip


@pytest.fixture
def home(tmp_path):
    rows = [
        {"indicator": code, "year": y, "obs_value": v} for code in ("1.2.1", "3.6.1", "9.9.9") for y, v in ((2015, 20.0), (2020, 10.0))
    ]  # fmt: skip
    return kept(tmp_path, rows, INDICATORS)


def say(home, asked, **more):
    return say_wanted(Datasets(home), "bilbo", asked, AT, "Dara", "As the council decided.", **more)


def statuses(home):
    return {row["indicator"]: row["status"] for row in dataset_progress(home, "bilbo", "statcan-2.4")["series"]}


def test_what_is_said_gives_a_status_in_a_version_with_who_and_why(home):
    assert statuses(home)["1.2.1"] is None
    state, found = say(home, {"1.2.1": {"direction": "decrease", "target_value": 8.0}})
    assert (state.version, state.by, state.note, state.made) == (2, "Dara", "As the council decided.", AT)
    assert [(c.indicator, c.before.direction, c.after.direction, c.after.target) for c in found.changes] == [
        ("1.2.1", "", "decrease", 8.0)
    ]
    assert statuses(home)["1.2.1"] == "on_track"
    assert dataset_progress(home, "bilbo", "statcan-2.4", version=1)["series"][0]["status"] is None


def test_only_what_differs_from_the_files_is_kept_and_what_is_unsaid_on_purpose_stays_so(home):
    store = Datasets(home)
    state, found = say(home, {"3.6.1": {"direction": "decrease", "target_value": 5.0}})
    assert state.version == 1 and found.changes == ()
    state, _found = say(home, {"3.6.1": {"direction": "", "target_value": 5.0}})
    assert said_of(store, state) == {"3.6.1": {"direction": ""}} and statuses(home)["3.6.1"] is None
    state, _found = say(home, {"3.6.1": {"direction": "decrease"}})
    assert said_of(store, state) == {} and state.version == 3


def test_an_indicator_without_metadata_may_be_said_of_and_an_unknown_one_not(home):
    state, found = say(home, {"9.9.9": {"direction": "increase"}, "4.4.4": {"direction": "increase"}})
    assert statuses(home)["9.9.9"] == "deterioration" and state.version == 2
    assert [(f.code, f.values["indicator"]) for f in found.findings] == [("wanted-indicator-unknown", "4.4.4")]


@pytest.mark.parametrize(
    ("field", "value"), [("target_year", 1899), ("target_year", 2201), ("limit", 1e300), ("base_year", 0)]
)
def test_numbers_beyond_bounds_stay_out(home, field, value):
    state, found = say(home, {"1.2.1": {field: value}})
    assert state.version == 1 and [f.code for f in found.findings] == ["wanted-number-odd"]


def test_who_looked_at_another_state_is_refused(home):
    store = Datasets(home)
    mark = mark_of(store.manifest("bilbo"))
    say(home, {"1.2.1": {"direction": "decrease"}}, known=mark)
    with pytest.raises(WrongUse) as trouble:
        say(home, {"1.2.1": {"direction": "increase"}}, known=mark)
    assert trouble.value.finding.code == "dataset-changed-meanwhile"
    with pytest.raises(NothingToRead):
        say_wanted(store, "nobody", {}, AT, "", "")


def test_the_table_that_is_printed_says_nothing_new_when_it_comes_back(home):
    store = Datasets(home)
    rows = wanted_template(home, "bilbo")["indicators"]
    assert {row["indicator"]: row["proposed"] for row in rows} == {"1.2.1": "decrease", "3.6.1": "", "9.9.9": ""}
    out = io.StringIO()
    writer = csv.DictWriter(out, COLUMNS, extrasaction="ignore")
    writer.writeheader()
    writer.writerows(rows)
    asked, _findings = asked_in_file(out.getvalue().encode(), "wanted.csv")
    assert look(store, store.manifest("bilbo"), asked).changes == ()
    more, findings = asked_in_file(b"code;direction;target\n1.2.1;less;8,5\n3.6.1;sideways;x\n", "wanted.csv")
    assert more == {"1.2.1": {"direction": "decrease", "target_value": 8.5}, "3.6.1": {}}
    assert {"meta-direction-unknown", "meta-number-unreadable"} <= {f.code for f in findings}


def test_it_goes_out_and_comes_in_with_the_data(home, tmp_path):
    store = Datasets(home)
    state, _found = say(home, {"1.2.1": {"direction": "decrease", "target_value": 8.0, "target_year": 2025}})
    assert open_dataset(home, "bilbo").indicators["1.2.1"]["series"][0]["direction"] == "decrease"
    folder = tmp_path / "again"
    folder.mkdir()
    name, _media, pieces = stream(Source(store, state), "open-sdg")
    (folder / name).write_bytes(b"".join(pieces))
    zipfile.ZipFile(folder / name).extractall(folder)
    (folder / name).unlink()
    load(Request(folder, datetime(2026, 11, 23, tzinfo=UTC), "again"), home)
    read = indicators_of(store, store.manifest("again"))["1.2.1"]
    assert (read["direction"], read["target_value"], read["target_year"]) == ("decrease", 8.0, 2025)


def test_an_import_leaves_what_was_said(tmp_path):
    folder, home = tmp_path / "towns", tmp_path / "home"
    folder.mkdir()
    (folder / "indicator_1-2-1.csv").write_text("Year,Value\n2015,20\n2020,10\n")
    load(Request(folder, datetime(2026, 11, 22, tzinfo=UTC), "bilbo"), home)
    say(home, {"1.2.1": {"direction": "decrease"}})
    (folder / "indicator_1-2-1.csv").write_text("Year,Value\n2015,20\n2020,30\n")
    load(Request(folder, datetime(2026, 11, 23, tzinfo=UTC), "bilbo"), home)
    assert statuses(home) == {"1.2.1": "deterioration"}


def test_the_proposals_are_of_the_framework_and_carry_their_head():
    known = directions()
    assert all(goals.indicator(code) is not None for code in known.of) and len(known.sha256) == 64
    assert (proposed("3-6-1"), proposed("6.1.1"), proposed("4.5.1"), proposed("8.8.2"), proposed("x")) == (
        "decrease", "increase", "parity", "", "",
    )  # fmt: skip
