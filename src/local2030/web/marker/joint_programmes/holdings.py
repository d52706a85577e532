"""The rows of this room as the engines read them, each only as far as its reader may see it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from local2030.coalition.funding import Need, Prospect
from local2030.coalition.money_to_ground import ProgrammeMoney, Trained
from local2030.web.accounts.permissions import visible
from local2030.web.marker.joint_programmes.finding import iati_of
from local2030.web.marker.models import Programme
from local2030.web.registry.models import Link, Thing

CURRENCY = "USD"
SERVES, PART_OF = "serves", "part-of"
GONE = ("withdrawn",)
LEFT = ("dropped", "merged")


def number(value: Any) -> Decimal | None:
    """A number of a column to the cent; None where none stands."""
    try:
        found = Decimal(str(value)) if value is not None and value != "" else None
    except InvalidOperation:
        return None
    return found if found is not None and found.is_finite() else None


def money_of(things: Iterable[Thing], known: Mapping[str, Programme]) -> list[ProgrammeMoney]:
    """The money of joint programmes: planned and committed as entered, paid out as their aid data were scored."""
    return [_money(thing, known.get(iati_of(thing))) for thing in things]


def needs_of(things: Iterable[Thing]) -> list[Need]:
    """What joint programmes need and have."""
    return [
        Need(t.serial, currency_of(t), number(t.fields.get("budget")), number(t.fields.get("funded"))) for t in things
    ]


def currency_of(thing: Thing) -> str:
    """Its currency; the house's where none is stated."""
    return str(thing.fields.get("currency") or CURRENCY).upper()


def under(reader: Any, kind: str, joint: Thing | None = None) -> list[Thing]:
    """Trainings, prospects or changes that the reader may see: all, or those of one joint programme; withdrawn ones not."""
    rows = visible(reader, Thing.objects.filter(kind=kind)).exclude(state__in=GONE)
    if joint is not None:
        rows = rows.filter(fields__joint=joint.serial)
    return list(rows.order_by("number"))


def trained(rows: Iterable[Thing]) -> list[Trained]:
    """Trainings as the engine reads them."""
    return [
        Trained(
            row.serial, str(row.fields.get("joint") or ""), *(_whole(row.fields.get(n)) for n in ("women", "men", "unsaid")),
            row.state == "verified",
        )
        for row in rows
    ]  # fmt: skip


def prospects_of(rows: Iterable[Thing]) -> list[Prospect]:
    """Prospects as the engine reads them."""
    return [
        Prospect(
            row.serial, str(row.fields.get("joint") or ""), str(row.fields.get("source_kind") or ""), row.state,
            str(row.fields.get("currency") or "").upper(), number(row.fields.get("low")), number(row.fields.get("high")),
        )
        for row in rows
    ]  # fmt: skip


def commitments(reader: Any) -> list[Thing]:
    """The commitments that the reader may see and that weren't dropped or merged."""
    rows = visible(reader, Thing.objects.filter(kind="commitment")).exclude(state__in=LEFT)
    return list(rows.select_related("owner").order_by("number"))


def links_of(promises: Iterable[Thing], programmes: Iterable[Thing]) -> tuple[dict[str, set[str]], dict[str, str]]:
    """By the serial of a commitment, the joint programmes that serve it; and which pledge lies inside which commitment."""
    of, known = {t.pk: t.serial for t in promises}, {t.pk: t.serial for t in programmes}
    found: dict[str, set[str]] = {serial: set() for serial in of.values()}
    inside: dict[str, str] = {}
    rows = Link.objects.filter(relation__in=(SERVES, PART_OF), other__in=of)
    for thing, other, relation in rows.values_list("thing_id", "other_id", "relation"):
        if relation == PART_OF and thing in of:
            inside[of[thing]] = of[other]
        elif relation == SERVES and thing in known:
            found[of[other]].add(known[thing])
    return found, inside


def _money(thing: Thing, programme: Programme | None) -> ProgrammeMoney:
    paid = programme.money if programme is not None else None
    low, high = (programme.ls_low, programme.ls_high) if programme is not None else (None, None)
    local = [None, None] if paid is None or low is None or high is None else [_part(paid, low), _part(paid, high)]
    return ProgrammeMoney(
        thing.serial, currency_of(thing), number(thing.fields.get("budget")), number(thing.fields.get("committed")),
        paid, local[0], local[1],
    )  # fmt: skip


def _part(paid: Decimal, share: float) -> Decimal:
    return (paid * Decimal(str(share))).quantize(Decimal("0.01"))


def _whole(value: Any) -> int | None:
    return None if value is None else int(value)
