"""What reviewers decided of the evidence: a table that a site writes for a score after the reviews."""

from __future__ import annotations

from pathlib import Path

from local2030.formats.tables.cells import text_of
from local2030.formats.tables.notes import Notes
from local2030.formats.tables.shapes import VERDICTS
from local2030.formats.tables.table import Row, read_table
from local2030.vocabulary.findings import Finding
from local2030.vocabulary.programmes import VerdictRow

WORDS = frozenset({"accepted", "rejected", "not-applicable", "reviewed"})


def read_verdicts(source: Path | str | bytes, name: str) -> tuple[tuple[VerdictRow, ...], tuple[Finding, ...]]:
    """The rows of a table of verdicts. One without a programme or with an unknown verdict is left out and said."""
    table = read_table(source, name, VERDICTS)
    rows = (_verdict_row(row, name, table.notes) for row in table.rows)
    return tuple(row for row in rows if row), table.notes.findings()


def _verdict_row(row: Row, name: str, notes: Notes) -> VerdictRow | None:
    text = {column: text_of(value) for column, value in row.values.items()}
    if not text["programme"] or text["verdict"] not in WORDS:
        notes.add("verdicts-row-unknown", "error", row.line, text=text["verdict"])
        return None
    return VerdictRow(
        text["programme"], text.get("criterion", ""), text.get("item", ""), text["verdict"], text.get("reason", ""),
        name, row.line,
    )  # fmt: skip
