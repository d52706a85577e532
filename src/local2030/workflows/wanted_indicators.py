"""What is wanted of each indicator of a data set: as its side `indicators` says, and above that the user's own table."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from local2030.formats.observations.long_values import DIRECTIONS, YES, number_of, read_wanted
from local2030.vocabulary.findings import Finding
from local2030.vocabulary.observations import BASE_YEAR, TARGET_YEAR, Wanted

# Indicators of the global framework whose values are rates of growth already.
GROWTH_RATES = ("8.1.1", "8.2.1")
Indicators = Mapping[str, Mapping[str, Any]]


def wanted_of(indicators: Indicators, meta: Path | None = None) -> tuple[dict[str, Wanted], tuple[Finding, ...]]:
    """What is wanted, by code. What `meta` says of an indicator stands instead of all that the data set says of it."""
    found = {code: _wanted(said) for code, said in indicators.items()}
    if meta is None:
        return found, ()
    own, findings = read_wanted(meta, meta.name)
    return found | own, findings


def _wanted(said: Mapping[str, Any]) -> Wanted:
    growth = said.get("growth_rate")
    is_growth = said.get("framework_code") in GROWTH_RATES if growth is None else _yes(growth)
    return Wanted(
        DIRECTIONS.get(str(said.get("direction") or "").strip().casefold(), ""),
        _number(said.get("target_value")),
        int(_number(said.get("target_year")) or TARGET_YEAR),
        _number(said.get("limit")),
        is_growth,
        int(_number(said.get("base_year")) or BASE_YEAR),
        _number(said.get("lower")),
        _number(said.get("optimum")),
    )


def _yes(value: Any) -> bool:
    return value is True or str(value).strip().casefold() in YES


def _number(value: Any) -> float | None:
    return None if value is None or value == "" else number_of(value)
