"""Applying what was prepared: the many of `registry/changing.py`. All of it in the caller's transaction, in few statements.

While it runs, nobody else can write on SQLite; so nothing is looked up or worked out here that could be before. A row is
written only over the version that it was prepared from; if one of them is another by now, nothing is written at all.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django.db import connection
from django.utils import timezone

from local2030.methods.stages import due_of
from local2030.web.exchange.preparing import AT_ONCE, NEW, Chunk, Moved, NewThing, Prepared, Row, entries_of
from local2030.web.history.chain import Deed, Sealed, append_sealed, sealed
from local2030.web.registry.changing import by, next_numbers, serial_of
from local2030.web.registry.kinds import Kind, stages_of
from local2030.web.registry.models import Thing
from local2030.web.search.indexing import joined_words, write

IN_ORDER = 20_000
THING = "INSERT INTO registry_thing ({}) VALUES ({})"
CHANGE = "UPDATE registry_thing SET changed = %s, version = version + 1{} WHERE id = %s AND version = %s"
PART = (
    "INSERT INTO registry_part (thing_id, actor_id, role, certainty, note) VALUES (%s, %s, %s, %s, '')"
    " ON CONFLICT (thing_id, actor_id, role) DO UPDATE SET certainty = EXCLUDED.certainty"
)
LINK = (
    "INSERT INTO registry_link (thing_id, other_id, relation, note) VALUES (%s, %s, %s, '')"
    " ON CONFLICT (thing_id, other_id, relation) DO NOTHING"
)
SCOPE = "INSERT INTO registry_scopeof (thing_id, scope) VALUES (%s, %s) ON CONFLICT (scope, thing_id) DO NOTHING"
GONE = "DELETE FROM {} WHERE id = %s"


def apply_prepared(prepared: Prepared, why: str, act: str, told: dict[str, Any]) -> None:
    """Does what was prepared, in the transaction around it; `Moved` if a row changed since.

    `told`: what the entry for the import as a whole says of it.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("a plan is applied inside a transaction")
    kind, first = prepared.kind, 0
    if connection.features.has_select_for_update:
        _lock(prepared)
    if prepared.new:
        first = next_numbers(kind, prepared.new)[0]
    number = first
    for plain in prepared.chunks:
        chunk = Chunk(*plain)
        _change(chunk)
        _add(kind, by(prepared.reader), chunk, number)
        number += len(chunk.new)
        _tie(chunk)
        write("search_things", chunk.words, AT_ONCE)
    append_sealed(_entries(prepared, first, why, act, told), IN_ORDER)


def _lock(prepared: Prepared) -> None:
    """In the order of their numbers, so that two that change the same rows wait for each other and don't lock up."""
    keys = sorted(row[-2] for plain in prepared.chunks for row in Chunk(*plain).changed)
    for start in range(0, len(keys), IN_ORDER):
        rows = Thing.objects.select_for_update().filter(pk__in=keys[start : start + IN_ORDER]).order_by("pk")
        list(rows.values_list("pk"))


def _change(chunk: Chunk) -> None:
    if not chunk.changed:
        return
    now = _time(timezone.now())
    sql = CHANGE.format("".join(f", {connection.ops.quote_name(name)} = %s" for name in chunk.set))
    with connection.cursor() as cursor:
        cursor.executemany(sql, [(now, *row) for row in chunk.changed])
        if cursor.rowcount != len(chunk.changed):
            raise Moved


def _add(kind: Kind, who: Any, chunk: Chunk, first: int) -> None:
    """Writes the new things; their parts, links, scopes and words join those of the others."""
    if not chunk.new:
        return
    new, now, stages = [NewThing(*row) for row in chunk.new], timezone.now(), stages_of(kind.code)
    state, due = (stages.start, due_of(stages, stages.start, now.date())) if stages else ("", None)
    same = {
        "kind": kind.code, "state": state, "state_due": due.isoformat() if due else None, "version": 1, "source": "",
        "made": _time(now), "changed": _time(now), "state_since": _time(now), "made_by_id": who.pk if who else None,
        "moved_by_id": None,
    }  # fmt: skip
    names, constant = ("number", "serial", *NEW, *same), tuple(same.values())
    rows = [(number, serial_of(kind, number), *thing.values, *constant) for number, thing in enumerate(new, first)]
    sql = THING.format(", ".join(map(connection.ops.quote_name, names)), ", ".join(["%s"] * len(names)))
    _many(sql, rows)
    found = Thing.objects.filter(kind=kind.code, number__gte=first, number__lt=first + len(new)).order_by("number")
    keys = found.values_list("pk", flat=True)
    for key, row, thing in zip(keys, rows, new, strict=True):
        serial = row[1]
        own = {f"{kind.scope}:{thing.key or serial}"} if kind.scope else set()
        title, named, rest = thing.words
        chunk.parts += [(key, *part) for part in thing.parts]
        chunk.links += [(key, *link) for link in thing.links]
        chunk.scopes += [(key, scope) for scope in (*own, *thing.scopes)]
        chunk.words.append((key, " ".join(filter(None, (title, joined_words(serial), named))), rest))


def _tie(chunk: Chunk) -> None:
    """Parts, links and scopes that shall be there, and those that shall not."""
    for table in ("part", "link", "scopeof"):
        gone = {"part": chunk.parts_gone, "link": chunk.links_gone, "scopeof": chunk.scopes_gone}[table]
        _many(GONE.format(f"registry_{table}"), gone)
    _many(PART, chunk.parts)
    _many(LINK, chunk.links)
    _many(SCOPE, chunk.scopes)


def _entries(prepared: Prepared, first: int, why: str, act: str, told: dict[str, Any]) -> Iterator[Sealed]:
    """An entry for each row and one for the import as a whole, all of one act."""
    kind = prepared.kind
    serials = (serial_of(kind, number) for number in range(first, first + prepared.new))
    for row in entries_of(prepared, serials):
        yield Sealed(*row)
    whole = Deed(by(prepared.reader), "import-list", kind.code, kind.slug, {}, told, why, "", "audit", act)
    yield sealed(whole, act)


def _many(sql: str, rows: Sequence[Row]) -> None:
    if rows:
        with connection.cursor() as cursor:
            cursor.executemany(sql, rows)


def _time(moment: Any) -> Any:
    return connection.ops.adapt_datetimefield_value(moment)
