"""The learned part of the classifier, asked where no rule decides: does a name sound like that of a local body?

A logistic regression on words that at least three organisations share and on groups of like words; its weights are plain
numbers in `actor_model.json`, made by `scripts/train_actor_model.py`. It answers LOCAL or nothing: that a name doesn't
sound local is no proof that the body is foreign.
"""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Any

from local2030.marker.actor_evidence import Case
from local2030.marker.actor_rules import Rules
from local2030.vocabulary.organisations import Actor

FILE = "actor_model.json"
DOUBTFUL_TYPES = frozenset({"11", "22", "80"})  # of any country: more certainty is asked for


def by_model(case: Case) -> Actor | None:
    """A local body by the sound of its name, or None where the model isn't sure enough."""
    if case.query.type == "11" or case.own is False:
        return None
    chance = probability(features(case.name.words, case.name.kinds, case.rules))
    thresholds = case.rules.thresholds
    if chance < thresholds["local_doubtful_type" if case.query.type in DOUBTFUL_TYPES else "local"]:
        return None
    answer = case.answer(case.body(), "model-local")
    return answer._replace(confidence=round(min(chance, case.rules.confidence["model-local"]), 3))


def probability(found: set[str]) -> float:
    """The model's estimate that a name with these features is a local body's."""
    model = _model()
    weights: Mapping[str, float] = model["weights"]
    total: float = model["bias"]
    for feature in found:
        total += weights.get(feature, 0.0)
    return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, total))))


def features(words: Sequence[str], kinds: Mapping[str, object], policy: Rules) -> set[str]:
    """What the model sees of a name: words but no names of countries, their groups, and the kinds of phrase in it."""
    plain = [word.replace("isation", "ization") for word in words if word not in policy.country_words]
    weighty = [word for word in plain if word not in policy.small_words]
    groups = [policy.groups.get(word, ()) for word in weighty]
    found = {f"word {word}" for word in plain if len(word) > 2}
    found.update(f"kind {kind}" for kind in kinds)
    found.add(f"length {min(len(words), 7)}")
    if plain:
        found.update((f"first word {plain[0]}", f"last word {plain[-1]}"))
    if weighty:
        found.update(_group_features(groups))
    return found


def _group_features(groups: Sequence[Sequence[str]]) -> set[str]:
    present = sorted({group for each in groups for group in each})
    found = {f"group {group}" for group in present}
    found.update(f"groups {a}+{b}" for i, a in enumerate(present) for b in present[i + 1 :])
    share = sum(map(bool, groups)) / len(groups)
    found.add("generic " + ("all" if share == 1 else "most" if share >= 0.6 else "some" if share else "none"))
    found.add(f"first group {groups[0][0] if groups[0] else 'none'}")
    found.add(f"last group {groups[-1][0] if groups[-1] else 'none'}")
    if not groups[0] and len(groups) > 1 and all(groups[1:]):
        found.add("name and generic words")
    return found


@cache
def sha256() -> str:
    """The hash of the model file."""
    return hashlib.sha256(_bytes()).hexdigest()


@cache
def _model() -> dict[str, Any]:
    model: dict[str, Any] = json.loads(_bytes())
    return model


def _bytes() -> bytes:
    return (files("local2030.marker") / FILE).read_bytes()
