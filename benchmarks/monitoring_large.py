"""A whole `monitoring load` of one large CSV: what it needs, and whether every row and every planted fault is told.

    python -m benchmarks.monitoring_large [MEGABYTES] [FOLDER]

The file is made in FOLDER (a temporary one) and goes when it ends. It has ten indicators, 3,000 places, two sexes and
twelve ages; at its end stand again rows of its beginning, millions of rows away, with the same value or another one.
Calibration is a plain read of the same bytes, block by block.
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

HEADER = "Indicator,Year,Municipality,Sex,Age,Units,Value,Source details\n"
SAME, OTHER, UNREADABLE = 1000, 500, 300  # rows: again with the same value, with another one, with no number
SOURCE = "Survey of living conditions, second wave".replace(",", ";")
INDICATORS = ("1.1.1", "1.2.1", "2.1.1", "3.1.1", "3.2.1", "4.1.1", "5.5.1", "6.1.1", "8.5.2", "16.1.1")
AGES = tuple(f"{n}-{n + 4}" for n in range(15, 75, 5))


def main() -> None:
    """Make the file, read it plainly, import it in a process of its own, and print all of it."""
    megabytes = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    with tempfile.TemporaryDirectory(dir=sys.argv[2] if len(sys.argv) > 2 else None) as folder:
        path = Path(folder) / "large.csv"
        rows = write(path, megabytes * 1_000_000)
        start = time.perf_counter()
        with path.open("rb") as stream:
            while stream.read(1 << 20):
                pass
        plain = time.perf_counter() - start
        told = subprocess.run(
            [sys.executable, "-m", "benchmarks.monitoring_large", "once", str(path), folder],
            capture_output=True,
            text=True,
            check=True,
        )
        print(f"rows written {rows}, plain read {plain:.2f} s")
        print(told.stdout, end="")


def write(path: Path, size: int) -> int:
    """The file; how many rows it has. No two rows but the planted ones are of the same observation."""
    count, written = 0, 0
    first: list[str] = []
    with path.open("w") as out:
        out.write(HEADER)
        while written < size:
            block = [_row(n) for n in range(count, count + 50_000)]
            first = first or block[: SAME + OTHER]
            text = "".join(block)
            out.write(text)
            count, written = count + len(block), written + len(text)
        out.writelines(first[:SAME])
        out.writelines(line.replace(",PT,", ",PT,9") for line in first[SAME:])
        out.writelines(_row(count + n).replace(",PT,", ",PT,x") for n in range(UNREADABLE))
    return count + SAME + OTHER + UNREADABLE


def _row(n: int) -> str:
    rest, indicator = divmod(n, 10)
    rest, age = divmod(rest, 12)
    rest, sex = divmod(rest, 2)
    year, place = divmod(rest, 3000)
    return (
        f"{INDICATORS[indicator]},{1960 + year},Municipality of Saint {place:04},{'FM'[sex]},{AGES[age]},PT,"
        f"{(n * 7919) % 9973 / 100 + 0.01:.2f},{SOURCE} {n % 7}\n"
    )


def _once(path: Path, folder: Path) -> None:
    """The import, and what it said and needed."""
    from local2030.workflows.load_observations import Request, load

    start, cpu = time.perf_counter(), _cpu()
    made = load(Request(path, datetime.now(UTC)), folder / "home")
    clock, cpu = time.perf_counter() - start, _cpu() - cpu
    peak = max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)) / 1024
    print(f"rows_read {made['rows_read']} published {made['published']} reported {made['reported']}")
    for code in ("check-duplicate-same", "check-duplicate-conflict", "value-unreadable"):
        found = {
            row
            for one in made["findings"]
            if one["code"].removesuffix("-many") == code
            for row in one["rows"] or [one["row"]]
        }
        print(f"{code} {len(found)}")
    print(f"peak memory {peak:.0f} MB, clock {clock:.1f} s, CPU {cpu:.1f} s")


def _cpu() -> float:
    """CPU seconds of this process and those that it started."""
    used = os.times()
    return used.user + used.system + used.children_user + used.children_system


if __name__ == "__main__":
    if sys.argv[1:2] == ["once"]:
        _once(Path(sys.argv[2]), Path(sys.argv[3]))
    else:
        main()
