"""From people's words to SDMX codes, by the table `sdmx_terms.yaml`; None where the table has no code for a word."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, NamedTuple

from local2030.vocabulary.folding import fold
from local2030.vocabulary.observations import DIMENSIONS

FILE = Path(__file__).resolve().parent.parent / "sdmx_terms.yaml"
IDENTIFIER = re.compile(r"[A-Za-z0-9_@$\-]{1,120}")  # IDType of SDMX 2.1
BREAKDOWNS = tuple(
    name for name in DIMENSIONS if name not in ("FREQ", "REPORTING_TYPE", "SERIES", "REF_AREA", "UNIT_MEASURE")
)
_AGES = (
    (re.compile(r"y?\s*(\d{1,3})\s*(?:-|–|to|t|a|bis|à|until)\s*(\d{1,3})\D{0,14}"), "Y{}T{}"),
    (re.compile(r"(?:y_ge)?(\d{1,3})\s*(?:\+|and (?:over|older|above)|y mas|y más|et plus|und (?:alter|älter))\D{0,14}"), "Y_GE{}"),
)  # fmt: skip


class Structure(NamedTuple):
    """The structure that our messages name."""

    agency: str
    id: str
    version: str

    def __str__(self) -> str:
        return f"{self.agency}:{self.id}({self.version})"


def structure() -> Structure:
    """The global SDG data structure, by the identity that the table gives it."""
    said = _terms()["structure"]
    return Structure(said["agency"], said["id"], str(said["version"]))


def terms_sha256() -> str:
    """The hash of the table, for who wants to know by which words a message was coded."""
    return hashlib.sha256(FILE.read_bytes()).hexdigest()


@lru_cache(maxsize=4096)
def dimension_code(name: str) -> str | None:
    """The dimension that a column's name means: Sexo is SEX."""
    return name if name in BREAKDOWNS else _words("dimensions").get(_key(name))


@lru_cache(maxsize=16_384)
def value_code(dimension: str, word: str) -> str | None:
    """The code of a word in a dimension: Mujeres is F, 15 to 24 is Y15T24; a code stays as it is."""
    if found := _codes(dimension).get(_key(word)):
        return found
    if dimension == "AGE":
        for pattern, form in _AGES:
            if ages := pattern.fullmatch(word.strip().casefold()):
                return form.format(*map(int, ages.groups()))
    # A word in capitals without a space, in a dimension that has words for it or whose codes we don't know, is a code.
    return word if IDENTIFIER.fullmatch(word) and word.upper() == word and word != "_T" else None


@lru_cache(maxsize=4096)
def unit_code(word: str) -> str | None:
    """The code of a unit: Percentage (%) is PT; a code stays as it is."""
    bare = re.sub(r"\s*\([^)]*\)\s*$", "", word)
    known = _words("units")
    if found := known.get(_key(word)) or known.get(_key(bare)):
        return found
    return word if IDENTIFIER.fullmatch(word) and word.upper() == word else None


@lru_cache(maxsize=1024)
def multiplier_code(word: str) -> str | None:
    """The power of ten of a multiplier: Thousands is 3; "" is not said."""
    if re.fullmatch(r"-?\d{1,2}", word):
        return word
    return _words("multipliers").get(_key(word))


@cache
def _words(table: str) -> Mapping[str, str]:
    return {_key(str(word)): str(code) for code, words in _terms()[table].items() for word in words}


@cache
def _codes(dimension: str) -> Mapping[str, str]:
    found = _terms()["codes"].get(dimension, {})
    return {_key(str(word)): str(code) for code, words in found.items() for word in words}


@cache
def _terms() -> Any:
    import yaml

    return yaml.load(FILE.read_text("utf-8"), yaml.CSafeLoader)


def _key(word: str) -> str:
    """Signs such as % have no letters to fold and stand for themselves."""
    return fold(word) or word.strip()
