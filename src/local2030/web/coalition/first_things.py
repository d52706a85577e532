"""Fills a store with the Coalition's first things: an empty one whole, an older one with what came new since.

It runs at every start. A row that a person has touched stays as that person left it; only the platform's own rows follow
the stock. Nothing is ever taken out: a term that left the vocabulary is marked as retired.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, time
from typing import Any, NamedTuple

from django.db import transaction
from django.db.models import Count
from django.utils import timezone

from local2030.coalition.joining import attendance, join_names
from local2030.coalition.rows import Ref, Row, stock_rows
from local2030.coalition.stock import first_stock
from local2030.coalition.terms import EDITIONS, term_rows
from local2030.methods.stages import due_of
from local2030.vocabulary.messages import say
from local2030.web.history.chain import Deed, append_many
from local2030.web.history.models import Entry
from local2030.web.locks import one_writer
from local2030.web.registry.changing import differences, next_numbers, scopes_of, seen, serial_of
from local2030.web.registry.kinds import kind_of, stages_of
from local2030.web.registry.models import Link, Part, ScopeOf, Thing
from local2030.web.search.indexing import file_away

FILED, FOLLOWED, JOINED, LIKE = "first-stock", "follow-stock", "join-names", "suggest-name"
_OWNERS = ("entity", "body")


class Counts(NamedTuple):
    """What one run did: rows that were added and changed, rows that people keep, and all rows of the stock."""

    added: int
    changed: int
    kept: int
    rows: int


def file_first_things() -> Counts:
    """Brings the stock into the store, in one transaction and few statements; twice is as good as once."""
    rows = (*stock_rows(first_stock()), *term_rows())
    with transaction.atomic():
        one_writer("first-things")
        return _file(rows)


def _file(rows: Sequence[Row]) -> Counts:
    there = {(thing.kind, thing.key): thing for thing in Thing.objects.exclude(key="").filter(kind__in=_kinds(rows))}
    own = _untouched(there.values())
    new = [row for row in rows if row.ref not in there]
    kept = sum(row.ref in there and row.ref not in own for row in rows)
    added = _add(new, there)
    old = [row for row in rows if row.ref in own]
    changed = _follow(old, there) + _retire(rows, own)
    fresh = {*(row.ref for row in new), *own}
    tied = _tie([row for row in rows if row.ref in fresh], there)
    touched = {thing.pk: thing for thing in (*added, *(thing for thing, _was in changed), *tied)}
    _set_scopes(touched.values())
    _log(rows, added, changed)
    file_away(touched.values())
    return Counts(len(added), len(changed), kept, len(rows))


def _kinds(rows: Iterable[Row]) -> list[str]:
    return list(dict.fromkeys(row.kind for row in rows))


def _untouched(things: Iterable[Thing]) -> dict[Ref, Thing]:
    """The things that nobody but this module ever wrote: their version is the number of its entries in the history."""
    written = dict(Entry.objects.filter(deed__in=(FILED, FOLLOWED)).values_list("serial").annotate(Count("number")))
    return {
        (thing.kind, thing.key): thing
        for thing in things
        if thing.made_by_id is None and thing.version == written.get(thing.serial)
    }


def _add(rows: Sequence[Row], there: dict[Ref, Thing]) -> list[Thing]:
    """New things, owners first; they are in `there` afterwards."""
    added: list[Thing] = []
    now = timezone.now()
    for wave in ([r for r in rows if r.kind in _OWNERS], [r for r in rows if r.kind not in _OWNERS]):
        things = [thing for kind in _kinds(wave) for thing in _made([r for r in wave if r.kind == kind], there, now)]
        Thing.objects.bulk_create(things)
        there |= {(thing.kind, thing.key): thing for thing in things}
        added += things
    return added


def _made(rows: Sequence[Row], there: Mapping[Ref, Thing], now: datetime) -> Iterator[Thing]:
    """The rows of one kind as things with the next numbers."""
    kind = kind_of(rows[0].kind)
    first, _serial = next_numbers(kind, len(rows))
    stages = stages_of(kind.code)
    for number, row in enumerate(rows, first):
        thing = Thing(kind=kind.code, key=row.key, number=number, serial=serial_of(kind, number), made=now, changed=now)
        thing.audience = kind.audience
        thing.state_since = datetime.combine(row.since, time(12), UTC) if row.since else now
        if stages is not None:
            thing.state = row.state if row.state in stages.states else stages.start
            thing.state_due = None if row.since else due_of(stages, thing.state, now.date())
        _put(thing, row, there)
        yield thing


def _put(thing: Thing, row: Row, there: Mapping[Ref, Thing]) -> None:
    """The columns that follow the stock; never the state."""
    thing.title, thing.summary, thing.fields = row.title, row.summary, dict(row.fields)
    thing.workstream, thing.due, thing.country, thing.source = row.workstream, row.due, row.country, row.source
    thing.owner = there[row.owner] if row.owner else None


_FOLLOWS = ("title", "summary", "fields", "workstream", "due", "country", "source", "owner", "version", "changed")
_Changed = list[tuple[Thing, dict[str, Any]]]


def _follow(rows: Sequence[Row], there: Mapping[Ref, Thing]) -> _Changed:
    """The platform's own things whose row in the stock reads otherwise now, with what they were."""
    owners = {thing.pk: thing for thing in there.values() if thing.kind in _OWNERS}
    changed: _Changed = []
    for row in rows:
        thing = there[row.ref]
        thing.owner = owners.get(thing.owner_id) if thing.owner_id else None
        was, source = seen(thing), thing.source
        _put(thing, row, there)
        if was != seen(thing) or source != thing.source:
            changed.append((thing, was))
    return _keep(changed)


def _retire(rows: Sequence[Row], own: Mapping[Ref, Thing]) -> _Changed:
    """Terms that the vocabulary no longer has: they stay, with the edition since which they are gone."""
    wanted = {row.ref for row in rows}
    changed: _Changed = []
    for ref, thing in own.items():
        if ref[0] == "term" and ref not in wanted and not thing.fields.get("retired"):
            was = seen(thing)
            thing.fields["retired"] = EDITIONS.get(str(thing.fields.get("scheme")), date.today().isoformat()[:7])
            changed.append((thing, was))
    return _keep(changed)


def _keep(changed: _Changed) -> _Changed:
    now = timezone.now()
    for thing, _was in changed:
        thing.version += 1
        thing.changed = now
    Thing.objects.bulk_update([thing for thing, _was in changed], _FOLLOWS, batch_size=200)
    return changed


def _tie(rows: Sequence[Row], there: Mapping[Ref, Thing]) -> list[Thing]:
    """Parts and ties that the rows have and the store lacks; the things that got some."""
    ids = [there[row.ref].pk for row in rows if row.parts or row.ties]
    parts = set(Part.objects.filter(thing__in=ids).values_list("thing_id", "actor_id", "role"))
    ties = set(Link.objects.filter(thing__in=ids).values_list("thing_id", "other_id", "relation"))
    new_parts, new_ties = [], []
    for row in rows:
        thing = there[row.ref]
        for actor, role, certainty in row.parts:
            if (thing.pk, there[actor].pk, role) not in parts:
                new_parts.append(Part(thing=thing, actor=there[actor], role=role, certainty=certainty))
        for other, relation, note in row.ties:
            if (thing.pk, there[other].pk, relation) not in ties:
                new_ties.append(Link(thing=thing, other=there[other], relation=relation, note=note))
    Part.objects.bulk_create(new_parts)
    Link.objects.bulk_create(new_ties)
    return [row.thing for row in (*new_parts, *new_ties)]


def _set_scopes(things: Iterable[Thing]) -> None:
    """The scopes of the things as they are wanted now."""
    by_id = {thing.pk: thing for thing in things}
    actors: dict[int, list[tuple[Thing, str]]] = {}
    for part in Part.objects.filter(thing__in=by_id).select_related("actor"):
        actors.setdefault(part.thing_id, []).append((part.actor, part.role))
    wanted = {(id, scope) for id, thing in by_id.items() for scope in scopes_of(thing, actors.get(id, ()))}
    there = {(row.thing_id, row.scope): row.pk for row in ScopeOf.objects.filter(thing__in=by_id)}
    ScopeOf.objects.filter(pk__in=[pk for scope, pk in there.items() if scope not in wanted]).delete()
    ScopeOf.objects.bulk_create([ScopeOf(thing_id=id, scope=scope) for id, scope in sorted(wanted - there.keys())])


def _log(rows: Sequence[Row], added: Sequence[Thing], changed: _Changed) -> None:
    """One entry for each thing, written by the platform, and one for each name that was joined to an entity."""
    why = {row.ref: row.why for row in rows}
    source = {row.ref: row.source for row in rows}

    def entry(thing: Thing, before: Mapping[str, Any]) -> Deed:
        was, now = differences(before, seen(thing))
        ref = (thing.kind, thing.key)
        said = ". ".join(text.rstrip(".") for text in (why.get(ref, ""), source.get(ref, thing.source)) if text)
        return Deed(
            None, FOLLOWED if before else FILED, thing.kind, thing.serial, was, now, said, thing.title, thing.audience
        )

    deeds = [entry(thing, {}) for thing in added] + [entry(thing, was) for thing, was in changed]
    append_many([*deeds, *_joinings(added)])


def _joinings(added: Iterable[Thing]) -> Iterator[Deed]:
    """What the list of names was joined to, where the entity itself is new."""
    entities = {thing.key: thing for thing in added if thing.kind == "entity"}
    if not entities:
        return
    joined = join_names(attendance(), first_stock().entities)
    lines = [(JOINED, line.entity, line.name, line.finding) for line in joined.log]
    lines += [(LIKE, like.entity, like.name, like.finding) for like in joined.suggestions]
    for deed, key, listed, finding in lines:
        if thing := entities.get(key):
            said = say(finding.code, finding.values)
            yield Deed(None, deed, thing.kind, thing.serial, {}, {"listed_as": listed}, said, thing.title)
