"""Real outputs keep the published JSON Schema, and the schema refuses what isn't the contract."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from builders import iati, iati_activity, iati_payment, write
from local2030.cli.main import main
from local2030.workflows.score_programme import ScoreRequest, score_files

ROOT = Path(__file__).resolve().parents[2]
REFERENCE = ROOT / "docs" / "reference"
SCHEMA = json.loads((REFERENCE / "marker-score.schema.json").read_text("utf-8"))
VALID = Draft202012Validator(SCHEMA)
EXAMPLE = ROOT / "src" / "local2030" / "workflows" / "example"
SAMPLES = sorted((ROOT / "tests" / "samples" / "iati").glob("*.xml"))


@pytest.fixture(scope="module")
def example() -> dict[str, Any]:
    return _example("monitoring")


def test_the_schema_is_one_and_describes_every_field() -> None:
    Draft202012Validator.check_schema(SCHEMA)
    silent = [path for path, field in _fields(SCHEMA, "") if not field.get("description")]
    assert silent == []


def test_the_worked_example_keeps_it_with_ledger_and_claims(example: dict[str, Any]) -> None:
    assert example["programmes"][0]["divergence"] is not None
    _assert_valid(example)


def test_the_worked_example_keeps_it_in_the_design_phase() -> None:
    document = _example("design")
    assert document["programmes"][0]["label"] == "intended"
    _assert_valid(document)


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda p: p.stem)
@pytest.mark.parametrize("phase", ["design", "monitoring"])
def test_our_samples_keep_it(sample: Path, phase: str) -> None:
    _assert_valid(_plain(score_files(ScoreRequest(files=(str(sample),), phase=phase))))


def test_amounts_keep_it_however_small(tmp_path: Path) -> None:
    """A part of a millionth is nothing, a part of a cent is written out, and never as a power of ten."""
    mayor = iati_payment("0.01", "Municipality of Nyeri", type_="11")
    payer = iati_activity("A", iati_payment("10", "Big NGO", ref="XM-B", type_="21", link="B"))
    income = iati_payment("30000", code="1", provider="A")
    partner = iati_activity("B", income, mayor, reporter=("Big NGO", "XM-B"))
    document = _plain(score_files(ScoreRequest(files=(write(tmp_path, "a.xml", iati(payer, partner)),))))
    assert document["programmes"][0]["local_share"]["strict"]["via1"] == "0.000003"
    _assert_valid(document)


def test_a_document_keeps_it_where_nothing_could_be_read(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    with pytest.raises(SystemExit) as end:
        main(["marker", "score", write(tmp_path, "a.xml", "<html/>"), "--format", "json"])
    document = json.loads(capsys.readouterr().out)
    assert end.value.code == 1
    assert document["programmes"] == [] and document["findings"] != []
    _assert_valid(document)


def test_every_true_file_keeps_it(real_data: Path) -> None:
    document = _plain(score_files(ScoreRequest(files=(str(real_data / "iati"),))))
    assert len(document["programmes"]) > 100
    _assert_valid(document)


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (["programmes", 0, "level"], 4),
        (["programmes", 0, "level"], "2"),
        (["programmes", 0, "level_possible"], None),
        (["programmes", 0, "totals", "in_scope"], 12.5),
        (["programmes", 0, "local_share", "strict", "low"], 1.5),
        (["programmes", 0, "criteria", 0, "state"], "unknown"),
        (["programmes", 0, "actors", 0, "class"], "NGO"),
        (["programmes", 0, "more"], 1),
        (["currency"], "dollars"),
        (["files", 0, "kind"], "other"),
    ],
)
def test_it_refuses_what_is_not_the_contract(example: dict[str, Any], path: list[str | int], value: object) -> None:
    wrong: Any = copy.deepcopy(example)
    inner = wrong
    for key in path[:-1]:
        inner = inner[key]
    inner[path[-1]] = value
    assert not VALID.is_valid(wrong)


def test_every_field_is_needed(example: dict[str, Any]) -> None:
    for key in example["programmes"][0]:
        wrong = copy.deepcopy(example)
        del wrong["programmes"][0][key]
        assert not VALID.is_valid(wrong), key


def test_the_page_names_every_field() -> None:
    text = (REFERENCE / "score.md").read_text("utf-8")
    missing = {path.rsplit("/", 1)[1] for path, _ in _fields(SCHEMA, "") if f"`{path.rsplit('/', 1)[1]}`" not in text}
    assert sorted(missing) == []


def _example(phase: str) -> dict[str, Any]:
    claims, ledger = EXAMPLE / "claims.csv", EXAMPLE / "ledger.csv"
    request = ScoreRequest(files=(str(EXAMPLE / "activity.xml"),), claims=claims, ledger=ledger, phase=phase)
    return _plain(score_files(request))


def _plain(document: dict[str, Any]) -> dict[str, Any]:
    """The document as a reader of the JSON has it."""
    plain: dict[str, Any] = json.loads(json.dumps(document))
    return plain


def _assert_valid(document: dict[str, Any]) -> None:
    assert [f"{error.json_path}: {error.message[:200]}" for error in VALID.iter_errors(document)] == []


def _fields(schema: Any, path: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every named field of the schema, wherever it stands."""
    if isinstance(schema, list):
        for item in schema:
            yield from _fields(item, path)
    elif isinstance(schema, dict):
        for key, value in schema.items():
            if key == "properties":
                for name, field in value.items():
                    yield f"{path}/{name}", field
                    yield from _fields(field, f"{path}/{name}")
            else:
                yield from _fields(value, path)
