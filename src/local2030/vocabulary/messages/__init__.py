"""The words for every code: `say("code", values)` gives a whole sentence, `remedy("code", values)` how to mend it.

A catalogue is the TOML files in a folder named after its language, one file a room; a key is a code, its `text` a
sentence with `{values}` in it, `one` the same sentence for a `count` of 1 where that reads differently, `remedy` (for
findings) what to do. What a language lacks is said in English, sentence by sentence; a code without words is said as
the code itself, so nothing is ever lost; a test asks that no code of ours lacks words.

The trial languages `en-xa` and `ar-xb` need no folder: they are made from the English one.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from string import Formatter

from local2030.vocabulary.messages.trial import TRIAL_LANGUAGES

LANGUAGE = "en"
FROM_THE_RIGHT = frozenset({"ar", "fa", "he", "ku", "ps", "sd", "ug", "ur", "yi"})
FSI, PDI, RLM = "\u2068", "\u2069", "\u200f"
_VALUE = re.compile(r"\{\w*\}%?")


def say(code: str, values: Mapping[str, object] | None = None, language: str = LANGUAGE) -> str:
    """The sentence for a code, in the language asked for, else in English."""
    return _fill(_sentence(code, values, language) or code, values)


def remedy(code: str, values: Mapping[str, object] | None = None, language: str = LANGUAGE) -> str:
    """What to do about a finding, "" where nothing need be done."""
    return _fill(_entry(code, "remedy", language).get("remedy", ""), values)


def say_again(
    said: str, code: str | None, values: Mapping[str, object] | None, language: str, *, part: str = "text"
) -> str:
    """What was said in English, or its `remedy`, in another language; as it was said where code or values don't do."""
    if is_english(language) or not code or values is None or not said:
        return said
    wanted = _entry(code, "text", LANGUAGE).get(part, "")
    if not wanted or not {name for _, name, *_ in Formatter().parse(wanted) if name} <= values.keys():
        return said
    return remedy(code, values, language) if part == "remedy" else say(code, values, language)


def text_in(texts: Mapping[str, str], language: str = LANGUAGE) -> str:
    """Of a text in several languages the one asked for, else the English one."""
    for name in _names(language):
        if name in texts:
            return texts[name]
    change = TRIAL_LANGUAGES.get(language)
    return change(texts[LANGUAGE]) if change else texts[LANGUAGE]


def is_english(language: str) -> bool:
    """Whether that language is English, of whatever region, and not the trial one."""
    return language not in TRIAL_LANGUAGES and language.partition("-")[0] == LANGUAGE


def is_from_right(language: str) -> bool:
    """Whether that language is written from right to left."""
    return language.partition("-")[0] in FROM_THE_RIGHT


@cache
def catalogue(language: str) -> dict[str, dict[str, str]]:
    """Every entry of a language's catalogue; empty for a language that has none."""
    entries: dict[str, dict[str, str]] = {}
    if change := TRIAL_LANGUAGES.get(language):
        english = catalogue(LANGUAGE).items()
        entries = {code: {part: change(text) for part, text in entry.items() if text} for code, entry in english}
    else:
        for path in sorted((Path(__file__).parent / language).glob("*.toml")):
            entries |= tomllib.loads(path.read_text("utf-8"))
    if is_from_right(language):
        return {code: {part: _isolated(text) for part, text in entry.items()} for code, entry in entries.items()}
    return entries


def _isolated(text: str) -> str:
    """A sentence from right to left whose values keep their own order and don't turn the sentence to theirs."""
    marked = _VALUE.sub(lambda found: f"{FSI}{found[0]}{PDI}", text)
    return f"{RLM}{marked}" if marked.startswith(FSI) else marked


def _sentence(code: str, values: Mapping[str, object] | None, language: str) -> str:
    entry = _entry(code, "text", language)
    if values and "one" in entry and values.get("count") == 1:
        return entry["one"]
    return entry.get("text", "")


def _entry(code: str, part: str, language: str) -> dict[str, str]:
    """The entry of the first catalogue that has this part of it: the language's, that of its region's language, ours."""
    for name in _names(language):
        entry = catalogue(name).get(code)
        if entry and part in entry:
            return entry
    return catalogue(LANGUAGE).get(code) or {}


def _names(language: str) -> tuple[str, ...]:
    """A language and, where it is of a region, the language without it: a trial language is like no other."""
    if "-" not in language or language in TRIAL_LANGUAGES:
        return (language,)
    return language, language.partition("-")[0]


class _Blank(dict[str, object]):
    """Missing values are shown as an ellipsis: a sentence with a hole is better than no sentence."""

    def __missing__(self, key: str) -> str:
        return "…"


def _fill(text: str, values: Mapping[str, object] | None) -> str:
    try:
        return text.format_map(_Blank(values or {}))
    except (ValueError, IndexError, KeyError, AttributeError):
        return text
