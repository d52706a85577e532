"""What goes out of an assessment: its claims as files, its report, and how it differs from the one before."""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping
from datetime import datetime, time
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.http import content_disposition_header
from django.utils.translation import override
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from local2030.formats.tables.safe import safe_cell
from local2030.web.accounts.permissions import ask
from local2030.web.history.chain import append
from local2030.web.marker.assessing import page, seeing
from local2030.web.marker.assessing.engine import opened
from local2030.web.marker.assessing.inputs import kept
from local2030.web.marker.assessing.listing import claims_document
from local2030.web.marker.assessing.models import Assessment, Standing
from local2030.web.marker.assessing.notices import former_of
from local2030.web.marker.assessing.rubrics import folder_for
from local2030.web.marker.assessing.standing import newest, standing_at
from local2030.web.marker.mirror.sensitivity import published_document, withholds
from local2030.web.marker.mirror.words import summary_of

COLUMNS = ("criterion", "level", "kind", "address", "page", "quote", "date", "period", "place", "actor", "amount",
           "currency", "origin", "status", "status_why", "sha256")  # fmt: skip


@require_safe
@never_cache
def claims_csv(request: HttpRequest, serial: str) -> HttpResponse:
    """The claims as a table that no spreadsheet runs; what is left out stands counted in the last line."""
    row = _taken(request, serial, "csv")
    document = claims_document(row)
    response = _download(f"{row.thing.serial}-claims.csv", "text/csv; charset=utf-8")
    out = csv.writer(response)
    out.writerow(COLUMNS)
    for claim in document["claims"]:
        out.writerow([safe_cell("" if claim[c] is None else str(claim[c])) for c in COLUMNS])
    left = document["left_out"]
    out.writerow([f"# left out: {left['in_confidence']} in confidence, {left['sensitive']} sensitive"])
    return response


@require_safe
@never_cache
def claims_json(request: HttpRequest, serial: str) -> HttpResponse:
    """The same with the assessment around it."""
    row = _taken(request, serial, "json")
    response = _download(f"{row.thing.serial}-claims.json", "application/json")
    response.write(json.dumps(claims_document(row), ensure_ascii=False, indent=1, default=str))
    return response


@require_safe
@never_cache
def report(request: HttpRequest, serial: str) -> HttpResponse:
    """The report on how it stands, which carries its inputs: `local2030 verify` recomputes it offline."""
    from local2030.reports.programme_score import score_pdf
    from local2030.workflows.report_inputs import report_inputs

    row = _taken(request, serial, "pdf")
    _may_see_the_gap(request, row)
    standing = _asked(request, row)
    folder = folder_for(standing.rubric, standing.rubric_sha256)
    with opened(standing.inputs, rubric_folder=folder, phase=row.phase) as scoring:
        _score, plain = scoring.one(int(standing.inputs[0]["position"]))
        document = scoring.document([plain])
        sensitive = withholds(document)
        carried = report_inputs(scoring, with_files=_may_carry(row) and not sensitive)
    if sensitive:
        document = published_document(document)
    response = _download(f"{row.thing.serial}.pdf", "application/pdf")
    today = timezone.now().date()
    beside = said_beside(row) if page.Eyes(request.user, row).out else None
    response.write(score_pdf(document, 0, generated=today, language="en", inputs=carried, beside=beside))
    return response


@require_safe
@never_cache
def document(request: HttpRequest, serial: str, claim_id: int) -> HttpResponse:
    """The document behind a claim, to be saved: for those who claim, review, decide or may contest; never in confidence."""
    row = seeing.seen(request, serial)
    eyes = page.Eyes(request.user, row)
    claim = get_object_or_404(row.claims.exclude(sha256=""), pk=claim_id)
    reads = eyes.claims or eyes.office or eyes.reviews or page.may(request.user, "contest", row.thing)
    if not reads or not eyes.names(claim) or not kept(claim.sha256).is_file():
        raise Http404
    response = _download(claim.address.rsplit("/", 1)[-1] or "document", "application/octet-stream")
    response.headers["Content-Security-Policy"] = "sandbox"
    response.write(kept(claim.sha256).read_bytes())
    return response


@require_safe
@never_cache
def compare(request: HttpRequest, serial: str) -> HttpResponse:
    """Criterion by criterion beside the assessment before, or beside itself on an earlier day (`?day=2026-11-01`)."""
    row = seeing.seen(request, serial)
    eyes, now = page.Eyes(request.user, row), newest(row)
    day, former = parse_date(request.GET.get("day", "")[:10]) if request.GET.get("day") else None, former_of(row)
    if day is not None:
        moment = timezone.make_aware(datetime.combine(day, time.max))
        before = standing_at(row, moment)
    else:
        before = newest(former) if former is not None else row.standings.order_by("id").first()
    old, new = page.shown_result(before), page.shown_result(now)
    context = {
        "assessment": row, "thing": row.thing, "former": None if day else former, "day": day, "before": old, "now": new,
        "before_standing": before, "now_standing": now, "rows": _beside(old, new), "eyes": eyes,
        "days": list(dict.fromkeys(timezone.localdate(s.at) for s in row.standings.defer("packed", "record")[:200])),
    }  # fmt: skip
    return render(request, "assessing/compare.html", context)


def _taken(request: HttpRequest, serial: str, how: str) -> Assessment:
    """The assessment, if the reader may take it out; that it was stands in the history."""
    row = seeing.seen(request, serial)
    ask(request.user, "export", row.thing)
    eyes = page.Eyes(request.user, row)
    if not eyes.out and not eyes.claims:
        ask(request.user, "assign", row.thing)
    if request.user.is_authenticated:
        append(by=request.user, deed="export", kind="marker-assessment", id=row.thing.serial,
               after={"format": how, "what": row.thing.serial}, audience="audit")  # fmt: skip
    return row


def _may_see_the_gap(request: HttpRequest, row: Assessment) -> None:
    """A report prints the gap between claim and evidence: the claimant sees it first."""
    if not page.Eyes(request.user, row).gap:
        raise PermissionDenied("export")


def _asked(request: HttpRequest, row: Assessment) -> Standing:
    """The standing of a day that was asked for, else the newest."""
    day = parse_date(request.GET.get("day", "")[:10]) if request.GET.get("day") else None
    found = standing_at(row, timezone.make_aware(datetime.combine(day, time.max))) if day else None
    standing = found or newest(row)
    if standing is None or not standing.inputs:
        raise PermissionDenied("export")
    return standing


def said_beside(row: Assessment) -> dict[str, Any]:
    """What stands beside a published assessment: contests with their answers, and local governments' open words."""
    words = summary_of(row.identifier)
    with override("en"):
        local = [
            {
                "body": ", ".join(part for part in (said.row.government.title, said.row.post, said.row.body) if part),
                "about": said.row.criterion, "word": said.row.get_answer_display(), "text": said.row.words,
                "day": _day_of(said.row.answered or said.row.asked), "answer": said.row.reply,
            }
            for said in words.open
        ]  # fmt: skip
    contests = [
        {"body": c.body, "criterion": c.criterion, "day": _day_of(c.at), "text": c.text, "answer": c.answer}
        for c in row.contests.order_by("id")
    ]
    found = {"contests": contests, "local": local, "confided": words.confided}
    return found if any(found.values()) else {}


def _day_of(moment: datetime) -> str:
    return timezone.localdate(moment).isoformat()


def _may_carry(row: Assessment) -> bool:
    """Aid data of a team aren't handed on with the report; their hashes are."""
    return row.programme is None or row.programme.audience == "public"


def _beside(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[dict[str, Any]]:
    before = {c["id"]: c for c in old.get("criteria") or ()}
    return [
        {
            "id": c["id"], "title": c["title"], "now": c, "before": before.get(c["id"]),
            "moved": bool(before) and _figures(c) != _figures(before.get(c["id"]) or {}),
        }
        for c in new.get("criteria") or ()
    ]  # fmt: skip


def _figures(criterion: Mapping[str, Any]) -> tuple[Any, ...]:
    return tuple(criterion.get(name) for name in ("claimed", "proven", "possible"))


def _download(name: str, kind: str) -> HttpResponse:
    response = HttpResponse(content_type=kind)
    response.headers["Content-Disposition"] = content_disposition_header(True, name) or ""
    return response
