"""Assessments over HTTP: how they stand and stood, and their claims without what is in confidence or sensitive."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Router

from local2030.web.accounts.permissions import visible
from local2030.web.marker.assessing import page
from local2030.web.marker.assessing.listing import assessment_plain, claims_document, standing_plain
from local2030.web.marker.assessing.models import Assessment
from local2030.web.marker.assessing.moving import OPEN_TO_ALL

router = Router(tags=["marker"])
PAGE = 50
MOST_STANDINGS = 500


@router.get("/assessments", response=dict[str, Any], summary="Assessments, 50 a page")
def assessments(request: HttpRequest, identifier: str = "", state: str = "", page: int = 1) -> dict[str, Any]:
    """Those that the reader may see, the newest first."""
    rows = visible(request.user, Assessment.objects.select_related("thing"))
    if identifier:
        rows = rows.filter(identifier=identifier)
    if state:
        rows = rows.filter(thing__state=state)
    count = rows.count()
    pages = max(1, -(-count // PAGE))
    page = min(max(1, page), pages)
    shown = rows.order_by("-id")[(page - 1) * PAGE : page * PAGE]
    return {"count": count, "page": page, "pages": pages, "assessments": [assessment_plain(row) for row in shown]}


@router.get("/assessments/{serial}", response=dict[str, Any], summary="One assessment")
def assessment(request: HttpRequest, serial: str) -> dict[str, Any]:
    """Its columns, as they stand now."""
    return assessment_plain(_seen(request, serial))


@router.get("/assessments/{serial}/claims", response=dict[str, Any], summary="Its claims")
def claims(request: HttpRequest, serial: str) -> dict[str, Any]:
    """What is in confidence or sensitive is left out and counted; while it isn't published, for its claimant only."""
    return claims_document(_open(request, serial))


@router.get("/assessments/{serial}/standings", response=dict[str, Any], summary="How it stood after each event")
def standings(request: HttpRequest, serial: str) -> dict[str, Any]:
    """The newest first."""
    row = _open(request, serial)
    found = row.standings.defer("packed", "record")[:MOST_STANDINGS]
    return {"serial": row.thing.serial, "standings": [standing_plain(s) for s in found]}


@router.get("/assessments/{serial}/standings/{standing_id}", response=dict[str, Any], summary="One standing, whole")
def standing(request: HttpRequest, serial: str, standing_id: int) -> dict[str, Any]:
    """The whole score as it was, with its rubric and the hashes of its inputs."""
    row = _open(request, serial)
    if not page.Eyes(request.user, row).gap:
        row = get_object_or_404(Assessment.objects.none())
    found = get_object_or_404(row.standings, pk=standing_id)
    return standing_plain(found) | {"score": found.result}


def _seen(request: HttpRequest, serial: str) -> Assessment:
    rows = visible(request.user, Assessment.objects.select_related("thing"))
    return get_object_or_404(rows, thing__serial=serial.upper())


def _open(request: HttpRequest, serial: str) -> Assessment:
    """An assessment whose claims the reader may take out."""
    row = _seen(request, serial)
    if row.published is not None and row.thing.state in OPEN_TO_ALL:
        return row
    eyes = page.Eyes(request.user, row)
    return row if eyes.claims or eyes.office else get_object_or_404(Assessment.objects.none())
