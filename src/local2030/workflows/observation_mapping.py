"""A mapping file: what the user says of the columns of tables that can't be recognised, or were recognised wrongly.

files:
  "data/abc*.csv":          # * and ? stand for any letters; the first pattern that fits counts
    indicator: 1.2.1        # for all rows, where no column says it
    unit: PT
    columns: {Kol1: period, Kol2: dimension, Kol3: value, Foo: ignored}
    spread: ""              # period, indicator or place, where several columns are `value`
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, get_args

import yaml

from local2030.monitoring.column_names import Role
from local2030.monitoring.mapping import Spread, TableMapping
from local2030.vocabulary.errors import WrongUse
from local2030.vocabulary.findings import Finding

LARGEST = 2_000_000
MOST_FILES = 10_000
ROLES, SPREADS = get_args(Role), get_args(Spread)
KEYS = frozenset(("indicator", "unit", "columns", "spread"))


@dataclass(frozen=True, slots=True)
class Said:
    """What is said of the files of one pattern."""

    pattern: str
    columns: Mapping[str, Role]
    spread: Spread = ""
    indicator: str = ""
    unit: str = ""


@dataclass(frozen=True, slots=True)
class MappingFile:
    """All of it; `sha256` "" for none."""

    said: tuple[Said, ...] = ()
    sha256: str = ""

    def of(self, file: str, header: tuple[str, ...]) -> TableMapping | None:
        """The mapping of a table, None where nothing is said of it. A column that isn't named is a dimension."""
        for one in self.said:
            if fits(one.pattern, file):
                from local2030.formats.observations.indicator_codes import code_of_name

                roles: tuple[Role, ...] = tuple(one.columns.get(name, "dimension") for name in header)
                return TableMapping(header, roles, one.spread, one.indicator or code_of_name(file), one.unit)
        return None


NO_MAPPING = MappingFile()


def read_mapping(path: Path) -> MappingFile:
    """The file's mapping; all that is wrong in it is said at once, as wrong use."""
    data = path.read_bytes()[: LARGEST + 1]
    if len(data) > LARGEST:
        raise WrongUse(Finding("mapping-too-large", "error", path.name, None, {"most": LARGEST}))
    try:
        top = yaml.load(data, Loader=_Plain)
    except (yaml.YAMLError, RecursionError, ValueError) as trouble:
        line = getattr(getattr(trouble, "problem_mark", None), "line", None)
        raise WrongUse(
            Finding("mapping-no-yaml", "error", path.name, None, {"line": "–" if line is None else line + 1})
        ) from None
    files = top.get("files") if isinstance(top, dict) else None
    if not isinstance(files, dict) or not files or len(files) > MOST_FILES:
        raise WrongUse(Finding("mapping-no-files", "error", path.name))
    wrong: list[str] = []
    said = tuple(_said(str(pattern), one, wrong) for pattern, one in files.items())
    if wrong:
        raise WrongUse(Finding("mapping-wrong", "error", path.name, None, {"wrong": "; ".join(wrong[:12])}))
    return MappingFile(said, hashlib.sha256(data).hexdigest())


class _Plain(yaml.SafeLoader):
    """Plain values only, and no aliases: a few lines of them can stand for millions of values."""

    def compose_node(self, parent: Any, index: Any) -> Any:
        if self.check_event(yaml.events.AliasEvent):
            raise yaml.YAMLError("aliases aren't read")
        return super().compose_node(parent, index)


def _said(pattern: str, one: Any, wrong: list[str]) -> Said:
    if not isinstance(one, dict) or not isinstance(one.get("columns"), dict):
        wrong.append(f"{pattern}: no columns")
        return Said(pattern, {})
    columns = {str(name): str(role) for name, role in one["columns"].items()}
    wrong += [f"{pattern}: {name} is {role}, which is no role" for name, role in columns.items() if role not in ROLES]
    wrong += [f"{pattern}: {key} isn't known" for key in one if key not in KEYS]
    spread = str(one.get("spread") or "")
    values = sum(role == "value" for role in columns.values())
    if spread not in SPREADS:
        wrong.append(f"{pattern}: spread is {spread}; it is period, indicator, place or dimension")
    elif values > 1 and not spread:
        wrong.append(f"{pattern}: several columns are value, and spread doesn't say what their names are")
    return Said(pattern, columns, spread, str(one.get("indicator") or ""), str(one.get("unit") or ""))  # type: ignore[arg-type]


def fits(pattern: str, name: str) -> bool:
    """Whether a name has the form of a pattern of plain letters, `*` and `?`; in time that grows with their lengths only.

    Two pointers and one step back to the last star: no pattern makes it run for ever.
    """
    at = star = back = 0
    seen_star, n = False, 0
    while n < len(name):
        if at < len(pattern) and pattern[at] == "*":
            seen_star, star, back = True, at, n
            at += 1
        elif at < len(pattern) and pattern[at] in ("?", name[n]):
            at, n = at + 1, n + 1
        elif seen_star:
            back += 1
            at, n = star + 1, back
        else:
            return False
    return not pattern[at:].strip("*")


def proposed(mappings: Mapping[str, TableMapping], only: frozenset[str] = frozenset()) -> str:
    """A mapping file to be edited: what each table was taken for; equal headers share one entry with their first file."""
    lines = [
        "# What each column is. Roles: " + ", ".join(ROLES),
        "# Edit, then: local2030 monitoring load PATH --mapping THIS_FILE",
        "files:",
    ]
    for file, one in mappings.items():
        if only and file not in only:
            continue
        lines.append(f"  {_quoted(file)}:")
        lines.append(f"    indicator: {_quoted(one.indicator)}")
        if one.spread:
            lines.append(f"    spread: {one.spread}")
        lines.append("    columns:" if one.header else "    columns: {}")
        lines += [f"      {_quoted(name)}: {role}" for name, role in zip(one.header, one.roles, strict=True)]
    return "\n".join(lines) + "\n"


def _quoted(text: str) -> str:
    import json

    return json.dumps(text, ensure_ascii=False)
