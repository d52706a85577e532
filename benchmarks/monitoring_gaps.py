"""Gaps of a large data set: expected cells, their statuses and counts, beside a bare count of the same table.

    python -m benchmarks.monitoring_gaps [observations]

Generated: 100 indicators x 1,000 places x 4 breakdowns x 25 years, ten million observations, of which a part is left
out, so that about every ninth expected cell is a gap. The answers are those of `monitoring gaps`: totals, by year, by
place, what helps most. CPU time of all threads; calibration: DuckDB groups the same file by the same key in hand-written SQL.
"""

from __future__ import annotations

import json
import resource
import sys
import tempfile
import time
from multiprocessing import get_context
from pathlib import Path
from typing import Any

INDICATORS, PLACES, YEARS = 100, 1_000, range(2000, 2025)
DIMS = ("", '{"SEX":"F"}', '{"SEX":"M"}', '{"AGE":"Y15T24"}')
MOST_RATIO, MOST_MEMORY = 3.0, 500


def main(observations: int = 10_000_000) -> None:
    """Print seconds, the ratio, memory, and how many gaps there are."""
    home = Path(tempfile.mkdtemp(prefix="local2030-bench-"))
    with get_context("spawn").Pool(1) as pool:  # its memory isn't ours
        rows = pool.apply(_made, (home, observations))
    from local2030.workflows.gap_cells import Question
    from local2030.workflows.monitoring_gaps import gaps_of
    from local2030.workflows.opened_dataset import open_dataset

    open_dataset(home, "made").observations.limit(1).to_pyarrow()  # what is imported once is not counted
    begun = time.process_time()
    document = gaps_of(Question(home, 2026, "made", since=2000), ("year", "indicator", "level"))
    taken = time.process_time() - begun
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    bare = _bare(home)
    totals = document["totals"]
    print(f"{'observations':55} {rows:12,}")
    print(f"{'expected cells':55} {totals['expected']:12,}")
    print(f"{'gaps (missing or stale)':55} {totals['missing'] + totals['stale']:12,}")
    print(f"{'gaps, whole document, s of CPU':55} {taken:12.2f}")
    holds = "holds" if taken <= MOST_RATIO * bare else "DOES NOT HOLD"
    print(
        f"{'the same grouping alone in hand-written SQL, s of CPU':55} {bare:12.2f}   ratio {taken / bare:.2f}, at most {MOST_RATIO}   {holds}"
    )
    holds = "holds" if memory <= MOST_MEMORY else "DOES NOT HOLD"
    print(f"{'memory at the peak, MB':55} {memory:12.0f}   at most {MOST_MEMORY}   {holds}")


def _bare(home: Path) -> float:
    """How long DuckDB takes for cells that have a value, by indicator, place and year, each joined to its neighbour."""
    import duckdb

    files = [str(path) for path in (home / "observations" / "made" / "batches").glob("*.parquet")]
    connection = duckdb.connect(config={"threads": 2, "memory_limit": "400MB"})
    begun = time.process_time()
    connection.execute(
        "WITH cells AS (SELECT indicator, ref_area, year, bool_or(obs_value IS NOT NULL) AS has FROM read_parquet(?) GROUP BY ALL), "
        "expected AS (SELECT * FROM (SELECT DISTINCT indicator FROM cells), (SELECT DISTINCT ref_area FROM cells), "
        "(SELECT DISTINCT year FROM cells)) SELECT year, count(*), count(has) FROM expected LEFT JOIN cells "
        "USING (indicator, ref_area, year) GROUP BY year",
        [files],
    ).fetchall()
    return time.process_time() - begun


def _made(home: Path, observations: int) -> int:
    """A data set of about so many observations, in batches of a few indicators."""
    import numpy as np
    import pyarrow as pa

    from local2030.store.datasets import Datasets, Manifest, Source
    from local2030.store.tables import schema

    store, rng = Datasets(home), np.random.default_rng(2030)
    places = [f"P{n:04}" for n in range(PLACES)]
    per_indicator = PLACES * len(DIMS) * len(YEARS)
    indicators = max(1, min(INDICATORS, observations // per_indicator))
    sources: dict[str, Any] = {}
    rows = 0
    for n in range(indicators):
        place, dims, year = (
            a.ravel() for a in np.meshgrid(np.arange(PLACES), np.arange(len(DIMS)), np.array(YEARS), indexing="ij")
        )
        lost = (rng.random((PLACES, len(YEARS))) < 0.1)[place, year - YEARS[0]] | (place % 50 == n % 50)
        place, dims, year = place[~lost], dims[~lost], year[~lost]
        size = len(place)
        rows += size
        full = {
            "ref_area": pa.DictionaryArray.from_arrays(pa.array(place, pa.int32()), pa.array(places)).cast(pa.string()),
            "dims": pa.DictionaryArray.from_arrays(pa.array(dims, pa.int32()), pa.array(DIMS)).cast(pa.string()),
            "year": pa.array(year, pa.int16()), "obs_value": pa.array(rng.random(size)),
        }  # fmt: skip
        said = {
            "dataset": "made",
            "indicator": f"X.{n}",
            "source_file": f"{n}.csv",
            "import_id": "one",
            "obs_status": "A",
            "freq": "A",
        }
        for name, type_ in zip(schema().names, schema().types, strict=True):
            if name not in full:
                value = said.get(name, "") if pa.types.is_string(type_) else None
                full[name] = pa.repeat(pa.scalar(value, type_), size)
        table = pa.Table.from_arrays([full[name] for name in schema().names], schema=schema())
        sources[f"{n}.csv"] = Source("0" * 64, "one", store.write_batch("made", table), size, size, 0)
    register = [{"code": "_T", "name": "", "level": 0, "parent": ""}]
    register += [{"code": p, "name": p, "level": 1, "level_name": "municipality", "parent": "_T"} for p in places]
    sides = {"places": register, "indicators": {f"X.{n}": {"code": f"X.{n}"} for n in range(indicators)}}
    made = {name: store.write_side("made", json.dumps(side).encode()) for name, side in sides.items()}
    store.write_manifest(Manifest("made", 1, "2026-01-01", sources=sources, sides=made))
    return rows


if __name__ == "__main__":
    main(*map(int, sys.argv[1:2]))
