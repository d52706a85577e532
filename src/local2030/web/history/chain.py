"""Appending to the history. It happens in the transaction of the deed itself: both are kept, or neither is.

    append(by=user, deed="change", kind="hub", id="HUB-007", before={"title": "A"}, after={"title": "B"}, why="renamed")

One row, the head, is locked until the transaction ends. So append last: whoever locks something else after it may wait
for one who waits for the head.
"""

from __future__ import annotations

import secrets
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from typing import Any, Literal, NamedTuple

from django.db import connection, transaction
from django.utils import timezone

from local2030.web.history.hashing import GENESIS, canonical, content_hash, entry_hash, moment
from local2030.web.history.models import Content, Entry, Head

BATCH = 5_000  # rows a statement is given at once

Audience = Literal["public", "coalition", "inner", "audit"]
Row = tuple[Any, ...]


class ChainHead(NamedTuple):
    """The chain's last number and hash: who keeps these can tell later whether anything before was altered."""

    number: int
    hash: str

    def __str__(self) -> str:
        return f"{self.number}:{self.hash}"


@dataclass(frozen=True, slots=True)
class Deed:
    """What an entry will say. `by` None: the platform itself; `id`: what people call the thing ("HUB-007").

    No name may stand in `deed`, `kind` and `id`, which can't be blanked; `name`, `before`, `after` and `why` can be.
    """

    by: Any
    deed: str
    kind: str
    id: str
    before: Mapping[str, Any] = field(default_factory=dict)
    after: Mapping[str, Any] = field(default_factory=dict)
    why: str = ""
    name: str = ""
    audience: Audience | str = "public"
    act: str = ""
    at: datetime | None = None


def append(
    *,
    by: Any,
    deed: str,
    kind: str,
    id: str,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
    why: str = "",
    name: str = "",
    audience: Audience | str = "public",
    act: str = "",
) -> Entry:
    """One more entry. `act` (see `new_act`) ties several entries to one act; `audience` says who may ever read it."""
    row = Deed(by, deed, kind, str(id), before or {}, after or {}, why, name, audience, act)
    with transaction.atomic(savepoint=False):
        entry, content = _linked(sealed(row, new_act()), _locked_head(), timezone.now())
        _insert(Entry, [entry])
        _insert(Content, [content])
        Head.objects.update(number=entry[0], hash=entry[-1])
    return Entry(*entry)


class Sealed(NamedTuple):
    """A deed with salt, content and the content's hash: all of its entry that needn't know what stands before it.

    `at` None: the moment at which it is appended.
    """

    by: int | None
    at: datetime | None
    deed: str
    kind: str
    id: str
    act: str
    audience: str
    content_hash: str
    salt: str
    text: str


def append_many(rows: Iterable[Deed]) -> range:
    """Entries for all rows in their order, in few statements; gives their numbers. Rows without an act share one."""
    act = new_act()
    return append_sealed(sealed(row, act) for row in rows)


def sealed(row: Deed, act: str) -> Sealed:
    """The deed made ready to be appended; `act` is for one that has none of its own. Nothing is locked or written."""
    said = {"before": row.before, "after": row.after, "why": row.why, "name": row.name}
    text, salt = canonical({key: value for key, value in said.items() if value}), secrets.token_hex(16)
    by = row.by.pk if getattr(row.by, "is_authenticated", False) else None
    named = (row.deed, row.kind, row.id, row.act or act, row.audience)
    return Sealed(by, row.at, *named, content_hash(salt, text), salt, text)


def append_sealed(rows: Iterable[Sealed], at_once: int = BATCH) -> range:
    """Links prepared deeds to the chain, in their order; two statements for each `at_once`. Gives their numbers."""
    with transaction.atomic(savepoint=False):
        head = first = _locked_head()
        now = timezone.now()
        coming = iter(rows)
        while batch := list(islice(coming, at_once)):
            entries, contents = [], []
            for row in batch:
                entry, content = _linked(row, head, now)
                head = ChainHead(entry[0], entry[-1])
                entries.append(entry)
                contents.append(content)
            _insert(Entry, entries)
            _insert(Content, contents)
        if head != first:
            Head.objects.update(number=head.number, hash=head.hash)
    return range(first.number + 1, head.number + 1)


def chain_head() -> ChainHead:
    """The chain as it ends now, to be printed where outsiders keep it: "1234:9f2c..."."""
    row = Head.objects.first()
    return ChainHead(row.number, row.hash) if row else ChainHead(0, GENESIS)


def new_act() -> str:
    """A mark for the entries of one act."""
    return uuid.uuid4().hex


def _locked_head() -> ChainHead:
    """The head, locked until the transaction ends. On SQLite the transaction itself is the lock: it began IMMEDIATE."""
    row = Head.objects.select_for_update().first()
    if row is None:
        Head.objects.bulk_create([Head(id=1, number=0, hash=GENESIS)], ignore_conflicts=True)
        row = Head.objects.select_for_update().get()
    return ChainHead(row.number, row.hash)


def _linked(row: Sealed, head: ChainHead, now: datetime) -> tuple[Row, Row]:
    """What follows the head: an entry and its content, each with its columns in order."""
    number, at, by = head.number + 1, row.at or now, row.by
    codes = (*row[2:8], head.hash)
    hashed = entry_hash((str(number), moment(at), "" if by is None else str(by), *codes))
    return (number, at, by, *codes, hashed), (number, row.salt, row.text, None)


def _insert(model: type[Entry] | type[Content], rows: list[Row]) -> None:
    """Writes rows with one prepared statement; `bulk_create` would need one for every 83 rows on SQLite."""
    fields, quote = model._meta.concrete_fields, connection.ops.quote_name
    columns, places = ", ".join(quote(f.column) for f in fields), ", ".join(["%s"] * len(fields))
    if model is Entry:
        times = {at: connection.ops.adapt_datetimefield_value(at) for at in {row[1] for row in rows}}
        rows = [(row[0], times[row[1]], *row[2:]) for row in rows]
    with connection.cursor() as cursor:
        cursor.executemany(f"INSERT INTO {quote(model._meta.db_table)} ({columns}) VALUES ({places})", rows)
