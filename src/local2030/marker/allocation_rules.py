"""The rules of an allocation, read from their signed file and checked, and the same rules with one number moved."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache
from pathlib import Path

import yaml

from local2030.methods.signed_files import SIGNED, Signed, signed_file
from local2030.vocabulary.errors import WrongUse
from local2030.vocabulary.findings import Finding

FILE = Path(__file__).parent / "allocation_rules.yaml"
ONE = Decimal(1)


@dataclass(frozen=True, slots=True)
class Rules:
    """All of the file. Every number is a policy, and every one is moved up and down in the table of sensitivity."""

    minimum_level: Decimal
    minimum_share: Decimal
    level_weights: tuple[Decimal, Decimal, Decimal, Decimal]
    equity_weights: Mapping[str, Decimal]
    floor_amount: Decimal
    floor_of_request: Decimal
    cap_of_budget: Decimal
    cap_of_request: Decimal
    sensitivity: Decimal
    head: Mapping[str, str]
    sha256: str


@cache
def shipped_rules() -> Rules:
    """The rules that come with the program."""
    return read_rules(FILE)


def read_rules(path: Path) -> Rules:
    """The rules in that file; mistakes are told all at once, as a `WrongUse`."""
    try:
        rules = _rules(signed_file(path, SIGNED))
    except (yaml.YAMLError, KeyError, TypeError, ArithmeticError, ValueError) as trouble:
        raise WrongUse(_invalid(path, [f"can't be read: {str(trouble).splitlines()[0]}"])) from None
    mistakes = check_rules(rules)
    if mistakes:
        raise WrongUse(_invalid(path, mistakes))
    return rules


def check_rules(rules: Rules) -> list[str]:
    """What is wrong with these rules; empty where nothing is."""
    mistakes = []
    weights = rules.level_weights
    if any(not w.is_finite() or w <= 0 for w in (*weights, *rules.equity_weights.values())):
        mistakes.append("every weight must be above zero")
    elif list(weights) != sorted(weights):
        mistakes.append("the weight of a level must not be below that of the level before")
    for name in ("minimum_share", "floor_of_request", "cap_of_budget", "cap_of_request", "sensitivity"):
        if not 0 <= getattr(rules, name) <= 1:
            mistakes.append(f"{name} must be between 0 and 1")
    if not 0 <= rules.minimum_level <= 3 or rules.floor_amount < 0:
        mistakes.append("the minimum level must be 0 to 3 and the floor not below zero")
    return mistakes


def varied(rules: Rules) -> Iterator[tuple[str, str, Rules]]:
    """(threshold, down | up, the rules with that one number moved by the sensitivity), for every number."""
    for direction, factor in (("down", ONE - rules.sensitivity), ("up", ONE + rules.sensitivity)):
        for name in ("minimum_level", "minimum_share", "floor_amount", "floor_of_request"):
            yield name, direction, replace(rules, **{name: getattr(rules, name) * factor})
        for name in ("cap_of_budget", "cap_of_request"):
            yield name, direction, replace(rules, **{name: min(ONE, getattr(rules, name) * factor)})
        for level in range(4):
            weights = list(rules.level_weights)
            weights[level] *= factor
            a, b, c, d = weights
            yield f"level_weight_{level}", direction, replace(rules, level_weights=(a, b, c, d))
        for group, weight in sorted(rules.equity_weights.items()):
            moved = {**rules.equity_weights, group: weight * factor}
            yield f"equity_{group}", direction, replace(rules, equity_weights=moved)


def _rules(signed: Signed) -> Rules:
    of = signed.top
    a, b, c, d = (_number(of["level_weights"][level]) for level in range(4))
    return Rules(
        minimum_level=_number(of["minimum"]["level"]), minimum_share=_number(of["minimum"]["local_share"]),
        level_weights=(a, b, c, d),
        equity_weights={str(k): _number(v) for k, v in of["equity_weights"].items()},
        floor_amount=_number(of["floor"]["amount"]), floor_of_request=_number(of["floor"]["share_of_request"]),
        cap_of_budget=_number(of["cap"]["share_of_budget"]), cap_of_request=_number(of["cap"]["share_of_request"]),
        sensitivity=_number(of["sensitivity"]), head=signed.head, sha256=signed.sha256,
    )  # fmt: skip


def _number(value: object) -> Decimal:
    number = Decimal(str(value))
    if not number.is_finite():
        raise ValueError(f"{value} is no number")
    return number


def _invalid(path: Path, mistakes: list[str]) -> Finding:
    return Finding("allocation-rules-invalid", "error", path.name, None,
                   {"mistakes": "; ".join(mistakes), "count": len(mistakes)})  # fmt: skip
