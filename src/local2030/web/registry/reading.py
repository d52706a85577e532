"""Which columns of a thing a reader gets: one place for pages, API, export, search and archive.

Public columns go to everybody who sees the thing, those of the Coalition to whoever holds a role today, inner ones to
its maker and to those whose role reaches the thing itself (by the matrix of rights: all, or its own). Being asked to
review gives no inner column, and no column ever holds who reviewed, or how.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet, prefetch_related_objects

from local2030.web.accounts.matrix import row_of
from local2030.web.accounts.permissions import may, roles_over, visible
from local2030.web.accounts.standing import standing_of
from local2030.web.registry.cells import STANDARD, columns_of
from local2030.web.registry.kinds import Column, kind_of
from local2030.web.registry.models import Thing

PUBLIC, COALITION, INNER, AUDIT = "public", "coalition", "inner", "audit"


def shown_columns(reader: Any, thing: Thing) -> tuple[Column, ...]:
    """The columns of its kind that the reader may read; the standard ones are everybody's who sees the thing."""
    circles = circles_of(reader, thing)
    return tuple(column for column in kind_of(thing.kind).columns if column.audience in circles)


def plain(reader: Any, thing: Thing, known: frozenset[str] | None = None) -> dict[str, Any]:
    """The values of the columns that the reader may read, by name; None where nothing stands.

    A thing that is named stands by its serial, and only if the reader may see it. `known`: what `seen_things` gave for
    a whole list.
    """
    known = seen_things(reader, [thing]) if known is None else known
    values: dict[str, Any] = {}
    standard = (STANDARD[name] for name in kind_of(thing.kind).standard)
    for column in (*standard, *shown_columns(reader, thing)):
        value = _value(thing, column)
        values[column.name] = None if column.sort == "thing" and value not in known else value
    return values


def circles_of(reader: Any, thing: Thing) -> frozenset[str]:
    """The circles of readers that this one belongs to for the thing."""
    standing = standing_of(reader)
    if standing.reader is None:
        return frozenset({PUBLIC, COALITION, INNER} if is_claimant(reader, thing) else {PUBLIC})
    row = row_of(kind_of(thing.kind).rights, "read") or {}
    reaching = {role for role, cell in row.items() if cell in ("A", "O")} | {"SEC", "SC", "owner"}
    inner = {INNER} if roles_over(reader, thing) & reaching else set()
    audit = {AUDIT} if inner and not is_claimant(reader, thing) and may(reader, "read", "audit") else set()
    return frozenset({PUBLIC} | ({COALITION} if standing.roles or inner else set()) | inner | audit)


def is_claimant(reader: Any, thing: Thing) -> bool:
    """Whether the reader is who the thing is judged for: its maker, or the holder of its link."""
    standing = standing_of(reader)
    if standing.reader is None:
        return standing.held is not None and standing.held == thing.pk
    return thing.made_by_id == standing.reader


def show_owners(reader: Any, things: Iterable[Thing]) -> None:
    """Sets `shown_owner`, for pages: the owner of each thing, None where the reader may not see it; one statement."""
    things = list(things)
    owners = {thing.owner_id for thing in things if thing.owner_id}
    rows = visible(reader, Thing.objects.filter(pk__in=owners)) if owners else Thing.objects.none()
    known = set(rows.values_list("pk", flat=True)) if owners else set()
    for thing in things:
        thing.shown_owner = thing.owner if thing.owner_id in known else None  # type: ignore[attr-defined]


def prepared(reader: Any, rows: QuerySet[Thing] | Iterable[Thing]) -> tuple[list[Thing], frozenset[str]]:
    """The things of a list with all that reading needs, in five statements however many there are; and `seen_things`."""
    things = list(rows)
    needed = ("owner", "scopes", "reviews") if standing_of(reader).reader is not None else ("owner",)
    prefetch_related_objects(things, *needed)
    return things, seen_things(reader, things)


def seen_things(reader: Any, things: Iterable[Thing]) -> frozenset[str]:
    """Of the things that these name in their columns, the serials of those that the reader may see: one statement."""
    named = {
        str(value)
        for thing in things
        for column in columns_of(kind_of(thing.kind))
        if column.sort == "thing" and (value := _value(thing, column))
    }
    if not named:
        return frozenset()
    return frozenset(visible(reader, Thing.objects.filter(serial__in=named)).values_list("serial", flat=True))


def _value(thing: Thing, column: Column) -> Any:
    if column.name == "owner":
        return thing.owner.serial if thing.owner else None
    if column.name == "due":
        return thing.due.isoformat() if thing.due else None
    value = getattr(thing, column.name) if column.name in STANDARD else thing.fields.get(column.name)
    return None if value in ("", []) else value
