"""The history as a whole, for readers of the audit: asked, turned, taken out."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_safe

from local2030.web.accounts.permissions import needs
from local2030.web.history.asking import PAGE, Ask, choices, matching
from local2030.web.history.chain import append, chain_head
from local2030.web.history.exporting import csv_lines
from local2030.web.history.lines import lines


@require_safe
@never_cache
@needs("read", "audit")
def history(request: HttpRequest) -> HttpResponse:
    """Entries in words, newest first; the chain's head at the foot."""
    ask = Ask.of(request.GET)
    found = lines(matching(ask)[: PAGE + 1])
    context = {
        "ask": ask,
        "lines": found[:PAGE],
        "older": ask.address(found[PAGE - 1].number) if len(found) > PAGE else "",
        "newest": ask.address() if ask.before else None,
        "kinds": choices("kind"),
        "deeds": choices("deed"),
        "head": chain_head(),
        "command": "local2030 audit verify",
    }
    return render(request, "history/history.html", context)


@require_GET
@never_cache
@needs("export", "audit")
def history_csv(request: HttpRequest) -> StreamingHttpResponse:
    """All entries that were asked for as CSV. Taking them out is an entry itself, which comes after them."""
    ask = Ask.of(request.GET)
    what = ask.address() or _("the whole history")
    entry = append(
        by=request.user,
        deed="export",
        kind="audit",
        id="history",
        after={"what": what, "format": "CSV"},
        audience="audit",
    )
    rows = matching(ask).filter(number__lt=entry.number)
    response = StreamingHttpResponse(csv_lines(rows), content_type="text/csv; charset=utf-8")
    name = f"history-{timezone.localdate().isoformat()}.csv"
    response.headers["Content-Disposition"] = content_disposition_header(True, name) or ""
    return response
