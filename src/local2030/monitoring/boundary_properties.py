"""Properties of a boundary file's features: which of them has the codes and which the names, told by what stands in them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from local2030.monitoring.place_labels import is_code


def is_word(value: str) -> bool:
    """Whether it may be a name or a code, and not a measure such as 12.5."""
    return any(c.isalpha() for c in value) or value.isdigit()


def columns_of(properties: Sequence[Mapping[str, Any]]) -> dict[str, Sequence[str]]:
    """Each property's texts, feature by feature."""
    names = list(dict.fromkeys(str(name) for one in properties[:200] for name in one))[:200]
    return {name: [text_of(one.get(name)) for one in properties] for name in names}


def id_property_of(columns: Mapping[str, Sequence[str]], wanted: str, known: frozenset[str]) -> str:
    """The property that was named; else the code that the data know; else what is most like a code."""
    if wanted in columns:
        return wanted

    def fitness(name: str) -> tuple[float, ...]:
        values = [value for value in columns[name] if value]
        different = len(set(values)) / len(columns[name])
        hits = sum(value in known for value in set(values)) / max(len(values), 1)
        coded = sum(is_code(value) and "." not in value for value in values) / max(len(values), 1)
        named = bool(re.search(r"code|cod$|cd$|kod|clave|^id$|^iso|^ref|key$|_id$|^id_", name, re.IGNORECASE))
        return (round(hits, 1) if coded >= 0.5 else 0.0, round(coded, 1), different >= 0.99, named, different)

    return max(columns, key=lambda name: (fitness(name), name), default="")


def name_property_of(columns: Mapping[str, Sequence[str]], wanted: str, ids: str) -> str:
    """The property that was named, else the one of many different words that is called most like a name."""
    if wanted in columns:
        return wanted

    def fitness(name: str) -> tuple[float, ...]:
        values = [value for value in columns[name] if value]
        worded = sum(not is_code(v) and any(c.isalpha() for c in v) for v in values) / len(columns[name])
        different = len(set(values)) / len(columns[name])
        called = bool(re.search(r"n(a|o)m|^name|izen|nm$|label|title|^nl?_?name", name, re.IGNORECASE))
        return (round(worded * different, 1), called, different)

    best = max((n for n in columns if n != ids), key=lambda name: (fitness(name), name), default="")
    return best if best and fitness(best)[0] >= 0.3 else ids


def mended(name: str) -> str:
    """The name that was meant where UTF-8 was read as Latin-1 (KÃ¶l: Köl), else ""."""
    if name.isascii():
        return ""
    for wrong in ("cp1252", "latin-1"):
        try:
            meant = name.encode(wrong).decode("utf-8")
        except UnicodeError:
            continue
        return meant if meant != name else ""
    return ""


def text_of(value: Any) -> str:
    """A property's value as text, in bounds; "" for none and for what has parts."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return "" if value is None or isinstance(value, Mapping | list) else str(value).strip()[:200]
