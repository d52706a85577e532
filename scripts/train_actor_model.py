"""Trains the learned part of the actor classifier and writes src/local2030/marker/actor_model.json.

    python scripts/train_actor_model.py ../shared/data/actors/somalia_org_scope_a.jsonl

Learns only from organisations that no rule decides. A word becomes a feature where at least three organisations have it, so
that the weights can't amount to a list of names. L2-penalised logistic regression, solved by Newton steps in its dual.
"""

from __future__ import annotations

import hashlib
import json
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from local2030.marker.actor_model import FILE, features
from local2030.marker.actor_names import reading
from local2030.marker.actor_rules import rules
from local2030.marker.actors import decide_without_model
from local2030.vocabulary.organisations import ActorQuery

MODEL = Path(__file__).parents[1] / "src" / "local2030" / "marker" / FILE
COUNTRY = "SO"
LEAST = 3  # organisations that must share a feature
PENALTY = 1.5
STEPS = 25
SCALES = {"groups": 0.4, "word": 0.7, "first word": 0.7, "last word": 0.7}  # by kind of feature; others 1


def main(path: str) -> None:
    """Reads the list, trains, writes the model."""
    rows = rows_of(path)
    chosen = [row for row in rows if undecided(row)]
    weights, bias = fit([features_of(row) for row in chosen], [row["scope"] == "local" for row in chosen])
    model = {
        "about": "Weights of the learned part of the actor classifier: scripts/train_actor_model.py",
        "trained_on": {
            "source": "org-map.json of davidmegginson/iati3w-data (public domain), half a",
            "sha256": hashlib.sha256(Path(path).read_bytes()).hexdigest(),
            "organisations": len(chosen),
            "local": sum(row["scope"] == "local" for row in chosen),
        },
        "rules_sha256": rules().sha256,
        "penalty": PENALTY,
        "least": LEAST,
        "bias": round(bias, 4),
        "weights": {name: round(weight, 4) for name, weight in sorted(weights.items()) if abs(weight) >= 0.005},
    }
    MODEL.write_text(json.dumps(model, indent=1) + "\n", "utf-8")
    print(f"{MODEL.name}: {len(model['weights'])} weights from {len(chosen)} organisations")


def rows_of(path: str) -> list[dict[str, object]]:
    """The organisations whose scope is known."""
    lines = Path(path).read_text("utf-8").splitlines()
    return [row for row in map(json.loads, lines) if row["scope"] != "unknown"]


def query_of(row: dict[str, object], aliases: bool = True) -> ActorQuery:
    """The question about a row of the list."""
    known = tuple(row["synonyms"]) if aliases else ()  # type: ignore[arg-type]
    return ActorQuery(str(row["name"]), aliases=known, countries=(COUNTRY,))


def undecided(row: dict[str, object], aliases: bool = True) -> bool:
    """Whether no rule says anything of this organisation, so that the model is asked."""
    return decide_without_model(query_of(row, aliases), rules()) is None


def features_of(row: dict[str, object], aliases: bool = True) -> set[str]:
    """The features the classifier would give the model."""
    query = query_of(row, aliases)
    name = reading(query.name, query.aliases, query.countries, rules())
    return features(name.words, name.kinds, rules())


def fit(seen: Sequence[set[str]], local: Sequence[bool], penalty: float = PENALTY) -> tuple[dict[str, float], float]:
    """Weights by feature, and the bias."""
    counts = Counter(feature for each in seen for feature in each)
    names = sorted(feature for feature, count in counts.items() if count >= LEAST)
    place = {feature: i for i, feature in enumerate(names)}
    scale = np.array([_scale(feature) for feature in names])
    x = np.zeros((len(seen), len(names)))
    for i, each in enumerate(seen):
        for feature in each:
            if feature in place:
                x[i, place[feature]] = scale[place[feature]]
    y = np.array(local, float)
    kernel, ones = x @ x.T / penalty, np.ones(len(y))
    values, bias = np.zeros(len(y)), float(np.log(y.mean() / (1 - y.mean())))
    alpha = np.zeros(len(y))
    for _ in range(STEPS):
        chance = 1 / (1 + np.exp(-(values + bias)))
        spread = np.maximum(chance * (1 - chance), 1e-6)
        target = values + bias + (y - chance) / spread
        solved = np.linalg.solve(kernel + np.diag(1 / spread), np.stack([target, ones], axis=1))
        bias = float(solved[:, 0].sum() / solved[:, 1].sum())
        alpha = solved[:, 0] - bias * solved[:, 1]
        values = np.clip(kernel @ alpha, -15, 15)
    weights = x.T @ alpha / penalty * scale
    return dict(zip(names, map(float, weights), strict=True)), bias


def _scale(feature: str) -> float:
    kind, _, last = feature.rpartition(" ")
    return SCALES.get(kind, 1.0) if last else 1.0


if __name__ == "__main__":
    main(*sys.argv[1:])
