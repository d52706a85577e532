"""Things as rows of a file: what this reader may read of each, as the cells of one line. The same going out and coming in.

What comes back is compared with what this reader would be given now; so a cell that nobody touched changes nothing,
whatever it holds and whatever the file couldn't carry.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from django.db.models import QuerySet

from local2030.web.exchange.columns import KEY, LINKS, PARTS, SERIAL, STATE, VERSION, FileColumn
from local2030.web.exchange.readers import circles, is_signed_in, visible
from local2030.web.registry.cells import clean, text_of
from local2030.web.registry.kinds import Kind
from local2030.web.registry.models import Link, Part, Review, ScopeOf, Thing

_NO_XML = re.compile("[\ufffe\uffff]")  # Excel calls a workbook with one of these broken


class PartSeen(NamedTuple):
    """An actor's part, as a cell has it: undp:lead:identified."""

    key: int
    actor_id: int
    audience: str
    actor: str
    role: str
    certainty: str

    def __str__(self) -> str:
        return ":".join(word for word in self[3:] if word)


class LinkSeen(NamedTuple):
    """A link, as a cell has it: overlaps:NXT-015."""

    key: int
    other_id: int
    audience: str
    other: str
    relation: str

    def __str__(self) -> str:
        return f"{self.relation}:{self.other}"


class SeenThing(NamedTuple):
    """A thing as the reader sees it: `cells` by column; only parts and links whose other end he may see."""

    thing: Thing
    cells: dict[str, Any]
    circles: frozenset[str]
    known: Mapping[str, str]  # what the things name that he may see: serial and audience
    parts: tuple[PartSeen, ...] = ()
    links: tuple[LinkSeen, ...] = ()


def loaded(reader: Any, rows: QuerySet[Thing]) -> list[Thing]:
    """The things with their owners and all that the reader's rights over them need, in at most four statements.

    Django's own prefetch clones a query for every row, which costs more than reading it.
    """
    things = list(rows.defer("state_since", "made", "changed"))
    owners = Thing.objects.in_bulk({thing.owner_id for thing in things if thing.owner_id})
    for thing in things:
        thing.owner = owners[thing.owner_id] if thing.owner_id else None
    if is_signed_in(reader):
        keys = [thing.pk for thing in things]
        scopes, reviews = (
            _by_thing(ScopeOf.objects.filter(thing__in=keys)),
            _by_thing(Review.objects.filter(thing__in=keys)),
        )
        for thing in things:
            thing._prefetched_objects_cache = {"scopes": scopes.get(thing.pk, []), "reviews": reviews.get(thing.pk, [])}
    return things


def seen_things(reader: Any, kind: Kind, columns: Sequence[FileColumn], things: Sequence[Thing]) -> Iterator[SeenThing]:
    """Each thing (from `loaded`) as the reader sees it; at most four statements for all that they name."""
    keys = [thing.pk for thing in things]
    parts, links = _parts(reader, keys) if kind.roles else {}, _links(reader, keys) if kind.relations else {}
    known = _known(reader, kind, columns, things)
    for thing in things:
        own = circles(reader, thing)
        yield SeenThing(
            thing,
            _cells(kind, columns, thing, own, known, parts.get(thing.pk, ()), links.get(thing.pk, ())),
            own,
            known,
            tuple(parts.get(thing.pk, ())),
            tuple(links.get(thing.pk, ())),
        )


def cell_text(file_column: FileColumn, value: Any) -> str:
    """A cell as text, as it stands in a file: without what files can't carry, and without marks that turn text round."""
    if isinstance(value, list):
        return neat("; ".join(neat(str(item)) for item in value))
    if file_column.column is not None:
        return neat(text_of(file_column.column, value))
    return "" if value is None else neat(str(value))


def neat(text: str) -> str:
    """The same as `clean`, quick where there is nothing to do."""
    return text.strip() if text.isascii() and text.isprintable() else clean(_NO_XML.sub("", text))


def actor_name(serial: str, key: str) -> str:
    """What an actor is called in a cell: its key where that can't be misread, else its serial."""
    return serial if not key or set(key) & set(":; \n") else key


def value_in(thing: Thing, name: str, is_standard: bool) -> Any:
    """The value of a column as history and files keep it: days as text, the owner by its serial, None where empty."""
    if not is_standard:
        value = thing.fields.get(name)
    elif name == "owner":
        value = thing.owner.serial if thing.owner else None
    elif name == "due":
        value = thing.due.isoformat() if thing.due else None
    else:
        value = getattr(thing, name)
    return None if value in ("", []) else value


def _cells(
    kind: Kind,
    columns: Sequence[FileColumn],
    thing: Thing,
    own: frozenset[str],
    known: Mapping[str, str],
    parts: Iterable[PartSeen],
    links: Iterable[LinkSeen],
) -> dict[str, Any]:
    cells: dict[str, Any] = {
        SERIAL: thing.serial,
        KEY: thing.key,
        VERSION: thing.version,
        STATE: thing.state,
        PARTS: "; ".join(map(str, parts)),
        LINKS: "; ".join(map(str, links)),
    }
    for found in columns:
        column = found.column
        if column is None:
            continue
        value = value_in(thing, found.name, column.name in kind.standard) if column.audience in own else None
        cells[found.name] = None if column.sort == "thing" and value not in known else value
    return cells


def _known(reader: Any, kind: Kind, columns: Sequence[FileColumn], things: Sequence[Thing]) -> dict[str, str]:
    """Serial and audience of all that the things name in their columns, of those that the reader may see."""
    naming = [c.name for c in columns if c.column is not None and c.column.sort == "thing"]
    named = {str(v) for t in things for name in naming if (v := value_in(t, name, name in kind.standard))}
    if not named:
        return {}
    return dict(visible(reader, Thing.objects.filter(serial__in=named)).values_list("serial", "audience"))


def _parts(reader: Any, keys: Sequence[int]) -> dict[int, list[PartSeen]]:
    rows = list(Part.objects.filter(thing__in=keys).values_list("thing", "pk", "actor", "role", "certainty"))
    names = _names(reader, {row[2] for row in rows})
    found: dict[int, list[PartSeen]] = {}
    for thing, key, actor, role, certainty in rows:
        if actor in names:
            found.setdefault(thing, []).append(
                PartSeen(key, actor, names[actor][2], actor_name(*names[actor][:2]), role, certainty)
            )
    return found


def _links(reader: Any, keys: Sequence[int]) -> dict[int, list[LinkSeen]]:
    rows = list(Link.objects.filter(thing__in=keys).values_list("thing", "pk", "other", "relation"))
    names = _names(reader, {row[2] for row in rows})
    found: dict[int, list[LinkSeen]] = {}
    for thing, key, other, relation in rows:
        if other in names:
            found.setdefault(thing, []).append(LinkSeen(key, other, names[other][2], names[other][0], relation))
    return found


def _names(reader: Any, keys: set[int]) -> dict[int, tuple[str, str, str]]:
    """Serial, key and audience of the things, of those that the reader may see."""
    if not keys:
        return {}
    rows = visible(reader, Thing.objects.filter(pk__in=keys)).values_list("pk", "serial", "key", "audience")
    return {pk: (serial, key, audience) for pk, serial, key, audience in rows}


def _by_thing(rows: Iterable[Any]) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = {}
    for row in rows:
        found.setdefault(row.thing_id, []).append(row)
    return found
