"""How fast IATI files are read, against a libexpat pass in C over the same bytes, within one run.

    python benchmarks/parse.py [FOLDER]             ratios for every file, for all together, and of a refresh
    python benchmarks/parse.py --replica 300 1000   besides: peak memory on replicas of so many megabytes
    python benchmarks/parse.py --profile FILE       where the time goes

CPU time, the best of several paired rounds, start-up not counted. FOLDER is the one with the true files beside the
repository unless another is given.
"""

from __future__ import annotations

import argparse
import cProfile
import os
import pstats
import pyexpat
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from local2030.formats.activities import open_sources, read_source

TRUE_FILES = Path(os.environ.get("LOCAL2030_SHARED_DATA", Path(__file__).resolve().parents[2] / "shared" / "data"))

_CHILD = """
import resource, sys, tempfile, pathlib, time
from local2030.formats.activities import open_sources, read_source
begin = time.process_time()
with tempfile.TemporaryDirectory() as spool:
    (source,) = open_sources([sys.argv[1]], spool=pathlib.Path(spool))
    activities = sum(read.activity is not None for read in read_source(source))
print(activities, round(time.process_time() - begin, 1), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)
"""


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("folder", nargs="?", type=Path, default=TRUE_FILES / "iati")
    arguments.add_argument("--rounds", type=int, default=9)
    arguments.add_argument("--replica", type=int, nargs="*", default=[], metavar="MB")
    arguments.add_argument("--profile", type=Path, metavar="FILE")
    given = arguments.parse_args()
    if given.profile:
        _profile(given.profile)
        return
    files = sorted(given.folder.glob("*.xml"))
    if not files:
        sys.exit(f"no *.xml in {given.folder}")
    _ratios(files, given.rounds)
    for megabytes in given.replica:
        _memory(files, megabytes)


def _ratios(files: list[Path], rounds: int) -> None:
    print(f"{'file':32} {'MB':>7} {'expat ms':>9} {'read ms':>9} {'ratio':>6} {'again ms':>9} {'faster':>7}")
    for group in [*([f] for f in files), files]:
        expat, first, again = _measured(group, rounds)
        size = sum(f.stat().st_size for f in group) / 1e6
        name = group[0].name if len(group) == 1 else "all together"
        print(
            f"{name:32} {size:7.2f} {expat * 1e3:9.1f} {first * 1e3:9.1f} {first / expat:6.2f}"
            f" {again * 1e3:9.1f} {first / again:6.1f}x"
        )


def _measured(files: list[Path], rounds: int) -> tuple[float, float, float]:
    """Seconds of CPU for expat, for a first reading and for one with every hash known: the best of paired rounds."""
    blocks = [f.read_bytes() for f in files]
    with tempfile.TemporaryDirectory() as spool:
        sources = list(open_sources([str(f) for f in files], spool=Path(spool)))
        known = [frozenset(read.content_hash for read in read_source(s) if read.content_hash) for s in sources]

        def expat() -> None:
            for block in blocks:
                pyexpat.ParserCreate().Parse(block, True)

        def first() -> None:
            for source in sources:
                for _ in read_source(source):
                    pass

        def again() -> None:
            for source, hashes in zip(sources, known, strict=True):
                for _ in read_source(source, known=hashes):
                    pass

        rows = [(_cpu(expat), _cpu(first), _cpu(again)) for _ in range(rounds)]
    return min(r[0] for r in rows), min(r[1] for r in rows), min(r[2] for r in rows)


def _cpu(work: Callable[[], None]) -> float:
    begin = time.process_time()
    work()
    return time.process_time() - begin


def _memory(files: list[Path], megabytes: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        replica = Path(folder) / "replica.xml"
        write_replica(files, replica, megabytes * 1_000_000)
        told = subprocess.run([sys.executable, "-c", _CHILD, str(replica)], capture_output=True, text=True, check=True)
    activities, seconds, peak = told.stdout.split()
    print(f"replica of {megabytes} MB: {activities} activities, {seconds} s of CPU, peak memory {peak} MB")


def write_replica(files: list[Path], target: Path, size: int) -> None:
    """The activities of all files over and over, each time under new identifiers, until the file has `size` bytes."""
    spaces = b'xmlns:unhcr="urn:u" xmlns:dstore="urn:d" xmlns:iati-activities="urn:i" xmlns:usg="urn:g"'
    blocks = []
    for file in files:
        text = file.read_bytes()
        begin = text.index(b"<iati-activity", text.index(b"<iati-activities") + 16)
        blocks.append(text[begin : text.rindex(b"</iati-activity>") + 16])
    written = turn = 0
    with target.open("wb") as out:
        out.write(b'<?xml version="1.0" encoding="UTF-8"?>\n<iati-activities version="2.03" ' + spaces + b">\n")
        while written < size:
            turn += 1
            for block in blocks:
                written += out.write(block.replace(b"</iati-identifier>", b"-R%d</iati-identifier>" % turn) + b"\n")
        out.write(b"</iati-activities>\n")


def _profile(file: Path) -> None:
    with tempfile.TemporaryDirectory() as spool:
        (source,) = open_sources([str(file)], spool=Path(spool))
        profile = cProfile.Profile()
        profile.runcall(lambda: [None for _ in read_source(source)])
    pstats.Stats(profile).sort_stats("tottime").print_stats(20)


if __name__ == "__main__":
    main()
