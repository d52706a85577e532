"""Ten million observations on one machine: ours beside hand-written SQL on DuckDB, in one run.

    python -m benchmarks.monitoring_scale [--places 2000] [--rounds 3]     2,000 places x 200 indicators x 25 years, 30% null

The Parquet file is generated into a temporary folder. Each figure is taken in a process of its own, ours and theirs by
turns; time by the clock and of CPU from the question to the answer (imports and connection not counted), the best of the
rounds; peak memory of the process is the worst of them. Both read the same file with two threads at most and DuckDB's memory bounded alike.

    progress lean      hand-written: n, first, last value, slope of each series, grouped by the two columns that matter here
    progress by hand   hand-written: base and latest since 2015, growth, moments of the trend, status by the thresholds,
                       grouped by the whole key
    progress ours      `judged_series`: the same for statcan-2.4, with codes, scores and interval, as an Arrow table
    beside parent      every series beside that of its parent in their latest common period, ours and by hand
"""

from __future__ import annotations

import argparse
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

MEMORY = "400MB"
INDICATORS, FIRST, LAST = 200, 2000, 2025
KEY = "dataset, indicator, series, ref_area, unit_measure, unit_mult, dims, freq"
PARENTS = 20  # places; the others lie below them by turns

GENERATED = f"""
COPY (
  SELECT 'world' AS dataset, (1 + i // 12)::text || '.' || (1 + i % 12)::text || '.1' AS indicator, 'S' || i::text AS series,
    'P' || lpad(p::text, 5, '0') AS ref_area, 'A' AS freq, y::text AS time_period, make_date(y::int, 1, 1) AS period_start,
    make_date(y::int, 12, 31) AS period_end, y::smallint AS year,
    CASE WHEN hash(p * 7919 + i * 31 + y) % 10 < 3 THEN NULL
      ELSE 50 * exp((hash(p * 1000 + i) % 1000 / 1000.0 - 0.5) * 0.06 * (y - 2006)) * (0.95 + hash(p + i * 13 + y) % 100 / 1000.0)
    END AS obs_value, '' AS raw_value, 'PT' AS unit_measure, '0' AS unit_mult, '' AS dims, 'A' AS obs_status,
    NULL::double AS lower_bound, NULL::double AS upper_bound, '' AS attributes, 'f' || i || '.csv' AS source_file,
    (p * 25 + y - 2000)::int AS source_row, 'one' AS import_id
  FROM range({INDICATORS}) a(i), range({{places}}) b(p), range({FIRST}, {LAST}) c(y)
) TO '{{path}}' (FORMAT parquet, COMPRESSION zstd)
"""
LEAN = """
SELECT indicator, ref_area, count(*) n, arg_min(obs_value, year) first, arg_max(obs_value, year) last, regr_slope(obs_value, year) slope
FROM read_parquet('{path}') WHERE obs_value IS NOT NULL GROUP BY 1, 2
"""
BY_HAND = f"""
WITH ends AS (
  SELECT {KEY}, min(year) FILTER (year >= 2015) b, arg_min(obs_value, year) FILTER (year >= 2015) vb, max(year) t,
    arg_max(obs_value, year) vt, count(*) FILTER (year >= 2015) n, covar_samp(ln(obs_value), year) FILTER (year >= 2015) cov,
    var_samp(year) FILTER (year >= 2015) vx, var_samp(ln(obs_value)) FILTER (year >= 2015) vy
  FROM read_parquet('{{path}}') WHERE obs_value IS NOT NULL GROUP BY ALL),
rated AS (SELECT *, (pow(vt / vb, 1.0 / (t - b)) - 1) / abs(pow(100 / vb, 1.0 / (2030 - b)) - 1) r FROM ends WHERE t > b)
SELECT *, CASE WHEN vt >= 100 THEN 'target_met' WHEN r >= 0.95 THEN 'on_track' WHEN r >= 0.6 THEN 'progress'
  WHEN r >= 0 THEN 'limited' ELSE 'deterioration' END status FROM rated
"""
PARENT_BY_HAND = f"""
WITH told AS (SELECT indicator, series, ref_area, year, obs_value v FROM read_parquet('{{path}}') WHERE obs_value IS NOT NULL),
pair AS (SELECT a.indicator, a.series, a.ref_area, a.year, a.v local, b.v other FROM told a
  JOIN (FROM told WHERE ref_area < 'P' || lpad('{PARENTS}', 5, '0')) b ON b.ref_area = 'P' || lpad((substr(a.ref_area, 2)::int % {PARENTS})::text, 5, '0')
    AND a.indicator = b.indicator AND a.series = b.series AND a.year = b.year
  WHERE a.ref_area >= 'P' || lpad('{PARENTS}', 5, '0'))
SELECT indicator, series, ref_area, max(year) AS year, arg_max(local, year) AS local, arg_max(other, year) AS other FROM pair GROUP BY ALL
"""


PAIRS = (
    ("progress beside lean", "progress-ours", "progress-lean"),
    ("progress beside the same by hand", "progress-ours", "progress-by-hand"),
    ("beside parent", "parent-ours", "parent-by-hand"),
)
Told = Callable[[], str]
Question = Callable[[], Told]
Prepared = Callable[[Path, int], Question]


class Measured(NamedTuple):
    """Seconds by the clock and of CPU, peak memory, and what came out (so that one sees that both say the same)."""

    wall: float
    cpu: float
    megabytes: int
    answer: str

    def best(self, other: Measured) -> Measured:
        """The lesser times, the greater memory."""
        return Measured(
            min(self.wall, other.wall), min(self.cpu, other.cpu), max(self.megabytes, other.megabytes), self.answer
        )


def main() -> None:
    """All figures, or one of them in this process (`--one NAME PATH`)."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--places", type=int, default=2000)
    asked.add_argument("--rounds", type=int, default=3)
    asked.add_argument("--one", nargs=2, metavar=("NAME", "PATH"))
    given = asked.parse_args()
    if given.one:
        _told(given.one[0], Path(given.one[1]), given.places)
        return
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "observations.parquet"
        _generate(path, given.places)
        rows = given.places * INDICATORS * (LAST - FIRST)
        print(
            f"{rows:,} observations, {given.places * INDICATORS:,} series, {path.stat().st_size / 1e6:.0f} MB of Parquet"
        )
        best: dict[str, Measured] = {}
        for _round in range(given.rounds):
            for name in MEASURED:
                found = _child(name, path, given.places)
                best[name] = found.best(best.get(name, found))
    for name, one in best.items():
        print(f"{name:18} {one.wall:6.2f} s  {one.cpu:6.2f} s of CPU  {one.megabytes:5} MB  {one.answer}")
    for what, mine, theirs in PAIRS:
        wall, cpu = best[mine].wall / best[theirs].wall, best[mine].cpu / best[theirs].cpu
        print(f"{what}: {wall:.2f} x the time, {cpu:.2f} x the CPU")


def _generate(path: Path, places: int) -> None:
    import duckdb

    duckdb.connect(config={"threads": 2}).execute(GENERATED.format(places=places, path=path))


def _child(name: str, path: Path, places: int) -> Measured:
    command = [sys.executable, "-m", "benchmarks.monitoring_scale", "--one", name, str(path), "--places", str(places)]
    wall, cpu, megabytes, *answer = subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()
    return Measured(float(wall), float(cpu), int(megabytes), " ".join(answer))


def _told(name: str, path: Path, places: int) -> None:
    ask = MEASURED[name](path, places)
    wall, cpu = time.perf_counter(), time.process_time()
    answer = ask()
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    print(f"{wall:.3f} {cpu:.3f}", resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024, answer())


def _by_hand(query: str, check: str) -> Prepared:
    def prepared(path: Path, places: int) -> Question:
        import duckdb

        connection = duckdb.connect(config={"threads": 2, "memory_limit": MEMORY})

        def ask() -> Told:
            connection.execute(f"CREATE TEMP TABLE told AS {query.format(path=path)}")
            return lambda: " ".join(map(str, connection.execute(f"SELECT {check} FROM told").fetchone() or ()))

        return ask

    return prepared


def _progress(path: Path, places: int) -> Question:
    from local2030.monitoring.progress_methods import methods
    from local2030.store.tables import engine
    from local2030.vocabulary.observations import Wanted
    from local2030.workflows.judged_series import judged_in_parts

    connection = engine()
    table = connection.read_parquet(path)
    wanted = {f"{1 + i // 12}.{1 + i % 12}.1": Wanted("increase", 100.0) for i in range(INDICATORS)}

    def ask() -> Told:
        answer = judged_in_parts(connection, table, wanted, methods()["statcan-2.4"])
        return lambda: f"{answer.num_rows} {answer['status'].to_pylist().count('on_track')}"

    return ask


def _parent(path: Path, places: int) -> Question:
    from local2030.store.tables import engine
    from local2030.workflows.monitoring_compare import beside_others

    connection = engine()
    table = connection.read_parquet(path)
    against = {f"P{p:05d}": f"P{p % PARENTS:05d}" for p in range(PARENTS, places)}

    def ask() -> Told:
        n, gap = 0, 0.0
        for found in beside_others(connection, table, against):
            n, gap = n + found.num_rows, gap + float(found["gap"].to_numpy().sum())
        return lambda: f"{n} {gap:.3f}"

    return ask


MEASURED = {
    "progress-lean": _by_hand(LEAN, "count(*)"),
    "progress-by-hand": _by_hand(BY_HAND, "count(*), count(*) FILTER (status = 'on_track')"),
    "progress-ours": _progress,
    "parent-by-hand": _by_hand(PARENT_BY_HAND, "count(*), round(sum(local - other), 3)"),
    "parent-ours": _parent,
}

if __name__ == "__main__":
    main()
