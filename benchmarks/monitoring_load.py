"""The import's speed on the true repositories, each figure beside its limit and measured against polars in one run.

    python -m benchmarks.monitoring_load [FOLDER]

FOLDER has `eustat-basque` and `bristol`. The calibration reads every CSV of both with polars, as text, into one table.
Time on the clock, the best of several paired rounds, start-up not counted (polars and the import both use two cores, so
CPU time would count neither rightly): ask on an idle machine. Memory is that of a process of its own.
"""

from __future__ import annotations

import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from local2030.workflows.load_observations import Request, load

NAMES = ("eustat-basque", "bristol")
ROUNDS = 3
CHANGED = ("eustat-basque", "data/indicator_3-1-2.csv")


def main() -> None:
    """Print each figure, its limit, and whether it holds."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parents[2] / "shared/data/open-sdg"
    if not all((folder / name).is_dir() for name in NAMES):
        sys.exit(f"no {' and '.join(NAMES)} in {folder}")
    if sys.argv[2:] == ["once"]:
        _memory_of_one(folder)
        return
    # First, while this process is small: the peak of a child begins with the size of its parent.
    _line("memory of import, checks, gaps and progress of both, MB", _memory(folder), 320.0)
    polars_s, load_s, all_s = _best(lambda: _polars(folder), lambda: _load(folder), lambda: _all(folder))
    _line("import, checks, gaps, progress of both, x polars read", all_s / polars_s, 6.0)
    _line("... import and checks alone", load_s / polars_s, 6.0)
    _again(folder)
    print(
        f"calibration: polars read {polars_s * 1e3:.0f} ms; import {load_s:.2f} s, with gaps and progress {all_s:.2f} s"
    )


def _polars(folder: Path) -> None:
    import polars as pl

    for name in NAMES:
        frames = [pl.read_csv(path, infer_schema=False) for path in sorted((folder / name / "data").glob("*.csv"))]
        pl.concat(frames, how="diagonal")


def _load(folder: Path) -> None:
    with tempfile.TemporaryDirectory() as home:
        for name in NAMES:
            load(Request(folder / name, datetime.now(UTC)), Path(home))


def _all(folder: Path) -> None:
    """Import, checks, gaps and progress of both."""
    from local2030.workflows.dataset_progress import dataset_progress
    from local2030.workflows.gap_cells import Question
    from local2030.workflows.monitoring_gaps import gaps_of

    with tempfile.TemporaryDirectory() as home:
        for name in NAMES:
            load(Request(folder / name, datetime.now(UTC)), Path(home))
            gaps_of(Question(Path(home), 2026, name))
            dataset_progress(Path(home), name, "statcan-2.4")


def _again(folder: Path) -> None:
    """One value of one file changed: the second import beside the first."""
    name, file = CHANGED
    with tempfile.TemporaryDirectory() as place:
        copy, home = Path(place) / name, Path(place) / "home"
        shutil.copytree(folder / name, copy)
        first = _timed(lambda: load(Request(copy, datetime.now(UTC)), home))
        path = copy / file
        path.chmod(0o644)
        best = float("inf")
        for n in range(ROUNDS):
            head, _, _last = path.read_text().rstrip().rpartition(",")
            path.write_text(f"{head},{n + 1}\n")
            best = min(best, _timed(lambda: load(Request(copy, datetime.now(UTC)), home)))
        _line("one changed file, x the full import", best / first, 0.1)


def _memory(folder: Path) -> float:
    """The peak in MB of a process that does it all, with the processes beside it: a page that several share counts once.

    Its own peak is what the system counted; of several together it is asked again and again, for nobody counts that.
    """
    work = subprocess.Popen(
        [sys.executable, "-m", "benchmarks.monitoring_load", str(folder), "once"], stdout=subprocess.PIPE, text=True
    )
    together = 0.0
    while work.poll() is None:
        together = max(together, sum(map(_share, _family(work.pid))))
        time.sleep(0.01)
    own = float(work.communicate()[0])
    return max(own, together)


def _family(process: int) -> list[int]:
    """A process and all that it has started."""
    try:
        begun = Path(f"/proc/{process}/task/{process}/children").read_text().split()
    except OSError:
        return [process]
    return [process, *(one for child in begun for one in _family(int(child)))]


def _share(process: int) -> float:
    """What of the memory in use is this process's, in MB: of a page that three share a third."""
    try:
        lines = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0.0
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith("Pss:")), 0.0)


def _memory_of_one(folder: Path) -> None:
    """The peak of a process that imports both, and asks each for gaps and progress."""
    _all(folder)
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)


def _best(*works: Callable[[], None]) -> list[float]:
    best = [float("inf")] * len(works)
    for _ in range(ROUNDS):
        for n, work in enumerate(works):
            best[n] = min(best[n], _timed(work))
    return best


def _timed(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def _line(what: str, value: float, limit: float) -> None:
    print(f"{what:62} {value:8.2f}  limit {limit:6.2f}  {'holds' if value <= limit else 'DOES NOT HOLD'}")


if __name__ == "__main__":
    main()
