"""Data sets on disk: a state is a manifest; a source file that comes anew replaces its own rows and no others."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import duckdb
import pyarrow as pa
import pytest

from local2030.store.datasets import Datasets, Manifest, Source, next_version
from local2030.store.tables import engine, observations
from local2030.vocabulary.errors import WrongUse
from observation_tables import table_of


def test_a_file_that_came_anew_replaces_its_own_rows_and_the_former_state_can_still_be_read(tmp_path: Path) -> None:
    datasets = Datasets(tmp_path)
    first = table_of([{"source_file": "a.csv", "obs_value": 1.0}, {"source_file": "b.csv", "obs_value": 2.0}], "one")
    one = datasets.write_batch("bilbo", first)
    sources = {name: Source("x", "one", one, 1, 1, 0) for name in ("a.csv", "b.csv")}
    state = Manifest("bilbo", 1, "2026-11-23T10:00:00Z", sources=sources)
    datasets.write_manifest(state)
    two = datasets.write_batch("bilbo", table_of([{"source_file": "a.csv", "obs_value": 9.0}], "two"))
    later = replace(state, version=2, sources={**sources, "a.csv": Source("y", "two", two, 1, 1, 0)})
    datasets.write_manifest(later)
    assert _values(datasets, None) == [2.0, 9.0] and _values(datasets, 1) == [1.0, 2.0]
    assert datasets.names() == ("bilbo",) and datasets.versions("bilbo") == (1, 2)


def test_a_version_is_written_once(tmp_path: Path) -> None:
    datasets = Datasets(tmp_path)
    datasets.write_manifest(Manifest("bilbo", next_version(None), "2026-11-23T10:00:00Z"))
    with pytest.raises(WrongUse) as refused:
        datasets.write_manifest(Manifest("bilbo", 1, "2026-11-23T10:00:01Z"))
    assert refused.value.finding.code == "dataset-changed-meanwhile"
    assert not list(tmp_path.rglob("*.tmp"))


def test_an_engine_that_has_read_the_store_reads_nothing_else(tmp_path: Path) -> None:
    (tmp_path / "secret.csv").write_text("a\n1\n")
    datasets = Datasets(tmp_path / "home")
    batch = datasets.write_batch("bilbo", table_of([{}]))
    datasets.write_manifest(Manifest("bilbo", 1, "now", sources={"a.csv": Source("x", "one", batch, 1, 1, 0)}))
    manifest, connection = datasets.manifest("bilbo"), engine()
    assert manifest is not None
    assert observations(datasets, manifest, connection).count().execute() == 1
    for asked in (
        f"SELECT * FROM read_csv('{tmp_path}/secret.csv')",
        "INSTALL httpfs",
        "SET enable_external_access = true",
    ):
        with pytest.raises(duckdb.Error):
            connection.con.execute(asked).fetchall()


@pytest.mark.parametrize("name", ["../x", "", "A", "a/b", ".a", "x" * 81])
def test_a_name_that_could_leave_the_folder_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(WrongUse):
        Datasets(tmp_path).versions(name)


def _values(datasets: Datasets, version: int | None) -> list[float]:
    manifest = datasets.manifest("bilbo", version)
    assert manifest is not None
    found: pa.Table = observations(datasets, manifest, engine()).to_pyarrow()
    return sorted(found["obs_value"].to_pylist())
