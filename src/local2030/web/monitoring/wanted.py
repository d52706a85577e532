"""What is wanted of an indicator, out of the side of a data set: direction, target, limit. What isn't said isn't guessed."""

from __future__ import annotations

from collections.abc import Mapping
from math import isfinite
from typing import Any

from local2030.vocabulary.observations import BASE_YEAR, TARGET_YEAR, Direction, Wanted


def wanted_of(plain: Mapping[str, Any]) -> Wanted:
    """The record of an indicator's side."""
    direction: Direction = plain.get("direction") if plain.get("direction") in ("increase", "decrease") else ""  # type: ignore[assignment]
    return Wanted(
        direction, _number(plain.get("target_value")), int(_number(plain.get("target_year")) or TARGET_YEAR),
        _number(plain.get("limit")), plain.get("growth_rate") is True, int(_number(plain.get("base_year")) or BASE_YEAR),
    )  # fmt: skip


def goal_of(code: str, plain: Mapping[str, Any]) -> int:
    """The goal that an indicator belongs to, 0 for none of the 17."""
    said = str(plain.get("goal") or code.replace("-", ".").partition(".")[0])
    return int(said) if said.isascii() and said.isdigit() and 1 <= int(said) <= 17 else 0


def order_of(code: str) -> tuple[Any, ...]:
    """Codes in the order in which people count: 2.1 before 10.1, letters after numbers."""
    parts = code.replace("-", ".").split(".")
    return tuple((0, int(p), "") if p.isascii() and p.isdigit() else (1, 0, p) for p in parts)


def _number(value: Any) -> float | None:
    try:
        found = float(value)
    except (TypeError, ValueError):
        return None
    return found if isfinite(found) else None
