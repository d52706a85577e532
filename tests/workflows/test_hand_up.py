"""A city's values handed up into its country's data set: what is taken, what isn't, and where each came from."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from local2030.store.datasets import Datasets, Manifest, Source, origin_of
from local2030.store.tables import engine, observations
from local2030.workflows.hand_up import hand_up, looked_at
from observation_tables import table_of

COUNTRY = [{"code": "_T", "level": 0, "name": "Land"}, {"code": "C1", "level": 1, "parent": "_T", "name": "City"}]
CITY = [{"code": "_T", "level": 0, "name": "City"}, {"code": "C1-1", "level": 1, "parent": "_T", "name": "Ward"}]
AT = "2026-11-23T12:00:00Z"


@pytest.fixture
def store(tmp_path: Path) -> Datasets:
    return Datasets(tmp_path)


def _state(store: Datasets, name: str, version: int, rows: Sequence[Mapping[str, Any]], places: object) -> Manifest:
    batch = store.write_batch(name, table_of([{"dataset": name, **row} for row in rows], "one"))
    side = store.write_side(name, json.dumps(places).encode())
    sources = {"a.csv": Source("x", "one", batch, len(rows), len(rows), 0)}
    state = Manifest(name, version, AT, sources=sources, sides={"places": side})
    store.write_manifest(state)
    return state


def test_a_city_s_values_stand_in_the_country_s_data_set_with_where_they_came_from(store: Datasets) -> None:
    above = _state(store, "land", 1, [{"year": 2020, "obs_value": 9.0}], COUNTRY)
    below = _state(store, "city", 3, [{"year": 2020, "obs_value": 4.0}, {"year": 2021, "obs_value": 5.0}], CITY)
    assert looked_at(store, below, above, "C1").keeps_rules
    state, found = hand_up(store, below, above, "C1", AT, "the ministry", "")
    rows = observations(store, state, engine()).order_by(["ref_area", "time_period"]).to_pyarrow().to_pylist()
    assert [(r["dataset"], r["ref_area"], r["obs_value"]) for r in rows] == [
        ("land", "C1", 4.0), ("land", "C1", 5.0), ("land", "_T", 9.0),
    ]  # fmt: skip
    assert (found.taken, found.same, found.differing, found.unplaced) == (2, 0, 0, 0)
    assert origin_of(rows[0]["source_file"]) == ("city", 3, "a.csv") and rows[0]["source_row"] == 2
    assert origin_of(rows[2]["source_file"]) is None
    assert store.manifest("land", 1) == above, "the former state is as it was"


def test_what_contradicts_the_data_set_above_or_lies_nowhere_in_it_is_counted_and_not_taken(store: Datasets) -> None:
    above = _state(store, "land", 1, [{"ref_area": "C1", "year": y, "obs_value": 9.0} for y in (2020, 2021)], COUNTRY)
    rows = [{"year": 2020, "obs_value": 9.0}, {"year": 2021, "obs_value": 5.0}, {"ref_area": "C1-1", "year": 2021}]
    below = _state(store, "city", 1, rows, CITY)
    found = looked_at(store, below, above, "C1")
    assert (found.rows, found.taken, found.same, found.differing, found.unplaced) == (3, 0, 1, 1, 1)
    assert found.unknown_places == ("C1-1",) and found.differing_indicators == ("1.2.1",) and not found.keeps_rules
    state, _found = hand_up(store, below, above, "C1", AT, "", "")
    assert observations(store, state, engine()).obs_value.sum().execute() == 18.0


def test_handing_up_again_replaces_what_was_handed_up_before_and_nothing_else(store: Datasets) -> None:
    above = _state(store, "land", 1, [{"year": 2020, "obs_value": 9.0}], COUNTRY)
    first = _state(store, "city", 1, [{"year": 2020, "obs_value": 4.0}], CITY)
    second = _state(store, "city", 2, [{"year": 2020, "obs_value": 4.5}], CITY)
    state, _ = hand_up(store, first, above, "C1", AT, "", "")
    again, found = hand_up(store, second, state, "C1", AT, "", "")
    assert found.taken == 1 and again.version == 3
    assert sorted(observations(store, again, engine()).obs_value.execute()) == [4.5, 9.0]
