"""Things as rows of a file: what this reader may read of each, as the cells of one line. The same going out and coming in.

What comes back is compared with what this reader would be given now; so a cell that nobody touched changes nothing,
whatever it holds and whatever the file couldn't carry.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Prefetch, QuerySet, prefetch_related_objects

from local2030.web.exchange.columns import KEY, LINKS, PARTS, SERIAL, STATE, VERSION, FileColumn
from local2030.web.exchange.readers import circles, is_signed_in, visible
from local2030.web.registry.cells import clean, text_of
from local2030.web.registry.kinds import Kind
from local2030.web.registry.models import Link, Part, Thing


@dataclass(frozen=True, slots=True)
class SeenThing:
    """A thing as the reader sees it: `cells` by column; only parts and links whose other end he may see."""

    thing: Thing
    cells: dict[str, Any]
    circles: frozenset[str]
    parts: tuple[Part, ...] = ()
    links: tuple[Link, ...] = ()


def loaded(reader: Any, kind: Kind, rows: QuerySet[Thing] | Sequence[Thing]) -> list[Thing]:
    """The things with all that their cells and the reader's rights over them need, in at most five statements."""
    things = list(rows.select_related("owner") if isinstance(rows, QuerySet) else rows)
    needed: list[Any] = []
    if kind.roles:
        needed.append(Prefetch("parts", Part.objects.select_related("actor")))
    if kind.relations:
        needed.append(Prefetch("links", Link.objects.select_related("other")))
    if is_signed_in(reader):
        needed += ["scopes", "reviews"]
    prefetch_related_objects(things, *needed)
    return things


def seen_things(reader: Any, kind: Kind, columns: Sequence[FileColumn], things: Iterable[Thing]) -> Iterator[SeenThing]:
    """Each thing (from `loaded`) as the reader sees it; one statement for all that they name."""
    things = list(things)
    known = _known(reader, kind, columns, things)
    for thing in things:
        yield _seen(reader, kind, columns, thing, known)


def cell_text(file_column: FileColumn, value: Any) -> str:
    """A cell as text, as it stands in a file: without what files can't carry, and without marks that turn text round."""
    if isinstance(value, list):
        return clean("; ".join(clean(str(item)) for item in value))
    if file_column.column is not None:
        return clean(text_of(file_column.column, value))
    return "" if value is None else clean(str(value))


def part_text(part: Part) -> str:
    """A part in a cell: undp:lead:identified."""
    return ":".join(word for word in (actor_name(part.actor), part.role, part.certainty) if word)


def link_text(link: Link) -> str:
    """A link in a cell: overlaps:NXT-015."""
    return f"{link.relation}:{link.other.serial}"


def actor_name(actor: Thing) -> str:
    """What an actor is called in a cell: its key where that can't be misread, else its serial."""
    return actor.serial if not actor.key or set(actor.key) & set(":; \n") else actor.key


def _seen(reader: Any, kind: Kind, columns: Sequence[FileColumn], thing: Thing, known: frozenset[str]) -> SeenThing:
    own = circles(reader, thing)
    parts = tuple(p for p in thing.parts.all() if p.actor.serial in known) if kind.roles else ()
    links = tuple(k for k in thing.links.all() if k.other.serial in known) if kind.relations else ()
    cells: dict[str, Any] = {}
    for found in columns:
        column = found.column
        if column is None:
            continue
        value = value_in(thing, found.name, column.name in kind.standard) if column.audience in own else None
        cells[found.name] = None if column.sort == "thing" and value not in known else value
    cells |= {SERIAL: thing.serial, KEY: thing.key, VERSION: thing.version, STATE: thing.state}
    cells |= {PARTS: "; ".join(map(part_text, parts)), LINKS: "; ".join(map(link_text, links))}
    return SeenThing(thing, cells, own, parts, links)


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


def _known(reader: Any, kind: Kind, columns: Sequence[FileColumn], things: Sequence[Thing]) -> frozenset[str]:
    """The serials of all that the things name, of those that the reader may see."""
    named = {part.actor.serial for thing in things if kind.roles for part in thing.parts.all()}
    named |= {link.other.serial for thing in things if kind.relations for link in thing.links.all()}
    naming = [c.column for c in columns if c.column is not None and c.column.sort == "thing"]
    for thing in things:
        for column in naming:
            if value := value_in(thing, column.name, column.name in kind.standard):
                named.add(str(value))
    if not named:
        return frozenset()
    return frozenset(visible(reader, Thing.objects.filter(serial__in=named)).values_list("serial", flat=True))
