"""How codes of a data set are said to people: units, series, what a value is of."""

from __future__ import annotations

from collections.abc import Mapping

from local2030.reports.monitoring_site.records import Line
from local2030.vocabulary.messages import say

UNITS = {"PT": "percent", "IX": "index", "RO": "ratio", "NUMBER": "number"}


def unit_words(unit: str, language: str, mult: str = "") -> str:
    """A unit for people: PT is per cent, PER_1000_LIVE_BIRTHS per 1000 live births; words stay as they are."""
    if not unit or unit != unit.upper() or not unit.replace("_", "").isalnum():
        return unit
    if unit in UNITS:
        return say(f"site-unit-{UNITS[unit]}", {}, language)
    return unit.replace("_", " ").lower() if "_" in unit else unit


def group_words(dims: Mapping[str, str], language: str) -> str:
    """What a value is of: "Sex: women; Age: 15 to 24"."""
    return "; ".join(f"{name}: {word}" for name, word in dims.items())


def line_words(line: Line, language: str) -> str:
    """Series and unit of a line."""
    return ", ".join(filter(None, (line.series, unit_words(line.unit, language, line.mult))))
