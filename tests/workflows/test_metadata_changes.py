"""What differs between two states beside the values: named field by field, new and gone said as such."""

from __future__ import annotations

import json
from dataclasses import replace

from local2030.store.datasets import Datasets
from local2030.workflows.metadata_changes import counted, metadata_changes
from local2030.workflows.say_wanted import say_wanted
from observation_store import kept

INDICATORS = {
    "1.2.1": {"code": "1.2.1", "name": {"en": "Poor"}, "unit": "PT", "direction": ""},
    "3.6.1": {"code": "3.6.1", "name": {"en": "Roads"}, "unit": "", "source": None},
}


def test_names_units_directions_places_and_licence_are_told_and_nothing_else(tmp_path):
    store = Datasets(kept(tmp_path, [{"indicator": "1.2.1", "year": 2015, "obs_value": 1.0}], INDICATORS))
    before = store.manifest("bilbo")
    assert metadata_changes(store, before, before) == []
    other = {
        "1.2.1": INDICATORS["1.2.1"] | {"name": {"en": "Poverty"}, "unit": "PER_1000"},
        "3.6.1": INDICATORS["3.6.1"] | {"source": "", "unit": None}, "4.1.1": {"code": "4.1.1", "direction": "increase"},
    }  # fmt: skip
    places = [
        {"code": "_T", "name": "Whole", "level": 0, "parent": ""}, {"code": "A", "name": "Alder", "level": 1, "parent": "B"},
        {"code": "B", "name": "Birch", "level": 1, "parent": "_T"},
    ]  # fmt: skip
    sides = {
        name: store.write_side("bilbo", json.dumps(side).encode()) for name, side in (("indicators", other), ("places", places))
    }  # fmt: skip
    store.write_manifest(replace(before, version=2, sides=sides, about={"licence": "CC0"}))
    after, _found = say_wanted(store, "bilbo", {"3.6.1": {"direction": "decrease"}}, "2026-11-23", "Dara", "")
    found = metadata_changes(store, before, after)
    assert [tuple(change) for change in found] == [
        ("about", "", "licence", None, "CC0"), ("indicator", "1.2.1", "name", {"en": "Poor"}, {"en": "Poverty"}),
        ("indicator", "1.2.1", "unit", "PT", "PER_1000"), ("indicator", "3.6.1", "direction", None, "decrease"),
        ("indicator", "4.1.1", "", None, "4.1.1"), ("indicator", "4.1.1", "direction", None, "increase"), ("place", "A", "parent", "_T", "B"), ("place", "C", "", "Cedar", None),
    ]  # fmt: skip
    assert counted(found) == {
        ("about", "changed"): 1, ("indicator", "changed"): 4, ("indicator", "new"): 1, ("place", "changed"): 1, ("place", "gone"): 1,
    }  # fmt: skip
