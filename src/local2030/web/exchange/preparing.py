"""All of a plan that can be made before anybody has to wait: rows as they will be written, words of the search, entries.

It rests on the rows that change being of the version that the plan saw: any change of a row, its parts or its links
raises it, and `applying.py` writes nothing over another version. What only the moment of writing tells is left open:
numbers and serials of new rows, the time, and what stands before in the chain of the history.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from types import TracebackType
from typing import Any, NamedTuple

from local2030.methods.stages import Stages
from local2030.web.bulk import wide_statements
from local2030.web.exchange.columns import LINKS, PARTS
from local2030.web.exchange.planning import Line
from local2030.web.exchange.spool import Spool
from local2030.web.history.chain import Deed, sealed
from local2030.web.registry.cells import STANDARD
from local2030.web.registry.changing import by, put, scope_name, scopes_of, seen, shared_scopes, sharing
from local2030.web.registry.kinds import Kind, stages_of
from local2030.web.registry.models import Part, ScopeOf, Thing
from local2030.web.search.indexing import joined_words, thing_row

AT_ONCE = 20_000
WITH_SCOPES = frozenset({"owner", "country", "nominated_by"})
Row = tuple[Any, ...]


class Moved(Exception):
    """Somebody changed what the plan rests on since it was made."""


@dataclass(slots=True)
class Chunk:
    """Rows to write, as plain tuples: of changed things, of their parts, links, scopes and words; and the new things.

    `set`: the columns that `changed` brings anew, before the row's key and the version it must still have.
    """

    set: list[str] = field(default_factory=list)
    changed: list[Row] = field(default_factory=list)
    parts_gone: list[Row] = field(default_factory=list)
    parts: list[Row] = field(default_factory=list)
    links_gone: list[Row] = field(default_factory=list)
    links: list[Row] = field(default_factory=list)
    scopes_gone: list[Row] = field(default_factory=list)
    scopes: list[Row] = field(default_factory=list)
    words: list[Row] = field(default_factory=list)
    new: list[Row] = field(default_factory=list)

    def plain(self) -> list[Any]:
        """What `Chunk(*plain)` makes it of again."""
        return [getattr(self, name) for name in self.__slots__]


class NewThing(NamedTuple):
    """`values` in the order of `NEW`; parts, links, scopes and words without the number that nobody knows yet."""

    values: Row
    key: str
    parts: list[Row]
    links: list[Row]
    scopes: list[str]
    words: Row  # of the title, of the key, of the rest


NEW = ("key", "title", "summary", "fields", "workstream", "due", "owner_id", "country", "audience")


class Prepared:
    """A plan made ready. `chunks` and `entries` lie on disk; `new`: how many rows are."""

    def __init__(self, reader: Any, kind: Kind, lines: Iterable[Line], why: str, act: str, folder: Any) -> None:
        """Raises `Moved` if a row isn't as the plan saw it."""
        self.reader, self.kind, self.new = reader, kind, 0
        self.chunks, self.entries = Spool(folder), Spool(folder)
        try:
            self._fill(lines, why, act)
        except BaseException:
            self.__exit__(None, None, None)
            raise

    def _fill(self, lines: Iterable[Line], why: str, act: str) -> None:
        coming, stages = iter(lines), stages_of(self.kind.code)
        while part := list(islice((line for line in coming if line["what"] in ("change", "add")), AT_ONCE)):
            with wide_statements():
                chunk = _chunk(self.kind, part)
            self.new += len(chunk.new)
            self.chunks.add(chunk.plain())
            who = by(self.reader)
            self.entries.add([tuple(sealed(_deed(who, self.kind, stages, line, why), act)) for line in part])

    def __enter__(self) -> Prepared:
        return self

    def __exit__(self, kind: type[BaseException] | None, wrong: BaseException | None, at: TracebackType | None) -> None:
        self.chunks.__exit__(None, None, None)
        self.entries.__exit__(None, None, None)


def _chunk(kind: Kind, lines: Sequence[Line]) -> Chunk:
    changes, chunk = [line for line in lines if line["what"] == "change"], Chunk()
    things = {t.pk: t for t in Thing.objects.filter(pk__in=[line["pk"] for line in changes])} if changes else {}
    for line in changes:
        if line["pk"] not in things or things[line["pk"]].version != line["version"]:
            raise Moved
    adding = [line for line in lines if line["what"] == "add"]
    new = [Thing(kind=kind.code, key=line["key"], audience=kind.audience) for line in adding]
    pairs = [(things[line["pk"]], line) for line in changes]
    for thing, line in (*pairs, *zip(new, adding, strict=True)):
        _put(thing, line["put"])
    moving = WITH_SCOPES | {kind.scoped_by}
    scoped = [(t, line) for t, line in pairs if moving & line["put"].keys() or PARTS in line]
    actors = _Actors([*scoped, *zip(new, adding, strict=True)])
    _changed(chunk, pairs)
    _scoped(chunk, [thing for thing, _line in scoped], actors)
    chunk.new = [tuple(_new(thing, line, actors)) for thing, line in zip(new, adding, strict=True)]
    return chunk


def _put(thing: Thing, values: dict[str, Any]) -> None:
    """The owner is known by its key here; all else as `changing.py` puts it."""
    values = dict(values)
    if "owner" in values:
        thing.owner_id = values.pop("owner")
    put(thing, values)


def _changed(chunk: Chunk, pairs: Sequence[tuple[Thing, Line]]) -> None:
    names = {name for _t, line in pairs for name in line["put"]}
    chunk.set = [_column(name) for name in STANDARD if name in names] + ["fields"] * bool(names - STANDARD.keys())
    for thing, line in pairs:
        chunk.changed.append((*(_value(thing, name) for name in chunk.set), thing.pk, line["version"]))
        put_parts, gone_parts = line.get(PARTS, ((), ()))
        put_links, gone_links = line.get(LINKS, ((), ()))
        chunk.parts += [(thing.pk, *part) for part in put_parts]
        chunk.links += [(thing.pk, *link) for link in put_links]
        chunk.parts_gone += [(key,) for key in gone_parts]
        chunk.links_gone += [(key,) for key in gone_links]
        if line["put"]:
            chunk.words.append(thing_row(thing))


def _column(name: str) -> str:
    return "owner_id" if name == "owner" else name


def _value(thing: Thing, column: str) -> Any:
    """As the database takes it in text."""
    if column == "fields":
        return json.dumps(thing.fields)
    if column == "due":
        return thing.due.isoformat() if thing.due else None
    return getattr(thing, column)


class _Actors:
    """Whom the parts of things will name, and their owners and nominators: looked up for all at once."""

    def __init__(self, pairs: Sequence[tuple[Thing, Line]]) -> None:
        gone = {key for _t, line in pairs if PARTS in line for key in line[PARTS][1]}
        keys = [thing.pk for thing, _line in pairs if thing.pk]
        self.of: dict[int, set[tuple[int, str]]] = {}
        rows = (
            Part.objects.filter(thing__in=keys).order_by().values_list("pk", "thing", "actor", "role") if keys else ()
        )
        for key, thing, actor, role in rows:
            if key not in gone:
                self.of.setdefault(thing, set()).add((actor, role))
        for thing, line in pairs:
            if thing.pk and PARTS in line:
                self.of.setdefault(thing.pk, set()).update((actor, role) for actor, role, *_rest in line[PARTS][0])
        named = {actor for actors in self.of.values() for actor, _role in actors}
        named |= {actor for t, line in pairs if not t.pk and PARTS in line for actor, *_rest in line[PARTS][0]}
        named |= {thing.owner_id for thing, _line in pairs if thing.owner_id}
        self.things: Mapping[int, Thing] = Thing.objects.in_bulk(named) if named else {}
        serials = {name for thing, _line in pairs if (name := thing.fields.get("nominated_by"))}
        self.shared = shared_scopes(thing for thing, _line in pairs)
        self.nominating = {t.serial: t for t in Thing.objects.filter(serial__in=serials)} if serials else {}

    def scopes(self, thing: Thing, actors: Iterable[tuple[int, str]]) -> set[str]:
        """All scopes that the thing will lie in."""
        if thing.owner_id:
            thing.owner = self.things[thing.owner_id]
        nominator = self.nominating.get(thing.fields.get("nominated_by", ""))
        found = scopes_of(thing, ((self.things[actor], role) for actor, role in actors))
        return found | self.shared.get(sharing(thing), set()) | ({scope_name(nominator)} - {""} if nominator else set())


def _scoped(chunk: Chunk, things: Sequence[Thing], actors: _Actors) -> None:
    """The scopes of changed things that differ, as `changing.set_scopes` finds them for one."""
    there: dict[int, dict[str, int]] = {}
    rows = ScopeOf.objects.filter(thing__in=[t.pk for t in things]) if things else ScopeOf.objects.none()
    for key, thing, scope in rows.values_list("pk", "thing", "scope"):
        there.setdefault(thing, {})[scope] = key
    for row in things:
        wanted, before = actors.scopes(row, actors.of.get(row.pk, ())), there.get(row.pk, {})
        chunk.scopes_gone += [(key,) for scope, key in before.items() if scope not in wanted]
        chunk.scopes += [(row.pk, scope) for scope in sorted(wanted - before.keys())]


def _new(thing: Thing, line: Line, actors: _Actors) -> NewThing:
    """A new row; the scope that it is itself may need its serial, and is left to the moment of writing."""
    parts = [tuple(part) for part in line.get(PARTS, ((), ()))[0]]
    _none, _title, rest = thing_row(thing)
    scopes = sorted(actors.scopes(thing, ((part[0], part[1]) for part in parts)) - {scope_name(thing)})
    return NewThing(
        tuple(_value(thing, name) for name in NEW), thing.key, parts,
        [tuple(link) for link in line.get(LINKS, ((), ()))[0]], scopes,
        (joined_words(thing.title), joined_words(thing.key), rest),
    )  # fmt: skip


def _deed(who: Any, kind: Kind, stages: Stages | None, line: Line, why: str) -> Deed:
    """The entry for a row; that of a new one gets its serial when it has one."""
    if line["what"] == "change":
        return Deed(who, "change", kind.code, line["serial"], line["was"], line["now"], why, "", line["audience"])
    blank = Thing(kind=kind.code, audience=kind.audience, state=stages.start if stages else "")
    return Deed(who, "add", kind.code, "", {}, seen(blank) | line["now"], why, "", line["audience"])


def entries_of(prepared: Prepared, serials: Iterator[str]) -> Iterator[Row]:
    """The prepared entries in their order; those of new rows with their serials."""
    for part in prepared.entries:
        for row in part:
            yield row if row[4] else (*row[:4], next(serials), *row[5:])
