"""Commitments and next steps as the tracker lists them: what overlaps stands together and counts once.

A promise made in parts isn't counted again as a whole. Everything is asked from the database a page at a time; only the
ties that join promises are read whole.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.db.models import BooleanField, Case, Count, Q, QuerySet, When

from local2030.coalition.contributions import DELIVERED, LEFT
from local2030.coalition.overlaps import OVERLAPS, SAME, groups
from local2030.web.coalition.entity_accounts import evidence_of
from local2030.web.coalition.holdings import PROMISES, PROMISING
from local2030.web.exchange.readers import visible
from local2030.web.registry.asking import late_rows
from local2030.web.registry.models import Link, Part, Thing

PART_OF = "part-of"
JOINING = (SAME, OVERLAPS, PART_OF)
SHOWN = (*JOINING, "contradicts")
AT_ONCE = 10_000  # keys that one question is given


@dataclass(frozen=True, slots=True)
class TrackerAsk:
    """What is asked of the tracker: an address in, an address out. `who`, `outcome`: serial or key."""

    kind: str = ""
    who: str = ""
    outcome: str = ""
    state: str = ""
    late: bool = False

    @classmethod
    def of(cls, query: Mapping[str, str]) -> TrackerAsk:
        """The question in an address; what can't be understood is left out."""

        def word(name: str) -> str:
            return query.get(name, "").replace("\x00", "").strip()[:64]

        kind = word("kind") if word("kind") in PROMISES else ""
        return cls(kind, word("who"), word("outcome"), word("state"), query.get("late") == "1")

    def address(self, page: int = 1, **other: Any) -> str:
        """The query part of an address that asks the same, but for what is named."""
        ask = replace(self, **other)
        parts = {"kind": ask.kind, "who": ask.who, "outcome": ask.outcome, "state": ask.state}
        parts |= {"late": "1" if ask.late else "", "page": str(page) if page > 1 else ""}
        return urlencode({name: value for name, value in parts.items() if value})

    @property
    def is_narrow(self) -> bool:
        """Whether anything is left out."""
        return bool(self.address())


@dataclass(frozen=True)
class Tied:
    """The ties among promises, by their keys: wholes with their parts, and what counts as one."""

    links: tuple[tuple[int, int, str], ...]
    names: Mapping[int, Thing]  # what is tied, with serial and title only

    @cached_property
    def clusters(self) -> tuple[tuple[int, ...], ...]:
        """Promises that count as one, several each."""
        pairs = [(one, other) for one, other, relation in self.links if relation in (SAME, OVERLAPS)]
        found = groups(sorted({key for pair in pairs for key in pair}), pairs)
        return tuple(cluster for cluster in found if len(cluster) > 1)

    @cached_property
    def cluster_of(self) -> dict[int, tuple[int, ...]]:
        """The cluster of each promise that is in one."""
        return {key: cluster for cluster in self.clusters for key in cluster}

    @cached_property
    def parts_of(self) -> dict[int, set[int]]:
        """The parts of each whole."""
        found: dict[int, set[int]] = {}
        for part, whole, relation in self.links:
            if relation == PART_OF and part != whole:
                found.setdefault(whole, set()).add(part)
        return found

    @cached_property
    def keys(self) -> frozenset[int]:
        """All promises that are tied to another one."""
        return frozenset(key for one, other, relation in self.links for key in (one, other) if relation in JOINING)

    def once(self, count: int, inside: set[int]) -> int:
        """How many promises `count` rows are; `inside`: those of them that are tied."""
        wholes = {whole for whole, parts in self.parts_of.items() if whole in inside and parts & inside}
        doubles = sum(max(0, len((set(cluster) & inside) - wholes) - 1) for cluster in self.clusters)
        return count - len(wholes) - doubles


@dataclass(frozen=True, slots=True)
class Total:
    """Rows, and the promises that they are when nothing counts twice."""

    rows: int
    once: int


@dataclass(frozen=True, slots=True)
class Totals:
    """All rows that were asked for and the late ones; `inside`: those of them that are tied to others."""

    all: Total
    late: Total
    inside: frozenset[int]


@dataclass(frozen=True, slots=True)
class Line:
    """A promise on the page. `others`: what counts as one with it; `wholes`: what it is part of."""

    thing: Thing
    leads: tuple[tuple[Thing, str, str], ...]
    evidence: int
    others: tuple[Thing, ...]
    wholes: tuple[Thing, ...]
    against: tuple[Thing, ...]
    is_inside: bool

    @property
    def as_written(self) -> str:
        """When it is due in the words of its source, "" where it says nothing."""
        return str(self.thing.fields.get("due_words") or self.thing.fields.get("rhythm") or "")


def promised(reader: Any, deed: str = "read") -> QuerySet[Thing]:
    """All promises that the reader may see."""
    return visible(reader, Thing.objects.filter(kind__in=PROMISES), deed)


def matching(reader: Any, ask: TrackerAsk, deed: str = "read") -> QuerySet[Thing]:
    """The promises that were asked for; those that left (dropped, merged) only where their state is asked for."""
    rows = promised(reader, deed)
    if ask.kind:
        rows = rows.filter(kind=ask.kind)
    rows = rows.filter(state=ask.state) if ask.state else rows.exclude(state__in=LEFT)
    if ask.who:
        actors = Thing.objects.filter(Q(key=ask.who) | Q(serial=ask.who), kind__in=("entity", "body", "hub")).values(
            "pk"
        )
        rows = rows.filter(Q(owner__in=actors) | Q(pk__in=Part.objects.filter(actor__in=actors).values("thing")))
    if ask.outcome:
        named = Q(other__key=ask.outcome) | Q(other__serial=ask.outcome)
        rows = rows.filter(pk__in=Link.objects.filter(named, relation="serves", other__kind="outcome").values("thing"))
    if ask.late:
        rows = rows.filter(is_late())
    return rows.order_by("kind", "number")


def is_late() -> Q:
    """Not delivered, and late by its state or by a day that has passed."""
    return (late_rows() | Q(state="late")) & ~Q(state__in=[*DELIVERED, *LEFT])


def tied(reader: Any) -> Tied:
    """The ties among the promises that the reader sees and that still stand."""
    rows = Link.objects.filter(relation__in=SHOWN, thing__kind__in=PROMISES, other__kind__in=PROMISES).order_by("pk")
    ends = ("thing__serial", "thing__title", "other__serial", "other__title")
    found = list(rows.values_list("thing_id", "other_id", "relation", *ends))
    seen = _seen(reader, sorted({key for row in found for key in row[:2]}))
    links, names = [], dict[int, Thing]()
    for one, other, relation, serial, title, other_serial, other_title in found:
        if one in seen and other in seen:
            links.append((one, other, relation))
            names[one] = Thing(pk=one, serial=serial, title=title)
            names[other] = Thing(pk=other, serial=other_serial, title=other_title)
    return Tied(tuple(links), names)


def _seen(reader: Any, keys: Sequence[int]) -> set[int]:
    """Those of the promises that the reader sees and that still stand. By key: two subqueries on ties are slow."""
    live = promised(reader).exclude(state__in=LEFT).order_by()
    parts = (keys[start : start + AT_ONCE] for start in range(0, len(keys), AT_ONCE))
    return {key for part in parts for key in live.filter(pk__in=part).values_list("pk", flat=True)}


def totals(rows: QuerySet[Thing], ties: Tied) -> Totals:
    """The rows, and the late ones among them, with what they count for; in two queries."""
    counted = rows.order_by().aggregate(all=Count("pk"), late=Count("pk", filter=is_late()))
    flag = Case(When(is_late(), then=True), default=False, output_field=BooleanField())
    inside = rows.filter(pk__in=ties.keys).order_by().annotate(passed=flag)
    flags = dict(inside.values_list("pk", "passed")) if ties.keys else {}
    late = {key for key, passed in flags.items() if passed}
    return Totals(
        Total(counted["all"], ties.once(counted["all"], set(flags))),
        Total(counted["late"], ties.once(counted["late"], late)),
        frozenset(flags),
    )


def followers(inside: frozenset[int], ties: Tied) -> dict[int, list[int]]:
    """The first of each cluster among the rows, with those that stand under it."""
    found = {}
    for cluster in ties.clusters:
        here = [key for key in cluster if key in inside]
        if len(here) > 1:
            found[here[0]] = here[1:]
    return found


def with_followers(heads: Sequence[Thing], under: Mapping[int, Sequence[int]]) -> list[Thing]:
    """The rows of a page with those that stand under them."""
    wanted = [key for head in heads for key in under.get(head.pk, ())]
    more = {row.pk: row for row in Thing.objects.filter(pk__in=wanted).select_related("owner")} if wanted else {}
    return [row for head in heads for row in (head, *(more[key] for key in under.get(head.pk, ())))]


def lines(reader: Any, things: Sequence[Thing], ties: Tied) -> list[Line]:
    """The promises with who leads them, their evidence and what they are tied to, in two queries."""
    ids = [thing.pk for thing in things]
    parts: dict[int, list[tuple[Thing, str, str]]] = {}
    for part in Part.objects.filter(thing__in=ids, role__in=PROMISING).select_related("actor"):
        parts.setdefault(part.thing_id, []).append((part.actor, part.role, part.certainty))
    shown, evidence = set(ids), evidence_of(ids)
    linked: dict[int, dict[str, list[int]]] = {}
    for one, other, relation in ties.links:
        if one in shown:
            linked.setdefault(one, {}).setdefault(relation, []).append(other)
        if other in shown and relation == "contradicts":
            linked.setdefault(other, {}).setdefault(relation, []).append(one)
    clusters = {key: [k for k in ties.cluster_of.get(key, ()) if k != key] for key in ids}

    def named(keys: Sequence[int]) -> tuple[Thing, ...]:
        return tuple(ties.names[key] for key in dict.fromkeys(keys))

    found, before = [], set[int]()
    for thing in things:
        its = linked.get(thing.pk, {})
        leads = tuple(parts.get(thing.pk, ())) or (((thing.owner, "owner", ""),) if thing.owner else ())
        found.append(
            Line(
                thing, leads, evidence.get(thing.pk, (0, None))[0], named(clusters[thing.pk]),
                named(its.get(PART_OF, [])), named(its.get("contradicts", [])),
                any(key in before for key in clusters[thing.pk]),
            )
        )  # fmt: skip
        before.add(thing.pk)
    return found
