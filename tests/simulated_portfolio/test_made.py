"""The simulated portfolios are what their generator makes, and their labels are well formed."""

import csv
import gzip
import hashlib
import io
import json
from pathlib import Path

import pytest
from make import COLUMNS, CRITERIA, HALVES, HONEST, PLANT, PORTFOLIOS, make
from match import count

HERE = Path(__file__).parent


def digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


@pytest.mark.parametrize("half", HALVES)
def test_committed_files_are_those_the_generator_makes(half: str) -> None:
    made = make(half)
    stored = {str(p.relative_to(HERE)) for p in (HERE / half).iterdir()} | {f"labels_{half}.json"}
    assert stored == set(made)
    for path, text in made.items():
        content = (HERE / path).read_bytes()
        content = gzip.decompress(content) if path.endswith(".gz") else content
        assert digest(content) == digest(text.encode()), path


@pytest.mark.parametrize("half", HALVES)
def test_labels_name_what_is_in_the_portfolio(half: str) -> None:
    labels = json.loads((HERE / f"labels_{half}.json").read_text())
    for n in range(1, PORTFOLIOS + 1):
        name = f"{half}-{n:02d}"
        table = gzip.decompress((HERE / half / f"{name}.csv.gz").read_bytes()).decode()
        rows = list(csv.DictReader(io.StringIO(table)))
        assert tuple(rows[0]) == COLUMNS
        assert {row["criterion"] for row in rows} == {*CRITERIA, "level"}
        known = {row[key] for row in rows for key in ("programme", "agency", "rater")} | {"*", "local_share"}
        truth = json.loads((HERE / half / f"{name}.true_levels.json").read_text())
        assert set(truth) == {row["programme"] for row in rows}
        for label in (x for x in labels if x["portfolio"] == name):
            assert label["kind"] in PLANT
            assert isinstance(label["should_be_found"], bool)
            assert isinstance(label["size"], (int, float)) and label["unit"]
            subject = label["subject"] if isinstance(label["subject"], list) else [label["subject"]]
            assert subject in ([0.05], [0.15], [0.25]) or set(subject) <= known
            assert set(label.get("programmes", ())) <= known
    planted = [x for x in labels if x["should_be_found"]]
    assert len({x["portfolio"] for x in planted}) == PORTFOLIOS - HONEST
    assert {x["kind"] for x in planted} == set(PLANT)


def test_counting() -> None:
    labels = [
        {"portfolio": "p", "kind": "overclaim", "subject": "AG01", "should_be_found": True},
        {"portfolio": "p", "kind": "overclaim", "subject": "AG02", "should_be_found": False},
        {"portfolio": "p", "kind": "bunching", "subject": 0.15, "should_be_found": True},
        {"portfolio": "p", "kind": "rater-agency-bias", "subject": ["r1", "*"], "should_be_found": False},
        {
            "portfolio": "p", "kind": "copied-text", "subject": ["JP-001", "JP-002", "JP-003"],
            "programmes": ["JP-001", "JP-002", "JP-003"], "should_be_found": True,
        },
    ]  # fmt: skip
    found = [
        {"portfolio": "p", "kind": "overclaim", "subject": "AG01"},
        {"portfolio": "p", "kind": "overclaim", "subject": "AG02"},
        {"portfolio": "p", "kind": "rater-agency-bias", "subject": ["AG07", "r1"]},
        {"portfolio": "p", "kind": "copied-text", "subject": ["JP-001", "JP-002"]},
        {"portfolio": "p", "kind": "copied-text", "subject": ["JP-001", "JP-009"]},
    ]
    counted = count(found, labels)
    assert (counted["wanted"], counted["found"], counted["false"]) == (3, 2, 1)
    assert counted["false_discovery_rate"] == pytest.approx(1 / 3)
