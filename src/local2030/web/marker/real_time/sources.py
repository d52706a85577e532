"""The newest day of each source that a programme's level rests on, with its age by that source's own rhythm."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from local2030.marker.freshness import Fresh, freshness
from local2030.web.marker.assessing.models import Assessment, Claim
from local2030.web.marker.mirror.models import Attestation
from local2030.web.marker.models import Programme

OLDEST = date.min


def sources_of(programme: Programme, plain: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Each source with its words and age, those that were never given included: they say so."""
    newest = {
        "aid-data": programme.last_updated,
        "payment": _newest(plain, ("transaction",)),
        "ledger": _newest(plain, ("ledger",)) if programme.upload.ledger else None,
        "document": _latest([*_claim_days(programme), _newest(plain, ("document", "evidence"))]),
        "attestation": _latest([*_answered(programme), _newest(plain, ("attestation",))]),
        "assessment": _latest(_published(programme)),
    }
    words = source_words()
    rows = freshness(newest.items(), timezone.localdate())
    return [{"words": words[row.source], "fresh": row, "lacks": lacking(row)} for row in rows]


def source_words() -> dict[str, Any]:
    """What each source is called."""
    return {
        "aid-data": _("Aid data"),
        "payment": _("Newest payment stated"),
        "ledger": _("The team's own books"),
        "document": _("Documents given as evidence"),
        "attestation": _("Word of a local government"),
        "assessment": _("Published assessment"),
    }


def lacking(row: Fresh) -> str:
    """What isn't there, in words; "" where something is."""
    if row.age != "undated":
        return ""
    return {
        "aid-data": _("states no day"),
        "payment": _("no payment with a day"),
        "ledger": _("none handed in"),
        "document": _("none with a day"),
        "attestation": _("none yet"),
        "assessment": _("none yet"),
    }[row.source]


def _newest(plain: Mapping[str, Any], kinds: tuple[str, ...]) -> date | None:
    """The newest day on which one of these kinds began to count; what has no day of its own was left aside."""
    days = [
        date.fromisoformat(on)
        for kind, on in (plain.get("newest") or {}).items()
        if kind in kinds
    ]  # fmt: skip
    return max(days, default=None)


def _claim_days(programme: Programme) -> Iterable[date | None]:
    rows = Claim.objects.filter(assessment__identifier=programme.identifier, assessment__published__isnull=False)
    return rows.exclude(kind="").exclude(status__in=("withdrawn", "rejected")).values_list("date", flat=True)


def _answered(programme: Programme) -> Iterable[date | None]:
    rows = Attestation.objects.filter(identifier=programme.identifier, newest=True, answered__isnull=False)
    return [timezone.localdate(at) for at in rows.values_list("answered", flat=True)]


def _published(programme: Programme) -> Iterable[date | None]:
    rows = Assessment.objects.filter(identifier=programme.identifier, published__isnull=False)
    return [timezone.localdate(at) for at in rows.values_list("published", flat=True)]


def _latest(days: Iterable[date | None]) -> date | None:
    return max((day for day in days if day is not None), default=None)
