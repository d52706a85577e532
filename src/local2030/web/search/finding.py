"""What a reader finds: rows that match and that he may see, with counts over nothing else.

Each question to the index goes through `permissions.visible` in the same statement, so neither a count, nor a passage,
nor an order can tell of what he may not see.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from django.db import connection
from django.db.models import Count, Exists, OuterRef, QuerySet

from local2030.web.accounts.permissions import visible
from local2030.web.marker.models import Programme
from local2030.web.registry.models import Thing
from local2030.web.search.models import Nearness, ProgrammeWords, ThingWords
from local2030.web.search.query import Asked, Expression

PAGE, MOST_SHOWN, MANY = 20, 1000, 5000
PROGRAMME = "programme"


@dataclass(frozen=True, slots=True)
class Filters:
    """What the reader narrows by; "" is any."""

    kind: str = ""
    workstream: str = ""
    country: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """A page of hits in order of nearness; `facets` say for each column how many match under the other filters."""

    count: int
    hits: tuple[Any, ...]  # Thing or Programme
    page: int
    pages: int
    any_of: bool = False
    facets: dict[str, dict[str, int]] = field(default_factory=dict)


NOTHING = Found(0, (), 1, 1)


def find(reader: Any, asked: Asked, filters: Filters = Filters(), page: int = 1) -> Found:
    """What the reader may see of all that matches every piece; if nothing does, of what matches any (`any_of`)."""
    if not asked.pieces:
        return NOTHING
    found = _find(reader, asked.expression(connection.vendor), filters, page)
    if found.facets["kind"] or len(asked.pieces) == 1:
        return found
    wider = _find(reader, asked.expression(connection.vendor, any_of=True), filters, page)
    return Found(wider.count, wider.hits, wider.page, wider.pages, True, wider.facets)


def matching_things(rows: QuerySet[Thing], asked: Asked) -> QuerySet[Thing]:
    """Of these things, those that match every piece of the query; for lists that are filtered by words."""
    if not asked.pieces:
        return rows
    return _matching(ThingWords, rows, asked.expression(connection.vendor).anywhere)


def _find(reader: Any, expression: Expression, filters: Filters, page: int) -> Found:
    counted = _counted(reader, expression.anywhere)
    facets = {name: _facet(counted, filters, name) for name in ("kind", "workstream", "country")}
    count = sum(number for group, number in counted.items() if _fits(group, filters))
    pages = max(1, -(-min(count, MOST_SHOWN) // PAGE))
    page = min(max(1, page), pages)
    hits = _hits(reader, expression, filters, page, sum(counted.values())) if count else ()
    return Found(count, hits, page, pages, False, facets)


def _counted(reader: Any, expression: str) -> Counter[tuple[str, str, tuple[str, ...]]]:
    """How many match, by kind, workstream and countries: two statements, whatever is asked of the facets."""
    things = _matching(ThingWords, _things(reader), expression)
    programmes = _matching(ProgrammeWords, _programmes(reader), expression)
    counted: Counter[tuple[str, str, tuple[str, ...]]] = Counter()
    groups = things.order_by().values_list("kind", "workstream", "country").annotate(number=Count("pk"))
    for kind, workstream, country, number in groups:
        counted[kind, workstream, (country,) if country else ()] += number
    for countries, number in programmes.order_by().values_list("countries").annotate(number=Count("pk")):
        counted[PROGRAMME, "", tuple(countries.split())] += number
    return counted


def _fits(group: tuple[str, str, tuple[str, ...]], filters: Filters, but: str = "") -> bool:
    kind, workstream, countries = group
    return (
        (but == "kind" or not filters.kind or filters.kind == kind)
        and (but == "workstream" or not filters.workstream or filters.workstream == workstream)
        and (but == "country" or not filters.country or filters.country in countries)
    )


def _facet(counted: Counter[tuple[str, str, tuple[str, ...]]], filters: Filters, name: str) -> dict[str, int]:
    facet: Counter[str] = Counter()
    for group, number in counted.items():
        if _fits(group, filters, name):
            kind, workstream, countries = group
            for value in {"kind": (kind,), "workstream": (workstream,), "country": countries}[name]:
                facet[value] += number
    facet.pop("", None)
    return dict(sorted(facet.items(), key=lambda pair: (-pair[1], pair[0])))


def _hits(reader: Any, expression: Expression, filters: Filters, page: int, all_matching: int) -> tuple[Any, ...]:
    """The rows of one page. Of very many, those with the words in their titles come first: weighing all takes long."""
    wanted = page * PAGE
    if all_matching <= MANY:
        ranked = _ranked(reader, expression.anywhere, filters, wanted)
    else:
        ranked = _ranked(reader, expression.title, filters, wanted)
        if len(ranked) < wanted:
            ranked += _ranked(reader, expression.elsewhere, filters, wanted - len(ranked))
    chosen = ranked[wanted - PAGE : wanted]
    rows: dict[tuple[str, int], Any] = {}
    for room, model in (("thing", Thing), (PROGRAMME, Programme)):
        numbers = [number for _rank, of, number in chosen if of == room]
        if numbers:
            rows |= {(room, row.pk): row for row in model.objects.filter(pk__in=numbers)}
    return tuple(rows[room, number] for _rank, room, number in chosen if (room, number) in rows)


def _ranked(reader: Any, expression: str, filters: Filters, wanted: int) -> list[tuple[float, str, int]]:
    """So many of the nearest, of both rooms in one order."""
    ranked: list[tuple[float, str, int]] = []
    if filters.kind != PROGRAMME:
        given = {"kind": filters.kind, "workstream": filters.workstream, "country": filters.country}
        things = _things(reader).filter(**{name: value for name, value in given.items() if value})
        ranked += _nearest(ThingWords, things, "thing", expression, wanted)
    if not filters.workstream and filters.kind in ("", PROGRAMME):
        programmes = _programmes(reader)
        if filters.country:
            programmes = programmes.filter(countries__contains=f" {filters.country} ")
        ranked += _nearest(ProgrammeWords, programmes, PROGRAMME, expression, wanted)
    return sorted(ranked)[:wanted]


def _nearest(words: Any, rows: QuerySet[Any], room: str, expression: str, wanted: int) -> list[tuple[float, str, int]]:
    """The index is read in its own order, and each row is asked of the rights, until enough are found.

    Not a join: SQLite might turn it round and ask the index once for every row.
    """
    near = words.objects.filter(words__match=expression).annotate(near=Nearness("words", expression))
    near = near.filter(Exists(rows.filter(pk=OuterRef("pk"))))
    order = ("near", "pk") if connection.vendor == "postgresql" else ("near",)
    return [(rank, room, number) for rank, number in near.order_by(*order).values_list("near", "pk")[:wanted]]


def _things(reader: Any) -> QuerySet[Thing]:
    return visible(reader, Thing.objects.order_by())


def _programmes(reader: Any) -> QuerySet[Programme]:
    return visible(reader, Programme.objects.filter(current=True).order_by())


def _matching(words: Any, rows: QuerySet[Any], expression: str) -> QuerySet[Any]:
    return rows.filter(pk__in=words.objects.filter(words__match=expression).values("pk"))
