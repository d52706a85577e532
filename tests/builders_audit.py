"""A small invented portfolio for the audit's own tests: honest ratings, into which a test puts what it looks for."""

from __future__ import annotations

import random
from datetime import date
from decimal import Decimal

from local2030.marker.performance.records import Rated

CRITERIA = [f"C{i}" for i in range(1, 9)]
AGENCIES = ["Aster", "Birch", "Cedar", "Dahlia"]
RATERS = ["r1", "r2", "r3", "r4", "r5", "r6"]


def row(programme="P1", criterion="C1", rater="r1", score=None, **more) -> Rated:
    """One rating with only what matters written out."""
    fields = {
        "programme": programme, "phase": "monitoring", "rubric": "2.0", "criterion": criterion, "rater": rater,
        "claimed": None, "score": score, "date": date(2026, 1, 1), "agency": "", "local_share_low": None,
        "local_share_high": None, "text": "",
    }  # fmt: skip
    return Rated(**(fields | more))


def honest(programmes: int = 80, seed: int = 1, noise: float = 0.45) -> list[Rated]:
    """Each programme has a true quality; two reviewers see it, each with a little noise; claims are as honest."""
    draw = random.Random(seed)
    rows = []
    for i in range(programmes):
        quality = draw.gauss(1.5, 0.8)
        low = Decimal(str(round(min(0.9, max(0.001, draw.betavariate(2, 6))), 4)))
        pair = draw.sample(RATERS, 2)
        agency = AGENCIES[i % len(AGENCIES)]
        text = " ".join(f"w{draw.randrange(4000)}" for _ in range(40))
        for criterion in (*CRITERIA, "level"):
            true = quality + draw.gauss(0, 0.6)
            for rater in pair:
                rows.append(
                    row(f"P{i:03}", criterion, rater, clipped(true + draw.gauss(0, noise)), claimed=clipped(true),
                        agency=agency, local_share_low=low, local_share_high=low + Decimal("0.05"),
                        text=text if criterion == "C1" else "")
                )  # fmt: skip
    return rows


def clipped(value: float) -> int:
    """A level out of a quality."""
    return max(0, min(3, round(value)))
