"""What is wanted of an indicator, and in which order and under which goal it stands."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from local2030.vocabulary.observations import Wanted
from local2030.workflows.wanted_indicators import wanted_of as wanted_of_all


def wanted_of(code: str, plain: Mapping[str, Any]) -> Wanted:
    """The record of one indicator's side. What isn't said isn't guessed."""
    return wanted_of_all({code: plain})[0][code]


def goal_of(code: str, plain: Mapping[str, Any]) -> int:
    """The goal that an indicator belongs to, 0 for none of the 17."""
    said = str(plain.get("goal") or code.replace("-", ".").partition(".")[0])
    return int(said) if said.isascii() and said.isdigit() and 1 <= int(said) <= 17 else 0


def order_of(code: str) -> tuple[Any, ...]:
    """Codes in the order in which people count: 2.1 before 10.1, letters after numbers."""
    parts = code.replace("-", ".").split(".")
    return tuple((0, int(p), "") if p.isascii() and p.isdigit() else (1, 0, p) for p in parts)
