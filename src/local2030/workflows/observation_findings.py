"""Findings on observations as JSON has them: by file, row and column, with the cure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from local2030.vocabulary.findings import Finding
from local2030.vocabulary.messages import remedy, say

WHERE = ("rows", "column")


def kept_finding(finding: Finding) -> dict[str, Any]:
    """A finding as it is kept in the store: without words, since these are said in the reader's language."""
    return {"code": finding.code, "severity": finding.severity, "file": finding.file, "row": finding.line,
            "values": {name: _plain(value) for name, value in finding.values.items()}}  # fmt: skip


def said_finding(kept: Mapping[str, Any], language: str = "en") -> dict[str, Any]:
    """A kept finding with its sentences: `row` is one row, `rows` a list where there are several, both None for all."""
    values = kept["values"]
    rows = values.get("rows")
    return {
        "severity": kept["severity"],
        "code": kept["code"],
        "file": kept["file"],
        "row": kept["row"] if rows is None or len(rows) == 1 else None,
        "rows": rows,
        "column": values.get("column") or None,
        "message": say(kept["code"], values, language),
        "remedy": remedy(kept["code"], values, language),
        "line": kept["row"],
        "values": {name: value for name, value in values.items() if name not in WHERE},
    }


def _plain(value: object) -> Any:
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    return value if isinstance(value, str | int | float | bool | None) else str(value)
