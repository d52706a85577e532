"""Lists as files: taking them out, bringing them back, looking at what would change, applying it."""

from __future__ import annotations

import os
from pathlib import Path
from secrets import token_hex
from typing import Any

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from local2030.vocabulary.messages import remedy, say
from local2030.web.accounts.permissions import ask as ask_right
from local2030.web.accounts.permissions import may
from local2030.web.exchange.bringing_in import NotApplied, ask_to_apply, receive, settle
from local2030.web.exchange.forms import ApplyForm, FileForm
from local2030.web.exchange.models import Import, State
from local2030.web.exchange.plain_files import csv_text, json_text
from local2030.web.exchange.plan_page import PAGE, SHOWN, findings_csv, rows_shown, said
from local2030.web.exchange.taking_out import Outgoing
from local2030.web.exchange.workbook import write_workbook
from local2030.web.jobs.running import launch_waiting, stop
from local2030.web.locks import alone
from local2030.web.registry.asking import Ask
from local2030.web.registry.kinds import Kind, by_slug

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
TEXTS = {"csv": (csv_text, "text/csv; charset=utf-8"), "json": (json_text, "application/json")}
LARGE_BOOK = 5_000  # rows; one such workbook is written at a time
PATIENCE = 30  # seconds that the next one waits


@require_safe
def take_out(request: HttpRequest, subject: str, slug: str, ending: str) -> HttpResponseBase:
    """The list that was asked for, as a file; `?empty=1`: only its columns, to be filled."""
    kind = _kind(subject, slug)
    ask_right(request.user, "export", kind.code)
    outgoing = Outgoing(request.user, kind, Ask.of(request.GET))
    empty = request.GET.get("empty") == "1"
    if request.method == "HEAD":
        answer: HttpResponseBase = HttpResponse(content_type=XLSX if ending == "xlsx" else TEXTS[ending][1])
    else:
        if not empty:
            outgoing.log(ending)
        answer = _book(outgoing, empty) if ending == "xlsx" else _text(outgoing, ending, empty)
    answer.headers["Content-Disposition"] = f'attachment; filename="{kind.slug}.{ending}"'
    answer.headers["Cache-Control"] = "private, no-store"
    answer.headers["X-Robots-Tag"] = "noindex"
    return answer


@require_http_methods(["GET", "POST"])
def bring_in(request: HttpRequest, subject: str, slug: str) -> HttpResponse:
    """The form for a file; then on to what it would change."""
    kind = _kind(subject, slug)
    _ask_for_import(request, kind)
    if not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path())
    form = FileForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        row = receive(request.user, kind, form.cleaned_data["file"])
        launch_waiting()
        return redirect("list-look", subject, slug, row.pk)
    mine = Import.objects.filter(by=request.user, kind=kind.code)[:20]
    context = {"form": form, "kind": kind, "mine": mine, "may_add": may(request.user, "add", kind.code)}
    return render(request, "exchange/bring_in.html", context, status=422 if form.is_bound else 200)


@require_safe
def look(request: HttpRequest, subject: str, slug: str, number: int) -> HttpResponse:
    """What the file would change, or changed: counts, then its rows a page at a time."""
    launch_waiting()  # a job whose process is gone is buried, or begun again
    kind, row = _mine(request, subject, slug, number)
    return _look(request, kind, row, ApplyForm(conflicts=row.counts.get("conflict", 0)))


@require_POST
def apply(request: HttpRequest, subject: str, slug: str, number: int) -> HttpResponse:
    """Applies what was looked at; all of it or nothing."""
    kind, row = _mine(request, subject, slug, number)
    form = ApplyForm(request.POST, conflicts=row.counts.get("conflict", 0))
    if row.state != State.READY:
        return redirect("list-look", subject, slug, number)
    if not _is_fit(row) or not form.is_valid():
        return _look(request, kind, row, form, status=422)
    try:
        ask_to_apply(row, request.user, form.cleaned_data["why"], form.cleaned_data.get("leave_out", False))
    except NotApplied as refused:
        row.refresh_from_db()
        if row.state in (State.DONE, State.APPLYING) and refused.code == "import-applied-already":
            return redirect("list-look", subject, slug, number)  # clicked twice
        row.note = refused.code
        return _look(request, kind, row, form, status=409)
    launch_waiting()
    return redirect("list-look", subject, slug, number)


@require_POST
def stop_reading(request: HttpRequest, subject: str, slug: str, number: int) -> HttpResponse:
    """Stops reading or applying; nothing was changed by it."""
    _kind_of_row, row = _mine(request, subject, slug, number)
    if row.job is not None and not row.job.is_over:
        stop(row.job)
    return redirect("list-look", subject, slug, number)


@require_safe
def findings(request: HttpRequest, subject: str, slug: str, number: int) -> HttpResponseBase:
    """Everything that was odd in the file, as CSV: row, column, what, what to do."""
    _kind_of_row, row = _mine(request, subject, slug, number)
    answer = StreamingHttpResponse(findings_csv(row), content_type="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="findings-{row.pk}.csv"'
    return answer


def _look(request: HttpRequest, kind: Kind, row: Import, form: ApplyForm, status: int = 200) -> HttpResponse:
    counts = row.counts
    shown = request.GET.get("show", "")
    what = shown if shown in SHOWN else next((w for w in SHOWN if counts.get(w)), "change")
    page = Paginator(range(counts.get(what, 0)), PAGE).get_page(request.GET.get("page"))
    changes = counts.get("add", 0) + counts.get("change", 0)
    context = {
        "kind": kind, "row": row, "job": row.job, "form": form, "counts": counts, "changes": changes, "what": what,
        "page": page, "rows": rows_shown(kind, row, what, page.start_index() - 1 if page else 0),
        "tabs": [(name, words, counts.get(name, 0)) for name, words in SHOWN.items() if counts.get(name)],
        "findings": said(row.findings), "is_fit": _is_fit(row), "note": say(row.note) if row.note else "",
        "cure": remedy(row.note) if row.note else "", "is_working": row.state in (State.READING, State.APPLYING),
        "is_done": row.state == State.DONE, "may_apply": row.state == State.READY and _is_fit(row) and changes > 0,
        "errors": sum(f["severity"] == "error" for f in row.findings),
        "title": _("What the file would change") if row.state != State.DONE else _("What the file changed"),
    }  # fmt: skip
    is_asked_again = bool(request.headers.get("HX-Request"))
    if is_asked_again and context["is_working"]:
        return render(request, "exchange/progress.html", context)
    answer = render(request, "exchange/look.html", context, status=status)
    if is_asked_again:
        answer.headers["HX-Refresh"] = "true"
    return answer


def _is_fit(row: Import) -> bool:
    return not row.counts.get("refused") and not any(f["severity"] == "error" for f in row.findings)


def _text(outgoing: Outgoing, ending: str, empty: bool) -> HttpResponseBase:
    text, content_type = TEXTS[ending]
    return StreamingHttpResponse((piece.encode() for piece in text(outgoing, empty)), content_type=content_type)


def _book(outgoing: Outgoing, empty: bool) -> HttpResponseBase:
    """A workbook is whole before its first byte leaves: it is written aside and gone once it is sent."""
    goal = Path(settings.WORK) / f"list-{os.getpid()}-{token_hex(8)}.xlsx"
    try:
        if not empty and len(outgoing.keys) > LARGE_BOOK:
            with alone("workbook", PATIENCE) as ours:
                if not ours:
                    answer = HttpResponse(_("Another large list is being written. Try again in a minute."), status=503)
                    answer.headers["Retry-After"] = "60"
                    return answer
                write_workbook(outgoing, goal)
        else:
            write_workbook(outgoing, goal, empty)
        return FileResponse(goal.open("rb"), content_type=XLSX)
    finally:
        goal.unlink(missing_ok=True)  # the open file is read to its end all the same


def _kind(subject: str, slug: str) -> Kind:
    try:
        return by_slug(subject)[slug]
    except KeyError:
        raise Http404 from None


def _ask_for_import(request: HttpRequest, kind: Kind) -> None:
    if request.user.is_authenticated and not (
        may(request.user, "add", kind.code) or may(request.user, "change", kind.code)
    ):
        raise PermissionDenied("import")


def _mine(request: HttpRequest, subject: str, slug: str, number: int) -> tuple[Kind, Import]:
    """An import is seen by whoever brought the file, and by nobody else."""
    kind = _kind(subject, slug)
    reader: Any = request.user if request.user.is_authenticated else None
    if reader is None:
        raise Http404
    row = get_object_or_404(Import.objects.select_related("job"), pk=number, by=reader, kind=kind.code)
    return kind, settle(row)
