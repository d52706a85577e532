"""An archive scored again under another rubric: records out of their JSON to their levels, beside its limit.

    python -m benchmarks.rescoring

15,000 records, made of the worked example's with other evidence, claims and money in each (seeded). CPU time, the best
of several rounds, start-up not counted; beside it what Python's own JSON reader takes for the same bytes.
"""

from __future__ import annotations

import gc
import json
import random
import time
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

from benchmarks.example import example_record
from local2030.marker.criteria import rubric
from local2030.marker.levels import _memo as levels_memo
from local2030.marker.local_share import Share
from local2030.marker.relevel import _memo, relevel
from local2030.marker.sensitivity import varied
from local2030.marker.standing_record import Held, Record, from_json, to_json
from local2030.marker.thresholds import rubric_with
from local2030.vocabulary.organisations import DEFINITIONS

RECORDS, PORTFOLIO, ROUNDS = 15_000, 3_000, 5
LEAST = 2_000


def main() -> None:
    """Print records per second of CPU, the limit, and whether it holds."""
    known = rubric()
    archive = [to_json(r) for r in made(RECORDS)]
    stricter = rubric_with(known, {"L2.mean": "1.6", "C4.2.local_share": "0.2"})

    def again() -> None:
        _memo.clear()  # every round meets every record for the first time
        levels_memo.clear()
        for content in archive:
            relevel(from_json(content), stricter)

    def read() -> None:
        for content in archive:
            json.loads(content)

    gc.collect()
    gc.freeze()
    seconds, calibration = _best(again), _best(read)
    rate = len(archive) / seconds
    print(
        f"{'re-scored, records a second of CPU':55} {rate:8.0f}   at least {LEAST}   {'holds' if rate >= LEAST else 'DOES NOT HOLD'}"
    )
    print(
        f"calibration: {len(archive)} records of {sum(map(len, archive)) / len(archive):.0f} bytes; json.loads of the same "
        f"bytes {len(archive) / calibration:.0f} a second, so re-scoring takes {seconds / calibration:.1f} times as long"
    )
    portfolio = [from_json(content) for content in archive[:PORTFOLIO]]
    taken = _best(lambda: varied(portfolio, known), rounds=2)
    print(f"{'each threshold 20% up and down, 3,000 programmes, s':55} {taken:8.2f}")


def made(number: int) -> list[Record]:
    """Records that differ in evidence, claims and money; the same each time."""
    rng, base, ids = random.Random(2030), example_record(), [c.id for c in rubric().criteria]
    kinds = {c.id: c.kinds for c in rubric().criteria}
    found = []
    for i in range(number):
        items = {c: tuple(sorted({_held(rng, kinds[c]) for _ in range(rng.randint(0, 4))})) for c in ids}
        found.append(
            replace(
                base, identifier=f"XM-EX-{i:05}", phase=rng.choice(("design", "monitoring")),
                claims={c: rng.randint(0, 3) for c in ids if rng.random() < 0.8},
                items={c: held for c, held in items.items() if held}, shares=_shares(rng),
                facts=base.facts if rng.random() < 0.5 else (),
            )
        )  # fmt: skip
    return found


def _held(rng: random.Random, kinds: tuple[str, ...]) -> Held:
    status = rng.choice(("checked", "checked", "accepted", "submitted", "rejected"))
    return Held(rng.choice(kinds), status, rng.randint(1, 3), rng.randint(1, 3))


def _shares(rng: random.Random) -> dict[str, Share]:
    total = Decimal(rng.randint(10**6, 10**9)) / 100
    found = {}
    for definition in DEFINITIONS:
        direct, via1 = (total * rng.randint(0, 25) / 100 for _ in range(2))
        unknown = (total - direct - via1) * rng.randint(0, 100) / 100
        found[definition] = Share((direct + via1) / total, (direct + via1 + unknown) / total, (total - unknown) / total,
                                  direct, via1, Decimal(0))  # fmt: skip
    return found


def _best(deed: Callable[[], object], rounds: int = ROUNDS) -> float:
    best = float("inf")
    for _ in range(rounds):
        begin = time.process_time()
        deed()
        best = min(best, time.process_time() - begin)
    return best


if __name__ == "__main__":
    main()
