"""The marker's part of the HTTP API."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from ninja import Router, Schema

from local2030.web.accounts.permissions import visible
from local2030.web.marker.models import Programme
from local2030.web.marker.portfolio import PAGE, Ask, matching
from local2030.web.marker.records import document
from local2030.web.registry.models import Thing

router = Router(tags=["marker"])


class ProgrammeLine(Schema):
    """A programme in a list: what can be sorted by. Unknown is null, shares are fractions, money is a decimal string."""

    id: int
    identifier: str
    title: str
    reporter: str
    countries: list[str]
    phase: str
    level: int | None
    level_possible: int | None
    local_share_low: float | None
    local_share_high: float | None
    coverage: float | None
    divergence: float | None
    money: Decimal | None
    currency: str
    last_updated: date | None
    provisional: bool
    url: str


class ProgrammePage(Schema):
    """One page of a list; `count` is how many match in all."""

    count: int
    page: int
    pages: int
    programmes: list[ProgrammeLine]


@router.get("/programmes", response=ProgrammePage, summary="Programmes, 50 a page")
def programmes(
    request: HttpRequest,
    q: str = "",
    country: str = "",
    level: str = "",
    order: str = "level",
    upload: str = "",
    page: int = 1,
) -> dict[str, Any]:
    """The same filters and order as the portfolio page."""
    ask = Ask.of({"q": q, "country": country, "level": level, "order": order, "upload": upload})
    rows = matching(request.user, ask)
    count = rows.count()
    pages = max(1, -(-count // PAGE))
    page = min(max(1, page), pages)
    shown = rows[(page - 1) * PAGE : page * PAGE]
    return {"count": count, "page": page, "pages": pages, "programmes": [_line(row) for row in shown]}


@router.get("/programmes/{programme_id}", response=dict[str, Any], summary="One programme, whole")
def programme(request: HttpRequest, programme_id: int) -> dict[str, Any]:
    """The score as `local2030 marker score --format json` prints it, for this programme alone."""
    row = get_object_or_404(visible(request.user, Programme.objects.all()), pk=programme_id)
    return document(row.score)


@router.get("/rubric", response=dict[str, Any], summary="The rubric in force, or another version")
def rubric(request: HttpRequest, version: str = "") -> dict[str, Any]:
    """Criteria, what each level asks, gates, cost of cheating, method and hash; `versions` lists all there were."""
    from local2030.web.marker.expert_group.rubric_words import rubric_document

    found = rubric_document(version)
    if found is None:
        raise Http404
    return found


@router.get("/audit", response=dict[str, Any], summary="The marker's audit of itself, as last made")
def audit(request: HttpRequest) -> dict[str, Any]:
    """The document of `local2030 marker audit`, with its sources and what it costs under `site`."""
    from local2030.web.marker.expert_group.auditing import newest

    report = newest()
    if report is None:
        raise Http404
    return dict(report.plain)


@router.get("/bills/{serial}", response=dict[str, Any], summary="A rubric bill with its texts and impact statements")
def bill(request: HttpRequest, serial: str) -> dict[str, Any]:
    """Edits, versions, votes as counts, and the machine's statement of each text."""
    from local2030.web.marker.expert_group.bill_pages import bill_plain

    return bill_plain(_thing(request, "rubric-bill", serial))


@router.get("/rounds/{serial}", response=dict[str, Any], summary="An expert round: closed sittings only")
def expert_round(request: HttpRequest, serial: str) -> dict[str, Any]:
    """Medians, quartiles, agreement and remarks without names; nothing of a sitting that is open."""
    from local2030.web.marker.expert_group.round_page import round_plain

    return round_plain(_thing(request, "expert-round", serial))


def _thing(request: HttpRequest, kind: str, serial: str) -> Thing:
    return get_object_or_404(visible(request.user, Thing.objects.filter(kind=kind)), serial=serial.upper())


def _line(row: Programme) -> dict[str, Any]:
    return {
        "id": row.pk,
        "identifier": row.identifier,
        "title": row.title,
        "reporter": row.reporter,
        "countries": row.countries.split(),
        "phase": row.phase,
        "level": row.level,
        "level_possible": row.level_possible,
        "local_share_low": row.ls_low,
        "local_share_high": row.ls_high,
        "coverage": row.coverage,
        "divergence": row.divergence,
        "money": row.money,
        "currency": "USD",
        "last_updated": row.last_updated,
        "provisional": True,
        "url": reverse("programme", args=[row.pk]),
    }
