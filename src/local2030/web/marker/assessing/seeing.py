"""The assessment that an address names, for those who may know of it; and what views of it share."""

from __future__ import annotations

import hashlib
from typing import Any

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404

from local2030.web.accounts.permissions import visible
from local2030.web.marker.assessing.claims import active
from local2030.web.marker.assessing.models import Assessment
from local2030.web.marker.assessing.rubrics import rubric_of
from local2030.web.registry.models import Thing

KIND = "marker-assessment"


def seen(request: HttpRequest, serial: str) -> Assessment:
    """The assessment, if the reader may know that there is one."""
    rows = visible(request.user, Thing.objects.filter(kind=KIND))
    thing = get_object_or_404(rows, serial=serial.upper())
    return get_object_or_404(Assessment.objects.select_related("thing", "programme", "joint"), thing=thing)


def criterion_of(row: Assessment, criterion: str) -> Any:
    """The criterion of its rubric, or no page."""
    found = rubric_of(row).criterion(criterion.upper())
    if found is None:
        raise Http404
    return found


def mark_of(row: Assessment, criterion: str) -> str:
    """A short hash of what stands on a criterion: tells whether somebody else changed it meanwhile."""
    claims = active(row).filter(criterion=criterion, kind="").values_list("id", "level")
    out = row.justifications.filter(cause="not-applicable", criterion=criterion).values_list("id", flat=True)
    return hashlib.sha256(repr((list(claims), list(out))).encode()).hexdigest()[:16]


def around(row: Assessment, criterion: str) -> tuple[str, str]:
    """The criteria before and after, "" at the ends."""
    ids = [c.id for c in rubric_of(row).criteria]
    at = ids.index(criterion)
    return (ids[at - 1] if at else "", ids[at + 1] if at + 1 < len(ids) else "")
