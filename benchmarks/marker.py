"""The marker's speed on the true files, each figure beside its limit and measured in one run.

    python -m benchmarks [FOLDER]

CPU time, the best of several paired rounds, start-up not counted.
"""

from __future__ import annotations

import gc
import pyexpat
import re
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from benchmarks.parse import TRUE_FILES
from local2030.formats.activities import Source, open_sources, read_source
from local2030.marker.actors import Classifier
from local2030.marker.criteria import rubric
from local2030.marker.evidence import partners
from local2030.marker.flows import outflow
from local2030.vocabulary.rates import shipped_rates
from local2030.workflows.one_programme import Desk, score_activities
from local2030.workflows.score_programme import ScoreRequest, Scoring

ROUNDS = 15
COPIES = 8


def main() -> None:
    """Print each figure, its limit, and whether it holds."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else TRUE_FILES / "iati"
    files = [str(f) for f in sorted(folder.glob("*.xml"))]
    if not files:
        sys.exit(f"no *.xml in {folder}")
    blocks = [Path(f).read_bytes() for f in files]
    rates, known = shipped_rates(), rubric()
    with tempfile.TemporaryDirectory() as spool:
        sources = list(open_sources(files, spool=Path(spool)))
        activities = [r.activity for s in sources for r in read_source(s) if r.activity is not None]

        def expat() -> None:
            for block in blocks:
                pyexpat.ParserCreate().Parse(block, True)

        desk = Desk(known, Classifier(()), rates, "USD", "monitoring")

        def classify_again() -> None:
            for activity in activities:
                outflow(activity, desk.classify, rates, "USD", known.money)
                partners((activity,), desk.classify)

        def levels() -> None:
            for activity in activities:
                score_activities(activity.identifier, (activity,), desk)

        levels()
        gc.collect()
        gc.freeze()  # what the benchmark itself keeps is not looked through again while it measures
        expat_s, first_s, flows_s, level_s = _best(expat, lambda: _read_and_classify(sources), classify_again, levels)
        _line("parse + extract + classify, x libexpat", first_s / expat_s, 5.0)
        _line("level with its interval, microseconds a programme", (level_s - flows_s) / len(activities) * 1e6, 200.0)
        _line("... the same with who was paid asked again", level_s / len(activities) * 1e6, 200.0)
        print(
            f"calibration: libexpat pass {expat_s * 1e3:.1f} ms over {sum(map(len, blocks)) / 1e6:.1f} MB, {len(activities)} activities"
        )
    _replicas(files)
    _refresh(folder)


def _replicas(files: list[str]) -> None:
    """The same over every file eight times over with new identifiers: most organisations have then been met before."""
    with tempfile.TemporaryDirectory() as folder:
        copies = [_replica(Path(file), Path(folder)) for file in files]
        sources = list(open_sources([str(copy) for copy in copies], spool=Path(folder)))

        def expat() -> None:
            for copy in copies:
                pyexpat.ParserCreate().Parse(copy.read_bytes(), True)

        expat_s, read_s = _best(expat, lambda: _read_and_classify(sources), rounds=4)
        _line("the same on replicas with new identifiers, x libexpat", read_s / expat_s, 5.0)
        print(
            f"calibration: libexpat pass {expat_s * 1e3:.0f} ms over {sum(c.stat().st_size for c in copies) / 1e6:.0f} MB"
        )


def _read_and_classify(sources: list[Source]) -> None:
    """Every activity read, its payments netted and its organisations classified, each for the first time."""
    classify, rates, money = Classifier(()), shipped_rates(), rubric().money
    for source in sources:
        for read in read_source(source):
            if read.activity is not None:
                outflow(read.activity, classify, rates, "USD", money)
                partners((read.activity,), classify)


def _replica(file: Path, folder: Path) -> Path:
    whole = file.read_bytes()
    begin, end = whole.index(b"<iati-activity "), whole.rindex(b"</iati-activities>")
    turns = (re.sub(rb"(<iati-identifier>\s*)", rb"\g<1>R%d-" % n, whole[begin:end]) for n in range(COPIES))
    copy = folder / file.name
    copy.write_bytes(whole[:begin] + b"".join(turns) + whole[end:])
    return copy


def _refresh(folder: Path) -> None:
    """A whole run with scores kept, and the same again with nothing changed."""
    with tempfile.TemporaryDirectory() as kept:
        request = ScoreRequest(files=(str(folder),), cache=Path(kept) / "cache.sqlite")

        def run() -> None:
            with Scoring(request) as scoring:
                for _ in scoring.raw_programmes():
                    pass

        begin = time.process_time()
        run()
        first = time.process_time() - begin
        (again,) = _best(run)
        _line("refresh with nothing changed, times faster", first / again, 5.0, least=True)
        print(f"calibration: first pass {first * 1e3:.0f} ms, again {again * 1e3:.0f} ms")


def _best(*deeds: Callable[[], None], rounds: int = ROUNDS) -> list[float]:
    """The least CPU seconds of each deed over rounds in which all take their turn."""
    best = [float("inf")] * len(deeds)
    for _ in range(rounds):
        for i, deed in enumerate(deeds):
            begin = time.process_time()
            deed()
            best[i] = min(best[i], time.process_time() - begin)
    return best


def _line(what: str, value: float, limit: float, *, least: bool = False) -> None:
    held = value >= limit if least else value <= limit
    print(
        f"{what:55} {value:8.2f}   {'at least' if least else 'at most'} {limit:g}   {'holds' if held else 'DOES NOT HOLD'}"
    )
