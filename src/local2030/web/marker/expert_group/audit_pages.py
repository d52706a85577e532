"""Pages of the audit: the published figures for everybody, what is behind a pattern, tables of ratings sent in."""

from __future__ import annotations

import json
from hashlib import sha256
from typing import Any

from django import forms
from django.contrib import messages
from django.core.cache import cache
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from local2030.vocabulary.messages import remedy, say
from local2030.web.accounts.permissions import may, needs, visible
from local2030.web.coalition.files import csv_answer, log_export
from local2030.web.jobs import deeds
from local2030.web.jobs.models import Job, State
from local2030.web.jobs.running import launch_waiting
from local2030.web.marker.expert_group import auditing, gathering
from local2030.web.marker.expert_group.audit_words import audit_context
from local2030.web.marker.expert_group.behind import behind
from local2030.web.marker.expert_group.models import AuditReport, RatingsFile
from local2030.web.registry.changing import Unfit

FIGURES = (
    "criterion",
    "alpha",
    "low",
    "high",
    "kappa",
    "ac2",
    "percent",
    "claim_kappa",
    "n",
    "ratings",
    "raters",
    "word",
    "reason",
)


@require_safe
def audit(request: HttpRequest) -> HttpResponse:
    """How well reviewers agree, what is worth a look, what it costs; all of it published."""
    report = auditing.newest()
    steward = may(request.user, "add", auditing.RIGHTS)
    context: dict[str, Any] = {"report": report, "may_work": steward}
    if report is not None:
        context |= audit_context(report, get_language() or "en")
        context["may_see_ratings"] = sees_ratings(request.user)
    if steward:
        context["files"] = _files(request).select_related("by")
        context["working"] = Job.objects.filter(kind="audit-marker", state__in=(State.WAITING, State.RUNNING)).exists()
        context["is_old"] = report is None or report.rows_sha256 != _sha()
    return render(request, "expert_group/audit.html", context)


@require_safe
def audit_json(request: HttpRequest) -> HttpResponse:
    """The document, as `local2030 marker audit --format json` prints it, with what the site adds under `site`."""
    report = _report()
    answer = HttpResponse(json.dumps(report.plain, ensure_ascii=False, indent=1), content_type="application/json")
    answer.headers["Content-Disposition"] = 'attachment; filename="marker-audit.json"'
    return answer


@require_safe
def audit_csv(request: HttpRequest) -> HttpResponse:
    """A line for each criterion: alpha with its interval, kappa, AC2, how many."""
    rows = [[line[name] for name in FIGURES] for line in _report().plain["agreement"]]
    return csv_answer(request, "marker-audit", "marker-audit", _("Audit of the marker"), FIGURES, rows)


@require_safe
def audit_pdf(request: HttpRequest) -> HttpResponse:
    """The review as a PDF that can be sent round."""
    from local2030.web.marker.expert_group.audit_print import review_pdf

    report, language = _report(), get_language() or "en"
    content = review_pdf(report, language, timezone.localdate())
    answer = HttpResponse(content, content_type="application/pdf")
    answer.headers["Content-Disposition"] = 'inline; filename="marker-review.pdf"'
    return answer


@require_safe
def table(request: HttpRequest) -> HttpResponse:
    """The ratings themselves under codes, for those who may look behind the figures: the audit can be made again from it."""
    report = _report()
    if not sees_ratings(request.user):
        raise Http404
    log_export(request.user, "marker-audit", "ratings", _("Ratings behind the audit"), "csv")
    return _file(report.csv, auditing.FILE)


@require_safe
def pattern(request: HttpRequest, number: int) -> HttpResponse:
    """One pattern with the programmes and figures it was seen in, and how to look further."""
    report, language = _report(), get_language() or "en"
    patterns = report.plain["patterns"]
    if not 0 < number <= len(patterns):
        raise Http404
    found = patterns[number - 1]
    said = {"subject": found["subject"], **found["values"]}
    context = {
        "report": report,
        "pattern": found,
        "message": say(found["code"], said, language),
        "remedy": remedy(found["code"], said, language),
        "number": number,
        "all": len(patterns),
        "tested": report.plain["tested"],
        "behind": behind(report, found, with_raters=sees_ratings(request.user), reader=request.user),
    }
    return render(request, "expert_group/pattern.html", context)


@require_http_methods(["GET", "POST"])
@needs("add", auditing.RIGHTS)
def ratings_new(request: HttpRequest) -> HttpResponse:
    """The form for a table of ratings; the audit is then made anew in the background."""
    form = RatingsForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            auditing.receive(request.user, file.name, file.read(), form.cleaned_data["source"])
        except Unfit as unfit:
            language = get_language() or "en"
            for found in unfit.findings:
                words = f"{say(found.code, found.values, language)} {remedy(found.code, found.values, language)}"
                form.add_error("file", words.strip())
        else:
            _ask_anew(request)
            return redirect("marker-audit")
    return render(request, "expert_group/ratings_new.html", {"form": form}, status=422 if form.is_bound else 200)


@require_POST
@needs("add", auditing.RIGHTS)
def ratings_withdraw(request: HttpRequest, file_id: int) -> HttpResponse:
    """Takes a table out of account, with the reason."""
    row, why = get_object_or_404(_files(request), pk=file_id, withdrawn=""), request.POST.get("why", "").strip()
    if why:
        auditing.withdraw(request.user, row, why)
        _ask_anew(request)
    else:
        messages.warning(request, _("Say why it is withdrawn."))
    return redirect("marker-audit")


@require_safe
@needs("add", auditing.RIGHTS)
def ratings_file(request: HttpRequest, file_id: int) -> HttpResponse:
    """A table as it was sent in."""
    row = get_object_or_404(_files(request), pk=file_id)
    log_export(request.user, "marker-audit", f"ratings-{row.pk}", row.name, "csv")
    return _file(bytes(row.content), f"ratings-{row.pk}.csv")


@require_POST
@needs("add", auditing.RIGHTS)
def again(request: HttpRequest) -> HttpResponse:
    """Asks for the audit to be made from the ratings of today."""
    _ask_anew(request)
    return redirect("marker-audit")


class RatingsForm(forms.Form):
    """A table of ratings and where it is from."""

    file = forms.FileField(
        label=gettext_lazy("Table of ratings"),
        help_text=gettext_lazy("CSV or XLSX with a row for each score: programme, criterion, rater, score, and what else is known."),
    )  # fmt: skip
    source = forms.CharField(
        label=gettext_lazy("Where the ratings are from"), max_length=500,
        help_text=gettext_lazy("Such as: double scoring at the workshop of May 2026. Everybody can read it; use codes for reviewers."),
    )  # fmt: skip


def sees_ratings(reader: Any) -> bool:
    """Whether the reader may see single ratings under their codes: the Secretariat, the Expert Group, the Committee."""
    return may(reader, "add", auditing.RIGHTS) or may(reader, "read", "audit")


def _files(request: HttpRequest) -> QuerySet[RatingsFile]:
    """The tables that the reader may handle: all for the Secretariat, else the own."""
    return visible(request.user, RatingsFile.objects.all(), "change")


def _ask_anew(request: HttpRequest) -> None:
    if not Job.objects.filter(kind="audit-marker", state=State.WAITING).exists():
        deeds.ask("audit-marker", 0, request.user)
    launch_waiting()
    messages.info(request, _("The audit is made anew from all ratings. It takes some seconds; look at the page again."))


def _sha() -> str:
    """The hash of the table as it would be now; gathered once for each change of the ratings."""
    found = cache.get_or_set(
        f"ratings:{gathering.stamp()}", lambda: sha256(gathering.gathered().table).hexdigest(), 3600
    )
    return str(found)


def _report() -> AuditReport:
    report = auditing.newest()
    if report is None:
        raise Http404
    return report


def _file(content: bytes, name: str) -> HttpResponse:
    answer = HttpResponse(content, content_type="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    answer.headers["Cache-Control"] = "private, no-store"
    answer.headers["X-Content-Type-Options"] = "nosniff"
    return answer
