"""The expectations file: what is expected of a data set, or out of its scope, as a data officer writes it (CSV, XLSX, YAML).

    indicator, level, dimensions, from, to, frequency, scope, reason, owner
    11.2.1, municipality, sex; age, 2018, , 2, in, , Transport office
    17.2.1, , , , , , out, We give no aid,

`indicator` is a code of the data set or the framework, a target (11.2) or a goal (11). `level` is a number, a level's
name, national, regional or local, `root` or `all`. `frequency` is in years. YAML: a list of rows under `expected`.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from local2030.formats.observations.plain_yaml import load_yaml
from local2030.formats.tables.cells import text_of
from local2030.formats.tables.notes import Notes
from local2030.formats.tables.shapes import Column, Shape
from local2030.formats.tables.table import read_table
from local2030.vocabulary.findings import Finding

EXPECTED = Shape(
    "expected",
    (
        Column("indicator", True, ("indicator code", "code")),
        Column("level", names=("place level", "places")),
        Column(
            "dimensions", names=("dims", "breakdowns", "disaggregations", "disaggregation", "expected_disaggregations")
        ),
        Column("from", names=("from year", "since"), kind="whole"),
        Column("to", names=("to year", "until"), kind="whole"),
        Column("frequency", names=("every", "years", "periodicity"), kind="whole"),
        Column("scope", choices=("in", "out")),
        Column("reason", names=("why",)),
        Column("owner", names=("who", "responsible", "who could close it")),
    ),
)
YEARS, MOST_EVERY = range(1800, 2201), 50
IN = ("", "in", "yes", "true", "1", "expected", "in scope")
OUT = ("out", "no", "false", "0", "out of scope", "not applicable", "notapplicable")
RHYTHMS = {"annual": 1, "yearly": 1, "biennial": 2, "every two years": 2, "quarterly": 1, "monthly": 1}


class ExpectedRow(NamedTuple):
    """One row; "" and None are unsaid."""

    indicator: str
    level: str
    dimensions: tuple[str, ...]
    from_year: int | None
    to_year: int | None
    every: int | None
    in_scope: bool
    reason: str
    owner: str
    line: int | None


def read_expected(path: Path) -> tuple[tuple[ExpectedRow, ...], tuple[Finding, ...]]:
    """The rows in order, and what couldn't be read in them; a row with a scope that isn't known is left out."""
    if path.suffix.casefold() in (".yml", ".yaml"):
        said, findings = load_yaml(path, path.name)
        notes = Notes(path.name)
        rows = said.get("expected") if isinstance(said, Mapping) else said
        if not isinstance(rows, list):
            if not findings:
                notes.add("expected-no-list", "error")
            return (), (*findings, *notes.findings())
        found = [_row(one, None, notes) for one in rows if isinstance(one, Mapping)]
    else:
        table = read_table(path, path.name, EXPECTED)
        notes, findings = table.notes, ()
        found = [_row(row.values, row.line, notes) for row in table.rows]
    return tuple(row for row in found if row is not None), (*findings, *notes.findings())


def _row(values: Mapping[str, Any], line: int | None, notes: Notes) -> ExpectedRow | None:
    text = {name: text_of(value).strip() for name, value in values.items() if not isinstance(value, list)}
    scope = text.get("scope", "").casefold()
    if not text.get("indicator"):
        notes.add("expected-indicator-missing", "error", line)
        return None
    if scope not in IN and scope not in OUT:
        notes.add("expected-scope-unknown", "error", line, text=text["scope"])
        return None
    return ExpectedRow(
        text["indicator"], text.get("level", ""), _dimensions(values.get("dimensions", "")),
        _whole(text, "from", YEARS, line, notes), _whole(text, "to", YEARS, line, notes),
        _every(text, line, notes), scope in IN, text.get("reason", ""), text.get("owner", ""), line,
    )  # fmt: skip


def _dimensions(value: Any) -> tuple[str, ...]:
    parts = value if isinstance(value, list) else text_of(value).replace("|", ";").replace(",", ";").split(";")
    return tuple(part for one in parts if (part := str(one).strip()))


def _every(text: Mapping[str, str], line: int | None, notes: Notes) -> int | None:
    rhythm = RHYTHMS.get(text.get("frequency", "").casefold())
    return rhythm or _whole(text, "frequency", range(1, MOST_EVERY + 1), line, notes)


def _whole(text: Mapping[str, str], name: str, bounds: range, line: int | None, notes: Notes) -> int | None:
    said = text.get(name, "").removesuffix(".0")
    if not said:
        return None
    if said.isascii() and said.isdecimal() and len(said) < 5 and int(said) in bounds:
        return int(said)
    notes.add("expected-number-unreadable", "error", line, column=name, text=said)
    return None
