"""One question, two table engines: DuckDB in memory and a real Spark on this machine give the same documents.

Spark is an optional extra and slow to start, so `make spark` (part of `make proof`) runs these; elsewhere they are skipped.
"""

from __future__ import annotations

import importlib.util
import math
import os
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from parity_data import write_first, write_second

from local2030.store.datasets import Datasets
from local2030.store.tables import engine, observations
from local2030.store.vintages import revisions
from local2030.workflows.dataset_progress import dataset_progress, methods_compared
from local2030.workflows.gap_matrix import matrix_of
from local2030.workflows.load_observations import Request, load
from local2030.workflows.monitoring_compare import compare
from local2030.workflows.monitoring_duties import duties_document
from local2030.workflows.monitoring_gaps import BY, Question, gaps_of
from local2030.workflows.monitoring_momentum import moving

pytestmark = pytest.mark.skipif(
    os.environ.get("LOCAL2030_PARITY") != "spark" or importlib.util.find_spec("pyspark") is None,
    reason="the extra `spark` isn't asked for: `make spark` runs these tests",
)
NAME, TOLERANCE = "upland", 1e-9
AT = datetime(2024, 6, 1, tzinfo=UTC)
Ask = Callable[[Path], Any]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A store with two states of one data set; the second has one file anew, so that a batch counts in part only."""
    folder = tmp_path_factory.mktemp("parity")
    given, store = folder / "given", folder / "home"
    for day, write in enumerate((write_first, write_second)):
        write(given)
        load(Request(given, AT + timedelta(days=day), NAME), store)
    yield store


def _revisions(home: Path) -> Any:
    store, connection = Datasets(home), engine()
    before, after = store.manifest(NAME, 1), store.manifest(NAME, 2)
    assert before is not None and after is not None
    return sorted(revisions(store, before, after, connection).to_pyarrow().to_pylist(), key=str)


def _rows(home: Path) -> Any:
    store = Datasets(home)
    manifest = store.manifest(NAME)
    assert manifest is not None
    return sorted(observations(store, manifest, engine()).to_pyarrow().to_pylist(), key=str)


QUESTIONS: dict[str, Ask] = {
    "observations": _rows,
    "revisions": _revisions,
    "progress statcan-2.4": lambda home: dataset_progress(home, NAME, "statcan-2.4"),
    "progress unsd-2023": lambda home: dataset_progress(home, NAME, "unsd-2023"),
    "methods beside one another": lambda home: methods_compared(home, NAME),
    "gaps": lambda home: gaps_of(Question(home, 2024, NAME), BY),
    "gaps of every breakdown": lambda home: gaps_of(Question(home, 2024, NAME, categories=True), BY),
    "indicators by places": lambda home: matrix_of(Question(home, 2024, NAME), 1),
    "duties": lambda home: duties_document(Question(home, 2024, NAME), 2024),
    "momentum of towns": lambda home: moving(home, NAME, level=2),
    "momentum of a town": lambda home: moving(home, NAME, place="U12"),
    "local against parent": lambda home: compare(home, NAME, "U11", "parent"),
    "local against the whole": lambda home: compare(home, NAME, "U12", "whole"),
}


@pytest.mark.parametrize("name", QUESTIONS)
def test_both_engines_give_the_same_answer(name: str, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOCAL2030_ENGINE", "duckdb")
    one = QUESTIONS[name](home)
    monkeypatch.setenv("LOCAL2030_ENGINE", "spark")
    other = QUESTIONS[name](home)
    assert _size(one) > 20, "the question has no answer to speak of"
    _same(one, other, name)


def _same(one: Any, other: Any, where: str) -> None:
    """Equal in all; numbers with a fraction to nine digits, for engines add them up in another order."""
    if isinstance(one, float) and isinstance(other, float):
        assert math.isclose(one, other, rel_tol=TOLERANCE, abs_tol=TOLERANCE), where
    elif isinstance(one, dict):
        assert one.keys() == other.keys(), where
        for key in one:
            _same(one[key], other[key], f"{where} > {key}")
    elif isinstance(one, list | tuple):
        assert len(one) == len(other), where
        for n, (a, b) in enumerate(zip(one, other, strict=True)):
            _same(a, b, f"{where} > {n}")
    else:
        assert one == other, where


def _size(answer: Any) -> int:
    if isinstance(answer, dict):
        return sum(map(_size, answer.values()))
    return sum(map(_size, answer)) if isinstance(answer, list | tuple) else 1
