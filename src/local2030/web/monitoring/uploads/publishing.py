"""A checked state becomes the published one, or is let go."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from local2030.store.datasets import Datasets, next_version
from local2030.vocabulary.errors import WrongUse
from local2030.vocabulary.findings import Finding
from local2030.web.accounts.permissions import ask
from local2030.web.history.chain import append
from local2030.web.monitoring.adopting import name_of
from local2030.web.monitoring.models import DataUpload
from local2030.web.registry.changing import change


def publish(reader: Any, upload: DataUpload) -> DataUpload:
    """The checked state as a new published version. Refused if another came in between: that one would be lost."""
    with transaction.atomic():
        row = DataUpload.objects.select_for_update().get(pk=upload.pk)
        ask(reader, "change", row.thing)
        if row.state != "read" or row.version is None:
            return row
        name, store = name_of(row.thing), Datasets(Path(settings.HOME))
        checked, latest = store.manifest(name, row.version), store.manifest(name)
        if checked is None or latest is None or latest.version != row.version:
            raise WrongUse(Finding("dataset-changed-meanwhile", "error", values={"version": row.version}))
        version = next_version(latest)
        made = timezone.now().isoformat(timespec="seconds")
        row.state, row.published = "published", version
        row.save(update_fields=["state", "published"])
        thing = row.thing
        if thing.audience != row.audience or any(
            thing.fields.get(k) != v for k, v in row.about.items() if k != "title"
        ):
            cells = {**{k: v for k, v in row.about.items() if k != "title"}, "audience": row.audience}
            change(reader, thing, cells, row.note, thing.version)
        append(by=reader, deed="publish-data", kind="dataset", id=thing.serial, after={"version": version, "name": name},
               why=row.note, audience=row.audience)  # fmt: skip
        store.write_manifest(
            replace(checked, version=version, stage="published", made=made, by=reader.shown_name, note=row.note)
        )
    return row


def discard(reader: Any, upload: DataUpload) -> DataUpload:
    """Lets it go: its state stays in the store and is never shown."""
    with transaction.atomic():
        row = DataUpload.objects.select_for_update().get(pk=upload.pk)
        ask(reader, "change", row.thing)
        if row.state in ("received", "read"):
            row.state = "discarded"
            row.save(update_fields=["state"])
            append(by=reader, deed="discard-data", kind="dataset", id=row.thing.serial, audience="inner")
    return row
