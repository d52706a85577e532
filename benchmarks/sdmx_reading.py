"""SDMX-ML messages read: ours beside the sdmx1 library, in one run on one machine.

    python -m benchmarks.sdmx_reading FOLDER [--rounds 3]      FOLDER with data messages, and perhaps their structure

Each reading of all files is a process of its own, ours and theirs by turns; wall time without the imports, best of the
rounds, and peak memory. sdmx1 reads once without and once with the data structure, which its own manual asks for.
"""

from __future__ import annotations

import argparse
import resource
import subprocess
import sys
import time
from pathlib import Path

WAYS = ("ours", "sdmx1", "sdmx1 with the structure")


def main() -> None:
    """All ways by turns, or one of them in this process (`--one WAY`)."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("folder", type=Path)
    asked.add_argument("--rounds", type=int, default=3)
    asked.add_argument("--one", choices=WAYS)
    given = asked.parse_args()
    if given.one:
        print(*_read(given.one, given.folder))
        return
    best: dict[str, tuple[float, int, int]] = {}
    for _ in range(given.rounds):
        for way in WAYS:
            command = [sys.executable, "-m", "benchmarks.sdmx_reading", str(given.folder), "--one", way]
            seconds, observations, memory = subprocess.run(
                command, capture_output=True, text=True, check=True
            ).stdout.split()
            found = (float(seconds), int(observations), int(memory))
            best[way] = min(found, best.get(way, found))
    for way, (seconds, observations, memory) in best.items():
        ratio = best["ours"][0] / seconds
        print(f"{way:26} {seconds:7.3f} s  {observations:7,} observations  {memory:5} MB  ours takes {ratio:.3f} of it")


def _read(way: str, folder: Path) -> tuple[float, int, int]:
    from local2030.formats.observations.repository import files, read_file

    listing = files(folder)
    entries = listing.of("data")
    if way == "ours":
        import lxml.etree  # noqa: F401 - imports are counted for neither

        begun = time.perf_counter()
        count = sum(len(sheet.lines) for entry in entries for sheet in read_file(entry))
    else:
        import sdmx

        structures = [entry.path for entry in listing.of("structure")] if way != "sdmx1" else []
        begun = time.perf_counter()
        known = [next(iter(sdmx.read_sdmx(path).structure.values())) for path in structures]
        messages = (
            sdmx.read_sdmx(entry.path, structure=known[0]) if known else sdmx.read_sdmx(entry.path) for entry in entries
        )
        count = sum(len(data.obs) for message in messages for data in message.data)
    seconds = time.perf_counter() - begun
    return seconds, count, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


if __name__ == "__main__":
    main()
