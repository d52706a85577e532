"""Applying a plan: the many of `registry/changing.py`. All of it in the caller's transaction, in few statements.

The right to each row was asked when the plan was made, at most a moment ago; here every row that it was made from is
locked and must still have the version that it had then, which any change of the row, its parts or its links raises.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from typing import Any

from django.db import connection
from django.utils import timezone

from local2030.methods.stages import due_of
from local2030.web.bulk import wide_statements
from local2030.web.exchange.columns import LINKS, PARTS
from local2030.web.exchange.planning import Line
from local2030.web.history.chain import Deed, append_many
from local2030.web.registry.changing import by, next_numbers, put, scope_name, scopes_of, seen, serial_of
from local2030.web.registry.kinds import Kind, stages_of
from local2030.web.registry.models import Link, Part, ScopeOf, Thing
from local2030.web.search.indexing import file_away

AT_ONCE = 20_000
IN_A_STATEMENT = 5_000
SMALL_IN_A_STATEMENT = 20_000  # rows of few columns
CHANGED = ("title", "summary", "fields", "workstream", "due", "owner", "country", "audience", "version", "changed")
WITH_SCOPES = frozenset({"owner", "country", "nominated_by"})

Lines = Callable[[], Iterable[Line]]


class Moved(Exception):
    """Somebody changed a row since the plan was made."""


def apply_plan(reader: Any, kind: Kind, lines: Lines, why: str, act: str, told: dict[str, Any]) -> None:
    """Does what the lines say, in the transaction around it.

    `lines` is asked several times. `act`: the mark that all entries of the history share; `told`: what the entry for
    the import as a whole says of it.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("a plan is applied inside a transaction")
    with wide_statements():
        _lock(lines)
        new = sum(line["what"] == "add" for line in lines())
        first = next_numbers(kind, new)[0] if new else 0
        now, number = timezone.now(), first
        for part in _chunks(lines()):
            _change(reader, kind, [line for line in part if line["what"] == "change"], now)
            adding = [line for line in part if line["what"] == "add"]
            _add(reader, kind, adding, number, now)
            number += len(adding)
        append_many(_deeds(reader, kind, lines, first, why, act, told))


def _lock(lines: Lines) -> None:
    """Every row that is to change, kept from others, must be as it was."""
    for part in _chunks(line for line in lines() if line["what"] == "change"):
        rows = Thing.objects.select_for_update().filter(pk__in=[line["pk"] for line in part]).order_by("pk")
        versions = dict(rows.values_list("pk", "version"))
        if any(versions.get(line["pk"]) != line["version"] for line in part):
            raise Moved


def _change(reader: Any, kind: Kind, lines: Sequence[Line], now: Any) -> None:
    if not lines:
        return
    things = {t.pk: t for t in Thing.objects.filter(pk__in=[line["pk"] for line in lines])}
    scoped = []
    for line in lines:
        thing = things[line["pk"]]
        _put(thing, line["put"])
        thing.version += 1
        thing.changed = now
        if WITH_SCOPES & line["put"].keys() or PARTS in line:
            scoped.append(thing)
    Thing.objects.bulk_create(
        things.values(), IN_A_STATEMENT, update_conflicts=True, unique_fields=["id"], update_fields=CHANGED
    )
    _tie([(things[line["pk"]], line) for line in lines])
    _set_scopes(scoped)
    file_away(things.values(), at_once=AT_ONCE)


def _add(reader: Any, kind: Kind, lines: Sequence[Line], first: int, now: Any) -> None:
    if not lines:
        return
    stages = stages_of(kind.code)
    things = []
    for number, line in enumerate(lines, first):
        thing = Thing(
            kind=kind.code, number=number, serial=serial_of(kind, number), key=line["key"], audience=kind.audience,
            made=now, changed=now, state_since=now, made_by=by(reader),
        )  # fmt: skip
        if stages is not None:
            thing.state, thing.state_due = stages.start, due_of(stages, stages.start, now.date())
        _put(thing, line["put"])
        things.append(thing)
    things = Thing.objects.bulk_create(things, IN_A_STATEMENT)
    _tie(list(zip(things, lines, strict=True)))
    _set_scopes(things, are_new=True)
    file_away(things, at_once=AT_ONCE)


def _put(thing: Thing, values: dict[str, Any]) -> None:
    """The owner is known by its key here; all else as `changing.py` puts it."""
    values = dict(values)
    if "owner" in values:
        thing.owner_id = values.pop("owner")
    put(thing, values)


def _tie(pairs: Sequence[tuple[Thing, Line]]) -> None:
    """Parts and links that shall be there, and those that shall not."""
    gone_parts = [key for _t, line in pairs if PARTS in line for key in line[PARTS][1]]
    gone_links = [key for _t, line in pairs if LINKS in line for key in line[LINKS][1]]
    for rows, keys in ((Part.objects, gone_parts), (Link.objects, gone_links)):
        if keys:
            rows.filter(pk__in=keys).delete()
    parts = [Part(thing=thing, actor_id=actor, role=role, certainty=sure)
             for thing, line in pairs if PARTS in line for actor, role, sure in line[PARTS][0]]  # fmt: skip
    links = [Link(thing=thing, other_id=other, relation=relation)
             for thing, line in pairs if LINKS in line for other, relation in line[LINKS][0]]  # fmt: skip
    if parts:
        Part.objects.bulk_create(
            parts, SMALL_IN_A_STATEMENT, update_conflicts=True, unique_fields=["thing", "actor", "role"],
            update_fields=["certainty"],
        )  # fmt: skip
    if links:
        Link.objects.bulk_create(links, SMALL_IN_A_STATEMENT, ignore_conflicts=True)


def _set_scopes(things: Sequence[Thing], are_new: bool = False) -> None:
    """Writes the scopes of things anew where they differ, as `changing.set_scopes` does for one."""
    if not things:
        return
    keys = [thing.pk for thing in things]
    actors: dict[int, list[Thing]] = {}
    for part in Part.objects.filter(thing__in=keys).select_related("actor"):
        actors.setdefault(part.thing_id, []).append(part.actor)
    owners = Thing.objects.in_bulk({thing.owner_id for thing in things if thing.owner_id})
    serials = {name for thing in things if (name := thing.fields.get("nominated_by"))}
    nominating = {t.serial: t for t in Thing.objects.filter(serial__in=serials)} if serials else {}
    there: dict[int, dict[str, int]] = {}
    rows_there = () if are_new else ScopeOf.objects.filter(thing__in=keys).values_list("pk", "thing", "scope")
    for key, thing, scope in rows_there:
        there.setdefault(thing, {})[scope] = key
    gone, rows = [], []
    for thing in things:
        if thing.owner_id:
            thing.owner = owners[thing.owner_id]
        wanted = scopes_of(thing, actors.get(thing.pk, ()))
        nominator = nominating.get(thing.fields.get("nominated_by", ""))
        wanted |= {scope_name(nominator)} - {""} if nominator else set()
        before = there.get(thing.pk, {})
        gone += [key for scope, key in before.items() if scope not in wanted]
        rows += [ScopeOf(thing=thing, scope=scope) for scope in sorted(wanted - before.keys())]
    if gone:
        ScopeOf.objects.filter(pk__in=gone).delete()
    if rows:
        ScopeOf.objects.bulk_create(rows, SMALL_IN_A_STATEMENT)


def _deeds(
    reader: Any, kind: Kind, lines: Lines, first: int, why: str, act: str, told: dict[str, Any]
) -> Iterator[Deed]:
    """An entry for each row and one for the import as a whole, all of one act."""
    who, number = by(reader), first
    for line in lines():
        if line["what"] == "change":
            yield Deed(
                who, "change", kind.code, line["serial"], line["was"], line["now"], why, "", line["audience"], act
            )
        elif line["what"] == "add":
            thing = Thing(kind=kind.code, audience=kind.audience, state=_start(kind))
            said = seen(thing) | line["now"]
            yield Deed(who, "add", kind.code, serial_of(kind, number), {}, said, why, "", line["audience"], act)
            number += 1
    yield Deed(who, "import-list", kind.code, kind.slug, {}, told, why, "", "audit", act)


def _start(kind: Kind) -> str:
    stages = stages_of(kind.code)
    return stages.start if stages else ""


def _chunks(lines: Iterable[Line]) -> Iterator[list[Line]]:
    coming = iter(lines)
    while part := list(islice(coming, AT_ONCE)):
        yield part
