"""What the alarms look at: each assessment that the reader may see, with its standings, claims and evidence over time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import Any

from django.utils import timezone

from local2030.marker.alarms import ClaimChange, Milestone, Submitted, Watched, Window, alarms
from local2030.marker.criteria import rubric
from local2030.marker.performance.records import Pattern
from local2030.marker.standing_record import from_json
from local2030.web.accounts.permissions import visible
from local2030.web.marker.assessing.models import Assessment, Claim, Standing
from local2030.web.registry.models import Thing

MOST = 3000  # assessments looked at, the newest; a larger coalition would want a job
GONE = ("withdrawn", "rejected", "expired")


def alarms_now(reader: Any) -> tuple[Pattern, ...]:
    """Every pattern worth a look in what the reader may see, by code and programme."""
    rows = list(visible(reader, Assessment.objects.all()).order_by("-id")[:MOST])
    return alarms(watched(rows), windows(reader), rubric())


def watched(rows: Sequence[Assessment]) -> list[Watched]:
    """The assessments as the alarms see them, in two queries more; several of one programme are one."""
    by_pk = {row.pk: row.identifier for row in rows}
    standings: defaultdict[str, list[Standing]] = defaultdict(list)
    found = Standing.objects.filter(assessment__in=by_pk).defer("packed").order_by("at", "id")
    for standing in found.iterator():
        standings[by_pk[standing.assessment_id]].append(standing)
    claims: defaultdict[str, list[Claim]] = defaultdict(list)
    for claim in Claim.objects.filter(assessment__in=by_pk).exclude(status__in=GONE).order_by("id").iterator():
        claims[by_pk[claim.assessment_id]].append(claim)
    return [_watched(name, standings[name], claims[name]) for name in sorted(set(by_pk.values()))]


def windows(reader: Any) -> list[Window]:
    """The days of each money window that the reader may see: its opening and its last day for proposals."""
    found = []
    for row in visible(reader, Thing.objects.filter(kind="window")):
        days = tuple(day for name in ("opens", "closes") if (day := _day(row.fields.get(name))))
        if days:
            found.append(Window(row.title, days))
    return found


def _watched(programme: str, standings: Iterable[Standing], claims: Iterable[Claim]) -> Watched:
    steps = [
        (timezone.localdate(s.at), s, dict(from_json(bytes(s.record)).claims) if s.record else {}) for s in standings
    ]
    milestones = tuple(
        Milestone(on, s.claimed, _decimal(s.ls_low), _decimal(s.ls_high))
        for on, s, _claims in steps
    )  # fmt: skip
    changes = tuple(
        ClaimChange(on, criterion, before[criterion], level)
        for (_was, _s, before), (on, _t, after) in pairwise(steps)
        for criterion, level in sorted(after.items())
        if criterion in before and before[criterion] != level
    )
    evidence = tuple(
        Submitted(c.criterion, c.sha256, "" if c.in_confidence else c.address, "" if c.in_confidence else c.quote, c.date,
                  timezone.localdate(c.at))
        for c in claims if c.kind
    )  # fmt: skip
    return Watched(programme, milestones, changes, evidence, steps[-1][2] if steps else None)


def _decimal(value: float | None) -> Decimal | None:
    return None if value is None else Decimal(str(value))


def _day(value: Any) -> date | None:
    try:
        return date.fromisoformat(str(value)[:10]) if value else None
    except ValueError:
        return None
