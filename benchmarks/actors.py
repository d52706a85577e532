"""How good and how fast the actor classifier is. Prints figures, changes nothing.

    python benchmarks/actors.py [../shared/data/actors/somalia_org_scope_a.jsonl] [--test-half]

1. Cross-validation on the Somali list: the model is trained anew in every fold, on the organisations of the other folds that
   no rule decides; rules are the same throughout. They were written with the list in sight, so the figure flatters them:
   the sealed half of the list and the labelled table are the fairer judges.
2. The labelled table of ten other countries, half `dev` (seen while rules were written). `--test-half` prints the other half:
   meant to be read once, at the end.
3. Speed of a question asked for the first time and again.
"""

from __future__ import annotations

import csv
import random
import sys
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "scripts"))

from train_actor_model import features_of, fit, query_of, rows_of, undecided  # noqa: E402

from local2030.marker.actor_rules import rules  # noqa: E402
from local2030.marker.actors import Classifier  # noqa: E402
from local2030.vocabulary.organisations import NATIONAL, ActorQuery  # noqa: E402

DATA = ROOT.parent / "shared" / "data" / "actors" / "somalia_org_scope_a.jsonl"
TABLE = ROOT / "tests" / "marker" / "labelled" / "organisations.csv"
FOLDS, REPEATS = 10, 5
PRECISION = 0.85


def main(arguments: Sequence[str]) -> None:
    """Prints all three parts."""
    paths = [a for a in arguments if not a.startswith("-")]
    data = Path(paths[0]) if paths else DATA
    for aliases in (False, True):
        print_cross_validation(str(data), aliases)
    print_table("test" if "--test-half" in arguments else "dev")
    print_speed(str(data))


def print_cross_validation(path: str, aliases: bool) -> None:
    """Macro-F1, precision and recall of "local", and recall at precision 0.85."""
    rows = rows_of(path)
    results = [cross_validated(rows, aliases, seed) for seed in range(REPEATS)]
    mean = [sum(r[i] for r in results) / REPEATS for i in range(4)]
    spread = [min(r[0] for r in results), max(r[0] for r in results)]
    local = sum(row["scope"] == "local" for row in rows)
    print(f"Somali list, {'names and aliases' if aliases else 'names only'}: {len(rows)} organisations, {local} local;")
    print(
        f"  {FOLDS}-fold cross-validation, mean of {REPEATS} draws: macro-F1 {mean[0]:.3f} ({spread[0]:.3f}-{spread[1]:.3f})"
    )
    print(f"  local: precision {mean[1]:.3f}, recall {mean[2]:.3f}; recall at precision {PRECISION}: {mean[3]:.3f}")


def cross_validated(rows: Sequence[dict[str, object]], aliases: bool, seed: int) -> tuple[float, float, float, float]:
    """Macro-F1, precision, recall, recall at the precision asked for, of one draw of folds."""
    classifier, threshold = Classifier(), rules().thresholds["local"]
    truth = [row["scope"] == "local" for row in rows]
    asked = [undecided(row, aliases) for row in rows]
    seen = [features_of(row, aliases) for row in rows]
    scores = [0.0] * len(rows)
    for i, row in enumerate(rows):
        answer = classifier(query_of(row, aliases))
        scores[i] = answer.confidence if not asked[i] and answer.actor_class in NATIONAL else 0.0
    order = list(range(len(rows)))
    random.Random(seed).shuffle(order)
    for fold in range(FOLDS):
        held = set(order[fold::FOLDS])
        train = [i for i in order if i not in held and asked[i]]
        weights, bias = fit([seen[i] for i in train], [truth[i] for i in train])
        for i in held:
            if asked[i]:
                chance = _chance(seen[i], weights, bias)
                scores[i] = min(chance, rules().confidence["model-local"]) if chance >= threshold else 0.0
    return (*_quality(truth, [s > 0 for s in scores]), _recall_at(truth, scores))


def _chance(found: set[str], weights: dict[str, float], bias: float) -> float:
    import math

    return 1 / (1 + math.exp(-max(-30.0, min(30.0, bias + sum(weights.get(f, 0.0) for f in found)))))


def _quality(truth: Sequence[bool], said: Sequence[bool]) -> tuple[float, float, float]:
    pairs = Counter(zip(truth, said, strict=True))
    hit, false, missed, right = pairs[True, True], pairs[False, True], pairs[True, False], pairs[False, False]
    macro = hit / (2 * hit + false + missed) + right / (2 * right + false + missed)
    return macro, hit / (hit + false), hit / (hit + missed)


def _recall_at(truth: Sequence[bool], scores: Sequence[float]) -> float:
    """The highest recall of any cut (by confidence) that keeps the precision; equal scores stay together."""
    best = 0.0
    for cut in {s for s in scores if s > 0}:
        said = [s >= cut for s in scores]
        _, precision, recall = _quality(truth, said)
        if precision >= PRECISION:
            best = max(best, recall)
    return best


def print_table(half: str) -> None:
    """Agreement with the labelled table, class by class."""
    classifier = Classifier()
    with TABLE.open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["half"] == half]
    pairs: Counter[tuple[str, str]] = Counter()
    for row in rows:
        query = ActorQuery(row["name"], row["ref"], row["type"], row["country"], countries=(row["programme_country"],))
        pairs[row["class"], classifier(query).actor_class] += 1
    same = sum(count for (label, said), count in pairs.items() if label == said)
    print(f"Labelled table, half {half}: {len(rows)} organisations, class right {same} ({same / len(rows):.3f})")
    known = [
        (label in NATIONAL, said in NATIONAL) for (label, said), n in pairs.items() for _ in range(n) if label != "UNK"
    ]
    macro, precision, recall = _quality([a for a, _ in known], [b for _, b in known])
    print(f"  local against the rest: macro-F1 {macro:.3f}, precision {precision:.3f}, recall {recall:.3f}")
    for label in sorted({label for label, _ in pairs}):
        said = ", ".join(f"{to} {n}" for (a, to), n in sorted(pairs.items(), key=lambda p: -p[1]) if a == label)
        print(f"  {label:9}-> {said}")


def print_speed(path: str) -> None:
    """Microseconds a question, new and repeated."""
    queries = [query_of(row) for row in rows_of(path)]
    Classifier()(queries[0])
    classifier = Classifier()
    for word in ("new", "again"):
        start = time.process_time()
        for query in queries:
            classifier(query)
        print(f"{word}: {(time.process_time() - start) / len(queries) * 1e6:.2f} microseconds of CPU a question")


if __name__ == "__main__":
    main(sys.argv[1:])
