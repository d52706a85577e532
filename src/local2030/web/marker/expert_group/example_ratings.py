"""An invented table of ratings, the same each time: reviewers who agree on some criteria and not on others, and a few patterns.

Nobody real is meant. Programmes are called EX-01 and so on, agencies by letters, reviewers by numbers.
"""

from __future__ import annotations

import csv
import io
import random

from local2030.marker.criteria import rubric
from local2030.marker.levels import level_of
from local2030.marker.performance.records import LEVEL, Rated
from local2030.marker.score import ALL_FACTS

PROGRAMMES, SEED = 40, 2030
AGENCIES = ("Agency A", "Agency B", "Agency C", "Agency D")
REVIEWERS = ("reviewer-1", "reviewer-2", "reviewer-3")
NOISE = {"C1": 0.12, "C2": 0.22, "C3": 0.95, "C4": 0.05, "C5": 0.15, "C6": 0.75, "C7": 0.15, "C8": 0.4}
COPIED = "Local partners were consulted throughout and their views are reflected in all outputs of the programme."
PARTS = (
    ("The county assembly approved the plan in March.", "Two towns wrote the budget lines themselves.", "The mayors asked for another site."),
    ("Payments go through the district treasury.", "A women's cooperative keeps the accounts.", "Grants reach six villages directly."),
    ("Nurses report the figures each month.", "The school board counts attendance.", "Fishers measure the catch and publish it."),
    ("A hotline took ninety calls and closed most.", "Feedback was read aloud at the market.", "Complaints are answered within a week."),
    ("The university checks a sample of wells.", "The youth council rates the work twice a year.", "Local auditors look at each invoice."),
    ("Overhead of seven per cent is paid to partners.", "The region co-chairs the board.", "Roads were chosen by vote."),
)  # fmt: skip
GENEROUS, GENEROUS_BY = "reviewer-3", 0.6  # levels that one reviewer gives above the others


def invented_ratings() -> bytes:
    """The table as a CSV file."""
    dice, more = random.Random(SEED), random.Random(SEED + 1)
    ids = [c.id for c in rubric().criteria]
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(Rated._fields)
    for n in range(1, PROGRAMMES + 1):
        agency = AGENCIES[n % len(AGENCIES)]
        talent = dice.gauss(1.5, 0.95)
        truth = {c: talent + dice.gauss(0, 0.45) for c in ids}
        share = min(0.6, max(0.0, 0.02 + 0.11 * truth["C4"] + dice.gauss(0, 0.02)))
        places = min(1.0, max(0.0, 0.2 + 0.2 * truth["C1"] + more.gauss(0, 0.12)))
        signed = truth["C2"] + more.gauss(0, 0.8) > 1.8
        raters = dice.sample(REVIEWERS, 3 if n % 5 == 0 else 2)
        text = COPIED if n in (7, 11, 23) else _words(dice)
        above = 0.6 if agency == "Agency C" else 0.1
        for rater in raters:
            given = {
                c: _level(truth[c] + dice.gauss(0, NOISE[c]) + (GENEROUS_BY if rater == GENEROUS else 0)) for c in ids
            }
            claimed = {c: _level(truth[c] + above) for c in ids}
            rows = [(c, claimed[c], given[c]) for c in ids]
            rows.append((LEVEL, _gates(claimed, ids), _gates(given, ids)))
            for criterion, claim, score in rows:
                writer.writerow([
                    f"EX-{n:02d}", "monitoring", rubric().id, criterion, rater, claim, score, f"2026-0{1 + n % 9}-15", agency,
                    f"{share:.3f}", f"{min(1.0, share + 0.04):.3f}", text,
                    f"{places:.2f}", "yes" if signed else "no",
                ])  # fmt: skip
    return out.getvalue().encode()


def _words(dice: random.Random) -> str:
    """A few sentences put together by lot, so that hardly two are alike."""
    return " ".join(dice.choice(part) for part in dice.sample(PARTS, 4))


def _level(value: float) -> int:
    return min(3, max(0, round(value)))


def _gates(levels: dict[str, int], ids: list[str]) -> int:
    return level_of(rubric(), tuple(levels[c] for c in ids), facts=ALL_FACTS).level
