"""A plan for the eye: a page of its rows with what stood and what would stand, and its findings in words."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from local2030.formats.tables.safe import safe_cell
from local2030.vocabulary.messages import remedy, say
from local2030.web.exchange.columns import label_of
from local2030.web.exchange.models import Import
from local2030.web.exchange.planning import Line, plan_lines
from local2030.web.registry.cells import STANDARD, text_of
from local2030.web.registry.kinds import Kind

PAGE = 50
LONGEST = 300
SHOWN = {
    "refused": _("rows that can't be taken"),
    "conflict": _("rows that somebody else changed"),
    "change": _("rows that change"),
    "add": _("new rows"),
}


def rows_shown(kind: Kind, row: Import, what: str, first: int) -> list[dict[str, Any]]:
    """A page of the plan's rows of one sort, each with its cells before and after."""
    if not row.plan.is_file():
        return []
    lines = (line for line in plan_lines(row.plan) if line["what"] == what)
    return [_row(kind, line) for line in islice(lines, first, first + PAGE)]


def said(findings: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Findings with their sentences."""
    language = get_language() or "en"
    return [
        {**found, "message": say(found["code"], found["values"], language),
         "remedy": remedy(found["code"], found["values"], language)}
        for found in findings
    ]  # fmt: skip


def findings_csv(row: Import) -> Iterator[str]:
    """All findings, those of the file first, as lines of a CSV file."""
    writer = csv.writer(_Echo(), lineterminator="\r\n")
    yield "\ufeff" + writer.writerow(("row", "serial", "column", "severity", "code", "what", "cure"))
    for line in _with_findings(row):
        for found in said(line["findings"]):
            cells = (found.get("line") or "", line.get("serial", ""), found["values"].get("column", ""))
            texts = (*cells, found["severity"], found["code"], found["message"], found["remedy"])
            yield writer.writerow([safe_cell(str(text)) for text in texts])


def _with_findings(row: Import) -> Iterator[Line]:
    yield {"findings": row.findings}
    if row.plan.is_file():
        yield from (line for line in plan_lines(row.plan) if line.get("findings"))


def _row(kind: Kind, line: Line) -> dict[str, Any]:
    was, now = line.get("was", {}), line.get("now", {})
    cells = [
        {
            "label": label_of(kind, name),
            "was": _shown(kind, name, was.get(name)),
            "now": _shown(kind, name, now.get(name)),
        }
        for name in dict.fromkeys((*was, *now))
    ]
    return {**line, "cells": cells, "findings": said(line.get("findings", ()))}


def _shown(kind: Kind, name: str, value: Any) -> str:
    column = STANDARD.get(name) if name in kind.standard else kind.column(name)
    text = text_of(column, value) if column is not None and value is not None else str(value or "")
    return text if len(text) <= LONGEST else text[:LONGEST] + "…"


class _Echo:
    """A file for `csv.writer` that gives back what it is given."""

    def write(self, text: str) -> Any:
        return text
