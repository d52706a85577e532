"""How sure the checks of observations are: faults planted in true files, how many are found, how often all is well and they alarm.

    python -m benchmarks.monitoring_checks [FOLDER ...]

A folder holds data as `monitoring load` takes it; without one, the two Open SDG repositories beside the project. A fault
changes one value of a series with five values or more; which ones is drawn by a fixed seed. Time is CPU time of the
checks alone, beside a pass that puts the same rows into their series and nothing else.
"""

from __future__ import annotations

import os
import random
import re
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from local2030.formats.observations.repository import files
from local2030.methods.coded import coded_numbers
from local2030.monitoring.checks import Known, run
from local2030.monitoring.checks.grouping import Grouping, grouped
from local2030.monitoring.recognition import Known as KnownColumns
from local2030.monitoring.rows import TidyRows, together
from local2030.workflows.observation_reading import pieces_of

SHARED = Path(os.environ.get("LOCAL2030_SHARED_DATA", Path(__file__).resolve().parents[2] / "shared" / "data"))
FOLDERS = tuple(SHARED / "open-sdg" / name for name in ("eustat-basque", "bristol"))
FACTORS = (10, 100, 1000, 0.1, 0.01, 5)
PAST = re.compile(r"check-(unit-slip|unit-switch|outlier|break|sign-flip|zero-unlikely|unlike-other|above|below)")
SAMPLE, SEED, LEAST = 600, 2030, 5


def main() -> None:
    """Every folder: its alarms as it is, then what is found of each kind of fault."""
    for folder in [Path(name) for name in sys.argv[1:]] or FOLDERS:
        rows = _rows(folder)
        grouping = grouped(rows)
        alarms = _alarms(rows)
        plain = min(_cpu(grouped, rows) for _ in range(3))
        whole = min(_cpu(run, rows, Known()) for _ in range(3))
        print(f"{folder.name}: {len(rows)} rows, {len(grouping.keys)} series; all checks {whole:.2f} s"
              f" ({whole / plain:.1f} x putting them into series)")  # fmt: skip
        print(f"  as it is: {len(alarms)} rows called odd against their past ({len(alarms) / len(rows):.2%})")
        for factor in FACTORS:
            found, planted, others = _planted(rows, grouping, factor, alarms)
            print(
                f"  x {factor:g}: {found} of {planted} found ({found / planted:.0%}), {others} other rows called odd besides"
            )


def _rows(folder: Path) -> TidyRows:
    listing = files(folder)
    rows = together(
        piece.rows for entry in listing.of("data") for piece in pieces_of(entry, KnownColumns(), 2026, lambda *_: None)
    )
    names = {cells: cells.strip("\x1f") or "_T" for cells in set(rows.ref_area)}
    rows.ref_area = rows.ref_area.mapped(names.__getitem__)
    return rows


def _alarms(rows: TidyRows) -> set[tuple[str | None, int]]:
    """The rows at which a warning points that is about the series' own past, or the limits of its unit."""
    found: set[tuple[str | None, int]] = set()
    for one in run(rows, Known()).findings:
        if one.severity == "warning" and PAST.match(one.code):
            pointed = one.values.get("rows") or [one.line]
            found.update((one.file, line) for line in pointed)
    return found


def _planted(
    rows: TidyRows, grouping: Grouping, factor: float, alarms: set[tuple[str | None, int]]
) -> tuple[int, int, int]:
    """How many of the faults are found, how many there are, and how many other rows are called odd because of them."""
    chance = random.Random(SEED)
    sizes = Counter(grouping.series[grouping.values != 0].tolist())
    long = sorted(number for number, size in sizes.items() if size >= LEAST)
    before = rows.obs_value
    values = list(before)
    where: set[tuple[str | None, int]] = set()
    for number in chance.sample(long, min(SAMPLE, len(long))):
        points = [n for n in grouping.rows_of(number) if rows.obs_value[n]]
        if len(points) < LEAST:
            continue
        index = chance.choice(points)
        values[index] = round((before[index] or 0.0) * factor, 6)
        where.add((rows.source_file[index], rows.source_row[index]))
    rows.obs_value = coded_numbers(values)
    after = _alarms(rows)
    rows.obs_value = before
    return len(where & after), len(where), len(after - alarms - where)


def _cpu(work: Callable[..., object], *given: object) -> float:
    begun = time.process_time()
    work(*given)
    return time.process_time() - begun


if __name__ == "__main__":
    main()
