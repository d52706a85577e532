"""What is particular to SDMX-CSV 1.0 and 2.0: columns that say the structure, rows that delete, labels beside codes.

In a sheet the columns have their SDMX ids. Structure and action aren't columns of a sheet: what they say is told.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from local2030.formats.observations.text_lines import of_rows
from local2030.formats.observations.under_header import Columns, Laid
from local2030.vocabulary.findings import Finding

VALUE = "OBS_VALUE"
MACHINERY = ("DATAFLOW", "STRUCTURE", "STRUCTURE_ID", "STRUCTURE_NAME", "ACTION")
ACTIONS_IN = frozenset({"", "A", "I", "R", "M", "APPEND", "INFORMATION", "REPLACE", "MERGE"})
SERIES = frozenset(
    {"SERIES", "SERIES_CODE", "INDICATOR", "INDICATOR_CODE", "INDICATOR_ID", "MEASURE", "INDIC", "VARIABLE"}
)
_FLOW = re.compile(r"(?:[\w.-]+:)?([\w.-]+)(?:\([\d.]+\))?")
_LABELLED = re.compile(r"([A-Za-z_][A-Za-z0-9_@$-]*): \S.*", re.DOTALL)
_CODED = re.compile(r"([^\s:]+): \S.*", re.DOTALL)


def is_sdmx_csv(header: Sequence[str]) -> bool:
    """Whether a header is one of SDMX-CSV: DATAFLOW first (1.0), or STRUCTURE and STRUCTURE_ID (2.0), and a value."""
    ids = [_id(name) for name in header]
    return (ids[:1] == ["DATAFLOW"] or {"STRUCTURE", "STRUCTURE_ID"} <= set(ids)) and VALUE in ids


def plain_sdmx_csv(header: tuple[str, ...], laid: Laid, name: str) -> tuple[tuple[str, ...], Laid]:
    """The same without structure and action; rows that delete are kept out. `CODE: label` becomes CODE, and is told."""
    ids = [_id(column) for column in header]
    told = list(laid.findings)
    if tuple(ids) != header:
        told.append(Finding("sdmx-csv-labels", "info", name))
    columns, lines = laid.columns, laid.lines
    if "ACTION" in ids:
        actions = columns[ids.index("ACTION")]
        out = {i for i, action in enumerate(actions) if action.strip().upper() not in ACTIONS_IN}
        if out:
            told.append(of_rows("sdmx-csv-deletion", "error", name, [lines[i] for i in sorted(out)]))
            columns = tuple([v for i, v in enumerate(column) if i not in out] for column in columns)
            lines = [line for i, line in enumerate(lines) if i not in out]
    for place, column in enumerate(ids):
        if column in ("DATAFLOW", "STRUCTURE_ID"):
            seen = [value for value in dict.fromkeys(columns[place]) if value.strip()]
            told.append(Finding("sdmx-csv-structure", "info", name, None, {"structure": ", ".join(seen[:5])[:200]}))
    kept = [i for i, column in enumerate(ids) if column not in MACHINERY]
    labelled = {i for i in kept if ids[i] != header[i]}
    plain: Columns = tuple(_codes(columns[i]) if i in labelled else columns[i] for i in kept)
    return tuple(ids[i] for i in kept), Laid(plain, lines, laid.rows_read, told)


def flow_as_indicator(header: Sequence[str], findings: Sequence[Finding]) -> str:
    """The id of the one data flow where no column says series or indicator: ESTAT:SDG_01_10(1.0) gives SDG_01_10."""
    if not SERIES.isdisjoint(_id(column).upper() for column in header):
        return ""
    told = [str(one.values["structure"]) for one in findings if one.code == "sdmx-csv-structure"]
    found = _FLOW.fullmatch(told[0]) if told else None
    return found[1] if found else ""


def _id(column: str) -> str:
    found = _LABELLED.fullmatch(column)
    return found[1] if found else column.removesuffix("[;]")


def _codes(column: Sequence[str]) -> list[str]:
    """The codes of cells that say code and label."""
    known = {cell: (m[1] if (m := _CODED.fullmatch(cell)) else cell) for cell in set(column)}
    return [known[cell] for cell in column]
