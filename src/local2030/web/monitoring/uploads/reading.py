"""Reading what was sent in, in the background: into a checked state of the data set, which no page shows yet."""

from __future__ import annotations

import tempfile
import zipfile
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from local2030.vocabulary.errors import NothingToRead
from local2030.vocabulary.findings import Finding
from local2030.web.accounts.permissions import may
from local2030.web.jobs.deeds import Progress, Stopped
from local2030.web.jobs.models import Job
from local2030.web.locks import alone
from local2030.web.monitoring.adopting import name_of
from local2030.web.monitoring.models import DataUpload
from local2030.web.monitoring.stores import datasets
from local2030.web.monitoring.uploads.trees import former_files, lay_over, one_folder_up, unpack

WAIT = 600


def folder_of(upload: DataUpload) -> Path:
    """Where its files lie."""
    return Path(settings.UPLOADS) / f"data-{upload.key}"


def read_by_job(job: Job, progress: Progress) -> None:
    """Reads the files of an upload; done twice, it has one effect."""
    from local2030.workflows.load_observations import Request, load
    from local2030.workflows.observation_mapping import NO_MAPPING, read_mapping

    upload = DataUpload.objects.select_related("thing").get(pk=job.target)
    if upload.state != "received":
        return
    if not may(job.by, "change", upload.thing):
        raise Stopped
    name = name_of(upload.thing)
    mapping = folder_of(upload) / "mapping.yaml"
    with alone(f"dataset-{name}", WAIT) as mine, tempfile.TemporaryDirectory(dir=settings.WORK) as work:
        if not mine:
            raise Stopped
        tree = Path(work) / name
        tree.mkdir()
        try:
            tree_of(upload, name, tree)
        except zipfile.BadZipFile:
            raise NothingToRead(Finding("upload-zip-broken", "error", upload.names[0])) from None
        if upload.mapping:
            mapping.write_text(upload.mapping, "utf-8")
        request = Request(
            tree, timezone.now(), name, read_mapping(mapping) if upload.mapping else NO_MAPPING, upload.about, "checked",
            job.by.shown_name, upload.note, lambda done, total: progress(done, total),
        )  # fmt: skip
        document = load(request, Path(settings.HOME))
    findings = document.pop("findings")
    for severity in ("error", "warning", "info"):
        document[f"{severity}s"] = sum(finding["severity"] == severity for finding in findings)
    document.pop("sources", None)
    DataUpload.objects.filter(pk=upload.pk, state="received").update(
        state="read", document=document, version=document["version"]
    )


def tree_of(upload: DataUpload, name: str, tree: Path) -> None:
    """The whole data set as it would be: the former files, unless these are all, and the new ones over them."""
    store = datasets()
    manifest = store.manifest(name, stage="published")
    if manifest is not None and not upload.whole:
        former_files(store, manifest, tree)
    files: list[tuple[str, Path]] = []
    for file in upload.names:
        path = folder_of(upload) / file
        if not file.lower().endswith(".zip"):
            files.append((file, path))
            continue
        packed = tree.with_name(f"{tree.name}-packed")
        packed.mkdir()
        unpack(path, packed)
        one_folder_up(packed)
        files += [(p.relative_to(packed).as_posix(), p) for p in packed.rglob("*") if p.is_file()]
    lay_over(files, tree)
