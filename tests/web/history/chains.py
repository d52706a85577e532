"""Small chains for the tests of the history."""

from __future__ import annotations

from typing import Any

from django.db import connection

from local2030.web.history.blanking import blank_entry
from local2030.web.history.chain import Deed, append, append_many
from local2030.web.history.models import Entry


def a_chain(by: Any = None) -> int:
    """Eight entries by a person and by the platform, the third of them blanked by the seventh; gives the last number."""
    append(by=by, deed="add", kind="hub", id="HUB-001", after={"title": "Hub of Kigali", "country": "RW"})
    append_many(
        Deed(by, "change", "hub", f"HUB-{n:03d}", {"title": "Old"}, {"title": f"New “{n}”"}, why="it moved", name="Hub")
        for n in range(1, 6)
    )
    blank_entry(Entry.objects.get(number=3), "asked for by the person", by)
    return append(by=None, deed="move", kind="hub", id="HUB-001", before={"state": "a"}, after={"state": "b"}).number


def run(statement: str, *values: Any) -> None:
    """A statement behind the platform's back."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
