"""How codes of a data set are said to people: units, series, what a value is of. What is no known code stays as it is."""

from __future__ import annotations

from local2030.reports.monitoring_site.records import Line
from local2030.vocabulary.breakdowns import frequency_word
from local2030.vocabulary.messages import say

UNITS = {"PT": "percent", "IX": "index", "RO": "ratio", "NUMBER": "number", "PP": "points", "YR": "years",
         "EUR": "euros", "USD": "dollars"}  # fmt: skip
PARTS = {"POP": "people", "CAPITA": "person", "W": "watts"}  # of units that are words: PER_1000_POP
MULTIPLIERS = {"3": "thousands", "6": "millions", "9": "billions"}


def unit_words(unit: str, language: str, mult: str = "") -> str:
    """A unit for people: PT is per cent, PER_1000_LIVE_BIRTHS per 1,000 live births; words stay as they are."""
    if unit in UNITS:
        found = say(f"site-unit-{UNITS[unit]}", {}, language)
    elif "_" in unit and unit == unit.upper() and unit.replace("_", "").isalnum():
        found = " ".join(_part(part, language) for part in unit.split("_"))
    else:
        found = unit
    if mult in MULTIPLIERS:
        found = ", ".join(filter(None, (found, say(f"site-unit-{MULTIPLIERS[mult]}", {}, language))))
    return found


def line_words(line: Line, language: str) -> str:
    """Series, unit and, unless it is of whole years, how often a line is measured."""
    often = frequency_word(line.freq, language) if line.freq not in ("A", "") else ""
    return ", ".join(filter(None, (line.series, unit_words(line.unit, language, line.mult), often)))


def _part(part: str, language: str) -> str:
    if part.isdecimal():
        return f"{int(part):,}"
    return say(f"site-unit-{PARTS[part]}", {}, language) if part in PARTS else part.lower()
