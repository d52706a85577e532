"""Questions to DuckDB: written as SQL once for all tables that look alike, in connections that share memory and no tables."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import ibis
import pyarrow as pa

from local2030.store.datasets import Datasets
from local2030.store.questions import _write, questions
from local2030.store.tables import engine

ENDS = """
from pathlib import Path
from local2030.store.datasets import Datasets
from local2030.store.tables import engine
kept = [engine(Datasets(Path.cwd())) for _n in range(2)]
kept[0].con.execute("CREATE TEMP TABLE own AS SELECT 1 AS a")
try:
    kept[1].con.execute("FROM own")
except Exception as refused:
    print(type(refused).__name__)
"""


def test_connections_to_a_folder_have_tables_of_their_own_and_end_in_silence(tmp_path: Path) -> None:
    ended = subprocess.run([sys.executable, "-c", ENDS], cwd=tmp_path, capture_output=True, text=True)
    assert (ended.stdout.strip(), ended.stderr) == ("CatalogException", "")


def test_a_question_is_written_once_for_all_that_look_alike(tmp_path: Path) -> None:
    datasets = Datasets(tmp_path)
    asks = [questions(engine(datasets)) for _n in range(2)]
    before = _write.cache_info().misses
    found = []
    for n, ask in enumerate(asks):
        table = ask.put(pa.table({"a": [1, 2, n + 3], "b": ["x", "y", "x"]}))
        kept = ask.keep(summed, table, "x")
        part = table.filter(table.a > 1)  # an expression and no table: stands before the question
        found.append([ask.rows(summed, one, "x").to_pylist() for one in (table, ask.look(narrowed, table, 1), part)])
        assert kept.to_pyarrow().to_pylist() == found[-1][0]
    assert found == [[[{"b": "x", "a": 1 + last}], [{"b": "x", "a": last}], [{"b": "x", "a": last}]] for last in (3, 4)]
    assert _write.cache_info().misses - before == 4  # summed of a table, of a view and of a part, and narrowed


def summed(table: ibis.Table, only: str) -> ibis.Table:
    rows = table.filter(table.b == only)
    return rows.group_by("b").agg(a=rows.a.sum())


def narrowed(table: ibis.Table, above: int) -> ibis.Table:
    return table.filter(table.a > above)
