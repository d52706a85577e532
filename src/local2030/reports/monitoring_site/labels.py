"""How codes of a data set are said to people: units, series, what a value is of. What is no known code stays as it is."""

from __future__ import annotations

import re
from collections.abc import Mapping

from local2030.reports.monitoring_site.records import Line
from local2030.vocabulary.messages import say

UNITS = {"PT": "percent", "IX": "index", "RO": "ratio", "NUMBER": "number", "PP": "points", "YR": "years",
         "EUR": "euros", "USD": "dollars"}  # fmt: skip
PARTS = {"POP": "people", "CAPITA": "person", "W": "watts"}  # of units that are words: PER_1000_POP
MULTIPLIERS = {"3": "thousands", "6": "millions", "9": "billions"}
# Codes of the global SDG structure. "PWD" is without disability there, and "PD" with.
GROUPS = {"F": "women", "M": "men", "U": "urban", "R": "rural", "PD": "disability", "PWD": "no-disability"}
_OF = {"F": "sex", "M": "sex", "U": "area", "R": "area", "PD": "disability", "PWD": "disability"}
_NAMES = {
    "sex": re.compile(r"(?i)se?xo?|sexe|sexua|gender|g[eé]nero|geschlecht"),
    "area": re.compile(r"(?i)urbani[sz]ation|.*(urban|rural|[aá]rea|location).*"),
    "disability": re.compile(r"(?i).*(disab|discap|handicap|behind).*"),
}
_AGE = re.compile(r"Y(\d{1,3})T(\d{1,3})")
_FROM = re.compile(r"Y_GE(\d{1,3})|Y(\d{1,3})_PLUS")
_BELOW = re.compile(r"Y_LT(\d{1,3})|Y0T(\d{1,3})")


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


def group_words(dims: Mapping[str, str], language: str) -> str:
    """What a value is of: "Sexo: women; Edad: 15 to 24"."""
    return "; ".join(f"{name.replace('_', ' ')}: {_word(name, word, language)}" for name, word in dims.items())


def line_words(line: Line, language: str) -> str:
    """Series and unit of a line."""
    return ", ".join(filter(None, (line.series, unit_words(line.unit, language, line.mult))))


def _word(name: str, word: str, language: str) -> str:
    if word in GROUPS and _NAMES[_OF[word]].fullmatch(name):
        return say(f"site-group-{GROUPS[word]}", {}, language)
    if found := _BELOW.fullmatch(word):
        return say("site-group-below", {"age": int(found[1]) if found[1] else int(found[2]) + 1}, language)
    if found := _AGE.fullmatch(word):
        return say("site-group-ages", {"low": int(found[1]), "high": int(found[2])}, language)
    if found := _FROM.fullmatch(word):
        return say("site-group-from", {"age": found[1] or found[2]}, language)
    return word


def _part(part: str, language: str) -> str:
    if part.isdecimal():
        return f"{int(part):,}"
    return say(f"site-unit-{PARTS[part]}", {}, language) if part in PARTS else part.lower()
