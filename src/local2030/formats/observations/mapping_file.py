"""The mapping file: what each column of which files is, as a data officer writes it, and as it is proposed to her.

    files:
      - files: data/indicator_*.csv      # or a list; * and ? stand for any letters
        indicator: 1.2.1                 # of all rows, where the rows don't say it
        unit: PT
        spread: period                   # value columns named by period, indicator, place or dimension
        columns:
          Year: period
          Municipio: {role: place, level: municipality}
          20??: value

The first entry that fits a file counts. Names of files and columns may have `*`, `?` and `[...]`, no other patterns.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from local2030.formats.observations.headers import folded
from local2030.formats.observations.plain_yaml import load_yaml, texts_in
from local2030.vocabulary.findings import Finding

MOST_ENTRIES, MOST_COLUMNS, MOST_STARS, LONGEST = 2_000, 4_000, 8, 300
SPREADS = ("", "period", "indicator", "place", "dimension")
PARTS = ("files", "columns", "indicator", "unit", "spread", "note")
HEAD = """\
# What each column of these files is. Change what is wrong and load again with --mapping and this file.
# Roles: {roles}.
# A place may say its level:  Municipio: {{role: place, level: municipality}}
# Names of files and columns may have * and ? for any letters. The first entry that fits a file counts.
"""


@dataclass(frozen=True, slots=True)
class FileMapping:
    """What is said of the files that fit one of the patterns: a role for each named column, and what holds for all rows."""

    files: tuple[str, ...]
    columns: Mapping[str, str] = field(default_factory=dict)
    levels: Mapping[str, str] = field(default_factory=dict)
    indicator: str = ""
    unit: str = ""
    spread: str = ""

    def fits(self, file: str) -> bool:
        """Whether a file, by its name below what is loaded, is meant; `#Sheet` may be left out."""
        name = file.casefold()
        return any(
            _matches(one, pattern.casefold()) for pattern in self.files for one in (name, name.partition("#")[0])
        )

    def role_of(self, column: str) -> str:
        """The role that is said of a column, "" where none is; its own name goes before patterns."""
        return _of(column, self.columns)

    def level_of(self, column: str) -> str:
        """The level of places that is said of a column."""
        return _of(column, self.levels)


def read_mapping(path: Path, roles: Collection[str]) -> tuple[tuple[FileMapping, ...], tuple[Finding, ...]]:
    """The entries of a mapping file. What isn't known in it is told and doesn't count; the rest does."""
    content, findings = load_yaml(path, path.name)
    told = list(findings)
    if told:
        return (), tuple(told)
    entries = content.get("files") if isinstance(content, dict) else None
    if not isinstance(entries, list) or not entries:
        told.append(Finding("mapping-no-files", "error", path.name))
        return (), tuple(told)
    for key in sorted(set(content) - {"files"}):
        told.append(Finding("mapping-unknown", "warning", path.name, None, {"name": key, "known": "files"}))
    if len(entries) > MOST_ENTRIES:
        told.append(Finding("mapping-too-many", "error", path.name, None, {"most": MOST_ENTRIES}))
    made = [
        _entry(one, place, path.name, frozenset(roles), told) for place, one in enumerate(entries[:MOST_ENTRIES], 1)
    ]
    return tuple(one for one in made if one), tuple(told)


def mapping_for(file: str, mappings: Iterable[FileMapping]) -> FileMapping | None:
    """The first entry that fits a file."""
    return next((one for one in mappings if one.fits(file)), None)


def write_mapping(mappings: Iterable[FileMapping], roles: Iterable[str]) -> str:
    """The text of a mapping file, with a head that explains it. Files whose columns say the same share an entry."""
    together: dict[str, tuple[FileMapping, list[str]]] = {}
    for one in mappings:
        same = repr((dict(one.columns), dict(one.levels), one.indicator, one.unit, one.spread))
        together.setdefault(same, (one, []))[1].extend(one.files)
    entries = [_plain(one, names) for one, names in together.values()]
    body = yaml.safe_dump({"files": entries}, allow_unicode=True, sort_keys=False, width=120)
    return HEAD.format(roles=", ".join(roles)) + body


def _plain(one: FileMapping, names: list[str]) -> dict[str, Any]:
    files = names if len(names) > 1 else names[0]
    said = {"indicator": one.indicator, "unit": one.unit, "spread": one.spread}
    columns: dict[str, Any] = {
        name: {"role": role, "level": one.levels[name]} if name in one.levels else role
        for name, role in one.columns.items()
    }
    return {"files": files, **{name: text for name, text in said.items() if text}, "columns": columns}


def _entry(value: Any, place: int, file: str, roles: frozenset[str], told: list[Finding]) -> FileMapping | None:
    if not isinstance(value, dict) or not (patterns := _patterns(value.get("files"), place, file, told)):
        told.append(Finding("mapping-entry-of-nothing", "error", file, None, {"place": place}))
        return None
    for key in sorted(set(value) - set(PARTS)):
        told.append(Finding("mapping-unknown", "warning", file, None, {"name": key, "known": ", ".join(PARTS)}))
    spread = str(value.get("spread") or "").strip()
    if spread not in SPREADS:
        known = ", ".join(SPREADS[1:])
        told.append(Finding("mapping-unknown", "warning", file, None, {"name": spread, "known": known}))
        spread = ""
    columns, levels = _columns(value.get("columns"), file, roles, told)
    indicator, unit = (_text(value.get(part)) for part in ("indicator", "unit"))
    return FileMapping(patterns, columns, levels, indicator, unit, spread)


def _columns(
    value: Any, file: str, roles: frozenset[str], told: list[Finding]
) -> tuple[dict[str, str], dict[str, str]]:
    columns: dict[str, str] = {}
    levels: dict[str, str] = {}
    for name, said in list(value.items())[:MOST_COLUMNS] if isinstance(value, dict) else ():
        role = _text(said.get("role") if isinstance(said, dict) else said)
        if role not in roles or not _is_bounded(name):
            values = {"name": f"{name}: {role}"[:120], "known": ", ".join(sorted(roles))}
            told.append(Finding("mapping-unknown", "warning", file, None, values))
            continue
        columns[name] = role
        if isinstance(said, dict) and (level := _text(said.get("level"))):
            levels[name] = level
    return columns, levels


def _patterns(value: Any, place: int, file: str, told: list[Finding]) -> tuple[str, ...]:
    found = texts_in(value)[:MOST_COLUMNS]
    for pattern in found:
        if not _is_bounded(pattern):
            told.append(Finding("mapping-pattern-refused", "error", file, None, {"place": place, "text": pattern[:80]}))
    return tuple(pattern for pattern in found if _is_bounded(pattern))


def _is_bounded(pattern: str) -> bool:
    """Few stars and not long, so that no pattern takes longer than a glance."""
    return len(pattern) <= LONGEST and pattern.count("*") <= MOST_STARS


def _text(value: Any) -> str:
    return value.strip()[:200] if isinstance(value, str) else ""


def _of(column: str, said: Mapping[str, str]) -> str:
    name = folded(column)
    own = next((text for known, text in said.items() if folded(known) == name), "")
    return own or next((text for known, text in said.items() if _matches(name, folded(known))), "")


@lru_cache(50_000)
def _matches(name: str, pattern: str) -> bool:
    return name == pattern or fnmatchcase(name, pattern)
