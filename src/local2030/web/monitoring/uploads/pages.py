"""Sending data in: the form, how far it is, the preview, publishing or letting go."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from local2030.vocabulary.errors import WrongUse
from local2030.web.accounts.permissions import ask, needs, visible
from local2030.web.jobs.running import bury, launch_waiting, stop
from local2030.web.marker.receiving import limit_of
from local2030.web.marker.uploads import trouble_of
from local2030.web.monitoring.adopting import name_of
from local2030.web.monitoring.models import DataUpload
from local2030.web.monitoring.uploads import publishing
from local2030.web.monitoring.uploads.forms import LONGEST_MAPPING, DataForm
from local2030.web.monitoring.uploads.preview import preview_of
from local2030.web.monitoring.uploads.receiving import begin, changeable, receive


@needs("add", "local data")
def new(request: HttpRequest) -> HttpResponse:
    """The form."""
    choices = [(thing.serial, f"{thing.title} ({thing.serial})") for thing in changeable(request.user)]
    form = DataForm(request.POST or None, request.FILES or None, choices=choices, initial={"dataset": request.GET.get("dataset", "")})  # fmt: skip
    if request.method == "POST" and form.is_valid():
        upload = receive(request.user, form.cleaned_data)
        launch_waiting()
        return redirect("data-upload", upload.pk)
    context = {"form": form, "limit": limit_of(request)}
    return render(request, "monitoring/upload_new.html", context, status=422 if form.is_bound else 200)


@require_safe
@needs("add", "local data")
def listing(request: HttpRequest) -> HttpResponse:
    """What was sent in for data sets that the reader may change, newest first."""
    bury()
    rows = visible(request.user, DataUpload.objects.select_related("thing", "by", "job"), "change")[:200]
    return render(request, "monitoring/uploads.html", {"uploads": rows})


@require_safe
@needs("add", "local data")
def one(request: HttpRequest, upload_id: int) -> HttpResponse:
    """How far it is; when it is read, the preview."""
    launch_waiting()
    upload = _upload(request, upload_id)
    is_going_on = upload.state == "received" and upload.job is not None and not upload.job.is_over
    context: dict[str, Any] = {
        "upload": upload, "job": upload.job, "thing": upload.thing, "going_on": is_going_on, "name": name_of(upload.thing),
        "trouble": trouble_of(upload.job) if upload.state == "received" else None, "document": upload.document or {},
        **(preview_of(upload) if upload.state == "read" else {}),
    }  # fmt: skip
    return render(request, "monitoring/upload.html", context)


@require_POST
@needs("add", "local data")
def again(request: HttpRequest, upload_id: int) -> HttpResponse:
    """Reads it once more, with the mapping that was written."""
    upload = _upload(request, upload_id)
    if upload.state in ("received", "read") and (upload.job is None or upload.job.is_over):
        upload.mapping = request.POST.get("mapping", "").replace("\x00", "").replace("\r\n", "\n")[:LONGEST_MAPPING]
        begin(request.user, upload)
    launch_waiting()
    return redirect("data-upload", upload.pk)


@require_POST
@needs("add", "local data")
def publish(request: HttpRequest, upload_id: int) -> HttpResponse:
    """Publishes it; leads to the data set."""
    upload = _upload(request, upload_id)
    try:
        publishing.publish(request.user, upload)
    except WrongUse:
        messages.error(
            request, _("Another version came in meanwhile. Read the files again, so that nothing of it is lost.")
        )
        return redirect("data-upload", upload.pk)
    return redirect("dataset", name_of(upload.thing))


@require_POST
@needs("add", "local data")
def discard(request: HttpRequest, upload_id: int) -> HttpResponse:
    """Lets it go; a job that reads it is stopped."""
    upload = _upload(request, upload_id)
    if upload.job is not None and not upload.job.is_over:
        stop(upload.job)
    publishing.discard(request.user, upload)
    return redirect("data-uploads")


def _upload(request: HttpRequest, upload_id: int) -> DataUpload:
    rows = visible(request.user, DataUpload.objects.select_related("thing", "by", "job"), "change")
    upload: DataUpload = get_object_or_404(rows, pk=upload_id)
    ask(request.user, "change", upload.thing)
    return upload
