"""The API's way of sending data in: the same form, rows and jobs as the pages."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import Http404
from django.urls import reverse
from django.utils.datastructures import MultiValueDict
from ninja.errors import HttpError

from local2030.vocabulary.errors import WrongUse
from local2030.web.accounts.permissions import ask, visible
from local2030.web.jobs.running import launch_waiting, stop
from local2030.web.marker.uploads import trouble_of
from local2030.web.monitoring.adopting import name_of
from local2030.web.monitoring.datasets.checks import said
from local2030.web.monitoring.models import DataUpload
from local2030.web.monitoring.stores import datasets
from local2030.web.monitoring.uploads import publishing
from local2030.web.monitoring.uploads.forms import DataForm
from local2030.web.monitoring.uploads.receiving import changeable, receive

Document = dict[str, Any]


def send(reader: Any, files: Sequence[Any], fields: dict[str, Any]) -> Document:
    """What the form of the page would do; 422 with its sentences where it would be refused."""
    choices = [(thing.serial, thing.title) for thing in changeable(reader)]
    form = DataForm(fields, MultiValueDict({"sent": list(files)}), choices=choices)
    if not form.is_valid():
        raise HttpError(422, " ".join(f"{name}: {' '.join(map(str, found))}" for name, found in form.errors.items()))
    row = receive(reader, form.cleaned_data)
    launch_waiting()
    return told(row)


def upload_of(reader: Any, number: int) -> DataUpload:
    """An upload that the reader may know of."""
    row: DataUpload | None = (
        visible(reader, DataUpload.objects.select_related("thing", "job"), "change").filter(pk=number).first()
    )
    if row is None:
        raise Http404
    ask(reader, "change", row.thing)
    return row


def told(row: DataUpload) -> Document:
    """How far it is, and what was found when it was read."""
    found: Document = {
        "number": row.pk, "state": row.state, "dataset": name_of(row.thing), "serial": row.thing.serial, "files": row.names,
        "address": f"/api/v1/monitoring/uploads/{row.pk}", "page": reverse("data-upload", args=[row.pk]),
        "published_version": row.published, "document": None, "trouble": None,
    }  # fmt: skip
    if row.state == "received" and row.job is not None and row.job.is_over:
        found["trouble"] = trouble_of(row.job)
    if row.document is not None:
        manifest = datasets().manifest(name_of(row.thing), row.version) if row.version else None
        kept = datasets().side(manifest, "findings") if manifest else []
        found["document"] = {**row.document, "findings": [said(finding, "en") for finding in kept or []]}
    return found


def published(reader: Any, number: int) -> Document:
    """Publishes what was read."""
    row = upload_of(reader, number)
    if row.state not in ("read", "published"):
        raise HttpError(409, f"It is {row.state}: only what was read can be published.")
    try:
        return told(publishing.publish(reader, row))
    except WrongUse:
        raise HttpError(409, "Another version came in meanwhile. Send the files again.") from None


def discarded(reader: Any, number: int) -> Document:
    """Lets it go; a job that reads it is stopped."""
    row = upload_of(reader, number)
    if row.job is not None and not row.job.is_over:
        stop(row.job)
    return told(publishing.discard(reader, row))


def index_of_files(values: Any, bounds: Any, groups: Any, published: Any) -> Document:
    """The index of files that were sent in; they are gone when it is told."""
    from local2030.workflows.monitoring_index import index_of

    with tempfile.TemporaryDirectory(dir=settings.WORK) as work:
        paths: list[Path | None] = []
        for name, sent in (("values", values), ("bounds", bounds), ("groups", groups), ("published", published)):
            if sent is None:
                paths.append(None)
                continue
            ending = Path(str(sent.name or "")).suffix.lower()
            path = Path(work) / f"{name}{ending if ending in ('.csv', '.xlsx') else '.csv'}"
            with path.open("wb") as out:
                for chunk in sent.chunks():
                    out.write(chunk)
            paths.append(path)
        assert paths[0] is not None and paths[1] is not None
        return index_of(paths[0], paths[1], paths[2], paths[3])
