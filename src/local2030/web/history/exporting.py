"""Entries as lines of a file. JSONL has all that a stranger needs to take every hash again; CSV is for people."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet

from local2030.formats.tables.safe import safe_cell
from local2030.web.history.hashing import canonical, moment
from local2030.web.history.lines import who
from local2030.web.history.models import Entry

STEP = 2_000
CSV_COLUMNS = ("number", "at", "by", "who", "deed", "kind", "id", "act", "audience", "name", "why", "before", "after",
               "blanked_at", "content_hash", "previous", "hash")  # fmt: skip


def csv_lines(rows: QuerySet[Entry]) -> Iterator[str]:
    """One line for each entry below a head; no cell is ever run by a spreadsheet."""
    writer = csv.writer(_Echo(), lineterminator="\r\n")
    yield "\ufeff" + writer.writerow(CSV_COLUMNS)
    for row in rows.iterator(chunk_size=STEP):
        plain = _plain(row)
        yield writer.writerow([safe_cell(str(plain[name])) for name in CSV_COLUMNS])


def jsonl_lines(rows: QuerySet[Entry]) -> Iterator[str]:
    """One object for each entry; `salt` and `content` are what `content_hash` was taken of."""
    for row in rows.iterator(chunk_size=STEP):
        names = ("number", "at", "by", "deed", "kind", "id", "act", "audience", "content_hash", "previous", "hash")
        plain = _plain(row)
        found = {name: plain[name] for name in names} | {"blanked_at": plain["blanked_at"]}
        yield json.dumps(found | {"salt": row.content.salt, "content": row.content.text}, ensure_ascii=False) + "\n"


def _plain(row: Entry) -> dict[str, Any]:
    said, blanked = row.content.plain, row.content.blanked_at
    return {
        "number": row.number,
        "at": moment(row.at),
        "by": row.by_id or "",
        "who": who(row),
        "deed": row.deed,
        "kind": row.kind,
        "id": row.serial,
        "act": row.act,
        "audience": row.audience,
        "name": said.get("name", ""),
        "why": said.get("why", ""),
        "before": canonical(said["before"]) if said.get("before") else "",
        "after": canonical(said["after"]) if said.get("after") else "",
        "blanked_at": moment(blanked) if blanked else "",
        "content_hash": row.content_hash,
        "previous": row.previous,
        "hash": row.hash,
    }


class _Echo:
    """A file for `csv.writer` that gives back what it is given."""

    def write(self, text: str) -> str:
        return text
