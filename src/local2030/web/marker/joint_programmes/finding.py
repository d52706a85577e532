"""Which joint programme an identifier belongs to, and what the marker says of joint programmes."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from local2030.web.accounts.permissions import sees, visible
from local2030.web.marker.assessing.models import Assessment
from local2030.web.marker.models import Programme
from local2030.web.registry.models import Thing

KIND = "joint-programme"


def joint_of(identifier: str) -> Thing | None:
    """The joint programme with that IATI identifier, whoever may read it; None where there is none or no identifier."""
    if not identifier.strip():
        return None
    return Thing.objects.filter(kind=KIND, fields__iati=identifier.strip()).order_by("number").first()


def seen_joint(reader: Any, identifier: str) -> Thing | None:
    """The same, None where the reader may not see it."""
    joint = joint_of(identifier)
    return joint if joint is not None and sees(reader, joint) else None


def joint_programmes(reader: Any) -> list[Thing]:
    """All that the reader may see, in the order of their numbers."""
    return list(visible(reader, Thing.objects.filter(kind=KIND)).select_related("owner").order_by("number"))


def iati_of(thing: Thing) -> str:
    """Its identifier in aid data, "" where none is known."""
    return str(thing.fields.get("iati") or "").strip()


def scored(reader: Any, things: Iterable[Thing]) -> dict[str, Programme]:
    """By identifier, the newest aid data of these programmes that the reader may see: one statement."""
    wanted = {iati_of(thing) for thing in things} - {""}
    rows = visible(reader, Programme.objects.filter(current=True, identifier__in=wanted)) if wanted else ()
    found: dict[str, Programme] = {}
    for row in sorted(rows, key=lambda row: row.pk):
        found[row.identifier] = row
    return found


def assessed(reader: Any, things: Iterable[Thing]) -> dict[str, Assessment]:
    """By identifier, the newest published assessment of these programmes that the reader may see: one statement."""
    wanted = {iati_of(thing) for thing in things} - {""}
    if not wanted:
        return {}
    seen = visible(reader, Thing.objects.filter(kind="marker-assessment"))
    rows = Assessment.objects.filter(identifier__in=wanted, published__isnull=False, thing__in=seen)
    return {row.identifier: row for row in rows.select_related("thing").order_by("published")}
