"""Full publish of two real repositories in all eight formats, beside their import in the same run.

    python -m benchmarks.monitoring_export [FOLDER]

FOLDER holds Open SDG data repositories (default: open-sdg in the shared true files). Each command runs as a process of its
own, as a user runs it. Measured are wall and processor seconds of `monitoring load` of all of them, of
`monitoring export --all`, and of `monitoring site`; wanted is that publishing takes at most 5 times the import.
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

MOST = 5.0
SHARED = Path(os.environ.get("LOCAL2030_SHARED_DATA", Path(__file__).resolve().parents[2] / "shared" / "data"))


def main() -> None:
    """Print seconds and their ratio, and whether it holds."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else SHARED / "open-sdg"
    names = sorted(path.name for path in folder.iterdir() if path.is_dir())
    with tempfile.TemporaryDirectory(prefix="local2030-bench-") as home:
        loads = [_run(home, "load", str(folder / name), "--dataset", name, "--format", "json") for name in names]
        exports = [_run(home, "export", "--all", "--dataset", name, "--out", f"{home}/{name}-out") for name in names]
        sites = [
            _run(home, "site", "--no-downloads", "--dataset", name, "--out", f"{home}/{name}-site") for name in names
        ]
        size = sum(
            path.stat().st_size for name in names for path in Path(f"{home}/{name}-out").rglob("*") if path.is_file()
        )
    load, export, site = (tuple(map(sum, zip(*found, strict=True))) for found in (loads, exports, sites))
    ratio = export[1] / load[1]
    print(f"{'repositories':52} {', '.join(names)}")
    print(f"{'import: wall, processor s':52} {load[0]:8.2f} {load[1]:8.2f}")
    print(
        f"{'all eight formats: wall, processor s':52} {export[0]:8.2f} {export[1]:8.2f}   {size / 1e6:.0f} MB written"
    )
    print(f"{'static site without downloads: wall, processor s':52} {site[0]:8.2f} {site[1]:8.2f}")
    print(f"{'publish in units of the import, wall':52} {export[0] / load[0]:8.2f}")
    print(
        f"{'publish in units of the import, processor':52} {ratio:8.2f}   at most {MOST}   {'holds' if ratio <= MOST else 'DOES NOT HOLD'}"
    )
    print(f"{'largest process, MB':52} {resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024:8.0f}")


def _run(home: str, *command: str) -> tuple[float, float]:
    """Wall and processor seconds of a command; a load may end with 3, which says that there are findings."""
    before, begun = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    done = subprocess.run([sys.executable, "-c", "from local2030.cli.main import main; main()", "monitoring", *command],
                          env={**os.environ, "LOCAL2030_HOME": home}, capture_output=True, check=False)  # fmt: skip
    if done.returncode not in (0, 3):
        raise SystemExit(done.stderr.decode()[-2000:])
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.perf_counter() - begun, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


if __name__ == "__main__":
    main()
