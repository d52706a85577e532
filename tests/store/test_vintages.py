"""Two states of a data set beside each other."""

from __future__ import annotations

from pathlib import Path

from local2030.store.datasets import Datasets, Manifest, Source
from local2030.store.tables import engine
from local2030.store.vintages import revisions
from observation_tables import table_of


def test_what_is_new_gone_and_revised_between_two_states_is_told_with_both_values(tmp_path: Path) -> None:
    datasets = Datasets(tmp_path)
    before = _state(datasets, 1, [(2018, 1.0, 2), (2019, 2.0, 3), (2020, 3.0, 4)])
    after = _state(datasets, 2, [(2018, 1.0, 9), (2019, 2.5, 3), (2021, 4.0, 4)])
    rows = revisions(datasets, before, after, engine()).order_by("time_period").to_pyarrow().to_pylist()
    assert [(r["change"], r["time_period"], r["before_obs_value"], r["after_obs_value"]) for r in rows] == [
        ("revised", "2019", 2.0, 2.5), ("gone", "2020", 3.0, None), ("new", "2021", None, 4.0),
    ]  # fmt: skip


def test_a_value_that_became_suppressed_is_revised(tmp_path: Path) -> None:
    datasets = Datasets(tmp_path)
    before = _state(datasets, 1, [(2018, 1.0, 2)])
    after = _state(datasets, 2, [(2018, None, 2)], obs_status="Q", raw_value="c")
    (row,) = revisions(datasets, before, after, engine()).to_pyarrow().to_pylist()
    assert (row["change"], row["before_raw_value"], row["after_raw_value"], row["after_obs_status"]) == (
        "revised", "1", "c", "Q",
    )  # fmt: skip


def _state(datasets: Datasets, version: int, rows: list[tuple[int, float | None, int]], **said: str) -> Manifest:
    made = [{"year": year, "obs_value": value, "source_row": row, **said} for year, value, row in rows]
    batch = datasets.write_batch("bilbo", table_of(made, str(version)))
    return Manifest("bilbo", version, "now", sources={"a.csv": Source("x", str(version), batch, 3, 3, 0)})
