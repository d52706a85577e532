"""Sending files in, and what became of them."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.views.decorators.http import require_POST, require_safe

from local2030.marker.sensitive_places import shown_findings
from local2030.vocabulary.messages import remedy, say
from local2030.web.accounts.permissions import ask, may, needs, visible
from local2030.web.history.chain import append
from local2030.web.jobs import deeds
from local2030.web.jobs.models import Job, State
from local2030.web.jobs.running import bury, launch_waiting, stop
from local2030.web.marker.forms import UploadForm
from local2030.web.marker.models import Scoring, Upload, circle
from local2030.web.marker.receiving import keep, limit_of, safe_name, sha256_of
from local2030.workflows.score_words import file_known, finding_in

FINDINGS_SHOWN = 100


@needs("add", "joint programme")
def new(request: HttpRequest) -> HttpResponse:
    """The form; a file that is already here leads to what was made of it."""
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        upload = receive(request, form)
        launch_waiting()
        return redirect("upload", upload.pk)
    context = {"form": form, "limit": limit_of(request)}
    return render(request, "marker/upload_new.html", context, status=422 if form.is_bound else 200)


@require_safe
@needs("add", "joint programme")
def listing(request: HttpRequest) -> HttpResponse:
    """The uploads that the reader may see, newest first."""
    bury()
    uploads = visible(request.user, Upload.objects.select_related("by", "job"))[:200]
    return render(request, "marker/uploads.html", {"uploads": uploads})


@require_safe
@needs("add", "joint programme")
def one(request: HttpRequest, upload_id: int) -> HttpResponse:
    """How far an upload is; when it is read: its programmes and its findings."""
    launch_waiting()
    rows = visible(request.user, Upload.objects.select_related("by", "job", "job__by"))
    upload = get_object_or_404(rows, pk=upload_id)
    scoring = Scoring.objects.filter(upload=upload, correction=None).first()
    language = get_language() or "en"
    findings = [finding_in(f, language) for f in shown_findings(scoring.findings if scoring else [])[:FINDINGS_SHOWN]]
    context = {
        "upload": upload,
        "job": upload.job,
        "trouble": trouble_of(upload.job),
        "scoring": scoring,
        "programmes": upload.programmes.all()[:50],
        "count": upload.programmes.count(),
        "mistakes": [f for f in findings if f["severity"] == "error"],
        "findings": [f for f in findings if f["severity"] != "error"],
        "may_stop": bool(upload.job) and may(request.user, "stop", upload.job),
        "steps": _steps(upload.job),
        "known": [file_known(f["known"], language) for f in _files(scoring) if f.get("known")],
    }
    is_going_on = not scoring and upload.job is not None and not upload.job.is_over
    if request.headers.get("HX-Request") and is_going_on:
        return render(request, "marker/parts/progress.html", context)
    response = render(request, "marker/upload.html", context)
    if request.headers.get("HX-Request"):
        response.headers["HX-Refresh"] = "true"
    return response


@require_POST
@needs("add", "joint programme")
def again(request: HttpRequest, upload_id: int) -> HttpResponse:
    """A new job for an upload whose last one broke off."""
    with transaction.atomic():
        upload = get_object_or_404(Upload.objects.select_for_update(), pk=upload_id)
        ask(request.user, "change", upload)
        if not upload.scorings.exists() and (upload.job is None or upload.job.is_over):
            upload.job = deeds.ask("import", upload.pk, request.user)
            upload.save(update_fields=["job"])
    launch_waiting()
    return redirect("upload", upload.pk)


@require_POST
@needs("add", "joint programme")
def stop_job(request: HttpRequest, job_id: int) -> HttpResponse:
    """Stops a job; what it did so far is thrown away."""
    job = get_object_or_404(Job, pk=job_id)
    ask(request.user, "stop", job)
    stop(job)
    return redirect("upload", job.target) if job.kind == "import" else redirect("correction", job.target)


def receive(request: HttpRequest, form: UploadForm) -> Upload:
    """Keeps the files, then writes the row and its job in one transaction; the same files again give the same row."""
    data = form.cleaned_data
    files = {kind: data[kind] for kind in ("aid", "ledger", "claims") if data.get(kind)}
    named = [(f"{kind}-{safe_name(file.name)}" if kind != "aid" else safe_name(file.name), file)
             for kind, file in files.items()]  # fmt: skip
    named += [(f"documents/{safe_name(file.name)}", file) for file in data.get("documents") or ()]
    hashes = {name: sha256_of(file) for name, file in named}
    stated = repr((sorted(hashes.items()), data["phase"], data["audience"]))
    key = hashlib.sha256(stated.encode()).hexdigest()
    known = Upload.objects.filter(key=key).first()
    if known is not None:
        return known
    folder = Path(settings.UPLOADS) / key
    for name, file in named:
        keep(file, folder / name)
        if name.startswith("documents/"):  # claims may name a document with or without its folder
            (folder / name.removeprefix("documents/")).unlink(missing_ok=True)
            os.link(folder / name, folder / name.removeprefix("documents/"))
    names = dict(zip(files, (name for name, _file in named), strict=False))
    fields = {
        "name": names["aid"],
        "sha256": hashes[names["aid"]],
        "size": files["aid"].size,
        "ledger": names.get("ledger", ""),
        "claims": names.get("claims", ""),
        "documents": [name for name in hashes if name.startswith("documents/")],
        "phase": data["phase"],
        "audience": data["audience"],
    }
    return file_upload(key, fields, request.user, hashes)


def file_upload(key: str, fields: dict[str, Any], by: Any, hashes: dict[str, str]) -> Upload:
    """The row and its job for files that lie in their folder already."""
    try:
        with transaction.atomic():
            upload = Upload.objects.create(key=key, by=by, **fields)
            upload.job = deeds.ask("import", upload.pk, by)
            upload.save(update_fields=["job"])
            append(by=by, deed="upload", kind="upload", id=str(upload.pk), after=hashes, audience=circle(upload))
    except IntegrityError:  # the same files came twice at once
        return Upload.objects.get(key=key)
    return upload


def trouble_of(job: Job | None) -> dict[str, Any] | None:
    """Why a job failed and what to do, in words; with what was odd in the files that gave nothing."""
    if job is None or not job.trouble:
        return None
    code, values = job.trouble["code"], job.trouble["values"]
    language = get_language() or "en"
    return {
        "message": say(code, values, language),
        "remedy": remedy(code, values, language),
        "findings": [finding_in(f, language) for f in job.trouble.get("findings") or ()],
    }


def _files(scoring: Scoring | None) -> list[dict[str, Any]]:
    return list(scoring.head.get("files") or ()) if scoring else []


def _steps(job: Job | None) -> list[tuple[str, str]]:
    """The steps of an import with how each stands: done, now, wait."""
    order = ["received", "starting", "reading", "filing"]
    if job is None or job.state == State.DONE:
        return [(step, "done") for step in order]
    at = order.index(job.step) if job.step in order else 1
    return [(step, "done" if n < at else "now" if n == at else "wait") for n, step in enumerate(order)]
