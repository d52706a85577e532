"""The words for every code: `say("code", values)` gives a whole sentence, `remedy("code", values)` how to mend it.

A catalogue is the TOML files in a folder named after its language, one file a room; a key is a code, its `text` a
sentence with `{values}` in it, `one` the same sentence for a `count` of 1 where that reads differently, `remedy` (for
findings) what to do. A code without words is said as the code itself, so
nothing is ever lost; a test asks that no code of ours lacks words.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

LANGUAGE = "en"


def say(code: str, values: Mapping[str, object] | None = None, language: str = LANGUAGE) -> str:
    """The sentence for a code, in the language asked for, else in English."""
    entry = _entry(code, language)
    text = entry.get("text", code)
    if values and "one" in entry and values.get("count") == 1:
        text = entry["one"]
    return _fill(text, values)


def remedy(code: str, values: Mapping[str, object] | None = None, language: str = LANGUAGE) -> str:
    """What to do about a finding, "" where nothing need be done."""
    return _fill(_entry(code, language).get("remedy", ""), values)


@cache
def catalogue(language: str) -> dict[str, dict[str, str]]:
    """Every entry of a language's catalogue; empty for a language that has none."""
    entries: dict[str, dict[str, str]] = {}
    for path in sorted((Path(__file__).parent / language).glob("*.toml")):
        entries |= tomllib.loads(path.read_text("utf-8"))
    return entries


def _entry(code: str, language: str) -> dict[str, str]:
    return catalogue(language).get(code) or catalogue(LANGUAGE).get(code) or {}


class _Blank(dict[str, object]):
    """Missing values are shown as an ellipsis: a sentence with a hole is better than no sentence."""

    def __missing__(self, key: str) -> str:
        return "…"


def _fill(text: str, values: Mapping[str, object] | None) -> str:
    try:
        return text.format_map(_Blank(values or {}))
    except (ValueError, IndexError, KeyError, AttributeError):
        return text
