"""The register: what people have said of organisations, which decides from then on."""

from __future__ import annotations

import re
from pathlib import Path
from typing import cast

from local2030.formats.tables.cells import date_of, text_of
from local2030.formats.tables.notes import Notes
from local2030.formats.tables.shapes import REGISTER
from local2030.formats.tables.table import Row, read_table
from local2030.vocabulary.findings import Finding
from local2030.vocabulary.organisations import CLASSES, Reach, RegisterEntry

REACHES = ("local", "national", "unknown")


def read_register(source: Path | str | bytes, name: str) -> tuple[tuple[RegisterEntry, ...], tuple[Finding, ...]]:
    """The entries of a register file. One that can't be tied to an organisation, class or country is left out and said."""
    table = read_table(source, name, REGISTER)
    entries = (_entry(row, table.notes) for row in table.rows)
    return tuple(entry for entry in entries if entry), table.notes.findings()


def _entry(row: Row, notes: Notes) -> RegisterEntry | None:
    text = {column: text_of(value) for column, value in row.values.items()}
    actor_class, country = text["class"].upper(), text.get("country", "").upper()
    if not (text["name"] or text.get("ref")):
        notes.add("register-name-missing", "error", row.line)
        return None
    if actor_class not in CLASSES:
        notes.add("register-class-unknown", "error", row.line, text=text["class"])
        return None
    if country and not re.fullmatch("[A-Z]{2}", country):
        notes.add("register-country-unknown", "error", row.line, text=text["country"])
        return None
    if not text.get("reason") or not text.get("source"):
        notes.add(
            "register-reason-missing",
            "warning",
            row.line,
            name=text["name"] or text["ref"],
        )
    day, why = date_of(row.values.get("date", ""))
    if why:
        notes.add(f"register-{why}", "warning", row.line, text=text["date"])
    return RegisterEntry(
        name=text["name"],
        ref=text.get("ref", ""),
        country=country,
        actor_class=actor_class,
        reach=_reach(text.get("reach", ""), row.line, notes),
        reason=text.get("reason", ""),
        source=text.get("source", ""),
        by=text.get("by", ""),
        on=day,
    )


def _reach(text: str, line: int, notes: Notes) -> Reach:
    reach = text.casefold() or "unknown"
    if reach not in REACHES:
        notes.add("register-reach-unknown", "warning", line, text=text)
        return "unknown"
    return cast(Reach, reach)
