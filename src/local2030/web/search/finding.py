"""What a reader finds: rows that match and that he may see, with counts over nothing else.

Each question to the index goes through `permissions.visible` in the same statement, so neither a count, nor a passage,
nor an order can tell of what he may not see.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from django.db import connection
from django.db.models import Count, QuerySet

from local2030.web.accounts.permissions import visible
from local2030.web.marker.models import Programme
from local2030.web.registry.models import Thing
from local2030.web.search.models import Nearness
from local2030.web.search.query import Asked

PAGE, MOST_SHOWN = 20, 1000
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
    return rows.filter(found__words__match=asked.expression(connection.vendor))


def _find(reader: Any, expression: str, filters: Filters, page: int) -> Found:
    things = visible(reader, Thing.objects.filter(found__words__match=expression))
    programmes = visible(reader, Programme.objects.filter(current=True, found__words__match=expression))
    counted = _counted(things, programmes)
    facets = {name: _facet(counted, filters, name) for name in ("kind", "workstream", "country")}
    count = sum(number for group, number in counted.items() if _fits(group, filters))
    pages = max(1, -(-min(count, MOST_SHOWN) // PAGE))
    page = min(max(1, page), pages)
    return Found(
        count, _hits(things, programmes, expression, filters, page) if count else (), page, pages, False, facets
    )


def _counted(things: QuerySet[Thing], programmes: QuerySet[Programme]) -> Counter[tuple[str, str, tuple[str, ...]]]:
    """How many match, by kind, workstream and countries: two statements, whatever is asked of the facets."""
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


def _hits(
    things: QuerySet[Thing], programmes: QuerySet[Programme], expression: str, filters: Filters, page: int
) -> tuple[Any, ...]:
    """The rows of one page: the nearest of both rooms in one order."""
    if filters.kind:
        things = things.filter(kind=filters.kind)
    if filters.workstream:
        things = things.filter(workstream=filters.workstream)
    if filters.country:
        things = things.filter(country=filters.country)
        programmes = programmes.filter(countries__contains=f" {filters.country} ")
    ranked: list[tuple[float, str, int]] = []
    if filters.kind != PROGRAMME:
        ranked += _ranked(things, "thing", expression, page)
    if not filters.workstream and filters.kind in ("", PROGRAMME):
        ranked += _ranked(programmes, PROGRAMME, expression, page)
    chosen = sorted(ranked)[(page - 1) * PAGE : page * PAGE]
    rows: dict[tuple[str, int], Any] = {}
    for room, model in (("thing", Thing), (PROGRAMME, Programme)):
        wanted = [number for _rank, of, number in chosen if of == room]
        if wanted:
            rows |= {(room, row.pk): row for row in model.objects.filter(pk__in=wanted)}
    return tuple(rows[room, number] for _rank, room, number in chosen if (room, number) in rows)


def _ranked(rows: QuerySet[Any], room: str, expression: str, page: int) -> list[tuple[float, str, int]]:
    near = rows.annotate(near=Nearness("found__words", expression)).order_by("near", "pk")
    return [(rank, room, number) for rank, number in near.values_list("near", "pk")[: page * PAGE]]
