"""The documents of progress, comparison and momentum have the shape that their schemas promise."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from local2030.workflows.dataset_progress import dataset_progress, methods_compared
from local2030.workflows.monitoring_compare import compare
from local2030.workflows.monitoring_momentum import moving
from observation_store import kept

SCHEMAS = Path(__file__).resolve().parents[2] / "docs" / "reference"
DOCUMENTS = {
    "progress": lambda home: dataset_progress(home, "", "statcan-2.4"),
    "progress-methods": lambda home: methods_compared(home, ""),
    "compare": lambda home: compare(home, "", "A"),
    "momentum": lambda home: moving(home, ""),
}


@pytest.fixture
def home(tmp_path):
    indicators = {f"3.{n}.1": {"direction": "increase", "target_value": 90, "source": "Census"} for n in range(1, 7)}
    rows = [
        {"ref_area": place, "indicator": code, "year": 2015 + n, "obs_value": 5.0 + 10.0 * k + step * n * (1 + i / 9)}
        for i, code in enumerate((*indicators, "9.9.9"))
        for k, (place, step) in enumerate({"A": 2.0, "B": 1.0, "C": 0.0, "_T": 1.0}.items())
        for n in range(6)
    ]
    return kept(
        tmp_path,
        [*rows, {"ref_area": "A", "unit_measure": "IX"}, {"indicator": "3.1.1", "unit_measure": "IX"}],
        indicators,
    )


@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_document_is_as_its_schema_says(name, home):
    document = json.loads(json.dumps(DOCUMENTS[name](home)))
    schema = json.loads((SCHEMAS / f"monitoring-{name}.schema.json").read_text("utf-8"))
    Draft202012Validator.check_schema(schema)
    assert [error.message for error in Draft202012Validator(schema).iter_errors(document)] == []
    assert document["schema"] == schema["title"] and (document.get("series") or document.get("places"))
