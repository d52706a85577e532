"""Which activities make one programme, across publishers: the file given with `--group`."""

from __future__ import annotations

from pathlib import Path

from local2030.formats.tables.cells import text_of
from local2030.formats.tables.shapes import GROUP
from local2030.formats.tables.table import read_table
from local2030.vocabulary.findings import Finding
from local2030.vocabulary.programmes import GroupRow


def read_group(source: Path | str | bytes, name: str) -> tuple[tuple[GroupRow, ...], tuple[Finding, ...]]:
    """The pairs of programme and activity. A pair that stands twice counts once; half a pair is left out and said."""
    table = read_table(source, name, GROUP)
    found: dict[tuple[str, str], GroupRow] = {}
    for row in table.rows:
        programme, activity = (
            text_of(row.values["programme"]),
            text_of(row.values["activity"]),
        )
        if not programme or not activity:
            table.notes.add("group-row-incomplete", "error", row.line)
        elif (programme, activity) in found:
            table.notes.add(
                "group-row-twice",
                "info",
                row.line,
                programme=programme,
                activity=activity,
            )
        else:
            found[programme, activity] = GroupRow(programme, activity, name, row.line)
    return tuple(found.values()), table.notes.findings()
