"""A list as a question and its answer: which things of a kind, in which order. The same for page, file and API."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, F, Q, QuerySet

from local2030.web.accounts.permissions import visible
from local2030.web.registry.kinds import Kind, stages_of
from local2030.web.registry.models import Thing
from local2030.web.search.finding import matching_things
from local2030.web.search.query import read

PAGE = 50
ORDERS: dict[str, tuple[Any, ...]] = {
    "number": ("number",),
    "title": ("title", "number"),
    "due": (F("due").asc(nulls_last=True), "number"),
    "changed": ("-changed", "-pk"),
    "state": ("state", "number"),
}


@dataclass(frozen=True, slots=True)
class Ask:
    """What the reader wants to see; read from an address and written back into one."""

    text: str = ""
    state: str = ""
    country: str = ""
    workstream: str = ""
    owner: str = ""
    scheme: str = ""
    late: bool = False
    order: str = "number"

    @classmethod
    def of(cls, query: Mapping[str, str]) -> Ask:
        """The question in an address; what can't be understood is left out."""

        def word(name: str, longest: int = 40) -> str:
            return query.get(name, "").replace("\x00", "").strip()[:longest]

        return cls(
            word("q", 200), word("state"), word("country", 2).upper(), word("workstream"), word("owner"), word("scheme"),
            query.get("late") == "1", word("order") if word("order") in ORDERS else "number",
        )  # fmt: skip

    def address(self, page: int = 1, **other: Any) -> str:
        """The query part of an address that asks the same, but for what is named."""
        ask = replace(self, **other)
        parts = {"q": ask.text, "state": ask.state, "country": ask.country, "workstream": ask.workstream}
        parts |= {"owner": ask.owner, "scheme": ask.scheme, "late": "1" if ask.late else ""}
        parts |= {"order": ask.order if ask.order != "number" else "", "page": str(page) if page > 1 else ""}
        return urlencode({key: value for key, value in parts.items() if value})

    @property
    def is_narrow(self) -> bool:
        """Whether anything is left out."""
        return bool(
            self.text or self.state or self.country or self.workstream or self.owner or self.scheme or self.late
        )


def matching(reader: Any, kind: Kind | None, ask: Ask) -> QuerySet[Thing]:
    """The things that the reader may see and asked for."""
    rows = visible(reader, Thing.objects.all() if kind is None else Thing.objects.filter(kind=kind.code))
    exact = {"state": ask.state, "country": ask.country, "workstream": ask.workstream, "fields__scheme": ask.scheme}
    rows = rows.filter(**{name: value for name, value in exact.items() if value})
    if ask.text:
        rows = matching_things(rows, read(ask.text))
    if ask.owner:
        rows = rows.filter(Q(owner__key=ask.owner) | Q(owner__serial=ask.owner))
    if ask.late:
        rows = rows.filter(late_rows())
    return rows.order_by(*ORDERS[ask.order])


def late_rows() -> Q:
    """Things whose own day or whose state's day has passed and that haven't ended."""
    from django.utils import timezone

    today = timezone.localdate()
    return (Q(due__lt=today) | Q(state_due__lt=today)) & ~Q(state__in=ended_states()) & ~Q(state="")


def ended_states() -> tuple[str, ...]:
    """Codes of all states that end a thing, in any kind of stages."""
    from local2030.web.registry.kinds import kinds

    found = {
        code
        for kind in kinds().values()
        if (stages := stages_of(kind.code))
        for code, state in stages.states.items()
        if state.ends
    }
    return tuple(sorted(found | {"verified"}))


def counts_by(rows: QuerySet[Thing], column: str) -> list[tuple[str, int]]:
    """How many of the rows have each value of a column, the commonest first."""
    found = rows.order_by().values_list(column).annotate(number=Count("pk")).order_by("-number", column)
    return [(value, number) for value, number in found if value]
