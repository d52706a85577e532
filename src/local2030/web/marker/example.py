"""The worked example that ships with the package, filed like any upload."""

from __future__ import annotations

import hashlib
import shutil
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any

from django.conf import settings

from local2030.web.jobs.running import launch_waiting
from local2030.web.marker.models import Upload
from local2030.web.marker.uploads import file_upload

AID, LEDGER, CLAIMS = "activity.xml", "ledger.csv", "claims.csv"


def file_example(by: Any) -> Upload | None:
    """The example's upload, made if the store has no upload at all; None where the store is in use already."""
    if Upload.objects.exists():
        return None
    with as_file(files("local2030.workflows") / "example") as source:
        hashes = {str(p.relative_to(source)): _sha256(p) for p in sorted(source.rglob("*")) if p.is_file()}
        key = hashlib.sha256(repr(sorted(hashes.items())).encode()).hexdigest()
        folder = Path(settings.UPLOADS) / key
        shutil.copytree(source, folder, dirs_exist_ok=True, ignore=shutil.ignore_patterns("__pycache__", "*.py"))
    fields = {
        "name": AID,
        "sha256": hashes[AID],
        "size": (folder / AID).stat().st_size,
        "ledger": LEDGER if LEDGER in hashes else "",
        "claims": CLAIMS if CLAIMS in hashes else "",
        "documents": [name for name in hashes if name.startswith("documents/")],
    }
    upload = file_upload(key, fields, by, hashes)
    launch_waiting()
    return upload


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
