"""Breakdowns in words: "SEX" = "F" as "Sex: women and girls", in six languages, by a signed file; unknown codes as they stand."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

FILE = Path(__file__).parent / "breakdown_words.yaml"
HEAD = ("title", "version", "author", "reviewer", "date", "next_review")
_AGES = (
    (re.compile(r"Y(\d{1,3})T(\d{1,3})"), "Y_FROM_TO"), (re.compile(r"M(\d{1,3})T(\d{1,3})"), "M_FROM_TO"),
    (re.compile(r"Y_GE(\d{1,3})"), "Y_FROM"), (re.compile(r"Y_LT(\d{1,3})"), "Y_BELOW"), (re.compile(r"Y(\d{1,3})"), "Y_AT"),
)  # fmt: skip
_JOINED = re.compile(r"([A-Z0-9]*[A-Z]\d\d)_(\d(?:_\d)+)")  # ISCED11_6_7: both

Words = Mapping[str, str]


def in_words(groups: Mapping[str, Any], language: str = "en") -> str:
    """A breakdown as people say it; "" for a total.

    >>> in_words({"SEX": "F", "Edad": "Y15T24", "ZONE": "Z9"})
    'Sex: women and girls, Age: 15 to 24 years, Zone: Z9'
    """
    return ", ".join(f"{column_word(c, language)}: {value_word(c, str(v), language)}" for c, v in groups.items())


@lru_cache(maxsize=4096)
def column_word(column: str, language: str = "en") -> str:
    """What a column is called: our word for a common one; an unknown code in letters that one can read.

    >>> column_word("URBANISATION", "fr"), column_word("WASTE_KIND"), column_word("Type of Crime")
    ('Milieu', 'Waste kind', 'Type of Crime')
    """
    known = _column(column)
    if known:
        return _in(known["word"], language)
    is_code = column == column.upper() and any(c.isalpha() for c in column)
    return column.replace("_", " ").strip().capitalize() if is_code and len(column) > 3 else column


@lru_cache(maxsize=16384)
def value_word(column: str, value: str, language: str = "en") -> str:
    """What a value of a column is called; as it stands where no word is known.

    >>> value_word("SEX", "_T"), value_word("EDUCATION_LEV", "ISCED11_6_7"), value_word("Sex", "Boys"), value_word("Site", "F")
    ('total', 'bachelor, master', 'Boys', 'F')
    """
    plain, known = _file(), _column(column)
    if value in plain["any"]:
        return _in(plain["any"][value], language)
    if not known:
        return value
    values: Mapping[str, Words] = known["values"]
    for text in (value, value.rpartition("NCD_")[2]):
        if text in values:
            return _in(values[text], language)
    if joined := _JOINED.fullmatch(value):
        parts = [values.get(f"{joined[1]}_{digit}") for digit in joined[2].split("_")]
        if all(parts):
            return ", ".join(_in(part, language) for part in parts if part)
    if known is plain["columns"]["AGE"]:
        for shape, name in _AGES:
            if found := shape.fullmatch(value):
                low, high = found[1], found[2] if found.re.groups > 1 else ""
                return _in(plain["ages"][name], language).format(low=low, high=high)
    return value


def frequency_word(code: str, language: str = "en") -> str:
    """How often a series is measured."""
    words = _file()["frequencies"].get(code)
    return _in(words, language) if words else code


def _in(words: Words, language: str) -> str:
    return words.get(language) or words["en"]


def _column(column: str) -> Mapping[str, Any] | None:
    return _by_name().get(_folded(column))


def _folded(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(c for c in plain if c.isalnum() and not unicodedata.combining(c))


@cache
def _by_name() -> dict[str, Mapping[str, Any]]:
    columns = _file()["columns"]
    return {_folded(name): one for code, one in columns.items() for name in (code, *one["names"])}


@cache
def _file() -> dict[str, Any]:
    import yaml

    plain: dict[str, Any] = yaml.load(FILE.read_bytes(), yaml.CSafeLoader)
    if lacking := [name for name in HEAD if not plain.get(name)]:
        raise ValueError(f"{FILE.name} lacks {', '.join(lacking)}")
    return plain
