"""What reviewed evidence shows: published assessments with their newest standing, asked again by what people accepted only."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from local2030.marker.criteria import Rubric, rubric
from local2030.marker.relevel import Releveled, relevel
from local2030.marker.standing_record import Record, from_json
from local2030.marker.tranche_two import Observed
from local2030.web.accounts.permissions import visible
from local2030.web.marker.assessing.models import Assessment, Standing
from local2030.web.marker.windows.proposing import percent
from local2030.web.registry.models import Thing

AT_ONCE = 4_000  # a few statements even for thousands
REVIEWED = "reviewed"


class Published(NamedTuple):
    """A published assessment with its thing and the record of its newest standing; None where that can't be read."""

    assessment: Assessment
    record: Record | None
    standing: int  # the key of that standing, 0 without one


def published(reader: Any, phase: str = "monitoring", identifiers: Iterable[str] | None = None) -> Iterator[Published]:
    """The newest published assessment of each programme that the reader may see, in the order of identifiers."""
    rows = Assessment.objects.filter(phase=phase, thing__state="published")
    rows = rows if identifiers is None else rows.filter(identifier__in=list(identifiers))
    rows = visible(reader, rows) if reader is not None else rows
    newest = dict(rows.order_by("id").values_list("identifier", "pk"))
    keys = [newest[identifier] for identifier in sorted(newest)]
    for start in range(0, len(keys), AT_ONCE):
        part = keys[start : start + AT_ONCE]
        found = {a.pk: a for a in Assessment.objects.filter(pk__in=part).select_related("thing", "programme")}
        standings = Standing.objects.filter(assessment__in=part, newest=True)
        records: dict[int, dict[str, tuple[int, bytes]]] = {}
        for key, of, rubric_id, record in standings.values_list("pk", "assessment_id", "rubric", "record"):
            records.setdefault(of, {})[rubric_id] = key, bytes(record)
        for key in part:
            assessment = found[key]
            standing, raw = records.get(key, {}).get(assessment.rubric, (0, b""))
            yield Published(assessment, _record(raw), standing)


def observed_of(proposal: Thing, using: Rubric | None = None) -> Observed | None:
    """What reviewed and published evidence shows of the programme of a proposal. For the Fund's eyes: no right is asked."""
    identifier = str(proposal.fields.get("identifier") or "")
    found = next(published(None, identifiers=[identifier]), None) if identifier else None
    if found is None or found.record is None:
        return None
    return observed(relevel(found.record, using or rubric(), None, None, REVIEWED), proposal)


def observed(found: Releveled, proposal: Thing) -> Observed:
    """The figures of the advice: what was found beside what the proposal intended."""
    gap, level = found.divergence, proposal.fields.get("level")
    applicable = [c for c in found.criteria if c.state != "not_applicable"]
    blind = sum(c.state == "unverifiable" for c in applicable) / len(applicable) if applicable else None
    planned = percent(proposal.fields.get("share_low"))
    return Observed(
        found.level, blind, gap.over_low if gap else None, gap.over_high if gap else None,
        gap.under_low if gap else None, _float(found.share.low), _float(found.share.high),
        None if level in (None, "") else int(level), _float(planned),
    )  # fmt: skip


def _record(raw: bytes) -> Record | None:
    try:
        return from_json(raw) if raw else None
    except ValueError:
        return None


def _float(value: Any) -> float | None:
    return None if value is None else float(value)
