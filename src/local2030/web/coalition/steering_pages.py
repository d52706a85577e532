"""The report to the Steering Committee as a page and as a PDF; each reader gets what he may read, the public the public."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from local2030.web.coalition.files import log_export
from local2030.web.coalition.steering import PERIOD, steering_document


@require_safe
def steering_report(request: HttpRequest) -> HttpResponse:
    """The page, with the day since when it is chosen."""
    reader, since, today = _asked(request)
    document = steering_document(reader, since, today)
    sections = [_shown(section) for section in document["sections"]]
    context = {
        "document": document,
        "sections": sections,
        "since": since,
        "public": not reader.is_authenticated,
        "today": today,
    }
    return render(request, "coalition/steering.html", context)


@require_safe
def steering_pdf(request: HttpRequest) -> HttpResponse:
    """The same as a PDF that can be sent round."""
    from local2030.reports.steering_report import steering_pdf as printed

    reader, since, today = _asked(request)
    if request.method != "HEAD":
        log_export(
            request.user,
            "commitment",
            "steering-report",
            _("Report to the Steering Committee"),
            "pdf",
            since.isoformat(),
        )
    content = printed(steering_document(reader, since, today), generated=today, language=get_language() or "en")
    answer = HttpResponse(content, content_type="application/pdf")
    answer.headers["Content-Disposition"] = f'inline; filename="steering-report-{today.isoformat()}.pdf"'
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


def _shown(section: Mapping[str, Any]) -> dict[str, Any]:
    """The section with each cell beside the head of its column and whether it stands to the right."""
    head = [(label, place in section["right"]) for place, label in enumerate(section["head"])]
    rows = [
        {
            "address": row["address"],
            "cells": [(label, text, right) for (label, right), text in zip(head, row["cells"], strict=True)],
        }
        for row in section["rows"]
    ]
    return {**section, "head": head, "rows": rows}


def _asked(request: HttpRequest) -> tuple[Any, date, date]:
    """Whose report it is (`public=1`: everybody's), since when, and today."""
    today = timezone.localdate()
    try:
        since = date.fromisoformat(request.GET.get("since", ""))
    except ValueError:
        since = today - timedelta(days=PERIOD)
    since = min(max(since, date(2000, 1, 1)), today)
    return (AnonymousUser() if request.GET.get("public") == "1" else request.user), since, today
