"""The portfolio as a question and its answer: which programmes, in which order, and figures over all that match."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, ExpressionWrapper, F, FloatField, Q, QuerySet, Sum
from django.db.models.functions import Cast
from django.utils.translation import get_language

from local2030.vocabulary.folding import fold
from local2030.vocabulary.places import country
from local2030.web.accounts.permissions import visible
from local2030.web.marker.models import Programme

PAGE = 50
ORDERS: dict[str, tuple[Any, ...]] = {
    "gap": (F("divergence").desc(nulls_last=True), F("level").desc(nulls_last=True)),
    "level": (
        F("level").desc(nulls_last=True),
        F("level_possible").desc(nulls_last=True),
        F("ls_low").desc(nulls_last=True),
        F("coverage").desc(nulls_last=True),
        F("money").desc(nulls_last=True),
    ),
    "share": (F("ls_low").desc(nulls_last=True), F("ls_high").desc(nulls_last=True)),
    "money": (F("money").desc(nulls_last=True),),
    "title": (F("title").asc(),),
}
LEVELS = ("0", "1", "2", "3", "unknown")


@dataclass(frozen=True, slots=True)
class Ask:
    """What the reader wants to see; read from an address and written back into one."""

    text: str = ""
    country: str = ""
    level: str = ""
    order: str = "level"
    upload: int | None = None

    @classmethod
    def of(cls, query: Mapping[str, str]) -> Ask:
        """The question in an address; what can't be understood is left out."""
        upload = query.get("upload", "")
        return cls(
            text=query.get("q", "").replace("\x00", "").strip()[:200],
            country=query.get("country", "").upper() if query.get("country", "").isalpha() else "",
            level=query.get("level", "") if query.get("level") in LEVELS else "",
            order=query.get("order", "") if query.get("order") in ORDERS else "level",
            upload=int(upload) if upload.isascii() and upload.isdigit() and len(upload) < 18 else None,
        )

    def address(self, page: int = 1) -> str:
        """The query part of an address that asks the same."""
        parts = {"q": self.text, "country": self.country, "level": self.level, "upload": self.upload}
        parts |= {"order": self.order if self.order != "level" else "", "page": page if page > 1 else ""}
        return urlencode({key: value for key, value in parts.items() if value})

    @property
    def is_narrow(self) -> bool:
        """Whether anything is left out."""
        return bool(self.text or self.country or self.level or self.upload)


@dataclass(frozen=True, slots=True)
class Sums:
    """Figures over all programmes that match, not only those on the page. Shares are weighted by money."""

    programmes: int
    by_level: Mapping[str, int]
    money: Decimal
    low: float | None
    high: float | None
    coverage: float | None
    with_money: int
    over: int
    claimed: int

    @property
    def proven(self) -> int:
        """How many are proven at level 1 or higher."""
        return sum(self.by_level[level] for level in ("1", "2", "3"))


def matching(reader: Any, ask: Ask) -> QuerySet[Programme]:
    """The programmes that the reader may see and asked for, nothings last."""
    rows: QuerySet[Programme] = visible(reader, Programme.objects.all())
    rows = rows.filter(upload_id=ask.upload) if ask.upload else rows.filter(current=True)
    if ask.text:
        rows = rows.filter(
            Q(title__icontains=ask.text) | Q(identifier__icontains=ask.text) | Q(reporter__icontains=ask.text)
        )
    if ask.country:
        rows = rows.filter(countries__contains=f" {ask.country} ")
    if ask.level:
        rows = rows.filter(level__isnull=True) if ask.level == "unknown" else rows.filter(level=int(ask.level))
    return rows.order_by(*ORDERS[ask.order], "id")


def sums(rows: QuerySet[Programme]) -> Sums:
    """Everything that stands above the list, in one query."""
    paid = Q(money__gt=0, ls_low__isnull=False)
    levels = {f"level_{n}": Count("id", filter=Q(level=n)) for n in range(4)}
    found = rows.order_by().aggregate(
        programmes=Count("id"),
        unknown=Count("id", filter=Q(level__isnull=True)),
        total=Sum("money"),
        weight=Sum("money", filter=paid),
        low=_weighted("ls_low", paid),
        high=_weighted("ls_high", paid),
        known=_weighted("coverage", paid & Q(coverage__isnull=False)),
        with_money=Count("id", filter=paid),
        over=Count("id", filter=Q(divergence__gt=0)),
        claimed=Count("id", filter=Q(divergence__isnull=False)),
        **levels,
    )
    weight = float(found["weight"] or 0)
    share = {key: float(found[key] or 0) / weight if weight else None for key in ("low", "high", "known")}
    return Sums(
        programmes=found["programmes"],
        by_level={str(n): found[f"level_{n}"] for n in range(4)} | {"unknown": found["unknown"]},
        money=found["total"] or Decimal(0),
        low=share["low"],
        high=share["high"],
        coverage=share["known"],
        with_money=found["with_money"],
        over=found["over"],
        claimed=found["claimed"],
    )


def countries(reader: Any) -> list[tuple[str, int]]:
    """The countries of all programmes that the reader may see, by name, with how many programmes each has."""
    return countries_of(visible(reader, Programme.objects.filter(current=True)))


def countries_of(rows: QuerySet[Programme]) -> list[tuple[str, int]]:
    """Each country of these programmes by its name in the reader's language, with how many work there."""
    counted: Counter[str] = Counter()
    for codes, number in country_sets(rows):
        for code in codes:
            counted[code] += number
    return sorted(counted.items(), key=lambda found: (fold(country_name(found[0])), found[0]))


def country_sets(rows: QuerySet[Programme]) -> tuple[tuple[tuple[str, ...], int], ...]:
    """The sets of countries that occur, with how many programmes have each, in one query."""
    found = rows.order_by().values_list("countries").annotate(number=Count("id"))
    return tuple(sorted((tuple(codes.split()), number) for codes, number in found))


def country_name(code: str) -> str:
    """A country by its name in the reader's language, by its code where the code isn't known."""
    known = country(code)
    return dict(known.names).get((get_language() or "en")[:2], known.name) if known else code


def _weighted(column: str, of: Q) -> Sum:
    weight = Cast("money", FloatField())
    return Sum(ExpressionWrapper(weight * F(column), output_field=FloatField()), filter=of)
